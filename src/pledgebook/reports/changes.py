"""What changed in a book between two recorded moments, and what caused it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pledgebook.model.flow import Flow
from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import TotalsReport, TotalsRow


class ChangeKind(StrEnum):
    """What happened to flows."""

    ADDED = "added"
    GONE = "gone"
    CHANGED = "changed"
    MERGED = "merged"  # several are now known to be one
    SPLIT = "split"  # one is now known to be several
    REGROUPED = "regrouped"  # their statements are shared out otherwise


class CauseKind(StrEnum):
    """What the book has learnt."""

    DOCUMENT = "document"
    EXTRACTION = "extraction"  # newer rules have read a document again
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing that the book has learnt between the two moments.

    Attributes:
        kind: Document, newer extraction of an older document, or judgement.
        id: Of the document (its digest, for an extraction too) or judgement.
        text: A line for people: publisher, title and date; or verdict, author and reason.
        recorded_at: When the book learnt it.
        statements: Ids of the statements that it brought or is about, sorted.
    """

    kind: CauseKind
    id: str
    text: str
    recorded_at: datetime
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One thing about a flow that is now otherwise; texts, empty where there is none."""

    name: str
    before: str
    after: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FlowChange:
    """What became of flows that share statements.

    Attributes:
        kind: What happened.
        before: The flows of the earlier moment, ordered by id.
        after: Those of the later one.
        fields: For CHANGED and MERGED: what is otherwise about the flow that carries on.
        causes: Ids of what touched their statements; else of what touched the wholes that they are part of; empty where
            the change follows from others (a rate, a neighbour).
        remark: What is now made of the statements of a flow that is gone: "asserted total c-…", "rejected".
    """

    kind: ChangeKind
    before: tuple[Flow, ...]
    after: tuple[Flow, ...]
    fields: tuple[FieldChange, ...] = ()
    causes: tuple[str, ...] = ()
    remark: str = ""

    def funders(self) -> str:
        """Return whose money it is: the joint name of the funders of the first flow after, else before."""
        return "+".join((self.after or self.before)[0].funders)


@dataclass(frozen=True, slots=True)
class FunderChange:
    """The total of one funder (or several joint ones) before and after.

    Attributes:
        funders: Codes joined by "+"; "unknown" where no source names one.
        before: The sums before; None where there was nothing.
        after: The sums after; None where there is nothing.
        difference: After less before, in the unit that both are told in if there is one such currency, else in the
            reporting currency; None where neither can be said.
        percent: The difference as a share of what was before; None where that was nothing.
    """

    funders: str
    before: TotalsRow | None
    after: TotalsRow | None
    difference: Quantity | None
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What a book said at one recorded moment.

    Attributes:
        at: The instant.
        contents: Everything it said.
        totals: Its totals, grouped by funder.
    """

    at: datetime
    contents: Contents
    totals: TotalsReport


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two moments. Every flow of either moment is in one change or among the unchanged.

    Attributes:
        since: The earlier moment.
        until: The later one.
        causes: What the book learnt in between, in the order in which it did.
        flows: What became of the flows, ordered by funders.
        unchanged: How many flows are as they were.
        funders: Totals by funder that differ, the largest difference first.
        before: The total before.
        after: The total after.
        currency: The reporting currency.
    """

    since: datetime
    until: datetime
    causes: tuple[Cause, ...]
    flows: tuple[FlowChange, ...]
    unchanged: int
    funders: tuple[FunderChange, ...]
    before: TotalsRow
    after: TotalsRow
    currency: str


def compare_moments(before: Moment, after: Moment, causes: Sequence[Cause]) -> Changes:
    """Compare what a book said at two moments.

    Flows are recognised by the statements that they share, whatever their ids.

    Args:
        before: The earlier moment.
        after: The later one; its totals were asked as those of the earlier one.
        causes: What the book learnt in between.
    """
    old, new = before.contents.flows, after.contents.flows
    groups = _groups(old, new)
    changes = [_change(group, before.contents, after.contents, causes) for group in groups]
    found = sorted((change for change in changes if change is not None), key=_change_order)
    return Changes(
        since=before.at,
        until=after.at,
        causes=tuple(causes),
        flows=tuple(found),
        unchanged=len(new) - sum(len(change.after) for change in found),
        funders=_funder_changes(before.totals, after.totals),
        before=before.totals.total,
        after=after.totals.total,
        currency=after.totals.query.currency,
    )


def _change_order(change: FlowChange) -> tuple[str, str, str]:
    return change.funders(), change.kind.value, (change.after or change.before)[0].id


_Group = tuple[list[str], list[str]]  # ids before, ids after


def _groups(old: Mapping[str, Flow], new: Mapping[str, Flow]) -> list[_Group]:
    """Put flows of both moments together that share statements, directly or through others."""
    nodes = [(0, key) for key in sorted(old)] + [(1, key) for key in sorted(new)]
    above = {node: node for node in nodes}

    def root(node: tuple[int, str]) -> tuple[int, str]:
        while above[node] != node:
            above[node] = above[above[node]]
            node = above[node]
        return node

    owner: dict[str, tuple[int, str]] = {}
    for side, key in nodes:
        for statement in (old, new)[side][key].statements:
            first = owner.setdefault(statement, (side, key))
            above[root((side, key))] = root(first)
    found: dict[tuple[int, str], _Group] = {}
    for node in nodes:
        found.setdefault(root(node), ([], []))[node[0]].append(node[1])
    return list(found.values())


def _change(group: _Group, before: Contents, after: Contents, causes: Sequence[Cause]) -> FlowChange | None:
    old = tuple(before.flows[key] for key in group[0])
    new = tuple(after.flows[key] for key in group[1])
    kind = _kind(old, new)
    fields: tuple[FieldChange, ...] = ()
    if kind in {ChangeKind.CHANGED, ChangeKind.MERGED, ChangeKind.SPLIT}:
        fields = _field_changes(_main(old), _main(new))
        if kind is ChangeKind.CHANGED and not fields:
            return None
    remark = _remark(old, after) if kind is ChangeKind.GONE else ""
    near = (*_wholes(old, before), *_wholes(new, after))
    why = _causes_of((*old, *new), causes) or _causes_of(near, causes)
    return FlowChange(kind, old, new, fields, why, remark)


def _wholes(flows: Iterable[Flow], contents: Contents) -> tuple[Flow, ...]:
    found = (contents.flows.get(flow.parent) for flow in flows if flow.parent is not None)
    return tuple(whole for whole in found if whole is not None)


def _kind(old: Sequence[Flow], new: Sequence[Flow]) -> ChangeKind:
    if not old:
        return ChangeKind.ADDED
    if not new:
        return ChangeKind.GONE
    if len(old) == len(new) == 1:
        return ChangeKind.CHANGED
    if len(new) == 1:
        return ChangeKind.MERGED
    return ChangeKind.SPLIT if len(old) == 1 else ChangeKind.REGROUPED


def _main(flows: Sequence[Flow]) -> Flow:
    """Return the flow that stands for several: the one that most statements speak of, of these the first by id."""
    return min(flows, key=lambda flow: (-len(flow.statements), flow.id))


def _field_changes(old: Flow, new: Flow) -> tuple[FieldChange, ...]:
    pairs = [
        ("figure", _figure(old.quantity), _figure(new.quantity)),
        ("stage", old.stage.value, new.stage.value),
        ("parent", old.parent or "", new.parent or ""),
        ("funders", "+".join(old.funders), "+".join(new.funders)),
        ("recipients", "+".join(old.recipients), "+".join(new.recipients)),
        ("mechanism", old.mechanism or "", new.mechanism or ""),
        ("purpose", old.purpose or "", new.purpose or ""),
        ("tranche", _plain(old.tranche), _plain(new.tranche)),
        ("period", _plain(old.period), _plain(new.period)),
        ("goods", _goods(old), _goods(new)),
        ("dates", _dates(old), _dates(new)),
        ("sources", _plain(len(old.statements)), _plain(len(new.statements))),
    ]
    reasons = {_figure(rival.quantity): rival.reason for rival in new.rivals}
    return tuple(
        FieldChange(name, left, right, reasons.get(left, "") if name == "figure" else "")
        for name, left, right in pairs
        if left != right
    )


def _figure(quantity: Quantity | None) -> str:
    if quantity is None:
        return ""
    high = "open" if quantity.high is None else plain_decimal(quantity.high)
    return f"{quantity.unit} {plain_decimal(quantity.best)} ({plain_decimal(quantity.low)} to {high})"


def _plain(value: object) -> str:
    return "" if value is None else str(value)


def _goods(flow: Flow) -> str:
    counted = (f"{_plain(item.quantity)} {item.item}".strip() for item in flow.items)
    return ", ".join(sorted(counted))


def _dates(flow: Flow) -> str:
    return ", ".join(f"{event.stage.value} {event.date or 'undated'}" for event in flow.events)


def _remark(old: Sequence[Flow], after: Contents) -> str:
    """Say what the later moment makes of the statements of flows that are gone."""
    members = {statement for flow in old for statement in flow.statements}
    for check in after.checks.values():
        if members & set(check.statements):
            return f"asserted total {check.id}"
    return "" if members & after.statements.keys() else "rejected"


def _causes_of(flows: Iterable[Flow], causes: Sequence[Cause]) -> tuple[str, ...]:
    members = {statement for flow in flows for statement in flow.statements}
    return tuple(dict.fromkeys(cause.id for cause in causes if members & set(cause.statements)))


def _funder_changes(before: TotalsReport, after: TotalsReport) -> tuple[FunderChange, ...]:
    old = {row.key[0]: row for row in before.rows}
    new = {row.key[0]: row for row in after.rows}
    names = sorted(name for name in old.keys() | new.keys() if not _same_sums(old.get(name), new.get(name)))
    found = (_funder_change(name, old.get(name), new.get(name)) for name in names)
    return tuple(sorted(found, key=_weight))


def _same_sums(before: TotalsRow | None, after: TotalsRow | None) -> bool:
    def sums(row: TotalsRow | None) -> tuple[object, ...]:
        return (row.amounts, row.reporting, row.unquantified) if row is not None else ((), None, ())

    return sums(before) == sums(after)


def _funder_change(name: str, before: TotalsRow | None, after: TotalsRow | None) -> FunderChange:
    units = {amount.unit for row in (before, after) if row is not None for amount in row.amounts}
    old, new = (_figure_in(units, row) for row in (before, after))
    told = old or new
    if told is None or (old is not None and new is not None and old.unit != new.unit):
        return FunderChange(name, before, after, None, None)
    zero = Decimal(0)
    earlier, later = (found.best if found is not None else zero for found in (old, new))
    step = later - earlier
    percent = (step / earlier * 100).quantize(Decimal("0.1")) if earlier else None
    return FunderChange(name, before, after, Quantity(step, step, step, told.unit), percent)


def _figure_in(units: set[str], row: TotalsRow | None) -> Quantity | None:
    """Return the sum of a row in the one unit there is, else in the reporting currency."""
    if row is None:
        return None
    return row.amounts[0] if len(units) == 1 and row.amounts else row.reporting


def _weight(change: FunderChange) -> tuple[Decimal, str]:
    """Order by the difference in the reporting currency, largest first."""
    sides = (change.before.reporting if change.before else None, change.after.reporting if change.after else None)
    before, after = (side.best if side is not None else Decimal(0) for side in sides)
    return -abs(after - before), change.funders


def statements_by_document(statements: Iterable[Statement]) -> dict[str, tuple[str, ...]]:
    """Return the ids of the statements of each document, sorted."""
    found: dict[str, list[str]] = {}
    for statement in statements:
        found.setdefault(statement.document, []).append(statement.id)
    return {document: tuple(sorted(ids)) for document, ids in found.items()}

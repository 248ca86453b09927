"""Every rival figure of a book: why it differs, the arithmetic, both sentences, and the rule of choice."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pledgebook.model.flow import Check, Flow, Rival
from pledgebook.model.quantity import Quantity
from pledgebook.reconciliation.figures import Rates
from pledgebook.reports.contents import Contents
from pledgebook.reports.explain import StatementExplanation
from pledgebook.reports.pooled import PooledFigure, find_pooled

REASONS = (
    "currency",
    "typo",
    "attribution",
    "scope",
    "unexplained",
    "superseded",
    "yearly-rate",
    "conversion",
    "rounding",
)
"""Reason codes, those first that a reader should see first: wrong figures, then wrong readings, then mere wording."""


@dataclass(frozen=True, slots=True)
class Telling:
    """One more sentence of a conflict.

    Attributes:
        figure: Its figure.
        arithmetic: What shows that it differs.
        said: The sentence.
    """

    figure: Quantity
    arithmetic: str
    said: StatementExplanation | None


@dataclass(frozen=True, slots=True)
class Conflict:
    """One figure that differs from the chosen one of the same money.

    Attributes:
        reason: Why it differs, one of REASONS.
        arithmetic: The sum that shows it.
        owner: Flow or check whose money it is.
        label: Its line for people.
        figure: The rival figure.
        said: The sentence that gives it.
        chosen: The figure that the book goes by.
        chosen_said: The sentence that gives that one; None where the book no longer has it.
        choice_rule: Why that one was chosen.
        others: For an attribution: every other telling that gives the money of this owner to too few.
    """

    reason: str
    arithmetic: str
    owner: str
    label: str
    figure: Quantity
    said: StatementExplanation | None
    chosen: Quantity
    chosen_said: StatementExplanation | None
    choice_rule: str
    others: tuple[Telling, ...] = ()

    def tellings(self) -> tuple[Telling, ...]:
        """Return all tellings, the one that is shown first first."""
        return (Telling(self.figure, self.arithmetic, self.said), *self.others)


def find_conflicts(contents: Contents, rates: Rates, reasons: Iterable[str] = REASONS) -> tuple[Conflict, ...]:
    """List every rival figure of flows and checks, and pooled money that is told as one funder's.

    Such an attribution is listed once for each flow or check, with all its tellings.

    Args:
        contents: What the book says.
        rates: Dated rates, to hold figures of different currencies against each other.
        reasons: Only these reason codes.
    """
    wanted = frozenset(reasons)
    found = [
        *_rivals(contents),
        *_gathered(_of_pooled(item, contents) for item in find_pooled(contents, rates)),
    ]
    return tuple(sorted((item for item in found if item.reason in wanted), key=_order))


def _order(conflict: Conflict) -> tuple[int, str, str, str]:
    place = REASONS.index(conflict.reason) if conflict.reason in REASONS else len(REASONS)
    return place, conflict.label, conflict.owner, conflict.said.statement.id if conflict.said else ""


def _gathered(conflicts: Iterable[Conflict]) -> Iterator[Conflict]:
    """Put the conflicts of one owner together: the first in order is shown, the others are its further tellings."""
    by_owner: dict[str, list[Conflict]] = {}
    for conflict in conflicts:
        by_owner.setdefault(conflict.owner, []).append(conflict)
    for met in by_owner.values():
        first, *_ = ordered = sorted(met, key=_order)
        tellings = dict.fromkeys(telling for conflict in ordered for telling in conflict.tellings())
        yield replace(first, others=tuple(tellings)[1:])


def _rivals(contents: Contents) -> Iterator[Conflict]:
    for flow in contents.flows.values():
        if flow.quantity is not None:
            for rival in flow.rivals:
                yield _of_rival(flow, flow.quantity, rival, contents)
    for check in contents.checks.values():
        for rival in check.rivals:
            yield _of_rival(check, check.asserted, rival, contents)


def _of_rival(owner: Flow | Check, chosen: Quantity, rival: Rival, contents: Contents) -> Conflict:
    return Conflict(
        rival.reason,
        rival.arithmetic,
        owner.id,
        owner.label,
        rival.quantity,
        _said(rival.statement, contents),
        chosen,
        _said(owner.chosen, contents),
        owner.choice_rule,
    )


def _of_pooled(pooled: PooledFigure, contents: Contents) -> Conflict:
    owner, amount = pooled.owner, pooled.statement.amount
    chosen = owner.quantity if isinstance(owner, Flow) else owner.asserted
    assert amount is not None  # only figures are looked at
    figure = amount.quantity()
    return Conflict(
        "attribution",
        pooled.arithmetic,
        owner.id,
        owner.label,
        figure,
        _said(pooled.statement.id, contents),
        chosen or figure,
        _said(pooled.wider.id, contents),
        "the funders of the telling that names most of them",
    )


def _said(name: str, contents: Contents) -> StatementExplanation | None:
    statement = contents.statements.get(name)
    if statement is None:
        return None
    return StatementExplanation(statement, contents.documents.get(statement.document), statement.span)

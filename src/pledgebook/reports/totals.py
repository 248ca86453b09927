"""How much support there is: exact sums by group, what was left out of them and why, and the asserted totals beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import localcontext

from pledgebook.errors import UsageFault
from pledgebook.ledger.balances import balances, brings, is_stage, visible
from pledgebook.ledger.booking import Ledger, quantities_of
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.ledger.timeline import moves_of, rung
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Check, Flow
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.reports.pricing import Price, Pricing, Sum
from pledgebook.reports.query import (
    Basis,
    Dimension,
    LeftOut,
    Omission,
    TotalsQuery,
    TotalsReport,
    TotalsRow,
)
from pledgebook.reports.selection import cells_of, check_is_asked, is_asked
from pledgebook.reports.year_table import YearTable


def total_support(
    ledger: Ledger,
    flows: Iterable[Flow],
    checks: Iterable[Check],
    rates: RateBasis,
    query: TotalsQuery,
    table: YearTable | None = None,
) -> TotalsReport:
    """Sum support by group.

    Args:
        ledger: The entries of the flows.
        flows: All flows of the book.
        checks: Asserted totals: listed beside the sums, never in them.
        rates: Rates and dates for the reporting currency: a sum is converted at the date of the event that brought it
            where it stands, else of the publication of the documents that tell it, else of the default.
        query: Grouping, stages, currency, day, narrowing, basis.
        table: Price indices for constant prices, national products for shares of them.

    Raises:
        UsageFault: The basis needs a table and a year, and one is missing.
    """
    if query.basis is not Basis.NOMINAL and (table is None or query.year is None):
        raise UsageFault(f"the basis {query.basis} needs a table and a year", remedy="give both")
    with localcontext(EXACT):
        return _sum(ledger, {flow.id: flow for flow in flows}, checks, Pricing(rates, query, table))


def _sum(ledger: Ledger, by_id: Mapping[str, Flow], checks: Iterable[Check], pricing: Pricing) -> TotalsReport:
    query = pricing.query
    shares = [share for share in _shares(ledger, by_id, query) if is_asked(share.cells, query.only)]
    priced = [(share, _price(share, pricing)) for share in shares if share.omitted is None]
    listed = sorted((check for check in checks if check_is_asked(check, query.only)), key=lambda check: check.id)
    reasons = [(share, share.omitted) for share in shares] + [(share, price.omitted) for share, price in priced]
    left_out = [_left_out(share, reason) for share, reason in reasons if reason and not share.is_mere_doubt()]
    left_out += [LeftOut(Omission.CHECK, check.id, check.label, None, check.asserted) for check in listed]
    lines = tuple(price.line for _, price in priced if price.line is not None)
    return TotalsReport(
        query=query,
        valuation=query.valuation,
        rows=_rows(shares, priced, query),
        total=_row((), shares, priced, query),
        left_out=tuple(sorted(left_out, key=lambda line: (line.reason, line.id, str(line.quantity)))),
        checks=tuple(listed),
        conversions=lines,
        rate_sources=tuple(sorted({line.rate.source for line in lines if line.rate.source})),
        rate_days=_range({line.rate.day for line in lines if line.rate.source}),
        undated=tuple(sorted({share.flow.id for share, _ in priced if share.entry and share.entry.valid is None})),
        problems=_rate_problems(priced, query.unit),
        scope=query.scope,
        table_source=pricing.table.source if pricing.table is not None else "",
    )


@dataclass(frozen=True, slots=True)
class _Share:
    """A piece of one flow in one unit: every unit of every flow is in exactly one share, or cut up into several."""

    flow: Flow
    unit: str  # empty for support without a sum
    reading: Reading | None
    cells: Mapping[Dimension, str]
    entry: Entry | None  # what brought it where it stands
    omitted: Omission | None

    @property
    def stage(self) -> Stage:
        return Stage(self.cells[Dimension.STAGE])

    def is_mere_doubt(self) -> bool:
        """Tell whether it is nothing but width: a rest of zero, give or take, beside parts that make up the whole."""
        return self.reading is not None and not self.reading.best

    def quantity(self) -> Quantity | None:
        return None if self.reading is None else self.reading.quantity(self.unit)


def _shares(ledger: Ledger, flows: Mapping[str, Flow], query: TotalsQuery) -> Iterator[_Share]:
    seen = visible(ledger.entries, query.as_of)
    yield from _standing(seen, flows, query)
    yield from _in_parts(seen, flows)
    booked, arrived = _arrived(ledger.entries), _arrived(seen)
    for flow in flows.values():
        quantities = quantities_of(flow)
        for unit, quantity in quantities.items():
            if (flow.id, unit) not in arrived:
                why = Omission.LATER if (flow.id, unit) in booked else Omission.NOT_BOOKED
                yield _Share(flow, unit, Reading.of(quantity), cells_of(flow, unit, flow.stage), None, why)
        if not quantities:
            yield _unquantified(flow, query)


def _standing(seen: Sequence[Entry], flows: Mapping[str, Flow], query: TotalsQuery) -> Iterator[_Share]:
    entries = {entry.id: entry for entry in seen}
    for balance in balances(seen):
        if not is_stage(balance.account):
            continue
        flow, stage = flows[balance.account.flow], Stage(balance.account.stage)
        brought = next(entries[entry] for entry in balance.entries if brings(entries[entry], balance.account))
        omitted = None
        if stage not in query.stages:
            omitted = Omission.CANCELLED if stage is Stage.CANCELLED else Omission.BELOW_STAGE
        yield _Share(flow, balance.unit, balance.reading, cells_of(flow, balance.unit, stage), brought, omitted)


def _in_parts(seen: Iterable[Entry], flows: Mapping[str, Flow]) -> Iterator[_Share]:
    taken: dict[tuple[str, str], Reading] = {}
    for entry in seen:
        for posting in entry.postings:
            owner = posting.account.flow
            if is_stage(posting.account) and owner != entry.flow:
                # What a part takes is never open above, so its high figure is always there.
                high = posting.best if posting.high is None else posting.high
                share = Reading(-posting.low, -posting.best, -high)
                taken[owner, entry.unit] = taken.get((owner, entry.unit), Reading()).plus(share)
    for (owner, unit), reading in taken.items():
        flow = flows[owner]
        yield _Share(flow, unit, reading, cells_of(flow, unit, flow.stage), None, Omission.IN_PARTS)


def _arrived(entries: Iterable[Entry]) -> set[tuple[str, str]]:
    return {(posting.account.flow, entry.unit) for entry in entries for posting in entry.postings}


def _unquantified(flow: Flow, query: TotalsQuery) -> _Share:
    reached = [
        move.event.stage
        for move in moves_of(flow)
        if query.as_of is None or move.effective is None or move.effective <= query.as_of
    ]
    stage = max(reached, key=rung, default=flow.stage)
    why = Omission.UNQUANTIFIED if reached else Omission.LATER
    return _Share(flow, "", None, cells_of(flow, "", stage), None, why)


def _price(share: _Share, pricing: Pricing) -> Price:
    assert share.reading is not None
    assert share.entry is not None
    return pricing.price(Sum(share.flow.id, share.flow.funders, share.unit, share.reading, share.entry))


def _left_out(share: _Share, reason: Omission) -> LeftOut:
    return LeftOut(reason, share.flow.id, share.flow.label, share.stage, share.quantity())


def _rows(
    shares: Sequence[_Share], priced: Sequence[tuple[_Share, Price]], query: TotalsQuery
) -> tuple[TotalsRow, ...]:
    def key(share: _Share) -> tuple[str, ...]:
        return tuple(share.cells[dimension] for dimension in query.by)

    beside: dict[tuple[str, ...], list[_Share]] = {}
    inside: dict[tuple[str, ...], list[tuple[_Share, Price]]] = {}
    for share in shares:
        if share.omitted is Omission.UNQUANTIFIED:
            beside.setdefault(key(share), []).append(share)
    for share, price in priced:
        inside.setdefault(key(share), []).append((share, price))
    keys = sorted(beside.keys() | inside.keys(), key=lambda cells: _place(cells, query.by))
    return tuple(_row(cells, beside.get(cells, ()), inside.get(cells, ()), query) for cells in keys)


def _place(cells: tuple[str, ...], by: Sequence[Dimension]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (rung(Stage(cell)) if dimension is Dimension.STAGE else 0, cell)
        for cell, dimension in zip(cells, by, strict=True)
    )


def _row(
    key: tuple[str, ...], beside: Iterable[_Share], inside: Iterable[tuple[_Share, Price]], query: TotalsQuery
) -> TotalsRow:
    amounts: dict[str, Reading] = {}
    reporting: Reading | None = None
    flows: set[str] = set()
    priced: set[tuple[str, ...]] = set()
    for share, price in inside:
        assert share.reading is not None
        amounts[share.unit] = amounts.get(share.unit, Reading()).plus(share.reading)
        if not share.is_mere_doubt():
            flows.add(share.flow.id)
        if price.reading is not None:
            reporting = price.reading if reporting is None else reporting.plus(price.reading)
            priced.add(share.flow.funders)
    if query.basis is Basis.GDP and len(priced) > 1:
        reporting = None  # shares of different products have no sum
    counts: dict[Stage, int] = {}
    for share in beside:
        if share.omitted is Omission.UNQUANTIFIED:
            counts[share.stage] = counts.get(share.stage, 0) + 1
    return TotalsRow(
        key,
        tuple(reading.quantity(unit) for unit, reading in sorted(amounts.items())),
        None if reporting is None else reporting.quantity(query.unit),
        tuple(sorted(counts.items(), key=lambda pair: rung(pair[0]))),
        tuple(sorted(flows)),
    )


def _range(days: set[str]) -> tuple[str, ...]:
    return (min(days), max(days)) if days else ()


def _rate_problems(priced: Iterable[tuple[_Share, Price]], unit: str) -> tuple[Problem, ...]:
    missing = sorted(
        {
            (price.omitted, share.unit if price.omitted is Omission.NO_RATE else _whose(share))
            for share, price in priced
            if price.omitted in {Omission.NO_RATE, Omission.NO_TABLE}
        }
    )
    return tuple(
        Problem(
            ProblemCode.RATE_MISSING,
            Severity.WARNING,
            "totals",
            f"no rate from {what or 'an unknown currency'} to {unit} for some of its sums"
            if reason is Omission.NO_RATE
            else f"no value in the table of the basis for some sums of {what}",
            remedy=f"They are in the sum of their own currency; what lies in {unit} leaves them out.",
        )
        for reason, what in missing
    )


def _whose(share: _Share) -> str:
    return f"{share.cells[Dimension.FUNDER]} in {share.unit or 'an unknown currency'}"

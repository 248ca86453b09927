"""How much support there is: exact sums by group, what was left out of them and why, and the asserted totals beside."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import localcontext

from pledgebook.errors import UsageFault
from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.ledger.timeline import rung
from pledgebook.model.flow import Check, Flow
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.reports.pricing import Price, Pricing
from pledgebook.reports.query import (
    Basis,
    Dimension,
    LeftOut,
    LeftOutSum,
    Omission,
    TotalsQuery,
    TotalsReport,
    TotalsRow,
)
from pledgebook.reports.selection import JOINT, UNKNOWN
from pledgebook.reports.share_sums import NOT_KEPT, ShareSum, sum_shares
from pledgebook.reports.shares import BOOK_CURRENCY, Share, shares_of, whose
from pledgebook.reports.year_table import YearTable


def total_support(
    ledger: Ledger,
    flows: Iterable[Flow],
    checks: Iterable[Check],
    rates: RateBasis,
    query: TotalsQuery,
    table: YearTable | None = None,
) -> TotalsReport:
    """Sum support by group, and list what is in the sums and what is not.

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
    shares = shares_of(ledger.entries, {flow.id: flow for flow in flows}, rates)
    return total_shares(shares, checks, Pricing(rates, query, table))


def total_shares(
    shares: Iterable[Share], checks: Iterable[Check], pricing: Pricing, *, listed: bool = True
) -> TotalsReport:
    """Sum shares by group.

    Args:
        shares: Of the whole book, of any days; read once.
        checks: Asserted totals.
        pricing: The question, with rates and table.
        listed: List each line that was left out or converted, and the flows of each group; else only count them.

    Raises:
        UsageFault: The basis needs a table and a year, and one is missing.
    """
    query = pricing.query
    demand_table(pricing)
    with localcontext(EXACT):
        lists = _Lists([], [], {}, set())
        asked = (share for share in shares if share.is_on(query.as_of) and is_asked(share, query))
        priced = _priced(asked, pricing, lists if listed else None)
        report = report_of(sum_shares(priced, also_of(query)), checks, pricing)
        return lists.into(report) if listed else report


def also_of(query: TotalsQuery) -> tuple[Dimension, ...]:
    """Return the dimensions of a question that sums are not kept by."""
    named = {*query.by, *(dimension for dimension, _ in query.only)}
    return tuple(dimension for dimension in NOT_KEPT if dimension in named)


def is_as_kept(query: TotalsQuery) -> bool:
    """Tell whether a question is about the values that a book keeps: nominal ones in EUR."""
    return query.basis is Basis.NOMINAL and query.currency == BOOK_CURRENCY


def demand_table(pricing: Pricing) -> None:
    """Refuse a basis without what it needs (raises UsageFault)."""
    query = pricing.query
    if query.basis is not Basis.NOMINAL and (pricing.table is None or query.year is None):
        raise UsageFault(f"the basis {query.basis} needs a table and a year", remedy="give both")


@dataclass(frozen=True, slots=True)
class _Lists:
    """What a report lists line by line: grown while shares pass, made and dropped inside `total_shares`."""

    left_out: list[LeftOut]
    conversions: list[tuple[tuple[str, int], Price]]
    flows: dict[tuple[str, ...], set[str]]
    undated: set[str]

    def into(self, report: TotalsReport) -> TotalsReport:
        checks = (LeftOut(Omission.CHECK, check.id, check.label, None, check.asserted) for check in report.checks)
        everything: set[str] = set().union(*self.flows.values())
        return replace(
            report,
            listed=True,
            rows=tuple(replace(row, flows=tuple(sorted(self.flows.get(row.key, ())))) for row in report.rows),
            total=replace(report.total, flows=tuple(sorted(everything))),
            left_out=tuple(
                sorted((*self.left_out, *checks), key=lambda line: (line.reason, line.id, str(line.quantity)))
            ),
            conversions=tuple(
                price.line for _, price in sorted(self.conversions, key=lambda pair: pair[0]) if price.line
            ),
            undated=tuple(sorted(self.undated)),
        )


def _priced(shares: Iterable[Share], pricing: Pricing, lists: _Lists | None) -> Iterator[Share]:
    """Give shares their value in the reporting unit, and leave behind what a report lists of them."""
    query = pricing.query
    kept = is_as_kept(query)
    for share in shares:
        counted = share.omitted is None and share.stage in query.stages
        found = share
        price = share.price(pricing) if counted and (lists is not None or not kept) else None
        if price is not None:
            found = replace(
                share,
                value=price.reading,
                unpriced=price.omitted,
                rate_day=price.line.rate.day if price.line is not None and price.line.rate.source else "",
                rate_source=whose(price.line.rate.source) if price.line is not None else "",
            )
        if lists is not None:
            _list(found, price, query, lists)
        yield found


def _list(share: Share, price: Price | None, query: TotalsQuery, lists: _Lists) -> None:
    reason = omission_of(share, query)
    if price is not None:
        lists.conversions.append(((share.flow, share.position), price))
        if share.valid is None:
            lists.undated.add(share.flow)
        reason = price.omitted
        flows = lists.flows.setdefault(tuple(share.cell(dimension) for dimension in query.by), set())
        if not share.is_mere_doubt():
            flows.add(share.flow)
    if reason is not None and not share.is_mere_doubt():
        lists.left_out.append(LeftOut(reason, share.flow, share.label, share.stage, share.quantity()))


def omission_of(share: Share | ShareSum, query: TotalsQuery) -> Omission | None:
    """Return why something is in no sum of a question; None for what is."""
    if share.omitted is not None or share.stage in query.stages:
        return share.omitted
    return _OUT.get(share.stage, Omission.BELOW_STAGE)


_OUT = {Stage.SUSPENDED: Omission.SUSPENDED, Stage.CANCELLED: Omission.CANCELLED}


def is_asked(share: Share | ShareSum, query: TotalsQuery) -> bool:
    """Tell whether the narrowing of a question takes something in."""
    return all(_matches(dimension, value, share.cell(dimension)) for dimension, value in query.only)


def _matches(dimension: Dimension, wanted: str, cell: str) -> bool:
    return wanted == cell or (dimension in JOINT and wanted in cell.split("+"))


def checks_asked(checks: Iterable[Check], query: TotalsQuery) -> tuple[Check, ...]:
    """Return the checks that the narrowing is about, as far as a check has that dimension at all; ordered by id."""

    def cells(check: Check) -> Mapping[Dimension, str]:
        return {
            Dimension.FUNDER: "+".join(check.funders) or UNKNOWN,
            Dimension.RECIPIENT: "+".join(check.recipients) or UNKNOWN,
            Dimension.MECHANISM: check.mechanism or "",
            Dimension.CURRENCY: check.asserted.unit,
        }

    def asked(check: Check) -> bool:
        known = cells(check)
        return all(_matches(name, value, known[name]) for name, value in query.only if name in known)

    return tuple(sorted((check for check in checks if asked(check)), key=lambda check: check.id))


def report_of(sums: Iterable[ShareSum], checks: Iterable[Check], pricing: Pricing) -> TotalsReport:
    """Make the report of sums, without its lists.

    Args:
        sums: Of the shares of one day, valued as the question wants it.
        checks: Asserted totals.
        pricing: The question, with its table.
    """
    query = pricing.query
    with localcontext(EXACT):
        asked = [one for one in sums if is_asked(one, query)]
        inside = [one for one in asked if omission_of(one, query) is None]
        listed = checks_asked(checks, query)
        days = [day for one in inside for day in (one.rate_first, one.rate_last) if day]
        return TotalsReport(
            query=query,
            valuation=query.valuation,
            rows=_rows(asked, query),
            total=_row((), asked, query),
            left_out_sums=tuple(_left_out_sums(asked, listed, query)),
            undated_count=sum(one.undated for one in inside)
            + len({flow for one in inside for flow in one.shared_undated}),
            checks=listed,
            rate_sources=tuple(sorted({one.rate_source for one in inside if one.rate_source})),
            rate_days=(min(days), max(days)) if days else (),
            problems=_rate_problems(inside, query.unit),
            scope=query.scope,
            table_source=pricing.table.source if pricing.table is not None else "",
        )


def _left_out_sums(sums: Iterable[ShareSum], checks: Iterable[Check], query: TotalsQuery) -> Iterator[LeftOutSum]:
    counts: dict[Omission, int] = {}
    readings: dict[Omission, dict[str, Reading]] = {}

    def add(reason: Omission, count: int, unit: str, reading: Reading) -> None:
        counts[reason] = counts.get(reason, 0) + count
        amounts = readings.setdefault(reason, {})
        if unit:
            amounts[unit] = amounts.get(unit, Reading()).plus(reading)

    for one in sums:
        reason = omission_of(one, query) or one.unpriced
        if reason is not None:
            add(reason, one.count, one.unit, one.figures.reading())
    for check in checks:
        add(Omission.CHECK, 1, check.asserted.unit, Reading.of(check.asserted))
    for reason in sorted(counts):
        yield LeftOutSum(reason, counts[reason], _amounts(readings[reason]))


def _rows(sums: Sequence[ShareSum], query: TotalsQuery) -> tuple[TotalsRow, ...]:
    groups: dict[tuple[str, ...], list[ShareSum]] = {}
    for one in sums:
        if omission_of(one, query) in {None, Omission.UNQUANTIFIED}:
            groups.setdefault(tuple(one.cell(dimension) for dimension in query.by), []).append(one)
    keys = sorted(groups, key=lambda cells: _place(cells, query.by))
    return tuple(_row(cells, groups[cells], query) for cells in keys)


def _place(cells: tuple[str, ...], by: Sequence[Dimension]) -> tuple[tuple[int, str], ...]:
    return tuple(
        (rung(Stage(cell)) if dimension is Dimension.STAGE else 0, cell)
        for cell, dimension in zip(cells, by, strict=True)
    )


def _row(key: tuple[str, ...], sums: Iterable[ShareSum], query: TotalsQuery) -> TotalsRow:
    amounts: dict[str, Reading] = {}
    reporting: Reading | None = None
    priced: set[str] = set()
    shared: set[str] = set()
    flows = 0
    counts: dict[Stage, int] = {}
    for one in sums:
        reason = omission_of(one, query)
        if reason is Omission.UNQUANTIFIED:
            counts[one.stage] = counts.get(one.stage, 0) + one.count
        if reason is not None:
            continue
        amounts[one.unit] = amounts.get(one.unit, Reading()).plus(one.figures.reading())
        flows += one.flows
        shared.update(one.shared)
        if one.unpriced is None:
            value = one.value.reading()
            reporting = value if reporting is None else reporting.plus(value)
            priced.add(one.funders)
    if query.basis is Basis.GDP and len(priced) > 1:
        reporting = None  # shares of different products have no sum
    return TotalsRow(
        key,
        _amounts(amounts),
        None if reporting is None else reporting.quantity(query.unit),
        tuple(sorted(counts.items(), key=lambda pair: rung(pair[0]))),
        flows + len(shared),
    )


def _amounts(readings: Mapping[str, Reading]) -> tuple[Quantity, ...]:
    return tuple(reading.quantity(unit) for unit, reading in sorted(readings.items()))


def _rate_problems(sums: Iterable[ShareSum], unit: str) -> tuple[Problem, ...]:
    missing = sorted(
        {
            (one.unpriced, one.unit if one.unpriced is Omission.NO_RATE else _whose(one))
            for one in sums
            if one.unpriced in {Omission.NO_RATE, Omission.NO_TABLE}
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


def _whose(one: ShareSum) -> str:
    return f"{one.funders} in {one.unit or 'an unknown currency'}"

"""Sums of shares as of any day, added up by the engine: exact, whatever the numbers, as the pure fold does it."""

# ruff: noqa: S608  the names of tables and columns are our own, values are always parameters

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import localcontext

from pledgebook.ledger.reading import EXACT
from pledgebook.model.stage import Stage
from pledgebook.reports.query import Dimension, Omission
from pledgebook.reports.share_sums import Figures, ShareSum
from pledgebook.reports.shares import COLUMNS
from pledgebook.store.asking import on_day
from pledgebook.store.minor import figure_of
from pledgebook.store.share_tables import SHARES
from pledgebook.store.sql import halves
from pledgebook.store.sql_asking import Query, conditions

SqlRow = tuple[str | int | bytes | None, ...]

_KEY = (
    *("omitted", "stage", "unit", "funders", "recipients", "mechanism", "period", "tranche", "kind", "origin"),
    *("actor", "unpriced", "rate_source"),
)
_COUNTED = "(best IS NULL OR best <> 0)"  # all but what is nothing but width
_UNDATED = "omitted IS NULL AND valid_date IS NULL"
_SUMS = ", ".join(
    (
        "MIN(NULLIF(rate_day, ''))",
        "MAX(NULLIF(rate_day, ''))",
        f"SUM(CASE WHEN {_COUNTED} THEN 1 ELSE 0 END)",
        f"SUM(CASE WHEN {_COUNTED} AND several = 0 THEN 1 ELSE 0 END)",
        f"SUM(CASE WHEN {_COUNTED} AND several = 0 AND {_UNDATED} THEN 1 ELSE 0 END)",
        *(halves("low"), halves("best"), halves("COALESCE(high, best)")),
        "SUM(CASE WHEN best IS NOT NULL AND high IS NULL THEN 1 ELSE 0 END)",
        *(halves("value_low"), halves("value_best"), halves("COALESCE(value_high, value_best)")),
        "SUM(CASE WHEN value_best IS NOT NULL AND value_high IS NULL THEN 1 ELSE 0 END)",
    )
)


def _columns(also: Collection[Dimension]) -> tuple[str, ...]:
    return (*_KEY, *(COLUMNS[dimension] for dimension in also))


def query_sums(as_of: date | None, also: Collection[Dimension]) -> Query:
    """Add shares of a day up."""
    where = conditions(SHARES, on_day(None if as_of is None else str(as_of)))
    columns = ", ".join((*_columns(also), "exponent", "value_exponent"))
    return Query(f"SELECT {columns}, {_SUMS} FROM shares{where.text} GROUP BY {columns}", where.values)


def query_shared(as_of: date | None, also: Collection[Dimension]) -> Query:
    """Find the flows that have several shares at a time, with the sums that these are in."""
    where = conditions(SHARES, on_day(None if as_of is None else str(as_of)))
    columns = ", ".join((*_columns(also), "flow", f"CASE WHEN {_UNDATED} THEN 1 ELSE 0 END"))
    return Query(f"SELECT {columns} FROM shares{where.text} AND several = 1 AND {_COUNTED}", where.values)


def sums_of(rows: Iterable[SqlRow], shared: Iterable[SqlRow], also: Sequence[Dimension]) -> tuple[ShareSum, ...]:
    """Turn what the two queries give into sums, ordered by key."""
    width = len(_KEY) + len(also)
    flows: dict[SqlRow, set[str]] = {}
    undated: dict[SqlRow, set[str]] = {}
    for row in shared:
        flow, is_undated = row[width:]
        flows.setdefault(row[:width], set()).add(str(flow))
        if is_undated:
            undated.setdefault(row[:width], set()).add(str(flow))
    found: dict[SqlRow, ShareSum] = {}
    with localcontext(EXACT):
        for row in rows:
            key = row[:width]
            one = _sum(key, row[width:], also)
            found[key] = found[key].plus(one) if key in found else one
    totals = (
        _with_flows(one, tuple(sorted(flows.get(key, ()))), tuple(sorted(undated.get(key, ()))))
        for key, one in found.items()
    )
    return tuple(sorted(totals, key=ShareSum.key))


def _sum(key: SqlRow, sums: SqlRow, also: Sequence[Dimension]) -> ShareSum:
    exponent, value_exponent, rate_first, rate_last, count, flows, undated, *figures = sums
    cells = dict(zip(_columns(also), key, strict=True))

    def text(column: str) -> str:
        return str(cells.get(column) or "")

    return ShareSum(
        omitted=None if cells["omitted"] is None else Omission(text("omitted")),
        stage=Stage(text("stage")),
        unit=text("unit"),
        funders=text("funders"),
        recipients=text("recipients"),
        mechanism=text("mechanism"),
        period=text("period"),
        tranche=text("tranche"),
        kind=text("kind"),
        origin=text("origin"),
        actor=text("actor"),
        purpose=text("purpose"),
        flow=text("flow"),
        unpriced=None if cells["unpriced"] is None else Omission(text("unpriced")),
        rate_source=text("rate_source"),
        rate_first=str(rate_first or ""),
        rate_last=str(rate_last or ""),
        count=int(str(count)),
        flows=int(str(flows)),
        undated=int(str(undated)),
        figures=_figures(figures[:7], exponent),
        value=_figures(figures[7:], value_exponent),
    )


def _figures(sums: Sequence[object], exponent: object) -> Figures:
    low, best, high = (figure_of(upper, lower, exponent) for upper, lower in zip(sums[0:6:2], sums[1:6:2], strict=True))
    return Figures(low, best, high, int(str(sums[6] or 0)))


def _with_flows(one: ShareSum, shared: tuple[str, ...], undated: tuple[str, ...]) -> ShareSum:
    return replace(one, shared=shared, shared_undated=undated) if shared else one

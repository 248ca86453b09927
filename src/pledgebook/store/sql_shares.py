"""Sums of shares as of any day, added up by the engine: exact, whatever the numbers, as the pure fold does it."""

# ruff: noqa: S608  the names of tables and columns are our own, values are always parameters

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import localcontext

from pledgebook.ledger.reading import EXACT
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import Figures, ShareSum
from pledgebook.reports.shares import COLUMNS
from pledgebook.store.asking import on_day
from pledgebook.store.minor import figure_of
from pledgebook.store.share_tables import SHARES
from pledgebook.store.sql import halves
from pledgebook.store.sql_asking import Query, conditions

SqlRow = tuple[str | int | bytes | None, ...]

_COUNTED = "(best IS NULL OR best <> 0)"  # all but what is nothing but width
_SUMS = ", ".join(
    (
        "MIN(NULLIF(rate_day, ''))",
        "MAX(NULLIF(rate_day, ''))",
        "COUNT(*)",
        f"SUM(CASE WHEN {_COUNTED} THEN 1 ELSE 0 END)",
        f"SUM(CASE WHEN {_COUNTED} AND several = 0 THEN 1 ELSE 0 END)",
        f"SUM(CASE WHEN {_COUNTED} AND several = 0 AND valid_date IS NULL THEN 1 ELSE 0 END)",
        *(halves("low"), halves("best"), halves("COALESCE(high, best)")),
        "SUM(CASE WHEN best IS NOT NULL AND high IS NULL THEN 1 ELSE 0 END)",
        *(halves("value_low"), halves("value_best"), halves("COALESCE(value_high, value_best)")),
        "SUM(CASE WHEN value_best IS NOT NULL AND value_high IS NULL THEN 1 ELSE 0 END)",
    )
)


def _columns(also: Sequence[Dimension]) -> tuple[str, ...]:
    """Name what sums are told apart by: the id of the kept sum, and what that does not tell."""
    return ("total", *(COLUMNS[dimension] for dimension in also))


def query_sums(as_of: date | None, also: Sequence[Dimension]) -> Query:
    """Add shares of a day up; without further dimensions by walking through one index in its order."""
    where = conditions(SHARES, on_day(None if as_of is None else str(as_of)))
    columns = ", ".join((*_columns(also), "exponent", "value_exponent"))
    return Query(f"SELECT {columns}, {_SUMS} FROM shares{where.text} GROUP BY {columns}", where.values)


def query_shared(as_of: date | None, also: Sequence[Dimension]) -> Query:
    """Find the flows that have several shares at a time, with the sums that these are in."""
    where = conditions(SHARES, on_day(None if as_of is None else str(as_of)))
    columns = ", ".join((*_columns(also), "flow", "CASE WHEN valid_date IS NULL THEN 1 ELSE 0 END"))
    return Query(f"SELECT {columns} FROM shares{where.text} AND several = 1 AND {_COUNTED}", where.values)


def sums_of(
    rows: Iterable[SqlRow], shared: Iterable[SqlRow], kept: Mapping[str, ShareSum], also: Sequence[Dimension]
) -> tuple[ShareSum, ...]:
    """Turn what the two queries give into sums.

    Args:
        rows: Of the first.
        shared: Of the second.
        kept: The kept sums by id, which tell what all shares of each have in common.
        also: As in the queries.
    """
    width = 1 + len(also)
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
            whose = tuple(sorted(flows.pop(key, ()))), tuple(sorted(undated.pop(key, ())))
            one = _sum(kept[str(key[0])], dict(zip(also, map(str, key[1:]), strict=True)), row[width:], whose)
            found[key] = found[key].plus(one) if key in found else one
    return tuple(found.values())


def _sum(
    kept: ShareSum,
    also: Mapping[Dimension, str],
    sums: SqlRow,
    shared: tuple[tuple[str, ...], tuple[str, ...]],
) -> ShareSum:
    exponent, value_exponent, rate_first, rate_last, shares, count, flows, undated, *figures = sums
    return ShareSum(
        kept.omitted,
        kept.stage,
        kept.unit,
        kept.funders,
        kept.recipients,
        kept.mechanism,
        kept.period,
        kept.tranche,
        kept.kind,
        kept.origin,
        kept.actor,
        also.get(Dimension.PURPOSE, ""),
        also.get(Dimension.FLOW, ""),
        kept.unpriced,
        kept.rate_source,
        str(rate_first or ""),
        str(rate_last or ""),
        shares=int(str(shares)),
        count=int(str(count)),
        flows=int(str(flows)),
        undated=int(str(undated)) if kept.omitted is None else 0,
        figures=_figures(figures[:7], exponent),
        value=_figures(figures[7:], value_exponent),
        shared=shared[0],
        shared_undated=shared[1],
    )


def _figures(sums: Sequence[object], exponent: object) -> Figures:
    low, best, high = (figure_of(upper, lower, exponent) for upper, lower in zip(sums[0:6:2], sums[1:6:2], strict=True))
    return Figures(low, best, high, int(str(sums[6] or 0)))

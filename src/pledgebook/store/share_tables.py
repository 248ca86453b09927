"""The tables that totals are read from: shares with their days, their sums, and what each flow is worth."""

from collections.abc import Iterator
from datetime import date
from operator import attrgetter

from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import FlowValue
from pledgebook.reports.query import Omission
from pledgebook.reports.share_sums import ShareSum, kept_id
from pledgebook.reports.shares import BOOK_CURRENCY, Share
from pledgebook.store.cells import body_of, date_cell, day_order, reading_cells, reading_of
from pledgebook.store.tables import Projection, Row, Table

_CELLS = ("label", "funders", "recipients", "mechanism", "purpose", "period", "tranche", "kind", "origin", "actor")

_read_cells = attrgetter(*_CELLS)


def _share_rows(value: Share) -> Iterator[tuple[str, Row]]:
    where: Row = (value.flow, value.position, value.omitted, value.stage.value, value.unit)
    days: Row = (date_cell(value.first), date_cell(value.until), date_cell(value.valid), day_order(value.valid))
    rate: Row = (value.unpriced, value.rate_day, value.rate_source, date_cell(value.dated), value.dated_by)
    cells: Row = tuple(map(str, _read_cells(value)))
    figures = (*reading_cells(value.unit, value.reading), *reading_cells(BOOK_CURRENCY, value.value))
    yield "shares", (*where, *days, *figures, *rate, int(value.several), kept_id(value), *cells)


def _share_of(row: Row) -> Share:
    flow, position, omitted, stage, unit, first, until, valid, _, *rest = row
    figures, value, rate, cells = rest[:4], rest[4:8], rest[8:13], rest[15:]
    unpriced, rate_day, rate_source, dated, dated_by = rate
    return Share(
        str(flow),
        int(position or 0),
        None if omitted is None else Omission(str(omitted)),
        Stage(str(stage)),
        str(unit),
        reading_of(*figures),
        None if first is None else date.fromisoformat(str(first)),
        None if until is None else date.fromisoformat(str(until)),
        None if valid is None else PartialDate.parse(str(valid)),
        None if dated is None else PartialDate.parse(str(dated)),
        str(dated_by),
        reading_of(*value),
        None if unpriced is None else Omission(str(unpriced)),
        str(rate_day),
        str(rate_source),
        bool(rest[13]),
        *map(str, cells),
    )


def _share_sum_rows(value: ShareSum) -> Iterator[tuple[str, Row]]:
    key: Row = (value.omitted, value.stage.value, value.funders, value.unit)
    yield "share_sums", (kept_id(value), *key, body_of(value))


def _flow_value_rows(value: FlowValue) -> Iterator[tuple[str, Row]]:
    yield "flow_values", (value.flow, value.cents)


def _flow_value_of(row: Row) -> FlowValue:
    flow, cents = row
    return FlowValue(str(flow), int(cents or 0))


SHARES = Projection(
    "shares",
    Share,
    (
        Table(
            "shares",
            (
                *("flow", "position", "omitted", "stage", "unit", "first_day", "until_day", "valid_date", "since_day"),
                *("low", "best", "high", "exponent", "value_low", "value_best", "value_high", "value_exponent"),
                *("unpriced", "rate_day", "rate_source", "dated", "dated_by", "several", "total", *_CELLS),
            ),
            2,
            ("flow", "position", "since_day", "stage", "unit", "funders", "recipients"),
        ),
    ),
    _share_rows,
    _share_of,
)
SHARE_SUMS = Projection(
    "share_sums",
    ShareSum,
    (Table("share_sums", ("id", "omitted", "stage", "funders", "unit", "body"), 1, ("id",)),),
    _share_sum_rows,
)
FLOW_VALUES = Projection(
    "flow_values",
    FlowValue,
    (Table("flow_values", ("flow", "value"), 1, ("flow", "value")),),
    _flow_value_rows,
    _flow_value_of,
)

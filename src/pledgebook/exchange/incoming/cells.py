"""Cells of workbooks, CSVs and JSON to decimals and dates; what is no such value is a fault with its reason."""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from pledgebook.model.identity import plain_decimal
from pledgebook.model.when import PartialDate

Cell = str | int | float | bool | date | datetime | time | timedelta | Decimal | None

EARLIEST_YEAR, LATEST_YEAR = 1900, 2100
"""Years outside these are slips ("2922-02-09")."""

LARGEST_SUM = Decimal(10) ** 15
"""A single sum beyond this is a slip, in any currency: more units than any state has ever given."""

LONGEST_FIGURE = 40
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:[,' \u00a0\u202f]\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})")
_MONTH_YEAR = re.compile(r"(?<!\d)(\d{1,2})/(\d{2}|\d{4})(?![\d/])")
_YEAR = re.compile(r"(?<!\d)(19\d\d|20\d\d)(?!\d)")
_CENTURY, _WORST_EXPONENT, _MOST_MONTHS = 100, 60, 12


class CellFault(ValueError):
    """A cell does not hold what its column says; the message tells why."""


def text_of(cell: Cell) -> str:
    """Write a cell as people read it: 35000000.0 is "35000000", a date ISO; nothing else is changed."""
    if cell is None or isinstance(cell, str):
        return cell or ""
    if isinstance(cell, float | Decimal) and math.isfinite(cell):
        return plain_decimal(Decimal(repr(cell)) if isinstance(cell, float) else cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return str(cell)


def figure_of(cell: Cell) -> Decimal:
    """Read a number: a cell's own, or plain text with or without thousands separators.

    Raises:
        CellFault: It is none, is not finite, or has an exponent that no sum of money has.
    """
    if isinstance(cell, int | float | Decimal) and not isinstance(cell, bool):
        value = Decimal(repr(cell)) if isinstance(cell, float) else Decimal(cell)
        if not value.is_finite():
            raise CellFault(f"{cell} is no finite number")
        return value
    text = text_of(cell).strip()
    if len(text) > LONGEST_FIGURE:
        raise CellFault("no number: too many characters")
    if not _PLAIN.fullmatch(text):
        if not _GROUPED.fullmatch(text):
            raise CellFault(f"{text!r} is no number" if text else "no number")
        text = re.sub(r"[,' \u00a0\u202f]", "", text)
    try:
        value = Decimal(text)
    except InvalidOperation as fault:  # an exponent beyond all bounds
        raise CellFault(f"{text!r} is no number") from fault
    if not value.is_finite() or abs(value.adjusted()) > _WORST_EXPONENT:
        raise CellFault(f"{text!r} is no sum that anybody has")
    return value


def sum_of(cell: Cell, scale: Decimal = Decimal(1)) -> Decimal:
    """Read a sum of money.

    Args:
        cell: The cell.
        scale: What a figure of 1 is: a billion in a column of billions.

    Raises:
        CellFault: It is no number, or more than anybody has given.
    """
    value = figure_of(cell) * scale
    if abs(value) > LARGEST_SUM:
        raise CellFault(f"{value:.3E} is more than anybody has given")
    return value


def date_of(cell: Cell) -> PartialDate:
    """Read a date: a cell's own, ISO text, or month/day/year as spreadsheets write it.

    Raises:
        CellFault: It is none, or its year is out of bounds.
    """
    if isinstance(cell, datetime | date):
        return _in_bounds(PartialDate(cell.year, cell.month, cell.day))
    text = text_of(cell).strip()
    try:
        return _in_bounds(PartialDate.parse(text))
    except ValueError as fault:
        if isinstance(fault, CellFault):
            raise
    match = _SLASHED.fullmatch(text)
    if match is None:
        raise CellFault(f"{text!r} is no date" if text else "no date")
    return _slashed(*match.groups())


def vague_date_of(text: str) -> PartialDate:
    """Read the date in words around one: the last day of "until 12/31/2022", the month of "unclear, 04/22", a year.

    Raises:
        CellFault: There is none, or its year is out of bounds.
    """
    slashed = list(_SLASHED.finditer(text))
    if slashed:
        return _slashed(*slashed[-1].groups())
    month = _MONTH_YEAR.search(text)
    if month is not None and 1 <= int(month[1]) <= _MOST_MONTHS:
        return _in_bounds(PartialDate(_full_year(month[2]), int(month[1])))
    year = _YEAR.search(text)
    if year is None:
        raise CellFault(f"{text!r} names no date" if text else "no date")
    return PartialDate(int(year[1]))


def _slashed(first: str, second: str, year: str) -> PartialDate:
    """Month first, as spreadsheets of this field have it, unless that month does not exist."""
    month, day = int(first), int(second)
    if month > _MOST_MONTHS:
        month, day = day, month
    try:
        return _in_bounds(PartialDate(_full_year(year), month, day))
    except CellFault:
        raise
    except ValueError as fault:
        raise CellFault(f"no calendar has {first}/{second}/{year}") from fault


def _full_year(text: str) -> int:
    year = int(text)
    return year + 2000 if year < _CENTURY else year


def _in_bounds(when: PartialDate) -> PartialDate:
    if not EARLIEST_YEAR <= when.year <= LATEST_YEAR:
        raise CellFault(f"the year {when.year} is out of bounds")
    return when

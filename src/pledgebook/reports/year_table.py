"""A table of the user's: price indices or national products by country or currency and year."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, InvalidOperation, localcontext

from pledgebook.errors import InputFault, UsageFault
from pledgebook.reference.countries import country

_CODE = ("countrycode", "iso3", "iso2", "code", "currency", "country")
_INDEX = ("index", "deflator")
_INFLATION = ("inflation",)
_AMOUNT = ("gdp", "value", "amount")
_HUNDRED = Decimal(100)

# Quotients of indices; the same digits on every machine.
DIGITS = Context(prec=28)

# Codes that statistical offices use for the area of a currency.
_AREAS = {"EMU": "EUR", "XC": "EUR", "EA": "EUR"}

Series = Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class YearTable:
    """Values by code and year.

    Attributes:
        source: Where it comes from, as the report names it.
        unit: ISO 4217 code of amounts; empty for indices.
        series: Unbroken series by ISO 3166 alpha-2 or ISO 4217 code; a gap in annual changes begins a new one.
    """

    source: str
    unit: str
    series: Mapping[str, tuple[Series, ...]]

    def value(self, code: str, year: int) -> Decimal | None:
        """Return a value; None where the table has none."""
        return next((run[year] for run in self.series.get(code, ()) if year in run), None)

    def change(self, code: str, year: int, to_year: int) -> Decimal | None:
        """Return what one unit of a year is in another year; None where no unbroken series has both."""
        for run in self.series.get(code, ()):
            if year in run and to_year in run:
                with localcontext(DIGITS):
                    return run[to_year] / run[year]
        return None


def read_indices(lines: Iterable[str], source: str) -> YearTable:
    """Read price indices: CSV with a heading, a code column, `year`, and `index` or annual `inflation` in per cent.

    Codes are ISO 3166 (two or three letters) or ISO 4217; the code column is the first there is of country code, iso3,
    iso2, code, currency and country, in any case and spelling of spaces. Rows without a value are passed over.

    Raises:
        InputFault: A column is missing, or a year or value cannot be read.
    """
    rows, column = _rows(lines, source, (*_INDEX, *_INFLATION))
    for code, found in rows.items():
        if any(value <= 0 for value in found.values()) and column in _INDEX:
            raise InputFault(f"{source}: a price index of {code} is zero or less")
    if column in _INDEX:
        return YearTable(source, "", {code: (found,) for code, found in rows.items()})
    return YearTable(source, "", {code: tuple(_chained(found)) for code, found in rows.items()})


def read_amounts(lines: Iterable[str], source: str, unit: str = "USD") -> YearTable:
    """Read yearly amounts, such as national products: CSV with a code column, `year`, and `gdp`, `value` or `amount`.

    Raises:
        InputFault: A column is missing, or a year or value cannot be read.
    """
    rows, _ = _rows(lines, source, _AMOUNT)
    return YearTable(source, unit, {code: (found,) for code, found in rows.items()})


def _chained(changes: Mapping[int, Decimal]) -> Iterable[Series]:
    """Turn annual changes in per cent into indices; a year without one breaks the series."""
    run: dict[int, Decimal] = {}
    with localcontext(DIGITS):
        for year in sorted(changes):
            if run and year - 1 not in run:
                yield run
                run = {}
            before = run.setdefault(year - 1, _HUNDRED) if not run else run[year - 1]
            run[year] = before * (_HUNDRED + changes[year]) / _HUNDRED
    if run:
        yield run


def _rows(lines: Iterable[str], source: str, wanted: tuple[str, ...]) -> tuple[dict[str, dict[int, Decimal]], str]:
    reader = csv.reader(lines)
    headings = [_plain(cell) for cell in next(reader, [])]
    code = next((name for name in _CODE if name in headings), None)
    value = next((name for name in wanted if name in headings), None)
    if code is None or value is None or "year" not in headings:
        raise InputFault(
            f"{source}: no columns for code, year and value",
            remedy=f"head the columns with: country code (or currency), year, {' or '.join(wanted[:2])}",
        )
    at_code, at_year, at_value = (headings.index(name) for name in (code, "year", value))
    found: dict[str, dict[int, Decimal]] = {}
    for row in reader:
        if len(row) <= max(at_code, at_year, at_value) or not row[at_value].strip():
            continue
        try:
            year, figure = int(row[at_year]), Decimal(row[at_value].strip())
        except (ValueError, InvalidOperation) as fault:
            raise InputFault(f"{source}, line {reader.line_num}: no year or no figure: {row}") from fault
        if not figure.is_finite():
            raise InputFault(f"{source}, line {reader.line_num}: {figure} is no figure")
        found.setdefault(_code(row[at_code]), {})[year] = figure
    return found, value


def _plain(heading: str) -> str:
    return "".join(char for char in heading.casefold().removeprefix("\ufeff") if char.isalnum())


def _code(text: str) -> str:
    """Return the alpha-2 code of a country, else the code as it stands (a currency, an area)."""
    code = text.strip().upper()
    try:
        return country(code).code
    except UsageFault:  # not a country: a currency or an aggregate, looked up as it is
        return _AREAS.get(code, code)

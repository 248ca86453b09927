"""What a sum comes to in the reporting unit: as told, in prices of one year, or as a share of national product."""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from pledgebook.ledger.conversion import DatedRate, RateBasis, converted, is_money
from pledgebook.ledger.reading import Reading
from pledgebook.model.when import PartialDate
from pledgebook.reference.countries import countries
from pledgebook.reports.query import Basis, ConvertedLine, Omission, TotalsQuery
from pledgebook.reports.year_table import DIGITS, YearTable

SHARE_STEP = Decimal("0.000001")
"""Shares of national product are rounded to millionths of a per cent, half to even."""


@dataclass(frozen=True, slots=True)
class Sum:
    """A piece of money to be priced.

    Attributes:
        flow: Whose.
        funders: Of the flow.
        unit: ISO 4217 code or item unit.
        reading: How much.
        dated: The date to convert it at; None where nothing dates it.
        dated_by: What that was taken from: "event", "publication", "default" or "undated".
    """

    flow: str
    funders: tuple[str, ...]
    unit: str
    reading: Reading
    dated: PartialDate | None
    dated_by: str


@dataclass(frozen=True, slots=True)
class Price:
    """What a sum comes to in the reporting unit, or why it comes to nothing there."""

    reading: Reading | None = None
    line: ConvertedLine | None = None
    omitted: Omission | None = None


@dataclass(frozen=True, slots=True)
class Pricing:
    """How sums are priced.

    Attributes:
        rates: Rates, and the dates they are taken at.
        query: Basis, year and reporting currency.
        table: Price indices or national products, for the bases that need them.
    """

    rates: RateBasis
    query: TotalsQuery
    table: YearTable | None = None

    def price(self, money: Sum) -> Price:
        """Price one sum."""
        if self.query.basis is Basis.NOMINAL:
            value, rate, omitted = self.nominal(money.unit, money.reading, money.dated)
            if value is None or rate is None:
                return Price(value, omitted=omitted)
            return self._line(money, value, rate)
        if not is_money(money.unit):
            return Price(omitted=Omission.NOT_MONEY)
        return self._constant(money) if self.query.basis is Basis.CONSTANT else self._share(money)

    def nominal(
        self, unit: str, reading: Reading, dated: PartialDate | None
    ) -> tuple[Reading | None, DatedRate | None, Omission | None]:
        """Return a sum in the reporting currency with the rate (None where none is needed), or why there is none."""
        if unit == self.query.currency:
            return reading, None, None
        if not is_money(unit):
            return None, None, Omission.NOT_MONEY
        rate = self.rates.between(unit, self.query.currency, dated)
        if rate is None:
            return None, None, Omission.NO_RATE
        return converted(reading, rate), rate, None

    def _constant(self, money: Sum) -> Price:
        """Deflate in the own currency, then convert at the mean rate of the base year (as the DAC does)."""
        base, table = self.query.year, self.table
        when = money.dated
        if when is None or base is None or table is None:
            return Price(omitted=Omission.NO_TABLE)
        for code in _price_areas(money):
            factor = table.change(code, when.year, base)
            if factor is not None:
                break
        else:
            return Price(omitted=Omission.NO_TABLE)
        rate = self._rate(money.unit, PartialDate(base))
        if rate is None:
            return Price(omitted=Omission.NO_RATE)
        with localcontext(DIGITS):
            both = DatedRate(factor * rate.rate, rate.day, rate.source)
        index = f"prices of {code}, {when.year} to {base}: × {factor:.6f}"
        return self._line(money, converted(money.reading, both), rate, index)

    def _share(self, money: Sum) -> Price:
        """Convert into the unit of the national products and divide by that of the one funder."""
        base, table = self.query.year, self.table
        product = table.value(money.funders[0], base) if table and base and len(money.funders) == 1 else None
        if table is None or product is None or product <= 0:
            return Price(omitted=Omission.NO_TABLE)
        rate = self._rate(money.unit, money.dated, table.unit)
        if rate is None:
            return Price(omitted=Omission.NO_RATE)
        share = money.reading.each(
            lambda figure: (figure * rate.rate * 100 / product).quantize(SHARE_STEP, ROUND_HALF_EVEN)
        )
        index = f"product of {money.funders[0]} in {base}: {table.unit} {product:,.0f}"
        return self._line(money, share, rate, index)

    def _rate(self, unit: str, when: PartialDate | None, target: str = "") -> DatedRate | None:
        target = target or self.query.currency
        if unit == target:
            return DatedRate(Decimal(1), "" if when is None else str(when), "")
        return self.rates.between(unit, target, when)

    def _line(self, money: Sum, value: Reading, rate: DatedRate, index: str = "") -> Price:
        told, unit = money.reading.quantity(money.unit), self.query.unit
        return Price(value, ConvertedLine(money.flow, told, value.quantity(unit), rate, money.dated_by, index))


def _price_areas(money: Sum) -> tuple[str, ...]:
    """Name whose prices a sum follows, the nearest first.

    Those of its one funder, if it is told in the funder's own currency; those of the currency; those of the country
    that the code of the currency begins with (ISO 4217).
    """
    own = money.funders if len(money.funders) == 1 and _legal_tender(money.funders[0]) == money.unit else ()
    return (*own, money.unit, money.unit[:2])


def _legal_tender(code: str) -> str:
    return countries()[code].currency if code in countries() else ""

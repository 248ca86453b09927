"""The reference rates in the forms in which reconciliation and the ledger ask for them."""

from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal, localcontext

from pledgebook.ledger.conversion import DatedRate, RateBasis
from pledgebook.model.evidence import Document
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.reference.rates import RateTable, ecb_rates

# Rates are quotients. Whoever asks first, within exact sums or outside of them, gets the same digits.
_RATE_DIGITS = Context(prec=28)


class BookRates:
    """ECB reference rates: of a day, or the mean of a month or year where no more is known. Read when first needed."""

    def __init__(self, table: RateTable | None = None) -> None:
        self._table = table
        # A fold asks for the rates of few days very often; means run over up to a year of days.
        self._known: dict[tuple[str, str, PartialDate], DatedRate | None] = {}

    @property
    def edition(self) -> str:
        """Whose rates these are, and to which day."""
        return f"{self.table.source} to {self.table.newest_day}"

    @property
    def table(self) -> RateTable:
        """The rates, read when first needed."""
        if self._table is None:
            self._table = ecb_rates()
        return self._table

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        """Convert an amount at the rate of a day; None where no rate is known."""
        rate = self.between(from_unit, to_unit, PartialDate.of(on))
        return None if rate is None else amount * rate.rate

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        """Return the rate of a day, or the mean of a month or year; None where there is none."""
        question = (from_unit, to_unit, when)
        if question not in self._known:
            self._known[question] = self._look_up(*question)
        return self._known[question]

    def _look_up(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        with localcontext(_RATE_DIGITS):
            found = self.table.convert(Decimal(1), from_unit, to_unit, when)
        if found is None:
            return None
        sources = dict.fromkeys(rate.source for rate in found.rates if rate.currency != "EUR")
        day = str(max(rate.day for rate in found.rates)) if when.day else str(when)
        return DatedRate(rate=found.result, day=day, source="; ".join(sources) or found.rates[0].source)


def rate_basis_of(documents: Iterable[Document], statements: Iterable[Statement], rates: BookRates) -> RateBasis:
    """Return the rates with the date that each statement is converted at when its event has none."""
    published = {document.id: document.published for document in documents}
    dates = ((statement.id, published.get(statement.document)) for statement in statements)
    known: dict[str, PartialDate] = {statement: day for statement, day in dates if day is not None}
    return RateBasis(rates=rates, published=known)

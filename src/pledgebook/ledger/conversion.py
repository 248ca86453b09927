"""One currency into another at a dated reference rate, with the rate named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Protocol

from pledgebook.ledger.reading import Reading
from pledgebook.model.entry import Entry
from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import GDP_SHARE
from pledgebook.model.when import PartialDate

CENT = Decimal("0.01")


def is_money(unit: str) -> bool:
    """Tell a currency from goods and from shares of national product."""
    return unit != GDP_SHARE and not unit.startswith("item:")


@dataclass(frozen=True, slots=True)
class DatedRate:
    """A rate between two currencies.

    Attributes:
        rate: How many units of the target one unit of the source is.
        day: The day or month it is of, "2024-11-22" or "2024-11".
        source: Whose rate it is.
    """

    rate: Decimal
    day: str
    source: str


class Rates(Protocol):
    """Dated reference rates, as the ledger needs them."""

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        """Return the rate of a day (or the mean of a month, or of a year); None where there is none."""
        ...


@dataclass(frozen=True, slots=True)
class RateBasis:
    """Where rates come from and which day they are taken of.

    Attributes:
        rates: The rates; None when there are none at hand.
        published: Publication date of the document of each statement, by statement id.
        default: The date for what is dated neither by itself nor by a document; None for no default.
    """

    rates: Rates | None = None
    published: Mapping[str, PartialDate] = field(default_factory=dict)
    default: PartialDate | None = None

    def when(self, valid: PartialDate | None, statements: Sequence[str]) -> tuple[PartialDate | None, str]:
        """Return the date to convert at and why: "event", "publication", "default" or "undated"."""
        if valid is not None:
            return valid, "event"
        published = [self.published[statement] for statement in statements if statement in self.published]
        if published:
            return min(published), "publication"
        return self.default, "default" if self.default is not None else "undated"

    def between(self, from_unit: str, to_unit: str, when: PartialDate | None) -> DatedRate | None:
        """Return the rate; None without rates, without a date, or where the source has none."""
        if self.rates is None or when is None:
            return None
        return self.rates.between(from_unit, to_unit, when)

    def rate_of(self, entry: Entry, to_unit: str) -> tuple[DatedRate | None, str]:
        """Return the rate at which an entry is converted, and what dated it."""
        when, why = self.when(entry.valid, entry.statements)
        return self.between(entry.unit, to_unit, when), why


def converted(reading: Reading, rate: DatedRate) -> Reading:
    """Convert each figure and round it to cents, half to even."""
    return reading.each(lambda figure: (figure * rate.rate).quantize(CENT, ROUND_HALF_EVEN))


def note_of(from_unit: str, to_unit: str, rate: DatedRate) -> str:
    """Name a rate in a line: "1 DKK = 0.134 EUR, ECB, 2024-11-22"."""
    return f"1 {from_unit} = {plain_decimal(rate.rate)} {to_unit}, {rate.source}, {rate.day}"

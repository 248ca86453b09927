"""Quantities as intervals, and amounts as a source words them."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.model.evidence import Span

GDP_SHARE = "%GDP"  # a share of national product is a unit of its own, never money


class Qualifier(StrEnum):
    """How the wording bounds the figure."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    RANGE = "range"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Quantity:
    """An interval of one unit.

    Attributes:
        low: Least it can be.
        best: The figure to show and add.
        high: Most it can be; None where the source leaves it open ("at least").
        unit: ISO 4217 code, "%GDP", or "item:" and a name of goods.
    """

    low: Decimal
    best: Decimal
    high: Decimal | None
    unit: str

    def __post_init__(self) -> None:
        """Hold low <= best <= high (raises ValueError)."""
        if self.low > self.best or (self.high is not None and self.best > self.high):
            raise ValueError(f"not an interval: {self.low} {self.best} {self.high}")

    def plus(self, other: "Quantity") -> "Quantity":
        """Add two quantities of one unit; the interval widens (raises ValueError on two units)."""
        if self.unit != other.unit:
            raise ValueError(f"cannot add {self.unit} and {other.unit}")
        high = None if self.high is None or other.high is None else self.high + other.high
        return Quantity(self.low + other.low, self.best + other.best, high, self.unit)

    def overlaps(self, other: "Quantity") -> bool:
        """Tell whether both can be the same figure of the same unit."""
        if self.unit != other.unit:
            return False
        return (self.high is None or other.low <= self.high) and (other.high is None or self.low <= other.high)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure as one source words it.

    Attributes:
        text: The wording, verbatim ("almost EUR 10 million" has the text "EUR 10 million").
        start: Offset of the wording in the text layer.
        end: Offset behind it.
        low: Stated lower bound in whole units; None when open or unknown.
        high: Stated upper bound; None when open or unknown.
        qualifier: How the words bound it.
        unit: ISO 4217 code or "%GDP".
        precision: Value of one unit of the last stated digit: 100000 for "2.7 million", 1 for "2,700,000".
    """

    text: str
    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str
    precision: Decimal

    def quantity(self) -> Quantity:
        """Return the interval that the wording allows.

        "exact" figures are rounded to their last stated digit, so "EUR 535 million" is 534.5 to 535.5 million;
        "about" is given five per cent each way where that is wider. At least: open above. At most: from zero. A range:
        its middle is best.
        """
        half = self.precision / 2
        if self.qualifier is Qualifier.AT_LEAST and self.low is not None:
            return Quantity(self.low - half, self.low, None, self.unit)
        if self.qualifier is Qualifier.AT_MOST and self.high is not None:
            return Quantity(Decimal(0), self.high, self.high + half, self.unit)
        if self.low is None or self.high is None:
            value = self.low if self.low is not None else self.high
            if value is None:
                raise ValueError(f"an amount without a figure: {self.text!r}")
            return Quantity(value, value, value, self.unit)
        if self.qualifier is Qualifier.RANGE:
            return Quantity(self.low, (self.low + self.high) / 2, self.high, self.unit)
        slack = max(half, self.low / 20) if self.qualifier is Qualifier.ABOUT else half
        floor = min(self.low, Decimal(0))  # a correction is less than nothing, a sum never
        return Quantity(max(self.low - slack, floor), self.low, self.high + slack, self.unit)

    def span(self) -> Span:
        """Return where the wording stands."""
        return Span(self.start, self.end, self.text)

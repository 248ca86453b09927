"""A quantity in three readings (low, best, high) that are added and taken away side by side, exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Context, Decimal

from pledgebook.model.entry import Account, Posting
from pledgebook.model.quantity import Quantity

ZERO = Decimal(0)

EXACT = Context(prec=200)
"""Digits enough that no figure a text can hold is rounded when it is added; folds over figures run in it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity as three exact figures.

    Attributes:
        low: In the low reading.
        best: In the best reading.
        high: In the high reading; where `open` is set, the finite part only, which is then equal to `best`.
        open: The source leaves it open above.
    """

    low: Decimal = ZERO
    best: Decimal = ZERO
    high: Decimal = ZERO
    open: bool = False

    @classmethod
    def of(cls, quantity: Quantity) -> "Reading":
        """Take the figures of a quantity."""
        if quantity.high is None:
            return cls(quantity.low, quantity.best, quantity.best, open=True)
        return cls(quantity.low, quantity.best, quantity.high)

    def plus(self, other: "Reading") -> "Reading":
        """Add; open if either is."""
        return Reading(self.low + other.low, self.best + other.best, self.high + other.high, self.open or other.open)

    def minus(self, other: "Reading") -> "Reading":
        """Take away reading by reading; what is open stays open."""
        return Reading(self.low - other.low, self.best - other.best, self.high - other.high, self.open)

    def least(self, other: "Reading") -> "Reading":
        """Return the smaller figure of each reading; never open."""
        return Reading(min(self.low, other.low), min(self.best, other.best), min(self.high, other.high))

    def each(self, change: Callable[[Decimal], Decimal]) -> "Reading":
        """Change the three figures alike."""
        return Reading(change(self.low), change(self.best), change(self.high), self.open)

    def is_nothing(self) -> bool:
        """Tell whether all three readings are zero and none is open."""
        return not (self.low or self.best or self.high or self.open)

    def quantity(self, unit: str) -> Quantity:
        """Return the interval of the three readings.

        What is left of a whole can be less in the high reading than in the low one, because its parts are then more:
        the interval spans all three.
        """
        if self.open:
            return Quantity(min(self.low, self.best), self.best, None, unit)
        low, high = min(self.low, self.best, self.high), max(self.low, self.best, self.high)
        return Quantity(low, self.best, high, unit)

    def into(self, account: Account) -> Posting:
        """Post it to an account."""
        return Posting(account, self.low, self.best, None if self.open else self.high)

    def out_of(self, account: Account) -> Posting:
        """Post its negative to an account."""
        return Posting(account, -self.low, -self.best, None if self.open else -self.high)


def part_of(need: Reading, left: Reading) -> tuple[Reading, Reading]:
    """Say how much of a whole its part takes, and bound the part by the whole.

    In each reading the part takes what it needs, at most what is left. Of a whole that is open above only the best
    figure is taken in the high reading (infinity less anything is infinity). A part that is open above ("at least 5 of
    the 20") cannot be more than what is left of a closed whole.

    Args:
        need: The part as its words tell it, in the unit of the whole.
        left: What is left of the whole.

    Returns:
        What is taken (never open), and the part with its bound.
    """
    if left.open:
        within = Reading(need.low, need.best, need.best)
        return within.least(left), need
    bounded = Reading(need.low, need.best, max(left.high, need.best)) if need.open else need
    return bounded.least(left), bounded

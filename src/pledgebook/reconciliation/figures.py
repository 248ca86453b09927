"""Figures in, a grade of how they can be the same money out: equal, rounded, converted, merely near, or not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Protocol

from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier, Quantity
from pledgebook.model.statement import Statement

COMMON_UNIT = "EUR"
"""The unit that figures of different currencies meet in."""

RATE_TOLERANCE = Decimal("0.03")
"""How far a conversion in a text may be off the reference rate of its day: beyond that it is a conflict."""

NEAR_TOLERANCE = Decimal("0.12")
"""Two counts of one total may differ by this much and still be rivals; for single sums it proves nothing."""

OPEN_SIDE = Decimal("0.10")
"""“More than 50 million” is said of 51 or 54, hardly of 80: an open side is taken to reach this far."""


EARLIER_RATES = (0, 30, 90, 365)
"""Days before, whose rates compare well enough when the day itself has none."""

LOOSEST = Decimal("0.05")
"""Half the width of the widest rounding interval."""


HEDGED = (Decimal("0.05"), Decimal("0.03"), Decimal(0))
"""How far "about" reaches by significant digits, 1 to 3 and more: "about 500" may be 480, "nearly 538" is not 535."""

_OPEN = (Qualifier.RANGE, Qualifier.AT_LEAST, Qualifier.AT_MOST)


class Rates(Protocol):
    """Dated exchange rates, as reconciliation needs them."""

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        """Convert an amount at the rate of a day; None where no rate is known."""
        ...


class Match(StrEnum):
    """How two figures relate, best first."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    CONVERTED = "converted"
    SAME_DIGITS = "same-digits"
    NEAR = "near"
    APART = "apart"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum as an interval that is closed on both sides, in its own unit and in the common one.

    Attributes:
        unit: ISO 4217 code or "%GDP"; empty when the text does not tell.
        low: Least it can be.
        best: As stated.
        high: Most it can be; an open side reaches to OPEN_SIDE or to the next stated digit.
        euros: `best` in EUR at the rate of its day; None without a rate.
        stated: True for the sum itself, False for a restatement in another currency.
        hedged: True unless the wording is exact.
        digits: Significant digits of `best`.
        text: Unit and figure for people.
        reckoned: True for a figure that no words state: a yearly rate times its years.
    """

    unit: str
    low: Decimal
    best: Decimal
    high: Decimal
    euros: Decimal | None
    stated: bool
    hedged: bool
    digits: str
    text: str
    reckoned: bool = False

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """The best relation between the figures of two statements, and the two figures that show it.

    Attributes:
        match: The relation.
        left: The figure of the one statement that shows it.
        right: The figure of the other.
        digits: Significant digits of the one that has fewer.
        gap: By how much the two differ, as a share of the smaller; 0 where that cannot be told.
    """

    match: Match
    left: str
    right: str
    digits: int
    gap: float


def closed(amount: Amount) -> Quantity:
    """Return the interval of an amount with its open side closed.

    "One billion" is not said of 600 million: rounding reaches at most LOOSEST to either side, however few the digits.
    """
    interval = amount.quantity()
    if amount.qualifier not in _OPEN and interval.high is not None:
        slack = abs(interval.best) * LOOSEST
        if amount.qualifier is Qualifier.ABOUT:
            digits = min(len(significant_digits(interval.best)), len(HEDGED))
            slack = max(interval.best * HEDGED[digits - 1], amount.precision)
        low, high = max(interval.low, interval.best - slack), min(interval.high, interval.best + slack)
        return Quantity(low, interval.best, high, amount.unit)
    reach = max(amount.precision, interval.best * OPEN_SIDE)
    if amount.qualifier is Qualifier.AT_MOST:
        return Quantity(
            max(interval.best - reach, Decimal(0)), interval.best, interval.best + amount.precision / 2, amount.unit
        )
    high = interval.best + reach if interval.high is None else interval.high
    return Quantity(interval.low, interval.best, high, amount.unit)


def amounts_of(statement: Statement) -> list[Amount]:
    """List the sum of a statement and its restatements, leaving out wordings without a figure ("millions")."""
    told = (statement.amount, *statement.equivalents)
    return [amount for amount in told if amount is not None and (amount.low, amount.high) != (None, None)]


def read_figure(amount: Amount, rates: Rates, day: date | None, *, stated: bool) -> Figure:
    """Prepare an amount for comparison, converted at the rate of a day."""
    interval = closed(amount)
    euros = _in_common_unit(interval, rates, day) if amount.unit and amount.unit != GDP_SHARE else None
    assert interval.high is not None  # `closed` has closed it
    return Figure(
        unit=amount.unit,
        low=interval.low,
        best=interval.best,
        high=interval.high,
        euros=euros,
        stated=stated,
        hedged=amount.qualifier is not Qualifier.EXACT,
        digits=significant_digits(interval.best),
        text=f"{amount.unit} {plain_decimal(interval.best)}".strip(),
    )


def _in_common_unit(quantity: Quantity, rates: Rates, day: date | None) -> Decimal | None:
    """Convert for comparison only: where a day has no rate (it may be later than the table), an earlier day serves."""
    if quantity.unit == COMMON_UNIT:
        return quantity.best
    if day is None:
        return None
    for days in EARLIER_RATES:
        euros = rates.convert(quantity.best, quantity.unit, COMMON_UNIT, day - timedelta(days=days))
        if euros is not None:
            return euros
    return None


def significant_digits(value: Decimal) -> str:
    """Return the digits of a figure without leading and trailing zeros: 4,200,000,000 and 4.2 are both "42"."""
    return "".join(map(str, value.normalize().as_tuple().digits)).strip("0")


def match_figures(left: Iterable[Figure], right: Iterable[Figure]) -> FigureMatch:
    """Find the best relation between two statements' figures.

    Where both state their sums in one currency, these decide; restatements in other currencies are compared only when
    the sums themselves cannot be (two sums of DKK 10.4 and 10.5 billion are both "about $1.5 billion").
    """
    lefts, rights = tuple(left), tuple(right)
    if len(lefts) == len(rights) == 1:
        a, b = lefts[0], rights[0]
        return FigureMatch(_grade(a, b), a.text, b.text, min(len(a.digits), len(b.digits)), _gap(a, b))
    pairs = [(a, b) for a in lefts for b in rights]
    if not pairs:
        return FigureMatch(Match.UNKNOWN, _texts(lefts), _texts(rights), 0, 0.0)
    decisive = [(a, b) for a, b in pairs if a.stated and b.stated and a.unit == b.unit and a.unit]
    found = [(_ORDER[grade], _gap(a, b), grade, a, b) for a, b in decisive or pairs for grade in (_grade(a, b),)]
    _, gap, grade, a, b = min(found, key=lambda item: item[:2])
    if grade is Match.APART and decisive:
        crossed = _crossed(lefts, rights) or _crossed(rights, lefts)
        if crossed:
            a, b, grade, gap = *crossed, Match.SAME_DIGITS, 0.0
    digits = min(len(a.digits), len(b.digits))
    return FigureMatch(grade, a.text, b.text, digits, gap)


def _crossed(doubtful: Iterable[Figure], sound: Iterable[Figure]) -> tuple[Figure, Figure] | None:
    """Find the other's sum under another sign in a text whose own two figures contradict each other.

    A copy that scrambles "EUR 830 million (USD 935 million)" may still have the 830 million, as its dollars.
    """
    stated = [figure for figure in doubtful if figure.stated]
    for own in stated:
        for restated in doubtful:
            if restated.stated or not is_off(own, restated):
                continue
            for other in sound:
                same = other.stated and other.best == restated.best and other.unit != restated.unit
                if same and len(other.digits) > 1:
                    return restated, other
    return None


def _gap(a: Figure, b: Figure) -> float:
    one, other = (a.best, b.best) if a.unit == b.unit else (a.euros, b.euros)
    if not one or not other:
        return 0.0
    return float(max(one, other) / min(one, other) - 1)


_ORDER = {match: rank for rank, match in enumerate(Match)}


def _texts(figures: tuple[Figure, ...]) -> str:
    return ", ".join(map(str, figures))


def _grade(a: Figure, b: Figure) -> Match:
    return _grade_of_one_unit(a, b) if a.unit == b.unit or not (a.unit and b.unit) else _grade_of_two_units(a, b)


def _grade_of_one_unit(a: Figure, b: Figure) -> Match:
    if a.best == b.best:
        return Match.EQUAL
    # Strictly: 1.2 and 1.3 billion meet at 1.25, but no one figure is rounded to both.
    if a.low < b.high and b.low < a.high:
        return Match.ROUNDED
    if _is_rounding(a, b) or _is_rounding(b, a):
        return Match.ROUNDED
    if _ratio_within(a.best, b.best, NEAR_TOLERANCE):
        return Match.NEAR
    return Match.SAME_DIGITS if _slip(a.best, b.best) else Match.APART


def _is_rounding(coarse: Figure, fine: Figure) -> bool:
    """Tell whether a figure is another one with fewer digits: 400 million is said of 390 million, 500 of 538 is not."""
    places = len(coarse.digits)
    if not coarse.best or not fine.best or places >= len(fine.digits):
        return False
    rounded = fine.best.scaleb(-fine.best.adjusted() + places - 1).to_integral_value(ROUND_HALF_UP)
    same = rounded.scaleb(fine.best.adjusted() - places + 1) == coarse.best
    return same and _ratio_within(coarse.best, fine.best, LOOSEST)


def _grade_of_two_units(a: Figure, b: Figure) -> Match:
    same = a.best == b.best and bool(a.best)
    if not (a.euros and b.euros):
        return Match.SAME_DIGITS if same else Match.UNKNOWN
    spread = _spread(a) + _spread(b)
    if _ratio_within(a.euros, b.euros, RATE_TOLERANCE + spread):
        return Match.CONVERTED
    if same:
        return Match.SAME_DIGITS
    return Match.NEAR if _ratio_within(a.euros, b.euros, NEAR_TOLERANCE + spread) else Match.APART


def _spread(figure: Figure) -> Decimal:
    """Half the width of the interval as a share of its best value, at most a tenth."""
    if not figure.best:
        return Decimal(0)
    return min((figure.high - figure.low) / 2 / figure.best, Decimal("0.1"))


def _ratio_within(a: Decimal, b: Decimal, tolerance: Decimal) -> bool:
    low, high = sorted((a, b))
    return low > 0 and high / low <= 1 + tolerance


def _slip(a: Decimal, b: Decimal) -> bool:
    """A million for a billion, a thousand for a million; or two neighbouring digits swapped."""
    low, high = sorted((a, b))
    if low <= 0:
        return False
    if high / low in (Decimal(1000), Decimal(1000000)):
        return True
    left, right = plain_decimal(a), plain_decimal(b)
    if len(left) != len(right):
        return False
    differing = [place for place, (x, y) in enumerate(zip(left, right, strict=True)) if x != y]
    if len(differing) != 2 or differing[1] != differing[0] + 1:  # noqa: PLR2004  two digits make a swap
        return False
    first, second = differing
    return left[first] == right[second] and left[second] == right[first]


def is_off(stated: Figure, restated: Figure) -> bool:
    """Tell whether no rounding of both wordings makes the one the other at the rate of the day."""
    if not stated.euros or not restated.euros or stated.unit == restated.unit or not (stated.best and restated.best):
        return False
    low, high = (stated.euros * bound / stated.best for bound in (stated.low, stated.high))
    other_low, other_high = (restated.euros * bound / restated.best for bound in (restated.low, restated.high))
    return other_low > high * (1 + RATE_TOLERANCE) or low > other_high * (1 + RATE_TOLERANCE)

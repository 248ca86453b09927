"""How what stands at each stage grew: sums in the reporting currency at the ends of months, quarters or years."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from pledgebook.ledger.balances import is_stage
from pledgebook.ledger.conversion import RateBasis, is_money
from pledgebook.model.entry import Entry
from pledgebook.model.stage import LADDER, Stage

ZERO = Decimal(0)
_MOST_POINTS = 48


@dataclass(frozen=True, slots=True)
class Point:
    """What stood at each stage on a day.

    Attributes:
        day: The last day of a period.
        sums: One figure for each stage of the ladder, in its order.
    """

    day: date
    sums: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """The growth of a book.

    Attributes:
        currency: The reporting currency.
        points: By day.
        undated: Entries that no source dates; they stand in every point.
        unpriced: Entries in the reporting sum of which nothing is, for want of a rate.
    """

    currency: str
    points: tuple[Point, ...]
    undated: int
    unpriced: int


def over_time(entries: Iterable[Entry], rates: RateBasis, currency: str = "EUR") -> OverTime:
    """Fold entries, by the first day on which each can have happened, into sums by stage at the ends of periods.

    An entry is converted at the rate of its own day, so a sum that moves on can leave a rest of exchange behind at the
    stage it left: such rests are small, and the last point can differ from the totals, which convert once.

    Args:
        entries: In any order.
        rates: For the reporting currency.
        currency: The reporting currency.
    """
    moves: list[tuple[date, int, Decimal]] = []
    undated = unpriced = 0
    for entry in entries:
        if not is_money(entry.unit):
            continue
        rate = rates.rate_of(entry, currency)[0] if entry.unit != currency else None
        if entry.unit != currency and rate is None:
            unpriced += 1
            continue
        undated += entry.effective is None
        for posting in entry.postings:
            if is_stage(posting.account) and Stage(posting.account.stage) in LADDER:
                value = posting.best if rate is None else posting.best * rate.rate
                moves.append((entry.effective or date.min, LADDER.index(Stage(posting.account.stage)), value))
    moves.sort(key=lambda move: move[:2])
    return OverTime(currency, _points(moves), undated, unpriced)


def _points(moves: Sequence[tuple[date, int, Decimal]]) -> tuple[Point, ...]:
    days = [day for day, _, _ in moves if day != date.min]
    if not days:
        return ()
    sums = [ZERO] * len(LADDER)
    points: list[Point] = []
    place = 0
    for end in period_ends(days[0], days[-1]):
        while place < len(moves) and moves[place][0] <= end:
            sums[moves[place][1]] += moves[place][2]
            place += 1
        points.append(Point(end, tuple(max(figure, ZERO) for figure in sums)))
    return tuple(points)


def period_ends(first: date, last: date) -> tuple[date, ...]:
    """Return the last days of the months from before the first day to the last day: or of quarters, or of years."""
    for months in (1, 3, 12):
        ends = list(_ends(first, last, months))
        if len(ends) <= _MOST_POINTS:
            break
    return tuple(ends)


def _ends(first: date, last: date, months: int) -> Iterable[date]:
    start = date(first.year, (first.month - 1) // months * months + 1, 1)
    end = start - timedelta(days=1)
    yield end
    while end < last:
        turn = end.year * 12 + end.month + months  # months since the year 0, from 1
        following = date(turn // 12, turn % 12 + 1, 1)
        end = following - timedelta(days=1)
        yield end

"""Two profiles in, the evidence out: every comparison with the two values it saw, and any veto."""

from dataclasses import dataclass
from datetime import date

from pledgebook.model.identity import plain_decimal
from pledgebook.model.judgement import Comparison
from pledgebook.model.stage import step
from pledgebook.model.statement import Scope
from pledgebook.reconciliation.figures import Match, match_figures
from pledgebook.reconciliation.profiles import REACHED_ONCE, Profile

SURE_DIGITS = 3
"""From so many significant digits on, two equal figures are hardly equal by chance."""

NEXT_DAYS, SAME_MONTH, SAME_SEASON, SAME_YEAR, TWO_YEARS = 10, 45, 120, 400, 800
"""Days between two events; the bands that the weight of time falls in."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against two statements being about the same money.

    Attributes:
        comparisons: Each value pair with its weight; weights add up to the score.
        match: How the figures relate.
        veto: Name of the rule that forbids SAME; empty when none does.
    """

    comparisons: tuple[Comparison, ...]
    match: Match
    veto: str

    @property
    def score(self) -> float:
        """Sum of the weights."""
        return round(sum(comparison.weight for comparison in self.comparisons), 6)


def compare(left: Profile, right: Profile) -> Evidence:
    """Compare two statements by all evidence there is."""
    figures, match = _compare_figures(left, right)
    found = [figures]
    found += filter(
        None,
        (
            _compare_goods(left, right),
            _compare_sets("funder", left.funders, right.funders, (2.0, 0.5, -3.0)),
            _compare_sets(
                "recipient",
                frozenset(left.statement.recipients),
                frozenset(right.statement.recipients),
                (0.5, 0.0, -2.0),
            ),
            _compare_words("mechanism", left.statement.mechanism, right.statement.mechanism, (1.5, -1.5)),
            _compare_words("tranche", left.statement.tranche, right.statement.tranche, (3.0, -6.0)),
            _compare_years(left, right),
            _compare_purpose(left, right),
            _compare_time(left, right),
            _compare_scope(left, right),
        ),
    )
    return Evidence(tuple(found), match, _veto(left, right, match))


def _compare_figures(left: Profile, right: Profile) -> tuple[Comparison, Match]:
    found = match_figures(left.figures, right.figures)
    weights = {
        Match.EQUAL: 4.0 if found.digits < SURE_DIGITS else 5.0,
        Match.ROUNDED: 3.0,
        Match.CONVERTED: 3.0,
        Match.SAME_DIGITS: 0.5,
        Match.NEAR: 0.0,
        Match.APART: -8.0,
        Match.UNKNOWN: 0.0,
    }
    return Comparison("amount: " + found.match, found.left, found.right, weights[found.match]), found.match


def _compare_goods(left: Profile, right: Profile) -> Comparison | None:
    if not (left.statement.items and right.statement.items):
        return None
    named = bool(left.goods & right.goods)
    if left.counts and right.counts:
        weight = (4.0 if named else 3.0) if left.counts & right.counts else -8.0
    else:
        weight = 1.5 if named else -2.0
    return Comparison("goods", _goods(left), _goods(right), weight)


def _goods(profile: Profile) -> str:
    return ", ".join(
        item.item if item.quantity is None else f"{plain_decimal(item.quantity)} {item.item}"
        for item in profile.statement.items
    )


def _compare_sets(
    feature: str, left: frozenset[str], right: frozenset[str], weights: tuple[float, float, float]
) -> Comparison | None:
    if not (left and right):
        return None
    equal, overlapping, disjoint = weights
    weight = equal if left == right else overlapping if left & right else disjoint
    return Comparison(feature, "+".join(sorted(left)), "+".join(sorted(right)), weight)


def _compare_words(
    feature: str, left: str | int | None, right: str | int | None, weights: tuple[float, float]
) -> Comparison | None:
    if left is None or right is None:
        return None
    return Comparison(feature, str(left), str(right), weights[0] if left == right else weights[1])


def _compare_years(left: Profile, right: Profile) -> Comparison | None:
    if left.years is None or right.years is None:
        return None
    if left.years == right.years:
        weight = 1.5
    else:
        weight = 0.5 if left.years[0] <= right.years[1] and right.years[0] <= left.years[1] else -4.0
    return Comparison("period", str(left.statement.period), str(right.statement.period), weight)


def _compare_purpose(left: Profile, right: Profile) -> Comparison | None:
    if not (left.words and right.words):
        return None
    weight = 1.0 if left.words & right.words else -0.5
    return Comparison("purpose", left.statement.purpose or "", right.statement.purpose or "", weight)


def _compare_time(left: Profile, right: Profile) -> Comparison | None:
    if left.event and right.event:
        gap = days_apart(left.event, right.event)
        same_stage = left.statement.stage is right.statement.stage
        bands = ((NEXT_DAYS, 2.0), (SAME_MONTH, 1.5), (SAME_SEASON, 0.5 if same_stage else 1.0))
        late = ((SAME_YEAR, -1.5 if same_stage else 0.0), (TWO_YEARS, -3.0))
        weight = next((weight for limit, weight in bands + late if gap <= limit), -5.0)
        vague = max((last - first).days for first, last in (left.event, right.event)) > SAME_MONTH
        if vague:
            weight = min(weight, 0.5)
        if gap and _runs_backwards(left, right):
            weight -= 1.0
        return Comparison("date", str(left.statement.date), str(right.statement.date), weight)
    if left.told and right.told:
        gap = abs((left.told - right.told).days)
        weight = 1.0 if gap <= NEXT_DAYS else 0.5 if gap <= SAME_SEASON else 0.0 if gap <= SAME_YEAR else -1.0
        return Comparison("told", str(left.told), str(right.told), weight)
    return None


def days_apart(left: tuple[date, date], right: tuple[date, date]) -> int:
    """Return the days between two spans of time, 0 when they overlap."""
    return max((left[0] - right[1]).days, (right[0] - left[1]).days, 0)


def _runs_backwards(left: Profile, right: Profile) -> bool:
    """A sum that is further along on the earlier day."""
    assert left.event is not None  # the caller has looked
    assert right.event is not None
    first, second = (left, right) if left.event[1] < right.event[0] else (right, left)
    return step(first.statement.stage) > step(second.statement.stage)


def _compare_scope(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.statement.scope, right.statement.scope
    if one is other is Scope.TOTAL:
        weight = 1.0
    elif {one, other} == {Scope.TOTAL, Scope.PART}:
        weight = -1.0
    else:
        return None
    return Comparison("scope", one, other, weight)


def _veto(left: Profile, right: Profile, match: Match) -> str:
    """Return the name of the first rule that forbids SAME; empty when none does."""
    forbidding = (
        ("part-and-total-of-one-document", left.id == right.statement.part_of or right.id == left.statement.part_of),
        ("told-apart-in-one-document", left.statement.document == right.statement.document),
        ("amounts-cannot-be-equal", match is Match.APART),
        ("other-tranche", _both_differ(left.statement.tranche, right.statement.tranche)),
        ("other-period", _years_apart(left, right)),
        ("other-funders", bool(left.funders and right.funders and not left.funders & right.funders)),
        ("same-stage-at-another-time", _reached_twice(left, right)),
    )
    return next((name for name, holds in forbidding if holds), "")


def _both_differ(left: int | None, right: int | None) -> bool:
    return left is not None and right is not None and left != right


def _years_apart(left: Profile, right: Profile) -> bool:
    if left.years is None or right.years is None:
        return False
    return left.years[0] > right.years[1] or right.years[0] > left.years[1]


def _reached_twice(left: Profile, right: Profile) -> bool:
    """Tell whether both reached one stage, an event of a day, at days too far apart to be one event."""
    if left.statement.stage is not right.statement.stage or left.statement.stage not in REACHED_ONCE:
        return False
    return bool(left.event and right.event and days_apart(left.event, right.event) > SAME_SEASON)

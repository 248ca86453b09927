"""What each piece of evidence counts for, in log odds; a rule says SAME where the sum is sure."""

from collections.abc import Mapping

from pledgebook.model.statement import Scope
from pledgebook.reconciliation.figures import Match

# The weights are log odds of "same money" against "other money" among pairs whose figures look alike, read off the
# labelled statements of the tuning two thirds (docs/reconciliation.md), rounded to quarters, and pulled by hand towards
# what must hold anywhere: three equal digits prove more than two, a package number proves more than a word.
# A pair that shares nothing but its figure starts below zero:
START = -0.5

EQUAL_BY_DIGITS = (0.75, 0.75, 1.5, 2.5)
"""By significant digits, 0 to 3 and more: many sums are "10 million", few are "7.83 million"."""

CLOSE_GAP = 0.04
"""Rounded or converted figures nearer than this agree well; wider ones overlap only because the wording is loose."""

NEARBY_GAP = 0.06
"""The same for figures that no rounding joins: two counts of one total may be this far apart and still be close."""

NARROW_GAP = 0.01
NARROW_AND_PRECISE = 0.75
"""Added where two figures of three digits and more, rounded or converted, meet within one per cent."""

AMOUNT: Mapping[tuple[Match, bool], float] = {
    (Match.ROUNDED, True): 1.0,
    (Match.ROUNDED, False): -1.0,
    (Match.CONVERTED, True): 0.5,
    (Match.CONVERTED, False): -0.25,
    (Match.SAME_DIGITS, True): -1.5,
    (Match.SAME_DIGITS, False): -1.5,
    (Match.NEAR, True): -0.75,
    (Match.NEAR, False): -1.25,
    (Match.APART, True): -6.0,
    (Match.APART, False): -6.0,
    (Match.UNKNOWN, True): 0.0,
    (Match.UNKNOWN, False): 0.0,
}

FUNDERS_EQUAL, FUNDERS_OVERLAP, FUNDERS_ONE_OF_MANY, FUNDERS_DISJOINT = 1.5, -0.25, -1.25, -2.0
FUNDERS_UNKNOWN = -0.25
RECIPIENTS_DISJOINT = -4.0
MECHANISM_EQUAL, MECHANISM_OTHER = 1.0, -2.0
TRANCHE_EQUAL, TRANCHE_OTHER, TRANCHE_OF_ONE = 1.5, -4.0, -1.5
PERIOD_EQUAL, PERIOD_OVERLAP, PERIOD_OTHER, PERIOD_OF_ONE, PERIOD_OF_ONE_TOTAL = 1.5, 0.0, -2.0, -0.25, -2.0
PURPOSE_SHARED, PURPOSE_OTHER = 0.75, -0.25
ONE_DOCUMENT, ONE_DOCUMENT_TWO_CURRENCIES = -1.5, 0.25
OTHER_KIND = -2.0
NEAR_COPY = 1.5
BARE_AND_PART = -1.0
SHARES_AGREE, SHARES_DIFFER = 1.0, -3.0

GOODS_SAME_COUNT_AND_NAME, GOODS_SAME_COUNT, GOODS_SAME_NAME, GOODS_OTHER, GOODS_OTHER_COUNT = 3.0, 1.5, 0.5, -1.5, -5.0

SCOPES: Mapping[frozenset[Scope], float] = {
    frozenset({Scope.TOTAL}): 1.0,
    frozenset({Scope.PART}): 0.5,
    frozenset({Scope.SINGLE}): 0.5,
    frozenset({Scope.PART, Scope.SINGLE}): 0.0,
    frozenset({Scope.SINGLE, Scope.TOTAL}): -1.0,
    frozenset({Scope.PART, Scope.TOTAL}): -1.0,
}

Bands = tuple[tuple[int, float], ...]
FOR_EVER = 10**9

# Days between two events, and what they count for. The same step told of two months is two sums or a retelling; another
# step comes weeks after the first as a rule, seldom a year after it.
SAME_STEP: Bands = ((10, 1.5), (45, -0.25), (120, 0.0), (400, -1.75), (FOR_EVER, -2.5))
SAME_STEP_VAGUE: Bands = ((10, 0.5), (120, 0.0), (FOR_EVER, -0.75))
OTHER_STEP: Bands = ((10, 1.0), (45, 1.5), (120, -0.5), (400, -1.75), (FOR_EVER, -2.5))
OTHER_STEP_VAGUE: Bands = ((10, 0.25), (120, -0.5), (FOR_EVER, -1.0))
TOLD_OF_SAME_STEP: Bands = ((120, 0.5), (400, -1.0), (FOR_EVER, -2.5))
TOLD_OF_OTHER_STEP: Bands = ((400, -0.25), (FOR_EVER, -1.0))


def weigh_days(days: int, bands: Bands) -> float:
    """Return the weight of the first band that the days fall in."""
    return next(weight for limit, weight in bands if days <= limit)

"""Two profiles in, the evidence out: every comparison with the two values it saw, and any veto."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from pledgebook.model.identity import plain_decimal
from pledgebook.model.judgement import Comparison
from pledgebook.model.stage import Stage, step
from pledgebook.model.statement import Kind, Scope
from pledgebook.reconciliation import weights
from pledgebook.reconciliation.copies import COPY, resemblance
from pledgebook.reconciliation.figures import Figure, FigureMatch, Match, match_figures
from pledgebook.reconciliation.profiles import REACHED_ONCE, Profile, is_bare

SURE_DIGITS = 3
"""From so many significant digits on, figures hardly meet by chance."""

FEW_FUNDERS = 2
"""A sum of two funders is often told of the first alone; a sum of more seldom is."""

VAGUE_DAYS = 45
"""A date that may be any of more days than this ("2024") says little about another."""

REPEATED_AFTER = 120
"""Days after which a step that is taken once cannot be the same step again."""


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


def are_alike(left: Profile, right: Profile, match: Match) -> bool:
    """Tell whether two statements can be about one thing at first sight: figures that meet, goods, or no sum at all.

    Figures that are merely near can be rivals only as counts of one total. Most candidates fail here, so it is the only
    comparison made of every pair.
    """
    if left.figures and right.figures:
        if match is Match.NEAR:
            return _may_be_rivals(left, right)
        return match not in (Match.APART, Match.UNKNOWN)
    return bool(left.statement.items and right.statement.items) or (is_bare(left) and is_bare(right))


def _may_be_rivals(left: Profile, right: Profile) -> bool:
    """Tell whether two figures can be counts of one total: both are totals, or sums of one numbered package."""
    one, other = left.statement, right.statement
    if _plan_and_outturn(one.stage, other.stage):
        return False
    numbered = one.tranche is not None and one.tranche == other.tranche and left.funders == right.funders
    return one.scope is other.scope is Scope.TOTAL or (numbered and Scope.PART not in (one.scope, other.scope))


def _plan_and_outturn(one: Stage, other: Stage) -> bool:
    """Tell whether one is still a promise and the other done: that these two figures differ is no rivalry of counts."""
    lower, upper = sorted((step(one), step(other)))
    return 0 <= lower <= step(Stage.SIGNED) and upper >= step(Stage.DISBURSED)


_START = Comparison("start", "", "", weights.START)


def compare(left: Profile, right: Profile, known: FigureMatch | None = None) -> Evidence:
    """Compare two statements by all evidence there is.

    Args:
        left: One statement.
        right: The other.
        known: How their figures relate, where the caller has found out.
    """
    matched = known or match_figures(left.figures, right.figures)
    figures, match = _compare_figures(matched), matched.match
    found = (
        _START,
        figures,
        _compare_goods(left, right),
        _compare_funders(left, right),
        _compare_recipients(left, right),
        _compare_mechanism(left, right),
        _compare_tranche(left, right),
        _compare_years(left, right),
        _compare_purpose(left, right),
        _compare_time(left, right),
        _compare_scope(left, right),
        _compare_document(left, right, matched),
        _compare_kind(left, right),
        _compare_texts(left, right, matched.match),
        _compare_shares(left, right),
    )
    return Evidence(tuple(item for item in found if item is not None), match, _veto(left, right, match))


def _compare_document(left: Profile, right: Profile, found: FigureMatch) -> Comparison | None:
    """One document tells two sums, unless it gives one sum of the same funders and scope in two currencies."""
    one, other = left.statement, right.statement
    if one.document != other.document:
        return None
    retold = found.match is Match.CONVERTED and found.gap <= weights.CLOSE_GAP
    one_sum = retold and one.scope is other.scope and bool(left.funders) and left.funders == right.funders
    weight = weights.ONE_DOCUMENT_TWO_CURRENCIES if one_sum else weights.ONE_DOCUMENT
    return Comparison("document", one.document, other.document, weight)


def _compare_texts(left: Profile, right: Profile, match: Match) -> Comparison | None:
    """Two prints of one story that give the very same sum tell of one thing; as witnesses they are one."""
    if match is not Match.EQUAL or left.statement.document == right.statement.document:
        return None
    shared = resemblance(left.fingerprint, right.fingerprint)
    return Comparison("near copy", f"{shared:.0%}", "of the words", weights.NEAR_COPY) if shared >= COPY else None


def _compare_figures(found: FigureMatch) -> Comparison:
    if found.match is Match.EQUAL:
        weight = weights.EQUAL_BY_DIGITS[min(found.digits, SURE_DIGITS)]
    else:
        close = weights.NEARBY_GAP if found.match is Match.NEAR else weights.CLOSE_GAP
        weight = weights.AMOUNT[found.match, found.gap <= close]
        if found.gap <= weights.NARROW_GAP and found.digits >= SURE_DIGITS:
            weight += weights.NARROW_AND_PRECISE
    return Comparison("amount: " + found.match, found.left, found.right, weight)


def _compare_goods(left: Profile, right: Profile) -> Comparison | None:
    if not (left.statement.items and right.statement.items):
        return None
    named = bool(left.goods & right.goods)
    if left.counts and right.counts:
        if left.counts & right.counts:
            weight = weights.GOODS_SAME_COUNT_AND_NAME if named else weights.GOODS_SAME_COUNT
        else:
            weight = weights.GOODS_OTHER_COUNT
    else:
        weight = weights.GOODS_SAME_NAME if named else weights.GOODS_OTHER
    return Comparison("goods", _goods(left), _goods(right), weight)


def _goods(profile: Profile) -> str:
    return ", ".join(
        item.item if item.quantity is None else f"{plain_decimal(item.quantity)} {item.item}"
        for item in profile.statement.items
    )


def _compare_kind(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.statement.kind, right.statement.kind
    if one is other or Kind.UNQUANTIFIED in (one, other):
        return None
    return Comparison("kind", one, other, weights.OTHER_KIND)


def _compare_funders(left: Profile, right: Profile) -> Comparison:
    one, other = left.funders, right.funders
    if not (one and other):
        weight = weights.FUNDERS_UNKNOWN
    elif one == other:
        weight = weights.FUNDERS_EQUAL
    else:
        alone = min(len(one), len(other)) == 1 and max(len(one), len(other)) > FEW_FUNDERS
        overlap = weights.FUNDERS_ONE_OF_MANY if alone else weights.FUNDERS_OVERLAP
        weight = overlap if one & other else weights.FUNDERS_DISJOINT
    return Comparison("funder", "+".join(sorted(one)), "+".join(sorted(other)), weight)


def _compare_recipients(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.statement.recipients, right.statement.recipients
    weight = weights.RECIPIENTS_DISJOINT if _recipients_apart(left, right) else 0.0
    return Comparison("recipient", "+".join(one), "+".join(other), weight) if one or other else None


def _compare_mechanism(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.statement.mechanism, right.statement.mechanism
    if one is None or other is None:
        return None
    weight = weights.MECHANISM_EQUAL if one == other else weights.MECHANISM_OTHER
    return Comparison("mechanism", one, other, weight)


def _compare_tranche(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.statement.tranche, right.statement.tranche
    if one is None and other is None:
        return None
    if one is None or other is None:
        weight = weights.TRANCHE_OF_ONE
    else:
        weight = weights.TRANCHE_EQUAL if one == other else weights.TRANCHE_OTHER
    return Comparison("tranche", _text(one), _text(other), weight)


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _compare_years(left: Profile, right: Profile) -> Comparison | None:
    one, other = left.years, right.years
    if one is None and other is None:
        return None
    if one is None or other is None:
        totals = left.statement.scope is right.statement.scope is Scope.TOTAL
        weight = weights.PERIOD_OF_ONE_TOTAL if totals else weights.PERIOD_OF_ONE
    elif one == other:
        weight = weights.PERIOD_EQUAL
    else:
        weight = weights.PERIOD_OTHER if _years_apart(left, right) else weights.PERIOD_OVERLAP
    return Comparison("period", _text(left.statement.period), _text(right.statement.period), weight)


def _compare_purpose(left: Profile, right: Profile) -> Comparison | None:
    if not (left.words and right.words):
        return None
    weight = weights.PURPOSE_SHARED if left.words & right.words else weights.PURPOSE_OTHER
    return Comparison("purpose", left.statement.purpose or "", right.statement.purpose or "", weight)


def _compare_shares(left: Profile, right: Profile) -> Comparison | None:
    """Two totals are one if the same funders have the same shares in them, and two if their shares differ."""
    common = _common_shares(left, right)
    if not common:
        return None
    weight = weights.SHARES_DIFFER if _shares_differ(left, right) else weights.SHARES_AGREE
    seen = [", ".join(f"{funder} {pair[side]}" for funder, *pair in common) for side in (0, 1)]
    return Comparison("shares", seen[0], seen[1], weight)


def _compare_scope(left: Profile, right: Profile) -> Comparison:
    one, other = left.statement.scope, right.statement.scope
    if is_bare(left) == is_bare(right):
        weight = weights.SCOPES[frozenset({one, other})]
    else:
        # Support told without a sum is rather the whole of a package than one part of it.
        weight = weights.BARE_AND_PART if (other if is_bare(left) else one) is Scope.PART else 0.0
    return Comparison("scope", one, other, weight)


def _compare_time(left: Profile, right: Profile) -> Comparison | None:
    same = left.statement.stage is right.statement.stage
    if left.event and right.event:
        days = days_apart(left.event, right.event)
        vague = max((last - first).days for first, last in (left.event, right.event)) > VAGUE_DAYS
        if same:
            bands = weights.SAME_STEP_VAGUE if vague else weights.SAME_STEP
        else:
            bands = weights.OTHER_STEP_VAGUE if vague else weights.OTHER_STEP
        return Comparison("date", left.step, right.step, weights.weigh_days(days, bands))
    if left.told and right.told:
        days = abs((left.told - right.told).days)
        bands = weights.TOLD_OF_SAME_STEP if same else weights.TOLD_OF_OTHER_STEP
        return Comparison("told", str(left.told), str(right.told), weights.weigh_days(days, bands))
    return None


def days_apart(left: tuple[date, date], right: tuple[date, date]) -> int:
    """Return the days between two spans of time, 0 when they overlap."""
    return max((left[0] - right[1]).days, (right[0] - left[1]).days, 0)


def _veto(left: Profile, right: Profile, match: Match) -> str:
    """Return the name of the first rule that forbids SAME; empty when none does."""
    return next((name for name, holds in _FORBIDDING if holds(left, right, match)), "")


def _recipients_apart(left: Profile, right: Profile) -> bool:
    """Tell whether the support goes to others."""
    return bool(left.recipients and right.recipients and not left.recipients & right.recipients)


def _told_apart(left: Profile, right: Profile, match: Match) -> bool:
    """Tell whether one document tells of two sums.

    Extraction has already joined what it repeats. Left over are two accounts that it sets side by side: one total that
    two sources count, two figures of one numbered package, or one sum in two currencies that the text does not equate.
    """
    one, other = left.statement, right.statement
    if one.document != other.document:
        return False
    same_year = one.mechanism == other.mechanism and left.years is not None and left.years == right.years
    same_day = one.stage is other.stage and one.date is not None and bool(one.date.day) and one.date == other.date
    same_scheme = one.stage is other.stage and one.mechanism is not None and one.mechanism == other.mechanism
    same_number = one.tranche is not None and one.tranche == other.tranche
    of_one_event = same_year or same_day or ((same_scheme or same_number) and one.donors == other.donors)
    two_totals = one.scope is other.scope is Scope.TOTAL
    one_package = same_number and Scope.PART not in {one.scope, other.scope}
    two_accounts = (two_totals or one_package) and of_one_event and match is not Match.APART
    two_currencies = match is Match.CONVERTED and bool(left.funders & right.funders)
    return not (two_accounts or two_currencies)


def _common_shares(left: Profile, right: Profile) -> list[tuple[str, Figure, Figure]]:
    if not (left.shares and right.shares):
        return []
    shares = dict(right.shares)
    return [(funder, figure, shares[funder]) for funder, figure in left.shares if funder in shares]


def _shares_differ(left: Profile, right: Profile) -> bool:
    common = _common_shares(left, right)
    return any(match_figures((a,), (b,)).match in (Match.NEAR, Match.APART) for _, a, b in common)


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
    return bool(left.event and right.event and days_apart(left.event, right.event) > REPEATED_AFTER)


def _other_funders(left: Profile, right: Profile) -> bool:
    return bool(left.funders and right.funders and not left.funders & right.funders)


_FORBIDDING: tuple[tuple[str, Callable[[Profile, Profile, Match], bool]], ...] = (
    (
        "part-and-total-of-one-document",
        lambda left, right, _: left.id == right.statement.part_of or right.id == left.statement.part_of,
    ),
    ("told-apart-in-one-document", _told_apart),
    ("amounts-cannot-be-equal", lambda _left, _right, match: match is Match.APART),
    ("other-tranche", lambda left, right, _: _both_differ(left.statement.tranche, right.statement.tranche)),
    ("other-period", lambda left, right, _: _years_apart(left, right)),
    ("other-funders", lambda left, right, _: _other_funders(left, right)),
    ("other-recipients", lambda left, right, _: _recipients_apart(left, right)),
    ("same-stage-at-another-time", lambda left, right, _: _reached_twice(left, right)),
    ("shares-differ", lambda left, right, _: _shares_differ(left, right)),
)
"""The vetoes, each asked only where none before it holds."""

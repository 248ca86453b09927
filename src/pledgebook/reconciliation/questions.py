"""Pairs that no rule decides in, questions for people out: those first on which most money hangs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.judgement import Comparison, Decision
from pledgebook.reconciliation.compare import compare
from pledgebook.reconciliation.decide import FIRM_VETOES, Ruling
from pledgebook.reconciliation.figures import COMMON_UNIT
from pledgebook.reconciliation.links import size
from pledgebook.reconciliation.profiles import Profile


@dataclass(frozen=True, slots=True)
class Question:
    """Are these two the same money?

    Attributes:
        left: Statement id; the smaller of the two.
        right: Statement id.
        at_stake: By how much totals would fall if they are; 0 for support without a sum or a rate.
        unit: The unit of that.
        rule: The rule that would say so, were it sure.
        score: Sum of the weights.
        evidence: The comparisons behind it.
    """

    left: str
    right: str
    at_stake: Decimal
    unit: str
    rule: str
    score: float
    evidence: tuple[Comparison, ...]


def ask(
    ruled: Iterable[Ruling],
    groups: Sequence[tuple[str, ...]],
    place_of: Mapping[str, int],
    settled: Iterable[Decision],
    profiles: Mapping[str, Profile],
) -> tuple[Question, ...]:
    """List what only a person can decide, one question for two groups: their strongest undecided pair.

    Args:
        ruled: All rulings; those without a verdict are questions.
        groups: The groups that sure rules and people have made.
        place_of: Statement to the place of its group.
        settled: What keeps two groups apart or puts one inside the other, by rule or by a person: not asked again.
        profiles: All profiles.

    Returns:
        Questions, those first on which most money hangs.
    """
    rulings = list(ruled)
    decided = {_pair(item.left, item.right, place_of) for item in settled}
    decided |= {_pair(item.left, item.right, place_of) for item in rulings if item.rule in FIRM_VETOES}
    strongest: dict[tuple[int, int], Ruling] = {}
    for item in rulings:
        pair = _pair(item.left, item.right, place_of)
        if item.verdict is not None or pair[0] == pair[1] or pair in decided:
            continue
        best = strongest.get(pair)
        if best is None or (-item.score, item.left, item.right) < (-best.score, best.left, best.right):
            strongest[pair] = item
    sizes = {place: size(groups[place], profiles) or Decimal(0) for pair in strongest for place in pair}
    questions = [
        Question(
            item.left,
            item.right,
            min(sizes[one], sizes[other]).quantize(Decimal(1)),
            COMMON_UNIT,
            item.rule,
            item.score,
            compare(profiles[item.left], profiles[item.right]).comparisons,
        )
        for (one, other), item in strongest.items()
    ]
    return tuple(sorted(questions, key=lambda item: (-item.at_stake, -item.score, item.left, item.right)))


def _pair(left: str, right: str, place_of: Mapping[str, int]) -> tuple[int, int]:
    one, other = sorted((place_of[left], place_of[right]))
    return one, other

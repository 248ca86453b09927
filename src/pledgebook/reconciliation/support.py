"""Support told without a sum, held against the sums of the book: joined only where one sum alone can be meant."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

from pledgebook.model.judgement import Decision, Verdict
from pledgebook.reconciliation.compare import Evidence, compare
from pledgebook.reconciliation.profiles import Profile, is_bare

LEAST_SCORE = 1.25
"""Score that a sum needs to be the one that is meant."""

LEAST_LEAD = 0.75
"""By how much it must lead the next best sum: where two could be meant, a person decides."""

NEAR_IN_TIME = 1.0
"""Weight that two days give which are both known and near; vague ones ("2024") give less."""

MOST_CANDIDATES = 60
"""A funder and mechanism with more sums than this cannot single one out."""


def place_bare_support(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> list[Decision]:
    """Find, for each group of statements without a sum, the one sum that they can be about.

    They must share a package number with it, or a mechanism and the days: "the Danish contribution" of one month is not
    whatever Denmark gave in that month.

    Returns:
        SAME decisions, one for each group that is placed.
    """
    filed: dict[Hashable, set[int]] = defaultdict(set)
    for place, members in enumerate(groups):
        for member in members:
            if not is_bare(profiles[member]):
                for key in _ties(profiles[member]):
                    filed[key].add(place)
    decisions = []
    for members in groups:
        bare = [profiles[member] for member in members]
        if all(map(is_bare, bare)):
            places = {place for item in bare for key in _ties(item) for place in filed.get(key, ())}
            best = _best(bare, [groups[place] for place in sorted(places)], profiles)
            if best is not None:
                decisions.append(best)
    return decisions


def _ties(profile: Profile) -> Iterator[Hashable]:
    statement = profile.statement
    for funder in statement.donors:
        if statement.mechanism:
            yield (funder, "mechanism", statement.mechanism)
        if statement.tranche is not None:
            yield (funder, "tranche", statement.tranche)


def _best(
    bare: Sequence[Profile], candidates: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]
) -> Decision | None:
    if len(candidates) > MOST_CANDIDATES:
        return None
    ranked = sorted(
        (found for members in candidates if (found := _against(bare, [profiles[item] for item in members]))),
        key=lambda item: (-item.score, item.left, item.right),
    )
    if not ranked or ranked[0].score < LEAST_SCORE:
        return None
    if len(ranked) > 1 and ranked[0].score - ranked[1].score < LEAST_LEAD:
        return None
    return ranked[0]


def _is_tied(evidence: Evidence) -> bool:
    """A package number in common, or two days that are known and near: a mechanism alone ties nothing."""
    weights = {item.feature: item.weight for item in evidence.comparisons}
    return weights.get("tranche", 0.0) > 0 or weights.get("date", 0.0) >= NEAR_IN_TIME


def _against(bare: Iterable[Profile], members: Iterable[Profile]) -> Decision | None:
    """Return the strongest pair between two groups; None when any pair is forbidden."""
    best: Decision | None = None
    for one in bare:
        for other in members:
            evidence = compare(one, other)
            if evidence.veto:
                return None
            if not _is_tied(evidence):
                continue
            left, right = sorted((one.id, other.id))
            if best is None or (-evidence.score, left, right) < (-best.score, best.left, best.right):
                best = Decision(left, right, Verdict.SAME, "same-support", evidence.score, evidence.comparisons)
    return best

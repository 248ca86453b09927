"""Clusters in, a forest out: which money is inside which other money, and on what grounds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.judgement import Comparison, Decision, Verdict
from pledgebook.model.statement import Scope
from pledgebook.reconciliation.clusters import group_index
from pledgebook.reconciliation.profiles import Profile, is_total_of_many

STATED, PACKAGE, WIDER = 3.0, 2.0, 1.0
"""Weights of the grounds: the text says so; the package number says so; mechanism, years and funders say so."""

SLACK = Decimal("1.1")
"""A part may be told this much larger than its whole before the link is refused: both may be rounded or converted."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reason to hold one group for a part of another."""

    child: int
    parent: int
    weight: float
    decision: Decision


def link_parts(
    groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile], judged: Iterable[Decision]
) -> tuple[dict[int, int], tuple[Decision, ...]]:
    """Find the parent of each group and the decisions behind it.

    A group with several possible parents goes to the one with the most grounds, among equals to the smallest that can
    hold it (a tranche of a package goes to the package, not to the year's total). No group is inside itself.

    Args:
        groups: Sorted groups of statement ids.
        profiles: All profiles.
        judged: PART_OF decisions of people; nothing outweighs them.

    Returns:
        Place of a group to the place of its parent, and the PART_OF decisions of the links that hold.
    """
    place_of = group_index(groups)
    sizes = {place: size(members, profiles) for place, members in enumerate(groups)}
    links = [
        *_stated(profiles, place_of),
        *_packages(groups, profiles, place_of),
        *_wider(groups, profiles),
        *(Link(place_of[item.left], place_of[item.right], 1000.0, item) for item in judged),
    ]
    grounds: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in links:
        if link.child != link.parent and (link.weight >= STATED or _fits(sizes[link.child], sizes[link.parent])):
            grounds[link.child, link.parent].append(link)
    ranked = sorted(
        grounds,
        key=lambda pair: (-sum(link.weight for link in grounds[pair]), sizes[pair[1]] or Decimal("Infinity"), pair),
    )
    parents: dict[int, int] = {}
    for child, parent in ranked:
        if child not in parents and not _is_inside(parent, child, parents):
            parents[child] = parent
    kept = [link.decision for pair, found in grounds.items() if parents.get(pair[0]) == pair[1] for link in found]
    return parents, tuple(sorted(kept, key=lambda item: (item.left, item.right, item.rule)))


def size(members: Iterable[str], profiles: Mapping[str, Profile]) -> Decimal | None:
    """Return the middle of the stated sums of a group in the common unit; None without a sum that has a rate."""
    values = sorted(
        figure.euros for member in members for figure in profiles[member].figures if figure.stated and figure.euros
    )
    return values[len(values) // 2] if values else None


def _fits(child: Decimal | None, parent: Decimal | None) -> bool:
    return child is None or parent is None or child <= parent * SLACK


def _is_inside(place: int, whole: int, parents: Mapping[int, int]) -> bool:
    step: int | None = place
    while step is not None:
        if step == whole:
            return True
        step = parents.get(step)
    return False


def _link(child: Profile, parent: Profile, rule: str, weight: float, places: tuple[int, int]) -> Link:
    evidence = (Comparison(rule, _told(child), _told(parent), weight),)
    decision = Decision(child.id, parent.id, Verdict.PART_OF, rule, weight, evidence)
    return Link(places[0], places[1], weight, decision)


def _told(profile: Profile) -> str:
    return ", ".join(map(str, profile.figures)) or ", ".join(item.item for item in profile.statement.items)


def _stated(profiles: Mapping[str, Profile], place_of: Mapping[str, int]) -> Iterable[Link]:
    for profile in profiles.values():
        whole = profile.statement.part_of
        if whole is not None and whole in place_of:
            places = (place_of[profile.id], place_of[whole])
            yield _link(profile, profiles[whole], "stated-part", STATED, places)


def _packages(
    groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile], place_of: Mapping[str, int]
) -> Iterable[Link]:
    """A part that names its package, told elsewhere than the package: funder and number tie them."""
    wholes: dict[tuple[str, int], Counter[int]] = defaultdict(Counter)
    inside: list[tuple[Profile, str, int]] = []
    for profile in profiles.values():
        statement = profile.statement
        if statement.tranche is None:
            continue
        for funder in statement.donors:
            if statement.part_of is None:
                wholes[funder, statement.tranche][place_of[profile.id]] += 1
            else:
                inside.append((profile, funder, statement.tranche))
    for profile, funder, number in inside:
        child = place_of[profile.id]
        for parent in sorted(wholes[funder, number]):
            if parent != child and not any(profiles[item].statement.part_of for item in groups[parent]):
                yield _link(profile, profiles[groups[parent][0]], "part-of-package", PACKAGE, (child, parent))


def _wider(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> Iterable[Link]:
    """A sum of one mechanism and year inside the total over its funders for that year."""
    totals: dict[tuple[str, tuple[int, int]], set[tuple[int, str]]] = defaultdict(set)
    for place, members in enumerate(groups):
        for member in members:
            profile = profiles[member]
            if is_total_of_many(profile) and profile.statement.mechanism and profile.years:
                totals[profile.statement.mechanism, profile.years].add((place, member))
    for place, members in enumerate(groups):
        for member in members:
            profile = profiles[member]
            if not (profile.figures and profile.statement.mechanism and profile.years) or is_total_of_many(profile):
                continue
            for parent, total in sorted(totals.get((profile.statement.mechanism, profile.years), ())):
                funders = profiles[total].funders
                if parent != place and (not funders or profile.funders <= funders):
                    yield _link(profile, profiles[total], "inside-total", WIDER, (place, parent))
                    break


def is_whole(members: Iterable[str], profiles: Mapping[str, Profile]) -> bool:
    """Tell whether a group is spoken of as a whole: a total, or the whole of told parts."""
    return any(profiles[member].statement.scope is Scope.TOTAL or profiles[member].has_parts for member in members)

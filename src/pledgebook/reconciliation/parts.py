"""Clusters in, a forest out: which money is inside which other money, and on what grounds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from pledgebook.model.judgement import Decision
from pledgebook.reconciliation.clusters import group_index
from pledgebook.reconciliation.inference import infer_instalments, infer_sums, infer_wider
from pledgebook.reconciliation.links import JUDGED, PACKAGE, STATED, Link, make_link, size
from pledgebook.reconciliation.profiles import Profile

SLACK = Decimal("1.1")
"""A part may be told this much larger than its whole before the link is refused: both may be rounded or converted."""

FULL = Decimal("0.9")
"""From this share of a whole on, its told parts make it up, and nothing more is inferred to be in it."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Which group is inside which.

    Attributes:
        parents: Place of a group to the place of its one parent.
        inside: Place of a group to the places of all groups that some ground puts inside it, its children among them:
            money can be told as part of two totals, and explains both.
        decisions: The PART_OF decisions behind the parents.
        refused: Judgements of people that would put a group inside itself.
    """

    parents: Mapping[int, int]
    inside: Mapping[int, tuple[int, ...]]
    decisions: tuple[Decision, ...]
    refused: tuple[Decision, ...]


def link_parts(
    groups: Sequence[tuple[str, ...]],
    profiles: Mapping[str, Profile],
    judged: Iterable[Decision],
    coders: Mapping[str, str] = MappingProxyType({}),
) -> Parts:
    """Find the parent of each group and the decisions behind it.

    A group with several possible parents goes to the one with the most grounds, among equals to the smallest that can
    hold it (a tranche of a package goes to the package, not to the year's total). No group is inside itself.

    Args:
        groups: Sorted groups of statement ids.
        profiles: All profiles.
        judged: PART_OF decisions of people; nothing outweighs them.
        coders: Statement id to the coder who filed it: what one coder has filed is inside what else it has filed only
            by its own word, or a person's.
    """
    filed = [frozenset(coders[member] for member in members if member in coders) for members in groups]
    place_of = group_index(groups)
    sizes = [size(members, profiles) for members in groups]
    by_rules = (*_stated(profiles, place_of), *_packages(groups, profiles, place_of), *infer_sums(groups, profiles))
    stated = [
        *(Link(place_of[item.left], place_of[item.right], JUDGED, item) for item in judged),
        *(link for link in by_rules if not filed[link.child] & filed[link.parent]),
    ]
    inferred = (*infer_wider(groups, profiles), *infer_instalments(groups, profiles))
    wider = [link for link in inferred if not filed[link.child] & filed[link.parent]]
    grounds: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in stated:
        if link.child != link.parent and (link.weight >= STATED or _fits(sizes[link.child], sizes[link.parent])):
            grounds[link.child, link.parent].append(link)
    for link in _that_fit(wider, grounds, sizes):
        grounds[link.child, link.parent].append(link)
    parents = _choose_parents(grounds, sizes)
    inside: dict[int, set[int]] = defaultdict(set)
    for child, parent in grounds:
        if not _is_inside(parent, child, parents):
            inside[parent].add(child)
    kept = [link.decision for pair, found in grounds.items() if parents.get(pair[0]) == pair[1] for link in found]
    refused = [
        link.decision
        for link in stated
        if link.weight == JUDGED and (link.child == link.parent or _is_inside(link.parent, link.child, parents))
    ]
    return Parts(
        parents,
        {parent: tuple(sorted(children)) for parent, children in inside.items()},
        tuple(sorted(kept, key=lambda item: (item.left, item.right, item.rule))),
        tuple(refused),
    )


Grounds = Mapping[tuple[int, int], Sequence[Link]]


def _choose_parents(grounds: Grounds, sizes: Sequence[Decimal | None]) -> dict[int, int]:
    ranked = sorted(
        grounds,
        key=lambda pair: (-sum(link.weight for link in grounds[pair]), sizes[pair[1]] or Decimal("Infinity"), pair),
    )
    parents: dict[int, int] = {}
    for child, parent in ranked:
        if child not in parents and not _is_inside(parent, child, parents):
            parents[child] = parent
    return parents


def _that_fit(links: Iterable[Link], grounds: Grounds, sizes: Sequence[Decimal | None]) -> list[Link]:
    """Keep the inferred parts of a total that its told parts leave room for, the largest first.

    What shares only mechanism, year and funder with a total is part of it as long as the sum of the parts stays within
    it; where the told parts already make up the total, nothing is inferred.
    """
    told: dict[int, Decimal] = defaultdict(Decimal)
    for child, parent in grounds:
        told[parent] += sizes[child] or Decimal(0)
    filled = defaultdict(Decimal, told)
    kept: list[Link] = []
    taken: set[tuple[int, int]] = set()
    for link in sorted(links, key=lambda link: (-(sizes[link.child] or Decimal(0)), link.child, link.parent)):
        pair = (link.child, link.parent)
        whole, part = sizes[link.parent], sizes[link.child] or Decimal(0)
        if pair in grounds or pair in taken:
            continue
        full = whole is not None and told[link.parent] >= whole * FULL
        if not full and (whole is None or filled[link.parent] + part <= whole * SLACK):
            filled[link.parent] += part
            taken.add(pair)
            kept.append(link)
    return kept


def _fits(child: Decimal | None, parent: Decimal | None) -> bool:
    return child is None or parent is None or child <= parent * SLACK


def _is_inside(place: int, whole: int, parents: Mapping[int, int]) -> bool:
    step: int | None = place
    while step is not None:
        if step == whole:
            return True
        step = parents.get(step)
    return False


def _stated(profiles: Mapping[str, Profile], place_of: Mapping[str, int]) -> Iterable[Link]:
    for profile in profiles.values():
        whole = profile.statement.part_of
        if whole is not None and whole in place_of:
            places = (place_of[profile.id], place_of[whole])
            yield make_link(profile, profiles[whole], "stated-part", STATED, places)


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
                yield make_link(profile, profiles[groups[parent][0]], "part-of-package", PACKAGE, (child, parent))

"""Clusters in, a forest out: which money is inside which other money, and on what grounds."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.judgement import Comparison, Decision, Verdict
from pledgebook.model.statement import Scope
from pledgebook.reconciliation.clusters import group_index
from pledgebook.reconciliation.profiles import Profile, is_total_of_many

JUDGED, STATED, PACKAGE, WIDER = 1000.0, 3.0, 2.0, 1.0
"""Weights of the grounds: a person, the text, the package number says so; mechanism, years and funders say so."""

SLACK = Decimal("1.1")
"""A part may be told this much larger than its whole before the link is refused: both may be rounded or converted."""

MOST_WHOLES = 40
"""Totals of one mechanism and one span of years that a sum is held against."""

FULL = Decimal("0.9")
"""From this share of a whole on, its told parts make it up, and nothing more is inferred to be in it."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reason to hold one group for a part of another."""

    child: int
    parent: int
    weight: float
    decision: Decision


@dataclass(frozen=True, slots=True)
class Parts:
    """Which group is inside which.

    Attributes:
        parents: Place of a group to the place of its one parent.
        inside: Place of a group to the places of all groups that some ground puts inside it, its children among them:
            money can be told as part of two totals, and explains both.
        decisions: The PART_OF decisions behind the parents.
    """

    parents: Mapping[int, int]
    inside: Mapping[int, tuple[int, ...]]
    decisions: tuple[Decision, ...]


def link_parts(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile], judged: Iterable[Decision]) -> Parts:
    """Find the parent of each group and the decisions behind it.

    A group with several possible parents goes to the one with the most grounds, among equals to the smallest that can
    hold it (a tranche of a package goes to the package, not to the year's total). No group is inside itself.

    Args:
        groups: Sorted groups of statement ids.
        profiles: All profiles.
        judged: PART_OF decisions of people; nothing outweighs them.
    """
    place_of = group_index(groups)
    sizes = [size(members, profiles) for members in groups]
    stated = [
        *(Link(place_of[item.left], place_of[item.right], JUDGED, item) for item in judged),
        *_stated(profiles, place_of),
        *_packages(groups, profiles, place_of),
    ]
    grounds: dict[tuple[int, int], list[Link]] = defaultdict(list)
    for link in stated:
        if link.child != link.parent and (link.weight >= STATED or _fits(sizes[link.child], sizes[link.parent])):
            grounds[link.child, link.parent].append(link)
    for link in _that_fit(_wider(groups, profiles), grounds, sizes):
        grounds[link.child, link.parent].append(link)
    parents = _choose_parents(grounds, sizes)
    inside: dict[int, set[int]] = defaultdict(set)
    for child, parent in grounds:
        if not _is_inside(parent, child, parents):
            inside[parent].add(child)
    kept = [link.decision for pair, found in grounds.items() if parents.get(pair[0]) == pair[1] for link in found]
    return Parts(
        parents,
        {parent: tuple(sorted(children)) for parent, children in inside.items()},
        tuple(sorted(kept, key=lambda item: (item.left, item.right, item.rule))),
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


@dataclass(frozen=True, slots=True)
class _Summary:
    """What the members of a group say together, as far as inference needs it.

    Attributes:
        place: Place of the group.
        told: A member that names mechanism and years.
        funders: All funders that any member names.
        years: The years of that member.
        is_total: True when a member sums several funders.
        is_frame: True when a member is a total, the whole of told parts, or money for several years.
        is_numbered: True when a member has a tranche or package number.
    """

    place: int
    told: Profile
    funders: frozenset[str]
    years: tuple[int, int]
    is_total: bool
    is_frame: bool
    is_numbered: bool


def _summarise(place: int, members: Sequence[Profile]) -> _Summary | None:
    dated = [item for item in members if item.statement.mechanism and item.years and item.figures]
    if not dated or dated[0].years is None:
        return None
    return _Summary(
        place,
        dated[0],
        frozenset(funder for item in members for funder in item.funders),
        dated[0].years,
        any(is_total_of_many(item) for item in members),
        any(_is_frame(item) for item in members),
        any(item.statement.tranche is not None for item in members),
    )


def _is_frame(profile: Profile) -> bool:
    several_years = profile.years is not None and profile.years[0] < profile.years[1]
    return profile.statement.scope is Scope.TOTAL or profile.has_parts or several_years


def _wider(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> Iterable[Link]:
    """Infer what no text says: a sum inside the total, or the longer frame, of its mechanism and funders.

    - inside-total: one mechanism and the same years; the whole sums several funders, the child is of some of them;
    - year-of-frame: one mechanism, the years of the whole contain those of the child;
    - tranche-of-frame: one mechanism, the same years and funders; the child is numbered, the whole is not.
    """
    by_mechanism: dict[str, list[_Summary]] = defaultdict(list)
    for place, members in enumerate(groups):
        summary = _summarise(place, [profiles[member] for member in members])
        if summary is not None:
            by_mechanism[str(summary.told.statement.mechanism)].append(summary)
    for summaries in by_mechanism.values():
        yield from _wider_of_one_mechanism(summaries)


def _wider_of_one_mechanism(summaries: Sequence[_Summary]) -> Iterable[Link]:
    by_years: dict[tuple[int, int], list[_Summary]] = defaultdict(list)
    for summary in summaries:
        by_years[summary.years].append(summary)
    wholes = {years: [item for item in found if item.is_frame][:MOST_WHOLES] for years, found in by_years.items()}
    for child in summaries:
        around = [years for years in sorted(wholes) if years[0] <= child.years[0] and child.years[1] <= years[1]]
        for whole in (whole for years in around for whole in wholes[years]):
            rule = _inference(child, whole)
            if rule:
                yield _link(child.told, whole.told, rule, WIDER, (child.place, whole.place))


def _inference(child: _Summary, whole: _Summary) -> str:
    """Name the rule that puts one group inside another; empty when none does."""
    if child.place == whole.place:
        return ""
    if child.is_total:
        # Totals are told of more or fewer of their funders; that they share some must do.
        inside = whole.is_total and child.years != whole.years and child.funders & whole.funders
        return "year-of-frame" if inside else ""
    if not child.funders or not child.funders <= whole.funders:
        return ""
    if child.years != whole.years:
        return "year-of-frame"
    if whole.is_total:
        return "inside-total"
    numbered = child.is_numbered and not whole.is_numbered
    return "tranche-of-frame" if numbered and child.funders == whole.funders else ""

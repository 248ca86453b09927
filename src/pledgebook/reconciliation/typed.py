"""Groups in, links out that keep money from being added: repaid, passed on, carried over, overlapping, superseded."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from pledgebook.model.flow import FlowLink, LinkKind
from pledgebook.model.judgement import Decision, Verdict
from pledgebook.model.statement import Kind, Scope, Statement
from pledgebook.reconciliation.profiles import Profile
from pledgebook.reconciliation.wording import says

JUDGED_KINDS: Mapping[Verdict, LinkKind] = {
    Verdict.REIMBURSES: LinkKind.REIMBURSEMENT,
    Verdict.PASSES_ON: LinkKind.PASS_THROUGH,
    Verdict.CARRIES_OVER: LinkKind.CARRY_OVER,
    Verdict.OVERLAPS: LinkKind.OVERLAP,
    Verdict.SUPERSEDES: LinkKind.SUPERSEDED,
}
"""What a person's verdict about two sums makes of the first one; SUPERSEDES is about the second."""

_SELF_TOLD = (
    ("reimbursement", LinkKind.REIMBURSEMENT),
    ("pass_through", LinkKind.PASS_THROUGH),
    ("carry_over", LinkKind.CARRY_OVER),
    ("overlap", LinkKind.OVERLAP),
)


@dataclass(frozen=True, slots=True)
class TypedLink:
    """One link between groups.

    Attributes:
        place: Place of the group whose money is not added.
        other: Place of the group that has it; None where the text names none.
        kind: Which link.
        statement: The statement that says so.
        ground: The words, or "judgement:<id>".
    """

    place: int
    other: int | None
    kind: LinkKind
    statement: str
    ground: str


def type_links(
    groups: Sequence[tuple[str, ...]],
    profiles: Mapping[str, Profile],
    place_of: Mapping[str, int],
    judged: Iterable[Decision],
    coders: Mapping[str, str] = MappingProxyType({}),
) -> dict[int, tuple[TypedLink, ...]]:
    """Find the money that must not be added, and why.

    A person's word goes first. By rule: a sum that every statement which states it calls repaid, passed on or carried
    over; a part that its text calls announced before; and the one earlier sum that a text says it replaces. One telling
    without such words is enough to count the money: the words may be about something else in the sentence. The words
    of coded records have no say: their coder has told by its judgements what it counts.

    Returns:
        Place of a group to its links, people's first.
    """
    found: dict[int, list[TypedLink]] = defaultdict(list)
    for link in (
        *_by_people(judged, place_of),
        *_by_words(groups, profiles, coders),
        *_replaced(groups, profiles, coders),
    ):
        if link.place != link.other:
            found[link.place].append(link)
    return {place: tuple(links) for place, links in found.items()}


def as_flow_links(links: Iterable[TypedLink], ids: Sequence[str]) -> tuple[FlowLink, ...]:
    """Name the other side of each link by the id of its flow or check; the same kind and other side is told once."""
    kept: dict[tuple[LinkKind, str], FlowLink] = {}
    for link in links:
        other = "" if link.other is None else ids[link.other]
        kept.setdefault((link.kind, other), FlowLink(link.kind, other, link.statement, link.ground))
    return tuple(kept.values())


def _by_people(judged: Iterable[Decision], place_of: Mapping[str, int]) -> Iterable[TypedLink]:
    for item in judged:
        kind = JUDGED_KINDS.get(item.verdict)
        if kind is None:
            continue
        one, other = place_of[item.left], place_of[item.right]
        if kind is LinkKind.SUPERSEDED:
            one, other = other, one
        yield TypedLink(one, other, kind, item.left, item.rule)


def _by_words(
    groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile], coders: Mapping[str, str]
) -> Iterable[TypedLink]:
    for place, members in enumerate(groups):
        if any(member in coders for member in members):
            continue
        stated = [profiles[item].statement for item in members if profiles[item].figures]
        for key, kind in _SELF_TOLD:
            told = [_words(key, statement) for statement in stated]
            if told and all(told):
                yield TypedLink(place, None, kind, stated[0].id, told[0])


def _words(key: str, statement: Statement) -> str:
    """Return the words by which a statement types its own sum; what is announced before is so only as a part."""
    if statement.kind is not Kind.MONEY or (key == "overlap" and statement.scope is not Scope.PART):
        return ""
    return says(key, statement.span.quote)


def _replaced(
    groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile], coders: Mapping[str, str]
) -> Iterable[TypedLink]:
    """Find for each text that replaces an earlier sum the one sum of the same funders and recipients that it can mean.

    The earlier sum has the same number, or its figure stands in the same sentence.
    """
    filed: dict[tuple[frozenset[str], frozenset[str]], set[int]] = defaultdict(set)
    new: list[tuple[int, Profile, str]] = []
    for place, members in enumerate(groups):
        for profile in (profiles[item] for item in members):
            if profile.figures and profile.statement.kind is Kind.MONEY and profile.funders:
                filed[profile.funders, profile.recipients].add(place)
                words = "" if profile.id in coders else says("supersedes", profile.statement.span.quote)
                if words:
                    new.append((place, profile, words))
    for place, profile, words in new:
        earlier = [
            other
            for other in sorted(filed[profile.funders, profile.recipients])
            if other != place and any(_is_replaced(profiles[item], profile) for item in groups[other])
        ]
        if len(earlier) == 1:
            yield TypedLink(earlier[0], place, LinkKind.SUPERSEDED, profile.id, words)


def _is_replaced(old: Profile, new: Profile) -> bool:
    """Tell whether a sum is one that another, by its own words, takes the place of."""
    if (
        old.statement.part_of == new.id
        or new.statement.part_of == old.id
        or not (old.figures and old.figures[0].stated)
    ):
        return False
    amount = old.statement.amount
    if amount is not None and old.figures[0].best != new.figures[0].best and amount.text in new.statement.span.quote:
        return True
    numbered = old.statement.tranche is not None and old.statement.tranche == new.statement.tranche
    return numbered and old.statement.scope is new.statement.scope and (old.told or date.min) < (new.told or date.min)

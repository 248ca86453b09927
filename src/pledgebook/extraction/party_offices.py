"""Offices: an office phrase joined with the state beside it, and the people who hold one."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.extraction.party_grammar import PartyGrammar
from pledgebook.extraction.trie import plain
from pledgebook.reference.parties import AliasKind

_SHORTEST_SURNAME = 4
_LOOK_BACK = 90  # characters before an office in which its holder's name may stand


@dataclass(frozen=True, slots=True)
class Hit:
    """A wording found in the text with what it names."""

    start: int
    end: int
    code: str
    kind: AliasKind
    weak: bool
    wording: str


def join_offices(text: str, hits: Sequence[Hit], grammar: PartyGrammar) -> tuple[PartyMention, ...]:
    """Return the offices of a text, each joined with its state and its holder; without a state the code is empty."""
    ending = {hit.end: hit for hit in hits}
    starting = {hit.start: hit for hit in hits}
    covered = [hit for hit in hits if hit.kind in {AliasKind.OFFICE, AliasKind.ORGANISATION, AliasKind.MASK}]
    found: list[PartyMention] = []
    position = 0
    while (match := grammar.office.search(text, position)) is not None:
        position = match.end()
        if any(
            hit.start <= match.start() < hit.end and hit.end >= match.end() for hit in _near(covered, match.start())
        ):
            continue
        office = _join(text, match.span(), (ending, starting), grammar)
        if office is not None:
            found.append(office)
            position = max(position, office.end)
    return tuple(found)


def _near(hits: Sequence[Hit], position: int) -> Iterator[Hit]:
    # hits are few and in order; bisect on their start
    low, high = 0, len(hits)
    while low < high:
        middle = (low + high) // 2
        if hits[middle].start <= position:
            low = middle + 1
        else:
            high = middle
    if low:
        yield hits[low - 1]


def _join(
    text: str, span: tuple[int, int], beside: tuple[Mapping[int, Hit], Mapping[int, Hit]], grammar: PartyGrammar
) -> PartyMention | None:
    ending, starting = beside
    start, end = span
    phrase = text[start:end]
    state = _state_before(text, start, ending, grammar)
    if state is not None:
        start = state.start
    else:
        state, end = _state_after(text, end, starting, grammar)
    if grammar.person_head.search(phrase):
        end, holder = _with_holder(text, (span[0], end), starting, grammar)
        state = state or holder
    if state is None:
        bound = grammar.bound_head.fullmatch(phrase) is not None
        article = grammar.article.search(text[max(0, start - 8) : start]) is not None
        definite = article or grammar.definite_head.match(phrase) is not None
        if bound or not (definite or end > span[1] or _stands_alone(text, start, end)):
            return None
    return PartyMention(start, end, state.code if state else "", PartyForm.OFFICE)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether an office in capitals of more than one word is a name of its own ("Ministry of Defence said")."""
    return text[start].isupper() and len(text[start:end].split()) > 1


def _state_before(text: str, start: int, ending: Mapping[int, Hit], grammar: PartyGrammar) -> Hit | None:
    adjective = ending.get(start - 1)
    if adjective is not None and text[start - 1] in " \n-\u00a0":
        wanted = {AliasKind.ADJECTIVE, AliasKind.NAME} if adjective.wording.isupper() else {AliasKind.ADJECTIVE}
        if adjective.kind in wanted or adjective.kind is AliasKind.ORGANISATION:
            return adjective
        if adjective.kind is AliasKind.NAME and adjective.wording.rstrip(".") in grammar.lexicon.words(
            "office_grammar.names_as_adjectives"
        ):
            return adjective
    for length in range(1, 4):
        name = ending.get(start - length)
        if name is None or name.kind not in {AliasKind.NAME, AliasKind.ORGANISATION, AliasKind.CAPITAL}:
            continue
        if grammar.possessive.fullmatch(text, start - length, start):
            return name
    return None


def _state_after(text: str, end: int, starting: Mapping[int, Hit], grammar: PartyGrammar) -> tuple[Hit | None, int]:
    link = grammar.country_link.match(text, end)
    if link is not None:
        name = starting.get(link.end())
        if name is not None and name.kind in {AliasKind.NAME, AliasKind.ORGANISATION}:
            return name, name.end
    adjective = starting.get(end + 1)
    if (
        adjective is not None
        and adjective.kind is AliasKind.ADJECTIVE
        and grammar.lexicon.words("office_grammar.adjective_after")
    ):
        topic = grammar.topic.match(text, adjective.end)
        return adjective, topic.end() if topic else adjective.end
    return None, end


def _with_holder(
    text: str, office: tuple[int, int], starting: Mapping[int, Hit], grammar: PartyGrammar
) -> tuple[int, Hit | None]:
    """Return where the name behind an office ends, and the person as far as known."""
    start, end = office
    person = starting.get(end + 1)
    last = end
    if person is None and (match := grammar.holder.match(text, end)) is not None:
        last = match.end()
        begun = next((at for at in range(end + 1, last) if at in starting), None)
        if begun is not None:  # a name does not run into the next party, but a known one may begin inside it
            person = starting[begun]
            last = person.end if person.kind is AliasKind.PERSON else max(end, begun - 1)
    if person is not None and person.kind is AliasKind.PERSON:
        return person.end, person if person.code else _known_holder(text[start : person.end], person.end, grammar)
    return last, _known_holder(text[start:last], last, grammar) if last > end else None


def _known_holder(title: str, end: int, grammar: PartyGrammar) -> Hit | None:
    """Return whom an office with a name means, though the name alone is too common ("Vice President Harris")."""
    words = plain(title).split()
    surnames = grammar.lexicon.surnames
    code = surnames.get(words[-1])
    for first in range(len(words) - 1):  # "Prime Minister Mark Rutte": some words of it are the office
        for last in range(first + 1, len(words)):
            code = surnames.get(f"{' '.join(words[first:last]).lower()} {words[-1]}", code)
    return Hit(end, end, code, AliasKind.PERSON, weak=False, wording=words[-1]) if code else None


def name_holders(text: str, offices: Sequence[PartyMention], grammar: PartyGrammar) -> dict[str, str]:
    """Return the names, full and last, of people whom the text itself gives an office, with the code of their state."""
    found: dict[str, set[str]] = {}
    for office in offices:
        if not office.code:
            continue
        for name in _names_beside(text, office, grammar):
            whole = plain(name)
            for wording in {whole, whole.rpartition(" ")[2]}:
                if len(wording) >= _SHORTEST_SURNAME:
                    found.setdefault(wording, set()).add(office.code)
    return {wording: codes.pop() for wording, codes in found.items() if len(codes) == 1}


def _names_beside(text: str, office: PartyMention, grammar: PartyGrammar) -> Iterator[str]:
    phrase = text[office.start : office.end]
    heads = list(grammar.person_head.finditer(phrase))
    if not heads:
        return
    inside = re.search(rf"{grammar.holder.pattern}$", phrase[heads[-1].end() :])
    if inside is not None:
        yield inside.group().strip()
        return
    before_at = max(0, office.start - _LOOK_BACK)
    before = text[before_at : office.start]
    for article in grammar.lexicon.words("office_grammar.bare_articles"):
        before = before.removesuffix(article)
    named = re.search(grammar.appositive_before.pattern, before)
    after = grammar.appositive_after.match(text, office.end)
    if named is not None:
        yield named.group(1)
    elif after is not None and text[after.end() : after.end() + 1] in {",", "."}:
        yield after.group(1)


def find_holders(text: str, names: Mapping[str, str], pattern: re.Pattern[str]) -> Iterator[PartyMention]:
    """Yield every place where one of the named people is spoken of."""
    for match in pattern.finditer(text):
        yield PartyMention(match.start(), match.end(), names[plain(match.group())], PartyForm.OFFICE)

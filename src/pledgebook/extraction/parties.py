"""Finder of parties: states, governments, organisations, groups and speakers, with the words that name them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pledgebook.extraction.mechanisms import find_mechanisms
from pledgebook.extraction.mentions import MechanismMention, PartyForm, PartyMention
from pledgebook.extraction.party_grammar import PartyGrammar, party_grammar
from pledgebook.extraction.party_offices import Hit, find_holders, join_offices, name_holders
from pledgebook.extraction.trie import plain, whole_words
from pledgebook.reference.parties import AliasKind

_FORMS = {
    AliasKind.NAME: PartyForm.NAME,
    AliasKind.ADJECTIVE: PartyForm.ADJECTIVE,
    AliasKind.CAPITAL: PartyForm.CAPITAL,
    AliasKind.OFFICE: PartyForm.OFFICE,
    AliasKind.ORGANISATION: PartyForm.ORGANISATION,
    AliasKind.PERSON: PartyForm.OFFICE,
}
_WORD_BEFORE = re.compile(r"(\w[\w’'-]*)[ \u00a0]$")
_WORD_AFTER = re.compile(r"[ \u00a0](\w[\w’'-]*)")
_LOOK_AROUND = 40
_SEATS = {"EU": "BE"}  # in whose capital a union has its seat
_SENTENCE_END = ".!?\n:"


def find_parties(
    text: str, language: str = "en", *, mechanisms: Sequence[MechanismMention] | None = None
) -> tuple[PartyMention, ...]:
    """Return the parties a text names, in order, without overlaps.

    Names of mechanisms ("Czech initiative") and of currencies ("Danish kroner") are no parties. A bare office ("the
    ministry"), a group ("partners") and a speaker ("we") have an empty code: who they are is settled above.

    Args:
        text: Any text.
        language: BCP 47 tag of its language.
        mechanisms: What `find_mechanisms` finds in the text, where the caller has it at hand; found anew otherwise.
    """
    grammar = party_grammar(language)
    known = find_mechanisms(text, language) if mechanisms is None else mechanisms
    masks = [(mention.start, mention.end) for mention in known]
    hits = _with_seats(_with_shared_names(_settled(text, _unmasked(_scan(text, grammar), masks), grammar)))
    offices = join_offices(text, hits, grammar)
    holders = name_holders(text, offices, grammar)
    people = find_holders(text, holders, whole_words(holders)) if holders else ()
    plain_hits = [hit for hit in hits if hit.kind is not AliasKind.MASK]
    found = [
        *offices,
        *(PartyMention(hit.start, hit.end, hit.code, _FORMS[hit.kind]) for hit in plain_hits),
        *people,
        *_groups(text, grammar),
        *_speakers(text, grammar),
    ]
    covered = sorted([*masks, *((hit.start, hit.end) for hit in hits if hit.kind is AliasKind.MASK)])
    return tuple(_without_overlaps(found, covered))


def _scan(text: str, grammar: PartyGrammar) -> Iterator[Hit]:
    for match in grammar.names.finditer(text):
        wording = plain(match.group())
        alias = grammar.aliases[wording]
        end = match.end()
        if "." in wording and text[end : end + 1] == ".":  # "U.S" and its last full stop
            end += 1
        yield Hit(match.start(), end, alias.code, alias.kind, alias.weak, wording)


def _unmasked(hits: Iterable[Hit], masks: Sequence[tuple[int, int]]) -> Iterator[Hit]:
    waiting = list(reversed(masks))
    for hit in hits:
        while waiting and waiting[-1][1] <= hit.start:
            waiting.pop()
        if not (waiting and waiting[-1][0] < hit.end):
            yield hit


def _settled(text: str, hits: Iterable[Hit], grammar: PartyGrammar) -> Iterator[Hit]:
    """Drop what only looks like a party: currencies, places, surnames, weak names without support."""
    listed = list(hits)
    strong = {hit.code for hit in listed if not hit.weak}
    barred = {word for word, sides in grammar.lexicon.contexts.items() if _speaks_against(text, *sides)}
    for hit in listed:
        if hit.kind is AliasKind.MASK or not (
            (
                hit.weak
                and (
                    (hit.code not in strong and not _speaks_for_itself(text, hit, grammar))
                    or _part_of_another(text, hit, grammar)
                )
            )
            or hit.wording in barred
            or grammar.currency_after.match(text, hit.end)
            or (hit.kind is AliasKind.CAPITAL and grammar.place_after.match(text, hit.end))
            or (hit.wording in grammar.lexicon.ambiguous and _part_of_a_name(text, hit, grammar))
        ):
            yield hit


def _with_shared_names(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Give a person who served two parties the one named right before ("High Representative Kaja Kallas")."""
    before: Hit | None = None
    for hit in hits:
        if hit.kind is AliasKind.PERSON and not hit.code and before is not None and before.end + 1 == hit.start:
            before = replace(hit, code=before.code)
        else:
            before = hit
        yield before


def _with_seats(hits: Iterable[Hit]) -> list[Hit]:
    """Give a capital in which a union has its seat to its state, where the text names the state and not the union."""
    listed = list(hits)
    named = {hit.code for hit in listed if hit.kind is not AliasKind.CAPITAL}
    return [
        replace(hit, code=_SEATS[hit.code])
        if hit.kind is AliasKind.CAPITAL and hit.code not in named and _SEATS.get(hit.code) in named
        else hit
        for hit in listed
    ]


def _speaks_against(text: str, support: tuple[str, ...], against: tuple[str, ...]) -> bool:
    return any(word in text for word in against) and not any(word in text for word in support)


def _speaks_for_itself(text: str, hit: Hit, grammar: PartyGrammar) -> bool:
    """Tell whether "the Commission" is the one that comes to mind: the text speaks of euros and of no other."""
    wording = hit.wording.rpartition(" ")[2]
    definite = hit.wording != wording or text[max(0, hit.start - 4) : hit.start].lower() == "the "
    return definite and any(word in text for word in grammar.lexicon.words(f"weak_support.{wording}"))


def _part_of_a_name(text: str, hit: Hit, grammar: PartyGrammar) -> bool:
    """Tell whether a wording that is also a surname stands beside another name ("Jim Jordan", "Chad Wolf")."""
    before = _WORD_BEFORE.search(text[max(0, hit.start - _LOOK_AROUND) : hit.start])
    if before is not None and before.group(1)[0].isupper() and not before.group(1).isupper():
        at = hit.start - len(before.group())
        known = before.group(1) in grammar.lexicon.allowed_before or before.group(1) in grammar.aliases
        if not known and not _begins_sentence(text, at):
            return True
    if hit.kind is AliasKind.ADJECTIVE:
        return False
    after = _WORD_AFTER.match(text, hit.end)
    if after is None or not after.group(1)[0].isupper() or after.group(1).isupper():
        return False
    return after.group(1) not in grammar.aliases and grammar.office.match(text, after.start(1)) is None


def _part_of_another(text: str, hit: Hit, grammar: PartyGrammar) -> bool:
    """Tell whether a weak name is part of another body's ("Grains Council", "Council of Economic Advisers")."""
    before = _WORD_BEFORE.search(text[max(0, hit.start - _LOOK_AROUND) : hit.start])
    if before is not None and before.group(1)[0].isupper() and before.group(1) not in grammar.lexicon.allowed_before:
        return not _begins_sentence(text, hit.start - len(before.group()))
    after = _WORD_AFTER.match(text, hit.end)
    return after is not None and after.group(1) in grammar.lexicon.words("masks.weak_not_before")


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \u00a0\"“”'’*#>-–—")
    return not before or before[-1] in _SENTENCE_END


def _groups(text: str, grammar: PartyGrammar) -> Iterator[PartyMention]:
    for match in grammar.group.finditer(text):
        body = grammar.aliases.get(re.split(r"[\s-]", match.group(), maxsplit=1)[0])
        if body is not None and body.kind is AliasKind.ORGANISATION:  # "EU states": all of them are the Union
            yield PartyMention(match.start(), match.end(), body.code, PartyForm.ORGANISATION)
        else:
            yield PartyMention(match.start(), match.end(), "", PartyForm.GROUP)


def _speakers(text: str, grammar: PartyGrammar) -> Iterator[PartyMention]:
    for match in grammar.self_words.finditer(text):
        yield PartyMention(match.start(), match.end(), "", PartyForm.SELF)
    numbered = grammar.lexicon.words("self.numbered")
    for match in grammar.first_person.finditer(text):
        before = _WORD_BEFORE.search(text[max(0, match.start() - _LOOK_AROUND) : match.start()])
        if before is None or before.group(1) not in numbered:  # "Package I" is the first of them
            yield PartyMention(match.start(), match.end(), "", PartyForm.SELF)


def _without_overlaps(mentions: Iterable[PartyMention], covered: Sequence[tuple[int, int]]) -> Iterator[PartyMention]:
    """Keep the leftmost, of these the longest; nothing inside a mask, except what reaches beyond it on both sides."""
    waiting = list(reversed(covered))
    end = -1
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end, not each.code, each.form)):
        while waiting and waiting[-1][1] <= mention.start:
            waiting.pop()
        if mention.start < end or (waiting and waiting[-1][0] <= mention.start):
            continue
        yield mention
        end = mention.end

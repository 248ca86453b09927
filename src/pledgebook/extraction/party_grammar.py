"""Patterns for parties of one language, compiled once from its word lists."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pledgebook.extraction.trie import plain, trie_pattern, whole_words
from pledgebook.reference.parties import Alias, AliasKind, PartyLexicon, party_lexicon

# Upper-case letters of the Latin, Greek and Cyrillic scripts: `re` has no class for them.
_UPPER = "".join(chr(point) for point in (*range(0x41, 0x530), *range(0x1E00, 0x2000)) if chr(point).isupper())
UPPER = f"[{_UPPER}]"
_NAME_WORD = rf"[{_UPPER}][\w’'-]+"
_INITIAL = rf"[{_UPPER}]\."
_NEVER = re.compile(r"[^\s\S]")
_SHORTEST_SHOUTED = 5  # a name in capitals ("DENMARK"): shorter ones may be acronyms of something else


@dataclass(frozen=True, slots=True)
class PartyGrammar:
    """All patterns of a language.

    Attributes:
        aliases: Alias by wording in plain form (`trie.plain`).
        names: Finds the wordings of `aliases`.
        office: An office phrase without its state ("Minister of Defence", "government").
        topic: What may stand between an adjective behind the office and the holder's name ("de la Défense").
        holder: The name of a person behind an office.
        appositive_before: A name and a comma that end where an office begins.
        appositive_after: A comma and a name that begin where an office ends.
        country_link: Words between an office and its state ("of").
        possessive: Words between a state and its office ("'s").
        article: Ends where an office begins: "the".
        person_head: Finds the word that makes an office a person.
        bound_head: Tells an office phrase that is nothing without its state.
        definite_head: Tells an office phrase that needs no article to mean one certain office.
        group: Groups ("seven donors").
        first_person: "I", which is also a numeral.
        self_words: "we", "our".
        currency_after: A currency's name that begins where an adjective ends.
        place_after: A word that makes a capital part of another name.
        lexicon: The word lists.
    """

    aliases: Mapping[str, Alias]
    names: re.Pattern[str]
    office: re.Pattern[str]
    topic: re.Pattern[str]
    holder: re.Pattern[str]
    appositive_before: re.Pattern[str]
    appositive_after: re.Pattern[str]
    country_link: re.Pattern[str]
    possessive: re.Pattern[str]
    article: re.Pattern[str]
    person_head: re.Pattern[str]
    bound_head: re.Pattern[str]
    definite_head: re.Pattern[str]
    group: re.Pattern[str]
    first_person: re.Pattern[str]
    self_words: re.Pattern[str]
    currency_after: re.Pattern[str]
    place_after: re.Pattern[str]
    lexicon: PartyLexicon


@cache
def party_grammar(language: str) -> PartyGrammar:
    """Compile the patterns of a language (BCP 47 tag)."""
    lexicon = party_lexicon(language)
    words = lexicon.words
    aliases = dict(_by_plain_wording(lexicon.aliases.values()))
    holder = _holder(words("office_grammar.name_particles"), words("office_grammar.not_names"))
    topics = trie_pattern(words("office_grammar.topics"))
    links = trie_pattern(words("office_grammar.topic_links"))
    return PartyGrammar(
        aliases=aliases,
        names=whole_words(aliases),
        office=_office(lexicon),
        topic=re.compile(rf"{links}{topics}\b"),
        holder=re.compile(rf"\s{holder}"),
        appositive_before=re.compile(rf"({holder}),\s$"),
        appositive_after=re.compile(rf",\s({holder})"),
        country_link=_joined(words("office_grammar.country_links")),
        possessive=_joined(words("office_grammar.possessives")),
        article=re.compile(rf"(?:^|\W){trie_pattern(words('office_grammar.bare_articles'))}$"),
        person_head=whole_words(words("office_grammar.persons")),
        bound_head=re.compile(rf"(?:.*\W)?{trie_pattern(words('office_grammar.bound'))}", re.DOTALL),
        definite_head=re.compile(rf"{trie_pattern(words('office_grammar.definite'))}\b"),
        group=_group(lexicon),
        first_person=re.compile(rf"\b{trie_pattern(words('self.first_person'))}(?=['’]|\s[a-z])"),
        self_words=whole_words(words("self.words")),
        currency_after=re.compile(rf"\s{{0,2}}{_nouns(words('masks.currency_nouns'))}|[$£€]"),
        place_after=re.compile(rf"\s{trie_pattern(words('masks.after_place'))}\b"),
        lexicon=lexicon,
    )


def _by_plain_wording(aliases: Iterable[Alias]) -> Iterator[tuple[str, Alias]]:
    """Yield wordings as found in a text: in capitals too, as headlines shout them."""
    listed = list(aliases)
    for alias in listed:
        wording = plain(alias.text).rstrip(".")
        if alias.kind is AliasKind.ADJECTIVE:  # written small in most languages, but not where a sentence begins
            yield wording[:1].upper() + wording[1:], alias
        if len(wording) >= _SHORTEST_SHOUTED and alias.kind in {AliasKind.NAME, AliasKind.ADJECTIVE}:
            yield wording.upper(), alias
    for alias in reversed(listed):  # the first of two equal wordings stays
        yield plain(alias.text).rstrip("."), alias


def _joined(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word).replace(r"\ ", r"\s") for word in words) or _NEVER.pattern)


def _nouns(words: Iterable[str]) -> str:
    signs = [word for word in words if not word.strip()[0].isalpha()]
    names = [word for word in words if word.strip()[0].isalpha()]
    return rf"(?:{trie_pattern(names)}\b|{trie_pattern(signs)})"


def _holder(particles: Iterable[str], not_names: Iterable[str]) -> str:
    """One to four words of a personal name; the first is none that begins a sentence or names a day."""
    word = rf"(?:{_NAME_WORD}|{_INITIAL})"
    barred = "|".join(re.escape(name) for name in not_names) or _NEVER.pattern
    particle = trie_pattern(particles)
    return rf"(?!(?:{barred})\b){word}(?:\s(?:{particle}\s)?(?!(?:{barred})\b){word}){{0,3}}"


def _office(lexicon: PartyLexicon) -> re.Pattern[str]:
    words = lexicon.words
    heads = words("office_grammar.heads")
    if not heads:
        return _NEVER
    modifiers = trie_pattern(words("office_grammar.modifiers"))
    links, topics = trie_pattern(words("office_grammar.topic_links")), trie_pattern(words("office_grammar.topics"))
    joiner = trie_pattern(words("office_grammar.joiners") or (" and ", ", "))
    topic = rf"(?:{links}{topics}\b(?:{joiner}{topics}\b){{0,2}})?"
    return re.compile(rf"\b(?:{modifiers}(?:{joiner}|\s|-)){{0,5}}{trie_pattern(heads)}\b{topic}")


def _group(lexicon: PartyLexicon) -> re.Pattern[str]:
    words = lexicon.words
    heads = words("groups.heads")
    if not heads:
        return _NEVER
    before = trie_pattern(words("groups.before"))
    numbers = trie_pattern((*words("groups.numbers"), *words("groups.allies")))
    bound = set(words("groups.bound"))
    free = trie_pattern(head for head in heads if head not in bound)
    any_head = trie_pattern(heads)
    single = trie_pattern(words("groups.single"))
    led = rf"(?:{numbers}|\d{{1,2}})\s(?:{before}[\s-]){{0,3}}{any_head}|(?:{before}[\s-]){{1,3}}{any_head}"
    return re.compile(rf"\b(?:{led}|{single}|{free})\b")

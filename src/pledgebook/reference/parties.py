"""Parties of both kinds, states and organisations: what a code means, and what a language calls them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, TypedDict

from pledgebook.errors import UsageFault
from pledgebook.reference.bundled import exists, read_json
from pledgebook.reference.countries import countries
from pledgebook.reference.languages import load_lexicon, resolve_language
from pledgebook.reference.organisations import organisations
from pledgebook.reference.people import people


class SuffixRule(TypedDict):
    """How a language inflects names: those with this ending take these forms of it."""

    ending: str
    forms: list[str]


class PartyKind(StrEnum):
    """What sort of party a code names."""

    STATE = "state"
    ORGANISATION = "organisation"


class AliasKind(StrEnum):
    """In which capacity a wording names a party."""

    NAME = "name"
    ADJECTIVE = "adjective"
    CAPITAL = "capital"
    OFFICE = "office"
    ORGANISATION = "organisation"
    PERSON = "person"
    MASK = "mask"


@dataclass(frozen=True, slots=True)
class Alias:
    """A wording that names a party.

    Attributes:
        text: The wording, case as written.
        code: Party code; empty for a mask or where the wording fits several.
        kind: In which capacity.
        weak: Counts only where the party is named elsewhere in the text.
    """

    text: str
    code: str
    kind: AliasKind
    weak: bool = False


@dataclass(frozen=True, slots=True)
class PartyLexicon:
    """What a language calls the parties.

    Attributes:
        aliases: By wording, in the case it is written in.
        ambiguous: Wordings that are also other names; they do not stand beside another capitalised word.
        allowed_before: Capitalised words that may stand before an ambiguous name all the same.
        surnames: Party code by surname, and by English office and surname where several share it: behind an office even
            a common name is theirs.
        contexts: For a wording: words that speak for it and words that speak against it.
        grammar: Word classes by "section.name" ("office_grammar.heads", "groups.before", "self.words", …).
    """

    aliases: Mapping[str, Alias]
    ambiguous: frozenset[str]
    allowed_before: frozenset[str]
    surnames: Mapping[str, str]
    contexts: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
    grammar: Mapping[str, tuple[str, ...]]

    def words(self, name: str) -> tuple[str, ...]:
        """Return a word class; empty where the language has none."""
        return self.grammar.get(name, ())


def party_name(code: str) -> str:
    """Return the English name of a party: "Denmark" for "DK".

    Raises:
        UsageFault: There is no such code.
    """
    if code in countries():
        return countries()[code].name
    if code in organisations():
        return organisations()[code].name
    raise UsageFault(f"no party has the code {code!r}", remedy="see docs/reference-data.md for the codes")


def party_kind(code: str) -> PartyKind:
    """Tell whether a code names a state or an organisation.

    Raises:
        UsageFault: There is no such code.
    """
    if code in countries():
        return PartyKind.STATE
    party_name(code)
    return PartyKind.ORGANISATION


def currency_of(code: str) -> str:
    """Return the ISO 4217 code a party pledges in by default; empty where it has none of its own.

    Raises:
        UsageFault: There is no such code.
    """
    party_name(code)
    return countries()[code].currency if code in countries() else organisations()[code].unit


@cache
def all_parties() -> tuple[str, ...]:
    """Return every party code, sorted."""
    return tuple(sorted({*countries(), *organisations()}))


def find_party(wording: str, language: str = "en") -> str | None:
    """Return the code a wording names in a language, or as code itself; None when unknown."""
    if wording in countries() or wording in organisations():
        return wording
    alias = party_lexicon(language).aliases.get(wording)
    return alias.code or None if alias else None


@cache
def party_lexicon(language: str) -> PartyLexicon:
    """Load what a language calls the parties; an unknown one is served by names that are the same everywhere."""
    data = load_lexicon(language, "parties")
    found: dict[str, Alias] = {}
    for alias in _aliases(data, resolve_language(language)):
        found.setdefault(alias.text, alias)
    return PartyLexicon(
        aliases=MappingProxyType(found),
        ambiguous=frozenset(data.get("ambiguous", {}).get("words", ())),
        allowed_before=frozenset(data.get("ambiguous", {}).get("allowed_before", ())),
        surnames=_surnames(),
        contexts={
            word: (tuple(row.get("for", ())), tuple(row.get("against", ())))
            for word, row in data.get("contexts", {}).items()
        },
        grammar=MappingProxyType(dict(_grammar(data))),
    )


def _aliases(data: Mapping[str, Any], tag: str) -> Iterator[Alias]:
    """Yield every wording, the more particular first: the first of two equal ones stays."""
    paradigms = data.get("paradigms", {})
    yield from (Alias(text, "", AliasKind.MASK) for text in data.get("masks", {}).get("literal", ()))
    yield from _section(data, "capitals", AliasKind.CAPITAL, paradigms)
    yield from _section(data, "names", AliasKind.NAME, paradigms)
    yield from _generated_names(tag, data.get("suffixes", ()))
    yield from _section(data, "adjectives", AliasKind.ADJECTIVE, paradigms)
    yield from _section(data, "offices", AliasKind.OFFICE, paradigms)
    yield from _section(data, "organisations", AliasKind.ORGANISATION, paradigms)
    yield from _organisation_names(data)
    yield from _section(data, "people", AliasKind.PERSON, paradigms)
    yield from _person_names(data.get("suffixes", ()))
    for section in ("weak_offices", "weak_organisations"):
        kind = AliasKind.OFFICE if section == "weak_offices" else AliasKind.ORGANISATION
        for alias in _section(data, section, kind, paradigms):
            yield Alias(alias.text, alias.code, alias.kind, weak=True)


def _section(
    data: Mapping[str, Any], section: str, kind: AliasKind, paradigms: Mapping[str, list[str]]
) -> Iterator[Alias]:
    for code, wordings in data.get(section, {}).items():
        for wording in wordings:
            for form in _forms(wording, paradigms):
                yield Alias(form, code, kind)


def _forms(wording: str, paradigms: Mapping[str, list[str]]) -> Iterator[str]:
    """Spell out "stem~paradigm": the stem with each ending of the paradigm; a wording without "~" is itself."""
    stem, mark, paradigm = wording.partition("~")
    yield from (stem + ending for ending in paradigms[paradigm]) if mark else (wording,)


def inflected(name: str, suffixes: Iterable[SuffixRule]) -> Iterator[str]:
    """Yield a name and the forms that the first fitting suffix rule gives its last word."""
    yield name
    for rule in suffixes:
        if name.endswith(rule["ending"]):
            stem = name[: len(name) - len(rule["ending"])]
            yield from (stem + ending for ending in rule["forms"])
            return


def _generated_names(tag: str, suffixes: Iterable[SuffixRule]) -> Iterator[Alias]:
    path = f"languages/{tag}/countries.json"
    if not exists(path):
        return
    for code, names in read_json(path)["names"].items():
        for name in names:
            for form in inflected(name, suffixes):
                yield Alias(form, code, AliasKind.NAME)


def _organisation_names(data: Mapping[str, Any]) -> Iterator[Alias]:
    weak_here = data.get("masks", {}).get("weak_organisations", True)
    for body in organisations().values():
        yield from (Alias(text, body.code, AliasKind.ORGANISATION) for text in body.aliases)
        if weak_here:
            yield from (Alias(text, body.code, AliasKind.ORGANISATION, weak=True) for text in body.weak_aliases)


@cache
def _surnames() -> Mapping[str, str]:
    codes: dict[str, set[str]] = {}
    for person in people():
        codes.setdefault(person.surname, set()).add(person.code)
        codes.setdefault(f"{person.office} {person.surname}", set()).add(person.code)
    return MappingProxyType({surname: next(iter(named)) for surname, named in codes.items() if len(named) == 1})


def _person_names(suffixes: Iterable[SuffixRule]) -> Iterator[Alias]:
    codes: dict[str, set[str]] = {}
    for person in people():
        for wording in (person.name, person.surname) if person.distinctive else (person.name,):
            codes.setdefault(wording, set()).add(person.code)
    for wording, named in codes.items():
        code = next(iter(named)) if len(named) == 1 else ""
        for form in inflected(wording, suffixes):
            yield Alias(form, code, AliasKind.PERSON)


def _grammar(data: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for section in ("office_grammar", "groups", "self", "masks", "weak_support"):
        for name, value in data.get(section, {}).items():
            if isinstance(value, list):
                yield f"{section}.{name}", tuple(value)

"""Ordinals of tranches and packages: "first tranche", "package XXVII", "18th support package"."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pledgebook.extraction.matching import alternatives, normal, stem_places, surroundings
from pledgebook.extraction.mentions import OrdinalMention
from pledgebook.extraction.numbers import number_grammar
from pledgebook.reference.languages import entries, load_lexicon, words

_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_ROMAN = r"(?:[IVXL]{1,8})"
_LARGEST = 199
_MARGIN = 240  # no ordinal with its noun and the words between is longer
_BARE = re.compile(r"[IVXL]{2,8}(?!\w)")
_BARE_MARGIN = 48
_WORDS_BEFORE = 5  # an ordinal, three words and what is joined to the noun by a hyphen
_BEHIND = 80  # characters behind a noun within which its number stands


@dataclass(frozen=True, slots=True)
class _Grammar:
    values: dict[str, int]
    nouns: dict[str, str]
    stems: tuple[str, ...]
    noun: re.Pattern[str]
    numbered: re.Pattern[str]
    markers: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]


@cache
def _grammar(language: str) -> _Grammar:
    lexicon = load_lexicon(language, "goods")
    nouns = {normal(word): noun for word, noun in entries(lexicon, "ordinals", "nouns")}
    markers = words(lexicon, "ordinals", "number")
    return _Grammar(
        values=_spoken(lexicon),
        nouns=nouns,
        stems=tuple(_shortest(word[:6] for word in nouns)),
        noun=re.compile(rf"(?<!\w){alternatives(nouns)}(?!\w)", re.IGNORECASE),
        numbered=re.compile(rf"\d|(?<!\w){_ROMAN}(?![a-z])|(?<!\w)(?i:{alternatives(_spoken(lexicon))})(?!\w)"),
        markers=tuple(_shortest(markers)),
        patterns=tuple(_patterns(lexicon)),
    )


def _shortest(markers: Iterable[str]) -> Iterator[str]:
    """Yield the words that no other of them begins, so that where one stands it is sought once."""
    listed = sorted(set(markers))
    yield from (word for word in listed if not any(word != other and word.startswith(other) for other in listed))


def _spoken(lexicon: Mapping[str, object]) -> dict[str, int]:
    """Return the ordinal words with their number: those listed, and every stem with every ending."""
    values = {normal(word): int(value) for word, value in entries(lexicon, "ordinals", "words")}
    endings = words(lexicon, "ordinals", "endings", "list")
    for stem, value in entries(lexicon, "ordinals", "stems"):
        values |= {normal(stem + ending): int(value) for ending in endings}
    return values


def _patterns(lexicon: Mapping[str, object]) -> Iterator[re.Pattern[str]]:
    spoken = alternatives(_spoken(lexicon))
    suffix = alternatives(words(lexicon, "ordinals", "suffix"))
    noun = rf"(?P<noun>(?i:{alternatives(word for word, _ in entries(lexicon, 'ordinals', 'nouns'))}))(?!\w)"
    stops = alternatives(words(lexicon, "ordinals", "stops"))
    number = alternatives(words(lexicon, "ordinals", "number"))
    ordinal = (
        rf"(?:(?P<word>(?i:{spoken}))(?!\w)|(?P<digits>\d{{1,3}})[-‑]?{suffix}(?!\w)"
        rf"|(?P<roman>{_ROMAN})(?:[-‑]?{suffix})?(?!\w))"
    )
    between = rf"(?:(?!(?i:{stops})(?!\w))[^\W\d_][\w’'-]{{0,30}}[\s]{{1,3}}){{0,3}}"
    yield re.compile(rf"(?<![\w.,-]){ordinal}[\s-]{{1,3}}{between}{noun}")
    scale = r"(?![\w%]|[.,]\d|\s?%)"
    yield re.compile(
        rf"(?<!\w){noun}\s{{1,3}}(?:{number}\s{{0,2}})?(?:(?P<roman>{_ROMAN})(?!\w)|(?P<digits>\d{{1,3}}){scale})"
    )
    apposition = alternatives(words(lexicon, "ordinals", "apposition"))
    yield re.compile(rf"(?<!\w){noun},\s{{1,3}}{apposition}\s{{1,3}}{ordinal}(?!\s{{1,3}}(?:of|in)\s)")
    yield re.compile(rf"(?<!\w)(?P<noun>{number})\s{{0,2}}(?:(?P<roman>[IVXL]{{2,8}})(?!\w)|(?P<digits>(?!)))")


def find_ordinals(text: str, language: str = "en") -> tuple[OrdinalMention, ...]:
    """Find the ordinals of tranches, instalments, packages, payments and batches, in order.

    `noun` is the plain name of the kind ("package" for "drawdown" too), and empty for a bare "No. XXV". A noun in front
    wins over one behind, so that "package XXVII" is one mention.
    """
    grammar, scaled = _grammar(language), number_grammar(language).scale_after
    places = stem_places(text, grammar.stems)
    if not places:
        return ()
    around = surroundings(text, [place for place in places if _may_be_numbered(text, place, grammar)], _MARGIN)
    found: list[tuple[int, int, OrdinalMention]] = []
    for rank, pattern in enumerate(grammar.patterns):
        stretches = around if rank < len(grammar.patterns) - 1 else _bare_numbers(text, grammar)
        for match in chain.from_iterable(pattern.finditer(text, *stretch) for stretch in stretches):
            number = _number(match.groupdict(), grammar)
            if number is not None and not (match["digits"] and scaled.match(text, match.end())):
                noun = grammar.nouns.get(normal(match["noun"]), "")
                found.append((match.start(), rank, OrdinalMention(match.start(), match.end(), number, noun)))
    found.sort(key=lambda item: item[:2])
    kept: list[OrdinalMention] = []
    for *_, mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return tuple(kept)


def _may_be_numbered(text: str, place: int, grammar: _Grammar) -> bool:
    """Tell whether the stem of a noun is one of the nouns and a number stands near it: most do not."""
    noun = grammar.noun.match(text, place)
    if noun is None:
        return False
    before = " ".join(text[max(0, place - _MARGIN) : place].split()[-_WORDS_BEFORE:])
    return (
        grammar.numbered.search(before) is not None
        or grammar.numbered.search(text, noun.end(), noun.end() + _BEHIND) is not None
    )


def _bare_numbers(text: str, grammar: _Grammar) -> list[tuple[int, int]]:
    """Return the stretches in which a number without a noun may stand: where words for it stand."""
    places: list[int] = []
    for marker in grammar.markers:
        place = text.find(marker)
        while place >= 0:
            if _BARE.search(text, place, place + _BARE_MARGIN) is not None:
                places.append(place)
            place = text.find(marker, place + 1)
    return surroundings(text, sorted(places), _BARE_MARGIN)


def _number(groups: dict[str, str | None], grammar: _Grammar) -> int | None:
    word, digits, roman = groups.get("word"), groups.get("digits"), groups.get("roman")
    if word:
        return grammar.values[normal(word)]
    number = int(digits) if digits else parse_roman(roman or "")
    return number if number is not None and 0 < number <= _LARGEST else None


def parse_roman(text: str) -> int | None:
    """Read a Roman number up to 199; None where the letters are none ("IIX", "VV")."""
    if not text:
        return None
    total = 0
    for sign, following in zip(text, f"{text[1:]} ", strict=True):
        value = _ROMAN_VALUES.get(sign, 0)
        total += -value if value < _ROMAN_VALUES.get(following, 0) else value
    return total if total > 0 and write_roman(total) == text else None


def write_roman(number: int) -> str:
    """Write a number as Roman, for the way back of `parse_roman`."""
    parts = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    written = ""
    for value, sign in parts:
        written += sign * (number // value)
        number %= value
    return written

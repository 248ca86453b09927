"""Patterns out of word lists: longest first, any white space between words, nothing that can backtrack far."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from pledgebook.extraction.trie import exact_trie_pattern

_LONG = 1_000  # characters
_BASIC_PLANE = 0x10000
_SIGNS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~–—‑“”„’‘«»…•·⁰¹²³⁴⁵⁶⁷⁸⁹")
WORD_END = r"(?![^\W⁰¹²³⁴-⁹])"
"""Where a word ends; a raised figure behind it is the mark of a footnote and no part of it."""


def phrase_pattern(phrase: str) -> str:
    """Return a pattern for a wording; a blank in it stands for any run of up to three white spaces."""
    return r"\s{1,3}".join(re.escape(part) for part in phrase.split())


def alternatives(phrases: Iterable[str]) -> str:
    """Return one group that matches any of the wordings, the longest first; a group that never matches for none."""
    listed = {" ".join(phrase.split()) for phrase in phrases} - {""}
    return f"(?:{exact_trie_pattern(listed)})" if listed else "(?!)"


def word_pattern(phrases: Iterable[str]) -> str:
    """Like `alternatives`, but a wording that begins or ends in a letter or digit must begin or end a word."""
    listed = {" ".join(phrase.split()) for phrase in phrases} - {""}
    bounded = {phrase for phrase in listed if phrase[0].isalnum() and phrase[-1].isalnum()}
    parts = [_bounded(phrase) for phrase in sorted(listed - bounded, key=lambda phrase: (-len(phrase), phrase))]
    if bounded:
        parts.append(rf"(?<!\w){exact_trie_pattern(bounded)}{WORD_END}")
    return f"(?:{'|'.join(parts)})" if parts else "(?!)"


def _bounded(phrase: str) -> str:
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = WORD_END if phrase[-1].isalnum() else ""
    return f"{before}{phrase_pattern(phrase)}{after}"


def compile_words(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile `word_pattern`, blind to case."""
    return re.compile(word_pattern(phrases), re.IGNORECASE)


def lower(text: str) -> str:
    """Return a text in lower case in which every character keeps its place.

    One capital alone, the dotted I of Turkish, grows in lower case; it is taken for a plain one.
    """
    return _lower(text) if len(text) < _LONG else _lower_again(text)


def _lower(text: str) -> str:
    return text.replace("\u0130", "I").lower()


_lower_again = lru_cache(maxsize=4)(_lower)  # several finders ask for the same long text in turn


def stem_places(text: str, stems: Iterable[str]) -> list[int]:
    """Return where any of the lower-case stems stands, blind to case, in order.

    Far quicker than one pattern of alternatives where the stems are rare: each is sought by the string search itself.
    """
    lowered = lower(text)
    places: set[int] = set()
    for stem in stems:
        place = lowered.find(stem)
        while place >= 0:
            places.add(place)
            place = lowered.find(stem, place + 1)
    return sorted(places)


def windows(text: str, vocabulary: frozenset[str], margin: int, places: Iterable[int] = ()) -> list[tuple[int, int]]:
    """Return the stretches around words of a vocabulary (lower case, without signs) and around given places.

    Words that the text does not hold at all cost nothing; so text without any is passed over at the speed of `split`.
    Stretches begin and end at white space, are in order and do not overlap.
    """
    present = vocabulary.intersection(plain_words(text))
    return surroundings(text, sorted({*stem_places(text, present), *places}), margin)


def plain_words(text: str) -> list[str]:
    """Return the words of a text in lower case, without signs."""
    plain = lower(text)
    for sign in _SIGNS.intersection(plain):  # a replacement for each is far quicker than one table for all
        plain = plain.replace(sign, " ")
    return plain.split()


def surroundings(text: str, places: Iterable[int], margin: int) -> list[tuple[int, int]]:
    """Return the stretches around places that are in order; they begin and end at white space and do not overlap."""
    merged: list[tuple[int, int]] = []
    for place in places:
        if merged and place + margin <= merged[-1][1]:
            continue
        start, end = _at_blanks(text, place - margin, place + margin)
        if merged and start <= merged[-1][1]:
            start = merged.pop()[0]
        merged.append((start, end))
    return merged


def _at_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to white space, so that no word is cut."""
    start = max(start, 0)
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, min(end, len(text))


@cache
def class_of(sign: str) -> str:
    r"""Write out a class of signs such as "\W" for the engine, which reads a list much faster than a property.

    Args:
        sign: A pattern for one character. Beyond the basic plane the class holds none.
    """
    wanted = re.compile(sign)
    members = [point for point in range(_BASIC_PLANE) if wanted.match(chr(point))]
    ranges: list[list[int]] = []
    for point in members:
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return "[" + "".join(rf"\u{first:04x}-\u{last:04x}" for first, last in ranges) + "]"


def key_word(phrase: str) -> str:
    """Return the longest word of a wording, by which `windows` can seek it."""
    return max(plain_words(phrase), key=len, default="")


def normal(phrase: str) -> str:
    """Return a wording as the tables know it: lower case, single blanks."""
    return " ".join(phrase.lower().split())

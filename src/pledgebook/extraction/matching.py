"""Patterns out of word lists: longest first, any white space between words, nothing that can backtrack far."""

import re
from collections.abc import Iterable


def phrase_pattern(phrase: str) -> str:
    """Return a pattern for a wording; a blank in it stands for any run of up to three white spaces."""
    return r"\s{1,3}".join(re.escape(part) for part in phrase.split())


def alternatives(phrases: Iterable[str]) -> str:
    """Return one group that matches any of the wordings, the longest first; a group that never matches for none."""
    ordered = sorted({phrase for phrase in phrases if phrase}, key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(phrase_pattern(phrase) for phrase in ordered)})" if ordered else "(?!)"


def word_pattern(phrases: Iterable[str]) -> str:
    """Like `alternatives`, but a wording that begins or ends in a letter or digit must begin or end a word."""
    ordered = sorted({phrase for phrase in phrases if phrase}, key=lambda phrase: (-len(phrase), phrase))
    return f"(?:{'|'.join(_bounded(phrase) for phrase in ordered)})" if ordered else "(?!)"


def _bounded(phrase: str) -> str:
    before = r"(?<!\w)" if phrase[0].isalnum() else ""
    after = r"(?!\w)" if phrase[-1].isalnum() else ""
    return f"{before}{phrase_pattern(phrase)}{after}"


def compile_words(phrases: Iterable[str]) -> re.Pattern[str]:
    """Compile `word_pattern`, blind to case."""
    return re.compile(word_pattern(phrases), re.IGNORECASE)


def stem_places(text: str, stems: Iterable[str]) -> list[int]:
    """Return where any of the lower-case stems stands, blind to case, in order.

    Far quicker than one pattern of alternatives where the stems are rare: each is sought by the string search itself.
    """
    lowered = text.lower()
    if len(lowered) != len(text):  # a few capitals of other scripts grow in lower case; then places would not hold
        pattern = re.compile("|".join(re.escape(stem) for stem in stems), re.IGNORECASE)
        return [match.start() for match in pattern.finditer(text)]
    places: set[int] = set()
    for stem in stems:
        place = lowered.find(stem)
        while place >= 0:
            places.add(place)
            place = lowered.find(stem, place + 1)
    return sorted(places)


def normal(phrase: str) -> str:
    """Return a wording as the tables know it: lower case, single blanks."""
    return " ".join(phrase.lower().split())

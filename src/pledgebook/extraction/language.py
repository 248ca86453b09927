"""Which language a text is in, told by counts of its commonest words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from pledgebook.extraction.matching import lower
from pledgebook.reference.languages import language_tags, load_lexicon, words

DEFAULT = "en"
_WORD = re.compile(r"\b[^\W\d_]+\b")  # no part of "2A4"
_SAMPLE = 20_000  # characters; more tells nothing new
_FIRST_LOOK = 1_200  # characters; of most texts they are enough
_MANY = 16.0  # stop words
_LEAD = 2.0  # times as many stop words as the next language


@cache
def _stopwords() -> dict[str, tuple[str, ...]]:
    """Map each stop word to the languages that have it."""
    owners: dict[str, list[str]] = {}
    for tag in language_tags():
        for word in words(load_lexicon(tag, "stages"), "stopwords"):
            owners.setdefault(word, []).append(tag)
    return {word: tuple(tags) for word, tags in owners.items()}


def detect_language(text: str) -> str:
    """Return the tag of the language whose stop words fill the largest share of the text; "en" when none leads.

    A word of several languages counts for each in equal parts, so that close neighbours are told apart by the words
    that only one of them has. Words are taken as they are written: "Las" in "Las Palmas" is part of a name and tells
    nothing of the language. Only a text all in capitals is read in small letters.
    """
    scores = _scores(text[:_FIRST_LOOK].split())
    if not _is_clear(scores):
        sample = text[:_SAMPLE]
        scores = _scores(_WORD.findall(lower(sample) if sample.isupper() else sample))
    most = max(scores.values(), default=0.0)
    first = sorted(tag for tag, score in scores.items() if score == most)
    # Names lend foreign words to a text ("de", "der"): what does no more than draw with the default stays with it.
    if not first or DEFAULT in first:
        return DEFAULT
    return max(first, key=lambda tag: len(_letters(tag) & set(text[:_SAMPLE])))


@cache
def _letters(tag: str) -> frozenset[str]:
    """Return the letters of a language beyond A to Z that its stop words show."""
    found = {letter for word, tags in _stopwords().items() if tag in tags for letter in word}
    return frozenset(letter for letter in found if not letter.isascii())


def _scores(listed: Sequence[str]) -> dict[str, float]:
    """Return for each language how many of these words are its stop words."""
    owners = _stopwords()
    scores: dict[str, float] = {}
    for word, count in Counter(listed).items():
        tags = owners.get(word, ())
        for tag in tags:
            scores[tag] = scores.get(tag, 0.0) + count / len(tags)
    return scores


def _is_clear(scores: Mapping[str, float]) -> bool:
    """Tell whether one language has many stop words and leads all others by far."""
    first, second, *_ = sorted((0.0, 0.0, *scores.values()), reverse=True)
    return first >= _MANY and first >= _LEAD * second

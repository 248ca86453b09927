"""Which language a text is in, told by counts of its commonest words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from pledgebook.extraction.matching import lower
from pledgebook.reference.languages import language_tags, load_lexicon, words

DEFAULT = "en"
_WORD = re.compile(r"[^\W\d_]+")
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
    """Return the tag of the language whose stop words fill the largest share of the text; "en" when none does.

    A word of several languages counts for each in equal parts, so that close neighbours are told apart by the words
    that only one of them has.
    """
    scores = _scores(lower(text[:_FIRST_LOOK]).split())
    if not _is_clear(scores):
        scores = _scores(_WORD.findall(lower(text[:_SAMPLE])))
    return min(scores, key=lambda tag: (-scores[tag], tag), default=DEFAULT)


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

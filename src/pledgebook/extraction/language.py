"""Which language a text is in, told by counts of its commonest words."""

import re
from collections import Counter
from functools import cache

from pledgebook.reference.languages import language_tags, load_lexicon, words

DEFAULT = "en"
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000  # characters; more tells nothing new


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
    owners = _stopwords()
    counts: Counter[str] = Counter()
    scores: dict[str, float] = {}
    counts.update(word.lower() for word in _WORD.findall(text[:_SAMPLE]))
    for word, count in counts.items():
        tags = owners.get(word, ())
        for tag in tags:
            scores[tag] = scores.get(tag, 0.0) + count / len(tags)
    if not scores:
        return DEFAULT
    return min(scores, key=lambda tag: (-scores[tag], tag))

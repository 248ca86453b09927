"""Soldiers who are trained: a service that is counted by those who get it."""

import re
from collections.abc import Iterator
from functools import cache

from pledgebook.extraction.goods_counts import Count, count_before
from pledgebook.extraction.lexicon import compile_words
from pledgebook.extraction.matching import stem_places
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.reference.languages import load_lexicon, words

_LEFT = 80
_BEHIND = 60
_DESCRIBING = re.compile(r"(?<![\w-])(?:[A-Z][\w-]+|[a-z]+)\s\Z")
_STEMS = ("train",)  # without it nobody is trained
TRAINED = " trained"  # ends the name of the item


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    lexicon = load_lexicon(language, "goods")
    return (
        compile_words(words(lexicon, "giving", "trained")),
        compile_words(words(lexicon, "giving", "training"), at_end=True),
        compile_words(words(lexicon, "giving", "trained_behind")),
    )


def find_trained(text: str, language: str) -> Iterator[GoodsMention]:
    """Yield counted people whom the words around them say are trained; each mention covers the noun alone.

    Args:
        text: Any text.
        language: BCP 47 tag of the text.
    """
    people, verb, behind = _patterns(language)
    floor = 0
    for place in stem_places(text, _STEMS):
        for match in people.finditer(text, max(floor, place - _LEFT), min(len(text), place + _LEFT)):
            floor = match.end()
            begin, count = _counted(text, match.start(), language)
            if count.value is None:
                continue
            ahead = text[max(0, match.start() - _LEFT) : count.start]
            following = text[match.end() : match.end() + _BEHIND].lstrip()
            if verb.search(ahead) is None and behind.match(following) is None:
                continue
            name = " ".join(text[begin : match.end()].split())
            yield GoodsMention(match.start(), match.end(), f"{name}{TRAINED}", count.value, count.qualifier)


def _counted(text: str, start: int, language: str) -> tuple[int, Count]:
    """Read the count before a noun, with a describing word between them or not; returns where the name begins."""
    left = max(0, start - _LEFT)
    described = _DESCRIBING.search(text, left, start)
    if described is not None:
        count = count_before(text, left, described.start(), language)
        if count.value is not None:
            return described.start(), count
    return start, count_before(text, left, start, language)

"""Finder of mechanisms and instruments: their names and their paraphrases, by slug."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from pledgebook.errors import ReferenceFault
from pledgebook.extraction.mentions import MechanismMention
from pledgebook.extraction.trie import plain, whole_words
from pledgebook.reference.mechanisms import MechanismLexicon, mechanism_lexicon


@dataclass(frozen=True, slots=True)
class _Finder:
    names: re.Pattern[str]
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    lexicon: MechanismLexicon
    slugs: dict[str, str]
    slugs_told: tuple[str, ...]


def find_mechanisms(text: str, language: str = "en") -> tuple[MechanismMention, ...]:
    """Return the mechanisms a text names, in order, without overlaps; the longest of several at a place stays.

    Args:
        text: Any text.
        language: BCP 47 tag of its language.
    """
    finder = _finder(language)
    found: list[MechanismMention] = []
    weak: list[MechanismMention] = []
    supported: dict[str, bool] = {}  # asked once a text: it reads all of it
    for match in finder.names.finditer(text):
        wording = plain(match.group())
        if wording not in supported:
            supported[wording] = _supported(finder, wording, text)
        if supported[wording]:
            is_weak = wording in finder.lexicon.weak
            (weak if is_weak else found).append(MechanismMention(match.start(), match.end(), finder.slugs[wording]))
    found.extend(_paraphrased(finder, text))
    strong = {mention.slug for mention in found}
    found.extend(mention for mention in weak if mention.slug in strong)
    return tuple(_without_overlaps(found))


@cache
def _finder(language: str) -> _Finder:
    lexicon = mechanism_lexicon(language)
    slugs = {plain(wording): slug for wording, slug in (*lexicon.names.items(), *lexicon.weak.items())}
    try:
        patterns = tuple((slug, re.compile(pattern.replace(" ", r"\s{1,3}"))) for slug, pattern in lexicon.patterns)
    except re.error as fault:
        raise ReferenceFault(f"a mechanism pattern of {language!r} is not well formed: {fault}") from fault
    return _Finder(whole_words(slugs), patterns, lexicon, slugs, tuple(dict.fromkeys(slug for slug, _ in patterns)))


def _supported(finder: _Finder, wording: str, text: str) -> bool:
    needed = finder.lexicon.needs.get(wording)
    return needed is None or any(word in text for word in needed)


def _paraphrased(finder: _Finder, text: str) -> Iterator[MechanismMention]:
    """Yield the paraphrases; a pattern is tried only in paragraphs that hold its plain words."""
    possible = _passed(finder, text, finder.slugs_told)
    for start, end in _paragraphs(text) if possible else ():
        paragraph = text[start:end]
        passed = _passed(finder, paragraph, possible)
        for slug, pattern in finder.patterns:
            if slug in passed:
                for match in pattern.finditer(paragraph):
                    yield MechanismMention(start + match.start(), start + match.end(), slug)


def _passed(finder: _Finder, text: str, slugs: Iterable[str]) -> frozenset[str]:
    """Return those of the mechanisms whose plain words a text holds."""
    gates = finder.lexicon.gates
    return frozenset(
        slug for slug in slugs if all(any(word in text for word in group) for group in gates.get(slug, ()))
    )


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 2


def _without_overlaps(mentions: Iterable[MechanismMention]) -> Iterator[MechanismMention]:
    end = -1
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end, each.slug)):
        if mention.start >= end:
            yield mention
            end = mention.end

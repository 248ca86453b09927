"""Where a phrase of the language data may begin: one quick scan instead of a search for every pattern."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pledgebook.extraction.matching import lower
from pledgebook.extraction.trie import plain, trie_pattern

MARK = "\ue000"  # stands for the mark of any mention
_MARKS = "[\ue000-\uf8ff]"
_PLACEHOLDER = re.compile(r"<[A-Z]>")
_LITERAL = re.compile(r"[\w’' -]+")
_CLASS = re.compile(r"\[(?P<signs>[^\\\]^-]+)\](?![?*{])")
_MOST_WAYS = 200  # a phrase that begins in more ways than this is tried everywhere


def openings(phrase: str) -> frozenset[str] | None:
    """Return the plain letters, in lower case, of which one must stand where a match of the phrase begins.

    Args:
        phrase: A regular expression in the notation of the language data.

    Returns:
        None where that cannot be told: the phrase may begin anywhere.
    """
    found: set[str] = set()
    for way in _ways(phrase):
        sign = _CLASS.match(way)
        literal = _LITERAL.match(way)
        if _PLACEHOLDER.match(way):
            found.add(MARK)
        elif sign is not None:
            found.update(sign["signs"].lower())
        elif literal is not None:
            letters = literal.group()
            if way[literal.end() : literal.end() + 1] in {"?", "*", "{"}:
                letters = letters[:-1]
            found.add(plain(letters).lower())
        else:
            return None
        if "" in found or len(found) > _MOST_WAYS:
            return None
    return frozenset(found)


def _ways(phrase: str) -> Iterator[str]:
    """Write out the group that a phrase begins with, until none is left in front."""
    if not phrase.startswith("(?:"):
        yield phrase
        return
    end = _closing(phrase)
    rest = phrase[end + 1 :]
    if rest[:1] in {"*", "+", "{"}:
        yield "\\w"  # may be anything
        return
    if rest[:1] == "?":
        rest = rest[1:]
        yield from _ways(rest)
    for way in _parts(phrase[3:end]):
        yield from _ways(way + rest)


def _closing(phrase: str) -> int:
    """Return where the group closes that a phrase begins with."""
    depth = 0
    for match in re.finditer(r"\\.|\[[^\]]*\]|[()]", phrase):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0 and match.group() == ")":
            return match.start()
    return len(phrase)


def _parts(body: str) -> Iterator[str]:
    """Yield the alternatives of a group."""
    depth = start = 0
    for match in re.finditer(r"\\.|\[[^\]]*\]|[()|]", body):
        depth += {"(": 1, ")": -1}.get(match.group(), 0)
        if depth == 0 and match.group() == "|":
            yield body[start : match.start()]
            start = match.end()
    yield body[start:]


@dataclass(frozen=True, slots=True)
class PhraseFinder:
    """Many patterns of phrases, each tried only where one of its openings stands.

    Attributes:
        patterns: As `lexicon.compile_words` makes them: never inside a word, blind to case.
        scan: Finds every opening.
        numbers: By opening, the numbers of the patterns that may begin there.
        everywhere: Numbers of the patterns without openings.
    """

    patterns: tuple[re.Pattern[str], ...]
    scan: re.Pattern[str]
    numbers: Mapping[str, tuple[int, ...]]
    everywhere: tuple[int, ...]

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the matches that `finditer` of each pattern would give, pattern by pattern, with its number."""
        places: dict[int, list[int]] = {}
        for opening in self.scan.finditer(lower(text)):
            for number in self.numbers[plain(opening.group(1) or MARK)]:
                places.setdefault(number, []).append(opening.start())
        for number in sorted({*places, *self.everywhere}):
            if number in self.everywhere:
                for match in self.patterns[number].finditer(text):
                    yield number, match
                continue
            end = 0
            for place in places[number]:
                found = self.patterns[number].match(text, place) if place >= end else None
                if found is not None:
                    end = found.end()
                    yield number, found


def phrase_finder(patterns: Sequence[re.Pattern[str]], phrases: Sequence[Iterable[str]]) -> PhraseFinder:
    """Build a finder.

    Args:
        patterns: The compiled patterns.
        phrases: For each pattern the phrases it was compiled from.
    """
    beginnings: dict[str, set[int]] = {}
    everywhere: set[int] = set()
    for number, listed in enumerate(phrases):
        for phrase in listed:
            known = openings(phrase)
            if known is None:
                everywhere.add(number)
            for opening in known or ():
                beginnings.setdefault(opening, set()).add(number)
    numbers = {
        longer: tuple(sorted(set().union(*(beginnings[short] for short in beginnings if longer.startswith(short)))))
        for longer in (*beginnings, MARK)
    }
    trie = trie_pattern(word for word in beginnings if word != MARK).replace(r"\s{1,3}", r"\s+")
    scan = re.compile(rf"(?<!\w)(?:(?=({trie}))|(?={_MARKS}))")
    return PhraseFinder(tuple(patterns), scan, numbers, tuple(sorted(everywhere)))

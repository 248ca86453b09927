"""Where a phrase of the language data may begin: one quick scan instead of a search for every pattern."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pledgebook.extraction.matching import class_of, lower
from pledgebook.extraction.trie import plain, trie_pattern

MARK = "\ue000"  # stands for the mark of any mention
_MARKS = "[\ue000-\uf8ff]"
_PLACEHOLDER = re.compile(r"<[A-Z]>")
_LITERAL = re.compile(r"[\w’' -]+")
_CLASS = re.compile(r"\[(?P<signs>[^\\\]^-]+)\](?![?*{])")
_PART = re.compile(r"\\.|\[[^\]]*\]|<[A-Z]>|.", re.DOTALL)
_NO_WORD = r"\W"
_LEAST_NEEDED = 4  # letters; shorter words stand everywhere
_MOST_WAYS = 200  # a phrase that begins in more ways than this is tried everywhere
_MOST_SPELT = 24  # so many ways of going on behind its first letters are told apart


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
        if _PLACEHOLDER.match(way):
            found.add(MARK)
        elif sign is not None:
            found.update(sign["signs"].lower())
        else:
            found.update(plain(letters).lower() for letters in _spelt(way, _MOST_SPELT))
        if "" in found or len(found) > _MOST_WAYS:
            return None
    return frozenset(found)


def _spelt(phrase: str, room: int) -> list[str]:
    """Return the plain letters with which a phrase begins, groups written out while there is room for them."""
    literal = _LITERAL.match(phrase)
    letters = literal.group() if literal is not None else ""
    rest = phrase[len(letters) :]
    if rest[:1] in {"?", "*", "{"}:
        return [letters[:-1]]
    if not rest.startswith("(?:") or "(?" in rest[3 : _closing(rest)]:
        return [letters]
    end = _closing(rest)
    ways, behind = list(_parts(rest[3:end])), rest[end + 1 :]
    if behind[:1] in {"*", "+", "{"} or len(ways) > room:
        return [letters]
    if behind[:1] == "?":
        ways, behind = [*ways, ""], behind[1:]
    return [letters + spelt for way in ways for spelt in _spelt(way + behind, room // len(ways))]


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


def needed(phrase: str) -> str:
    """Return the longest plain word that stands in every match of a phrase, in lower case; "" where none is certain."""
    certain: list[str] = []
    depth = 0
    for part in _PART.finditer(phrase):
        sign = part.group()
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0 and sign == "|":
            return ""
        if sign in {"?", "*", "{"} and certain:
            certain[-1] = " "
        certain.append(sign if depth == 0 and sign.isalpha() else " ")
    return max("".join(certain).lower().split(), key=len, default="")


@dataclass(frozen=True, slots=True)
class PhraseFinder:
    """Many patterns of phrases, each tried only where one of its openings stands.

    Attributes:
        patterns: As `lexicon.compile_words` makes them: never inside a word, blind to case.
        scan: Finds every opening behind a sign that is part of no word.
        numbers: By opening, the numbers of the patterns that may begin there.
        needs: For common openings the words one of which a text must hold, or else nothing begins with them.
        everywhere: Numbers of the patterns without openings.
    """

    patterns: tuple[re.Pattern[str], ...]
    scan: re.Pattern[str]
    numbers: Mapping[str, tuple[int, ...]]
    needs: Mapping[str, frozenset[str]]
    everywhere: tuple[int, ...]

    def matches(self, text: str) -> Iterator[tuple[int, re.Match[str]]]:
        """Yield the matches that `finditer` of each pattern would give, pattern by pattern, with its number."""
        lowered = lower(text)
        starts: dict[str, list[int]] = {}
        for opening in self.scan.finditer(f" {lowered}"):  # one sign in front, so that the start is the place itself
            starts.setdefault(opening.group(1), []).append(opening.start())
        places: dict[int, list[int]] = {}
        for letters, found_at in starts.items():
            key = plain(letters) if letters < MARK else MARK
            if key not in self.needs or any(word in lowered for word in self.needs[key]):
                for number in self.numbers[key]:
                    places.setdefault(number, []).extend(found_at)
        for number in sorted({*places, *self.everywhere}):
            if number in self.everywhere:
                for match in self.patterns[number].finditer(text):
                    yield number, match
                continue
            end = 0
            for place in sorted(places[number]):
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
    words: dict[str, set[str]] = {}
    everywhere: set[int] = set()
    for number, listed in enumerate(phrases):
        for phrase in listed:
            known = openings(phrase)
            if known is None:
                everywhere.add(number)
            word = needed(phrase)
            for opening in known or ():
                beginnings.setdefault(opening, set()).add(number)
                words.setdefault(opening, set()).add("" if len(word) < _LEAST_NEEDED else word)
    prefixes = {
        longer: [longer[:end] for end in range(1, len(longer) + 1) if longer[:end] in beginnings]
        for longer in (*beginnings, MARK)
    }
    numbers = {
        longer: tuple(sorted(set().union(*(beginnings[short] for short in listed))))
        for longer, listed in prefixes.items()
    }
    needs = {
        longer: frozenset().union(*(words[short] for short in listed))
        for longer, listed in prefixes.items()
        if listed and not any("" in words[short] for short in listed)
    }
    needs = {opening: needed for opening, needed in needs.items() if not any(word in opening for word in needed)}
    trie = trie_pattern(word for word in beginnings if word != MARK).replace(r"\s{1,3}", r"\s+")
    scan = re.compile(rf"{class_of(_NO_WORD)}(?=({trie}|{_MARKS}))")
    return PhraseFinder(tuple(patterns), scan, numbers, needs, tuple(sorted(everywhere)))

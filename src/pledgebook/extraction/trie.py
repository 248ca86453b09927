"""Word lists as one pattern: a trie written as a regular expression, leftmost-longest, no backtracking blow-up."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# A trie is nested dicts by character; the empty key marks the end of a word.
_Trie = dict[str, Any]
_HEAD = re.compile(
    r"(?:\\s\+|[^\W_]|-|\[[^\]\\^a-zA-Z]+\])(?![?*+{])"
)  # what a pattern may begin with to be sorted by it
_GROUP = re.compile(r"\(\?:(?P<ways>[^()\[\]]*)\)")  # a group without groups inside
_REPEATED = frozenset("*+{")
_MOST_WAYS = 6
_BLANKS = re.compile(r"\s+")
_BLANK_ALONE = {" ": r"\s{1,3}"}
_ELASTIC = {**_BLANK_ALONE, "'": "['’]"}


def trie_pattern(words: Iterable[str]) -> str:
    """Write the words as a pattern that takes the longest of them at a place.

    A blank stands for up to three white spaces (a line may be wrapped there), an apostrophe for either form of it. No
    look-around is used, so the pattern stays in the subset that RE2 runs too. An empty list matches nothing.
    """
    return _written((_BLANKS.sub(" ", word).replace("’", "'") for word in words), _ELASTIC)


def exact_trie_pattern(words: Iterable[str]) -> str:
    """Write the words as `trie_pattern` does, but every apostrophe as it is."""
    return _written((_BLANKS.sub(" ", word) for word in words), _BLANK_ALONE)


def _written(words: Iterable[str], elastic: Mapping[str, str]) -> str:
    root: _Trie = {}
    for word in words:
        node = root
        for char in word:
            node = node.setdefault(char, {})
        node[""] = True
    return _write(root, elastic) if root else r"[^\s\S]"


def plain(wording: str) -> str:
    """Return a found wording the way the lists write it: single blanks, straight apostrophes."""
    return " ".join(wording.split()).replace("’", "'")


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Compile a pattern that finds the words between word boundaries, case as given."""
    return re.compile(rf"\b{trie_pattern(words)}\b")


def rooted_pattern(words: Iterable[str], behind: str = r"\w") -> str:
    """Write the words as a pattern that takes the longest of them where no character of the class `behind` is before.

    Each branch begins with its plain first letter and looks back only behind it, so that the engine leaps from one
    possible first letter to the next: several times as fast over long texts as a pattern that begins by looking back.
    """
    rests: dict[str, list[str]] = {}
    for word in words:
        if word:
            rests.setdefault(word[0], []).append(word[1:])
    branches = []
    for first, listed in sorted(rests.items()):
        letter = re.escape(first)
        ending = "?" if "" in listed else ""
        rest = trie_pattern(word for word in listed if word) if any(listed) else ""
        branches.append(f"{letter}(?<![{behind}]{letter})" + (f"(?:{rest}){ending}" if rest else ""))
    return f"(?:{'|'.join(branches)})" if branches else r"[^\s\S]"


def factored(patterns: Sequence[str]) -> str:
    """Write patterns as one group that tries them in their order, the letters that they begin with written once.

    Each is a regular expression, to be matched blind to case. Only neighbours in the list that go on with a plain
    letter are parted by it, so that the first of them that matches is the same as in a plain list.
    """
    branches: list[str] = []
    parted: dict[str, list[str]] = {}
    for pattern in [way for listed in patterns for way in _spread(listed)]:
        head = _HEAD.match(pattern)
        if head is None:
            branches += [*_branches(parted), pattern]
            parted = {}
        else:
            parted.setdefault(head.group().lower(), []).append(pattern[head.end() :])
    branches += _branches(parted)
    if len(branches) > 1 and branches[-1] == "" and all(branches[:-1]):
        return f"(?:{'|'.join(branches[:-1])})?"
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"


def _branches(parted: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        _either_case(letter, len(parted) > 1) + (factored(rests) if len(rests) > 1 else rests[0])
        for letter, rests in parted.items()
    ]


def _spread(pattern: str) -> list[str]:
    """Write out the group that a pattern begins with where it has few ways and no sign of repetition behind."""
    group = _GROUP.match(pattern)
    if group is None or pattern[group.end() : group.end() + 1] in _REPEATED:
        return [pattern]
    ways = group["ways"].split("|")
    rest = pattern[group.end() :]
    if rest[:1] == "?":
        ways, rest = [*ways, ""], rest[1:]
    if len(ways) > _MOST_WAYS or rest[:1] in {"?", "+", "*", "{"}:
        return [pattern]
    return [way + rest for way in ways]


def _either_case(letter: str, forked: bool) -> str:  # noqa: FBT001  the only question there is
    """Write a letter: at a fork as a class of its cases, by which the engine tells the ways apart at a glance."""
    if letter[0] == "[":
        return letter
    cases = {letter, letter.upper()}
    if not forked or len(letter) > 1 or any(len(case) > 1 for case in cases) or not letter.isalpha():
        return letter if letter.isalnum() or len(letter) > 1 else re.escape(letter)
    return f"(?-i:[{''.join(sorted(cases))}])"


def _write(node: _Trie, elastic: Mapping[str, str]) -> str:
    chain = ""
    while len(node) == 1 and "" not in node:  # a stretch without a fork stays one literal
        ((char, node),) = node.items()
        chain += elastic.get(char) or re.escape(char)
    if node.keys() == {""}:
        return chain
    ending = "" in node
    single: list[str] = []
    branches: list[str] = []
    for char in sorted(key for key in node if key):
        rest = _write(node[char], elastic)
        if rest:
            branches.append((elastic.get(char) or re.escape(char)) + rest)
        elif char in elastic:
            branches.append(elastic[char])
        else:
            single.append(char)
    if single:
        branches.append(re.escape(single[0]) if len(single) == 1 else f"[{''.join(map(re.escape, single))}]")
    body = branches[0] if len(branches) == 1 and not ending else f"(?:{'|'.join(branches)})"
    return f"{chain}{body}{'?' if ending else ''}"

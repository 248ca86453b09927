"""Texts in, fingerprints out, and which texts are near copies: ten prints of one wire story are one witness."""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b

SHINGLE = 5
"""Words in a row that are taken together: two texts share few of them unless one is copied from the other."""

KEPT = 64
"""Least hashes kept of a text (a bottom-k sketch): the share in common is known to within about six hundredths."""

HASH_DIGITS = 12

FEWEST = 16
"""Fewer shingles than this say nothing: two short notes of one sum are alike whoever wrote them."""

COPY = 0.5
"""Share of shingles in common from which a text is a near copy: cut, retitled and lightly edited, but not retold."""

_WORD = re.compile(r"[^\W_]+")


def fingerprint(text: str) -> str:
    """Return the least hashes of the runs of words of a text, as hexadecimal digits; empty for a short text.

    Letter case, punctuation and white space do not matter. BLAKE2b gives the same on every machine.
    """
    words = [word.casefold() for word in _WORD.findall(text)]
    shingles = {" ".join(words[place : place + SHINGLE]) for place in range(len(words) - SHINGLE + 1)}
    if len(shingles) < FEWEST:
        return ""
    hashes = sorted(blake2b(item.encode(), digest_size=HASH_DIGITS // 2).hexdigest() for item in shingles)
    return "".join(hashes[:KEPT])


@lru_cache(maxsize=4096)
def _hashes(sketch: str) -> frozenset[str]:
    return frozenset(sketch[place : place + HASH_DIGITS] for place in range(0, len(sketch), HASH_DIGITS))


def resemblance(one: str, other: str) -> float:
    """Estimate the share of shingles that two texts have in common, from their fingerprints; 0 without both."""
    if not one or not other:
        return 0.0
    left, right = _hashes(one), _hashes(other)
    least = sorted(left | right)[: max(len(left), len(right))]
    common = left & right
    return sum(1 for item in least if item in common) / len(least)


def are_copies(one: str, other: str) -> bool:
    """Tell whether two texts are near copies of each other."""
    return bool(one) and resemblance(one, other) >= COPY


def count_witnesses(fingerprints: Iterable[str]) -> int:
    """Count independent texts: near copies, also by way of a third, are one; without fingerprint each is its own."""
    groups: list[list[str]] = []
    alone = 0
    for sketch in sorted(fingerprints):
        if not sketch:
            alone += 1
            continue
        near = [group for group in groups if any(are_copies(sketch, item) for item in group)]
        groups = [group for group in groups if group not in near]
        groups.append([sketch, *(item for group in near for item in group)])
    return alone + len(groups)

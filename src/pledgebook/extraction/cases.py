"""Grammatical case of names, read from their endings: a dative receives, an instrumental acts, a nominative is subject.

The mark of a case stands behind the words before a name, where word classes can ask for it: "<dative>".
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.reference.languages import load_lexicon, table

NOMINATIVE = "\uf8f0"
_MARKS = {
    "nominative": NOMINATIVE,
    "genitive": "\uf8f1",
    "dative": "\uf8f2",
    "instrumental": "\uf8f3",
    "accusative": "\uf8f4",
    "locative": "\uf8f5",
}
PLACEHOLDERS = {f"<{name}>": mark for name, mark in _MARKS.items()}
OBLIQUE = "[\uf8f1-\uf8f5]"  # a preposition may stand before these, never before a nominative
_NAMES = frozenset({PartyForm.NAME, PartyForm.CAPITAL})


@cache
def _endings(tag: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the endings of each case, in the order of the language's table; none where names are not inflected."""
    return tuple(
        (_MARKS[name], re.compile(rf".*(?:{'|'.join(endings)})", re.IGNORECASE))
        for name, endings in table(load_lexicon(tag, "roles"), "cases").items()
    )


def mark_cases(text: str, parties: Iterable[PartyMention], tag: str) -> tuple[PartyMention, ...]:
    """Give every name whose ending tells its case the mark of that case; the first case that fits is taken."""
    endings = _endings(tag)
    return tuple(
        replace(party, case=_case(text[party.start : party.end], endings))
        if endings and party.form in _NAMES
        else party
        for party in parties
    )


def _case(name: str, endings: Iterable[tuple[str, re.Pattern[str]]]) -> str:
    return next((mark for mark, pattern in endings if pattern.fullmatch(name)), "")

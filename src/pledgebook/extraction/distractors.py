"""Sums that are no support: unit prices, own budgets, needs, losses, revenue, capacity, sanctions and the like."""

import re

from pledgebook.extraction.lexicon import Lexicon
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.view import MarkKind, SentenceView, mark_class

_SUM = mark_class(MarkKind.SUM)
_WEIGHT = "weight"
_BEFORE_REACH = 70
_AFTER_REACH = 45
_AFTER_WORDS = 4
_QUALIFYING = re.compile(r"\s*(?:[\w'’-]+\s+){0,3}$")


def refusal(view: SentenceView, at: int, lexicon: Lexicon) -> tuple[str, str] | None:
    """Say why the sum at a masked offset is no support.

    Returns:
        Reason and the cue that decided, None where nothing speaks against the sum. A cue counts only within the clause
        of the sum and not beyond another sum.
    """
    ahead = _clause_before(view.masked, at)
    behind = _clause_after(view.masked, at)
    mark = next((mark.mention for mark in view.of_kind(MarkKind.SUM) if mark.at == at), None)
    in_pounds = isinstance(mark, SumMention) and mark.amount.text.lower().endswith("pounds")
    for distractor in lexicon.distractors:
        if distractor.reason == _WEIGHT and not in_pounds:
            continue
        for match in distractor.before.finditer(ahead):
            if _QUALIFYING.fullmatch(ahead, match.end()):
                return distractor.reason, match.group().strip()
        found = distractor.after.search(behind)
        if found is not None and len(behind[: found.start()].split()) <= _AFTER_WORDS:
            return distractor.reason, found.group().strip()
    return None


def _clause_before(masked: str, at: int) -> str:
    stretch = masked[max(0, at - _BEFORE_REACH) : at]
    return re.split(rf"[;:]|\.\s|{_SUM}", stretch)[-1]


def _clause_after(masked: str, at: int) -> str:
    return re.split(rf"[;:.]|{_SUM}", masked[at + 1 : at + 1 + _AFTER_REACH])[0]

"""Whether a sum is support at all: somebody who is helped, words of giving, and no sign of a household matter."""

from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pledgebook.extraction.context import SHORT, DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.lexicon import lexicon_of
from pledgebook.extraction.mentions import OrdinalMention
from pledgebook.extraction.view import MarkKind, SentenceView

_NEEDED = 3.0
_DENSE = 0.25  # share of sentences that speak of the helped side in a text about support
_SPARSE = 0.1
_FAR = 3  # sentences; in a long text nobody who is helped within this says that the sum is about something else
_TINY = Decimal(1_000)
_NO_WAY = 9.0
_SMALL = Decimal(20_000)  # no state's support is that small


@dataclass(frozen=True, slots=True)
class Relevance:
    """What the sentences of a document say about support.

    Attributes:
        touched: Numbers of the sentences that name a helped party, a mechanism or a global cause, ascending.
        density: Their share.
        headline: True where the headline does.
    """

    touched: tuple[int, ...]
    density: float
    headline: bool


def read_relevance(context: DocumentContext) -> Relevance:
    """Note which sentences speak of somebody who is helped."""
    touched = context.touched
    return Relevance(
        touched,
        len(touched) / max(context.length, 1),
        bool(touched) and touched[0] == 0,
    )


def speaks_of_helped(context: DocumentContext, view: SentenceView) -> bool:
    """Tell whether a sentence may speak of support: it names the helped side, or the text is short and about it."""
    return bool(context.recipients or context.donors) and (context.length <= SHORT or context.touches(view.index))


def is_question(view: SentenceView) -> bool:
    """Tell whether a sentence asks rather than says."""
    return view.masked.rstrip().endswith("?") or view.masked.startswith("Q ")


def _names_helped(context: DocumentContext, view: SentenceView) -> bool:
    helped = set(context.recipients) - {context.speaker}
    return any(set(group.codes) & helped for group in context.groups[view.index])


def support_score(context: DocumentContext, relevance: Relevance, draft: Draft, *, follows: bool) -> float:
    """Weigh how surely a sum is support; `_NEEDED` is enough.

    Args:
        context: The document.
        relevance: What its sentences say.
        draft: The sum.
        follows: True where a sum of the same paragraph has been taken already.
    """
    view = context.views[draft.index]
    lexicon = context.lexicon
    value = 0.0
    if _near(relevance, draft.index, 0):
        value += 2.0
    elif _near(relevance, draft.index, 1):
        value += 1.0
    elif context.length > SHORT and not _near(relevance, draft.index, _FAR):
        value -= 2.0
    value += 1.0 if relevance.headline else 0.0
    value += 1.5 if context.length <= SHORT and (context.recipients or context.donors) else 0.0
    value += 2.0 if relevance.density >= _DENSE else 1.0 if relevance.density >= _SPARSE else 0.0
    value += 1.0 if _speaks_of(lexicon.tag, "aid_strict", view.masked) else 0.0
    value += 1.0 if draft.said else 0.0
    value += 1.0 if any(isinstance(mark.mention, OrdinalMention) for mark in view.of_kind(MarkKind.ORDINAL)) else 0.0
    value += 1.0 if follows else 0.0
    value += 1.0 if draft.named and draft.donors != (context.speaker,) else 0.0
    value += 1.0 if view.of_kind(MarkKind.GOODS) else 0.0
    value -= 3.0 if _speaks_of(lexicon.tag, "domestic", view.masked) else 0.0
    if _speaks_of(lexicon.tag, "household", view.masked) and not _names_helped(context, view):
        value -= _NO_WAY
    return value - _doubt(draft)


@lru_cache(maxsize=256)  # asked again for every sum of a sentence
def _speaks_of(tag: str, words: str, masked: str) -> bool:
    return lexicon_of(tag).word(words).search(masked) is not None


def is_support(context: DocumentContext, relevance: Relevance, draft: Draft, *, follows: bool) -> bool:
    """Tell whether a sum is support."""
    return support_score(context, relevance, draft, follows=follows) >= _NEEDED


def _doubt(draft: Draft) -> float:
    amount = draft.amount
    if amount is None:
        return 0.0
    value = amount.low if amount.low is not None else amount.high
    small = value is not None and value < _SMALL
    bare = amount.unit == "" and "sum:bare" in draft.rules
    tiny = value is not None and value < _TINY
    return (_NO_WAY if tiny else 3.0 if small else 0.0) + (0.5 if bare else 0.0)


def _near(relevance: Relevance, index: int, reach: int) -> bool:
    place = bisect_left(relevance.touched, index - reach)
    return place < len(relevance.touched) and relevance.touched[place] <= index + reach

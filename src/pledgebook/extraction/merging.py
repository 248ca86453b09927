"""The same sum said twice in one document is one statement: the fuller wording stays, the others go to `also`."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import step

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD"})
_WIDEST_RATE = 1000  # hardly two currencies of givers are further apart
_HEAD_SLACK = Decimal("0.03")  # a headline rounds
_STEP = 0.04  # of the logarithm: more than the slack
_NO_SIZE = -1_000_000
_OPENING = 40  # "The sum, about" is no longer than this
_MOST_REPEATS = 200  # further wordings of one sum tell nothing more
_AHEAD = 30
_DEFINITE = re.compile(r"(?:\b(?:the|that|this|these|those|its|both)\s+(?:\w+\s+){0,2})$", re.IGNORECASE)
_DISTINCT = re.compile(
    r"\b(?:another|a further|further|additional|also|each|more|other|different|again)\b[^.]{0,24}$", re.IGNORECASE
)


def merge_repeats(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Fold repeats of a sum into the draft that says most about it."""
    merged: list[Draft] = []
    places = _Places(context)
    for draft in drafts:
        if merged and (_restates(context, merged[-1], draft) or _converts(context, merged[-1], draft)):
            merged[-1] = _with_equivalent(merged[-1], draft)
            places.note(len(merged) - 1, merged[-1])
            continue
        alike = places.alike(draft)
        place = next((number for number in alike if _same(context, merged[number], draft)), None)
        if place is None:
            merged.append(draft)
            place = len(merged) - 1
        else:
            merged[place] = _join(context, merged[place], draft)
        places.note(place, merged[place])
    return merged


class _Places:
    """Where drafts of about each figure stand, so that a repeat is not sought among all the others."""

    __slots__ = ("_by_size", "_context")

    def __init__(self, context: DocumentContext) -> None:
        self._context = context
        self._by_size: dict[tuple[str, int], tuple[set[int], set[int]]] = {}

    def note(self, place: int, draft: Draft) -> None:
        """Remember where a draft stands."""
        head = self._context.is_head(draft.index)
        for item in _forms(draft):
            heads, others = self._by_size.setdefault((_kind(item), _size(item)), (set(), set()))
            (heads if head else others).add(place)

    def alike(self, draft: Draft) -> list[int]:
        """Return the places where a draft may be said before, in order: headlines say a figure loosely."""
        head = self._context.is_head(draft.index)
        found: set[int] = set()
        for item in _forms(draft):
            size = _size(item)
            for near in (size - 1, size, size + 1):
                heads, others = self._by_size.get((_kind(item), near), (set(), set()))
                found |= heads
                if head or near == size:
                    found |= others
        return sorted(found)


def _kind(amount: Amount) -> str:
    return "$" if amount.unit in _DOLLARS else amount.unit


def _size(amount: Amount) -> int:
    """Return a whole number that is the same or the next for sums of which one may repeat the other."""
    value = _value(amount)
    return round(math.log(value) / _STEP) if value is not None and value > 0 else _NO_SIZE


def _converts(context: DocumentContext, left: Draft, right: Draft) -> bool:
    """Tell whether a sentence gives the last sum in another currency: "The sum, about EUR 43 million, will …"."""
    view = context.views[right.index]
    opening = view.masked[: right.at]
    if right.index != left.index + 1 or left.amount is None or right.amount is None or len(opening) > _OPENING:
        return False
    known = {item.unit for item in _forms(left)}
    return right.amount.unit not in known and context.lexicon.word("sum_opening").match(opening) is not None


def _restates(context: DocumentContext, left: Draft, right: Draft) -> bool:
    """Tell whether a sum right behind another gives it in another currency: ", which is €5 million"."""
    if left.index != right.index or left.amount is None or right.amount is None or not right.amount.unit:
        return False
    masked = context.views[right.index].masked
    between, behind = masked[left.at + 1 : right.at], masked[right.at + 1 : right.at + 3].strip()
    known = {item.unit for item in _forms(left)}
    if right.amount.unit in known or not _close_in_value(left.amount, right.amount):
        return False
    if between.strip() == "|":
        return True
    if between.strip() == ",":
        return behind[:1] in {",", ".", ";", ""}
    return context.lexicon.word("restating").fullmatch(between.strip(" ,;(")) is not None


def _close_in_value(left: Amount, right: Amount) -> bool:
    """Keep apart what cannot be one sum: two currencies differ by no more than yen from dinars."""
    one, other = left.low or left.high, right.low or right.high
    if one is None or other is None or not one or not other:
        return False
    return max(one, other) / min(one, other) <= _WIDEST_RATE


def _with_equivalent(left: Draft, right: Draft) -> Draft:
    assert right.amount is not None
    return replace(
        left,
        equivalents=(*left.equivalents, right.amount, *right.equivalents),
        period=left.period or right.period,
    ).ruled("merge:converted")


def _same(context: DocumentContext, left: Draft, right: Draft) -> bool:
    if left.amount is None or right.amount is None or left.index == right.index:
        return False
    if context.is_head(left.index) or context.is_head(right.index):
        loose = _bare_dollar(left) or _bare_dollar(right)
        return any(_close(one, other, loose=loose) for one in _forms(left) for other in _forms(right))
    if not _share_figure(left, right):
        return False
    return not _told_apart(left, right) and _refers_back(context, left, right)


def _told_apart(left: Draft, right: Draft) -> bool:
    """Tell whether two equal figures are said of different givers or tranches."""
    if left.named and right.named and not set(left.donors) & set(right.donors):
        return True
    return left.tranche is not None and right.tranche is not None and left.tranche != right.tranche


def _refers_back(context: DocumentContext, left: Draft, right: Draft) -> bool:
    """Tell whether the later wording takes up the earlier one: "the EUR 10 million", or the same givers again."""
    view = context.views[right.index]
    ahead = view.masked[max(0, right.at - _AHEAD) : right.at]
    lexicon = context.lexicon
    if _DISTINCT.search(ahead) or lexicon.anchored("distinct").search(ahead):
        return False
    if _DEFINITE.search(ahead) or lexicon.anchored("definite").search(ahead):
        return True
    return set(left.donors) == set(right.donors) and left.named >= right.named


def _share_figure(left: Draft, right: Draft) -> bool:
    return any(_equal(one, other) for one in _forms(left) for other in _forms(right))


def _forms(draft: Draft) -> tuple[Amount, ...]:
    return (draft.amount, *draft.equivalents) if draft.amount is not None else draft.equivalents


def _equal(left: Amount, right: Amount) -> bool:
    return left.unit == right.unit and (left.low, left.high) == (right.low, right.high)


def _close(left: Amount, right: Amount, *, loose: bool) -> bool:
    """Tell whether a headline repeats a sum: it may leave out the qualifier, or whose dollars they are."""
    same = left.unit == right.unit or (loose and {left.unit, right.unit} <= _DOLLARS)
    one, other = _value(left), _value(right)
    if not same or one is None or other is None:
        return False
    return abs(one - other) <= max(one, other) * _HEAD_SLACK


def _bare_dollar(draft: Draft) -> bool:
    return "currency:bare-dollar" in draft.rules


def _value(amount: Amount) -> Decimal | None:
    return amount.low if amount.low is not None else amount.high


def _join(context: DocumentContext, left: Draft, right: Draft) -> Draft:
    """Keep the body over the headline, then named donors, then the stage that goes further."""
    if len(left.also) >= _MOST_REPEATS:
        return left
    keep, drop = left, right
    if _rank(context, right) > _rank(context, left):
        keep, drop = right, left
    assert drop.amount is not None
    also = [*keep.also, *drop.also, drop.amount.span()]
    known = {(item.unit, item.low, item.high) for item in _forms(keep)}
    extra = tuple(
        item for item in _forms(drop) if (item.unit, item.low, item.high) not in known and not _near_same(keep, item)
    )
    furthest = keep
    if not context.is_head(drop.index) and drop.said and step(drop.stage) > step(keep.stage) and not keep.said:
        furthest = drop
    return replace(
        keep,
        also=tuple(sorted(set(also), key=lambda span: span.start)),
        equivalents=(*keep.equivalents, *extra),
        stage=furthest.stage,
        donors=keep.donors if keep.named else keep.donors or drop.donors,
        tranche=keep.tranche if keep.tranche is not None else drop.tranche,
        mechanism=keep.mechanism or drop.mechanism,
        date=keep.date or drop.date,
        period=keep.period or drop.period,
    ).ruled("merge:repeat")


def _near_same(draft: Draft, amount: Amount) -> bool:
    return any(item.unit == amount.unit for item in _forms(draft))


def _rank(context: DocumentContext, draft: Draft) -> tuple[int, int, int]:
    return (0 if context.is_head(draft.index) else 1, 1 if draft.named else 0, 1 if draft.said else 0)

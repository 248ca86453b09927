"""Totals and parts: which sums add up others, and inside which a sum lies."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, territory
from pledgebook.model.statement import Kind, Scope

_REACH = 6  # a part stands within so many sums of its total
_BEFORE = 90
_AFTER = 60
_SLACK = Decimal("1.02")  # parts may add up to a little more than a rounded total


def resolve_scope(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Mark totals and parts, and tie each part to its total."""
    scoped = [_by_words(context, draft) for draft in drafts]
    for place, draft in enumerate(scoped):
        if draft.scope is Scope.PART:
            total = _total_of(scoped, place)
            if total is not None:
                scoped[place] = replace(draft, part_of=total).ruled("scope:part-of")
    parents = {draft.part_of for draft in scoped if draft.part_of is not None}
    for place in parents:
        if scoped[place].scope is Scope.SINGLE:
            scoped[place] = replace(scoped[place], scope=Scope.TOTAL).ruled("scope:has-parts")
    return [_loose_part(draft) for draft in scoped]


def _by_words(context: DocumentContext, draft: Draft) -> Draft:
    view = context.views[draft.index]
    low, high = territory(view, draft.at)
    ahead = view.masked[max(low, draft.at - _BEFORE) : draft.at]
    behind = view.masked[draft.at + 1 : min(high, draft.at + _AFTER)]
    lexicon = context.lexicon
    if (
        lexicon.word("part").search(behind[:30])
        or lexicon.word("part").search(ahead[-40:])
        or lexicon.word("rest").search(ahead[-34:])
    ):
        return replace(draft, scope=Scope.PART).ruled("scope:part-word")
    if lexicon.word("total").search(ahead) or lexicon.word("total").search(behind):
        return replace(draft, scope=Scope.TOTAL).ruled("scope:total-word")
    if len(draft.donors) > 1:
        return replace(draft, scope=Scope.TOTAL).ruled("scope:several-donors")
    return draft


def _total_of(drafts: Sequence[Draft], place: int) -> int | None:
    """Find the sum that holds a part: the nearest earlier one that is larger, of a donor in common, and no sibling."""
    part = drafts[place]
    for other in range(place - 1, max(-1, place - 1 - _REACH), -1):
        whole = drafts[other]
        if whole.kind is Kind.UNQUANTIFIED or not _holds(whole, part):
            continue
        if whole.scope is Scope.PART and whole.part_of is not None and whole.index == part.index:
            continue
        return other
    return None


def _holds(whole: Draft, part: Draft) -> bool:
    if whole.donors and part.donors and not set(whole.donors) & set(part.donors):
        return False
    outer, inner = whole.amount, part.amount
    if outer is None or inner is None:
        return False
    if outer.unit != inner.unit:
        return False
    large = outer.high if outer.high is not None else outer.low
    small = inner.low if inner.low is not None else inner.high
    return large is not None and small is not None and small < large * _SLACK


def _loose_part(draft: Draft) -> Draft:
    """A part whose total the text does not state stands alone."""
    if draft.scope is Scope.PART and draft.part_of is None:
        return replace(draft, scope=Scope.SINGLE)
    return draft

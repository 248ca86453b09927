"""Totals and parts: which sums add up others, and inside which a sum lies."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, territory
from pledgebook.extraction.mentions import DateMention
from pledgebook.extraction.view import MarkKind
from pledgebook.model.evidence import BlockRole
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind, Scope

_REACH = 6  # a part stands within so many sums of its total
_BEFORE = 80
_AFTER = 45
_NEAR = 34  # a word that makes a part stands this close before it
_SLACK = Decimal("1.02")  # parts may add up to a little more than a rounded total
_ADD_UP = Decimal("0.012")  # so much may rounding part a total from the sum of its parts
_MOST_PARTS = 8
_LEAST_PARTS = 2
_AHEAD = frozenset({Stage.PROPOSED})
_ROWS = frozenset({BlockRole.LIST_ITEM, BlockRole.TABLE_ROW})


def resolve_scope(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Mark totals and parts, and tie each part to its total: by arithmetic first, then by words, then by lists."""
    scoped = _by_arithmetic(context, [_by_words(context, draft) for draft in drafts])
    scoped = [_by_list(context, scoped, place) for place in range(len(scoped))]
    for place, draft in enumerate(scoped):
        if draft.scope is Scope.PART and draft.part_of is None:
            total = _total_of(scoped, place)
            if total is not None:
                scoped[place] = replace(draft, part_of=total).ruled("scope:part-of")
    parents = sorted({draft.part_of for draft in scoped if draft.part_of is not None})
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
    found = (
        ("sum:part-by-reference" in draft.rules, "part:by-reference"),
        (
            lexicon.anchored("whole").search(ahead) or lexicon.word("whole_after").match(behind.lstrip(" ,")),
            "total:whole",
        ),
        (lexicon.word("part_after").search(behind) or lexicon.word("part").search(ahead[-_NEAR:]), "part:part-word"),
        (lexicon.anchored("rest").search(ahead), "part:rest-word"),
        (lexicon.word("total").search(ahead) or lexicon.word("total_after").search(behind), "total:total-word"),
        (draft.stage not in _AHEAD and _looks_back(context, draft, low, high), "total:since"),
        (len(draft.donors) > 1, "total:several-donors"),
    )
    for holds, name in found:
        if holds:
            scope, rule = name.split(":")
            return replace(draft, scope=Scope(scope)).ruled(f"scope:{rule}")
    return draft


def _looks_back(context: DocumentContext, draft: Draft, low: int, high: int) -> bool:
    """Tell whether a sum is counted from a day on ("since 2022"), or said to have passed a mark."""
    view = context.views[draft.index]
    since = any(
        isinstance(mark.mention, DateMention) and mark.mention.rule.endswith("since") and low <= mark.at < high
        for mark in view.of_kind(MarkKind.DATE)
    )
    passed = (
        draft.mention is not None
        and draft.amount is not None
        and context.lexicon.word("passing").search(context.layer.text, draft.mention.start, draft.amount.start)
    )
    return since or bool(passed)


def _by_arithmetic(context: DocumentContext, drafts: list[Draft]) -> list[Draft]:
    """Neighbouring sums of one unit that add up to the sum before or behind them are its parts."""
    scoped = list(drafts)
    for place, draft in enumerate(drafts):
        for step in (1, -1):
            parts = _adding_up(scoped, place, step)
            if not parts or not _belong(context, scoped, place, parts):
                continue
            if draft.scope is Scope.SINGLE:
                scoped[place] = replace(scoped[place], scope=Scope.TOTAL).ruled("scope:parts-add-up")
            for part in parts:
                scoped[part] = replace(scoped[part], scope=Scope.PART, part_of=place).ruled("scope:adds-up")
            break
    return scoped


def _belong(context: DocumentContext, drafts: Sequence[Draft], place: int, parts: Sequence[int]) -> bool:
    """Tell whether sums that add up to one behind them are said to: in one sentence, in a list, or by a word for it."""
    if (
        parts[0] > place
        or drafts[place].scope is Scope.TOTAL
        or any(drafts[part].scope is Scope.PART for part in parts)
    ):
        return True
    if any(drafts[part].index == drafts[place].index for part in parts):
        return True
    return all(context.views[drafts[part].index].sentence.role in _ROWS for part in parts)


def _adding_up(drafts: Sequence[Draft], place: int, step: int) -> tuple[int, ...]:
    whole = _value(drafts[place])
    if whole is None:
        return ()
    running = Decimal(0)
    parts: list[int] = []
    position = place + step
    while 0 <= position < len(drafts) and len(parts) < _MOST_PARTS:
        part = drafts[position]
        value = _value(part)
        position += step
        if value is None or part.part_of is not None or _unit(part) != _unit(drafts[place]):
            continue
        running += value
        parts.append(position - step)
        if running > whole * _SLACK:
            return ()
        if len(parts) >= _LEAST_PARTS and abs(running - whole) <= whole * _ADD_UP:
            return tuple(parts)
    return ()


def _value(draft: Draft) -> Decimal | None:
    if draft.amount is None:
        return None
    return draft.amount.low if draft.amount.low is not None else draft.amount.high


def _unit(draft: Draft) -> str:
    return draft.amount.unit if draft.amount is not None else ""


def _by_list(context: DocumentContext, drafts: Sequence[Draft], place: int) -> Draft:
    """Items of a list are parts of the sum that stands before the list, if that is large enough to hold them."""
    draft = drafts[place]
    if draft.part_of is not None or context.views[draft.index].sentence.role not in _ROWS:
        return draft
    for other in range(place - 1, max(-1, place - 1 - _MOST_PARTS), -1):
        whole = drafts[other]
        if whole.index == draft.index and other < place and _holds(whole, draft):
            return replace(draft, scope=Scope.PART, part_of=other).ruled("scope:row-part")
        if context.views[whole.index].sentence.role in _ROWS:
            continue
        if _holds(whole, draft) and not context.is_head(whole.index):
            return replace(draft, scope=Scope.PART, part_of=other).ruled("scope:list-item")
        break
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
    if whole.donors and part.donors and not set(whole.donors) & set(part.donors) and whole.named and part.named:
        return False
    if _unit(whole) != _unit(part):
        return False
    large, small = _value(whole), _value(part)
    return large is not None and small is not None and small < large * _SLACK


def _loose_part(draft: Draft) -> Draft:
    """A part whose total the text does not state stands alone."""
    if draft.scope is Scope.PART and draft.part_of is None:
        return replace(draft, scope=Scope.SINGLE)
    return draft

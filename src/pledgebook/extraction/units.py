"""Units that a figure leaves open: kroner by the giver, bare figures by their neighbours, dollars by declaration."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import KRONER, DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.model.quantity import Amount

_KRONE = "currency:krone"
_BARE_DOLLAR = "currency:bare-dollar"


def resolve_units(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Give every sum its currency as far as the document settles it; others keep an empty unit."""
    stated = {item.unit for draft in drafts for item in (draft.amount, *draft.equivalents) if item is not None}
    krone = stated & set(KRONER.values())
    only = next(iter(krone)) if len(krone) == 1 else ""
    first = [_by_rule(context, draft, only) for draft in drafts]
    return [_by_neighbours(first, place) for place in range(len(first))]


def _by_rule(context: DocumentContext, draft: Draft, only: str) -> Draft:
    if draft.amount is None or draft.mention is None:
        return draft
    rules = draft.mention.rules
    if draft.amount.unit == "" and _KRONE in rules:
        unit = _krone(context, draft, only)
        return _with_unit(draft, unit, "unit:krone-of-giver") if unit else draft
    if _BARE_DOLLAR in rules and context.dollar != "USD":
        return _with_unit(draft, context.dollar, "unit:declared-dollar")
    return draft


def _krone(context: DocumentContext, draft: Draft, only: str) -> str:
    """Take the kroner of a named giver, else the only ones that the text calls by country, else a near party's."""
    if only and not draft.named:
        return only
    sentence = [code for group in context.groups[draft.index] for code in group.codes]
    for code in (*draft.donors, *sentence, *context.donors):
        if code in KRONER:
            return KRONER[code]
    return ""


def _with_unit(draft: Draft, unit: str, rule: str) -> Draft:
    assert draft.amount is not None
    bare = draft.amount.unit
    equivalents = tuple(_filled(item, unit) if item.unit == "" else item for item in draft.equivalents)
    if bare in {"", "USD"}:
        return replace(draft, amount=_filled(draft.amount, unit), equivalents=equivalents, rules=(*draft.rules, rule))
    return draft


def _filled(amount: Amount, unit: str) -> Amount:
    return replace(amount, unit=unit)


def _by_neighbours(drafts: Sequence[Draft], place: int) -> Draft:
    """A bare figure takes the unit of the nearest sum: of its sentence first (before, then behind), then before it."""
    draft = drafts[place]
    if draft.amount is None or draft.amount.unit:
        return draft
    same = [item for item in drafts if item.index == draft.index and item.amount and item.amount.unit]
    ahead = [item for item in same if item.at < draft.at]
    behind = [item for item in same if item.at > draft.at]
    earlier = [item for item in drafts[:place] if item.amount and item.amount.unit]
    later = [item for item in drafts[place + 1 :] if item.amount and item.amount.unit]
    own = [item for item in (*reversed(earlier), *later) if item.amount and set(item.donors) & set(draft.donors)]
    twins = [item for item in (*reversed(earlier), *later) if _same_figure(item, draft)]
    counts = Counter(item.amount.unit for item in own if item.amount)
    own.sort(key=lambda item: -counts[item.amount.unit] if item.amount else 0)
    for choice in (twins[:1], ahead[-1:], own[:1], earlier[-1:], behind[:1], later[:1]):
        for item in choice:
            assert item.amount is not None
            return _with_unit(draft, item.amount.unit, "unit:neighbour")
    return draft


def _same_figure(left: Draft, right: Draft) -> bool:
    return (
        left.amount is not None
        and right.amount is not None
        and (left.amount.low, left.amount.high) == (right.amount.low, right.amount.high)
    )

"""Lists of goods that go beyond one sentence, and goods told more than once in a document."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.giving import GivingWords, giving_words, goods_lists, last_tied
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.extraction.view import Mark, MarkKind, SentenceView
from pledgebook.model.evidence import BlockRole
from pledgebook.model.statement import Item, Kind

_BULLET = re.compile(r"[\s*•·▪●‣◦–—_#-]*(?:\(?\w{1,2}[.)]\s*)?[\s*_]*")
VAGUE = "goods:vague"  # rule of drafts whose goods are counted in no figure
_LONGEST_HEAD = 30  # describing words before the goods of a bullet
_MOST_ITEMS = 60  # bullets of one list; a longer one is a catalogue


def follows(context: DocumentContext, view: SentenceView) -> list[Mark]:
    """Return the goods of a sentence that goes on about the package of the sentence before: "It includes …"."""
    grammar = giving_words(context.lexicon.tag)
    opening = grammar.follow.match(view.masked)
    if opening is None or grammar.money.search(opening.group()):
        return []
    goods = view.of_kind(MarkKind.GOODS)
    behind = [mark for mark in goods if mark.at >= opening.end()]
    if not behind or grammar.blocked.search(view.masked[opening.end() : behind[0].at]):
        return []
    return goods_lists(view, behind, grammar)[0]


def bulleted(context: DocumentContext, lead: SentenceView) -> list[tuple[SentenceView, list[Mark]]]:
    """Return the goods that the bullets behind a sentence begin with, where the sentence opens a list of gifts.

    Args:
        context: The document.
        lead: The sentence before the bullets; it ends with a colon and speaks of giving.
    """
    grammar = giving_words(context.lexicon.tag)
    if lead.sentence.role is BlockRole.LIST_ITEM or not opens_list(lead, grammar):
        return []
    found: list[tuple[SentenceView, list[Mark]]] = []
    for view in context.views[lead.index + 1 : lead.index + 1 + _MOST_ITEMS]:
        if view.sentence.role is not BlockRole.LIST_ITEM:
            break
        marks = _at_head(view, grammar)
        if marks:
            found.append((view, marks))
    return found


def opens_list(view: SentenceView, grammar: GivingWords) -> bool:
    """Tell whether a sentence opens a list of what is given: it ends with a colon and holds a word of giving."""
    text = view.masked.rstrip(" *_")
    if not text.endswith(":") or any(bar.search(text) for bar in (grammar.refused, grammar.home, grammar.money)):
        return False
    for pattern in (grammar.give, grammar.noun, grammar.behind, grammar.lead):
        found = last_tied(pattern, text if pattern is grammar.lead else text[:-1], grammar)
        if found is not None and not grammar.aim.search(text[: found.start()]):
            return True
    return False


def _at_head(view: SentenceView, grammar: GivingWords) -> list[Mark]:
    """Return the goods that a bullet begins with."""
    goods = view.of_kind(MarkKind.GOODS)
    if not goods:
        return []
    start = _BULLET.match(view.masked)
    head = view.masked[start.end() if start is not None else 0 : goods[0].at]
    if len(head) > _LONGEST_HEAD or grammar.blocked.search(head) or re.search(r"[.;:]", head):
        return []
    return goods_lists(view, goods, grammar)[0]


def item_of(mark: Mark) -> Item:
    """Make an item of a mention of goods."""
    mention = mark.mention
    assert isinstance(mention, GoodsMention)
    return Item(mention.item, mention.quantity)


def with_items(draft: Draft, marks: Iterable[Mark], rule: str) -> Draft:
    """Give a draft further goods; a sum becomes the value of its goods."""
    items = (*draft.items, *(item_of(mark) for mark in marks))
    return replace(draft, kind=Kind.IN_KIND, items=items).ruled(rule)


def without_repeats(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Tell the same goods once: the same number of them, or the same name from the same givers at the same stage.

    Goods of a headline yield to those of the body that share their last word or their number.
    """
    body = [item for draft in drafts if not context.is_head(draft.index) for item in draft.items]
    seen: list[tuple[Item, Draft]] = []
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda item: item.mention is None):
        items: list[Item] = []
        for item in draft.items:
            fresh = not any(_same(item, draft, *other) for other in seen)
            if context.is_head(draft.index) and draft.mention is None:
                fresh = fresh and not any(_retold(item, other) for other in body)
            if fresh:
                items.append(item)
                seen.append((item, draft))
        if len(items) == len(draft.items):
            kept.append(draft)
        elif items:
            kept.append(replace(draft, items=tuple(items)))
        elif draft.mention is not None:
            kept.append(replace(draft, items=(), kind=Kind.MONEY))
    return kept


def _same(item: Item, draft: Draft, other: Item, told: Draft) -> bool:
    """Tell whether an item has been told before."""
    if item.quantity != other.quantity:
        return False
    rivals = set(draft.donors) and set(told.donors) and not set(draft.donors) & set(told.donors)
    if item.quantity is not None and item.quantity > 1:
        return draft is not told and not rivals and bool(_name_words(item) & _name_words(other))
    if VAGUE in draft.rules and draft is not told:
        return False  # "thousands of further rockets" are not the rockets told before
    same_name = _name_words(item) == _name_words(other)
    return same_name and (draft is told or (draft.donors == told.donors and draft.stage is told.stage))


def _retold(item: Item, other: Item) -> bool:
    """Tell whether goods of a headline come again in the body."""
    if item.quantity is not None and item.quantity == other.quantity:
        return True
    return item.quantity is None and bool(_name_words(item) & _name_words(other))


def _name_words(item: Item) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", item.item.lower()))

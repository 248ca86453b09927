"""Lists of goods that go beyond one sentence, and goods told more than once in a document."""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.giving import GivingWords, giving_words, goods_lists, last_tied
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.extraction.view import Mark, MarkKind, SentenceView
from pledgebook.model.evidence import BlockRole
from pledgebook.model.stage import Stage
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

    Goods of a headline yield to those of the body that share a word of their name or their number.
    """
    body = [item for draft in drafts if not context.is_head(draft.index) for item in draft.items]
    numbers = {item.quantity for item in body if item.quantity is not None}
    named = {word for item in body for word in _name_words(item)}
    told = _Told({}, set())
    kept: list[Draft] = []
    for draft in sorted(drafts, key=lambda item: item.mention is None):
        items = tuple(item for item in draft.items if told.is_new(item, draft))
        if context.is_head(draft.index) and draft.mention is None:
            items = tuple(item for item in items if not _retold(item, numbers, named))
        told.add(items, draft)
        if len(items) == len(draft.items):
            kept.append(draft)
        elif items:
            kept.append(replace(draft, items=items))
        elif draft.mention is not None:
            kept.append(replace(draft, items=(), kind=Kind.MONEY))
    return kept


@dataclass(frozen=True, slots=True)
class _Told:
    """Goods told so far.

    Attributes:
        counted: Givers by number and word of a name.
        named: Names without a count, with givers and stage.
    """

    counted: dict[tuple[Decimal, str], set[tuple[str, ...]]]
    named: set[tuple[frozenset[str], tuple[str, ...], Stage]]

    def is_new(self, item: Item, draft: Draft) -> bool:
        """Tell whether an item has not been told in a draft before."""
        if item.quantity is None or item.quantity <= 1:
            vague = VAGUE in draft.rules  # "thousands of further rockets" are not the rockets told before
            return vague or (_name_words(item), draft.donors, draft.stage) not in self.named
        givers = {other for word in _name_words(item) for other in self.counted.get((item.quantity, word), ())}
        return not any(not other or not draft.donors or set(other) & set(draft.donors) for other in givers)

    def add(self, items: Iterable[Item], draft: Draft) -> None:
        """Note the items of a draft."""
        for item in items:
            if item.quantity is None or item.quantity <= 1:
                self.named.add((_name_words(item), draft.donors, draft.stage))
                continue
            for word in _name_words(item):
                self.counted.setdefault((item.quantity, word), set()).add(draft.donors)


def _retold(item: Item, numbers: Container[Decimal | None], named: Container[str]) -> bool:
    """Tell whether goods of a headline come again in the body."""
    if item.quantity is not None:
        return item.quantity in numbers
    return any(word in named for word in _name_words(item))


def _name_words(item: Item) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in re.findall(r"\w+", item.item.lower()))

"""What money is for, and what is announced to come next."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.dates import to_future
from pledgebook.extraction.drafts import Draft, strong_bounds, territory
from pledgebook.extraction.mentions import DateMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.evidence import Span
from pledgebook.model.stage import Stage, step
from pledgebook.model.statement import Expectation
from pledgebook.model.when import PartialDate

_LONGEST_PURPOSE = 90
_REACH = 70  # characters behind a sum in which its purpose begins
_WHEN_REACH = 60


def add_details(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Give every draft its purpose and its announced next steps."""
    return [_expected(context, _purposed(context, draft)) for draft in drafts]


def _purposed(context: DocumentContext, draft: Draft) -> Draft:
    """Take the words behind "for", "to buy", … up to the end of the clause; a party or a date alone is no purpose."""
    view = context.views[draft.index]
    _, high = territory(view, draft.at)
    end = min(high, draft.at + 1 + _REACH)
    for match in context.lexicon.word("purpose").finditer(view.masked, draft.at + 1, end):
        stop = context.lexicon.word("purpose_end").search(view.masked, match.end() + 1, high)
        last = min(stop.start() if stop else high, match.end() + _LONGEST_PURPOSE)
        words = _words(context, view, match.end(), last)
        if words and not _only_party(view, match.end(), last):
            return replace(draft, purpose=words).ruled("purpose:behind-sum")
    return draft


def _words(context: DocumentContext, view: SentenceView, start: int, end: int) -> str:
    text = context.layer.text[view.to_text(start) : view.to_text(end)]
    return " ".join(text.split()).strip(" ,;:.–—-\"'“”()[]*")


def _only_party(view: SentenceView, start: int, end: int) -> bool:
    """Tell whether nothing but a party, a date or a mechanism stands there."""
    rest = "".join(char for char in view.masked[start:end] if not "\ue000" <= char <= "\uf8ff")
    goods = any(start <= mark.at < end for mark in view.of_kind(MarkKind.GOODS))
    return not goods and len(rest.strip(" ,.'’s")) < len("the war")


def _expected(context: DocumentContext, draft: Draft) -> Draft:
    """Note a step that is announced and lies above the stage reached."""
    view = context.views[draft.index]
    low, high = strong_bounds(view, draft.at)
    found: list[Expectation] = []
    for stage, pattern in context.lexicon.expectations:
        match = pattern.search(view.masked, low, high)
        if match is None or step(stage) <= step(draft.stage) or draft.stage is Stage.CANCELLED:
            continue
        when = context.lexicon.when.search(view.masked, match.start(), min(high, match.end() + _WHEN_REACH))
        end = when.end() if when else match.end()
        start_text, end_text = view.to_text(match.start()), view.to_text(end)
        wording = Span.of(context.layer.text, start_text, end_text)
        found.append(Expectation(stage, wording, _due(view, match.start(), end, context.published)))
    if not found:
        return draft
    return replace(draft, expectations=tuple(sorted(found, key=lambda item: item.wording))).ruled("expectation")


def _due(view: SentenceView, start: int, end: int, published: PartialDate | None) -> PartialDate | None:
    """Return the last day that a date among the words allows; one without a year lies ahead."""
    for mark in view.of_kind(MarkKind.DATE):
        mention = mark.mention
        if not (start <= mark.at < end and isinstance(mention, DateMention)):
            continue
        ahead = mention if published is None else to_future(mention, published)
        if ahead.date is not None:
            return PartialDate.of(ahead.date.latest())
    return None

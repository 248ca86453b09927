"""What a draft takes over from its sentence, its total, the sentence before it and the story."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import SHORT, DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.mentions import MechanismMention, OrdinalMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Scope

_WEAK = frozenset({Stage.PLEDGED, Stage.COMMITTED})  # a part is no firmer than its total for words like these


def inherit(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Fill tranche, mechanism and stage of drafts whose own clause is silent."""
    only = _only_of_story(context)
    filled = [_from_story(context, _from_sentences(context, draft), only) for draft in drafts]
    return [_from_total(filled, place) for place in range(len(filled))]


def _from_sentences(context: DocumentContext, draft: Draft) -> Draft:
    """Ask the sentence, then the one before it in the paragraph, then the headline; only an undivided answer counts."""
    view = context.views[draft.index]
    places = [view]
    if draft.index > 0 and context.views[draft.index - 1].sentence.paragraph == view.sentence.paragraph:
        places.append(context.views[draft.index - 1])
    places.append(context.views[0])
    if draft.mechanism is None:
        slug = next((found for place in places if (found := _only_mechanism(place))), None)
        if slug is not None:
            draft = replace(draft, mechanism=slug).ruled("mechanism:near")
    if draft.tranche is None and not draft.named:
        number = next((value for place in places if (value := _only_ordinal(place)) is not None), None)
        if number is not None:
            draft = replace(draft, tranche=number).ruled("tranche:near")
    return draft


def _only_of_story(context: DocumentContext) -> str | None:
    """Return the mechanism of a short text that speaks of one only."""
    if len(context.views) > SHORT:
        return None
    slugs = {
        mark.mention.slug
        for view in context.views
        for mark in view.of_kind(MarkKind.MECHANISM)
        if isinstance(mark.mention, MechanismMention)
    }
    return next(iter(slugs)) if len(slugs) == 1 else None


def _from_story(context: DocumentContext, draft: Draft, only: str | None) -> Draft:
    if only is None or draft.mechanism is not None or context.is_head(draft.index):
        return draft
    return replace(draft, mechanism=only).ruled("mechanism:of-story")


def _only_mechanism(view: SentenceView) -> str | None:
    slugs = {
        mark.mention.slug for mark in view.of_kind(MarkKind.MECHANISM) if isinstance(mark.mention, MechanismMention)
    }
    return next(iter(slugs)) if len(slugs) == 1 else None


def _only_ordinal(view: SentenceView) -> int | None:
    numbers = {
        mark.mention.number for mark in view.of_kind(MarkKind.ORDINAL) if isinstance(mark.mention, OrdinalMention)
    }
    return next(iter(numbers)) if len(numbers) == 1 else None


def _from_total(drafts: Sequence[Draft], place: int) -> Draft:
    """A part stands where its total stands, unless its own words say more."""
    draft = drafts[place]
    if draft.part_of is None or draft.part_of == place:
        return draft
    whole = drafts[draft.part_of]
    if draft.scope is not Scope.PART:
        return draft
    changes = draft
    if not draft.said or draft.stage in _WEAK:
        changes = replace(changes, stage=whole.stage).ruled("stage:of-total")
    if changes.tranche is None and whole.tranche is not None and set(whole.donors) & set(draft.donors):
        changes = replace(changes, tranche=whole.tranche).ruled("tranche:of-total")
    if changes.mechanism is None and whole.mechanism is not None:
        changes = replace(changes, mechanism=whole.mechanism).ruled("mechanism:of-total")
    if changes.period is None and whole.period is not None:
        changes = replace(changes, period=whole.period).ruled("period:of-total")
    return changes

"""What a draft takes over from its sentence, its total, the sentence before it and the story."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.attribution import UNION, WINDFALL, WINDFALL_SLUG
from pledgebook.extraction.context import SHORT, DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.mentions import MechanismMention, OrdinalMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Scope

_SOURCES = frozenset({"ukraine-fund", "epf", *WINDFALL})  # where money comes from, not how it is spent
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
        if slug is not None and (slug not in WINDFALL or draft.donors == (UNION,)):
            draft = replace(draft, mechanism=slug).ruled("mechanism:near")
    if draft.tranche is None and not draft.named:
        number = next((value for place in places if (value := _only_ordinal(place)) is not None), None)
        if number is not None:
            draft = replace(draft, tranche=number).ruled("tranche:near")
    return draft


def _only_of_story(context: DocumentContext) -> str | None:
    """Return the scheme of a short text that speaks of one only; funds and windfall money are sources, not schemes."""
    if context.length > SHORT:
        return None
    slugs = {
        mark.mention.slug
        for view in context.views
        for mark in view.of_kind(MarkKind.MECHANISM)
        if isinstance(mark.mention, MechanismMention)
    }
    schemes = slugs - _SOURCES
    chosen = schemes or slugs
    return next(iter(chosen)) if len(chosen) == 1 else None


def _from_story(context: DocumentContext, draft: Draft, only: str | None) -> Draft:
    if context.is_head(draft.index):
        return draft
    if draft.donors == (UNION,) and draft.mechanism in {None, "epf", only} and _speaks_of_windfall(context):
        return replace(draft, mechanism=WINDFALL_SLUG).ruled("mechanism:windfall-story")
    if only is None or (draft.mechanism is not None and not (draft.mechanism in _SOURCES and only not in _SOURCES)):
        return draft
    if draft.mechanism in WINDFALL or only in WINDFALL:
        return draft
    return replace(draft, mechanism=only).ruled("mechanism:of-story")


def _speaks_of_windfall(context: DocumentContext) -> bool:
    return any(
        isinstance(mark.mention, MechanismMention) and mark.mention.slug in WINDFALL
        for view in context.views
        for mark in view.of_kind(MarkKind.MECHANISM)
    )


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

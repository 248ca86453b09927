"""Stages that a clause leaves open: from the story, from the time of the money, from an approval still to come."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.stages import StageCue, stage_cues
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, Scope

_AHEAD = 3  # sentences behind a sum in which its approval is spoken of
_FIRM = frozenset({Stage.SIGNED, Stage.COMMITTED, Stage.ALLOCATED, Stage.DISBURSED, Stage.CONTRACTED, Stage.PROPOSED})
_OPEN = frozenset({Stage.PLEDGED, Stage.COMMITTED, Stage.SIGNED})


def resolve_progress(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Settle the stages that no word of the clause tells."""
    resolved: list[Draft] = []
    for draft in drafts:
        settled = _of_time(context, draft)
        if settled is draft:
            settled = _entrusted(draft)
        if settled is draft:
            settled = _of_story(context, draft, resolved)
        resolved.append(_pending(context, settled))
    return resolved


def _of_time(context: DocumentContext, draft: Draft) -> Draft:
    """Money of a past year, and totals to date, have been given unless the words say otherwise."""
    if draft.said or draft.kind is Kind.UNQUANTIFIED:
        return draft
    past = context.published.year if context.published is not None else 0
    years = [draft.date.year if draft.date else 0, (draft.period.last_year or 0) if draft.period else 0]
    latest = max(years)
    if past and 0 < latest < past:
        return replace(draft, stage=Stage.DISBURSED).ruled("stage:past-year")
    if draft.scope is Scope.TOTAL and context.lexicon.word("to_date").search(context.views[draft.index].masked):
        return replace(draft, stage=Stage.DISBURSED).ruled("stage:to-date")
    return draft


def _entrusted(draft: Draft) -> Draft:
    """Windfall money that has been given to somebody to spend is firmly bound, unless the words say more."""
    entrusted = draft.budget_origin is BudgetOrigin.WINDFALL and bool(draft.implementing_actor)
    if entrusted and draft.stage is Stage.PLEDGED:
        return replace(draft, stage=Stage.COMMITTED).ruled("stage:entrusted")
    return draft


def _of_story(context: DocumentContext, draft: Draft, earlier: Sequence[Draft]) -> Draft:
    """A sum without a stage word stands where the sentence before it, or the sum before it, has put the story."""
    view = context.views[draft.index]
    pointing = context.lexicon.word("pointing").match(view.masked) is not None
    if draft.said and not (pointing and draft.stage is Stage.PLEDGED):
        return draft
    before = context.views[draft.index - 1] if draft.index > 0 else None
    if before is not None and before.sentence.paragraph == view.sentence.paragraph:
        cue = _main_cue(context, before)
        if cue is not None and not (draft.said and cue.stage is Stage.PROPOSED):
            return replace(draft, stage=cue.stage).ruled("stage:sentence-before")
    if draft.said:
        return draft
    for other in reversed(earlier):
        same = context.views[other.index].sentence.paragraph == view.sentence.paragraph or other.index == draft.index
        if same and (set(other.donors) & set(draft.donors) or not draft.donors) and other.amount is not None:
            return replace(draft, stage=other.stage).ruled("stage:sum-before")
    return draft


def _main_cue(context: DocumentContext, view: SentenceView) -> StageCue | None:
    """Return the firm stage word of a sentence: the verb that stands first, else the noun."""
    cues = [cue for cue in stage_cues(view, context.lexicon) if cue.stage in _FIRM and not cue.is_frame]
    verbs = [cue for cue in cues if not cue.is_noun]
    return next(iter([*[cue for cue in cues if cue.stage is Stage.SIGNED], *verbs, *cues]), None)


def _pending(context: DocumentContext, draft: Draft) -> Draft:
    """An approval that is still to come holds what is announced down to a proposal."""
    if draft.stage not in _OPEN or context.is_head(draft.index):
        return draft
    pending = context.lexicon.pending
    last = min(draft.index + _AHEAD, len(context.views) - 1)
    around = context.views[max(draft.index - 1, 0) : last + 1] if draft.date is None else ()
    if any(pending.search(view.masked) for view in (context.views[draft.index], *around, *_taken_up(context, draft))):
        return replace(draft, stage=Stage.PROPOSED).ruled("stage:approval-pending")
    return draft


def _taken_up(context: DocumentContext, draft: Draft) -> tuple[SentenceView, ...]:
    """Return the sentence behind a sum where it speaks of that sum and of no other: "The money needs a vote"."""
    view = context.views[draft.index]
    behind = context.views[draft.index + 1] if draft.index + 1 < len(context.views) else None
    if behind is None or behind.sentence.paragraph != view.sentence.paragraph or behind.of_kind(MarkKind.SUM):
        return ()
    return (behind,) if context.lexicon.word("pointing").match(behind.masked) else ()

"""When: the date that a stage was reached, and the years that money is for."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, strong_bounds, territory
from pledgebook.extraction.mentions import DateMention
from pledgebook.extraction.view import Mark, MarkKind
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate, Period

_BOUNDING = ("since", "until")  # dates that bound a stretch of time are not when something happened
_NEWS = frozenset({Stage.PROPOSED, Stage.PLEDGED, Stage.SIGNED, Stage.COMMITTED, Stage.ALLOCATED})


def resolve_moments(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Date every draft: by its clause, then its sentence, then the story it belongs to."""
    dated = [_by_words(context, draft) for draft in drafts]
    return [_by_story(context, dated, place) for place in range(len(dated))]


def _by_words(context: DocumentContext, draft: Draft) -> Draft:
    view = context.views[draft.index]
    low, high = territory(view, draft.at)
    wide = strong_bounds(view, draft.at)
    marks = view.of_kind(MarkKind.DATE)
    single = [mark for mark in marks if _is_date(mark) and not _is_span(context, draft, mark)]
    if draft.date is None:
        inner = [mark for mark in single if low <= mark.at < high]
        outer = [mark for mark in single if wide[0] <= mark.at < wide[1]]
        for choice in (inner, outer, single):
            if choice:
                nearest = min(choice, key=lambda mark: view.distance(mark.at, draft.at)).mention
                assert isinstance(nearest, DateMention)
                draft = replace(draft, date=nearest.date).ruled(f"date:{nearest.rule}")
                break
    if draft.period is None:
        periods = [
            mark
            for mark in marks
            if low <= mark.at < high and (_is_period(mark) or (_is_date(mark) and _is_span(context, draft, mark)))
        ]
        if periods:
            nearest = min(periods, key=lambda mark: view.distance(mark.at, draft.at)).mention
            assert isinstance(nearest, DateMention)
            period = nearest.period or Period(nearest.date.year, nearest.date.year) if nearest.date else nearest.period
            draft = replace(draft, period=period).ruled(f"period:{nearest.rule}")
    return draft


def _is_span(context: DocumentContext, draft: Draft, mark: Mark) -> bool:
    """Tell whether a bare year is when the money is for: of what is yet to come, this year or a later one."""
    mention = mark.mention
    if not isinstance(mention, DateMention) or mention.date is None or mention.date.month:
        return False
    if context.published is None or draft.stage not in _NEWS:
        return False
    return mention.date.year >= context.published.year


def _is_date(mark: Mark) -> bool:
    mention = mark.mention
    return isinstance(mention, DateMention) and mention.date is not None and not mention.rule.endswith(_BOUNDING)


def _is_period(mark: Mark) -> bool:
    return isinstance(mark.mention, DateMention) and mark.mention.period is not None


def _by_story(context: DocumentContext, drafts: Sequence[Draft], place: int) -> Draft:
    """A part is dated with its whole; news without a date of its own is dated with the day of publication."""
    draft = drafts[place]
    if draft.date is not None:
        return draft
    if draft.part_of is not None and drafts[draft.part_of].date is not None:
        return replace(draft, date=drafts[draft.part_of].date).ruled("date:of-total")
    if draft.stage in _NEWS:
        before = _date_before(context, draft)
        if before is not None:
            return replace(draft, date=before).ruled("date:sentence-before")
        story = _story_date(context, drafts) or context.published
        if story is not None:
            return replace(draft, date=story).ruled("date:of-story")
    return draft


def _date_before(context: DocumentContext, draft: Draft) -> PartialDate | None:
    """Return the one day that the sentence before names, where the draft's own takes it up: "It comes to …"."""
    if draft.index == 0 or context.lexicon.word("pointing").match(context.views[draft.index].masked) is None:
        return None
    view = context.views[draft.index - 1]
    if view.sentence.paragraph != context.views[draft.index].sentence.paragraph:
        return None
    days = {
        mark.mention.date
        for mark in view.of_kind(MarkKind.DATE)
        if _is_date(mark) and isinstance(mark.mention, DateMention) and mark.mention.date and mark.mention.date.day
    }
    return next(iter(days)) if len(days) == 1 else None


def _story_date(context: DocumentContext, drafts: Sequence[Draft]) -> PartialDate | None:
    """Return the date of the first dated draft of the body that is close to publication."""
    if context.published is None:
        return None
    for draft in drafts:
        if draft.date is not None and draft.date.day:
            gap = (context.published.latest() - draft.date.earliest()).days
            return draft.date if 0 <= gap <= _STORY_DAYS else None
    return None


_STORY_DAYS = 7

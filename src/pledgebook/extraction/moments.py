"""When: the date that a stage was reached, and the years that money is for."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, strong_bounds, territory
from pledgebook.extraction.mentions import DateMention
from pledgebook.extraction.view import Mark, MarkKind
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate

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
    single = [mark for mark in marks if _is_date(mark)]
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
        periods = [mark for mark in marks if _is_period(mark) and low <= mark.at < high]
        if periods:
            nearest = min(periods, key=lambda mark: view.distance(mark.at, draft.at)).mention
            assert isinstance(nearest, DateMention)
            draft = replace(draft, period=nearest.period).ruled(f"period:{nearest.rule}")
    return draft


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
        story = _story_date(context, drafts) or context.published
        if story is not None:
            return replace(draft, date=story).ruled("date:of-story")
    return draft


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

"""From sums to drafts: which sums are support, who gives each, how far it is."""

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from pledgebook.extraction.attribution import (
    UNION,
    WINDFALL,
    WINDFALL_SLUG,
    attribute,
    mechanism_of,
    no_givers,
    tranche_of,
)
from pledgebook.extraction.context import DocumentContext, giver_strength, is_actor, recipient_strength
from pledgebook.extraction.distractors import refusal
from pledgebook.extraction.drafts import Draft, quote_span, strong_bounds, territory
from pledgebook.extraction.mentions import MechanismMention, PartyForm, SumMention
from pledgebook.extraction.relevance import is_support, read_relevance
from pledgebook.extraction.role_patterns import role_patterns
from pledgebook.extraction.stages import StageCue, best_stage, stage_cues
from pledgebook.extraction.view import Mark, MarkKind, SentenceView
from pledgebook.model.evidence import BlockRole, Span
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, RefusedSum

_SEVERAL = 2
_Size = tuple[Decimal | None, Decimal | None]
_THE = re.compile(r"\s+the\s*$")
NOBODY = "who:nobody"
_NAMELESS = frozenset({"who:partners", "who:gathering", "who:common-pot", "who:led-by", NOBODY})
_RELATIVE = re.compile(r"\b(?:that|which|who|whom|where|when)\b")  # behind it begins a clause inside the sentence
_CONTINUES = re.compile(
    r"\s*,?\s*(?:to|against|from|up from|down from|compared with|or|and|versus|in)\s*(?:about|around|some)?\s*"
)
_EACH = "\x00"  # stands for "each", which a word or two part from the sum: "France and Poland each pay €9m"
_EACH_TAIL = re.compile(rf"{_EACH}(?:\s+\w+){{0,2}}\s*$")
_NEAR = 40  # characters
_LOOK_BACK = 2  # sentences in which the helped side is looked for
_SUBJECT_REACH = 90  # the subject of a sentence stands near its beginning
_LEADING = 2  # givers that a story is mostly about
SKIPPED = frozenset({BlockRole.FRONT_MATTER, BlockRole.BOILERPLATE})


def money_drafts(context: DocumentContext) -> tuple[list[Draft], list[RefusedSum]]:
    """Make a draft of every sum that is support; say of the others why they are not."""
    drafts: list[Draft] = []
    refused: list[RefusedSum] = []
    topic = _first_topic(context)
    told: dict[_Size, tuple[str, ...]] = {}  # who gives the sums told so far
    relevance = read_relevance(context)
    for view in context.views:
        if view.sentence.role in SKIPPED:
            continue
        cues = stage_cues(view, context.lexicon) if view.of_kind(MarkKind.SUM) else ()
        spoken: tuple[str, ...] = ()
        topic = _giver_told(view, told, topic)
        last: tuple[int, tuple[str, str]] | None = None
        for mark in view.of_kind(MarkKind.SUM):
            reason = refusal(view, mark.at, context.lexicon)
            if reason is None and last is not None and _CONTINUES.fullmatch(view.masked, last[0] + 1, mark.at):
                reason = last[1]
            if reason is not None:
                refused.append(_refused(context, mark, *reason))
                last = (mark.at, reason)
                continue
            draft = _next_draft(context, view, mark, cues, (drafts, topic))
            follows = bool(drafts) and context.views[drafts[-1].index].sentence.paragraph == view.sentence.paragraph
            if not is_support(context, relevance, draft, follows=follows):
                refused.append(_refused(context, mark, "no-support", ""))
                continue
            drafts += _split_each(context, view, draft)
            if not (draft.named and draft.donors):
                continue
            told.setdefault(_size(mark), draft.donors)
            if not context.is_head(view.index):
                spoken = topic = draft.donors
        if not spoken:
            topic = _subject(context, view) or topic
    return drafts, refused


def _size(mark: Mark) -> _Size:
    """Return how large a sum is."""
    assert isinstance(mark.mention, SumMention)
    return mark.mention.amount.low, mark.mention.amount.high


def _giver_told(view: SentenceView, told: Mapping[_Size, tuple[str, ...]], topic: tuple[str, ...]) -> tuple[str, ...]:
    """Take the giver of the sum that a sentence takes up again ("of the €2m, half a million is …"), else the topic."""
    sizes = [_size(mark) for mark in view.of_kind(MarkKind.SUM)]
    return next((told[size] for size in sizes if size in told), topic)


def _same_source(context: DocumentContext, view: SentenceView, at: int) -> bool:
    """Tell whether a sum comes "from the same source" as the sum before it."""
    low, high = territory(view, at)
    return context.lexicon.word("same_source").search(view.masked, low, high) is not None


def _next_draft(
    context: DocumentContext,
    view: SentenceView,
    mark: Mark,
    cues: tuple[StageCue, ...],
    before: tuple[list[Draft], tuple[str, ...]],
) -> Draft:
    """Make the draft of a sum by its own words, and where they name no giver by the drafts and the giver before it."""
    drafts, topic = before
    source = drafts[-1].donors if drafts and _same_source(context, view, mark.at) else topic
    draft = _draft(context, view, mark, cues, source)
    if drafts and not draft.named and _of_nobody(context, view, drafts[-1]):
        return replace(draft, donors=()).ruled(NOBODY)
    return draft


def _of_nobody(context: DocumentContext, view: SentenceView, last: Draft) -> bool:
    """Tell whether a sum goes on where the last one of its paragraph was nobody's by name: a conference, partners."""
    same = context.views[last.index].sentence.paragraph == view.sentence.paragraph
    return same and not last.donors and not _NAMELESS.isdisjoint(last.rules)


def _split_each(context: DocumentContext, view: SentenceView, draft: Draft) -> list[Draft]:
    """Part "£3m each from Canada and Luxembourg" into two sums."""
    each = context.lexicon.word("each")
    apiece = each.match(view.masked[draft.at + 1 :].lstrip()) or (
        draft.named and _EACH_TAIL.search(each.sub(_EACH, view.masked[max(0, draft.at - _NEAR) : draft.at]))
    )
    if not apiece or len(draft.donors) < _SEVERAL:
        return [draft]
    return [replace(draft, donors=(code,)).ruled("who:each") for code in draft.donors]


def _first_topic(context: DocumentContext) -> tuple[str, ...]:
    """A story whose headline speaks of windfall money is about the Union's money."""
    marks = context.views[0].of_kind(MarkKind.MECHANISM) if context.views else ()
    windfall = any(isinstance(mark.mention, MechanismMention) and mark.mention.slug in WINDFALL for mark in marks)
    return (UNION,) if windfall else ()


def _refused(context: DocumentContext, mark: Mark, reason: str, cue: str) -> RefusedSum:
    return RefusedSum(Span.of(context.layer.text, mark.mention.start, mark.mention.end), reason, cue)


def _draft(
    context: DocumentContext, view: SentenceView, mark: Mark, cues: tuple[StageCue, ...], topic: tuple[str, ...]
) -> Draft:
    mention = mark.mention
    assert isinstance(mention, SumMention)
    who = attribute(context, view, mark.at, topic)
    cue = best_stage(view, cues, mark.at)
    low, high = territory(view, mark.at)
    draft = Draft(
        index=view.index,
        at=mark.at,
        mention=mention,
        kind=Kind.MONEY,
        amount=mention.amount,
        equivalents=mention.equivalents,
        span=quote_span(context, view.index, mark.at),
        donors=who.donors,
        recipients=recipients_of(context, view, mark.at, who.donors),
        stage=cue.stage if cue else Stage.PLEDGED,
        rules=(*mention.rules, f"who:{who.rule}", cue.rule if cue else "stage:default"),
        implementing_actor=who.implementing,
        budget_origin=who.origin,
        tranche=tranche_of(view, low, high, mark.at),
        mechanism=mechanism_of(view, low, high, mark.at),
        named=who.named,
        said=cue is not None,
        group_size=who.group_size,
    )
    if who.origin is BudgetOrigin.WINDFALL:
        return replace(draft, mechanism=WINDFALL_SLUG)
    if draft.mechanism in WINDFALL and set(who.donors) != {UNION}:
        return replace(draft, mechanism=None)
    return draft


def _subject(context: DocumentContext, view: SentenceView) -> tuple[str, ...]:
    """Name whom a sentence is about: its first group that can act."""
    patterns = role_patterns(context.lexicon.tag)
    for group in context.groups[view.index]:
        codes = tuple(code for code in group.codes if code not in no_givers(context))
        if not codes or group.form is PartyForm.ORGANISATION or group.start > _SUBJECT_REACH:
            continue
        if group.form is PartyForm.ADJECTIVE and not patterns.aid_noun.match(group.behind):
            continue
        if is_actor(group, context.lexicon) and not _RELATIVE.search(view.masked, 0, group.start):
            gives = giver_strength(group, context.lexicon) > 0.0
            return codes if gives or set(codes) & set(context.donors[:_LEADING]) else ()
    return ()


def recipients_of(context: DocumentContext, view: SentenceView, at: int, donors: tuple[str, ...]) -> tuple[str, ...]:
    """Name for whom a sum is: a party behind "to" or "for" in its clause, else the document's."""
    low, high = strong_bounds(view, at)
    best: tuple[float, tuple[str, ...]] | None = None
    for group in context.groups[view.index]:
        if not low <= group.start < high:
            continue
        codes = tuple(code for code in group.codes if code in context.recipients and code not in donors)
        if not codes:
            continue
        distance = view.distance(group.start, at)
        if (best is None or distance < best[0]) and context.lexicon.receives(_right_before(view.masked, group.start)):
            best = (distance, codes)
    if best is not None:
        return best[1]
    if len(context.recipients) > 1:
        for index in range(view.index, max(view.index - _LOOK_BACK, 0) - 1, -1):
            near = _named_recipients(context, index, donors)
            if near:
                return near
    return tuple(code for code in context.recipients[:1] if code not in donors)


def _right_before(masked: str, start: int) -> str:
    """Return the few words before a place, without an article at their end."""
    ahead = masked[max(0, start - 24) : start]
    return _THE.sub(" ", ahead) if ahead.rstrip().endswith("the") else ahead


def _named_recipients(context: DocumentContext, index: int, donors: tuple[str, ...]) -> tuple[str, ...]:
    """Name the helped parties that a sentence speaks of as such, the first group only."""
    for group in context.groups[index]:
        codes = tuple(code for code in group.codes if code in context.recipients and code not in donors)
        if codes and recipient_strength(group, context.lexicon) > 0.0:
            return codes
    return ()

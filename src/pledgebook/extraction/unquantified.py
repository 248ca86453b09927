"""Support without a sum or a count: papers signed, packages announced, funds promised, aid stopped."""

from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.attribution import attribute, mechanism_of, tranche_of
from pledgebook.extraction.context import SHORT, DocumentContext, is_actor
from pledgebook.extraction.drafts import Draft, quote_span, strong_bounds
from pledgebook.extraction.groups import PartyGroup
from pledgebook.extraction.mentions import PartyForm
from pledgebook.extraction.money import SKIPPED, recipients_of
from pledgebook.extraction.relevance import is_question, speaks_of_helped
from pledgebook.extraction.role_patterns import role_patterns
from pledgebook.extraction.stages import StageCue, stage_cues
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.stage import Stage, step
from pledgebook.model.statement import Kind

_Trigger = tuple[int, Stage, str]  # masked offset, stage, name of the rule
_PAPERS = frozenset({Stage.SIGNED})
_STOPPED_WITHIN = 60  # characters between a word of stopping and the aid that is stopped


def unquantified_drafts(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Add one draft per giver for support that has neither sum nor count; the furthest stage said of it is kept."""
    taken = {draft.index for draft in drafts}
    found: dict[tuple[tuple[str, ...], int | None], Draft] = {}
    topic: tuple[str, ...] = context.donors[:1]
    for view in context.views:
        if view.sentence.role in SKIPPED or context.is_head(view.index) or is_question(view):
            continue
        draft = None if view.index in taken else _draft(context, view, topic)
        if draft is None:
            continue
        topic = draft.donors
        key = (draft.donors, draft.tranche)
        found[key] = _join(found[key], draft) if key in found else draft
    covered = {(code, draft.tranche) for draft in drafts for code in draft.donors}
    kept = [draft for draft in found.values() if draft.stage in _PAPERS or not _said_with_sum(draft, covered)]
    return [*drafts, *kept]


def _said_with_sum(draft: Draft, covered: set[tuple[str, int | None]]) -> bool:
    """Tell whether a sum of the document already speaks for the same package of the same givers."""
    return draft.tranche is not None and all((code, draft.tranche) in covered for code in draft.donors)


def _draft(context: DocumentContext, view: SentenceView, topic: tuple[str, ...]) -> Draft | None:
    if not speaks_of_helped(context, view):
        return None
    cues = stage_cues(view, context.lexicon)
    trigger = _trigger(context, view, cues)
    if trigger is None:
        return None
    at, stage, rule = trigger
    who = attribute(context, view, at, topic)
    if not who.donors or not (who.named or stage in _PAPERS):
        return None
    low, high = strong_bounds(view, at)
    recipients = recipients_of(context, view, at, who.donors)
    if not recipients:
        return None
    return Draft(
        index=view.index,
        at=at,
        mention=None,
        kind=Kind.UNQUANTIFIED,
        amount=None,
        equivalents=(),
        span=quote_span(context, view.index, at),
        donors=who.donors,
        recipients=recipients,
        stage=stage,
        rules=(f"unquantified:{rule}", f"who:{who.rule}"),
        tranche=tranche_of(view, low, high, at),
        mechanism=mechanism_of(view, low, high, at),
        named=who.named,
        said=True,
    )


def _trigger(context: DocumentContext, view: SentenceView, cues: tuple[StageCue, ...]) -> tuple[int, Stage, str] | None:
    """Find the words that make a sentence a statement of support: a paper signed, aid stopped, funds, a package."""
    masked, lexicon = view.masked, context.lexicon
    paper = next((cue for cue in cues if cue.stage is Stage.SIGNED), None)
    if paper is not None and lexicon.word("signing").search(masked) and not lexicon.word("unsigned").search(masked):
        # States sign papers about everything; a long text is not about support alone, so the sentence must say it.
        about = context.length <= SHORT or lexicon.word("aid_core").search(masked) or view.of_kind(MarkKind.MECHANISM)
        return (paper.at, Stage.SIGNED, "paper") if about else None
    stopped = next((cue for cue in cues if cue.stage is Stage.CANCELLED and _stops_aid(context, view, cue)), None)
    if stopped is not None:
        return stopped.at, Stage.CANCELLED, "stopped"
    verbs = [cue for cue in cues if not cue.is_noun]
    return _promised(context, view, verbs) or _packaged(context, view, cues, verbs)


def _stops_aid(context: DocumentContext, view: SentenceView, cue: StageCue) -> bool:
    """Tell whether it is aid that is stopped: "withdraws its forces", "a pause in the fighting" stop something else."""
    low, high = strong_bounds(view, cue.at)
    low, high = max(low, cue.at - _STOPPED_WITHIN), min(high, cue.at + len(cue.words) + _STOPPED_WITHIN)
    return context.lexicon.word("aid_strict").search(view.masked, low, high) is not None


def _promised(context: DocumentContext, view: SentenceView, verbs: list[StageCue]) -> _Trigger | None:
    """Find "substantial funds" and the verb that promises them."""
    funds = context.lexicon.word("substantial").search(view.masked)
    if funds is None or not verbs:
        return None
    if _only_spoken_of(context, view, funds.start()):
        return None
    cue = min(verbs, key=lambda item: view.distance(item.at, funds.start()))
    return funds.start(), cue.stage, "funds"


def _only_spoken_of(context: DocumentContext, view: SentenceView, at: int) -> bool:
    """Tell whether the words before say that support is wished for, spoken about or hindered, not promised."""
    low, _ = strong_bounds(view, at)
    return context.lexicon.word("unpromised").search(view.masked, low, at) is not None


def _packaged(
    context: DocumentContext, view: SentenceView, cues: tuple[StageCue, ...], verbs: list[StageCue]
) -> _Trigger | None:
    """Find a numbered package, or in a short text a verb of financing, with a giver as subject."""
    if _subject(context, view) is None:
        return None
    ordinals = view.of_kind(MarkKind.ORDINAL)
    if ordinals:
        nearest = min(cues, key=lambda item: view.distance(item.at, ordinals[0].at), default=None)
        return ordinals[0].at, nearest.stage if nearest else Stage.PLEDGED, "package"
    if context.length > SHORT:
        return None
    financing = next((cue for cue in verbs if context.lexicon.word("financing").search(cue.words)), None)
    if financing is None or _only_backs(context, view, financing) or _only_spoken_of(context, view, financing.at):
        return None
    return financing.at, financing.stage, "financing"


def _only_backs(context: DocumentContext, view: SentenceView, cue: StageCue) -> bool:
    """Tell whether a verb that need not be about giving ("supports the talks") has no word of aid for its object."""
    lexicon = context.lexicon
    if not lexicon.word("backing").search(cue.words):
        return False
    _, high = strong_bounds(view, cue.at)
    return lexicon.word("aid_core").search(view.masked, cue.at + len(cue.words), high) is None


def _subject(context: DocumentContext, view: SentenceView) -> PartyGroup | None:
    """Return the first group of a sentence that acts and gives."""
    patterns = role_patterns(context.lexicon.tag)
    for group in context.groups[view.index]:
        if group.form is PartyForm.GROUP or not group.codes or set(group.codes) <= set(context.recipients[:1]):
            continue
        behind = group.behind
        if is_actor(group, context.lexicon) and (patterns.subject.match(behind) or patterns.aid_noun.match(behind)):
            return group
    return None


def _join(left: Draft, right: Draft) -> Draft:
    """Keep the wording that goes further; the other becomes another wording of it."""
    keep, drop = (right, left) if step(right.stage) > step(left.stage) else (left, right)
    return replace(
        keep,
        also=tuple(sorted({*keep.also, *drop.also, drop.span} - {keep.span}, key=lambda span: span.start)),
        mechanism=keep.mechanism or drop.mechanism,
        purpose=keep.purpose or drop.purpose,
    ).ruled("merge:same-support")

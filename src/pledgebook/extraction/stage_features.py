"""What speaks for a stage: named features of a sum's clause, its sentence, its neighbours and its document."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, strong_bounds
from pledgebook.extraction.stages import StageCue, cue_values, stage_cues
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind

_NEAR = 3  # weight of clause boundaries from which a word stands in another clause
_STEPS = (2, 12, 36, 90, 180)  # characters between word and sum that make it closer or further
_LONG_AGO = 2  # years
_MANY = 3  # stages that one sentence speaks of


@dataclass(frozen=True, slots=True)
class StageFeatures:
    """The features of one sum.

    Attributes:
        shared: Features that speak for the stage beside them, whichever it is.
        own: Features that every stage weighs for itself.
    """

    shared: tuple[tuple[Stage, str], ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageEvidence:
    """What features are read from.

    Attributes:
        context: The document.
        drafts: Its statements in the making.
        cues: The stage words of each sentence; none where no sum is near.
        counts: How many sums the rules have put at each stage.
    """

    context: DocumentContext
    drafts: Sequence[Draft]
    cues: tuple[tuple[StageCue, ...], ...]
    counts: Mapping[Stage, int]


def is_weighed(draft: Draft) -> bool:
    """Tell whether the features of a draft are read: it is money with a sum."""
    return draft.kind is Kind.MONEY and draft.mention is not None


def read_evidence(context: DocumentContext, drafts: Sequence[Draft]) -> StageEvidence:
    """Find the stage words of every sentence that features may ask for."""
    wanted: set[int] = set()
    for draft in drafts:
        if is_weighed(draft):
            wanted |= {draft.index - 1, draft.index, draft.index + 1}
    cues = tuple(stage_cues(view, context.lexicon) if view.index in wanted else () for view in context.views)
    counts = Counter(draft.stage for draft in drafts if is_weighed(draft))
    return StageEvidence(context, drafts, cues, counts)


def stage_features(evidence: StageEvidence, place: int) -> StageFeatures:
    """Read the features of one sum.

    Args:
        evidence: What is known of the document.
        place: Number of the draft; it has a sum.
    """
    draft = evidence.drafts[place]
    view = evidence.context.views[draft.index]
    shared: list[tuple[Stage, str]] = []
    own: list[str] = []
    _from_cues(view, evidence.cues[draft.index], draft, shared, own)
    _from_rules(draft, shared, own)
    _from_neighbours(evidence, draft, shared, own)
    _from_sums(evidence, place, shared, own)
    _from_time(evidence.context, draft, own)
    return StageFeatures(tuple(dict.fromkeys(shared)), tuple(dict.fromkeys(own)))


def _from_cues(
    view: SentenceView, cues: Sequence[StageCue], draft: Draft, shared: list[tuple[Stage, str]], own: list[str]
) -> None:
    """Of every stage that the sentence speaks of the word most closely tied to the sum."""
    values = cue_values(view, cues, draft.at)
    ranked = sorted(zip(values, cues, strict=True), key=lambda pair: (-pair[0], pair[1].at))
    seen: set[Stage] = set()
    for rank, (value, cue) in enumerate(ranked):
        if cue.stage in seen:
            continue
        seen.add(cue.stage)
        where = _where(view, cue, draft.at)
        near = "near" if view.barrier(cue.at, draft.at) < _NEAR else "far"
        sort = cue.rule.removeprefix("stage:").split("-")[0]
        mood = cue.rule.rsplit("-", 1)[-1] if cue.rule.count("-") > 1 else "plain"
        first = "first" if rank == 0 else "later"
        shared += [
            (cue.stage, f"cue:{where}"),
            (cue.stage, f"cue:{where}:{sort}"),
            (cue.stage, f"cue:{first}:{sort}:{mood}"),
            (cue.stage, f"cue:{first}:{near}"),
            (cue.stage, f"cue:step:{_step(cue, draft.at)}"),
            (cue.stage, f"cue:value:{min(max(round(value), -3), 6)}"),
        ]
        own += [
            f"cue:{cue.stage.value}:{first}:{sort}",
            f"cue:{cue.stage.value}:{near}",
            f"cue:{cue.stage.value}:{where}",
        ]
    own.append(f"cues:{min(len(seen), _MANY)}")


def _where(view: SentenceView, cue: StageCue, at: int) -> str:
    """Say where a word stands: before or behind the sum, how many sums and what boundary lie between."""
    low, high = min(cue.at, at), max(cue.at, at)
    between = sum(1 for mark in view.of_kind(MarkKind.SUM) if low < mark.at < high)
    barrier = view.barrier(cue.end if cue.end <= at else cue.at, at)
    wall = "wall" if barrier >= 2 * _NEAR else "clause" if barrier >= _NEAR else "comma" if barrier else "same"
    return f"{'before' if cue.at < at else 'behind'}:{min(between, 2)}:{wall}"


def _step(cue: StageCue, at: int) -> str:
    gap = at - cue.end if cue.end <= at else cue.at - at
    return f"{'before' if cue.at < at else 'behind'}:{sum(1 for step in _STEPS if gap > step)}"


def _from_rules(draft: Draft, shared: list[tuple[Stage, str]], own: list[str]) -> None:
    """What the rules before have settled, and how."""
    rules = [rule for rule in draft.rules if rule.startswith("stage:")]
    last = rules[-1].removeprefix("stage:") if rules else "none"
    how = last if last.split("-")[0] not in {"verb", "noun", "infinitive", "frame"} else last.split("-")[0]
    shared += [(draft.stage, "rule"), (draft.stage, f"rule:{how}")]
    own += [f"rule:{draft.stage.value}", f"how:{how}", f"scope:{draft.scope.value}"]
    own += [f"scope:{draft.scope.value}:{draft.stage.value}"]
    if draft.implementing_actor:
        own.append("implementing")
    if draft.tranche is not None:
        own.append("tranche")


def _from_neighbours(evidence: StageEvidence, draft: Draft, shared: list[tuple[Stage, str]], own: list[str]) -> None:
    """What the sentences around that of the sum say."""
    views = evidence.context.views
    view = views[draft.index]
    silent = "said" if draft.said else "silent"
    for name, index in (("before", draft.index - 1), ("next", draft.index + 1)):
        if not 0 <= index < len(views) or views[index].sentence.paragraph != view.sentence.paragraph:
            continue
        for stage in dict.fromkeys(cue.stage for cue in evidence.cues[index] if not cue.is_frame):
            shared.append((stage, f"{name}:{silent}"))
            own.append(f"{name}:{stage.value}")
    if evidence.context.lexicon.word("pointing").match(view.masked):
        own.append("pointing")
    if evidence.context.is_head(draft.index):
        own.append("head")


def _from_sums(evidence: StageEvidence, place: int, shared: list[tuple[Stage, str]], own: list[str]) -> None:
    """Where the sums beside it, its whole and the other sums of the document stand."""
    draft, views = evidence.drafts[place], evidence.context.views
    paragraph = views[draft.index].sentence.paragraph
    silent = "said" if draft.said else "silent"
    for step, name in ((-1, "sum-before"), (1, "sum-next")):
        other = evidence.drafts[place + step] if 0 <= place + step < len(evidence.drafts) else None
        if other is not None and is_weighed(other) and views[other.index].sentence.paragraph == paragraph:
            tie = "sentence" if other.index == draft.index else "paragraph"
            shared.append((other.stage, f"{name}:{tie}:{silent}"))
    if draft.part_of is not None and draft.part_of != place:
        whole = evidence.drafts[draft.part_of]
        shared += [(whole.stage, f"whole:{silent}"), (whole.stage, f"whole:{draft.scope.value}")]
        own.append(f"whole:{whole.stage.value}")
    others = sum(evidence.counts.values()) - 1
    for stage, count in evidence.counts.items():
        number = count - (stage is draft.stage)
        if number:
            shared.append((stage, f"document:{silent}:{'most' if 2 * number > others else 'some'}"))


def _from_time(context: DocumentContext, draft: Draft, own: list[str]) -> None:
    """Whether the money is of a past, the present or a coming year; whether the sum runs to date."""
    low, high = strong_bounds(context.views[draft.index], draft.at)
    masked = context.views[draft.index].masked
    if context.lexicon.word("to_date").search(masked, low, high):
        own += ["to-date", f"to-date:{draft.stage.value}"]
    if context.lexicon.word("recap").search(masked, low, high):
        own.append("recap")
    if any(low <= mark.at < high for mark in context.views[draft.index].of_kind(MarkKind.GOODS)):
        own += ["goods", f"goods:{draft.stage.value}"]
    if context.published is None:
        return
    if draft.date is not None:
        own.append(f"date:{_age(context.published.year - draft.date.year)}")
    if draft.period is not None and draft.period.last_year:
        own.append(f"period:{_age(context.published.year - draft.period.last_year)}")


def _age(years: int) -> str:
    return "coming" if years < 0 else "now" if years == 0 else "past" if years < _LONG_AGO else "long-past"

"""How far a sum is: stage words with their tense and mood, weighed by how closely they are tied to the sum."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pledgebook.extraction.lexicon import Lexicon
from pledgebook.extraction.view import SentenceView
from pledgebook.model.stage import Stage

_LOOK_BACK = 40  # characters in which a verb's auxiliaries stand
_REACH = 400  # a stage word further away in the same sentence says nothing about the sum
_SORT_VALUE = {"verb": 3.0, "infinitive": -0.5, "noun": 1.8, "frame": 0.4}
_FUTURE_COST = 0.8  # what is to come says less about where the money is than what has been done
_LEFT_BONUS = 0.4  # English and its neighbours put the verb before the sum more often than behind it
_DISTANCE_COST = 0.3
_HEAD = 60  # a paper that stands this near to the beginning is what the sentence is about
_RELATIVE_BONUS = 2.5
_TOUCH_BONUS = 1.6
_PAPERS = frozenset({Stage.SIGNED, Stage.COMMITTED, Stage.CONTRACTED, Stage.PROPOSED})
_RELATIVE = re.compile(r"[^,.;]{0,40}\b(?:that|which|whom)\b[^,.;]{0,36}", re.IGNORECASE)
_OPENING = re.compile(r"[^,.;]{0,40},?\s*")  # what may stand between a sum and a relative word
_OF_SUM = re.compile(r"\s+(?:[\w-]+\s+){0,2}", re.IGNORECASE)
_FUTURE_OF = {Stage.COMMITTED: Stage.PROPOSED, Stage.SIGNED: Stage.PROPOSED}


@dataclass(frozen=True, slots=True)
class StageCue:
    """A word that says how far something is.

    Attributes:
        at: Masked offset of its first character.
        end: Masked offset behind it.
        stage: The stage with its mood applied.
        bare: The stage that the word alone stands for.
        value: How much the sort of word says, before distance.
        rule: Name of the rule: sort, stage and mood.
        words: The words, as masked.
        relative: Masked offset of the word that opens the relative clause it stands in; -1 outside one.
    """

    at: int
    end: int
    stage: Stage
    bare: Stage
    value: float
    rule: str
    words: str
    relative: int = -1

    @property
    def is_noun(self) -> bool:
        """True for a thing ("memorandum"), False for a verb."""
        return self.rule.startswith("stage:noun")

    @property
    def is_frame(self) -> bool:
        """True for a word that says who speaks or how much it is in all, not how far the money is."""
        return self.rule.startswith("stage:frame")

    @property
    def is_paper(self) -> bool:
        """True for a paper that sums are written in; a letter of intent is one with its verb too."""
        return (self.is_noun and self.stage in _PAPERS) or self.bare is self.stage is Stage.SIGNED


def stage_cues(view: SentenceView, lexicon: Lexicon) -> tuple[StageCue, ...]:
    """Find every stage word of a sentence, its mood applied; negated ones are left out."""
    cues: list[StageCue] = []
    for number, match in lexicon.stage_finder.matches(view.masked):
        item = lexicon.stages[number]
        cue = _cue(view.masked, match, item.stage, item.sort, lexicon)
        if cue is not None:
            cues.append(cue)
    return tuple(sorted(_longest(cues), key=lambda cue: (cue.at, cue.end)))


def _cue(masked: str, match: re.Match[str], stage: Stage, sort: str, lexicon: Lexicon) -> StageCue | None:
    ahead = masked[max(0, match.start() - _LOOK_BACK) : match.start()]
    never = re.compile(r"(?!)")
    if lexicon.mood.get("negation", never).search(ahead):
        return None
    mood = ""
    if sort == "verb":
        if lexicon.mood.get("conditional", never).search(ahead):
            mood = "conditional"
        elif lexicon.mood.get("future", never).search(ahead):
            mood = "future"
    result = stage
    if mood == "conditional":
        result = Stage.PROPOSED
    elif mood == "future" and stage not in {Stage.PROPOSED, Stage.CANCELLED}:
        result = _FUTURE_OF.get(stage, Stage.PLEDGED)
    rule = f"stage:{sort}-{stage.value}" + (f"-{mood}" if mood else "")
    value = _SORT_VALUE[sort] - (_FUTURE_COST if mood else 0.0)
    opened = _relative_before(masked, match.start(), lexicon)
    return StageCue(match.start(), match.end(), result, stage, value, rule, match.group(), opened)


def _relative_before(masked: str, at: int, lexicon: Lexicon) -> int:
    """Find the relative word whose clause, not yet closed by a comma, holds an offset."""
    low = max(0, at - _LOOK_BACK)
    found = [match.start() for match in lexicon.word("relative").finditer(masked, low, at)]
    return found[-1] if found and not re.search(r"[,.;]", masked[found[-1] : at]) else -1


def _longest(cues: list[StageCue]) -> list[StageCue]:
    """Of cues that overlap keep the longest ("has set aside" over "set"); on a tie the verb, then the first."""
    kept: list[StageCue] = []
    for cue in sorted(cues, key=lambda item: (item.at - item.end, -item.value, item.at)):
        if not any(cue.at < other.end and other.at < cue.end for other in kept):
            kept.append(cue)
    return kept


def best_stage(view: SentenceView, cues: tuple[StageCue, ...], at: int) -> StageCue | None:
    """Choose the stage word that governs the sum at a masked offset; None where none is near enough.

    A paper that a sentence begins with governs weaker verbs behind it: "A memorandum … foresees EUR 5 million".
    """
    best: tuple[float, StageCue] | None = None
    for value, cue in zip(cue_values(view, cues, at), cues, strict=True):
        if value > -_REACH and (best is None or value > best[0]):
            best = (value, cue)
    if best is None:
        return None
    if best[1].stage is Stage.PLEDGED and best[1].bare is Stage.PLEDGED:
        paper = next((cue for cue in cues if cue.at < min(_HEAD, at) and cue.is_paper), None)
        if paper is not None and paper.at < best[1].at:
            return paper
    return best[1]


def cue_values(view: SentenceView, cues: Sequence[StageCue], at: int) -> list[float]:
    """Say of every stage word how much it says about the sum at a masked offset; out of reach it says nothing."""
    values: list[float] = []
    for cue in cues:
        anchor = cue.end if cue.end <= at else cue.at
        value = cue.value - _DISTANCE_COST * view.distance(anchor, at) + (_LEFT_BONUS if cue.at < at else 0.0)
        values.append(value + _tie(view.masked, cue, at) if abs(anchor - at) <= _REACH else -float(_REACH))
    return values


def _tie(masked: str, cue: StageCue, at: int) -> float:
    """Say how much closer a word is tied to the sum than its distance tells."""
    if cue.at > at:
        between = masked[at + 1 : cue.at]
        if _RELATIVE.fullmatch(between) or (cue.relative > at and _OPENING.fullmatch(masked, at + 1, cue.relative)):
            return _RELATIVE_BONUS
        return _TOUCH_BONUS if not between.strip() else 0.0
    if cue.is_noun and _OF_SUM.fullmatch(masked, cue.end, at):
        return _TOUCH_BONUS
    return 0.0

"""How far a sum is: stage words with their tense and mood, weighed by how closely they are tied to the sum."""

import re
from dataclasses import dataclass

from pledgebook.extraction.lexicon import Lexicon
from pledgebook.extraction.view import SentenceView
from pledgebook.model.stage import Stage

_LOOK_BACK = 40  # characters in which a verb's auxiliaries stand
_REACH = 400  # a stage word further away in the same sentence says nothing about the sum
_SORT_VALUE = {"verb": 3.0, "noun": 1.8, "frame": 0.4}
_LEFT_BONUS = 0.4  # English and its neighbours put the verb before the sum more often than behind it
_DISTANCE_COST = 0.3
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
    """

    at: int
    end: int
    stage: Stage
    bare: Stage
    value: float
    rule: str
    words: str


def stage_cues(view: SentenceView, lexicon: Lexicon) -> tuple[StageCue, ...]:
    """Find every stage word of a sentence, its mood applied; negated ones are left out."""
    cues: list[StageCue] = []
    for item in lexicon.stages:
        for match in item.pattern.finditer(view.masked):
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
    return StageCue(match.start(), match.end(), result, stage, _SORT_VALUE[sort], rule, match.group())


def _longest(cues: list[StageCue]) -> list[StageCue]:
    """Of cues that overlap keep the longest ("has set aside" over "set"); on a tie the verb, then the first."""
    kept: list[StageCue] = []
    for cue in sorted(cues, key=lambda item: (item.at - item.end, -item.value, item.at)):
        if not any(cue.at < other.end and other.at < cue.end for other in kept):
            kept.append(cue)
    return kept


def best_stage(view: SentenceView, cues: tuple[StageCue, ...], at: int) -> StageCue | None:
    """Choose the stage word that governs the sum at a masked offset; None where none is near enough."""
    best: tuple[float, StageCue] | None = None
    for cue in cues:
        anchor = cue.end if cue.end <= at else cue.at
        if abs(anchor - at) > _REACH:
            continue
        value = cue.value - _DISTANCE_COST * view.distance(anchor, at) + (_LEFT_BONUS if cue.at < at else 0.0)
        if best is None or value > best[0]:
            best = (value, cue)
    return best[1] if best else None

"""The stage of a sum, weighed: what the rules settled is overruled where the features together say clearly more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.stage_features import StageEvidence, StageFeatures, is_weighed, read_evidence, stage_features
from pledgebook.model.stage import Stage
from pledgebook.reference.bundled import read_json

WEIGHTS = "stage_weights.json"
ALWAYS = "always"  # what holds of every sum


@dataclass(frozen=True, slots=True)
class StageWeights:
    """What features are worth, in thousandths of a natural logarithm of odds: whole numbers add up alike everywhere.

    Attributes:
        shared: Feature to what it is worth for the stage it speaks for.
        own: Feature to what it is worth for each stage.
        margin: By how much a stage must lead the one that the rules settled.
    """

    shared: Mapping[str, int]
    own: Mapping[str, Mapping[Stage, int]]
    margin: int


@cache
def stage_weights() -> StageWeights:
    """Load the bundled weights; `tools/train_stages.py` makes them from labelled texts."""
    tree = read_json(WEIGHTS)
    own = {
        feature: {Stage(stage): int(worth) for stage, worth in worths.items()}
        for feature, worths in tree["own"].items()
    }
    return StageWeights({feature: int(worth) for feature, worth in tree["shared"].items()}, own, int(tree["margin"]))


def stage_scores(features: StageFeatures, weights: StageWeights) -> dict[Stage, int]:
    """Add up what the features are worth for every stage."""
    scores = dict.fromkeys(Stage, 0)
    for stage, feature in features.shared:
        scores[stage] += weights.shared.get(feature, 0)
    for feature in (*features.own, ALWAYS):
        for stage, worth in weights.own.get(feature, {}).items():
            scores[stage] += worth
    return scores


def weigh_stages(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Give every sum the stage that its features speak for, where they clearly overrule the rules."""
    evidence = read_evidence(context, drafts)
    return [_weighed(evidence, place) if is_weighed(draft) else draft for place, draft in enumerate(drafts)]


def _weighed(evidence: StageEvidence, place: int) -> Draft:
    draft, weights = evidence.drafts[place], stage_weights()
    scores = stage_scores(stage_features(evidence, place), weights)
    best = max(scores, key=lambda stage: scores[stage])
    if scores[best] - scores[draft.stage] <= weights.margin:
        return draft
    return replace(draft, stage=best).ruled("stage:weighed")

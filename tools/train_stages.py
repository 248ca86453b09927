"""Fit the weights by which `stage_choice` weighs stages, from the two thirds of the labelled texts that may be read.

Usage: python tools/train_stages.py FOLDER... where each folder holds index.jsonl, texts and labels.
"""

import hashlib
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from pledgebook.extraction import extract
from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.extraction.scoring import match_sums
from pledgebook.extraction.stage_choice import ALWAYS, WEIGHTS
from pledgebook.extraction.stage_features import StageFeatures, is_weighed, read_evidence, stage_features
from pledgebook.model.evidence import TextLayer
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate

TARGET = Path(__file__).resolve().parents[1] / "src/pledgebook/reference/data" / WEIGHTS
STAGES = tuple(Stage)
STEPS = 120
RATE = 0.1
PULL_SHARED = 1.0  # how strongly weights are drawn to nothing
PULL_OWN = 10.0
PULL_BIAS = 0.1
DOCUMENTS = 2  # a feature seen in fewer says nothing about others
MARGIN = 300  # thousandths; so much must be said against the rules
SMALL = 30  # thousandths; a weight under it is left out


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sum: its document, its features, its stage."""

    document: str
    features: StageFeatures
    stage: Stage


class Listener:
    """Takes the place of the last step of extraction to hear what it is given."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.context: DocumentContext | None = None
        self.drafts: list[Draft] = []

    def __call__(self, context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
        """Note the drafts and hand them on as they are."""
        self.context, self.drafts = context, list(drafts)
        return self.drafts


def is_held_back(document: str) -> bool:
    """The split of tests/quality: by name alone."""
    return int(hashlib.sha256(document.encode()).hexdigest(), 16) % 3 == 0


def examples(folder: Path) -> Iterator[Example]:
    """Read the labelled sums of a folder that extraction finds, those held back left out."""
    listener = Listener()
    for entry in _lines(folder / "index.jsonl"):
        document = entry["id"]
        if is_held_back(document):
            continue
        layer = TextLayer((folder / "texts" / f"{document}.txt").read_text(encoding="utf-8"), "plain/1")
        published = PartialDate.parse(entry["published"]) if entry.get("published") else None
        with patch.object(extract, "weigh_stages", listener):
            extract.extract_statements(layer, document=document, published=published)
        assert listener.context is not None
        evidence = read_evidence(listener.context, listener.drafts)
        guesses = [_record(place, draft) for place, draft in enumerate(listener.drafts) if is_weighed(draft)]
        for label, guess in match_sums(_lines(folder / "labels" / f"{document}.jsonl"), guesses):
            yield Example(document, stage_features(evidence, guess["place"]), Stage(label["stage"]))


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _record(place: int, draft: Draft) -> dict[str, Any]:
    assert draft.amount is not None
    return {
        "place": place,
        **_form(draft.amount),
        "equivalents": [_form(amount) for amount in draft.equivalents],
        "donors": draft.donors,
        "stage": draft.stage.value,
        "scope": draft.scope.value,
    }


def _form(amount: Amount) -> dict[str, Any]:
    low, high = amount.low, amount.high
    return {
        "currency": amount.unit,
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
    }


class Fit:
    """A log-linear model: shared weights for the stage a feature speaks for, own ones for every stage.

    Fitted by Adam (Kingma and Ba 2015) over all examples at once: no chance is involved.
    """

    def __init__(self, data: Sequence[Example]) -> None:
        """Keep the features that several documents have."""
        seen: dict[tuple[str, str], set[str]] = defaultdict(set)
        for item in data:
            for _, name in item.features.shared:
                seen["shared", name].add(item.document)
            for name in item.features.own:
                seen["own", name].add(item.document)
        kept = sorted(key for key, documents in seen.items() if len(documents) >= DOCUMENTS)
        shared = [("shared", name, "") for kind, name in kept if kind == "shared"]
        own = [("own", name, stage.value) for kind, name in kept if kind == "own" for stage in STAGES]
        names = [*shared, *own, *(("own", ALWAYS, stage.value) for stage in STAGES)]
        self.names = names
        self.places = {name: place for place, name in enumerate(names)}
        self.weights = [1.0 if name == ("shared", "rule", "") else 0.0 for name in names]
        self.pulls = [
            PULL_SHARED if name[0] == "shared" else PULL_BIAS if name[1] == ALWAYS else PULL_OWN for name in names
        ]
        self.rows = [self._row(item) for item in data]

    def _row(self, item: Example) -> tuple[list[list[int]], int]:
        """List for every stage the places of the weights that speak for it, and the place of the right stage."""
        active: list[list[int]] = []
        for stage in STAGES:
            keys = [("shared", name, "") for of, name in item.features.shared if of is stage]
            keys += [("own", name, stage.value) for name in (*item.features.own, ALWAYS)]
            active.append([self.places[key] for key in keys if key in self.places])
        return active, STAGES.index(item.stage)

    def gradient(self) -> list[float]:
        """Say which way every weight errs."""
        slope = [pull * weight for pull, weight in zip(self.pulls, self.weights, strict=True)]
        for active, right in self.rows:
            sums = [sum(self.weights[place] for place in places) for places in active]
            top = max(sums)
            odds = [math.exp(value - top) for value in sums]
            whole = sum(odds)
            for number, places in enumerate(active):
                error = odds[number] / whole - (number == right)
                for place in places:
                    slope[place] += error
        return slope

    def run(self) -> None:
        """Step towards the best weights."""
        first, second = [0.0] * len(self.weights), [0.0] * len(self.weights)
        for step in range(1, STEPS + 1):
            for place, slope in enumerate(self.gradient()):
                first[place] = 0.9 * first[place] + 0.1 * slope
                second[place] = 0.999 * second[place] + 0.001 * slope * slope
                stride = first[place] / (1 - 0.9**step)
                self.weights[place] -= RATE * stride / (math.sqrt(second[place] / (1 - 0.999**step)) + 1e-8)

    def tree(self) -> Mapping[str, Any]:
        """Write the weights as the reference data holds them."""
        shared: dict[str, int] = {}
        own: dict[str, dict[str, int]] = {}
        for (kind, name, stage), weight in zip(self.names, self.weights, strict=True):
            worth = round(1000 * weight)
            if abs(worth) < SMALL:
                continue
            if kind == "shared":
                shared[name] = worth
            else:
                own.setdefault(name, {})[stage] = worth
        return {"margin": MARGIN, "shared": shared, "own": own}


def main() -> None:
    """Fit and write the weights."""
    data = [item for folder in sys.argv[1:] for item in examples(Path(folder))]
    fit = Fit(data)
    fit.run()
    TARGET.write_text(json.dumps(fit.tree(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(data)} sums, {len(fit.names)} weights")


if __name__ == "__main__":
    main()

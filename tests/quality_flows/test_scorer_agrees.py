"""Our own measure of flows and the labelled set's own script give the same figures, to all four digits."""

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pledgebook.cli.commands.eval_ import command
from pledgebook.reconciliation.flow_scoring import FlowScore, score_flows
from pledgebook.workflow.evaluating import read_json_lines
from pledgebook.workflow.evaluating_flows import LabelledFlows, evaluate_flows

GOLD = Path(__file__).parents[3] / "shared" / "gold"
SCORER = GOLD / "score_flows.py"

needs_labels = pytest.mark.skipif(not SCORER.exists(), reason="../shared is absent: there are no labelled flows")


def by_script(gold: Path, predicted: Path, pairs: Path) -> dict[str, Any]:
    files = [str(gold), str(predicted), "--pairs", str(pairs), "--json"]
    done = subprocess.run([sys.executable, str(SCORER), *files], check=True, capture_output=True, text=True)
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def in_shape_of_script(score: FlowScore) -> dict[str, Any]:
    figures: dict[str, Any] = {"statements": score.statements, "flows": score.flows}
    for name, found in (("same", score.same), ("bcubed", score.bcubed), ("part", score.part)):
        figures[name] = {"precision": found.precision, "recall": found.recall, "f1": found.f1}
    assert score.hard is not None
    hard = score.hard
    figures["hard"] = {"kept_apart": hard.kept_apart, "negatives": hard.negatives}
    figures["hard"] |= {"brought_together": hard.brought_together, "positives": hard.positives}
    return figures


def without_counts(figures: dict[str, Any]) -> dict[str, Any]:
    counts = {"right", "labelled", "predicted"}
    return {
        name: {key: part for key, part in value.items() if key not in counts} if isinstance(value, dict) else value
        for name, value in figures.items()
    }


@needs_labels
@pytest.mark.parametrize("folder", ["", "retold"])
def test_both_measure_what_the_command_writes_alike(folder: str, tmp_path: Path) -> None:
    place = GOLD / folder
    gold, pairs, out = place / "flows.jsonl", place / "pairs.json", tmp_path / "flows.jsonl"
    measured = evaluate_flows(LabelledFlows(str(place / "labels"), str(gold), str(pairs)), str(out))
    assert in_shape_of_script(measured.labelled) == without_counts(by_script(gold, out, pairs))


@needs_labels
@pytest.mark.parametrize("seed", range(4))
def test_both_measure_shuffled_flows_alike(seed: int, tmp_path: Path) -> None:
    gold, pairs = GOLD / "flows.jsonl", GOLD / "pairs.json"
    labelled = read_json_lines(gold)
    chance = random.Random(seed)  # noqa: S311  no secret hangs on it
    names = [name for flow in labelled for name in flow["statements"]]
    chance.shuffle(names)
    shuffled: list[dict[str, Any]] = []
    while names:
        cut = chance.randint(1, 4)
        parent = chance.choice(shuffled)["flow"] if shuffled and chance.random() < 0.5 else None
        shuffled.append({"flow": f"x{len(names)}", "parent": parent, "statements": names[:cut]})
        names = names[cut + chance.randint(0, 1) :]
    out = tmp_path / "flows.jsonl"
    out.write_text("".join(json.dumps(flow) + "\n" for flow in shuffled), encoding="utf-8")
    ours = score_flows(labelled, shuffled, json.loads(pairs.read_text("utf-8")))
    assert in_shape_of_script(ours) == without_counts(by_script(gold, out, pairs))


def test_the_command_has_both_verbs() -> None:
    assert getattr(command, "commands", {}).keys() == {"extraction", "flows"}

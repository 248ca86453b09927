import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pledgebook.extraction.scoring import score

GOLD = Path(__file__).resolve().parents[2] / ".." / "shared" / "gold"


def record(**changes: object) -> dict[str, Any]:
    values: dict[str, Any] = {
        "currency": "EUR",
        "low": 10,
        "high": 10,
        "qualifier": "exact",
        "donors": ["DK"],
        "stage": "pledged",
        "scope": "single",
        "date": "2024-11-22",
        "items": [],
    }
    return {**values, **changes}


def test_a_perfect_prediction_scores_one_everywhere() -> None:
    result = score({"a": [record()]}, {"a": [record()]})
    assert (result.sums.f1, result.who.f1, result.stage.f1, result.claim.f1) == (1.0, 1.0, 1.0, 1.0)
    assert result.fields["date"].accuracy == 1.0


def test_a_missing_document_counts_as_predicted_empty() -> None:
    result = score({"a": [record()]}, {})
    assert (result.sums.precision, result.sums.recall, result.sums.f1) == (0.0, 0.0, 0.0)


def test_an_equivalent_on_either_side_makes_the_sum_right() -> None:
    label = record(equivalents=[{"currency": "USD", "low": 11, "high": 11}])
    assert score({"a": [label]}, {"a": [record(currency="USD", low=11, high=11)]}).sums.right == 1


def test_open_bounds_agree_only_with_open_bounds() -> None:
    assert score({"a": [record(high=None)]}, {"a": [record()]}).sums.right == 0


def test_one_prediction_serves_one_label() -> None:
    assert score({"a": [record(), record()]}, {"a": [record()]}).sums.right == 1


def test_goods_need_the_quantity_and_a_word_in_common() -> None:
    label = record(items=[{"item": "Leopard 2 tanks", "quantity": 10}])
    same = record(items=[{"item": "tank", "quantity": 10}])
    other = record(items=[{"item": "tank", "quantity": None}])
    assert score({"a": [label]}, {"a": [same]}).goods.right == 1
    assert score({"a": [label]}, {"a": [other]}).goods.right == 0


def test_confusion_counts_stages_of_matched_sums() -> None:
    result = score({"a": [record()]}, {"a": [record(stage="signed")]})
    assert result.confusion == {("pledged", "signed"): 1}


def _distorted(labels: dict[str, list[dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """Make predictions that are wrong in many ways, the same way each time."""
    wrong: dict[str, list[dict[str, Any]]] = {}
    for document, records in labels.items():
        wrong[document] = []
        for number, item in enumerate(records):
            changed = dict(item)
            if number % 5 == 1:
                changed["donors"] = ["XX"]
            if number % 4 == 2:
                changed["stage"] = "signed"
            if number % 7 == 3:
                changed["low"] = (item["low"] or 0) * 2
            if number % 3 == 1:
                changed["scope"] = "total"
            if number % 6 == 4:
                changed["date"] = str(item["date"] or "2024")[:7]
            if number % 8 != 5:
                wrong[document].append(changed)
            if number % 9 == 6:
                wrong[document].append(dict(item))
    return wrong


@pytest.mark.parametrize("folder", [".", "retold"])
def test_the_figures_equal_those_of_the_shared_measure(folder: str, tmp_path: Path) -> None:
    source = GOLD / folder / "labels"
    if not source.is_dir():
        pytest.skip("the labelled set is not beside this checkout")
    labels = {
        path.stem: [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        for path in source.glob("*.jsonl")
    }
    predictions = _distorted(labels)
    for document, records in predictions.items():
        lines = "".join(json.dumps(item) + "\n" for item in records)
        (tmp_path / f"{document}.jsonl").write_text(lines, encoding="utf-8")
    command = [sys.executable, str(GOLD / "score.py"), str(source), str(tmp_path), "--json"]
    theirs = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ours = score(labels, predictions)
    for name in ("sums", "who", "stage", "claim", "goods"):
        measure = getattr(ours, name)
        figures = (measure.precision, measure.recall, measure.f1, measure.right, measure.labelled, measure.predicted)
        wanted = theirs[name]
        assert figures == tuple(wanted[key] for key in ("precision", "recall", "f1", "right", "labelled", "predicted"))
    assert {name: (item.accuracy, item.of) for name, item in ours.fields.items()} == {
        name: (item["accuracy"], item["of"]) for name, item in theirs["fields"].items()
    }

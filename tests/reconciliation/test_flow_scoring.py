"""The measure of flows on small cases that can be counted by hand."""

from typing import Any

from pledgebook.reconciliation.flow_scoring import Agreement, HardPairs, score_flows

GOLD: list[dict[str, Any]] = [
    {"flow": "A", "parent": None, "statements": ["a", "b"]},
    {"flow": "B", "parent": "A", "statements": ["c"]},
    {"flow": "C", "parent": None, "statements": ["d", "e"]},
]


def test_the_same_flows_score_one() -> None:
    found = score_flows(GOLD, GOLD, {"hard_negative": [["a", "c", ""]], "hard_positive": [["d", "e", ""]]})
    assert found.same == found.bcubed == found.part == Agreement(1.0, 1.0, 1.0)
    assert found.hard == HardPairs(1, 1, 1, 1)


def test_statements_that_are_not_predicted_are_alone() -> None:
    found = score_flows(GOLD, [{"flow": "x", "parent": None, "statements": ["a", "b", "z"]}])
    assert found.same == Agreement(1.0, 0.5, 0.6667)
    assert found.bcubed == Agreement(1.0, 0.8, 0.8889)
    assert found.part == Agreement(0.0, 0.0, 0.0)
    assert found.hard is None


def test_one_heap_has_full_recall() -> None:
    found = score_flows(GOLD, [{"flow": "x", "parent": None, "statements": ["a", "b", "c", "d", "e"]}])
    assert found.same == Agreement(0.2, 1.0, 0.3333)
    assert found.bcubed.recall == 1.0


def test_pairs_of_other_sets_do_not_count() -> None:
    found = score_flows(GOLD, GOLD, {"hard_negative": [["a", "unknown", ""]], "hard_positive": []})
    assert found.hard == HardPairs(0, 0, 0, 0)


def test_nothing_labelled_and_nothing_predicted_is_agreement() -> None:
    found = score_flows([], [])
    assert (found.same.f1, found.part.f1, found.statements) == (1.0, 1.0, 0)

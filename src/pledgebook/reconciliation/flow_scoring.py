"""Labelled and predicted flows in, agreement out: same money, B-cubed, parts, and pairs that are hard to tell."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Record = Mapping[str, Any]
PLACES = 4


@dataclass(frozen=True, slots=True)
class Agreement:
    """Precision, recall and their harmonic mean, rounded to four places."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class HardPairs:
    """How many of the pairs that are hard to tell came out right.

    Attributes:
        kept_apart: Pairs of different money that are in two predicted flows.
        negatives: All such pairs.
        brought_together: Pairs of the same money that are in one.
        positives: All such pairs.
    """

    kept_apart: int
    negatives: int
    brought_together: int
    positives: int


@dataclass(frozen=True, slots=True)
class FlowScore:
    """All figures of one comparison.

    Attributes:
        statements: Labelled statements.
        flows: Labelled flows.
        same: Over pairs of statements in one flow.
        bcubed: Over statements: how much of its flow each shares in both.
        part: Over pairs of a statement with one of the flow that its own flow is inside of.
        hard: Pairs that are hard to tell; None where none were given.
    """

    statements: int
    flows: int
    same: Agreement
    bcubed: Agreement
    part: Agreement
    hard: HardPairs | None


def score_flows(labelled: Sequence[Record], predicted: Sequence[Record], pairs: Record | None = None) -> FlowScore:
    """Hold predicted flows against labelled ones.

    A labelled statement in no predicted flow is alone; predicted statements without a label do not count. A flow that
    names a statement after another flow has named it takes it over.

    Args:
        labelled: Records with `flow`, `statements` and `parent`.
        predicted: The same.
        pairs: `hard_negative` and `hard_positive`: lists of two statement ids and a remark.
    """
    wanted = _homes(labelled)
    got = {name: f"alone:{name}" for name in wanted}
    got |= {name: flow for name, flow in _homes(predicted).items() if name in wanted}
    return FlowScore(
        statements=len(wanted),
        flows=len(labelled),
        same=_agreement(_together(got), _together(wanted)),
        bcubed=_bcubed(wanted, got),
        part=_agreement(_inside(predicted, got), _inside(labelled, wanted)),
        hard=None if pairs is None else _hard(pairs, wanted, got),
    )


def _homes(flows: Iterable[Record]) -> dict[str, str]:
    return {name: str(flow["flow"]) for flow in flows for name in flow["statements"]}


def _members(homes: Mapping[str, str]) -> dict[str, set[str]]:
    members: dict[str, set[str]] = defaultdict(set)
    for name, flow in homes.items():
        members[flow].add(name)
    return members


def _together(homes: Mapping[str, str]) -> set[tuple[str, str]]:
    return {pair for members in _members(homes).values() for pair in combinations(sorted(members), 2)}


def _inside(flows: Iterable[Record], homes: Mapping[str, str]) -> set[tuple[str, str]]:
    members = _members(homes)
    return {
        (part, whole)
        for flow in flows
        if flow.get("parent")
        for part in members.get(str(flow["flow"]), ())
        for whole in members.get(str(flow["parent"]), ())
    }


def _agreement(got: set[tuple[str, str]], wanted: set[tuple[str, str]]) -> Agreement:
    right = len(got & wanted)
    precision = Fraction(right, len(got)) if got else Fraction(not wanted)
    recall = Fraction(right, len(wanted)) if wanted else Fraction(1)
    return _rounded(precision, recall)


def _rounded(precision: Fraction, recall: Fraction) -> Agreement:
    both = precision + recall
    f1 = 2 * precision * recall / both if both else Fraction(0)
    return Agreement(*(round(float(share), PLACES) for share in (precision, recall, f1)))


def _bcubed(wanted: Mapping[str, str], got: Mapping[str, str]) -> Agreement:
    labelled, predicted = _members(wanted), _members(got)
    precision = recall = Fraction(0)
    for name in wanted:
        here, there = labelled[wanted[name]], predicted[got[name]]
        shared = len(here & there)
        precision += Fraction(shared, len(there))
        recall += Fraction(shared, len(here))
    count = max(len(wanted), 1)
    return _rounded(precision / count, recall / count)


def _hard(pairs: Record, wanted: Mapping[str, str], got: Mapping[str, str]) -> HardPairs:
    apart, together = (
        [pair for pair in pairs.get(kind) or () if pair[0] in wanted and pair[1] in wanted]
        for kind in ("hard_negative", "hard_positive")
    )
    return HardPairs(
        sum(got[pair[0]] != got[pair[1]] for pair in apart),
        len(apart),
        sum(got[pair[0]] == got[pair[1]] for pair in together),
        len(together),
    )

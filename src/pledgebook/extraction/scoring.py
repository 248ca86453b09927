"""The measure of extraction: predicted statements against labels, matched one to one inside a document."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pledgebook.model.stage import LADDER

Record = Mapping[str, Any]
_Item = TypeVar("_Item")

_TOLERANCE = 0.005  # relative; two roundings of one figure agree
_PLACES = 4
_LADDER = {stage.value: rung for rung, stage in enumerate(LADDER)}
_NAME_WORD = re.compile(r"[a-z0-9]{2,}")


@dataclass(frozen=True, slots=True)
class Measure:
    """Precision, recall and their harmonic mean, with the counts they come from.

    Attributes:
        right: Predictions that agree with a label.
        labelled: All labels.
        predicted: All predictions.
    """

    right: int
    labelled: int
    predicted: int

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 1 when nothing was predicted and nothing was there."""
        if self.predicted:
            return round(self.right / self.predicted, _PLACES)
        return 0.0 if self.labelled else 1.0

    @property
    def recall(self) -> float:
        """Share of the labels that were found; 1 when there were none."""
        return round(self.right / self.labelled, _PLACES) if self.labelled else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, from the unrounded values."""
        precision = self.right / self.predicted if self.predicted else float(not self.labelled)
        recall = self.right / self.labelled if self.labelled else 1.0
        return round(2 * precision * recall / (precision + recall), _PLACES) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class FieldAccuracy:
    """How often one field of the matched sums agrees with its label."""

    right: int
    of: int

    @property
    def accuracy(self) -> float:
        """Share of right values, 0 to 1."""
        return round(self.right / self.of, _PLACES)


@dataclass(frozen=True, slots=True)
class Score:
    """All figures of one run.

    Attributes:
        documents: How many documents were compared.
        sums: Currency and both bounds agree.
        who: The sum is right and the donors are equal.
        stage: `who` is right and the stage is equal.
        claim: `who` is right, stage within a rung of the ladder, both or neither a total.
        goods: Quantity of goods equal, names share a word.
        fields: Accuracy by field over the matched sums, names sorted.
        confusion: (labelled stage, predicted stage) to count, over the matched sums.
    """

    documents: int
    sums: Measure
    who: Measure
    stage: Measure
    claim: Measure
    goods: Measure
    fields: Mapping[str, FieldAccuracy]
    confusion: Mapping[tuple[str, str], int]


@dataclass(slots=True)
class _Tally:
    labelled: int = 0
    predicted: int = 0
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("sums", "who", "stage", "claim"), 0))
    goods: list[int] = field(default_factory=lambda: [0, 0, 0])
    fields: dict[str, list[int]] = field(default_factory=dict)
    confusion: dict[tuple[str, str], int] = field(default_factory=dict)


def score(labels: Mapping[str, Sequence[Record]], predictions: Mapping[str, Sequence[Record]]) -> Score:
    """Hold predictions against labels.

    Args:
        labels: Document to its labelled statements, as records of the labelling guide.
        predictions: Document to its predicted statements; a document that is missing counts as predicted empty.

    Returns:
        The figures over all documents that have labels.
    """
    tally = _Tally()
    for document in sorted(labels):
        _score_document(labels[document], predictions.get(document, ()), tally)
    measures = {name: Measure(right, tally.labelled, tally.predicted) for name, right in tally.right.items()}
    return Score(
        documents=len(labels),
        goods=Measure(*tally.goods),
        fields={name: FieldAccuracy(*counts) for name, counts in sorted(tally.fields.items())},
        confusion=tally.confusion,
        **measures,
    )


def match_sums(labels: Sequence[Record], predictions: Sequence[Record]) -> list[tuple[Record, Record]]:
    """Pair the labels and predictions of one document that give the same sum, as `score` does."""
    wanted = [(record, _forms(record)) for record in labels if _forms(record)]
    got = [(record, _forms(record)) for record in predictions if _forms(record)]
    pairs = _match(wanted, got, lambda a, b: _same_sum(a[1], b[1]), _worth)
    return [(label, guess) for (label, _), (guess, _) in pairs]


def _score_document(labels: Sequence[Record], predictions: Sequence[Record], tally: _Tally) -> None:
    wanted = [(record, _forms(record)) for record in labels if _forms(record)]
    got = [(record, _forms(record)) for record in predictions if _forms(record)]
    tally.labelled += len(wanted)
    tally.predicted += len(got)
    for label, guess in match_sums(labels, predictions):
        _score_pair(label, guess, tally)
    wanted_items, got_items = _items(labels), _items(predictions)
    pairs = _match(wanted_items, got_items, _same_item, lambda a, b: (len(a[1] & b[1]),))
    tally.goods = [
        tally.goods[0] + len(pairs),
        tally.goods[1] + len(wanted_items),
        tally.goods[2] + len(got_items),
    ]


def _score_pair(label: Record, guess: Record, tally: _Tally) -> None:
    who = _donors(label) == _donors(guess)
    stage = label.get("stage") == guess.get("stage")
    tally.right["sums"] += 1
    tally.right["who"] += who
    tally.right["stage"] += who and stage
    tally.right["claim"] += who and _near_stage(label, guess) and _is_total(label) == _is_total(guess)
    pair = (str(label.get("stage")), str(guess.get("stage")))
    tally.confusion[pair] = tally.confusion.get(pair, 0) + 1
    checks = {
        "donors": who,
        "stage": stage,
        "qualifier": label.get("qualifier") == guess.get("qualifier"),
        "scope": _is_total(label) == _is_total(guess),
    }
    for name in ("tranche", "mechanism"):
        if label.get(name) is not None:
            checks[name] = label.get(name) == guess.get(name)
    if label.get("date"):
        checks["date"] = _date_agrees(str(label["date"]), guess.get("date"))
    for name, right in checks.items():
        counts = tally.fields.setdefault(name, [0, 0])
        counts[0] += bool(right)
        counts[1] += 1


def _match(
    labels: Sequence[_Item],
    guesses: Sequence[_Item],
    agree: Callable[[_Item, _Item], bool],
    worth: Callable[[_Item, _Item], tuple[int, ...]],
) -> list[tuple[_Item, _Item]]:
    """Pair one to one, the worthiest pair first; among equals the earliest label, then the earliest guess."""
    edges = sorted(
        (tuple(-value for value in worth(left, right)), row, column)
        for row, left in enumerate(labels)
        for column, right in enumerate(guesses)
        if agree(left, right)
    )
    taken_rows: set[int] = set()
    taken_columns: set[int] = set()
    pairs = []
    for _, row, column in edges:
        if row not in taken_rows and column not in taken_columns:
            taken_rows.add(row)
            taken_columns.add(column)
            pairs.append((labels[row], guesses[column]))
    return pairs


def _forms(record: Record) -> list[tuple[str, Any, Any]]:
    """All (currency, low, high) under which a statement gives its sum; open on both sides is no sum."""
    parts = [record, *(record.get("equivalents") or ())]
    return [
        (part["currency"], part.get("low"), part.get("high"))
        for part in parts
        if part.get("currency") and (part.get("low") is not None or part.get("high") is not None)
    ]


def _same_sum(left: list[tuple[str, Any, Any]], right: list[tuple[str, Any, Any]]) -> bool:
    return any(a[0] == b[0] and _near(a[1], b[1]) and _near(a[2], b[2]) for a in left for b in right)


def _near(left: float | None, right: float | None) -> bool:
    if left is None or right is None:
        return left is right
    return abs(left - right) <= _TOLERANCE * max(abs(left), abs(right), 1e-9)


def _worth(left: tuple[Record, object], right: tuple[Record, object]) -> tuple[int, ...]:
    label, guess = left[0], right[0]
    return (
        int(_donors(label) == _donors(guess)),
        int(label.get("stage") == guess.get("stage")),
        int(_is_total(label) == _is_total(guess)),
        int(label.get("date") == guess.get("date")),
        int(label.get("qualifier") == guess.get("qualifier")),
    )


def _donors(record: Record) -> frozenset[str]:
    return frozenset(record.get("donors") or ())


def _is_total(record: Record) -> bool:
    return record.get("scope") == "total"


def _near_stage(label: Record, guess: Record) -> bool:
    wanted, got = _LADDER.get(label.get("stage") or ""), _LADDER.get(guess.get("stage") or "")
    if wanted is None or got is None:
        return label.get("stage") == guess.get("stage")
    return abs(wanted - got) <= 1


def _date_agrees(label: str, guess: object) -> bool:
    """Tell whether a date agrees to the precision of the label; the month is precise enough for a day."""
    text = str(guess) if guess else ""
    return bool(text) and text.startswith(label[: len(text)]) and len(text) >= min(len(label), len("2024-11"))


def _items(records: Sequence[Record]) -> list[tuple[Any, frozenset[str]]]:
    return [
        (item.get("quantity"), _name_words(str(item.get("item"))))
        for record in records
        for item in record.get("items") or ()
    ]


def _same_item(left: tuple[Any, frozenset[str]], right: tuple[Any, frozenset[str]]) -> bool:
    return bool(left[0] == right[0]) and bool(left[1] & right[1])


def _name_words(name: str) -> frozenset[str]:
    return frozenset(word.rstrip("s") for word in _NAME_WORD.findall(name.lower()))

"""Extraction measured against labelled texts."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from pledgebook.errors import InputFault
from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.record import statement_record
from pledgebook.extraction.scoring import Measure, Score, score
from pledgebook.model.evidence import Source
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem
from pledgebook.model.when import PartialDate
from pledgebook.readers.registry import read_source

Record = dict[str, Any]


def evaluate(labels: str, texts: str, index: str | None, out: str | None) -> Score:
    """Extract from every labelled text and hold the result against its labels.

    Args:
        labels: Folder of <id>.jsonl, one labelled statement a line.
        texts: Folder of <id>.txt.
        index: JSON Lines file with `id` and `published`; without it no publication date is known.
        out: Folder to write the predictions into, one <id>.jsonl a document; None writes nothing.

    Raises:
        InputFault: There are no labels, a text is missing, or a line is no JSON object.
    """
    labelled = {path.stem: read_json_lines(path) for path in sorted(Path(labels).glob("*.jsonl"))}
    if not labelled:
        raise InputFault(f"{labels}: no labels here", remedy="name a folder that holds <id>.jsonl files")
    published = _publication_dates(index)
    predictions = {name: _predict(Path(texts) / f"{name}.txt", published.get(name)) for name in labelled}
    if out is not None:
        _write_predictions(Path(out), predictions)
    return score(labelled, predictions)


def read_json_lines(path: Path) -> list[Record]:
    """Read a JSON Lines file of objects (raises InputFault with file and line where one is broken)."""
    records: list[Record] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            records.append(msgspec.json.decode(line, type=dict[str, Any]))
        except msgspec.DecodeError as fault:
            raise InputFault(f"{path}:{number}: {fault}", remedy="each line must be one JSON object") from fault
    return records


def _publication_dates(index: str | None) -> Mapping[str, PartialDate | None]:
    if index is None:
        return {}
    dates: dict[str, PartialDate | None] = {}
    for record in read_json_lines(Path(index)):
        text = record.get("published")
        try:
            dates[str(record.get("id"))] = PartialDate.parse(text) if isinstance(text, str) else None
        except ValueError as fault:
            raise InputFault(f"{index}: {record.get('id')}: {fault}", remedy="write dates as YYYY-MM-DD") from fault
    return dates


def _predict(path: Path, published: PartialDate | None) -> list[Record]:
    try:
        source = Source(name=path.name, data=path.read_bytes())
    except OSError as fault:
        raise InputFault(
            f"{path}: {fault.strerror}", remedy="every <id>.jsonl needs its <id>.txt under --texts"
        ) from fault
    if not source.data.strip():
        return []
    reading = read_source(source)
    if isinstance(reading, Problem):
        raise InputFault(f"{reading.where}: {reading.message}", remedy=reading.remedy)
    # The index goes before the text's own date: labels were resolved by it.
    found = extract_statements(
        reading.layer,
        document=digest(source.data),
        published=published or reading.published,
        language=reading.language,
    )
    return [statement_record(statement, number, path.stem) for number, statement in enumerate(found.statements, 1)]


def _write_predictions(folder: Path, predictions: Mapping[str, Sequence[Record]]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, records in predictions.items():
            lines = b"".join(msgspec.json.encode(record) + b"\n" for record in records)
            (folder / f"{name}.jsonl").write_bytes(lines)
    except OSError as fault:
        raise InputFault(f"{folder}: {fault.strerror}", remedy="name a folder that can be written") from fault


def score_record(figures: Score) -> Record:
    """Write a score as JSON-ready values, in the shape of the labelled set's own script."""
    record: Record = {"documents": figures.documents}
    for name, measure in named_measures(figures).items():
        record[name] = {
            "precision": measure.precision,
            "recall": measure.recall,
            "f1": measure.f1,
            "right": measure.right,
            "labelled": measure.labelled,
            "predicted": measure.predicted,
        }
    record["fields"] = {name: {"accuracy": fit.accuracy, "of": fit.of} for name, fit in figures.fields.items()}
    return record


def named_measures(figures: Score) -> dict[str, Measure]:
    """Name the measures in the order in which they are shown."""
    return {
        "sums": figures.sums,
        "who": figures.who,
        "stage": figures.stage,
        "claim": figures.claim,
        "goods": figures.goods,
    }

"""Reconciliation measured against labelled flows: of labelled statements, and end to end from texts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from pledgebook.errors import InputFault
from pledgebook.extraction.extract import extract_statements
from pledgebook.model.evidence import Document, Source
from pledgebook.model.judgement import Judgement
from pledgebook.model.problem import Problem
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.readers.registry import read_source
from pledgebook.reconciliation.alignment import align_statements
from pledgebook.reconciliation.evaluation import predicted_flows
from pledgebook.reconciliation.flow_scoring import FlowScore, score_flows
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.labels import read_documents, read_statement
from pledgebook.workflow.evaluating import read_json_lines
from pledgebook.workflow.rating import BookRates

Record = dict[str, Any]
INDEX = "index.jsonl"
NOBODY: tuple[Judgement, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowEvaluation:
    """What was measured.

    Attributes:
        labelled: With the labelled statements as input.
        end_to_end: With what our own extraction finds in the texts; None where no texts were given.
    """

    labelled: FlowScore
    end_to_end: FlowScore | None


@dataclass(frozen=True, slots=True)
class LabelledFlows:
    """Where the labels are.

    Attributes:
        labels: Folder of <id>.jsonl, one labelled statement a line.
        flows: JSON Lines file of labelled flows.
        pairs: JSON file of hard pairs; None for none.
        texts: Folder of <id>.txt; None to leave extraction out.
        index: JSON Lines with `id` and `published`; None for the file index.jsonl beside the labels, if there is one.
    """

    labels: str
    flows: str
    pairs: str | None = None
    texts: str | None = None
    index: str | None = None


def evaluate_flows(asked: LabelledFlows, out: str | None = None) -> FlowEvaluation:
    """Reconcile labelled statements, and where texts are given what extraction finds in them; score both.

    Args:
        asked: Where the labels are.
        out: File to write the flows of the labelled statements into, in the form of labelled flows; None for none.

    Raises:
        InputFault: There are no labels, a file is missing or not in its form, or `out` cannot be written.
    """
    gold = read_json_lines(_existing(asked.flows))
    pairs = None if asked.pairs is None else _read_pairs(_existing(asked.pairs))
    records = [record for path in sorted(Path(asked.labels).glob("*.jsonl")) for record in read_json_lines(path)]
    if not records:
        raise InputFault(f"{asked.labels}: no labels here", remedy="name a folder that holds <id>.jsonl files")
    published = _publication_dates(asked)
    statements = [_statement(record) for record in records]
    documents = read_documents([statement.document for statement in statements], published)
    predicted = predicted_flows(reconcile(documents, statements, NOBODY, BookRates()))
    if out is not None:
        _write(Path(out), predicted)
    end_to_end = None
    if asked.texts is not None:
        end_to_end = score_flows(gold, _from_texts(Path(asked.texts), statements, documents), pairs)
    return FlowEvaluation(score_flows(gold, predicted, pairs), end_to_end)


def _existing(path: str) -> Path:
    if not Path(path).is_file():
        raise InputFault(f"{path}: no such file", remedy="name the file of labelled flows or pairs")
    return Path(path)


def _read_pairs(path: Path) -> Record:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
    except msgspec.DecodeError as fault:
        raise InputFault(f"{path}: {fault}", remedy="hard_negative and hard_positive are lists of pairs") from fault


def _statement(record: Mapping[str, Any]) -> Statement:
    try:
        return read_statement(record)
    except (KeyError, ValueError) as fault:
        name = record.get("id", "a label without id")
        raise InputFault(f"{name}: {fault}", remedy="write labels as the labelling guide says") from fault


def _publication_dates(asked: LabelledFlows) -> dict[str, str | None]:
    path = Path(asked.labels).resolve().parent / INDEX if asked.index is None else Path(asked.index)
    if asked.index is None and not path.is_file():
        return {}
    dates: dict[str, str | None] = {}
    for record in read_json_lines(path):
        text = record.get("published")
        try:
            dates[str(record.get("id"))] = str(PartialDate.parse(text)) if isinstance(text, str) else None
        except ValueError as fault:
            raise InputFault(f"{path}: {record.get('id')}: {fault}", remedy="write dates as YYYY-MM-DD") from fault
    return dates


def _from_texts(folder: Path, labelled: Sequence[Statement], documents: Sequence[Document]) -> list[Record]:
    """Extract, reconcile, and put the labelled ids where a found statement is the labelled one."""
    found: list[Statement] = []
    read: list[Document] = []
    for document in documents:
        statements, published = _extract(folder / f"{document.id}.txt", document)
        found += statements
        read.append(replace(document, published=document.published or published))
    names = align_statements(labelled, found)
    predicted = predicted_flows(reconcile(read, found, NOBODY, BookRates()))
    return [record | {"statements": [names.get(item, item) for item in record["statements"]]} for record in predicted]


def _extract(path: Path, document: Document) -> tuple[tuple[Statement, ...], PartialDate | None]:
    try:
        source = Source(name=path.name, data=path.read_bytes())
    except OSError as fault:
        raise InputFault(
            f"{path}: {fault.strerror}", remedy="every <id>.jsonl needs its <id>.txt under --texts"
        ) from fault
    if not source.data.strip():
        return (), None
    reading = read_source(source)
    if isinstance(reading, Problem):
        raise InputFault(f"{reading.where}: {reading.message}", remedy=reading.remedy)
    published = document.published or reading.published
    found = extract_statements(reading.layer, document=document.id, published=published, language=reading.language)
    return found.statements, published


def _write(path: Path, records: Sequence[Record]) -> None:
    try:
        path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    except OSError as fault:
        raise InputFault(f"{path}: {fault.strerror}", remedy="name a file that can be written") from fault

"""The journal as values: what was put into a store, decoded, in the order in which it came."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pledgebook.model.evidence import Document
from pledgebook.model.judgement import Judgement
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import DocumentLine
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.codec import Extraction, document_of, extraction_of, judgement_of, statement_of
from pledgebook.workflow.extracting import EXTRACTOR


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything that a fold needs.

    Attributes:
        documents: In the order in which they came.
        statements: Those of the latest extraction of each document, document by document.
        judgements: In the order in which they were made.
        lines: The documents, each with what its latest extraction found, counted.
    """

    documents: tuple[Document, ...]
    statements: tuple[Statement, ...]
    judgements: tuple[Judgement, ...]
    lines: tuple[DocumentLine, ...] = ()


def read_journal(store: Store, *, until: int | None = None) -> Journal:
    """Decode the journal to a record number (inclusive) or its end (raises BookBroken where a record is unsound)."""
    documents = tuple(document_of(record) for record in store.records(RecordKind.DOCUMENT, until=until))
    statements = {record.key: statement_of(record) for record in store.records(RecordKind.STATEMENT, until=until)}
    latest = {found.document: found for found in read_extractions(store, until=until)}
    current = [
        statements[key] for document in documents if document.id in latest for key in latest[document.id].statements
    ]
    judgements = tuple(judgement_of(record) for record in store.records(RecordKind.JUDGEMENT, until=until))
    lines = tuple(_line(document, latest.get(document.id)) for document in documents)
    return Journal(documents=documents, statements=tuple(current), judgements=judgements, lines=lines)


def _line(document: Document, found: Extraction | None) -> DocumentLine:
    if found is None:
        return DocumentLine(document, 0, 0, 0)
    return DocumentLine(document, len(found.statements), len(found.refused), len(found.problems))


def read_extractions(store: Store, *, until: int | None = None) -> Iterator[Extraction]:
    """Decode the extraction records, oldest first."""
    return (extraction_of(record) for record in store.records(RecordKind.EXTRACTION, until=until))


def latest_extraction(store: Store, document: str) -> Extraction | None:
    """Return what the latest extraction found in one document, by its full id; None where there is none."""
    newest = store.record(RecordKind.EXTRACTION, f"{document}:{EXTRACTOR}")
    if newest is not None:
        return extraction_of(newest)
    found = [extraction for extraction in read_extractions(store) if extraction.document == document]
    return found[-1] if found else None


def learnt_at(store: Store, statements: Iterable[str]) -> dict[str, datetime]:
    """Return when the book learnt of statements, by their full ids; those that it does not have are left out."""
    records = ((name, store.record(RecordKind.STATEMENT, name)) for name in statements)
    return {name: record.recorded_at for name, record in records if record is not None}

"""The journal as values: what was put into a store, decoded, in the order in which it came."""

from collections.abc import Iterator
from dataclasses import dataclass

from pledgebook.model.evidence import Document
from pledgebook.model.judgement import Judgement
from pledgebook.model.statement import Statement
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.codec import Extraction, document_of, extraction_of, judgement_of, statement_of


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything that a fold needs.

    Attributes:
        documents: In the order in which they came.
        statements: Those of the latest extraction of each document, document by document.
        judgements: In the order in which they were made.
    """

    documents: tuple[Document, ...]
    statements: tuple[Statement, ...]
    judgements: tuple[Judgement, ...]


def read_journal(store: Store, *, until: int | None = None) -> Journal:
    """Decode the journal to a record number (inclusive) or its end (raises BookBroken where a record is unsound)."""
    documents = tuple(document_of(record) for record in store.records(RecordKind.DOCUMENT, until=until))
    statements = {record.key: statement_of(record) for record in store.records(RecordKind.STATEMENT, until=until)}
    latest = {found.document: found for found in read_extractions(store, until=until)}
    current = [
        statements[key] for document in documents if document.id in latest for key in latest[document.id].statements
    ]
    judgements = tuple(judgement_of(record) for record in store.records(RecordKind.JUDGEMENT, until=until))
    return Journal(documents=documents, statements=tuple(current), judgements=judgements)


def read_extractions(store: Store, *, until: int | None = None) -> Iterator[Extraction]:
    """Decode the extraction records, oldest first."""
    return (extraction_of(record) for record in store.records(RecordKind.EXTRACTION, until=until))

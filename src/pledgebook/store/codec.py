"""Values to journal records and back, without loss: canonical JSON out, validated values in."""

from dataclasses import dataclass
from typing import TypeVar

import msgspec

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.model.evidence import Document, TextLayer
from pledgebook.model.identity import canonical_json, to_plain
from pledgebook.model.judgement import Judgement
from pledgebook.model.problem import Problem
from pledgebook.model.statement import RefusedSum, Statement
from pledgebook.store.base import JournalRecord, RecordKind

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one version of the rules found in one document. The latest of a document tells its statements.

    Attributes:
        document: Id of the document.
        extractor: Name and version of the rules, "rules/1".
        statements: Ids of the statements found, in the order of the text.
        refused: Sums that are no support, with the reasons.
        problems: What was odd about the text.
    """

    document: str
    extractor: str
    statements: tuple[str, ...]
    refused: tuple[RefusedSum, ...]
    problems: tuple[Problem, ...]

    @property
    def key(self) -> str:
        """Its key in the journal: the same rules over the same document are recorded once."""
        return f"{self.document}:{self.extractor}"


Recorded = Document | Extraction | Statement | Judgement

KINDS: dict[RecordKind, type[Document | Extraction | Statement | Judgement]] = {
    RecordKind.DOCUMENT: Document,
    RecordKind.EXTRACTION: Extraction,
    RecordKind.STATEMENT: Statement,
    RecordKind.JUDGEMENT: Judgement,
}


def record_of(value: Recorded) -> tuple[RecordKind, str, bytes]:
    """Return kind, key and body of a value, as `UnitOfWork.append` takes them.

    Raises:
        UsageFault: The value holds text that no encoding can keep (a lone surrogate).
    """
    match value:
        case Document():
            kind, key = RecordKind.DOCUMENT, value.id
        case Extraction():
            kind, key = RecordKind.EXTRACTION, value.key
        case Statement():
            kind, key = RecordKind.STATEMENT, value.id
        case Judgement():
            kind, key = RecordKind.JUDGEMENT, value.id
    return kind, key, encode(value)


def encode(value: object) -> bytes:
    """Encode a value as canonical JSON.

    Raises:
        UsageFault: The value holds text that no encoding can keep (a lone surrogate).
    """
    try:
        if isinstance(value, Document) and not value.fingerprint:
            # Documents of older books have no such field: their records must come out as they went in.
            plain = to_plain(value)
            del plain["fingerprint"]
            return canonical_json(plain)
        if isinstance(value, TextLayer):
            # No figure is in it that would have to be written plainly: the same bytes, several times sooner.
            return msgspec.json.encode(value, order="sorted")
        return canonical_json(value)
    except UnicodeEncodeError as fault:
        raise UsageFault(
            f"text that cannot be kept: {fault.object[max(fault.start - 20, 0) : fault.start]!r} is followed by half a"
            " character (a lone surrogate)",
            remedy="Read the file with its right encoding.",
        ) from fault


def decode(body: bytes, value_type: type[Value], *, where: str = "a record") -> Value:
    """Decode canonical JSON to a value of a type.

    Raises:
        BookBroken: The bytes are no such value; `where` names the place in the message.
    """
    try:
        return msgspec.json.decode(body, type=value_type)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as fault:
        raise BookBroken(f"{where} does not hold a {value_type.__name__}: {fault}") from fault


def document_of(record: JournalRecord) -> Document:
    """Decode a document record (raises BookBroken)."""
    return _checked(record, RecordKind.DOCUMENT, Document)


def extraction_of(record: JournalRecord) -> Extraction:
    """Decode an extraction record (raises BookBroken)."""
    return _checked(record, RecordKind.EXTRACTION, Extraction)


def statement_of(record: JournalRecord) -> Statement:
    """Decode a statement record (raises BookBroken)."""
    return _checked(record, RecordKind.STATEMENT, Statement)


def judgement_of(record: JournalRecord) -> Judgement:
    """Decode a judgement record (raises BookBroken)."""
    return _checked(record, RecordKind.JUDGEMENT, Judgement)


def _checked(record: JournalRecord, kind: RecordKind, value_type: type[Value]) -> Value:
    if record.kind != kind:
        raise UsageFault(f"journal record {record.number} is a {record.kind}, not a {kind}")
    return decode(record.body, value_type, where=f"journal record {record.number}")

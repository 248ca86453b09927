"""Proof of a book: chain, archive, texts, quotes and projections, each with the first place that is not sound."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.model.evidence import Document, Span
from pledgebook.model.identity import digest
from pledgebook.model.statement import Statement
from pledgebook.store.base import Head, JournalRecord, RecordKind, Store
from pledgebook.store.chain import EMPTY, verify_chain
from pledgebook.store.codec import KINDS, Recorded, decode, document_of, record_of, statement_of
from pledgebook.store.projections import (
    PROJECTIONS,
    ProjectionMark,
    Projections,
    differences,
    differing_column,
    mark_of,
    rows_of,
)
from pledgebook.store.tables import Projection, Row, Table

# Folds the journal of a store up to a head.
Rebuild = Callable[[Store, Head], Projections]

_ALL = 2**62  # wider than any journal: a record with a number that it should not have is to be found too


@dataclass(frozen=True, slots=True)
class Fault:
    """A place that is not sound.

    Attributes:
        room: "file", "journal", "archive", "texts", "statements" or "projections".
        place: "record 17", "document 3f…", "flows f-12…", for people to find it.
        message: What is wrong, in one sentence.
    """

    room: str
    place: str
    message: str


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What was proved, and the first fault of every room.

    Attributes:
        head: Where the journal ends.
        records: Journal records checked.
        documents: Documents whose archived bytes and text were checked.
        statements: Statements whose quotes were held against their text.
        rows: Projected rows compared with the rebuild.
        behind: Journal records that are not folded yet; no fault.
        outdated: Projections that another edition of the rules folded: they were held against their digests only.
        faults: In the order in which they were met; at most one for each room, each projection being a room.
    """

    head: Head
    records: int
    documents: int
    statements: int
    rows: int
    behind: int
    outdated: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class _Counts:
    """What the walk through the rooms has met so far."""

    head: Head = EMPTY
    records: int = 0
    documents: int = 0
    statements: int = 0
    rows: int = 0
    folded: list[int] = field(default_factory=list)
    outdated: list[str] = field(default_factory=list)


def verify_store(store: Store, rebuild: Rebuild | None = None) -> VerifyReport:
    """Prove a book, or say where it is broken; a broken book is a report, not an exception.

    Args:
        store: The book.
        rebuild: Folds the journal anew; without it, and where the journal itself is broken, projections are held
            against their own digests only.
    """
    counts = _Counts()
    faults: list[Fault] = []
    with store.reading():
        faults.extend(_guarded("file", _file_faults(store)))
        faults.extend(_guarded("journal", _journal_faults(store, counts)))
        faults.extend(_guarded("archive", _archive_faults(store)))
        faults.extend(_guarded("texts", _document_faults(store, counts)))
        faults.extend(_guarded("statements", _quote_faults(store, counts)))
        sound_rebuild = None if faults else rebuild  # a fold of unsound records would blame the projections
        faults.extend(_guarded("projections", _projection_faults(store, sound_rebuild, counts)))
    return VerifyReport(
        head=counts.head,
        records=counts.records,
        documents=counts.documents,
        statements=counts.statements,
        rows=counts.rows,
        behind=counts.head.number - min(counts.folded, default=0),
        outdated=tuple(counts.outdated),
        faults=tuple(faults),
    )


def _guarded(room: str, faults: Iterator[Fault]) -> Iterator[Fault]:
    """Pass faults on; damage that keeps a room from being read is the fault of that room."""
    try:
        yield from faults
    except (BookBroken, UsageFault) as fault:  # UsageFault: it asked for what one part names and another lacks
        yield Fault(room, room, str(fault))


def _file_faults(store: Store) -> Iterator[Fault]:
    finding = next(store.findings(), None)
    if finding is not None:
        yield Fault("file", store.place, finding)


def _journal_faults(store: Store, counts: _Counts) -> Iterator[Fault]:
    counts.head = store.head()
    chain_fault = verify_chain(store.records(since=-_ALL, until=_ALL), counts.head)
    if chain_fault is not None:
        yield Fault("journal", f"record {chain_fault.number}", chain_fault.message)
        return
    for record in store.records():
        value_fault = _value_fault(record)
        if value_fault:
            yield Fault("journal", f"record {record.number}", value_fault)
            return
        counts.records += 1


def _value_fault(record: JournalRecord) -> str:
    """Hold a record against its own id: what it holds must be the value that its kind and key name."""
    kind = next((kind for kind in KINDS if kind == record.kind), None)
    if kind is None:
        return f"its kind {record.kind!r} is unknown"
    value: Recorded = decode(record.body, KINDS[kind], where=f"record {record.number}")
    if record_of(value) != (kind, record.key, record.body):
        return f"it does not hold what its key {record.key!r} names, in canonical form"
    return ""


def _archive_faults(store: Store) -> Iterator[Fault]:
    for name in store.archived():
        try:
            store.archive(name)
        except BookBroken as fault:
            yield Fault("archive", name, str(fault))
            return


def _document_faults(store: Store, counts: _Counts) -> Iterator[Fault]:
    archived, texts = set(store.archived()), set(store.texts())
    for record in store.records(RecordKind.DOCUMENT):
        document = document_of(record)
        fault = _document_fault(store, document, archived=document.id in archived, read=document.id in texts)
        if fault:
            yield Fault("texts", f"document {document.id} ({document.name})", fault)
            return
        texts.discard(document.id)
        counts.documents += 1
    if texts:
        yield Fault("texts", f"document {min(texts)}", "there is a text, but no journal record of its document")


def _document_fault(store: Store, document: Document, *, archived: bool, read: bool) -> str:
    if not archived:
        return "its bytes are not in the archive"
    if not read:
        return "its text is missing"
    layer = store.text_layer(document.id)
    if layer.reader != document.reader or digest(layer.text.encode()) != document.text_digest:
        return "its text is not the one that its journal record names"
    return ""


def _quote_faults(store: Store, counts: _Counts) -> Iterator[Fault]:
    document, text = "", ""
    for record in store.records(RecordKind.STATEMENT):
        statement = statement_of(record)
        if statement.document != document:
            if store.record(RecordKind.DOCUMENT, statement.document) is None:
                yield Fault("statements", f"statement {statement.id}", "its document is not in the journal")
                return
            document, text = statement.document, store.text_layer(statement.document).text
        wrong = next((span for span in _spans(statement) if text[span.start : span.end] != span.quote), None)
        if wrong is not None:
            place = f"statement {statement.id}, characters {wrong.start} to {wrong.end} of document {document}"
            yield Fault("statements", place, "the quote is not what stands there")
            return
        counts.statements += 1


def _spans(statement: Statement) -> Iterator[Span]:
    yield statement.span
    yield from statement.also
    yield from (expectation.wording for expectation in statement.expectations)
    if statement.amount is not None:
        yield statement.amount.span()
    yield from (amount.span() for amount in statement.equivalents)


def _projection_faults(store: Store, rebuild: Rebuild | None, counts: _Counts) -> Iterator[Fault]:
    marks = store.projection_marks()
    rebuilt: dict[Head, Projections] = {}
    for name in sorted(marks.keys() - {projection.name for projection in PROJECTIONS}):
        yield Fault("projections", name, "there is a mark, but no such projection")
    for projection in PROJECTIONS:
        mark = marks.get(projection.name)
        if mark is None:
            row = next(store.projected_rows(projection), None)
            if row is not None:
                yield Fault("projections", f"{projection.name} {row[1][0]}", "there are rows, but nothing was folded")
            elif marks:  # all are written together
                yield Fault("projections", projection.name, "its mark is missing")
            continue
        head = Head(mark.folded_number, mark.folded_hash)
        counts.folded.append(head.number)
        counts.rows += mark.rows
        if rebuild is not None and head not in rebuilt and _is_record(store, head):
            rebuilt[head] = rebuild(store, head)
        fold = rebuilt.get(head)
        if fold is not None and fold.folded_by != mark.folded_by:
            counts.outdated.append(projection.name)
            fold = None
        fault = _projection_fault(store, projection, mark, fold)
        if fault is not None:
            yield fault


# Any: each projection has a value type of its own.
def _projection_fault(
    store: Store, projection: Projection[Any], mark: ProjectionMark, rebuilt: Projections | None
) -> Fault | None:
    head = Head(mark.folded_number, mark.folded_hash)
    if not _is_record(store, head):
        return Fault(
            "projections", projection.name, f"it was folded from record {mark.folded_number}, which is another one now"
        )
    if rebuilt is not None:
        rows = rows_of(projection, getattr(rebuilt, projection.name))
        for table in projection.tables:
            fault = _row_fault(table, _rest(store, projection, table), rows[table.name])
            if fault is not None:
                return fault
    if mark != mark_of(store.projected_rows(projection), head.number, head.hash, mark.folded_by):
        return Fault("projections", projection.name, "its rows or its mark are not what its digest was taken from")
    return None


def _rest(store: Store, projection: Projection[Any], table: Table) -> Iterator[Row]:
    return (row for name, row in store.projected_rows(projection) if name == table.name)


def _row_fault(table: Table, rows: Iterator[Row], rebuilt: list[Row]) -> Fault | None:
    difference = next(differences(table, rows, rebuilt), None)
    if difference is None:
        return None
    place = f"{table.name} {' '.join(str(part) for part in difference.key)}"
    if difference.after is None:
        return Fault("projections", place, "the journal does not yield this row")
    if difference.before is None:
        return Fault("projections", place, "the journal yields this row, and it is missing")
    column = differing_column(table, difference)
    position = table.columns.index(column)
    before, after = difference.before[position], difference.after[position]
    return Fault("projections", place, f"{column} is {_short(before)}, the journal yields {_short(after)}")


def _short(value: object, most: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= most else text[:most] + "…"


def _is_record(store: Store, head: Head) -> bool:
    if head.number == 0:
        return head == EMPTY
    return any(record.hash == head.hash for record in store.records(since=head.number, until=head.number))

"""Views of a book that can only be read: as known at an earlier instant, or without what may not be published."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from functools import cached_property
from types import TracebackType
from typing import Self, TypeVar

from pledgebook.errors import UsageFault
from pledgebook.ledger.sums import StageSum, stage_sums
from pledgebook.model.evidence import TextLayer
from pledgebook.reconciliation.judgements import standing
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import ShareSum, sum_shares
from pledgebook.store.asking import Asked, Condition, Page, Tallied, any_of
from pledgebook.store.base import Head, JournalRecord, RecordKind, Store, UnitOfWork
from pledgebook.store.codec import extraction_of, judgement_of
from pledgebook.store.projections import PROJECTIONS, ProjectionMark, Projections, mark_of, rows_of, value_of
from pledgebook.store.row_asking import find_rows, tally_rows
from pledgebook.store.tables import Projection, Row
from pledgebook.workflow.journal import read_journal
from pledgebook.workflow.projecting import fold_journal
from pledgebook.workflow.rating import BookRates

Value = TypeVar("Value")


def restricted_documents(store: Store) -> frozenset[str]:
    """Return the ids of the documents that are restricted now, by the judgements that stand."""
    judgements = [judgement_of(record) for record in store.records(RecordKind.JUDGEMENT)]
    return standing(judgements).restricted


class StoreView:
    """A part of a store: its journal up to an instant and without some documents, the projections a fold of that.

    It reads as any store does and can only be read. The rules and the rates of the fold are those of today: what is
    asked for is what the book knew, not how an older program understood it. With documents hidden, nothing of them is
    left, nor of the judgements about them; the records that are left keep their numbers and hashes.
    """

    def __init__(
        self, store: Store, rates: BookRates, instant: datetime | None = None, hidden: Collection[str] = ()
    ) -> None:
        self._store = store
        self._head = store.head(at=instant)
        self._rates = rates
        self._hidden = frozenset(hidden)
        self.instant = instant
        self._folded_rows: dict[str, list[Row]] = {}

    @property
    def place(self) -> str:
        """The path or address of the book, with what is seen of it."""
        seen = "" if self.instant is None else f" as known at {self.instant.isoformat()}"
        return f"{self._store.place}{seen}{' without what is restricted' if self._hidden else ''}"

    @property
    def writable(self) -> bool:
        """A view cannot be changed."""
        return False

    def begin(self) -> UnitOfWork:
        """Refuse: a view is read only (raises UsageFault)."""
        raise UsageFault("a view of a book cannot be written to", remedy="leave --known-at out")

    def reading(self) -> AbstractContextManager[None]:
        """Hold one state of the book."""
        return self._store.reading()

    def head(self, at: datetime | None = None) -> Head:
        """Return the place of the last record that was known."""
        return self._head if at is None else min(self._head, self._store.head(at=at))

    def records(
        self, kind: RecordKind | None = None, *, since: int = 1, until: int | None = None
    ) -> Iterator[JournalRecord]:
        """Stream the journal up to the instant."""
        end = self._head.number if until is None else min(until, self._head.number)
        found = self._store.records(kind, since=since, until=end)
        return (record for record in found if not self._is_hidden(record)) if self._hidden else found

    def record(self, kind: RecordKind, key: str) -> JournalRecord | None:
        """Return one record by its kind and key, if it was known."""
        found = self._store.record(kind, key)
        if found is None or found.number > self._head.number or self._is_hidden(found):
            return None
        return found

    def archived(self) -> Iterator[str]:
        """List the digests of the archived bytes of the documents that were known, sorted."""
        return (digest for digest in self._store.archived() if self._knows(digest))

    def archive(self, digest: str) -> bytes:
        """Return archived bytes (raises as any store does)."""
        if not self._knows(digest):
            raise UsageFault(f"nothing was archived under {digest} then")
        return self._store.archive(digest)

    def texts(self) -> Iterator[str]:
        """List the ids of the documents that were known and have a text layer, sorted."""
        return (document for document in self._store.texts() if self._knows(document))

    def text_layer(self, document: str) -> TextLayer:
        """Return the text layer of a document (raises as any store does)."""
        if not self._knows(document):
            raise UsageFault(f"there was no text of document {document} then")
        return self._store.text_layer(document)

    def projected(self, projection: Projection[Value], where: Sequence[Condition] = ()) -> Iterator[Value]:
        """Stream the values of a projection of what was known that fit all conditions, ordered by key."""
        return iter(self.found(projection, Asked(tuple(where))).values)

    def projected_where(self, projection: Projection[Value], column: str, value: str) -> Iterator[Value]:
        """Stream the values that have a text in a column, ordered by key."""
        return self.projected(projection, (any_of(column, value),))

    def found(self, projection: Projection[Value], asked: Asked) -> Page[Value]:
        """Return one page of a projection of what was known."""
        return find_rows(self._rows, projection, asked)

    def tally(
        self, projection: Projection[Value], by: Sequence[str], where: Sequence[Condition] = (), add: str = ""
    ) -> tuple[Tallied, ...]:
        """Count the values of a projection of what was known."""
        return tally_rows(self._rows, projection, by, where, add)

    def share_sums(self, as_of: date | None = None, also: Sequence[Dimension] = ()) -> tuple[ShareSum, ...]:
        """Add up the shares of a day, as far as was known."""
        return sum_shares((share for share in self._projections.shares if share.is_on(as_of)), also)

    def projected_one(self, projection: Projection[Value], *key: str) -> Value | None:
        """Return one value of a projection of what was known."""
        table = projection.tables[0]
        row = next((row for row in self._rows(table.name) if table.key(row) == key), None)
        return None if row is None else value_of(projection, row)

    def projected_rows(self, projection: Projection[Value]) -> Iterator[tuple[str, Row]]:
        """Stream the rows that a projection of what was known would have."""
        rows = rows_of(projection, getattr(self._projections, projection.name))
        return ((table, row) for table, found in rows.items() for row in found)

    def stage_sums(self, as_of: date) -> tuple[StageSum, ...]:
        """Add up what each funder had at each stage on a day, as far as was known."""
        flows = {flow.id: flow for flow in self._projections.flows}
        return stage_sums(self._projections.entries, flows, as_of)

    def projection_marks(self) -> Mapping[str, ProjectionMark]:
        """Return the marks that the projections of what was known would have."""
        folded_by = self._projections.folded_by
        return {
            item.name: mark_of(self.projected_rows(item), self._head.number, self._head.hash, folded_by)
            for item in PROJECTIONS
        }

    def findings(self) -> Iterator[str]:
        """Report what the engine finds wrong with the file of the book."""
        return self._store.findings()

    def close(self) -> None:
        """Let go of the book."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _projections(self) -> Projections:
        return fold_journal(read_journal(self), self._rates).projections

    def _rows(self, table: str) -> Sequence[Row]:
        if table not in self._folded_rows:
            projection = next(item for item in PROJECTIONS if any(one.name == table for one in item.tables))
            self._folded_rows.update(rows_of(projection, getattr(self._projections, projection.name)))
        return self._folded_rows[table]

    def _knows(self, document: str) -> bool:
        return self.record(RecordKind.DOCUMENT, document) is not None

    def _is_hidden(self, record: JournalRecord) -> bool:
        return bool(self._hidden) and (record.kind, record.key) in self._hidden_records

    @cached_property
    def _hidden_records(self) -> frozenset[tuple[str, str]]:
        """Kinds and keys of the documents, of what was found in them, and of the judgements about any of that."""
        found: set[tuple[str, str]] = {(RecordKind.DOCUMENT, document) for document in self._hidden}
        subjects = set(self._hidden)
        for record in self._store.records(RecordKind.EXTRACTION):
            extraction = extraction_of(record)
            if extraction.document in self._hidden:
                found.add((record.kind, record.key))
                found.update((RecordKind.STATEMENT, statement) for statement in extraction.statements)
                subjects.update(extraction.statements)
        for record in self._store.records(RecordKind.JUDGEMENT):
            judgement = judgement_of(record)
            if judgement.subject in subjects or judgement.object in subjects:
                found.add((record.kind, record.key))
                subjects.add(judgement.id)
        return frozenset(found)

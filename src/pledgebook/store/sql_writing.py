"""What every store that speaks SQL writes in the same way: a unit of work over one transaction of the engine."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from types import TracebackType
from typing import Self

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import digest
from pledgebook.store.base import Clock, Head, JournalRecord, RecordKind
from pledgebook.store.chain import EMPTY, following, record_hash
from pledgebook.store.codec import encode
from pledgebook.store.instants import next_instant, to_microseconds
from pledgebook.store.packets import pack
from pledgebook.store.projecting import TableWriter, replace_all
from pledgebook.store.projections import Projections
from pledgebook.store.sql import INSERT_ARCHIVE, INSERT_RECORD, INSERT_TEXT

Value = str | int | bytes
SqlValues = tuple[Value, ...]

_APPEND = f"{INSERT_RECORD} ON CONFLICT (kind, key) DO NOTHING"


class SqlUnitOfWork(ABC):
    """A unit of work; the engine begins, runs, commits and rolls back.

    Args:
        head: Of the journal, read inside the transaction.
        last: Recorded instant of the last record; None in an empty book.
        clock: Source of recorded instants.
    """

    def __init__(self, head: Head, last: datetime | None, clock: Clock) -> None:
        self.head = head
        self.recorded_at = next_instant(clock(), last)
        self._recorded_us = to_microseconds(self.recorded_at)
        self._began_empty = head == EMPTY

    @abstractmethod
    def _demand_open(self) -> None:
        """Raise UsageFault when the transaction is over."""

    @abstractmethod
    def _run(self, query: str, *values: Value) -> int:
        """Run a statement and return how many rows it changed."""

    @abstractmethod
    def _keep(self, insert: str, key: str, row: Callable[[], SqlValues]) -> None:
        """Insert a row under its key unless there is one; it may be written any time before the next reading."""

    @abstractmethod
    def _write_journal(self, rows: Iterator[SqlValues]) -> None:
        """Insert journal rows in bulk, streamed."""

    @abstractmethod
    def _tables(self) -> TableWriter:
        """Return the writer of projections."""

    @abstractmethod
    def commit(self) -> Head:
        """Make it last."""

    @abstractmethod
    def rollback(self) -> None:
        """Forget it."""

    def archive(self, data: bytes) -> str:
        """Keep raw bytes and return their SHA-256."""
        self._demand_open()
        name = digest(data)
        self._keep(INSERT_ARCHIVE, name, lambda: (name, len(data), *pack(data)))
        return name

    def keep_text(self, document: str, layer: TextLayer) -> None:
        """Keep the text layer of a document."""
        self._demand_open()
        body = encode(layer)
        self._keep(INSERT_TEXT, document, lambda: (document, *pack(body)))

    def append(self, kind: RecordKind, key: str, body: bytes) -> bool:
        """Append a record unless its kind and key are in the book."""
        self._demand_open()
        if not key:
            raise UsageFault(f"a {kind} record needs a key")
        name = str(kind)
        number = self.head.number + 1
        value = record_hash(self.head, name, key, body, self._recorded_us)
        written = self._run(_APPEND, number, name, key, body, self._recorded_us, self.head.hash, value)
        if written:
            self.head = Head(number, value)
        return bool(written)

    def restore(self, records: Iterable[JournalRecord]) -> None:
        """Append the records of another book as they are, into an empty one."""
        self._demand_open()
        if not self._began_empty:
            raise UsageFault("records of another book go into an empty book only", remedy="Make a new book.")
        try:
            self._write_journal(self._followed(records))
        except BaseException:
            self.rollback()
            raise

    def _followed(self, records: Iterable[JournalRecord]) -> Iterator[SqlValues]:
        for record in following(records, self.head):
            row = (record.kind, record.key, record.body, to_microseconds(record.recorded_at), record.previous_hash)
            yield (record.number, *row, record.hash)
            self.head = Head(record.number, record.hash)

    def replace_projections(self, projections: Projections) -> None:
        """Let the projections be these."""
        self._demand_open()
        self._run("SAVEPOINT projections")
        try:
            replace_all(self._tables(), projections, self.head)
        except UsageFault:  # refused values: what the unit has written before stays
            self._run("ROLLBACK TO SAVEPOINT projections")
            raise
        self._run("RELEASE SAVEPOINT projections")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rollback()


def duplicate_fault(place: str, fault: Exception) -> BookBroken:
    """Say that a restored journal holds a kind and key twice."""
    return BookBroken(f"{place}: the journal to be restored has two records of one kind and key ({fault})")

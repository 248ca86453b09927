"""The book in one SQLite file: journal, archive and texts append only, projections beside them."""

import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import digest as sha256
from pledgebook.store.base import Clock, Head, JournalRecord, RecordKind
from pledgebook.store.chain import EMPTY, record_hash
from pledgebook.store.codec import decode, encode
from pledgebook.store.instants import from_microseconds, next_instant, system_clock, to_microseconds
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration
from pledgebook.store.projections import Projection, ProjectionMark, Projections, Row, value_of
from pledgebook.store.sql import select_bodies, select_body, select_rows
from pledgebook.store.sqlite_opening import (
    WAIT_SECONDS,
    Opening,
    connect,
    expected_schema,
    read_only_fault,
    schema_of,
    translated,
)
from pledgebook.store.sqlite_projecting import replace_all

Value = TypeVar("Value")

_RECORD = "SELECT number, kind, key, body, recorded_us, previous_hash, hash FROM journal"


class SqliteUnitOfWork:
    """A unit of work on a SqliteStore: one write transaction."""

    def __init__(self, store: "SqliteStore", connection: sqlite3.Connection, clock: Clock) -> None:
        self._store = store
        self._connection = connection
        with translated(store.place):
            connection.execute("BEGIN IMMEDIATE")
            try:
                self.head = store.head()
                last = connection.execute("SELECT max(recorded_us) FROM journal").fetchone()[0]
                self.recorded_at = next_instant(clock(), None if last is None else from_microseconds(last))
                self._recorded_us = to_microseconds(self.recorded_at)
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _demand_open(self) -> None:
        """Refuse when the transaction is over: SQLite ends it by itself when the disk fails."""
        if self._store.work is not self or not self._connection.in_transaction:
            raise UsageFault("this unit of work is over", remedy="Begin another one.")

    def archive(self, data: bytes) -> str:
        """Keep raw bytes and return their SHA-256."""
        self._demand_open()
        name = sha256(data)
        with translated(self._store.place):
            if not self._connection.execute("SELECT 1 FROM archive WHERE digest = ?", (name,)).fetchone():
                compressed = zlib.compress(data)
                self._connection.execute(
                    "INSERT INTO archive (digest, size_bytes, compressed_digest, compressed) VALUES (?, ?, ?, ?)",
                    (name, len(data), sha256(compressed), compressed),
                )
        return name

    def keep_text(self, document: str, layer: TextLayer) -> None:
        """Keep the text layer of a document."""
        self._demand_open()
        body = encode(layer)
        with translated(self._store.place):
            if not self._connection.execute("SELECT 1 FROM texts WHERE document = ?", (document,)).fetchone():
                compressed = zlib.compress(body)
                self._connection.execute(
                    "INSERT INTO texts (document, compressed_digest, compressed) VALUES (?, ?, ?)",
                    (document, sha256(compressed), compressed),
                )

    def append(self, kind: RecordKind, key: str, body: bytes) -> bool:
        """Append a record unless its kind and key are in the book."""
        self._demand_open()
        if not key:
            raise UsageFault(f"a {kind} record needs a key")
        name = str(kind)
        with translated(self._store.place):
            number = self.head.number + 1
            value = record_hash(self.head, name, key, body, self._recorded_us)
            written = self._connection.execute(
                "INSERT INTO journal (number, kind, key, body, recorded_us, previous_hash, hash)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (kind, key) DO NOTHING",
                (number, name, key, body, self._recorded_us, self.head.hash, value),
            ).rowcount
        if written:
            self.head = Head(number, value)
        return bool(written)

    def replace_projections(self, projections: Projections) -> None:
        """Let the projections be these."""
        self._demand_open()
        with translated(self._store.place):
            replace_all(self._connection, projections, self.head)

    def commit(self) -> Head:
        """Make it last."""
        self._demand_open()
        with translated(self._store.place):
            place = (self.head.number, self.head.hash)
            self._connection.execute("UPDATE journal_head SET number = ?, hash = ?", place)
            self._connection.execute("COMMIT")
        self._store.work = None
        return self.head

    def rollback(self) -> None:
        """Forget it."""
        if self._store.work is not self:
            return
        self._store.work = None
        if self._connection.in_transaction:
            with translated(self._store.place):
                self._connection.execute("ROLLBACK")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rollback()


class SqliteStore:
    """A book in one file.

    Args:
        path: The file.
        create: Make a new book where there is none.
        migrate: Bring an older book to the present schema.
        clock: Source of recorded instants.
        wait_seconds: How long a unit of work waits for another writer.
        migrations: The steps of the schema; a test may add its own.

    Raises:
        BookFault: It cannot be opened; the kinds are named at `sqlite_opening.connect`.
        BookBusy: Another writer holds it.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        migrate: bool = False,
        clock: Clock = system_clock,
        wait_seconds: float = WAIT_SECONDS,
        migrations: tuple[Migration, ...] = MIGRATIONS,
    ) -> None:
        self.place = str(path)
        self.work: SqliteUnitOfWork | None = None
        self._clock = clock
        self._migrations = migrations
        self._connection, self.writable = connect(path, Opening(create, migrate, wait_seconds, migrations))

    def begin(self) -> SqliteUnitOfWork:
        """Begin a unit of work."""
        if not self.writable:
            raise read_only_fault(self.place)
        if self._connection.in_transaction:
            raise UsageFault("a unit of work or a reading is open in this book", remedy="End it first.")
        self.work = SqliteUnitOfWork(self, self._connection, self._clock)
        return self.work

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one state of the book."""
        if self._connection.in_transaction:
            yield
            return
        with translated(self.place):
            self._connection.execute("BEGIN")
        try:
            yield
        finally:
            self._connection.rollback()

    def _stream(self, query: str, *values: str | int) -> Iterator[tuple[str | int | bytes | None, ...]]:
        with translated(self.place):
            yield from self._connection.execute(query, values)

    def _one(self, query: str, *values: str | int) -> tuple[str | int | bytes | None, ...] | None:
        return next(self._stream(query, *values), None)

    def head(self, at: datetime | None = None) -> Head:
        """Return the place of the last record, or of the last one recorded at or before an instant."""
        if at is None and self.work is not None:
            return self.work.head
        if at is None:
            row = self._one("SELECT number, hash FROM journal_head")
            if row is None:
                raise BookBroken(f"{self.place}: the head of the journal is missing", remedy="Restore a backup.")
        else:
            query = "SELECT number, hash FROM journal WHERE recorded_us <= ? ORDER BY number DESC LIMIT 1"
            row = self._one(query, to_microseconds(at))
        return EMPTY if row is None else Head(int(row[0] or 0), str(row[1]))

    def records(
        self, kind: RecordKind | None = None, *, since: int = 1, until: int | None = None
    ) -> Iterator[JournalRecord]:
        """Stream the journal in order."""
        end = self.head().number if until is None else until
        if kind is None:
            rows = self._stream(f"{_RECORD} WHERE number BETWEEN ? AND ? ORDER BY number", since, end)
        else:
            # +kind: walking the journal in order is sooner than sorting what the index of kinds and keys would give
            query = f"{_RECORD} WHERE +kind = ? AND number BETWEEN ? AND ? ORDER BY number"
            rows = self._stream(query, str(kind), since, end)
        return map(self._record, rows)

    def record(self, kind: RecordKind, key: str) -> JournalRecord | None:
        """Return one record by its kind and key."""
        row = self._one(f"{_RECORD} WHERE kind = ? AND key = ?", str(kind), key)
        return None if row is None else self._record(row)

    def _record(self, row: tuple[str | int | bytes | None, ...]) -> JournalRecord:
        match row:
            case (int(number), str(kind), str(key), bytes(body), int(recorded_us), str(previous_hash), str(value)):
                try:
                    recorded_at = from_microseconds(recorded_us)
                except OverflowError as fault:
                    raise BookBroken(f"{self.place}: journal record {number} has no possible instant") from fault
                return JournalRecord(number, kind, key, body, recorded_at, previous_hash, value)
            case _:
                raise BookBroken(f"{self.place}: journal record {row[0]!r} is no record", remedy="Restore a backup.")

    def archived(self) -> Iterator[str]:
        """List the digests of the archived bytes, sorted."""
        return (str(row[0]) for row in self._stream("SELECT digest FROM archive ORDER BY digest"))

    def archive(self, digest: str) -> bytes:
        """Return archived bytes, checked against their digest."""
        row = self._one("SELECT compressed, compressed_digest, size_bytes FROM archive WHERE digest = ?", digest)
        if row is None:
            raise UsageFault(f"nothing is archived under {digest}")
        data = self._unpacked(row, f"archive {digest}")
        if (sha256(data), len(data)) != (digest, row[2]):
            raise self._broken(f"archive {digest}", "it is not what its digest and its size say")
        return data

    def texts(self) -> Iterator[str]:
        """List the ids of the documents that have a text layer, sorted."""
        return (str(row[0]) for row in self._stream("SELECT document FROM texts ORDER BY document"))

    def text_layer(self, document: str) -> TextLayer:
        """Return the text layer of a document, checked against its own digest."""
        row = self._one("SELECT compressed, compressed_digest FROM texts WHERE document = ?", document)
        if row is None:
            raise UsageFault(f"there is no text of document {document}")
        return decode(self._unpacked(row, f"text of document {document}"), TextLayer, where=f"text of {document}")

    def _unpacked(self, row: tuple[str | int | bytes | None, ...], what: str) -> bytes:
        """Decompress; the digest is that of the compressed bytes, some of whose bits decompressing passes over."""
        compressed = row[0] if isinstance(row[0], bytes) else b""
        if sha256(compressed) != row[1]:
            raise self._broken(what, "its bytes are damaged")
        return zlib.decompress(compressed)

    def _broken(self, what: str, why: str) -> BookBroken:
        return BookBroken(f"{self.place}: {what}: {why}", remedy="Restore the book from a backup.")

    def projected(self, projection: Projection[Value]) -> Iterator[Value]:
        """Stream the values of a projection, ordered by key."""
        rows = self._stream(select_bodies(projection.tables[0]))
        return (value_of(projection, str(row[0])) for row in rows)

    def projected_one(self, projection: Projection[Value], *key: str) -> Value | None:
        """Return one value of a projection by its key."""
        row = self._one(select_body(projection.tables[0]), *key)
        return None if row is None else value_of(projection, str(row[0]))

    def projected_rows(self, projection: Projection[Value]) -> Iterator[tuple[str, Row]]:
        """Stream the rows of a projection as they rest."""
        for table in projection.tables:
            for row in self._stream(select_rows(table)):
                yield table.name, tuple(part.hex() if isinstance(part, bytes) else part for part in row)

    def projection_marks(self) -> Mapping[str, ProjectionMark]:
        """Return the mark of each projection by its name."""
        query = "SELECT name, digest, row_count, folded_number, folded_hash, folded_by FROM projection_marks"
        return {
            str(name): ProjectionMark(str(mark), int(count or 0), int(number or 0), str(folded), str(edition))
            for name, mark, count, number, folded, edition in self._stream(query)
        }

    def findings(self) -> Iterator[str]:
        """Report what SQLite finds wrong with its file, and tables or guards that are not those of a book."""
        with translated(self.place):
            schema = schema_of(self._connection)
        for name, _ in sorted(schema ^ expected_schema(self._migrations)):
            yield f"{name} is missing or is not the one that a book has"
        for (finding,) in self._stream("PRAGMA integrity_check"):
            if finding != "ok":
                yield str(finding)
        for table, *_ in self._stream("PRAGMA foreign_key_check"):
            yield f"a row of {table!s} refers to a row that is missing"

    def close(self) -> None:
        """Let go of the book; an open unit of work is rolled back."""
        if self.work is not None:
            self.work.rollback()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

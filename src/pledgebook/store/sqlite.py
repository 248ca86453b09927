"""The book in one SQLite file: journal, archive and texts append only, projections beside them."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from pledgebook.errors import UsageFault
from pledgebook.store.base import Clock, Head
from pledgebook.store.instants import system_clock
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration, Opening
from pledgebook.store.projections import Projections
from pledgebook.store.sql import FIND_KEPT, INSERT_RECORD, UPDATE_HEAD
from pledgebook.store.sql_reading import SqlReading, SqlRow
from pledgebook.store.sql_writing import SqlUnitOfWork, SqlValues, Value, duplicate_fault
from pledgebook.store.sqlite_opening import (
    WAIT_SECONDS,
    connect,
    expected_schema,
    read_only_fault,
    schema_of,
    translated,
)
from pledgebook.store.sqlite_projecting import SqliteTables


class SqliteUnitOfWork(SqlUnitOfWork):
    """A unit of work on a SqliteStore: one write transaction."""

    def __init__(self, store: "SqliteStore", connection: sqlite3.Connection, clock: Clock) -> None:
        self._store = store
        self._connection = connection
        with translated(store.place):
            connection.execute("BEGIN IMMEDIATE")
            try:
                super().__init__(store.head(), store.last_instant(), clock)
            except BaseException:
                connection.execute("ROLLBACK")
                raise

    def _demand_open(self) -> None:
        """Refuse when the transaction is over: SQLite ends it by itself when the disk fails."""
        if self._store.work is not self or not self._connection.in_transaction:
            raise UsageFault("this unit of work is over", remedy="Begin another one.")

    def _run(self, query: str, *values: Value) -> int:
        with translated(self._store.place):
            return self._connection.execute(query, values).rowcount

    def _keep(self, insert: str, key: str, row: Callable[[], SqlValues]) -> None:
        with translated(self._store.place):
            if self._connection.execute(FIND_KEPT[insert], (key,)).fetchone() is None:
                self._connection.execute(insert, row())

    def _write_journal(self, rows: Iterator[SqlValues]) -> None:
        try:
            with translated(self._store.place):
                self._connection.executemany(INSERT_RECORD, rows)
        except sqlite3.IntegrityError as fault:
            raise duplicate_fault(self._store.place, fault) from fault

    def _tables(self) -> SqliteTables:
        return SqliteTables(self._connection)

    def replace_projections(self, projections: Projections) -> None:
        """Let the projections be these."""
        with translated(self._store.place):
            super().replace_projections(projections)

    def commit(self) -> Head:
        """Make it last."""
        self._demand_open()
        with translated(self._store.place):
            self._connection.execute(UPDATE_HEAD, (self.head.number, self.head.hash))
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


class SqliteStore(SqlReading[SqliteUnitOfWork]):
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

    _unindexed_kind = "+kind"

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
        opening = Opening(create, migrate, wait_seconds, migrations)
        self._connection, self.writable, self.migrated = connect(path, opening)

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

    def _stream(self, query: str, *values: str | int) -> Iterator[SqlRow]:
        with translated(self.place):
            yield from self._connection.execute(query, values)

    def _one(self, query: str, *values: str | int) -> SqlRow | None:
        return next(self._stream(query, *values), None)

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

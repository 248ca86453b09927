"""The book in a schema of a PostgreSQL database: the same journal, bytes and hashes as in a file, for teams."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from types import TracebackType
from typing import Self

from psycopg import errors

from pledgebook.errors import UsageFault
from pledgebook.store.base import Clock, Head
from pledgebook.store.instants import system_clock
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration, Opening
from pledgebook.store.postgres_address import parse_address
from pledgebook.store.postgres_opening import connect
from pledgebook.store.postgres_projecting import PostgresTables
from pledgebook.store.postgres_schema import expected_schema, schema_of
from pledgebook.store.postgres_session import WAIT_SECONDS, Session, read_only_fault
from pledgebook.store.sql import UPDATE_HEAD
from pledgebook.store.sql_reading import SqlReading, SqlRow
from pledgebook.store.sql_writing import SqlUnitOfWork, SqlValues, Value, duplicate_fault

_JOURNAL_COLUMNS = ("number", "kind", "key", "body", "recorded_us", "previous_hash", "hash")
_JOURNAL_TYPES = ("int8", "text", "text", "bytea", "int8", "text", "text")


# What a unit of work holds back at most.
_UNSENT_ROWS = 500
_UNSENT_BYTES = 4_000_000


class PostgresUnitOfWork(SqlUnitOfWork):
    """A unit of work on a PostgresStore: one transaction that holds the lock of all writers of the book."""

    def __init__(self, store: "PostgresStore", session: Session, clock: Clock) -> None:
        self._store = store
        self._session = session
        self._unsent: dict[str, list[SqlValues]] = defaultdict(list)
        self._unsent_bytes = 0
        session.begin(reading=False)
        try:
            super().__init__(store.head(), store.last_instant(), clock)
        except BaseException:
            session.rollback()
            raise

    def _demand_open(self) -> None:
        """Refuse when the transaction is over: the server ends it after a fault."""
        if self._store.work is not self or not self._session.in_transaction:
            raise UsageFault("this unit of work is over", remedy="Begin another one.")

    def _run(self, query: str, *values: Value) -> int:
        return self._session.run(query, *values)

    def _keep(self, insert: str, key: str, row: Callable[[], SqlValues]) -> None:  # noqa: ARG002  the server looks
        """Keep it with others, so that not each waits for an answer of the server."""
        values = row()
        self._unsent[insert].append(values)
        self._unsent_bytes += sum(len(value) for value in values if isinstance(value, bytes))
        if len(self._unsent[insert]) >= _UNSENT_ROWS or self._unsent_bytes >= _UNSENT_BYTES:
            self.send()

    def send(self) -> None:
        """Write what was kept back: before anything is read, and before the end."""
        unsent, self._unsent, self._unsent_bytes = self._unsent, defaultdict(list), 0
        for insert, rows in unsent.items():
            self._session.run_many(f"{insert} ON CONFLICT DO NOTHING", rows)

    def _write_journal(self, rows: Iterator[SqlValues]) -> None:
        try:
            self._session.copy("journal", _JOURNAL_COLUMNS, rows, _JOURNAL_TYPES)
        except errors.UniqueViolation as fault:
            raise duplicate_fault(self._store.place, fault) from fault

    def _tables(self) -> PostgresTables:
        return PostgresTables(self._session)

    def commit(self) -> Head:
        """Make it last."""
        self._demand_open()
        self.send()
        self._session.run(UPDATE_HEAD, self.head.number, self.head.hash)
        self._store.work = None
        self._session.commit()
        return self.head

    def rollback(self) -> None:
        """Forget it."""
        if self._store.work is not self:
            return
        self._store.work = None
        self._session.rollback()


class PostgresStore(SqlReading[PostgresUnitOfWork]):
    """A book in one schema of a database.

    Args:
        address: `postgresql://user@host/database?schema=name`.
        create: Make a new book where there is none.
        migrate: Bring an older book to the present schema.
        clock: Source of recorded instants.
        wait_seconds: How long a unit of work waits for another writer.
        migrations: The steps of the schema; a test may add its own.

    Raises:
        UsageFault: The address cannot be read.
        BookFault: It cannot be opened; the kinds are named at `postgres_opening.connect`.
        BookBusy: Another writer holds it.
    """

    def __init__(
        self,
        address: str,
        *,
        create: bool = False,
        migrate: bool = False,
        clock: Clock = system_clock,
        wait_seconds: float = WAIT_SECONDS,
        migrations: tuple[Migration, ...] = MIGRATIONS,
    ) -> None:
        self._address = parse_address(address)
        self.place = self._address.place
        self.work: PostgresUnitOfWork | None = None
        self._clock = clock
        self._migrations = migrations
        self._reads = 0
        opening = Opening(create, migrate, wait_seconds, migrations)
        self._session, self.writable, self.migrated = connect(self._address, opening)

    def begin(self) -> PostgresUnitOfWork:
        """Begin a unit of work."""
        if not self.writable:
            raise read_only_fault(self.place)
        if self.work is not None or self._reads:
            raise UsageFault("a unit of work or a reading is open in this book", remedy="End it first.")
        self.work = PostgresUnitOfWork(self, self._session, self._clock)
        return self.work

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one state of the book."""
        if self.work is not None or self._reads:
            yield
            return
        self._session.begin(reading=True)
        self._reads += 1
        try:
            yield
        finally:
            self._reads -= 1
            self._session.rollback()

    def _stream(self, query: str, *values: str | int) -> Iterator[SqlRow]:
        if self.work is not None:
            self.work.send()
        yield from self._session.stream(query, *values)

    def _one(self, query: str, *values: str | int) -> SqlRow | None:
        if self.work is not None:
            self.work.send()
        return self._session.one(query, *values)

    def findings(self) -> Iterator[str]:
        """Report tables or guards that are not those of a book."""
        if self._expected is not None:
            for name, _ in sorted(schema_of(self._session, self._address.schema) ^ self._expected):
                yield f"{name} is missing or is not the one that a book has"

    @cached_property
    def _expected(self) -> frozenset[tuple[str, str]] | None:
        return expected_schema(self._address, self._migrations)

    def close(self) -> None:
        """Let go of the book; an open unit of work is rolled back."""
        if self.work is not None:
            self.work.rollback()
        self._session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

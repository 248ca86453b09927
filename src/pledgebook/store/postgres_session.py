"""One session with a PostgreSQL server: queries in and rows out, its faults turned into ours."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from typing import Any, TypeVar

import psycopg
from psycopg import errors, sql
from psycopg.pq import TransactionStatus

from pledgebook.errors import BookBroken, BookBusy, BookFault, BookMissing, PledgebookError, UsageFault
from pledgebook.store.postgres_address import Address
from pledgebook.store.sql_reading import SqlRow

WAIT_SECONDS = 30.0  # how long a second writer waits for the first one

_CONNECT_SECONDS = 10
_FETCHED_ROWS = 500  # of a stream at a time: enough to hide the way to the server, little enough to hold
_NOTHING_HALF = "Nothing was half written. Check the server and the network, then run the command again."

Value = str | int | bytes | None
Answer = TypeVar("Answer")


def escaped(value: Value) -> Value:
    """Return a value as PostgreSQL can keep it: its text has no character 0.

    Character 0 becomes 1 1, character 1 becomes 1 2: nothing is lost, and the order of texts stays.
    """
    if isinstance(value, str) and ("\0" in value or "\1" in value):
        return value.replace("\1", "\1\2").replace("\0", "\1\1")
    return value


def unescaped(value: Value) -> Value:
    """Undo `escaped`."""
    if isinstance(value, str) and "\1" in value:
        return value.replace("\1\1", "\0").replace("\1\2", "\1")
    return value


def _composed(query: str) -> sql.SQL:
    """Portable queries mark values by "?", and no query of ours has another "?" or a "%"."""
    return sql.SQL(query.replace("?", "%s"))


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what the server and the client library raise into faults of ours, with a remedy."""
    try:
        yield
    except psycopg.Error as fault:
        ours = _fault_of(fault, place)
        if ours is None:
            raise  # a fault in our code, not in the world
        raise ours from fault


_BUSY = (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure)
_BROKEN = (errors.DataCorrupted, errors.IndexCorrupted, errors.UndefinedTable, errors.UndefinedColumn)
_FORBIDDEN = (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)


def _fault_of(fault: psycopg.Error, place: str) -> PledgebookError | None:  # noqa: PLR0911  one line for each fault
    if isinstance(fault, _BUSY):
        return BookBusy(f"{place}: another writer holds the book", remedy="Wait until it is done, then try again.")
    if isinstance(fault, _FORBIDDEN):
        return read_only_fault(place, fault)
    if isinstance(fault, errors.InvalidCursorName):
        return UsageFault("the reading that these rows came from is over", remedy="Read them while it is open.")
    if isinstance(fault, _BROKEN):
        return BookBroken(f"{place}: the tables are damaged ({said(fault)})", remedy="Restore the book from its dump.")
    if isinstance(fault, errors.DiskFull):
        return BookFault(f"{place}: no space is left for the book", remedy="Free some space; nothing was half written.")
    if isinstance(fault, errors.QueryCanceled):
        return BookFault(
            f"{place}: the server stopped the query ({said(fault)})", remedy="Ask for a longer statement_timeout."
        )
    if isinstance(fault, psycopg.OperationalError):
        return BookFault(f"{place}: {said(fault)}", remedy=_NOTHING_HALF)
    return None


def said(fault: psycopg.Error) -> str:
    """Return what a server said, in one line."""
    return " ".join(str(fault).split())


def read_only_fault(place: str, fault: psycopg.Error | None = None) -> BookFault:
    """Say that a book can only be read."""
    why = f" ({said(fault)})" if fault is not None else ""
    return BookFault(
        f"{place}: the book can only be read here{why}",
        remedy="Ask for the right to write it, or give the address of the server that is written to.",
    )


class Session:
    """A connection that opens itself again when it was lost between two transactions.

    Args:
        address: Of the book.
        wait_seconds: How long a unit of work waits for another writer.
    """

    def __init__(self, address: Address, wait_seconds: float) -> None:
        self.address = address
        self.place = address.place
        self._wait_seconds = wait_seconds
        self._names = count()
        self._closed = False
        self._in_transaction = False
        self._connection = self._connect()

    def _connect(self) -> psycopg.Connection[Any]:
        with translated(self.place):
            connection = self._reach()
            try:
                self._demand_any_text(connection)
                _set_up(connection, self.address.schema)
            except BaseException:
                connection.close()
                raise
        return connection

    def _reach(self) -> psycopg.Connection[Any]:
        """Connect; a connection that fails comes without the server's code of what is wrong, only with its words."""
        address = self.address.connection
        try:
            return psycopg.connect(address, autocommit=True, client_encoding="UTF8", **_defaults(address))
        except psycopg.ProgrammingError as fault:
            raise UsageFault(f"{self.place}: {said(fault)}", remedy="Mend the address.") from fault
        except psycopg.OperationalError as fault:
            kind = BookMissing if "does not exist" in str(fault) and "database" in str(fault) else BookFault
            raise kind(
                f"{self.place}: {said(fault)}", remedy="Check the address, the server, and that we may log in."
            ) from fault

    def _demand_any_text(self, connection: psycopg.Connection[Any]) -> None:
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise BookFault(
                f"{self.place}: the database keeps its text as {encoding}, which is not enough for a book",
                remedy="Make a database with the encoding UTF8.",
            )

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection; a new one when it was lost while no transaction was open.

        Raises:
            BookFault: It was lost inside a transaction, or cannot be opened again.
        """
        if self._connection.closed and not self._closed:
            if self._in_transaction:
                raise BookFault(f"{self.place}: the connection to the server was lost", remedy=_NOTHING_HALF)
            self._connection = self._connect()
        return self._connection

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open and can go on."""
        status = self._connection.info.transaction_status
        return not self._connection.closed and status in {TransactionStatus.INTRANS, TransactionStatus.ACTIVE}

    def begin(self, *, reading: bool) -> None:
        """Begin a transaction: of one state to read, or to write, alone among writers of this book.

        Raises:
            BookBusy: Another writer held the book for all of the waiting time.
        """
        kind = "REPEATABLE READ READ ONLY" if reading else "READ COMMITTED READ WRITE"
        with translated(self.place):
            self._first(lambda connection: connection.execute(f"BEGIN ISOLATION LEVEL {kind}"))
            self._in_transaction = True
            if not reading:
                try:
                    self._take_lock(self._connection)
                except BaseException:
                    self.rollback()
                    raise

    def _first(self, ask: Callable[[psycopg.Connection[Any]], Answer]) -> Answer:
        """Ask the server; where the connection turns out to be lost, and no transaction with it, ask once more."""
        try:
            return ask(self.connection)
        except psycopg.OperationalError:
            if self._in_transaction or not self._connection.closed:
                raise
            return ask(self.connection)

    def _take_lock(self, connection: psycopg.Connection[Any]) -> None:
        """Wait in line for the one lock that every writer takes first: so writers never wait for each other in a ring.

        In READ COMMITTED all that follows sees what the writer before has committed.
        """
        timeout = f"{max(int(self._wait_seconds * 1000), 1)}ms"
        connection.execute("SELECT set_config('lock_timeout', %s, true)", (timeout,))
        connection.execute("SELECT pg_advisory_xact_lock(%s::bigint)", (self.address.lock,))

    def commit(self) -> None:
        """Commit.

        Raises:
            BookFault: It failed; where the connection was lost meanwhile, the message says that nobody knows.
        """
        try:
            with translated(self.place):
                self.connection.execute("COMMIT")
        except BookFault as fault:
            if not self._connection.closed:
                raise
            raise BookFault(
                f"{self.place}: the connection was lost while the server was asked to commit; either everything of"
                " this command is in the book or nothing",
                remedy="Run the command again: what is in the book already is not written twice.",
            ) from fault
        finally:
            self._in_transaction = False

    def rollback(self) -> None:
        """Roll back what is open; a lost connection has done so by itself."""
        self._in_transaction = False
        if self._connection.closed or self._connection.info.transaction_status == TransactionStatus.IDLE:
            return
        with suppress(psycopg.OperationalError):  # lost just now: the server rolls back
            self._connection.execute("ROLLBACK")

    def run(self, query: str, *values: Value) -> int:
        """Run a statement and return how many rows it changed."""
        with translated(self.place):
            return self.connection.execute(_composed(query), [escaped(value) for value in values]).rowcount

    def run_many(self, query: str, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement for many rows without waiting for the answer to each."""
        with translated(self.place), self.connection.cursor() as cursor:
            cursor.executemany(_composed(query), [[escaped(value) for value in row] for row in rows])

    def copy(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Value]], types: Sequence[str]) -> None:
        """Insert rows in bulk, streamed: several times faster than statements."""
        names = ", ".join(columns)
        with translated(self.place), self.connection.cursor() as cursor:
            query = _composed(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)")
            with cursor.copy(query) as copy:
                copy.set_types(list(types))
                for row in rows:
                    copy.write_row([escaped(value) for value in row])

    def one(self, query: str, *values: Value) -> SqlRow | None:
        """Run a query and return its first row."""
        given = [escaped(value) for value in values]
        with translated(self.place):
            row = self._first(lambda connection: connection.execute(_composed(query), given, binary=True).fetchone())
        return None if row is None else tuple(map(unescaped, row))

    def stream(self, query: str, *values: Value) -> Iterator[SqlRow]:
        """Run a query and yield its rows as they come, in constant memory.

        Outside a transaction the server keeps the rows of that moment until they are read.
        """
        given = [escaped(value) for value in values]
        name = f"stream_{next(self._names)}"

        def ask(connection: psycopg.Connection[Any]) -> psycopg.ServerCursor[Any]:
            cursor = connection.cursor(name, binary=True, withhold=not self._in_transaction)
            cursor.itersize = _FETCHED_ROWS
            try:
                return cursor.execute(_composed(query), given)
            except BaseException:
                cursor.close()
                raise

        with translated(self.place), self._first(ask) as cursor:
            for row in cursor:
                yield tuple(map(unescaped, row))

    def close(self) -> None:
        """Let go of the server."""
        self._closed = True
        self._connection.close()


def _defaults(connection: str) -> dict[str, Any]:
    """What we ask of the client library where an address says nothing else."""
    given = psycopg.conninfo.conninfo_to_dict(connection)
    wanted = {"connect_timeout": _CONNECT_SECONDS, "application_name": "pledgebook"}
    return {name: value for name, value in wanted.items() if name not in given}


def _set_up(connection: psycopg.Connection[Any], schema: str) -> None:
    """Make the session ours: our tables and no others, and what is acknowledged is on the disk."""
    connection.execute(
        "SELECT set_config('search_path', %s, false),"
        # A fold can take minutes between two statements of a unit of work.
        " set_config('idle_in_transaction_session_timeout', '0', false),"
        " set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'"
        " ELSE current_setting('synchronous_commit') END, false)",
        (f'"{schema}", pg_temp',),
    )

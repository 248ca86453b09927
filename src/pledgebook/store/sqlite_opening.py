"""From a path to a connection on a book: what is no book is refused, what SQLite says becomes a fault of ours."""

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pledgebook.errors import BookBroken, BookBusy, BookFault, BookForeign, BookMissing, PledgebookError
from pledgebook.store.chain import GENESIS
from pledgebook.store.migrations.steps import OLD_SQLITE, SQLITE, Migration, Opening, pending

APPLICATION_ID = 0x504C4245  # "PLBE": a mark in the header of the file, shown by file(1)
MAGIC = b"SQLite format 3\x00"
WAIT_SECONDS = 30.0  # how long a second writer waits for the first one

_PAUSE_SECONDS = 0.01
_STRICT_SINCE = (3, 37, 0)
_APPLIED = "CREATE TABLE migrations (position INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE)"


@contextmanager
def translated(place: str) -> Iterator[None]:
    """Turn what SQLite raises into faults of ours, with a remedy."""
    try:
        yield
    except (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.InterfaceError):
        raise  # a fault in our code, not in the world: a closed book, another thread, a second row of one key
    except (sqlite3.Error, UnicodeDecodeError) as fault:
        raise _fault_of(fault, place) from fault


def _fault_of(fault: sqlite3.Error | UnicodeDecodeError, place: str) -> PledgebookError:
    name = getattr(fault, "sqlite_errorname", "")
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return BookBusy(f"{place}: another writer holds the book", remedy="Wait until it is done, then try again.")
    if name.startswith("SQLITE_FULL"):
        return BookFault(f"{place}: no space is left for the book", remedy="Free some space; nothing was half written.")
    if name.startswith(("SQLITE_READONLY", "SQLITE_PERM", "SQLITE_AUTH")):
        return read_only_fault(place)
    # Our SQL never changes, so a logic error (SQLITE_ERROR) says that the tables are no longer ours; text that is no
    # UTF-8 comes without a name.
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA")) or name in {"SQLITE_ERROR", ""}:
        return BookBroken(
            f"{place}: the file is damaged ({fault})", remedy="Restore it from a backup or from its dump."
        )
    if name.startswith("SQLITE_CANTOPEN"):
        return BookFault(
            f"{place}: the book cannot be opened ({fault})",
            remedy="Check the path and the rights. Where a file ending in -wal lies beside the book, its newest records"
            " rest there: open it once with the right to write the folder.",
        )
    return BookFault(f"{place}: {fault}", remedy="Check the disk and the rights.")


def read_only_fault(place: str) -> BookFault:
    """Say that a book can only be read."""
    return BookFault(
        f"{place}: the book can only be read here",
        remedy="Ask for the right to write the file and its folder, or copy it.",
    )


def connect(path: Path, opening: Opening) -> tuple[sqlite3.Connection, bool, tuple[str, ...]]:
    """Open a book and tell whether it can be written, and which steps it was taken through.

    Raises:
        BookMissing: There is nothing at that place.
        BookForeign: What is there is no book, or a book of a newer pledgebook.
        BookFault: It cannot be read, or is of an older pledgebook and `migrate` was not asked for.
        BookBusy: Another writer holds it.
    """
    place = str(path)
    _inspect(path, opening)
    uri, writable = _address(path, opening)
    with translated(place):
        connection = sqlite3.connect(uri, uri=True, timeout=opening.wait_seconds, isolation_level=None)
        try:
            _set_up(connection)
            migrated = _identify(connection, place, opening, writable=writable)
        except BaseException:
            connection.close()
            raise
    return connection, writable, migrated


def _inspect(path: Path, opening: Opening) -> None:
    """Refuse by what the file system shows, before SQLite touches anything."""
    hint = "Give the path of a book, or make one with `pledgebook init`."
    try:
        if path.is_dir():
            raise BookForeign(f"{path} is a folder, not a book", remedy=hint)
        if not path.exists():
            if not opening.create:
                raise BookMissing(f"there is no book at {path}", remedy="Make one with `pledgebook init`.")
            if not path.parent.is_dir():
                raise BookMissing(f"there is no folder {path.parent} for the book", remedy="Make the folder first.")
            return
        if not path.is_file():
            raise BookForeign(f"{path} is not a regular file", remedy=hint)
        with path.open("rb") as file:
            start = file.read(len(MAGIC))
    except OSError as fault:
        raise BookFault(f"{path} cannot be read: {fault.strerror}", remedy="Check the rights of the file.") from fault
    if start and start != MAGIC:
        raise BookForeign(f"{path} is not a book of pledgebook", remedy=hint)
    if not start and not opening.create:
        raise BookForeign(f"{path} is empty", remedy="Make a book of it with `pledgebook init`.")


def _address(path: Path, opening: Opening) -> tuple[str, bool]:
    """Return the URI to open by, and whether the book can be written.

    A file of the write-ahead kind needs its neighbours -wal and -shm. In a folder that we may not write, SQLite can do
    without them only if it is promised that nobody writes; with a filled -wal that promise would hide records.
    """
    base = path.absolute().as_uri()
    folder_writable = _may_write(path.parent)
    if folder_writable and (not path.exists() or _may_write(path)):
        return f"{base}?mode={'rwc' if opening.create else 'rw'}", True
    if not path.exists():
        raise BookFault(f"{path.parent} cannot be written", remedy="Choose a folder in which you may write.")
    log = path.with_name(path.name + "-wal")
    if folder_writable or (log.exists() and log.stat().st_size > 0):
        return f"{base}?mode=ro", False
    return f"{base}?mode=ro&immutable=1", False


def _may_write(path: Path) -> bool:
    return os.access(path, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def _set_up(connection: sqlite3.Connection) -> None:
    for pragma in (
        "foreign_keys = ON",
        "recursive_triggers = ON",  # REPLACE deletes too, and is to meet the triggers that forbid it
        "trusted_schema = OFF",
        "cell_size_check = ON",
        "synchronous = FULL",  # an acknowledged unit of work survives the loss of power; costs 10 % at 1000 records
    ):
        connection.execute(f"PRAGMA {pragma}")


def _identify(connection: sqlite3.Connection, place: str, opening: Opening, *, writable: bool) -> tuple[str, ...]:
    connection.execute("BEGIN")  # both of one state: another process may be making the book right now
    mark = connection.execute("PRAGMA application_id").fetchone()[0]
    blank = mark == 0 and not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    connection.execute("ROLLBACK")
    if blank and not opening.create:
        raise BookForeign(f"{place} is empty", remedy="Make a book of it with `pledgebook init`.")
    if not blank and mark != APPLICATION_ID:
        raise BookForeign(f"{place} is a database of another program", remedy="Give the path of a book.")
    if blank and not writable:
        raise read_only_fault(place)
    steps = pending(opening.migrations, [] if blank else _applied(connection), place)
    if not steps:
        return ()
    empty = blank or connection.execute("SELECT number FROM journal_head").fetchone() == (0,)
    if not (empty or opening.migrate):
        raise BookFault(
            f"{place} is a book of an older pledgebook", remedy="Bring it up to date: `pledgebook migrate`."
        )
    if not writable:
        raise read_only_fault(place)
    _migrate(connection, place, opening)
    return tuple(step.name for step in steps)


def expected_schema(migrations: tuple[Migration, ...]) -> frozenset[tuple[str, str]]:
    """Return the (name, SQL) of every table, index and trigger that a book of these steps has."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for number, step in enumerate(migrations):
            _apply(connection, step, first=number == 0)
        return schema_of(connection)
    finally:
        connection.close()


def schema_of(connection: sqlite3.Connection) -> frozenset[tuple[str, str]]:
    """Return the (name, SQL) of every table, index and trigger, whether or not this SQLite knows STRICT."""
    query = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    return frozenset((str(name), str(sql).removesuffix(SQLITE.table_end)) for name, sql in connection.execute(query))


def _applied(connection: sqlite3.Connection) -> Sequence[str]:
    if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'migrations'").fetchone()[0]:
        return []
    return [name for (name,) in connection.execute("SELECT name FROM migrations ORDER BY position")]


def _migrate(connection: sqlite3.Connection, place: str, opening: Opening) -> None:
    """Run the pending steps, each in one transaction; another process may have run some of them meanwhile."""
    _keep_write_ahead(connection, opening.wait_seconds)
    connection.execute("PRAGMA foreign_keys = OFF")  # a step may rebuild tables that others refer to
    for _ in opening.migrations:
        connection.execute("BEGIN IMMEDIATE")
        try:
            steps = pending(opening.migrations, _applied(connection), place)
            if steps:
                _apply(connection, steps[0], first=len(steps) == len(opening.migrations))
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
    connection.execute("PRAGMA foreign_keys = ON")


def _keep_write_ahead(connection: sqlite3.Connection, wait_seconds: float) -> None:
    """Switch to the write-ahead log; SQLite does not wait by itself while another process does the same."""
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as fault:
            if fault.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return


def _apply(connection: sqlite3.Connection, step: Migration, *, first: bool) -> None:
    if first:
        connection.execute(_APPLIED)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    dialect = SQLITE if sqlite3.sqlite_version_info >= _STRICT_SINCE else OLD_SQLITE
    for statement in step.statements:
        connection.execute(dialect.fill(statement))
    for table in step.append_only:
        for action in ("UPDATE", "DELETE"):
            connection.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )
    if first:
        connection.execute("INSERT INTO journal_head (only_row, number, hash) VALUES (1, 0, ?)", (GENESIS,))
    position = connection.execute("SELECT count(*) FROM migrations").fetchone()[0] + 1
    connection.execute("INSERT INTO migrations (position, name) VALUES (?, ?)", (position, step.name))
    connection.execute(f"PRAGMA user_version = {position}")

"""Which store keeps which place: one line for each."""

from pathlib import Path
from typing import Protocol

from pledgebook.errors import UsageFault
from pledgebook.store.base import Clock, OpenedStore
from pledgebook.store.instants import system_clock
from pledgebook.store.memory import MemoryStore
from pledgebook.store.postgres_address import SCHEMES, parse_address
from pledgebook.store.sqlite import SqliteStore


class Opener(Protocol):
    """Opens a place with one kind of store."""

    def __call__(self, place: str, *, create: bool, migrate: bool, clock: Clock) -> OpenedStore:
        """Open it, with the meaning and the faults of `open_store`."""


def _open_sqlite(place: str, *, create: bool, migrate: bool, clock: Clock) -> OpenedStore:
    return SqliteStore(Path(place), create=create, migrate=migrate, clock=clock)


def _open_memory(place: str, *, create: bool, migrate: bool, clock: Clock) -> OpenedStore:  # noqa: ARG001  one form for all
    return MemoryStore(clock)


def _open_postgres(place: str, *, create: bool, migrate: bool, clock: Clock) -> OpenedStore:
    try:
        from pledgebook.store.postgres import PostgresStore  # noqa: PLC0415  an optional extra, loaded when asked for
    except ImportError as fault:
        if fault.name is None or not fault.name.startswith("psycopg"):
            raise
        raise UsageFault(
            "books in PostgreSQL need the extra 'postgres', which is not installed",
            remedy="Install it: pip install 'pledgebook[postgres]'.",
        ) from fault
    return PostgresStore(place, create=create, migrate=migrate, clock=clock)


STORES: dict[str, Opener] = {
    "sqlite": _open_sqlite,
    "memory": _open_memory,
    "postgres": _open_postgres,
}


def open_store(
    place: str | Path, *, create: bool = False, migrate: bool = False, clock: Clock = system_clock
) -> OpenedStore:
    """Open the book at a place.

    Args:
        place: A path, `postgresql://user@host/database?schema=name`, or "memory:" for a book that is gone when the
            program ends.
        create: Make a new book where there is none; one that is there is opened.
        migrate: Bring a book of an older pledgebook to the present schema.
        clock: Source of recorded instants; only tests give another.

    Raises:
        BookMissing: There is no book at that place.
        BookForeign: What is there is no book, or a book of a newer pledgebook.
        BookFault: The book cannot be opened, or is older and `migrate` was not asked for.
        BookBusy: Another writer holds it.
        UsageFault: There is no store for that kind of place.
    """
    text = str(place)
    return STORES[kind_of(text)](text, create=create, migrate=migrate, clock=clock)


def unmake(place: str) -> None:
    """Take back the empty book that somebody has just made on a server; a book that holds anything stays.

    Raises:
        BookFault: The server cannot be reached, or does not let us.
    """
    if kind_of(place) == "postgres":
        from pledgebook.store.postgres_opening import unmake as unmake_in  # noqa: PLC0415  an optional extra
        from pledgebook.store.postgres_session import WAIT_SECONDS  # noqa: PLC0415  an optional extra

        unmake_in(parse_address(place), WAIT_SECONDS)


def kind_of(place: str) -> str:
    """Return which store keeps a place (raises UsageFault where none does)."""
    if place in {"memory:", ":memory:"}:
        return "memory"
    scheme, separator, _ = place.partition("://")
    if separator and scheme in SCHEMES:
        return "postgres"
    if separator:
        raise UsageFault(
            f"books are kept in files and in PostgreSQL, not at {scheme}:// addresses",
            remedy="Give the path of a file, or postgresql://user@host/database?schema=name.",
        )
    return "sqlite"

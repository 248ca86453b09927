"""Which store keeps which place: one line for each."""

from pathlib import Path
from typing import Protocol

from pledgebook.errors import UsageFault
from pledgebook.store.base import Clock, Store
from pledgebook.store.instants import system_clock
from pledgebook.store.memory import MemoryStore
from pledgebook.store.sqlite import SqliteStore


class Opener(Protocol):
    """Opens a place with one kind of store."""

    def __call__(self, place: str, *, create: bool, migrate: bool, clock: Clock) -> Store:
        """Open it, with the meaning and the faults of `open_store`."""


def _open_sqlite(place: str, *, create: bool, migrate: bool, clock: Clock) -> Store:
    return SqliteStore(Path(place), create=create, migrate=migrate, clock=clock)


def _open_memory(place: str, *, create: bool, migrate: bool, clock: Clock) -> Store:  # noqa: ARG001  one form for all
    return MemoryStore(clock)


STORES: dict[str, Opener] = {
    "sqlite": _open_sqlite,
    "memory": _open_memory,
}


def open_store(place: str | Path, *, create: bool = False, migrate: bool = False, clock: Clock = system_clock) -> Store:
    """Open the book at a place.

    Args:
        place: A path, or "memory:" for a book that is gone when the program ends.
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
    return STORES[_kind_of(text)](text, create=create, migrate=migrate, clock=clock)


def _kind_of(place: str) -> str:
    if place in {"memory:", ":memory:"}:
        return "memory"
    if "://" in place:
        raise UsageFault(
            f"this edition of pledgebook keeps books in files, not at {place.partition('://')[0]}:// addresses",
            remedy="Give the path of a file, for instance --book pledgebook.db.",
        )
    return "sqlite"

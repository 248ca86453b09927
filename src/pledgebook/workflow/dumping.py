"""Books into text and back, and older books to the present form."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from pledgebook.errors import InputFault, PledgebookError, UsageFault
from pledgebook.store.base import Head, Store
from pledgebook.store.chain import EMPTY
from pledgebook.store.dumping import DumpSums, dump_lines, load_lines
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.registry import kind_of, open_store, unmake
from pledgebook.store.sqlite_opening import MAGIC
from pledgebook.workflow.projecting import refold
from pledgebook.workflow.rating import BookRates


@dataclass(frozen=True, slots=True)
class Dumped:
    """What was written.

    Attributes:
        place: Of the book.
        lines: How many.
        size_bytes: Of all of them.
        head: Where the journal ended.
    """

    place: str
    lines: int
    size_bytes: int
    head: Head


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a dump brought.

    Attributes:
        place: Of the new book.
        sums: What the dump held.
        flows: How many flows its journal yields.
        entries: How many entries.
    """

    place: str
    sums: DumpSums
    flows: int
    entries: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of an older book.

    Attributes:
        place: Of the book.
        steps: Names of the steps it went through; none when it had the present form.
        head: Where its journal ends, as before.
    """

    place: str
    steps: tuple[str, ...]
    head: Head


def dump_book(place: str, out: BinaryIO) -> Dumped:
    """Write a book as text, one value a line; the same book gives the same bytes on every engine and machine.

    Raises:
        BookFault: The book cannot be opened.
        BookBroken: It is not sound; what was written by then ends without the last line and cannot be loaded.
    """
    with open_store(place) as store:
        return _dump(store, out)


def _dump(store: Store, out: BinaryIO) -> Dumped:
    lines = size_bytes = 0
    with store.reading():
        for line in dump_lines(store):
            out.write(line)
            lines += 1
            size_bytes += len(line)
        return Dumped(store.place, lines, size_bytes, store.head())


def dump_to_file(store: Store, path: Path) -> Dumped:
    """Write a book as text into a file that appears when it is whole, in place of one of that name.

    Raises:
        UsageFault: There is a book at that path, or no file can be made there.
        BookFault: As `dump_book`.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        _demand_no_book(path)
        with part.open("wb") as out:
            dumped = _dump(store, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as fault:
        raise UsageFault(
            f"{path} cannot be written: {fault.strerror}", remedy="Check folder, rights, space."
        ) from fault
    finally:
        part.unlink(missing_ok=True)
    return dumped


def _demand_no_book(path: Path) -> None:
    if path.is_file():
        with path.open("rb") as there:
            if there.read(len(MAGIC)) == MAGIC:
                raise UsageFault(f"{path} is a book, not a dump", remedy="Give another name for the dump.")


def load_book(lines: Iterable[bytes], place: str, *, name: str) -> Loaded:
    """Make a book of a dump: the same records with the same numbers, instants and hashes; all or nothing.

    Args:
        lines: With their line feeds; read once, as a stream.
        place: Of the book: made when it is not there, and without records when it is.
        name: Of the dump, for messages.

    Raises:
        InputFault: It is no dump, one of a newer pledgebook, or damaged; the message names the first bad line.
        UsageFault: The book at that place holds records.
        BookFault: The book cannot be made or written.
    """
    if kind_of(place) == "sqlite" and not Path(place).exists():
        return _load_beside(lines, Path(place), name)
    with open_store(place, create=True) as store:
        made = len(store.migrated) == len(MIGRATIONS)
        try:
            return _load_into(store, lines, name)
        except BaseException:
            if made:
                with suppress(PledgebookError):  # what went wrong first is what is to be told
                    unmake(place)
            raise


def _load_into(store: Store, lines: Iterable[bytes], name: str) -> Loaded:
    if store.head() != EMPTY or any(True for _ in store.archived()) or any(True for _ in store.texts()):
        raise UsageFault(f"{store.place} holds records already", remedy="Load into a new place.")
    with store.begin() as work:
        sums = load_lines(lines, work, name=name)
        projections = refold(store, work, BookRates()).projections
        work.commit()
    return Loaded(store.place, sums, len(projections.flows), len(projections.entries))


def _load_beside(lines: Iterable[bytes], path: Path, name: str) -> Loaded:
    """Make the file of the book beside its place, and put it there when it is whole: before that there is no book."""
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open_store(part, create=True) as store:
            loaded = _load_into(store, lines, name)
        try:
            os.link(part, path)  # never in place of what somebody else has put there meanwhile
        except FileExistsError as fault:
            raise UsageFault(f"{path} has been made meanwhile", remedy="Load into a new place.") from fault
        except OSError:  # a file system without links
            part.rename(path)
        _sync_folder(path.parent)
        return replace(loaded, place=str(path))
    finally:
        for made in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
            made.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Have the name of the book on the disk, too, before its loading is acknowledged."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def load_file(path: Path, place: str) -> Loaded:
    """Make a book of a dump in a file; as `load_book`.

    Raises:
        InputFault: The file cannot be read.
    """
    try:
        with path.open("rb") as lines:
            return load_book(lines, place, name=str(path))
    except OSError as fault:
        raise InputFault(f"{path} cannot be read: {fault.strerror}", remedy="Check the path and the rights.") from fault


def migrate_book(place: str) -> Migrated:
    """Bring a book of an older pledgebook to the present form and fold it anew; one of today is folded anew only.

    Raises:
        BookForeign: It is a book of a newer pledgebook.
        BookFault: It cannot be opened or written.
    """
    with open_store(place, migrate=True) as store:
        with store.begin() as work:
            refold(store, work, BookRates())
            head = work.commit()
        return Migrated(store.place, store.migrated, head)

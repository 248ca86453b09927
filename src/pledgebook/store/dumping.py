"""A book as lines of text and back: the same book has the same lines, whatever engine keeps it."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import msgspec

from pledgebook.errors import BookBroken, InputFault, UsageFault
from pledgebook.store.base import Head, JournalRecord, RecordKind, Store, UnitOfWork
from pledgebook.store.chain import EMPTY, following
from pledgebook.store.dump_lines import (
    HEADER,
    VERSION,
    ArchiveLine,
    EndLine,
    Line,
    RecordLine,
    TextLine,
    read_line,
    write_line,
)

_KINDS = frozenset(kind.value for kind in RecordKind)
_REMEDY = "Make the dump again, or copy it again."


@dataclass(frozen=True, slots=True)
class DumpSums:
    """What a dump holds.

    Attributes:
        archived: How many archived documents.
        texts: How many text layers.
        head: Where the journal ends.
        sha256: Of all lines before the last, which names it.
    """

    archived: int
    texts: int
    head: Head
    sha256: str


def dump_lines(store: Store) -> Iterator[bytes]:
    """Write one state of a book: archive, texts, journal, and a last line with the sums; in constant memory.

    Raises:
        BookBroken: The journal, the archive or a text is not sound: a dump can always be loaded.
    """
    state = hashlib.sha256()
    archived = texts = 0
    head = EMPTY
    with store.reading():
        for line in _lines(store):
            archived += isinstance(line, ArchiveLine)
            texts += isinstance(line, TextLine)
            head = Head(line.number, line.hash) if isinstance(line, RecordLine) else head
            written = write_line(line) if not isinstance(line, bytes) else line
            state.update(written)
            yield written
        if head != store.head():
            raise BookBroken(f"the journal ends after record {head.number}, and its head names another one")
    yield write_line(EndLine(archived, texts, head.number, head.hash, state.hexdigest()))


def _lines(store: Store) -> Iterator[bytes | Line]:
    yield HEADER
    for name in store.archived():
        yield ArchiveLine(name, store.archive(name))
    for document in store.texts():
        yield TextLine(document, store.text_layer(document))
    for record in following(store.records(), EMPTY):
        yield RecordLine(record.number, record.kind, record.key, record.recorded_at, record.hash, record.body)


class _Reader:
    """Goes through lines once, knowing where it is."""

    def __init__(self, lines: Iterable[bytes], name: str) -> None:
        self._lines = iter(lines)
        self.name = name
        self._state = hashlib.sha256()
        self._bytes = b""
        self.number = 0

    def fault(self, message: str) -> InputFault:
        """Say what is wrong with the line just read."""
        return InputFault(f"{self.name}: line {self.number}: {message}", remedy=_REMEDY)

    def sha256(self) -> str:
        """Return the digest of all lines before the one just read."""
        return self._state.hexdigest()

    def next_bytes(self) -> bytes:
        """Return the next line as it is; empty after the last."""
        self._state.update(self._bytes)
        self._bytes = next(self._lines, b"")
        self.number += 1
        return self._bytes

    def next_line(self) -> Line:
        """Return the next line."""
        found = self.next_bytes()
        if not found:
            raise self.fault("the dump ends without its last line: it was cut short")
        try:
            return read_line(found)
        except (ValueError, UsageFault) as fault:
            cut = "" if found.endswith(b"\n") else "; the dump was cut short"
            raise self.fault(f"{fault}{cut}") from fault


def load_lines(lines: Iterable[bytes], work: UnitOfWork, *, name: str) -> DumpSums:
    """Put a dump into an empty book, each line proved before it goes in; streamed, in constant memory.

    Args:
        lines: With their line feeds, as a file opened for bytes gives them.
        work: A unit of work in an empty book; the caller commits.
        name: Of the dump, for messages.

    Raises:
        InputFault: The lines are no dump, one of a newer pledgebook, or damaged; the message names the first bad line.
        UsageFault: There are records in the book.
    """
    reader = _Reader(lines, name)
    _check_header(reader)
    line = reader.next_line()
    archived = texts = 0
    last: str | None = None
    while isinstance(line, ArchiveLine):
        last = _ordered(reader, last, line.digest)
        if work.archive(line.data) != line.digest:
            raise reader.fault("the archived bytes are not what their digest says")
        archived += 1
        line = reader.next_line()
    last = None
    while isinstance(line, TextLine):
        last = _ordered(reader, last, line.document)
        work.keep_text(line.document, line.layer)
        texts += 1
        line = reader.next_line()
    journal = _Journal(reader, line)
    try:
        work.restore(journal.records())
    except BookBroken as fault:
        raise reader.fault(str(fault)) from fault
    sums = EndLine(archived, texts, journal.head.number, journal.head.hash, reader.sha256())
    if journal.line != sums:
        raise reader.fault("the sums are not those of the lines before: a line is missing, or was changed or moved")
    if reader.next_bytes():
        raise reader.fault("there is something after the last line")
    return DumpSums(archived, texts, journal.head, sums.sha256)


class _Journal:
    """The records of a dump, and the line that follows them."""

    def __init__(self, reader: _Reader, line: Line) -> None:
        self._reader = reader
        self.line = line
        self.head = EMPTY

    def records(self) -> Iterator[JournalRecord]:
        """Yield the records; the hash of each is checked by whoever takes them."""
        while isinstance(self.line, RecordLine):
            if self.line.kind not in _KINDS:
                raise self._reader.fault(f"{self.line.kind!r} is no kind of record that this pledgebook knows")
            yield self.line.after(self.head.hash)
            self.head = Head(self.line.number, self.line.hash)
            self.line = self._reader.next_line()


def _check_header(reader: _Reader) -> None:
    header = reader.next_bytes()
    if header == HEADER:
        return
    try:
        found = msgspec.json.decode(header)
    except (msgspec.DecodeError, UnicodeDecodeError):
        found = None
    if isinstance(found, dict) and found.get("pledgebook") == "dump" and found.get("version") != VERSION:
        raise InputFault(f"{reader.name} is a dump of a newer pledgebook", remedy="Install the newest pledgebook.")
    raise reader.fault("this is no dump of pledgebook")


def _ordered(reader: _Reader, last: str | None, name: str) -> str:
    if last is not None and name <= last:
        raise reader.fault("it is not in its place: lines are in the order of their names, each name once")
    return name

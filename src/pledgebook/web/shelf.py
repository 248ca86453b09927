"""The opened book of a desk: one thread reads it, one writes it, and every page sees one state of it."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from threading import Lock
from typing import TypeVar

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.changes import Changes
from pledgebook.reports.shares import Share
from pledgebook.store.asking import on_day
from pledgebook.store.codec import Extraction
from pledgebook.store.share_tables import SHARES
from pledgebook.web.clocks import Clocks
from pledgebook.web.snapshot import Reporting, Snapshot
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.explaining import read_contents
from pledgebook.workflow.journal import latest_extraction, learnt_at
from pledgebook.workflow.rating import BookRates

Value = TypeVar("Value")
_KEPT_SNAPSHOTS = 8


class _Hand:
    """A thread with its own opening of the book; a book is not for two threads at once."""

    def __init__(self, place: str, name: str) -> None:
        self._place = place
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)
        self._book: Book | None = None

    def submit(self, work: Callable[[Book], Value]) -> Future[Value]:
        return self._thread.submit(lambda: work(self._opened()))

    def close(self) -> None:
        self._thread.submit(self._let_go).result()
        self._thread.shutdown()

    def _opened(self) -> Book:
        if self._book is None:
            self._book = open_book(self._place)
        return self._book

    def _let_go(self) -> None:
        if self._book is not None:
            self._book.close()
            self._book = None


class Shelf:
    """A book for many requests at once.

    Reading never waits for writing: while a document is added or a decision is folded in, pages show the state before.

    Args:
        place: Path or address of the book.
        reporting: The currency, and national products.
    """

    def __init__(self, place: str, reporting: Reporting | None = None) -> None:
        if place == "memory:":
            raise UsageFault("a book in memory is gone with its program", remedy="keep it: --book demo.db")
        self.place = place
        self.reporting = reporting or Reporting()
        self._rates = BookRates()
        self._reader = _Hand(place, "pledgebook-reads")
        self._writer = _Hand(place, "pledgebook-writes")
        self._kept: OrderedDict[tuple[str, Clocks], Snapshot] = OrderedDict()
        self._lock = Lock()

    def read(self, work: Callable[[Book], Value]) -> Value:
        """Ask the book something."""
        return self._reader.submit(work).result()

    def write(self, work: Callable[[Book], Value]) -> Value:
        """Put something into the book; one after the other."""
        return self._writer.submit(work).result()

    def snapshot(self, clocks: Clocks | None = None) -> Snapshot:
        """Return the book as it is now, as shown at the clocks; decoded anew only where it has changed."""
        asked = clocks or Clocks()
        head = self.read(lambda book: book.at(asked.known_at).store.head().hash)
        with self._lock:
            found = self._kept.get((head, asked))
            if found is not None:
                self._kept.move_to_end((head, asked))
                return found
        return self._keep(head, asked)

    def _keep(self, head: str, asked: Clocks) -> Snapshot:
        if asked.as_of is None:
            made = self.read(lambda book: self._decode(book.at(asked.known_at), head, asked))
        else:
            whole = self.snapshot(replace(asked, as_of=None, as_of_text=""))
            contents = contents_as_of(whole.contents, asked.as_of)
            shares = self.read(lambda book: _shares(book.at(asked.known_at), asked))
            made = Snapshot((f"{head}:{asked.as_of}", asked), contents, self._rates, self.reporting, shares)
        with self._lock:
            present = self._kept.setdefault((head, asked), made)
            while len(self._kept) > _KEPT_SNAPSHOTS:
                self._kept.popitem(last=False)
        return present

    def _decode(self, book: Book, head: str, asked: Clocks) -> Snapshot:
        with self._lock:
            found = self._kept.get((head, asked))  # another request may have been first
        if found is not None:
            return found
        with book.store.reading():
            contents, shares = read_contents(book.store), _shares(book, asked)
        return Snapshot((head, asked), contents, self._rates, self.reporting, shares)

    def text_layer(self, document: str) -> TextLayer:
        """Return the unaltered text of a document, by its full id."""
        return self.read(lambda book: book.text_layer(document))

    def extraction(self, document: str) -> Extraction | None:
        """Return what the latest extraction found in a document."""
        return self.read(lambda book: latest_extraction(book.store, document))

    def learnt(self, statements: Iterable[str]) -> dict[str, datetime]:
        """Return when the book learnt of statements."""
        return self.read(lambda book: learnt_at(book.store, statements))

    def changes(self, since: datetime, until: datetime | None) -> Changes:
        """Compare what the book knew at two instants."""
        return self.read(lambda book: book.changes(since, until, currency=self.reporting.currency))

    def close(self) -> None:
        """Let go of the book."""
        self._reader.close()
        self._writer.close()


def _shares(book: Book, asked: Clocks) -> tuple[Share, ...]:
    return tuple(book.store.projected(SHARES, on_day(asked.as_of.isoformat() if asked.as_of else None)))

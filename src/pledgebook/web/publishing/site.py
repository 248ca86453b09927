"""A book as a folder of files for any web host: every page, the pictures, data, a feed, briefs."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path

import msgspec

from pledgebook.errors import UsageFault
from pledgebook.exchange.outgoing.base import Layout
from pledgebook.exchange.outgoing.registry import EXPORTERS
from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import to_plain
from pledgebook.model.stage import LADDER
from pledgebook.reports.changes import Changes
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.codec import Extraction, document_of
from pledgebook.web.asking import Ask, Page, Query
from pledgebook.web.clocks import Clocks
from pledgebook.web.filters import NO_MECHANISM
from pledgebook.web.formats import ENGLISH
from pledgebook.web.pages import documents, flows, overview, parties, questions
from pledgebook.web.picture_files import table_file
from pledgebook.web.publishing.feed import FeedEntry, atom
from pledgebook.web.publishing.links import SiteLinks, file_of
from pledgebook.web.publishing.pages import funder_brief, mechanism_brief, quoted_document, stage_flows
from pledgebook.web.rendering import render
from pledgebook.web.snapshot import Reporting, Snapshot
from pledgebook.web.static_files import static_files
from pledgebook.web.words import document_word
from pledgebook.workflow.book import Book
from pledgebook.workflow.explaining import read_contents
from pledgebook.workflow.exporting import MANIFEST, FolderParcel
from pledgebook.workflow.journal import learnt_at
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.shipping import Order

DATA_FORMATS = ("csv", "jsonl", "iati", "parquet")
"""What data files go along; a format that this installation cannot write is left out, and the site does not name it."""

View = Callable[[Ask], Page]


@dataclass(frozen=True, slots=True)
class Site:
    """What was published.

    Attributes:
        folder: Where.
        pages: How many pages.
        files: How many files in all.
        restricted: How many documents were kept out.
        formats: Data files that are in it: format and path.
    """

    folder: Path
    pages: int
    files: int
    restricted: int
    formats: tuple[tuple[str, str], ...]


class PublicArchive:
    """What a published page may look up: when things were learnt, but no text."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def text_layer(self, document: str) -> TextLayer:
        """Refuse: texts stay in the book (raises UsageFault)."""
        raise UsageFault(f"{document}: whole texts are not published", remedy="publish quotes")

    def extraction(self, document: str) -> Extraction | None:
        """Refuse: what an extraction refused stays in the book (raises UsageFault)."""
        raise UsageFault(f"{document}: what was refused in it is not published", remedy="publish quotes")

    def learnt(self, statements: Iterable[str]) -> dict[str, datetime]:
        """Return when the book learnt of statements."""
        return learnt_at(self._store, statements)

    def changes(self, since: datetime, until: datetime | None) -> Changes:
        """Refuse: the feed tells what changed (raises UsageFault)."""
        raise UsageFault(f"no comparison of {since} and {until} in a site of files", remedy="ask the desk")


class Publisher:
    """Writes one book as a site.

    Args:
        book: The book as it may be seen: without what is restricted.
        currency: The reporting currency.
        address: Where the site will stand, ending in a slash; empty for anywhere.
        title: Of the feed.
    """

    def __init__(self, book: Book, currency: str, address: str, title: str) -> None:
        store = book.store
        contents = read_contents(store)
        last = max((record.recorded_at for record in store.records()), default=None)
        # The day of a site is that of the last thing its book learnt, so that the same book gives the same bytes.
        clocks = Clocks(known_at=last)
        self._snapshot = Snapshot((store.head().hash, clocks), contents, BookRates(), Reporting(currency))
        self._archive = PublicArchive(store)
        self._store = store
        self._address = address
        self._title = title
        self.pages = 0
        funders = {"+".join(flow.funders) or "unknown" for flow in contents.flows.values()}
        alone = {code for flow in contents.flows.values() for code in flow.funders}
        asserted = {"+".join(check.funders) for check in contents.checks.values()}
        asserted |= {code for check in contents.checks.values() for code in check.funders}
        self._funders = sorted((funders | alone | asserted) - {""})
        self._briefed = sorted(funders)
        ways = {flow.mechanism for flow in contents.flows.values()}
        ways |= {check.mechanism for check in contents.checks.values()}
        self._mechanisms = sorted({slug or NO_MECHANISM for slug in ways})
        named = {f"funders/{name}" for name in self._funders} | {f"mechanisms/{name}" for name in self._mechanisms}
        self._named = frozenset(named)

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Yield every file of the site but the data: path and bytes."""
        for name, file in static_files().items():
            yield f"static/{name}", file.body
        for path, view, names in self._plan():
            yield from self._turned(path, view, names)
        yield from self._pictures()
        yield "feed.atom", atom(self._learnt(), self._title, self._address)

    def _plan(self) -> Iterator[tuple[str, View, dict[str, str]]]:
        contents = self._snapshot.contents
        yield "index", overview.overview, {}
        lists: dict[str, View] = {
            "flows": flows.flows,
            "funders": parties.funders,
            "mechanisms": parties.mechanisms,
            "programmes": parties.programmes,
            "documents": documents.documents,
            "checks": questions.checks,
            "conflicts": questions.conflicts,
            "overdue": questions.overdue,
        }
        for name, view in lists.items():
            yield name, view, {}
        for stage in LADDER:
            for name in (stage.value, f"further-{stage.value}"):
                yield f"stages/{name}", stage_flows, {"name": name}
        for name in self._funders:
            yield f"funders/{file_of(name)}", parties.funder, {"name": name}
        for name in self._briefed:
            yield f"briefs/funder-{file_of(name)}", funder_brief, {"name": name}
        for name in self._mechanisms:
            yield f"mechanisms/{file_of(name)}", parties.mechanism, {"name": name}
            yield f"briefs/mechanism-{file_of(name)}", mechanism_brief, {"name": name}
        for name in contents.flows:
            yield f"flows/{file_of(name)}", flows.flow, {"name": name}
        for name in contents.checks:
            yield f"checks/{file_of(name)}", questions.check, {"name": name}
        for name in contents.documents:
            yield f"documents/{name[:16]}", quoted_document, {"name": name}

    def _turned(self, base: str, view: View, names: dict[str, str]) -> Iterator[tuple[str, bytes]]:
        """Render a page, and all further pages of its list."""
        number = pages = 1
        while number <= pages:
            path = f"{base}.html" if number == 1 else f"{base}-p{number}.html"
            query = Query([("page", str(number))] if number > 1 else [])
            ask = Ask(self._snapshot, query, names, SiteLinks(path, self._named), ENGLISH, self._archive)
            page = view(ask)
            cut = page.values.get("slice")
            pages = cut.pages if cut is not None else 1
            self.pages += 1
            yield path, render(page, ask, {"site": True, "briefed": self._briefed, "file_of": file_of}).encode()
            number += 1

    def data_page(self, files: Iterable[tuple[str, str]]) -> bytes:
        """Render the page that lists the data files: format and path of each."""
        ask = Ask(self._snapshot, Query(), {}, SiteLinks("data.html", self._named), ENGLISH, self._archive)
        page = Page("data.html", "Data", {"files": tuple(files)}, "data")
        return render(page, ask, {"site": True}).encode()

    def _pictures(self) -> Iterator[tuple[str, bytes]]:
        links = SiteLinks("pictures/x.svg", self._named)
        ask = Ask(self._snapshot, Query(), {}, links, ENGLISH, self._archive)
        for name, picture in overview.overview_pictures(ask).items():
            if picture.drawings:
                yield f"pictures/{name}.svg", picture.drawings[0].file().encode()
            yield f"pictures/{name}.csv", table_file(picture)

    def _learnt(self) -> Iterator[FeedEntry]:
        records = sorted(self._store.records(RecordKind.DOCUMENT), key=lambda record: record.recorded_at, reverse=True)
        for at, group in groupby(records, key=lambda record: record.recorded_at):
            found = sorted((document_of(record) for record in group), key=document_word)
            lines = [
                (f"{document_word(item)} ({item.publisher or 'publisher unknown'})", f"documents/{item.id[:16]}.html")
                for item in found
            ]
            title = lines[0][0] if len(lines) == 1 else f"{len(lines)} documents"
            yield FeedEntry(at, title, lines)


def publish_site(
    book: Book, folder: Path, *, currency: str = "EUR", address: str = "", title: str = "pledgebook"
) -> Site:
    """Publish a book: without what is restricted, only quotes; the same book gives the same bytes.

    An earlier site in the folder is replaced when the new one is whole.

    Args:
        book: The book.
        folder: Where to.
        currency: The reporting currency.
        address: Where the site will stand, for the feed; empty for anywhere.
        title: Of the feed.

    Raises:
        UsageFault: The folder holds other things than a site, or cannot be written.
    """
    hidden = len(book.restricted())
    seen = book.public()
    base = f"{address.rstrip('/')}/" if address else ""
    parcel = FolderParcel(folder)
    try:
        with parcel:
            with seen.store.reading():
                publisher = Publisher(seen, currency, base, title)
                for path, body in publisher.files():
                    _write(parcel.body / path, body)
            formats = tuple(_data(book, parcel.body / "data"))
            _write(parcel.body / "data.html", publisher.data_page(formats))
            notes = tuple(parcel.files())
            manifest = {"site": title, "head": seen.store.head(), "files": notes, "formats": formats}
            encoded = msgspec.json.encode(to_plain(manifest), order="deterministic")
            _write(parcel.manifest, msgspec.json.format(encoded, indent=1) + b"\n")
            parcel.settle()
    except OSError as fault:
        raise UsageFault(
            f"{folder} cannot be written: {fault.strerror}", remedy="check folder, rights, space"
        ) from fault
    return Site(folder, publisher.pages + 1, len(notes) + 1, hidden, formats)


def _write(place: Path, body: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(body)


def _data(book: Book, folder: Path) -> Iterator[tuple[str, str]]:
    """Write the data files and yield format and path of each; what a format cannot carry stands in its manifest."""
    for name in DATA_FORMATS:
        if name in EXPORTERS:
            single = EXPORTERS[name].layout is Layout.FILE
            path = folder / (f"{name}.xml" if name == "iati" else f"{name}.{name}" if single else name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(UsageFault):  # a format that has no form for this book (IATI without a flow) is left out
                book.export(name, path, Order())
            if not path.exists():
                continue
            beside = f"{path.name}.{MANIFEST}" if single else f"{path.name}/{MANIFEST}"
            yield name, f"data/{beside}"
            yield from ((name, f"data/{found.relative_to(folder).as_posix()}") for found in _made(path))


def _made(path: Path) -> list[Path]:
    files = [path] if path.is_file() else sorted(found for found in path.rglob("*") if found.is_file())
    return [found for found in files if found.name != MANIFEST]

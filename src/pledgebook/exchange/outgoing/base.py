"""What an exporter is: a shipment of a book in, a file or a folder of files out, and what was lost on the way."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.statement import Statement
from pledgebook.reports.holdings import Holding
from pledgebook.reports.query import TotalsQuery, TotalsReport


class Layout(StrEnum):
    """Whether a format is one file or a folder of files."""

    FILE = "file"
    FOLDER = "folder"


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a format cannot say.

    Attributes:
        where: Id of the flow, statement or document.
        what: The field of our model.
        value: What it holds.
        reason: Why it is not there, one sentence; the same words for the same reason.
    """

    where: str
    what: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class SourceNote:
    """What must be said of a publisher whose documents are quoted.

    Attributes:
        publisher: Name; empty for documents whose publisher is not known.
        documents: How many of its documents are quoted.
        note: On what terms.
    """

    publisher: str
    documents: int
    note: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who publishes the export.

    Attributes:
        reference: Identifier of the form of org-id.guide ("XM-DAC-3-1").
        name: Name for people.
        incoming: True for one that receives the support: IATI then has its incoming transaction types.
        licence: Address of the licence that the export is given under; empty when nothing is said.
    """

    reference: str = "XX-PLEDGEBOOK"
    name: str = "A pledgebook without a named publisher"
    incoming: bool = False
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What every export says of itself: from which book, asked what, made by what. The same call gives the same header.

    Attributes:
        format: Key in the registry.
        format_version: Name and version of the standard ("IATI 2.03"), and of our writer where it is ours.
        pledgebook: Version of the program.
        head_number: Number of the last journal record that the export knows.
        head_hash: Hash of that record.
        recorded_until: Instant of that record; None in an empty book.
        query: What was asked, by name: as_of, known_at, only.
        reporter: Who publishes it.
        sources: Whose documents are quoted, and on what terms.
        withheld: How many documents are restricted and left out, with all that they say.
        folded_by: Edition of rules and rates that folded the book.
    """

    format: str
    format_version: str
    pledgebook: str
    head_number: int
    head_hash: str
    recorded_until: datetime | None
    query: Mapping[str, str]
    reporter: Reporter
    sources: tuple[SourceNote, ...] = ()
    withheld: int = 0
    folded_by: str = ""

    def lines(self) -> tuple[tuple[str, str], ...]:
        """Return it as names and values, for formats that can only carry text."""
        query = tuple((f"query {name}", value) for name, value in self.query.items())
        return (
            ("format", self.format_version),
            ("made by", f"pledgebook {self.pledgebook}"),
            ("book head", f"record {self.head_number}, SHA-256 {self.head_hash}"),
            ("recorded until", self.recorded_until.isoformat() if self.recorded_until else "never"),
            *query,
            ("published by", f"{self.reporter.name} ({self.reporter.reference})"),
            ("licence", self.reporter.licence or "not stated"),
            ("restricted documents left out", str(self.withheld)),
            ("folded by", self.folded_by),
        )


@dataclass(frozen=True, slots=True)
class Parcel:
    """One flow with what stands of it.

    Attributes:
        flow: The flow, as of the day asked for.
        depth: 0 for one that is part of no other.
        holdings: What stands of it, by unit, as far as it is asked for; empty without a sum, and where all of it is
            in its parts.
    """

    flow: Flow
    depth: int
    holdings: tuple[Holding, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """A flow that is part of no other, with all its parts: no entry leads out of a family.

    Attributes:
        parcels: Those that are asked for, a whole before its parts.
        entries: The movements that touch them, in booking order.
    """

    parcels: tuple[Parcel, ...]
    entries: tuple[Entry, ...]


class Shipment(Protocol):
    """The values that go out: already narrowed, as of the day, without what is restricted. Each call streams anew."""

    @property
    def header(self) -> Header:
        """Say where it comes from."""

    def families(self) -> Iterator[Family]:
        """Stream the flows that are asked for, one family at a time, ordered by the id of its outermost flow."""

    def checks(self) -> Iterator[Check]:
        """Stream the totals that sources assert, ordered by id."""

    def statements(self) -> Iterator[Statement]:
        """Stream the statements that speak of these flows and checks (all of them, if nothing is narrowed), by id."""

    def documents(self) -> Iterator[Document]:
        """Stream the documents of these statements (all of them, if nothing is narrowed), in journal order."""

    def statement(self, name: str) -> Statement | None:
        """Look up a statement by its id."""

    def document(self, name: str) -> Document | None:
        """Look up a document by its id."""

    def totals(self, query: TotalsQuery) -> TotalsReport:
        """Sum support; day and narrowing of the export go before those of the query."""


Lose = Callable[[Loss], None]


@dataclass(frozen=True, slots=True)
class Written:
    """What an exporter did.

    Attributes:
        counts: How many of what it wrote, by a name of the format ("activities", "transactions").
    """

    counts: Mapping[str, int] = field(default_factory=dict)


class Exporter(Protocol):
    """Writes one format.

    Attributes:
        name: Lower-case word, the key in the registry.
        title: The format for people, with its version.
        layout: One file or a folder.
        suffix: Ending of the file name, with its dot; empty for a folder.
        mapping: Which field becomes what.
    """

    @property
    def name(self) -> str:
        """Return the registry's key."""

    @property
    def title(self) -> str:
        """Return the format for people, with its version."""

    @property
    def layout(self) -> Layout:
        """Return whether it is one file or a folder."""

    @property
    def suffix(self) -> str:
        """Return the ending of its file name."""

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping that docs/mapping.md shows."""

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write a shipment.

        Args:
            shipment: What goes out.
            path: The file to make, or an empty folder to fill.
            lose: Called for each thing that the format cannot say.

        Raises:
            UsageFault: The format cannot carry this shipment at all, or an extra is not installed.
        """

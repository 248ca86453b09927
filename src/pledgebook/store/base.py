"""The port of every store: what a book is asked to keep, and the values that it gives back."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import TracebackType
from typing import Protocol, Self, TypeVar

from pledgebook.ledger.sums import StageSum
from pledgebook.model.evidence import TextLayer
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import ShareSum
from pledgebook.store.asking import Asked, Condition, Page, Tallied
from pledgebook.store.projections import ProjectionMark, Projections
from pledgebook.store.tables import Projection, Row

Value = TypeVar("Value")

# The only source of recorded instants; a test puts its own here. Returns an aware instant.
Clock = Callable[[], datetime]


class RecordKind(StrEnum):
    """What a journal record holds.

    An EXTRACTION says which statements one version of the rules found in one document, and which sums it refused and
    why: refused sums are evidence too.
    """

    DOCUMENT = "document"
    EXTRACTION = "extraction"
    STATEMENT = "statement"
    JUDGEMENT = "judgement"


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One line of the journal, as it rests.

    Attributes:
        number: 1 for the first, without gaps.
        kind: A RecordKind as text; text, so that the record of a newer kind can still be read and hashed.
        key: Id of the value within its kind; kind and key together are written once.
        body: The value in canonical JSON.
        recorded_at: When the book learnt it: UTC, to the microsecond, the same for all records of one unit of work.
        previous_hash: Hash of the record before, 64 hexadecimal digits; zeros before the first.
        hash: SHA-256 of all the above (see `chain`), 64 hexadecimal digits.
    """

    number: int
    kind: str
    key: str
    body: bytes
    recorded_at: datetime
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """A place in the journal: the state of knowledge after that record. Number 0 is the empty book."""

    number: int
    hash: str


class UnitOfWork(Protocol):
    """All or nothing: what is written here is in the book after `commit`, and nothing of it otherwise.

    A context manager that rolls back unless `commit` was called. While it is open, the store that began it reads what
    it has written so far; other openings of the same book do not.
    """

    @property
    def recorded_at(self) -> datetime:
        """The recorded instant of everything in this unit: later than that of any record before it."""

    def archive(self, data: bytes) -> str:
        """Keep raw bytes and return their SHA-256; the same bytes twice rest once."""

    def keep_text(self, document: str, layer: TextLayer) -> None:
        """Keep the text layer of a document, exactly; the first one given for a document stays.

        Raises:
            UsageFault: The text holds a lone surrogate, which no encoding can keep.
        """

    def append(self, kind: RecordKind, key: str, body: bytes) -> bool:
        """Append a record unless its kind and key are in the book, and tell whether it was written.

        Args:
            kind: What it is.
            key: Its id within the kind; not empty.
            body: The value in canonical JSON (`codec.record_of` makes all three).
        """

    def restore(self, records: Iterable[JournalRecord]) -> None:
        """Append the records of another book as they are, their instants and hashes included; streamed.

        Raises:
            BookBroken: A record does not follow the one before; the message names it, and the unit is over.
            UsageFault: There were records in the book when this unit began.
        """

    def replace_projections(self, projections: Projections) -> None:
        """Let the projections be these, folded from the head as it is now; only rows that differ are written.

        Raises:
            UsageFault: Two values of one projection have the same key, or a figure is beyond 64 bits of minor units.
        """

    def commit(self) -> Head:
        """Make it last and return the new head; when this returns, it survives the loss of power.

        Raises:
            BookFault: The disk is full or failed; nothing of this unit is in the book.
        """

    def rollback(self) -> None:
        """Forget it; after a commit this does nothing."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Store(Protocol):
    """One opened book. Not for two threads at once: each opens its own.

    Every method may raise BookBroken where the file is damaged, and BookFault where the disk fails.
    """

    @property
    def place(self) -> str:
        """The path or address it was opened by, for messages."""

    @property
    def writable(self) -> bool:
        """Whether units of work can begin."""

    def begin(self) -> UnitOfWork:
        """Begin the one unit of work that may be open in a book, waiting for another writer.

        Raises:
            BookBusy: Another writer held the book for all of the waiting time.
            BookFault: The book can only be read here.
            UsageFault: A unit of work of this very store is open.
        """

    def reading(self) -> AbstractContextManager[None]:
        """Hold one state of the book: all reads inside see the same, whatever others write meanwhile."""

    def head(self, at: datetime | None = None) -> Head:
        """Return the place of the last record, or of the last one recorded at or before an instant."""

    def records(
        self, kind: RecordKind | None = None, *, since: int = 1, until: int | None = None
    ) -> Iterator[JournalRecord]:
        """Stream the journal in order, of one kind or all, between two record numbers (both inclusive).

        Without `until` it ends at the head as it is at the call.
        """

    def record(self, kind: RecordKind, key: str) -> JournalRecord | None:
        """Return one record by its kind and key."""

    def archived(self) -> Iterator[str]:
        """List the digests of the archived bytes, sorted."""

    def archive(self, digest: str) -> bytes:
        """Return archived bytes, checked against their digest.

        Raises:
            UsageFault: Nothing is archived under that digest.
            BookBroken: What rests there is not what was put there.
        """

    def texts(self) -> Iterator[str]:
        """List the ids of the documents that have a text layer, sorted."""

    def text_layer(self, document: str) -> TextLayer:
        """Return the text layer of a document, checked against its own digest.

        Raises:
            UsageFault: The document has none.
            BookBroken: What rests there is not what was put there.
        """

    def projected(self, projection: Projection[Value], where: Sequence[Condition] = ()) -> Iterator[Value]:
        """Stream the values of a projection that fit all conditions, ordered by key.

        Raises:
            UsageFault: The projection has no such column (see `asking.columns_of`).
        """

    def projected_one(self, projection: Projection[Value], *key: str) -> Value | None:
        """Return one value of a projection by its key."""

    def projected_where(self, projection: Projection[Value], column: str, value: str) -> Iterator[Value]:
        """Stream the values that have a text in a column, ordered by key: the entries of one flow, say.

        Raises:
            UsageFault: The projection has no such column.
        """

    def found(self, projection: Projection[Value], asked: Asked) -> Page[Value]:
        """Return one page of a projection, filtered and sorted, and how many values there are in all.

        Of the flows of Denmark, joint ones among them, the fifty largest:
        `found(FLOWS, Asked((Condition("funders", Relation.HAS, ("DK",)),), (Order("value", falling=True),), 50))`.

        Raises:
            UsageFault: The projection has no such column, or cannot be sorted by it.
        """

    def tally(
        self, projection: Projection[Value], by: Sequence[str], where: Sequence[Condition] = (), add: str = ""
    ) -> tuple[Tallied, ...]:
        """Count the values of a projection by the cells of some columns, ordered by these.

        Args:
            projection: Of what.
            by: Columns; none for one count of all.
            where: Only values that fit all of these.
            add: A column of whole numbers to be added up, too; empty for none.

        Raises:
            UsageFault: The projection has no such column.
        """

    def share_sums(self, as_of: date | None = None, also: Sequence[Dimension] = ()) -> tuple[ShareSum, ...]:
        """Add up the shares of a day by what totals group by, in any order; every total is read from these.

        Args:
            as_of: The day; None for today, of which the sums are kept and only read.
            also: PURPOSE and FLOW, where sums are to be told apart by these as well.
        """

    def projected_rows(self, projection: Projection[Value]) -> Iterator[tuple[str, Row]]:
        """Stream the rows of a projection as they rest: table by table, each ordered by its key."""

    def stage_sums(self, as_of: date) -> tuple[StageSum, ...]:
        """Add up what each funder had at each stage on a day, from the entries as they rest (see ledger.sums)."""

    def projection_marks(self) -> Mapping[str, ProjectionMark]:
        """Return the mark of each projection by its name; empty before the first fold."""

    def findings(self) -> Iterator[str]:
        """Report what the engine itself finds wrong with its file; nothing when all is well."""

    def close(self) -> None:
        """Let go of the book; an open unit of work is rolled back."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class OpenedStore(Store, Protocol):
    """A store as it comes from opening a place."""

    @property
    def migrated(self) -> tuple[str, ...]:
        """The names of the steps that the opening has taken an older book through."""

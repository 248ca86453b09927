"""A book in memory with the behaviour of a real one: for tests, notebooks and throw-away runs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from types import TracebackType
from typing import Self, TypeVar

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.ledger.sums import StageSum, stage_sums
from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import digest
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import ShareSum, sum_shares
from pledgebook.store.asking import Asked, Condition, Page, Tallied, any_of
from pledgebook.store.base import Clock, Head, JournalRecord, RecordKind
from pledgebook.store.book_tables import ENTRIES, FLOWS
from pledgebook.store.chain import EMPTY, chained, following
from pledgebook.store.codec import encode
from pledgebook.store.instants import next_instant, system_clock
from pledgebook.store.projections import PROJECTIONS, ProjectionMark, Projections, mark_of, rows_of, value_of
from pledgebook.store.row_asking import find_rows, tally_rows
from pledgebook.store.share_tables import SHARES
from pledgebook.store.tables import Projection, Row

Value = TypeVar("Value")


@dataclass(slots=True)
class _State:
    """Everything that a unit of work can change; replaced as a whole on commit."""

    journal: list[JournalRecord] = field(default_factory=list)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    archive: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, TextLayer] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    marks: dict[str, ProjectionMark] = field(default_factory=dict)

    def copy(self) -> "_State":
        return _State(
            list(self.journal),
            dict(self.numbers),
            dict(self.archive),
            dict(self.texts),
            dict(self.rows),
            dict(self.marks),
        )

    def restore(self, record: JournalRecord) -> None:
        if (record.kind, record.key) in self.numbers:
            raise BookBroken(f"record {record.number}: its kind and key were there before")
        self.journal.append(record)
        self.numbers[(record.kind, record.key)] = record.number

    def head(self) -> Head:
        return Head(self.journal[-1].number, self.journal[-1].hash) if self.journal else EMPTY


class MemoryUnitOfWork:
    """A unit of work on a MemoryStore."""

    def __init__(self, store: "MemoryStore", clock: Clock) -> None:
        self._store = store
        self._before = store.state
        store.state = self._before.copy()
        last = self._before.journal[-1].recorded_at if self._before.journal else None
        self.recorded_at = next_instant(clock(), last)
        self._open = True

    @property
    def _state(self) -> _State:
        if not self._open:
            raise UsageFault("this unit of work is over", remedy="Begin another one.")
        return self._store.state

    def archive(self, data: bytes) -> str:
        """Keep raw bytes and return their SHA-256."""
        name = digest(data)
        self._state.archive.setdefault(name, bytes(data))
        return name

    def keep_text(self, document: str, layer: TextLayer) -> None:
        """Keep the text layer of a document."""
        encode(layer)
        self._state.texts.setdefault(document, layer)

    def append(self, kind: RecordKind, key: str, body: bytes) -> bool:
        """Append a record unless its kind and key are in the book."""
        state = self._state
        if not key:
            raise UsageFault(f"a {kind} record needs a key")
        if (kind, key) in state.numbers:
            return False
        record = chained(state.head(), str(kind), key, body, self.recorded_at)
        state.journal.append(record)
        state.numbers[(kind, key)] = record.number
        return True

    def restore(self, records: Iterable[JournalRecord]) -> None:
        """Append the records of another book as they are, into an empty one."""
        state = self._state
        if self._before.journal:
            raise UsageFault("records of another book go into an empty book only", remedy="Make a new book.")
        try:
            for record in following(records, state.head()):
                state.restore(record)
        except BaseException:
            self.rollback()
            raise

    def replace_projections(self, projections: Projections) -> None:
        """Let the projections be these."""
        state = self._state
        head = state.head()
        folded = {item.name: rows_of(item, getattr(projections, item.name)) for item in PROJECTIONS}
        for projection in PROJECTIONS:
            tables = folded[projection.name]
            state.rows.update(tables)
            pairs = ((name, row) for name, rows in tables.items() for row in rows)
            state.marks[projection.name] = mark_of(pairs, head.number, head.hash, projections.folded_by)

    def commit(self) -> Head:
        """Make it last."""
        head = self._state.head()
        self._end()
        return head

    def rollback(self) -> None:
        """Forget it."""
        if self._open:
            self._store.state = self._before
            self._end()

    def _end(self) -> None:
        self._open = False
        self._store.working = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.rollback()


class MemoryStore:
    """A book that is gone when the program ends."""

    def __init__(self, clock: Clock = system_clock) -> None:
        self._clock = clock
        self.state = _State()
        self.working = False
        self.place = "memory:"
        self.writable = True
        self.migrated: tuple[str, ...] = ()

    def begin(self) -> MemoryUnitOfWork:
        """Begin a unit of work."""
        if self.working:
            raise UsageFault("a unit of work is open in this book", remedy="Commit it or roll it back first.")
        work = MemoryUnitOfWork(self, self._clock)
        self.working = True
        return work

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Hold one state of the book."""
        yield

    def head(self, at: datetime | None = None) -> Head:
        """Return the place of the last record, or of the last one recorded at or before an instant."""
        if at is None:
            return self.state.head()
        known = [record for record in self.state.journal if record.recorded_at <= at]
        return Head(known[-1].number, known[-1].hash) if known else EMPTY

    def records(
        self, kind: RecordKind | None = None, *, since: int = 1, until: int | None = None
    ) -> Iterator[JournalRecord]:
        """Stream the journal in order."""
        journal = self.state.journal
        end = len(journal) if until is None else until
        return (record for record in journal[since - 1 : end] if kind is None or record.kind == kind)

    def record(self, kind: RecordKind, key: str) -> JournalRecord | None:
        """Return one record by its kind and key."""
        number = self.state.numbers.get((kind, key))
        return None if number is None else self.state.journal[number - 1]

    def archived(self) -> Iterator[str]:
        """List the digests of the archived bytes, sorted."""
        return iter(sorted(self.state.archive))

    def archive(self, digest: str) -> bytes:
        """Return archived bytes."""
        if digest not in self.state.archive:
            raise UsageFault(f"nothing is archived under {digest}")
        return self.state.archive[digest]

    def texts(self) -> Iterator[str]:
        """List the ids of the documents that have a text layer, sorted."""
        return iter(sorted(self.state.texts))

    def text_layer(self, document: str) -> TextLayer:
        """Return the text layer of a document."""
        if document not in self.state.texts:
            raise UsageFault(f"there is no text of document {document}")
        return self.state.texts[document]

    def _rows(self, table: str) -> list[Row]:
        return self.state.rows.get(table, [])

    def projected(self, projection: Projection[Value], where: Sequence[Condition] = ()) -> Iterator[Value]:
        """Stream the values of a projection that fit all conditions, ordered by key."""
        return iter(find_rows(self._rows, projection, Asked(tuple(where))).values)

    def projected_one(self, projection: Projection[Value], *key: str) -> Value | None:
        """Return one value of a projection by its key."""
        table = projection.tables[0]
        row = next((row for row in self._rows(table.name) if table.key(row) == key), None)
        return None if row is None else value_of(projection, row)

    def projected_where(self, projection: Projection[Value], column: str, value: str) -> Iterator[Value]:
        """Stream the values that have a text in a column, ordered by key."""
        return self.projected(projection, (any_of(column, value),))

    def found(self, projection: Projection[Value], asked: Asked) -> Page[Value]:
        """Return one page of a projection, filtered and sorted, and how many values there are in all."""
        return find_rows(self._rows, projection, asked)

    def tally(
        self, projection: Projection[Value], by: Sequence[str], where: Sequence[Condition] = (), add: str = ""
    ) -> tuple[Tallied, ...]:
        """Count the values of a projection by the cells of some columns, ordered by these."""
        return tally_rows(self._rows, projection, by, where, add)

    def share_sums(self, as_of: date | None = None, also: Sequence[Dimension] = ()) -> tuple[ShareSum, ...]:
        """Add up the shares of a day by what totals group by."""
        return sum_shares((share for share in self.projected(SHARES) if share.is_on(as_of)), also)

    def projected_rows(self, projection: Projection[Value]) -> Iterator[tuple[str, Row]]:
        """Stream the rows of a projection as they rest."""
        state = self.state
        return ((table.name, row) for table in projection.tables for row in state.rows.get(table.name, []))

    def stage_sums(self, as_of: date) -> tuple[StageSum, ...]:
        """Add up what each funder had at each stage on a day."""
        flows = {flow.id: flow for flow in self.projected(FLOWS)}
        return stage_sums(self.projected(ENTRIES), flows, as_of)

    def projection_marks(self) -> Mapping[str, ProjectionMark]:
        """Return the mark of each projection by its name."""
        return dict(self.state.marks)

    def findings(self) -> Iterator[str]:
        """Report nothing: memory has no file that could be damaged."""
        return iter(())

    def close(self) -> None:
        """Keep the book: closing one in memory would lose it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

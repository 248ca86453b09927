"""What every store that speaks SQL reads in the same way; an engine says how a query is run."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import localcontext
from typing import ClassVar, Generic, Protocol, TypeVar, cast

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.ledger.balances import Tally
from pledgebook.ledger.reading import EXACT
from pledgebook.ledger.sums import StageSum
from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import digest as sha256
from pledgebook.model.stage import Stage
from pledgebook.reports.query import Dimension
from pledgebook.reports.share_sums import ShareSum
from pledgebook.store.asking import (
    Asked,
    Condition,
    Page,
    Tallied,
    any_of,
    check_asked,
    check_conditions,
    check_tally,
    in_batches,
)
from pledgebook.store.base import Head, JournalRecord, RecordKind
from pledgebook.store.chain import EMPTY
from pledgebook.store.codec import decode
from pledgebook.store.instants import from_microseconds, to_microseconds
from pledgebook.store.minor import figure_of
from pledgebook.store.packets import unpack
from pledgebook.store.projections import ProjectionMark, value_of
from pledgebook.store.row_asking import in_order
from pledgebook.store.share_tables import SHARE_SUMS
from pledgebook.store.sql import SELECT_STAGE_SUMS, select_rows, select_value
from pledgebook.store.sql_asking import query_all, query_keys, query_tally, query_values
from pledgebook.store.sql_shares import query_shared, query_sums, sums_of
from pledgebook.store.tables import Key, Projection, Row

Value = TypeVar("Value")

_KEYS_AT_ONCE = 400  # in one query: engines bound the number of values
SqlRow = tuple[str | int | bytes | None, ...]

_RECORD = "SELECT number, kind, key, body, recorded_us, previous_hash, hash FROM journal"


class OpenWork(Protocol):
    """What reading needs to know of the unit of work that is open."""

    head: Head


Work = TypeVar("Work", bound=OpenWork)


class SqlReading(ABC, Generic[Work]):
    """The reading half of a store. Queries are portable and mark their values by "?"."""

    # How a condition names the column `kind` so that the journal is walked in order: sooner than sorting what the
    # index of kinds and keys would give.
    _unindexed_kind: ClassVar[str] = "kind"

    place: str
    work: Work | None

    @abstractmethod
    def _stream(self, query: str, *values: str | int) -> Iterator[SqlRow]:
        """Run a query and yield its rows as they come."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[None]:
        """Hold one state of the book."""

    @abstractmethod
    def _one(self, query: str, *values: str | int) -> SqlRow | None:
        """Run a query and return its first row."""

    def head(self, at: datetime | None = None) -> Head:
        """Return the place of the last record, or of the last one recorded at or before an instant."""
        if at is None and self.work is not None:
            return self.work.head
        if at is None:
            row = self._one("SELECT number, hash FROM journal_head")
            if row is None:
                raise BookBroken(f"{self.place}: the head of the journal is missing", remedy="Restore a backup.")
        else:
            query = "SELECT number, hash FROM journal WHERE recorded_us <= ? ORDER BY number DESC LIMIT 1"
            row = self._one(query, to_microseconds(at))
        return EMPTY if row is None else Head(int(row[0] or 0), str(row[1]))

    def last_instant(self) -> datetime | None:
        """Return the recorded instant of the last record, None in an empty book."""
        row = self._one("SELECT recorded_us FROM journal ORDER BY number DESC LIMIT 1")
        return None if row is None else self._instant(int(row[0] or 0), "the last journal record")

    def records(
        self, kind: RecordKind | None = None, *, since: int = 1, until: int | None = None
    ) -> Iterator[JournalRecord]:
        """Stream the journal in order."""
        end = self.head().number if until is None else until
        if kind is None:
            rows = self._stream(f"{_RECORD} WHERE number BETWEEN ? AND ? ORDER BY number", since, end)
        else:
            query = f"{_RECORD} WHERE {self._unindexed_kind} = ? AND number BETWEEN ? AND ? ORDER BY number"
            rows = self._stream(query, str(kind), since, end)
        return map(self._record, rows)

    def record(self, kind: RecordKind, key: str) -> JournalRecord | None:
        """Return one record by its kind and key."""
        row = self._one(f"{_RECORD} WHERE kind = ? AND key = ?", str(kind), key)
        return None if row is None else self._record(row)

    def _record(self, row: SqlRow) -> JournalRecord:
        match row:
            case (int(number), str(kind), str(key), bytes(body), int(recorded_us), str(previous_hash), str(value)):
                recorded_at = self._instant(recorded_us, f"journal record {number}")
                return JournalRecord(number, kind, key, body, recorded_at, previous_hash, value)
            case _:
                raise BookBroken(f"{self.place}: journal record {row[0]!r} is no record", remedy="Restore a backup.")

    def _instant(self, recorded_us: int, what: str) -> datetime:
        try:
            return from_microseconds(recorded_us)
        except OverflowError as fault:
            raise BookBroken(f"{self.place}: {what} has no possible instant") from fault

    def archived(self) -> Iterator[str]:
        """List the digests of the archived bytes, sorted."""
        return (str(row[0]) for row in self._stream("SELECT digest FROM archive ORDER BY digest"))

    def archive(self, digest: str) -> bytes:
        """Return archived bytes, checked against their digest."""
        row = self._one("SELECT compressed, compressed_digest, size_bytes FROM archive WHERE digest = ?", digest)
        if row is None:
            raise UsageFault(f"nothing is archived under {digest}")
        data = unpack(row[0], row[1], f"{self.place}: archive {digest}")
        if (sha256(data), len(data)) != (digest, row[2]):
            raise BookBroken(
                f"{self.place}: archive {digest}: it is not what its digest and its size say",
                remedy="Restore the book from a backup.",
            )
        return data

    def texts(self) -> Iterator[str]:
        """List the ids of the documents that have a text layer, sorted."""
        return (str(row[0]) for row in self._stream("SELECT document FROM texts ORDER BY document"))

    def text_layer(self, document: str) -> TextLayer:
        """Return the text layer of a document, checked against its own digest."""
        row = self._one("SELECT compressed, compressed_digest FROM texts WHERE document = ?", document)
        if row is None:
            raise UsageFault(f"there is no text of document {document}")
        body = unpack(row[0], row[1], f"{self.place}: text of document {document}")
        return decode(body, TextLayer, where=f"text of {document}")

    def projected(self, projection: Projection[Value], where: Sequence[Condition] = ()) -> Iterator[Value]:
        """Stream the values of a projection that fit all conditions, ordered by key."""
        check_conditions(projection, where)
        query = query_all(projection, where)
        rows = self._stream(query.text, *query.values)
        return (value_of(projection, cast("Row", row)) for row in rows)

    def projected_where(self, projection: Projection[Value], column: str, value: str) -> Iterator[Value]:
        """Stream the values that have a text in a column, ordered by key."""
        return self.projected(projection, (any_of(column, value),))

    def found(self, projection: Projection[Value], asked: Asked) -> Page[Value]:
        """Return one page of a projection, filtered and sorted, and how many values there are in all."""
        check_asked(projection, asked)
        query = query_keys(projection, asked)
        keys = [cast("Key", row) for row in self._stream(query.text, *query.values)]
        values: dict[Key, Value] = {}
        width = projection.tables[0].key_columns
        for some in in_batches(keys, _KEYS_AT_ONCE):
            query = query_values(projection, some)
            for row in self._stream(query.text, *query.values):
                values[cast("Key", row[:width])] = value_of(projection, cast("Row", row[width:]))
        total = len(keys)
        if asked.limit is not None or asked.offset:
            total = sum(one.count for one in self.tally(projection, (), asked.where))
        # A value that went between two readings is left out; inside of `reading` none does.
        return Page(tuple(values[key] for key in keys if key in values), total)

    def tally(
        self, projection: Projection[Value], by: Sequence[str], where: Sequence[Condition] = (), add: str = ""
    ) -> tuple[Tallied, ...]:
        """Count the values of a projection by the cells of some columns, ordered by these."""
        check_tally(projection, by, where, add)
        query = query_tally(projection, by, where, add)
        return in_order(
            Tallied(cast("Row", tuple(cells)), int(str(count)), int(figure_of(upper, lower, 0)))
            for *cells, count, upper, lower in self._stream(query.text, *query.values)
        )

    def share_sums(self, as_of: date | None = None, also: Sequence[Dimension] = ()) -> tuple[ShareSum, ...]:
        """Add up the shares of a day by what totals group by."""
        if as_of is None and not also:
            return tuple(one for one in self.projected(SHARE_SUMS) if one.shares)
        sums, shared = query_sums(as_of, also), query_shared(as_of, also)
        with self.reading():
            bodies = self._stream("SELECT id, body FROM share_sums")
            kept = {str(name): value_of(SHARE_SUMS, (str(body),)) for name, body in bodies}
            rows = self._stream(sums.text, *sums.values)
            return sums_of(rows, self._stream(shared.text, *shared.values), kept, also)

    def projected_one(self, projection: Projection[Value], *key: str) -> Value | None:
        """Return one value of a projection by its key."""
        row = self._one(select_value(projection), *key)
        return None if row is None else value_of(projection, cast("Row", row))

    def projected_rows(self, projection: Projection[Value]) -> Iterator[tuple[str, Row]]:
        """Stream the rows of a projection as they rest."""
        for table in projection.tables:
            for row in self._stream(select_rows(table)):
                yield table.name, tuple(part.hex() if isinstance(part, bytes) else part for part in row)

    def stage_sums(self, as_of: date) -> tuple[StageSum, ...]:
        """Add up what each funder had at each stage on a day: the engine groups, whole numbers are added exactly."""
        found: dict[tuple[str, Stage, str], Tally] = {}
        for funders, stage, unit, exponent, *figures, open_sides in self._stream(SELECT_STAGE_SUMS, str(as_of)):
            tally = found.setdefault((str(funders) or "unknown", Stage(str(stage)), str(unit)), Tally())
            low, best, high = (figure_of(*pair, exponent) for pair in zip(figures[::2], figures[1::2], strict=True))
            with localcontext(EXACT):
                tally.low, tally.best, tally.high = tally.low + low, tally.best + best, tally.high + high
            tally.open += int(open_sides or 0)
        return tuple(
            StageSum(*key, tally.low, tally.best, tally.high, tally.open)
            for key, tally in sorted(found.items())
            if tally.low or tally.best or tally.high or tally.open
        )

    def projection_marks(self) -> Mapping[str, ProjectionMark]:
        """Return the mark of each projection by its name."""
        query = "SELECT name, digest, row_count, folded_number, folded_hash, folded_by FROM projection_marks"
        return {
            str(name): ProjectionMark(str(mark), int(count or 0), int(number or 0), str(folded), str(edition))
            for name, mark, count, number, folded, edition in self._stream(query)
        }

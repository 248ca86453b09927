"""A book as a shipment for exporters: narrowed, as of a day, without what is restricted, streamed from its store."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache
from importlib.metadata import version

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.exchange.outgoing.base import Exporter, Family, Header, Parcel, Reporter, SourceNote
from pledgebook.ledger.balances import in_booking_order, visible
from pledgebook.ledger.timeline import rung
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Statement
from pledgebook.readers.registry import READERS
from pledgebook.reports.asof import checks_as_of, flows_as_of
from pledgebook.reports.holdings import Holding, holdings
from pledgebook.reports.query import TotalsQuery, TotalsReport
from pledgebook.reports.selection import Narrowing, cells_of, check_is_asked, flow_is_asked, is_asked
from pledgebook.reports.totals import total_support
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.book_tables import CHECKS, ENTRIES, FLOWS, STATEMENTS
from pledgebook.store.codec import document_of
from pledgebook.workflow.explaining import read_contents
from pledgebook.workflow.rating import BookRates, rate_basis_of
from pledgebook.workflow.viewing import StoreView, restricted_documents

DOCUMENT_NOTE = "Short quotations as evidence; all rights in the documents remain with their publisher."
DATA_NOTE = "Figures of a published data set, under the licence of its publisher: ask there before you pass them on."
_LOOK_UPS = 4096


@dataclass(frozen=True, slots=True)
class Order:
    """What is to go out.

    Attributes:
        only: Narrowing, as for reports.
        documents: Ids of documents: only flows and totals that one of them speaks of; empty for all.
        as_of: Only what can have happened by that day; None for all.
        known_at: As the book knew it at that instant; None for now.
        reporter: Who publishes it.
    """

    only: Narrowing = ()
    documents: tuple[str, ...] = ()
    as_of: date | None = None
    known_at: datetime | None = None
    reporter: Reporter = field(default_factory=Reporter)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether anything of the book may be left out."""
        return bool(self.only or self.documents or self.as_of is not None)

    def question(self) -> dict[str, str]:
        """Return what was asked, by name; what was not asked is not there."""
        only = [f"{dimension.value}={value}" for dimension, value in self.only]
        only += [f"document={name}" for name in self.documents]
        told = {
            "as_of": "" if self.as_of is None else self.as_of.isoformat(),
            "known_at": "" if self.known_at is None else self.known_at.isoformat(),
            "only": ", ".join(only),
        }
        return {name: value for name, value in told.items() if value}


class BookShipment:
    """What of a book is to go out; made for one exporter and read while the store holds one state (`Store.reading`)."""

    def __init__(self, store: Store, order: Order, exporter: Exporter, rates: BookRates) -> None:
        hidden = restricted_documents(store)
        past = order.known_at is not None
        self._store: Store = StoreView(store, rates, order.known_at, hidden) if hidden or past else store
        self._order = order
        self._exporter = exporter
        self._rates = rates
        self._withheld = len(hidden)
        self.statement = lru_cache(_LOOK_UPS)(self._statement)
        self.document = lru_cache(_LOOK_UPS)(self._document)

    @cached_property
    def header(self) -> Header:
        """Say where it comes from."""
        head = self._store.head()
        last = next(iter(self._store.records(since=head.number, until=head.number)), None) if head.number else None
        marks = self._store.projection_marks()
        return Header(
            format=self._exporter.name,
            format_version=self._exporter.title,
            pledgebook=version("pledgebook"),
            head_number=head.number,
            head_hash=head.hash,
            recorded_until=None if last is None else last.recorded_at,
            query=self._order.question(),
            reporter=self._order.reporter,
            sources=self._sources(),
            withheld=self._withheld,
            folded_by=marks[FLOWS.name].folded_by if FLOWS.name in marks else "",
        )

    def families(self) -> Iterator[Family]:
        """Stream the flows that are asked for, one family at a time."""
        children: dict[str, list[str]] = {}
        count = 0
        for name, parent in self._lineage():
            count += 1
            if parent is not None:
                children.setdefault(parent, []).append(name)
        lost = {parent for parent in children if self._store.projected_one(FLOWS, parent) is None}
        met = 0
        for name, parent in self._lineage():
            if parent is None or parent in lost:
                members = tuple(self._members(name, children, 0))
                met += len(members)
                family = self._family(members)
                if family.parcels:
                    yield family
        if met != count:
            raise BookBroken(f"{count - met} flows are parts of themselves", remedy="Run: pledgebook verify")

    def checks(self) -> Iterator[Check]:
        """Stream the totals that sources assert."""
        for check in checks_as_of(self._store.projected(CHECKS), self._order.as_of):
            if check_is_asked(check, self._order.only) and self._is_told(check.statements):
                yield check

    def statements(self) -> Iterator[Statement]:
        """Stream the statements behind what goes out."""
        wanted = self._wanted
        return (item for item in self._store.projected(STATEMENTS) if wanted is None or item.id in wanted)

    def documents(self) -> Iterator[Document]:
        """Stream the documents behind what goes out."""
        quoted = self._quoted
        found = (document_of(record) for record in self._store.records(RecordKind.DOCUMENT))
        return (document for document in found if quoted is None or document.id in quoted)

    def totals(self, query: TotalsQuery) -> TotalsReport:
        """Sum support over the whole book, narrowed as the export is."""
        if self._order.documents:
            raise UsageFault("a summary cannot be narrowed to documents", remedy="export positions instead")
        asked = replace(
            query, only=(*query.only, *self._order.only), as_of=self._order.as_of, known_at=self._order.known_at
        )
        held = read_contents(self._store)
        basis = rate_basis_of(held.documents.values(), held.statements.values(), self._rates)
        return total_support(held.ledger, held.flows.values(), held.checks.values(), basis, asked)

    def _lineage(self) -> Iterator[tuple[str, str | None]]:
        for table, row in self._store.projected_rows(FLOWS):
            if table != FLOWS.tables[0].name:
                return
            yield str(row[0]), None if row[1] is None else str(row[1])

    def _members(self, name: str, children: dict[str, list[str]], depth: int) -> Iterator[tuple[Flow, int]]:
        flow = self._store.projected_one(FLOWS, name)
        if flow is None:
            raise BookBroken(f"flow {name} went away while the book was read")
        yield flow, depth
        for child in sorted(children.get(name, ())):
            yield from self._members(child, children, depth + 1)

    def _family(self, members: tuple[tuple[Flow, int], ...]) -> Family:
        day = self._order.as_of
        depths = {flow.id: depth for flow, depth in members}
        entries: list[Entry] = []
        for name in depths:
            entries += visible(self._store.projected_where(ENTRIES, "flow", name), day)
        standing = holdings((flow for flow, _ in members), entries)
        flows = _begun((flow for flow, _ in members), standing, day)
        asked: dict[str, list[Holding]] = {}
        for item in standing:
            if is_asked(cells_of(item.flow, item.quantity.unit, item.stage), self._order.only):
                asked.setdefault(item.flow.id, []).append(item)
        parcels = tuple(
            Parcel(flow, depths[flow.id], tuple(asked.get(flow.id, ())))
            for flow in flows
            if (flow.id in asked or flow_is_asked(flow, self._order.only)) and self._is_told(flow.statements)
        )
        taken = {parcel.flow.id for parcel in parcels}
        touching = (
            entry
            for entry in entries
            if entry.flow in taken or any(posting.account.flow in taken for posting in entry.postings)
        )
        return Family(parcels, in_booking_order(touching))

    def _is_told(self, statements: tuple[str, ...]) -> bool:
        if not self._order.documents:
            return True
        told = (self.statement(name) for name in statements)
        return any(item is not None and item.document in self._order.documents for item in told)

    def _statement(self, name: str) -> Statement | None:
        return self._store.projected_one(STATEMENTS, name)

    def _document(self, name: str) -> Document | None:
        record = self._store.record(RecordKind.DOCUMENT, name)
        return None if record is None else document_of(record)

    @cached_property
    def _wanted(self) -> frozenset[str] | None:
        """Ids of the statements behind what goes out; None for all."""
        if not self._order.is_narrowed:
            return None
        of_flows = (name for family in self.families() for parcel in family.parcels for name in parcel.flow.statements)
        return frozenset(of_flows) | {name for check in self.checks() for name in check.statements}

    @cached_property
    def _quoted(self) -> frozenset[str] | None:
        """Ids of the documents behind what goes out; None for all."""
        return None if self._wanted is None else frozenset(item.document for item in self.statements())

    def _sources(self) -> tuple[SourceNote, ...]:
        counts: Counter[tuple[str, str]] = Counter()
        for document in self.documents():
            counts[
                document.publisher, DOCUMENT_NOTE if document.reader.partition("/")[0] in READERS else DATA_NOTE
            ] += 1
        return tuple(SourceNote(publisher, count, note) for (publisher, note), count in sorted(counts.items()))


def _begun(members: Iterable[Flow], standing: Iterable[Holding], day: date | None) -> tuple[Flow, ...]:
    """Return the flows as of a day, in the order given.

    Goods of a part can have come before the day on which the part as such can have begun, because their whole has no
    goods: such a flow is there with what stands of it.
    """
    listed = tuple(members)
    begun = {flow.id: flow for flow in flows_as_of(listed, day)}
    reached: dict[str, Stage] = {}
    for item in standing:
        reached[item.flow.id] = max(item.stage, reached.get(item.flow.id, item.stage), key=rung)
    for flow in listed:
        if flow.id not in begun and flow.id in reached:
            events = tuple(event for event in flow.events if rung(event.stage) <= rung(reached[flow.id]))
            begun[flow.id] = replace(flow, stage=reached[flow.id], events=events)
    return tuple(begun[flow.id] for flow in listed if flow.id in begun)

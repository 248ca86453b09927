"""Books for export tests: the samples, and flows of one's own put straight into a store."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from random_books import Pegged, random_flows

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.share_sums import sum_shares
from pledgebook.reports.shares import shares_of
from pledgebook.store.base import Store
from pledgebook.store.memory import MemoryStore
from pledgebook.store.projections import Projections
from pledgebook.workflow.book import Book
from pledgebook.workflow.demo import sample_sources

SHARED = Path(__file__).resolve().parents[3] / "shared"


def sample_book() -> Book:
    """Return the book of the bundled samples, in memory."""
    book = Book(MemoryStore())
    book.add_sources(sample_sources())
    return book


def store_of(flows: Iterable[Flow], store: Store | None = None) -> Store:
    """Return a store that holds flows and their entries as if they had been folded; they have no statements."""
    held = store or MemoryStore()
    told = tuple(flows)
    basis = RateBasis(Pegged(), default=PartialDate(2024))
    ledger = book_flows(told, basis)
    by_id = {flow.id: flow for flow in told}
    shares = shares_of(ledger.entries, by_id, basis)
    projections = Projections(
        flows=told,
        flow_values=flow_values(told, basis),
        entries=ledger.entries,
        stage_sums=stage_sums(ledger.entries, by_id),
        shares=shares,
        share_sums=sum_shares(share for share in shares if share.is_on(None)),
        folded_by="a test",
    )
    with held.begin() as work:
        work.replace_projections(projections)
        work.commit()
    return held


def random_store(count: int, seed: int = 7) -> Store:
    """Return a store with random flows."""
    return store_of(random_flows(count, seed))


def one_flow(*stages: Stage) -> Flow:
    """Return a flow without parts that has reached some stages, dated a month apart."""
    flow = next(iter(random_flows(1)))
    months = {stage: PartialDate(2024, number) for number, stage in enumerate(stages, start=1)}
    events = tuple(replace(flow.events[0], stage=stage, date=when) for stage, when in months.items())
    return replace(flow, events=events, stage=stages[-1], items=())

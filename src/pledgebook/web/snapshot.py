"""What a book says at one moment, decoded once, with the look-ups that pages need; never changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from threading import RLock
from typing import TypeVar

from pledgebook.ledger.balances import in_booking_order
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import Decision
from pledgebook.model.stage import LADDER
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.publishers import is_official
from pledgebook.reports.conflicts import Conflict, find_conflicts
from pledgebook.reports.contents import Contents
from pledgebook.reports.explain import Explanation, explain
from pledgebook.reports.found import Findings, find_everywhere
from pledgebook.reports.over_time import OverTime, over_time
from pledgebook.reports.overdue import OverdueReport, find_overdue
from pledgebook.reports.priced_holdings import PricedHolding, PricedHoldings, hold, hold_shares
from pledgebook.reports.query import Basis, Dimension, TotalsQuery
from pledgebook.reports.shares import BOOK_CURRENCY, Share
from pledgebook.reports.totals import total_support
from pledgebook.reports.year_table import YearTable
from pledgebook.web.clocks import Clocks
from pledgebook.workflow.explaining import read_figure
from pledgebook.workflow.rating import BookRates, rate_basis_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Reporting:
    """In what a desk reports.

    Attributes:
        currency: The reporting currency, ISO 4217.
        year: The year of the national products; None without any.
        products: National products, for shares of them; None without any.
    """

    currency: str = "EUR"
    year: int | None = None
    products: YearTable | None = None


class Snapshot:
    """A book as it is shown: its contents at both clocks, and what is computed from them, once each.

    Attributes:
        mark: Names the state: the head of the journal and the clocks; the same mark, the same pages.
        clocks: As of, and as known at.
        contents: What the book says.
        table: Dated reference rates.
        rates: The same, with the date that each statement is converted at.
        reporting: The currency, and national products.
        currency: The reporting currency.
        shares: The shares of the day as the book keeps them; empty to add up anew.
    """

    def __init__(
        self,
        state: tuple[str, Clocks],
        contents: Contents,
        table: BookRates,
        reporting: Reporting,
        shares: tuple[Share, ...] = (),
    ) -> None:
        mark, clocks = state
        self.mark = mark
        self.clocks = clocks
        self.contents = contents
        self.table = table
        self.rates = rate_basis_of(contents.documents.values(), contents.statements.values(), table)
        self.reporting = reporting
        self.currency = reporting.currency
        self.shares = shares
        self._once: dict[object, object] = {}
        self._lock = RLock()

    def once(self, key: object, compute: Callable[[], Value]) -> Value:
        """Compute something about this state at its first asking only."""
        if key not in self._once:
            with self._lock:
                if key not in self._once:
                    self._once[key] = compute()
        return self._once[key]  # type: ignore[return-value]  # the key names what was put there

    @cached_property
    def parts(self) -> dict[str, tuple[Flow, ...]]:
        """The parts of each whole, by its id."""
        found: dict[str, list[Flow]] = {}
        for flow in self.contents.flows.values():
            if flow.parent:
                found.setdefault(flow.parent, []).append(flow)
        return {name: tuple(flows) for name, flows in found.items()}

    @cached_property
    def owners(self) -> dict[str, Flow | Check]:
        """The flow or check that each statement is of, by statement id."""
        found: dict[str, Flow | Check] = {}
        for check in self.contents.checks.values():
            found.update(dict.fromkeys(check.statements, check))
        for flow in self.contents.flows.values():
            found.update(dict.fromkeys(flow.statements, flow))
        return found

    @cached_property
    def said_in(self) -> dict[str, tuple[Statement, ...]]:
        """The statements of each document in the order of the text, by document id."""
        found: dict[str, list[Statement]] = {}
        for statement in self.contents.statements.values():
            found.setdefault(statement.document, []).append(statement)
        return {name: tuple(sorted(items, key=lambda item: (item.span, item.id))) for name, items in found.items()}

    @cached_property
    def decisions_of(self) -> dict[str, tuple[Decision, ...]]:
        """The decisions that each statement has a part in, by statement id."""
        found: dict[str, list[Decision]] = {}
        for decision in self.contents.decisions:
            found.setdefault(decision.left, []).append(decision)
            found.setdefault(decision.right, []).append(decision)
        return {name: tuple(decisions) for name, decisions in found.items()}

    @cached_property
    def checks_of(self) -> dict[str, tuple[Check, ...]]:
        """The asserted totals that each flow helps to make up, by flow id."""
        found: dict[str, list[Check]] = {}
        for check in self.contents.checks.values():
            for name in check.explained_by:
                found.setdefault(name, []).append(check)
        return {name: tuple(checks) for name, checks in found.items()}

    @cached_property
    def official(self) -> frozenset[str]:
        """Ids of the documents in which a state or an organisation itself speaks."""
        return frozenset(name for name, document in self.contents.documents.items() if is_official(document))

    @cached_property
    def entries_of(self) -> dict[str, tuple[Entry, ...]]:
        """The entries of each flow in booking order, those that take parts out of it included."""
        found: dict[str, list[Entry]] = {}
        for entry in in_booking_order(self.contents.ledger.entries):
            names = {entry.flow, *(posting.account.flow for posting in entry.postings)}
            for name in names & self.contents.flows.keys():
                found.setdefault(name, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def held_of(self) -> dict[str, tuple[PricedHolding, ...]]:
        """What each flow has at each stage, by flow id."""
        found: dict[str, list[PricedHolding]] = {}
        for item in self.holdings().held:
            found.setdefault(item.flow.id, []).append(item)
        return {name: tuple(items) for name, items in found.items()}

    @cached_property
    def sumless(self) -> frozenset[str]:
        """Ids of the flows for which no source states a sum."""
        return frozenset(flow.id for flow in self.holdings().unquantified)

    def warm(self) -> None:
        """Put together every look-up now, so that no visitor waits for one."""
        for made in (self.parts, self.owners, self.said_in, self.official, self.entries_of, self.decisions_of):
            assert made is not None
        for found in (self.checks_of, self.held_of, self.sumless):
            assert found is not None

    def holdings(self) -> PricedHoldings:
        """Return what stands where."""

        def make() -> PricedHoldings:
            if self.shares and self.currency == BOOK_CURRENCY:
                return hold_shares(self.shares, self.contents.flows)
            return hold(self.contents, self.rates, self.currency)

        return self.once("holdings", make)

    def product_shares(self) -> dict[str, Decimal]:
        """Return what each funder gives in per cent of its national product, by joint name; empty without a table."""
        asked = self.reporting
        if asked.products is None:
            return {}

        def make() -> dict[str, Decimal]:
            flows, checks = self.contents.flows.values(), self.contents.checks.values()
            query = TotalsQuery((Dimension.FUNDER,), frozenset(LADDER), self.currency, basis=Basis.GDP, year=asked.year)
            report = total_support(self.contents.ledger, flows, checks, self.rates, query, asked.products)
            return {row.key[0]: row.reporting.best for row in report.rows if row.reporting is not None}

        return self.once("product shares", make)

    def over_time(self) -> OverTime:
        """Return how it came to stand there."""
        return self.once("over time", lambda: over_time(self.contents.ledger.entries, self.rates, self.currency))

    def overdue(self, day: date, vague_days: int) -> OverdueReport:
        """Return the announced steps that had not been seen by a day."""
        return self.once(("overdue", day, vague_days), lambda: find_overdue(self.contents, day, vague_days))

    def conflicts(self) -> tuple[Conflict, ...]:
        """Return the rival figures."""
        return self.once("conflicts", lambda: find_conflicts(self.contents, self.table))

    def explain(self, target: str) -> Explanation:
        """Explain a figure or an id (raises UsageFault where nothing is meant by it)."""
        return explain(target, self.contents, read_figure(target))

    def find(self, figure: str) -> Findings | None:
        """Find what yields a figure; None where the text is no single figure with a currency."""
        asked = read_figure(figure)
        return None if asked is None else find_everywhere(asked, self.contents, self.rates)

    def is_primary(self, owner: Flow | Check) -> bool:
        """Tell whether a state or an organisation itself says it in at least one of the documents."""
        statements = self.contents.statements
        return any(name in statements and statements[name].document in self.official for name in owner.statements)

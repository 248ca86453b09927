"""Totals of a book, from the sums that it keeps or, where these are not enough, from its shares."""

from pledgebook.ledger.conversion import RateBasis
from pledgebook.reports.pricing import Pricing
from pledgebook.reports.query import TotalsQuery, TotalsReport
from pledgebook.reports.totals import also_of, demand_table, is_as_kept, report_of, total_shares
from pledgebook.reports.year_table import YearTable
from pledgebook.store.asking import on_day
from pledgebook.store.base import Store
from pledgebook.store.book_tables import CHECKS, FLOWS
from pledgebook.store.share_tables import SHARES
from pledgebook.workflow.rating import BookRates

MOST_LISTED = 5000
"""In a book of more flows a report counts what it leaves out and converts, unless lists are asked for."""


def totals_of(
    store: Store, rates: BookRates, query: TotalsQuery, table: YearTable | None = None, *, listed: bool | None = None
) -> TotalsReport:
    """Sum support by group.

    Args:
        store: The book.
        rates: For reporting currencies other than EUR, and for lists.
        query: What is asked.
        table: Price indices or national products, where the basis of the query needs them.
        listed: Whether lines are listed or only counted; None for lists in a book of few flows.

    Raises:
        UsageFault: The basis needs a table and a year, and one is missing.
    """
    pricing = Pricing(RateBasis(rates), query, table)
    demand_table(pricing)
    with store.reading():
        if listed is None:
            listed = sum(one.count for one in store.tally(FLOWS, ())) <= MOST_LISTED
        checks = store.projected(CHECKS)
        if not listed and is_as_kept(query):
            return report_of(store.share_sums(query.as_of, also_of(query)), checks, pricing)
        day = None if query.as_of is None else str(query.as_of)
        return total_shares(store.projected(SHARES, on_day(day)), checks, pricing, listed=listed)

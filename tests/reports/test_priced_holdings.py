"""What stands where, in the reporting currency: the same from the kept shares as added up anew, and as totals say."""

from datetime import date
from decimal import Decimal

import pytest

from pledgebook.model.stage import LADDER
from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.over_time import over_time, period_ends
from pledgebook.reports.priced_holdings import PricedHoldings, by_stage, grouped, hold, hold_shares, reached
from pledgebook.store.asking import on_day
from pledgebook.store.share_tables import SHARES
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.explaining import read_contents


@pytest.fixture(scope="module")
def book() -> Book:
    opened = open_book("memory:", create=True)
    opened.add_sources(sample_sources())
    return opened


def told(holdings: PricedHoldings) -> dict[tuple[str, str], Decimal | None]:
    """The value at each stage of each flow, of what is more than a rest of zero."""
    return {(item.flow.id, item.stage.value): item.value for item in holdings.held if any(a.best for a in item.amounts)}


@pytest.mark.parametrize("day", [None, date(2024, 6, 30), date(2025, 1, 1)])
def test_kept_shares_and_a_fresh_sum_agree(book: Book, day: date | None) -> None:
    contents = contents_as_of(read_contents(book.store), day)
    kept = tuple(book.store.projected(SHARES, on_day(day.isoformat() if day else None)))
    assert kept
    anew = hold(contents, book.rate_basis())
    assert told(hold_shares(kept, contents.flows)) == told(anew)
    assert {flow.id for flow in hold_shares(kept, contents.flows).unquantified} == {f.id for f in anew.unquantified}


def test_groups_add_up_to_the_totals(book: Book) -> None:
    holdings = hold(read_contents(book.store), book.rate_basis())
    report = book.totals(by=("funder",), stages=LADDER)
    groups = grouped(holdings.held, lambda flow: "+".join(flow.funders) or "unknown")
    for row in report.rows:
        if row.reporting is not None:
            assert sum(groups[row.key[0]].values()) == row.reporting.best
    assert sum(by_stage(holdings.held).values()) == reached(by_stage(holdings.held))[LADDER[0]]


def test_growth_ends_near_what_stands(book: Book) -> None:
    contents = read_contents(book.store)
    found = over_time(contents.ledger.entries, book.rate_basis())
    days = [point.day for point in found.points]
    assert days == sorted(set(days))
    whole = sum(by_stage(hold(contents, book.rate_basis()).held).values(), Decimal(0))
    assert abs(sum(found.points[-1].sums, Decimal(0)) - whole) < whole / 50


@pytest.mark.parametrize(
    ("first", "last", "count", "end"),
    [
        (date(2024, 1, 31), date(2024, 3, 1), 4, date(2024, 3, 31)),
        (date(2010, 5, 5), date(2020, 5, 5), 42, date(2020, 6, 30)),
        (date(1990, 5, 5), date(2020, 5, 5), 32, date(2020, 12, 31)),
        (date(2024, 2, 29), date(2024, 2, 29), 2, date(2024, 2, 29)),
    ],
)
def test_periods_cover_all_days_and_are_few(first: date, last: date, count: int, end: date) -> None:
    ends = period_ends(first, last)
    assert ends[0] < first
    assert (len(ends), ends[-1]) == (count, end)

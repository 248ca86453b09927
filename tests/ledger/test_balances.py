"""Balances: what stands where, as of any day."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from pledgebook.ledger.balances import balances, in_booking_order, is_certain, visible
from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.reading import Reading
from pledgebook.model.entry import Account, Entry
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity

FlowMaker = Callable[..., Flow]
Standing = Callable[..., dict[str, str]]


def test_as_of_a_day_the_sum_stands_where_it_stood_then(flow: FlowMaker, standing: Standing) -> None:
    entries = book_flows(
        [flow("f-1", "EUR 10", "pledged 2024-01-05", "committed 2024-03", "delivered 2024-05-02")]
    ).entries
    assert standing(entries, as_of=date(2024, 1, 4)) == {}
    assert "pledged:f-1 EUR" in standing(entries, as_of=date(2024, 2, 29))
    assert "committed:f-1 EUR" in standing(entries, as_of=date(2024, 3, 1))
    assert "delivered:f-1 EUR" in standing(entries, as_of=date(2024, 5, 2))
    assert standing(entries) == standing(entries, as_of=date(2030, 1, 1))


def test_an_undated_movement_is_counted_from_its_predecessor_on_and_shown_as_undated(flow: FlowMaker) -> None:
    entries = book_flows([flow("f-1", "EUR 10", "committed 2024-03-01", "allocated")]).entries
    assert balances(entries, date(2024, 2, 1)) == ()
    (allocated,) = (one for one in balances(entries, date(2024, 3, 1)) if one.account.stage == "allocated")
    assert allocated.undated == Decimal(10)
    assert allocated.reading.best == Decimal(10)


def test_what_nothing_dates_is_counted_on_every_day(flow: FlowMaker, standing: Standing) -> None:
    entries = book_flows([flow("f-1", "EUR 10", "committed", "allocated")]).entries
    assert standing(entries, as_of=date(1999, 1, 1))["allocated:f-1 EUR"] == "10 10 10"


def test_a_vague_date_is_seen_from_its_first_day_and_certain_from_its_last(flow: FlowMaker) -> None:
    (entry,) = book_flows([flow("f-1", "EUR 10", "committed 2024-11")]).entries
    assert visible([entry], date(2024, 10, 31)) == ()
    assert visible([entry], date(2024, 11, 1)) == (entry,)
    assert not is_certain(entry, date(2024, 11, 29))
    assert is_certain(entry, date(2024, 11, 30))
    assert is_certain(entry, None)


def test_balances_name_the_entries_behind_them_and_leave_out_empty_accounts(flow: FlowMaker) -> None:
    entries = book_flows(
        [flow("f-1", "EUR 100", "committed 2024-01"), flow("f-2", "EUR 40", "allocated 2024-02", parent="f-1")]
    ).entries
    found = {one.account: one.entries for one in balances(entries)}
    assert found[Account("committed", "f-1")] == (entries[0].id, entries[1].id)
    assert found[Account("allocated", "f-2")] == (entries[1].id,)
    moved = book_flows([flow("f-1", "EUR 100", "pledged", "committed")]).entries
    assert {one.account.stage for one in balances(moved)} == {"origin", "committed"}


def test_entries_from_a_store_are_put_in_order_again(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "EUR 100", "pledged", "committed 2024-01-01", "allocated 2024-01-01", "disbursed 2024-06-01"),
        flow("f-2", "EUR 40", "disbursed 2024-02-01", parent="f-1"),
    ]
    entries = book_flows(flows).entries
    stored: tuple[Entry, ...] = tuple(sorted(entries, key=lambda entry: entry.id))
    assert stored != entries
    assert in_booking_order(stored) == entries
    assert balances(stored) != ()


def test_a_rest_can_be_less_in_the_high_reading_and_its_interval_spans_all_three() -> None:
    rest = Reading(Decimal(80), Decimal(70), Decimal(5))
    assert rest.quantity("EUR") == Quantity(Decimal(5), Decimal(70), Decimal(80), "EUR")
    still_open = Reading(Decimal(80), Decimal(70), Decimal(70), open=True)
    assert still_open.quantity("EUR") == Quantity(Decimal(70), Decimal(70), None, "EUR")

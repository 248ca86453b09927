"""Cuts, partial cancellations and reallocations: a part that goes another way than the rest of its whole."""

from collections.abc import Callable
from datetime import date

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.reports.query import Dimension, Omission, TotalsQuery
from pledgebook.reports.totals import total_support

FlowMaker = Callable[..., Flow]
Standing = Callable[..., dict[str, str]]


def test_a_cut_takes_its_sum_out_of_what_was_promised(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "pledged 2024-01-01", "committed 2024-02-01"),
        flow("f-2", "EUR 40", "cancelled 2024-03-01", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries) == {
        "cancelled:f-2 EUR": "40 40 40",
        "committed:f-1 EUR": "60 60 60",
        "origin:DK EUR": "-100 -100 -100",
    }
    assert standing(ledger.entries, as_of=date(2024, 2, 15))["committed:f-1 EUR"] == "100 100 100"
    assert ledger.problems == ()


def test_what_was_cut_is_left_out_with_its_reason_and_nothing_is_lost(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-02-01"),
        flow("f-2", "EUR 40", "cancelled 2024-03-01", parent="f-1"),
    ]
    report = total_support(book_flows(flows), flows, (), RateBasis(), TotalsQuery((Dimension.FUNDER,)))
    assert report.total.amounts[0].best == 60
    left = {line.reason: line.quantity.best for line in report.left_out if line.quantity}
    assert left == {Omission.CANCELLED: 40, Omission.IN_PARTS: 40}


def test_a_cut_of_more_than_there_was_is_booked_and_said(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-02-01"),
        flow("f-2", "EUR 140", "cancelled 2024-03-01", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries)["cancelled:f-2 EUR"] == "140 140 140"
    assert [problem.code.value for problem in ledger.problems] == ["parts-exceed-whole"]


def test_a_cut_of_a_sum_that_was_paid_already_leaves_the_payment(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01"),
        flow("f-2", "EUR 70", "disbursed 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 30", "cancelled 2024-03-01", parent="f-1"),
    ]
    found = standing(book_flows(flows).entries)
    assert found == {
        "cancelled:f-3 EUR": "30 30 30",
        "disbursed:f-2 EUR": "70 70 70",
        "origin:DK EUR": "-100 -100 -100",
    }


def test_money_given_another_purpose_is_counted_once(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", label="drones"),
        flow("f-2", "EUR 30", "allocated 2024-06-01", parent="f-1", label="shells, out of the money for drones"),
    ]
    found = standing(book_flows(flows).entries)
    assert found["committed:f-1 EUR"] == "70 70 70"
    assert found["allocated:f-2 EUR"] == "30 30 30"
    assert found["origin:DK EUR"] == "-100 -100 -100"


def test_a_suspended_whole_leaves_what_was_taken_out_of_it(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", "cancelled 2024-05-01"),
        flow("f-2", "EUR 30", "disbursed 2024-03-01", parent="f-1"),
    ]
    found = standing(book_flows(flows).entries)
    assert found["cancelled:f-1 EUR"] == "70 70 70"
    assert found["disbursed:f-2 EUR"] == "30 30 30"


def test_what_is_suspended_is_neither_counted_nor_cancelled(flow: FlowMaker) -> None:
    flows = [flow("f-1", "EUR 100", "committed 2024-01-01", "suspended 2024-05-01"), flow("f-2", "EUR 5", "committed")]
    report = total_support(book_flows(flows), flows, (), RateBasis(), TotalsQuery((Dimension.FUNDER,)))
    assert [(line.id, line.reason) for line in report.left_out] == [("f-1", Omission.SUSPENDED)]
    before = TotalsQuery((Dimension.FUNDER,), as_of=date(2024, 4, 30))
    assert total_support(book_flows(flows), flows, (), RateBasis(), before).left_out == ()


def test_what_was_suspended_comes_back_where_it_stood(flow: FlowMaker, standing: Standing) -> None:
    """Resumed is told as any step is: with a later day; a lower one does not lower what had been reached."""
    told = ("committed 2024-01-01", "allocated 2024-02-01", "suspended 2024-05-01")
    for again, stage in (("signed 2024-09-01", "allocated"), ("disbursed 2024-09-01", "disbursed")):
        ledger = book_flows([flow("f-1", "EUR 100", *told, again)])
        assert standing(ledger.entries) == {f"{stage}:f-1 EUR": "100 100 100", "origin:DK EUR": "-100 -100 -100"}
        assert standing(ledger.entries, as_of=date(2024, 6, 1))["suspended:f-1 EUR"] == "100 100 100"
        assert [entry.note for entry in ledger.entries][-1] == "taken up again after it was suspended"
        assert ledger.problems == ()


def test_what_was_suspended_can_be_cancelled_or_paid_in_part(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", "suspended 2024-05-01", "cancelled 2024-12-01"),
        flow("f-2", "EUR 30", "disbursed 2024-08-01", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries, as_of=date(2024, 9, 1))["suspended:f-1 EUR"] == "70 70 70"
    assert standing(ledger.entries) == {
        "cancelled:f-1 EUR": "70 70 70",
        "disbursed:f-2 EUR": "30 30 30",
        "origin:DK EUR": "-100 -100 -100",
    }


def test_a_part_that_was_cut_stays_cut_when_its_whole_moves_on(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", "disbursed 2024-12-01"),
        flow("f-2", "EUR 40", "cancelled 2024-03-01", parent="f-1"),
        flow("f-3", "EUR 10", "suspended 2024-03-01", parent="f-1"),
    ]
    found = standing(book_flows(flows).entries)
    assert found["cancelled:f-2 EUR"] == "40 40 40"
    assert found["suspended:f-3 EUR"] == "10 10 10"
    assert found["disbursed:f-1 EUR"] == "50 50 50"


def test_delivered_before_contracted_and_paid_above_committed_are_said(flow: FlowMaker) -> None:
    early = flow("f-1", "EUR 10", "committed 2024-01-01", "contracted 2024-06-01", "delivered 2024-03-01")
    assert [problem.code.value for problem in book_flows([early]).problems] == ["stage-out-of-order"]
    more = [
        flow("f-2", "EUR 100", "committed 2024-01-01"),
        flow("f-3", "EUR 120", "disbursed 2024-02-01", parent="f-2"),
    ]
    assert "parts-exceed-whole" in {problem.code.value for problem in book_flows(more).problems}

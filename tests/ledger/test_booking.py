"""Booking: from told stages to balanced entries."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import Ledger, book_flows, quantities_of
from pledgebook.ledger.conversion import RateBasis, Rates
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Flow
from pledgebook.model.problem import ProblemCode, Severity
from pledgebook.model.when import PartialDate

FlowMaker = Callable[..., Flow]
Telling = Callable[[Entry], str]
Standing = Callable[..., dict[str, str]]


def codes(ledger: Ledger) -> list[str]:
    return [problem.code.value for problem in ledger.problems]


def test_each_stage_moves_the_sum_on(flow: FlowMaker, told: Telling) -> None:
    ledger = book_flows([flow("f-1", "EUR 10", "pledged 2024-01-05", "committed 2024-03", "disbursed 2024-05-02")])
    assert [told(entry) for entry in ledger.entries] == [
        "2024-01-05 EUR origin:DK -10, pledged:f-1 +10",
        "2024-03-01 EUR pledged:f-1 -10, committed:f-1 +10",
        "2024-05-02 EUR committed:f-1 -10, disbursed:f-1 +10",
    ]
    assert [str(entry.valid) for entry in ledger.entries] == ["2024-01-05", "2024-03", "2024-05-02"]
    assert {entry.statements for entry in ledger.entries} == {("s-f-1",)}
    assert not ledger.problems


def test_a_sum_that_moved_on_leaves_nothing_of_its_interval_behind(flow: FlowMaker, standing: Standing) -> None:
    ledger = book_flows([flow("f-1", "EUR 9 10 11", "pledged", "signed", "committed")])
    assert standing(ledger.entries) == {"origin:DK EUR": "-9 -10 -11", "committed:f-1 EUR": "9 10 11"}
    ledger = book_flows([flow("f-1", "EUR 9 10 open", "pledged", "signed", "committed")])
    assert standing(ledger.entries)["committed:f-1 EUR"] == "9 10 open"
    assert "pledged:f-1 EUR" not in standing(ledger.entries)


def test_a_part_comes_out_of_its_whole_where_that_stands_at_the_time(flow: FlowMaker, told: Telling) -> None:
    whole = flow("f-1", "EUR 100", "committed 2024-01", "allocated 2024-06-01")
    early = flow("f-2", "EUR 40", "allocated 2024-03-01", parent="f-1")
    late = flow("f-3", "EUR 10", "disbursed 2024-07-01", parent="f-1")
    assert [told(entry) for entry in book_flows([whole, early, late]).entries] == [
        "2024-01-01 EUR origin:DK -100, committed:f-1 +100",
        "2024-03-01 EUR committed:f-1 -40, allocated:f-2 +40",
        "2024-06-01 EUR committed:f-1 -60, allocated:f-1 +60",
        "2024-07-01 EUR allocated:f-1 -10, disbursed:f-3 +10",
    ]


def test_a_part_known_before_its_whole_is_taken_out_when_the_whole_becomes_known(
    flow: FlowMaker, told: Telling
) -> None:
    part = flow("f-2", "EUR 40", "committed 2024-01-01", parent="f-1")
    whole = flow("f-1", "EUR 100", "committed 2024-03-01", "allocated 2024-04-01")
    ledger = book_flows([whole, part])
    assert [told(entry) for entry in ledger.entries] == [
        "2024-01-01 EUR origin:DK -40, committed:f-2 +40",
        "2024-03-01 EUR origin:DK -100, committed:f-1 +100",
        "2024-03-01 EUR committed:f-1 -40, origin:DK +40",
        "2024-04-01 EUR committed:f-1 -60, allocated:f-1 +60",
        "2024-04-01 EUR committed:f-2 -40, allocated:f-2 +40",
    ]
    assert ledger.entries[2].note == "counted before as f-2"
    assert ledger.entries[2].flow == "f-2"


def test_a_vague_date_that_can_be_later_is_not_earlier_than_the_whole(flow: FlowMaker, told: Telling) -> None:
    whole = flow("f-1", "EUR 100", "committed 2024-11-05")
    part = flow("f-2", "EUR 40", "allocated 2024", parent="f-1")
    assert told(book_flows([part, whole]).entries[1]) == "2024-11-05 EUR committed:f-1 -40, allocated:f-2 +40"


def test_an_undated_part_comes_out_where_the_whole_stood_no_higher(flow: FlowMaker, told: Telling) -> None:
    whole = flow("f-1", "EUR 100", "committed 2024-01-01", "disbursed 2024-06-01")
    part = flow("f-2", "EUR 40", "allocated", parent="f-1")
    entry = book_flows([part, whole]).entries[1]
    assert told(entry) == "2024-01-01 EUR committed:f-1 -40, allocated:f-2 +40"
    assert entry.valid is None


def test_parts_of_parts(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01"),
        flow("f-2", "EUR 40", "allocated 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 15", "disbursed 2024-03-01", parent="f-2"),
    ]
    assert standing(book_flows(flows).entries) == {
        "origin:DK EUR": "-100 -100 -100",
        "committed:f-1 EUR": "60 60 60",
        "allocated:f-2 EUR": "25 25 25",
        "disbursed:f-3 EUR": "15 15 15",
    }


def test_a_part_without_a_sum_between_does_not_hide_the_whole(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01"),
        flow("f-2", "", "allocated 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 15", "disbursed 2024-03-01", parent="f-2"),
    ]
    assert standing(book_flows(flows).entries)["committed:f-1 EUR"] == "85 85 85"


def test_parts_within_the_precision_of_the_whole_are_no_fault(flow: FlowMaker, standing: Standing) -> None:
    """4.2 billion, told as 1.3 and 2.9 billion: the family stays as precise as its parts and its whole allow."""
    flows = [
        flow("f-1", "DKK 4150 4200 4250", "committed 2024-09"),
        flow("f-2", "DKK 1250 1300 1350", "committed 2024-09", parent="f-1"),
        flow("f-3", "DKK 2850 2900 2950", "committed 2024-09", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert codes(ledger) == []
    readings = [figures.split() for key, figures in standing(ledger.entries).items() if not key.startswith("origin")]
    assert [sum(map(Decimal, column)) for column in zip(*readings, strict=True)] == [4150, 4200, 4300]


def test_parts_beyond_their_whole_are_booked_and_reported(flow: FlowMaker, told: Telling) -> None:
    flows = [
        flow("f-1", "EUR 95 100 105", "committed 2024-01"),
        flow("f-2", "EUR 80", "committed 2024-02", parent="f-1"),
        flow("f-3", "EUR 50", "committed 2024-03", parent="f-1", funders="SE"),
    ]
    ledger = book_flows(flows)
    assert told(ledger.entries[2]) == "2024-03-01 EUR committed:f-1 -20, origin:SE -30, committed:f-3 +50"
    (problem,) = ledger.problems
    assert problem.code is ProblemCode.PARTS_EXCEED_WHOLE
    assert problem.severity is Severity.WARNING
    assert problem.where == "f-1"
    assert "at least 130 EUR" in problem.message
    assert "at most 105" in problem.message
    assert ledger.entries[2].problems == (problem,)


def test_parts_known_before_their_whole_can_exceed_it_too(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 50", "committed 2024-05-01", "allocated 2024-06-01"),
        flow("f-2", "EUR 40", "committed 2024-01-01", parent="f-1"),
        flow("f-3", "EUR 30", "committed 2024-01-02", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries) == {
        "origin:DK EUR": "-70 -70 -70",
        "allocated:f-2 EUR": "40 40 40",
        "allocated:f-3 EUR": "30 30 30",
    }
    assert codes(ledger) == ["parts-exceed-whole"]


def test_a_part_open_above_is_bounded_by_its_whole(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01"),
        flow("f-2", "EUR 20 20 open", "allocated 2024-02-01", parent="f-1"),
    ]
    assert standing(book_flows(flows).entries) == {
        "origin:DK EUR": "-100 -100 -100",
        "committed:f-1 EUR": "80 80 0",
        "allocated:f-2 EUR": "20 20 100",
    }


def test_a_whole_open_above_stays_open_when_parts_leave_it_and_when_it_moves_on(
    flow: FlowMaker, standing: Standing
) -> None:
    flows = [
        flow("f-1", "EUR 500 500 open", "committed 2024-01-01", "disbursed 2024-06-01"),
        flow("f-2", "EUR 99 100 101", "allocated 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 10 10 open", "allocated 2024-02-01", parent="f-1"),
    ]
    found = standing(book_flows(flows).entries)
    assert found["disbursed:f-1 EUR"] == "391 390 open"
    assert "committed:f-1 EUR" not in found
    assert found["disbursed:f-2 EUR"] == "99 100 101"
    assert found["disbursed:f-3 EUR"] == "10 10 open"


def test_a_part_in_another_currency_is_exchanged_at_the_dated_rate(
    flow: FlowMaker, told: Telling, rates: Rates
) -> None:
    flows = [
        flow("f-1", "DKK 100", "committed 2024-01-01"),
        flow("f-2", "EUR 10", "allocated 2024-02-01", parent="f-1"),
    ]
    ledger = book_flows(flows, RateBasis(rates))
    assert [told(entry) for entry in ledger.entries[1:]] == [
        "2024-02-01 DKK committed:f-1 -74.60, exchange:f-2 +74.60",
        "2024-02-01 EUR exchange:f-2 -10, allocated:f-2 +10",
    ]
    assert ledger.entries[1].note == "1 EUR = 7.46 DKK, ECB, 2024-02-01"


def test_a_part_in_another_currency_that_exceeds_its_whole_is_exchanged_as_far_as_that_reaches(
    flow: FlowMaker, told: Telling, rates: Rates
) -> None:
    flows = [
        flow("f-1", "DKK 37.30", "committed 2024-01-01"),
        flow("f-2", "EUR 20", "allocated 2024-02-01", parent="f-1"),
    ]
    ledger = book_flows(flows, RateBasis(rates))
    assert [told(entry) for entry in ledger.entries[1:]] == [
        "2024-02-01 DKK committed:f-1 -37.30, exchange:f-2 +37.30",
        "2024-02-01 EUR exchange:f-2 -5.00, origin:DK -15.00, allocated:f-2 +20",
    ]
    assert codes(ledger) == ["parts-exceed-whole"]


def test_a_part_in_another_currency_known_first_goes_back_at_the_rate(
    flow: FlowMaker, told: Telling, rates: Rates
) -> None:
    flows = [
        flow("f-1", "DKK 100", "committed 2024-03-01"),
        flow("f-2", "EUR 10", "allocated 2024-02-01", parent="f-1"),
    ]
    ledger = book_flows(flows, RateBasis(rates))
    assert [told(entry) for entry in ledger.entries] == [
        "2024-02-01 EUR origin:DK -10, allocated:f-2 +10",
        "2024-03-01 DKK origin:DK -100, committed:f-1 +100",
        "2024-03-01 DKK committed:f-1 -74.60, origin:DK +74.60",
    ]
    assert ledger.entries[2].note == "counted before as f-2; 1 EUR = 7.46 DKK, ECB, 2024-02-01"


@pytest.mark.parametrize("with_rates", [False, True])
def test_without_a_rate_a_part_is_kept_out_lest_it_count_twice(flow: FlowMaker, rates: Rates, with_rates: bool) -> None:
    flows = [
        flow("f-1", "DKK 100", "committed 2024-01-01"),
        flow("f-2", "UAH 10", "allocated 2024-02-01", parent="f-1"),
    ]
    ledger = book_flows(flows, RateBasis(rates) if with_rates else None)
    assert {entry.flow for entry in ledger.entries} == {"f-1"}
    (problem,) = ledger.problems
    assert (problem.code, problem.severity, problem.where) == (ProblemCode.UNIT_DIFFERS, Severity.ERROR, "f-2")


def test_an_undated_part_is_exchanged_at_the_publication_of_its_document(flow: FlowMaker, rates: Rates) -> None:
    flows = [flow("f-1", "DKK 100", "committed"), flow("f-2", "EUR 10", "allocated", parent="f-1")]
    published = RateBasis(rates, {"s-f-2": PartialDate(2024, 9, 29)})
    assert book_flows(flows, published).entries[1].note.endswith("2024-09-29")
    assert book_flows(flows, RateBasis(rates, default=PartialDate(2025))).entries[1].note.endswith("2025")
    assert codes(book_flows(flows, RateBasis(rates))) == ["unit-differs"]


def test_goods_are_booked_beside_money_and_not_out_of_it(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", items="howitzer 18,lorry ?"),
        flow("f-2", "", "delivered 2024-02-01", items="howitzer 6", parent="f-1"),
    ]
    found = standing(book_flows(flows).entries)
    assert found["committed:f-1 EUR"] == "100 100 100"
    assert found["committed:f-1 item:howitzer"] == "12 12 12"
    assert found["delivered:f-2 item:howitzer"] == "6 6 6"
    assert not any("lorry" in key for key in found)


def test_the_same_goods_named_twice_are_added_and_those_of_the_figure_are_not(flow: FlowMaker) -> None:
    found = quantities_of(flow("f-1", "", "committed", items="howitzer 18,howitzer 2"))
    assert {unit: quantity.best for unit, quantity in found.items()} == {"item:howitzer": 20}
    found = quantities_of(flow("f-1", "item:howitzer 17 18 19", "committed", items="howitzer 18"))
    assert {unit: quantity.low for unit, quantity in found.items()} == {"item:howitzer": 17}


def test_a_share_of_product_is_a_unit_of_its_own(flow: FlowMaker, standing: Standing) -> None:
    flows = [flow("f-1", "EUR 100", "committed"), flow("f-2", "%GDP 0.25", "pledged", parent="f-1")]
    ledger = book_flows(flows)
    assert standing(ledger.entries)["committed:f-1 EUR"] == "100 100 100"
    assert not ledger.problems


def test_what_is_cancelled_leaves_the_ladder(flow: FlowMaker, told: Telling) -> None:
    ledger = book_flows([flow("f-1", "EUR 10", "committed 2024-01-05", "cancelled 2024-03-01")])
    assert told(ledger.entries[-1]) == "2024-03-01 EUR committed:f-1 -10, cancelled:f-1 +10"


@pytest.mark.parametrize(
    "events", [("disbursed 2024",), ("pledged", "signed", "delivered"), ("contracted", "delivered")]
)
def test_a_transfer_without_a_known_commitment_is_booked_and_reported_once(
    flow: FlowMaker, events: tuple[str, ...]
) -> None:
    ledger = book_flows([flow("f-1", "EUR 10", *events)])
    assert len(ledger.entries) == len(events)
    assert codes(ledger) == ["no-predecessor"]
    assert sum(len(entry.problems) for entry in ledger.entries) == 1


def test_a_transfer_out_of_a_committed_whole_has_its_predecessor(flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 100", "allocated 2024-01-01", "disbursed 2024-06-01")
    part = flow("f-2", "EUR 10", "disbursed 2024-02-01", parent="f-1")
    assert codes(book_flows([whole, part])) == []


def test_delivered_before_contracted_is_booked_by_date_and_reported(flow: FlowMaker, told: Telling) -> None:
    ledger = book_flows([flow("f-1", "EUR 10", "committed 2024-01", "contracted 2024-06-01", "delivered 2024-05-01")])
    assert [told(entry) for entry in ledger.entries] == [
        "2024-01-01 EUR origin:DK -10, committed:f-1 +10",
        "2024-05-01 EUR committed:f-1 -10, delivered:f-1 +10",
    ]
    (problem,) = ledger.problems
    assert problem.code is ProblemCode.STAGE_OUT_OF_ORDER
    assert problem.message == "delivered on 2024-05-01, before it was contracted"


def test_an_order_placed_before_the_money_came_is_no_fault(flow: FlowMaker) -> None:
    ledger = book_flows([flow("f-1", "EUR 10", "committed 2024-01", "disbursed 2024-06", "contracted 2024-05")])
    assert codes(ledger) == []


def test_vague_dates_do_not_prove_a_wrong_order(flow: FlowMaker) -> None:
    assert codes(book_flows([flow("f-1", "EUR 10", "committed 2024-06-05", "delivered 2024")])) == []


def test_a_part_told_behind_its_whole_stands_with_it_and_is_reported(flow: FlowMaker, told: Telling) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2023", "disbursed 2024-01-01"),
        flow("f-2", "EUR 10", "allocated 2024-02-01", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert told(ledger.entries[-1]) == "2024-02-01 EUR disbursed:f-1 -10, disbursed:f-2 +10"
    assert codes(ledger) == ["stage-out-of-order"]


def test_a_promise_repeated_after_it_was_kept_is_no_fault(flow: FlowMaker, told: Telling) -> None:
    reaffirmed = flow("f-1", "EUR 10", "pledged 2024-12-20", "signed 2024-11-23", "allocated 2024-11-25")
    ledger = book_flows([reaffirmed, flow("f-2", "EUR 4", "pledged 2025", parent="f-1")])
    assert codes(ledger) == []
    assert told(ledger.entries[-1]) == "2025-01-01 EUR allocated:f-1 -4, allocated:f-2 +4"


def test_what_is_told_of_a_whole_is_told_of_its_parts(flow: FlowMaker, told: Telling) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", "disbursed 2024-06-01"),
        flow("f-2", "EUR 30", "allocated 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 10", "allocated 2024-03-01", "delivered 2024-04-01", parent="f-2"),
    ]
    ledger = book_flows(flows)
    assert [told(entry) for entry in ledger.entries[-2:]] == [
        "2024-06-01 EUR committed:f-1 -70, disbursed:f-1 +70",
        "2024-06-01 EUR allocated:f-2 -20, disbursed:f-2 +20",
    ]
    lifted = ledger.entries[-1]
    assert (lifted.flow, lifted.note, lifted.statements) == ("f-2", "with its whole f-1", ("s-f-1",))


def test_a_part_known_first_is_raised_to_its_whole(flow: FlowMaker, told: Telling) -> None:
    part = flow("f-2", "EUR 40", "pledged 2024-01-01", parent="f-1")
    ledger = book_flows([part, flow("f-1", "EUR 100", "committed 2024-03-01")])
    assert told(ledger.entries[-1]) == "2024-03-01 EUR pledged:f-2 -40, committed:f-2 +40"


def test_a_cancelled_whole_does_not_cancel_its_parts(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01", "cancelled 2024-06-01"),
        flow("f-2", "EUR 30", "disbursed 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 5", "committed 2024-07-01", parent="f-1"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries) == {
        "origin:DK EUR": "-100 -100 -100",
        "cancelled:f-1 EUR": "65 65 65",
        "disbursed:f-2 EUR": "30 30 30",
        "committed:f-3 EUR": "5 5 5",
    }
    assert codes(ledger) == ["stage-out-of-order"]


def test_support_without_a_sum_makes_no_entry(flow: FlowMaker) -> None:
    assert book_flows([flow("f-1", "", "signed 2024-11-22"), flow("f-2", "EUR 0", "signed")]) == Ledger((), ())


def test_funders_of_one_sum_stay_joined(flow: FlowMaker, told: Telling) -> None:
    assert "origin:DK+SE -10" in told(book_flows([flow("f-1", "EUR 10", "pledged", funders="DK+SE")]).entries[0])
    assert "origin:unknown -10" in told(book_flows([flow("f-1", "EUR 10", "pledged", funders="")]).entries[0])


def test_a_part_too_small_for_the_unit_of_its_whole_comes_from_its_funders(
    flow: FlowMaker, told: Telling, rates: Rates
) -> None:
    flows = [flow("f-1", "EUR 100", "committed"), flow("f-2", "DKK 0.01", "allocated 2024", parent="f-1")]
    ledger = book_flows(flows, RateBasis(rates))
    assert told(ledger.entries[1]) == "2024-01-01 DKK origin:DK -0.01, allocated:f-2 +0.01"


def test_figures_of_any_length_are_added_exactly(flow: FlowMaker, standing: Standing, rates: Rates) -> None:
    flows = [
        flow("f-1", f"DKK {10**60}", "committed 2024"),
        flow("f-2", "DKK 0.01", "allocated 2024", parent="f-1"),
        flow("f-3", f"EUR {10**50}", "allocated 2024", parent="f-1"),
    ]
    found = standing(book_flows(flows, RateBasis(rates)).entries)
    rest = f"{10**60 - 746 * 10**48 - 1}.99"
    assert found["committed:f-1 DKK"] == f"{rest} {rest} {rest}"


def test_circles_of_parts_are_cut_at_their_least_id(flow: FlowMaker, standing: Standing) -> None:
    flows = [
        flow("f-2", "EUR 30", "committed", parent="f-3"),
        flow("f-3", "EUR 20", "committed", parent="f-2"),
        flow("f-4", "EUR 5", "committed", parent="f-3"),
    ]
    ledger = book_flows(flows)
    assert standing(ledger.entries)["origin:DK EUR"] == "-30 -30 -30"
    (problem,) = ledger.problems
    assert (problem.code, problem.where) == (ProblemCode.JUDGEMENTS_CONTRADICT, "f-2")

"""The pipeline: what waits where, since when, and what was expected of it."""

from collections.abc import Callable
from datetime import date

from pledgebook.ledger.booking import book_flows
from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage
from pledgebook.reports.contents import Contents
from pledgebook.reports.pipeline import pipeline

FlowMaker = Callable[..., Flow]


def test_the_story_waits(contents: Contents) -> None:
    signed, allocated = pipeline(contents.ledger, contents.flows.values(), date(2024, 12, 25))
    assert (signed.stage, signed.unquantified, signed.amounts) == (Stage.SIGNED, 1, ())
    (tranche,) = allocated.waiting
    assert tranche.flow.id == "f-lt"
    assert (str(tranche.since), tranche.days) == ("2024-11-25", 30)
    assert [(one.expectation.wording.quote, one.overdue) for one in tranche.expected] == [("shortly", False)]


def test_an_expectation_is_overdue_when_its_last_day_has_passed(contents: Contents) -> None:
    def overdue(day: date) -> bool:
        found = pipeline(contents.ledger, contents.flows.values(), day)[-1].waiting[0]
        return found.expected[0].overdue

    assert not overdue(date(2025, 1, 31))
    assert overdue(date(2025, 2, 1))


def test_a_step_that_has_been_seen_is_expected_no_more(contents: Contents, flow: FlowMaker) -> None:
    seen = flow("f-1", "EUR 1", "disbursed 2025-01", expectations=contents.flows["f-lt"].expectations)
    (stage,) = pipeline(book_flows([seen]), [seen], date(2025, 6, 1))
    assert stage.waiting[0].expected == ()


def test_what_has_arrived_or_left_does_not_wait(flow: FlowMaker) -> None:
    flows = [flow("f-1", "EUR 1", "delivered"), flow("f-2", "EUR 1", "cancelled"), flow("f-3", "", "delivered")]
    assert pipeline(book_flows(flows), flows, date(2025, 1, 1)) == ()


def test_parts_wait_where_they_are_and_the_rest_with_the_whole(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01-01"),
        flow("f-2", "EUR 40", "allocated 2024-02-01", parent="f-1"),
        flow("f-3", "EUR 5", "committed"),
        flow("f-4", "EUR 5", "committed 2023"),
    ]
    committed, allocated = pipeline(book_flows(flows), flows, date(2024, 3, 1))
    assert [amount.best for amount in committed.amounts] == [70_000_000]
    assert [one.flow.id for one in committed.waiting] == ["f-4", "f-1", "f-3"]
    assert [one.days for one in committed.waiting] == [61, 60, None]
    assert [amount.best for amount in allocated.amounts] == [40_000_000]


def test_a_rest_of_zero_waits_for_nothing(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "EUR 100", "pledged"),
        flow("f-2", "EUR 60", "committed", parent="f-1"),
        flow("f-3", "EUR 40", "committed", parent="f-1"),
    ]
    found = pipeline(book_flows(flows), flows, date(2024, 3, 1))
    assert [[one.flow.id for one in stage.waiting] for stage in found] == [["f-2", "f-3"]]


def test_on_an_earlier_day_it_waited_elsewhere(flow: FlowMaker) -> None:
    flows = [flow("f-1", "EUR 1", "pledged 2024-01-01", "committed 2024-06-01"), flow("f-2", "", "pledged 2024-05")]
    assert [stage.stage for stage in pipeline(book_flows(flows), flows, date(2024, 2, 1))] == [Stage.PLEDGED]
    assert pipeline(book_flows(flows), flows, date(2023, 2, 1)) == ()

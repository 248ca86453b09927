"""The order of a flow's movements: ladder first, dates where they contradict it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from pledgebook.ledger.timeline import moves_of, rung
from pledgebook.model.flow import Flow
from pledgebook.model.stage import LADDER, WAYS_OUT, Stage

FlowMaker = Callable[..., Flow]


def days(flow: Flow, whole: Flow | None = None) -> list[tuple[str, str]]:
    moves = moves_of(flow, moves_of(whole) if whole else ())
    return [(move.event.stage.value, str(move.effective or "undated")) for move in moves]


def test_the_ways_out_come_after_the_whole_ladder() -> None:
    assert sorted(Stage, key=rung) == [*LADDER, *WAYS_OUT]


def test_undated_events_stand_with_the_one_before(flow: FlowMaker) -> None:
    told = flow("f-1", "EUR 1", "pledged", "signed 2024-02", "committed", "allocated 2024-05-01")
    assert days(told) == [
        ("pledged", "undated"),
        ("signed", "2024-02-01"),
        ("committed", "2024-02-01"),
        ("allocated", "2024-05-01"),
    ]


def test_a_vaguer_later_date_does_not_go_back(flow: FlowMaker) -> None:
    assert days(flow("f-1", "EUR 1", "signed 2024-11-23", "committed 2024")) == [
        ("signed", "2024-11-23"),
        ("committed", "2024-11-23"),
    ]


def test_a_surely_earlier_event_keeps_its_day_and_says_what_it_precedes(flow: FlowMaker) -> None:
    told = flow("f-1", "EUR 1", "committed 2024-06-01", "delivered 2024-05")
    assert days(told) == [("delivered", "2024-05-01"), ("committed", "2024-06-01")]
    assert moves_of(told)[0].after == (Stage.COMMITTED,)


def test_a_flow_without_events_stands_at_its_stage(flow: FlowMaker) -> None:
    bare = flow("f-1", "EUR 1", "committed 2024")
    (move,) = moves_of(replace(bare, events=()))
    assert (move.event.stage, move.effective) == (Stage.COMMITTED, None)


def test_a_part_is_placed_by_its_whole(flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 9", "committed 2024-03-10", "disbursed 2024-09-01")
    assert days(flow("f-2", "EUR 1", "allocated"), whole) == [("allocated", "2024-03-10")]
    assert days(flow("f-2", "EUR 1", "delivered"), whole) == [("delivered", "2024-09-01")]
    assert days(flow("f-2", "EUR 1", "pledged"), whole) == [("pledged", "2024-03-10")]
    assert days(flow("f-2", "EUR 1", "allocated 2024-03"), whole) == [("allocated", "2024-03-10")]
    assert days(flow("f-2", "EUR 1", "allocated 2024-02"), whole) == [("allocated", "2024-02-01")]


def test_a_dated_part_of_an_undated_whole_keeps_its_day(flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 9", "committed")
    (move,) = moves_of(flow("f-2", "EUR 1", "allocated 2024-02-03"), moves_of(whole))
    assert move.effective == date(2024, 2, 3)

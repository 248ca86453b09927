"""Which promises were kept: where a spell begins and ends, and which flows are in no curve."""

from collections.abc import Callable
from datetime import date

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate
from pledgebook.reports.promises import LeftAside, Spell, Unused, keep_promises, promise_spells

FlowMaker = Callable[..., Flow]
DAY = date(2025, 1, 1)


def spells(*flows: Flow, published: dict[str, PartialDate] | None = None) -> dict[str, Spell | LeftAside]:
    found = promise_spells(book_flows(flows), flows, published or {}, DAY)
    return {one.flow: one for one in found}


def told(found: Spell | LeftAside) -> object:
    return (str(found.promised), found.days, found.kept) if isinstance(found, Spell) else found.reason.value


def test_from_the_first_promise_to_the_first_payment(flow: FlowMaker) -> None:
    kept = flow("f-1", "EUR 1", "pledged 2024-01-01", "committed 2024-02-01", "disbursed 2024-01-31")
    ordered = flow("f-2", "EUR 1", "signed 2024-01-01", "contracted 2024-03-01", "delivered 2024-12-01")
    open_still = flow("f-3", "EUR 1", "committed 2024-12-01", "allocated 2024-12-05")
    cancelled = flow("f-4", "EUR 1", "pledged 2024-12-01", "cancelled 2024-12-20")
    later = flow("f-5", "EUR 1", "pledged 2024-11-01", "disbursed 2025-02-01")
    found = spells(kept, ordered, open_still, cancelled, later)
    assert [told(found[name]) for name in sorted(found)] == [
        ("2024-01-01", 30, True),
        ("2024-01-01", 60, True),
        ("2024-12-01", 31, False),
        ("2024-12-01", 31, False),
        ("2024-11-01", 61, False),
    ]


@pytest.mark.parametrize(
    ("events", "reason"),
    [
        (("allocated 2024-01-01", "disbursed 2024-02-01"), Unused.NO_PROMISE),
        (("proposed 2024-01-01",), Unused.NO_PROMISE),
        (("pledged 2025-02-01",), Unused.LATER),
        (("pledged 2024", "disbursed 2024-06-01"), Unused.VAGUE),
        (("pledged 2024-03-01", "disbursed 2024"), Unused.VAGUE),
        (("pledged 2024-03-01", "disbursed 2024-02-01"), Unused.OUT_OF_ORDER),
        (("pledged", "disbursed"), Unused.VAGUE),
    ],
)
def test_what_can_be_in_no_curve_says_why(flow: FlowMaker, events: tuple[str, ...], reason: Unused) -> None:
    assert told(spells(flow("f-1", "EUR 1", *events))["f-1"]) == reason.value


def test_months_stand_for_their_middle_and_documents_date_what_is_undated(flow: FlowMaker) -> None:
    found = spells(
        flow("f-1", "EUR 1", "pledged 2024-01", "disbursed 2024-02"),
        flow("f-2", "EUR 1", "pledged", "disbursed 2024-02-01", statements=("s-a", "s-b")),
        flow("f-3", "EUR 1", "pledged", "disbursed", statements=("s-a",)),
        published={"s-a": PartialDate(2024, 1, 12), "s-b": PartialDate(2024, 1, 2)},
    )
    assert told(found["f-1"]) == ("2024-01-15", 31, True)
    assert told(found["f-2"]) == ("2024-01-02", 30, True)
    second = found["f-2"]
    assert isinstance(second, Spell)
    assert second.dated_by_publication
    assert told(found["f-3"]) == "undated"


def test_parts_take_the_promise_of_their_whole_and_its_rest_stays_open(flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 100", "pledged 2024-01-01")
    part = flow("f-2", "EUR 40", "disbursed 2024-01-11", parent="f-1")
    found = spells(whole, part)
    assert told(found["f-1"]) == ("2024-01-01", 366, False)
    assert told(found["f-2"]) == ("2024-01-01", 10, True)
    rest = flow("f-3", "EUR 60", "disbursed 2024-02-10", parent="f-1")
    assert told(spells(whole, part, rest)["f-1"]) == "in-parts"
    paid = flow("f-1", "EUR 100", "pledged 2024-01-01", "disbursed 2024-03-01")
    unpaid = flow("f-2", "EUR 40", "allocated 2024-01-11", parent="f-1")
    assert told(spells(paid, unpaid)["f-2"]) == ("2024-01-01", 60, True), "what is told of a whole is told of its parts"


def test_curves_for_all_and_for_each_funder(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "EUR 1", "pledged 2024-01-01", "disbursed 2024-01-11", funders="DK"),
        flow("f-2", "EUR 1", "pledged 2024-01-01", "disbursed 2024-01-21", funders="DK"),
        flow("f-3", "EUR 1", "pledged 2024-01-01", funders="SE"),
        flow("f-4", "EUR 1", "allocated 2024-01-01", funders="SE"),
    ]
    report = keep_promises(book_flows(flows), flows, {}, DAY)
    assert [(curve.funders, curve.promises, curve.kept, curve.estimate.median) for curve in report.curves] == [
        ("", 3, 2, 20),
        ("DK", 2, 2, 10),
        ("SE", 1, 0, None),
    ]
    assert [one.flow for one in report.left_aside] == ["f-4"]
    assert len(report.spells) + len(report.left_aside) == len(flows)
    assert keep_promises(book_flows([]), [], {}, DAY).curves == ()

"""Holdings add up to the totals of the same question, and know the way of the money through its wholes."""

from dataclasses import replace
from decimal import Decimal

import pytest
from random_books import random_book, random_flows

from pledgebook.ledger.balances import balances, is_stage
from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.holdings import holdings
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.reports.selection import cells_of, flow_is_asked, is_asked
from pledgebook.reports.totals import total_support


def test_holdings_are_the_balances() -> None:
    flows, ledger = random_book(400, seed=3)
    told = {
        (item.flow.id, item.stage.value, item.quantity.unit): item.quantity for item in holdings(flows, ledger.entries)
    }
    ours = {
        (balance.account.flow, balance.account.stage, balance.unit): balance.reading.quantity(balance.unit)
        for balance in balances(ledger.entries)
        if is_stage(balance.account)
    }
    assert told == ours
    assert all(item.steps and item.steps[-1].stage is item.stage for item in holdings(flows, ledger.entries))


@pytest.mark.parametrize(
    "only",
    [(), ((Dimension.FUNDER, "DK"),), ((Dimension.STAGE, "committed"), (Dimension.CURRENCY, "EUR"))],
)
def test_narrowed_holdings_add_up_to_the_narrowed_totals(only: tuple[tuple[Dimension, str], ...]) -> None:
    flows, ledger = random_book(400, seed=5)
    query = TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE), stages=frozenset(LADDER), only=only)
    report = total_support(ledger, flows, (), RateBasis(), query)
    totals = {(*row.key, amount.unit): amount.best for row in report.rows for amount in row.amounts if amount.best}
    sums: dict[tuple[str, ...], Decimal] = {}
    for item in holdings(flows, ledger.entries):
        unit = item.quantity.unit
        cells = cells_of(item.flow, unit, item.stage)
        if is_asked(cells, only) and item.stage in LADDER:
            key = (cells[Dimension.FUNDER], item.stage.value, unit)
            sums[key] = sums.get(key, Decimal(0)) + item.quantity.best
    assert {key: best for key, best in sums.items() if best} == totals


def flow(name: str, figure: str, parent: str | None, *events: tuple[Stage, str]) -> Flow:
    (pattern,) = random_flows(1)
    best = Decimal(figure)
    told = tuple(StageEvent(stage, PartialDate.parse(day), (f"s-{name}",)) for stage, day in events)
    quantity = Quantity(best, best, best, "EUR")
    return replace(pattern, id=name, parent=parent, quantity=quantity, items=(), events=told, stage=told[-1].stage)


@pytest.fixture
def family() -> tuple[Flow, Flow]:
    """Return a whole of EUR 100 committed in 2024 and a part of EUR 30 paid in 2025."""
    whole = flow("f-1", "100", None, (Stage.PLEDGED, "2023"), (Stage.COMMITTED, "2024-02-01"))
    return whole, flow("f-2", "30", "f-1", (Stage.DISBURSED, "2025-03-01"))


def test_a_part_was_committed_with_its_whole(family: tuple[Flow, Flow]) -> None:
    flows = family
    rest, paid = holdings(flows, book_flows(flows).entries)
    assert (rest.quantity.best, rest.stage) == (Decimal(70), Stage.COMMITTED)
    assert (paid.quantity.best, paid.stage) == (Decimal(30), Stage.DISBURSED)
    assert [(step.stage.value, str(step.when), step.flow) for step in paid.steps] == [
        ("pledged", "2023", "f-1"),
        ("committed", "2024-02-01", "f-1"),
        ("disbursed", "2025-03-01", "f-2"),
    ]


def test_a_flow_is_asked_for_if_any_of_its_pieces_is(family: tuple[Flow, Flow]) -> None:
    whole, part = family
    asked = ((Dimension.STAGE, "disbursed"), (Dimension.CURRENCY, "EUR"))
    assert flow_is_asked(part, asked)
    assert not flow_is_asked(whole, asked)

"""A total is explained by the one set of flows that adds up to it, and by no coincidence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pledgebook.model.flow import Check, Flow, FlowKind, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin
from pledgebook.model.when import PartialDate
from pledgebook.reconciliation.arithmetic import ADDS_UP, MOST_CANDIDATES, FlowsByYear, cover_by_arithmetic

MILLION = Decimal(1_000_000)


def euros(million: str, half_step: str = "0.5") -> Quantity:
    best, half = Decimal(million) * MILLION, Decimal(half_step) * MILLION
    return Quantity(best - half, best, best + half, "EUR")


def flow(name: str, million: str, funder: str, mechanism: str | None = "model", year: int = 2024) -> Flow:
    return Flow(
        id=name,
        label=name,
        kind=FlowKind.FLOW,
        parent=None,
        funders=(funder,),
        implementing_actor="",
        budget_origin=BudgetOrigin.UNKNOWN,
        recipients=("UA",),
        mechanism=mechanism,
        purpose=None,
        tranche=None,
        period=None,
        quantity=euros(million),
        chosen="s",
        choice_rule="the only figure",
        items=(),
        stage=Stage.DISBURSED,
        events=(StageEvent(Stage.DISBURSED, PartialDate(year), ("s",)),),
        expectations=(),
        statements=("s",),
        rivals=(),
    )


CHECK = Check(
    id="c",
    label="c",
    statements=("t",),
    asserted=euros("165"),
    funders=("DK", "SE"),
    recipients=("UA",),
    mechanism=None,
    date=PartialDate(2024, 11, 11),
    explained_by=(),
    explained=euros("0", "0"),
    remainder=euros("165"),
    verdict="unexplained",
)
PARTS = (flow("a", "125", "DK"), flow("b", "20", "SE"), flow("c", "20", "EU", "windfall-profits"))


def test_parts_of_all_funders_with_windfall_money_add_up() -> None:
    covered = cover_by_arithmetic(CHECK, FlowsByYear(reversed(PARTS)))
    assert (covered.verdict, covered.explained_by) == (ADDS_UP, ("a", "b", "c"))
    assert (covered.explained.best, covered.remainder.best) == (165 * MILLION, Decimal(0))


@pytest.mark.parametrize(
    "changed",
    [
        PARTS[:2],
        (PARTS[0], replace(PARTS[1], funders=("DK",)), PARTS[2]),
        (PARTS[0], flow("b", "20", "SE", year=2023), PARTS[2]),
        (PARTS[0], flow("b", "20", "SE", "another"), PARTS[2]),
        (PARTS[0], replace(PARTS[1], parent="a"), PARTS[2]),
        (PARTS[0], replace(PARTS[1], recipients=("MD",)), PARTS[2]),
        (PARTS[0], replace(PARTS[1], quantity=replace(euros("20"), unit="USD")), PARTS[2]),
        (*PARTS, flow("d", "20", "SE")),
        (*PARTS, *(flow(f"x{number}", f"{number + 1}", "DK") for number in range(MOST_CANDIDATES))),
    ],
    ids=["sum", "funder", "year", "scheme", "inside", "recipient", "unit", "two sets", "too many"],
)
def test_no_explanation_where_it_would_be_a_guess(changed: tuple[Flow, ...]) -> None:
    assert cover_by_arithmetic(CHECK, FlowsByYear(changed)) is CHECK


def test_an_undated_or_open_total_is_left_alone() -> None:
    undated = replace(CHECK, date=None)
    opened = replace(CHECK, asserted=replace(CHECK.asserted, high=None))
    assert cover_by_arithmetic(undated, FlowsByYear(PARTS)) is undated
    assert cover_by_arithmetic(opened, FlowsByYear(PARTS)) is opened

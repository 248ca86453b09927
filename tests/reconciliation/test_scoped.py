"""A total that no part is told of is held against its scope, and says that this is all it knows."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile

Make = Callable[..., Any]
TOTAL = {"sum": "EUR 535 million", "donors": ["DK", "SE"], "scope": "total", "stage": "committed"}
SCHEME = {"mechanism": "danish-model"}


def told(statement: Make, figure: str = "DKK 1300 million", **changes: object) -> list[Any]:
    part = {"sum": figure, "donors": ["DK"], "stage": "signed", "date": "2024-09-29"} | SCHEME | changes
    return [statement("a-1", date="2024-11-11", **TOTAL, **SCHEME), statement("b-1", **part)]


def test_flows_of_its_scope_stay_within_it(statement: Make, documents: Make, rates: Rates) -> None:
    statements = told(statement)
    result = reconcile(documents(*statements), statements, [], rates)
    (check,), (flow,) = result.checks, result.flows
    assert (check.verdict, check.explained_by) == ("within-scope", (flow.id,))
    assert check.explained.best == Decimal(1300) * 10**6 * Decimal("0.134")


@pytest.mark.parametrize(
    "other",
    [
        {"mechanism": "purl"},
        {"recipients": ["MD"]},
        {"donors": ["NO"]},
        {"stage": "pledged"},
        {"date": "2024-12-24"},
        {"date": "2022-09-29"},
        {"date": None},
        {"figure": "DKK 9000 million"},
    ],
)
def test_what_is_not_of_its_scope_or_exceeds_it_explains_nothing(
    other: dict[str, Any], statement: Make, documents: Make, rates: Rates
) -> None:
    statements = told(statement, **other)
    (check,) = reconcile(documents(*statements), statements, [], rates).checks
    assert check.verdict == "unexplained"
    assert not check.explained_by
    assert not check.explained.best


def test_money_that_one_of_its_funders_spends_for_others_is_of_its_scope(
    statement: Make, documents: Make, rates: Rates
) -> None:
    statements = told(statement, donors=["EU"], implementing_actor="DK")
    (check,) = reconcile(documents(*statements), statements, [], rates).checks
    assert check.verdict == "within-scope"

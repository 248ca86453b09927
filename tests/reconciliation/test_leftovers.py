"""Support without a sum, and goods with the money paid for them."""

from collections.abc import Callable
from typing import Any

from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import Reconciliation, reconcile

Make = Callable[..., Any]
NORWAY = {"donors": ["NO"], "mechanism": "danish-model"}
BARE = {"kind": "unquantified", "stage": "disbursed", "date": "2024-12-18", **NORWAY}


def groups(result: Reconciliation) -> list[tuple[str, ...]]:
    return sorted(flow.statements for flow in result.flows)


def test_bare_support_joins_the_one_sum_of_its_mechanism(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="NOK 500 million", stage="disbursed", date="2024-12-18", **NORWAY),
        statement("b-1", **BARE),
    ]
    result = reconcile(documents(*told), told, [], rates)
    assert groups(result) == [("a-1", "b-1")]
    assert [item.rule for item in result.decisions] == ["same-support"]


def test_bare_support_that_two_sums_could_be_waits(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="NOK 500 million", stage="disbursed", date="2024-12-18", **NORWAY),
        statement("b-1", **BARE),
        statement("c-1", sum="NOK 3.5 billion", stage="disbursed", date="2024-12-18", **NORWAY),
    ]
    assert groups(reconcile(documents(*told), told, [], rates)) == [("a-1",), ("b-1",), ("c-1",)]


def test_bare_support_without_mechanism_or_number_joins_no_sum(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="NOK 500 million", stage="disbursed", date="2024-12-18", donors=["NO"]),
        statement("b-1", kind="unquantified", stage="disbursed", date="2024-12-18", donors=["NO"]),
    ]
    assert groups(reconcile(documents(*told), told, [], rates)) == [("a-1",), ("b-1",)]


GUNS = {"kind": "in_kind", "donors": ["DK"], "date": "2024-07", "stage": "contracted"}
PRICE = "the Danes paid some 50 million euros for the first Bohdana howitzers"


def test_goods_and_the_money_paid_for_them_are_one_flow(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", items=[{"item": "Bohdana", "quantity": 18}], **GUNS),
        statement("b-1", sum="EUR 50 million", donors=["DK"], quote=PRICE, stage="disbursed", date="2024"),
    ]
    (flow,) = reconcile(documents(*told), told, [], rates).flows
    assert flow.statements == ("a-1", "b-1")
    assert flow.quantity is not None
    assert [item.item for item in flow.items] == ["Bohdana"]


def test_a_package_that_only_names_goods_is_not_their_price(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", items=[{"item": "Bohdana", "quantity": 18}], **GUNS),
        statement("b-1", sum="EUR 50 million", donors=["DK"], quote="a package with Bohdana howitzers in it"),
    ]
    assert len(reconcile(documents(*told), told, [], rates).flows) == 2


def test_two_lots_of_one_name_leave_the_price_alone(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", items=[{"item": "Bohdana", "quantity": 18}], **GUNS),
        statement("b-1", items=[{"item": "Bohdana", "quantity": 7}], **GUNS),
        statement("c-1", sum="EUR 50 million", donors=["DK"], quote=PRICE),
    ]
    assert len(reconcile(documents(*told), told, [], rates).flows) == 3

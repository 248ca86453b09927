"""Found statements are paired with labelled ones inside their document, the best agreement first."""

from collections.abc import Callable
from typing import Any

from pledgebook.reconciliation.alignment import align_statements

Make = Callable[..., Any]


def test_sums_of_one_currency_are_paired_by_what_else_agrees(statement: Make) -> None:
    labelled = [statement("d-1", sum="EUR 10 million"), statement("d-2", sum="EUR 10 million", donors=["SE"])]
    found = [statement("d-8", sum="EUR 10 million", donors=["SE"]), statement("d-9", sum="EUR 10 million")]
    assert align_statements(labelled, found) == {"d-8": "d-2", "d-9": "d-1"}


def test_other_sums_and_other_documents_are_not_paired(statement: Make) -> None:
    labelled = [statement("d-1", sum="EUR 10 million")]
    found = [statement("d-9", sum="USD 10 million"), statement("e-9", sum="EUR 10 million")]
    assert align_statements(labelled, found) == {}


def test_goods_are_paired_by_name_and_bare_support_by_its_giver(statement: Make) -> None:
    labelled = [
        statement("d-1", kind="in_kind", items=[{"item": "Leopard 2 tanks", "quantity": 4}]),
        statement("d-2", kind="unquantified", donors=["SE"]),
    ]
    found = [
        statement("d-8", kind="in_kind", items=[{"item": "Leopard tank", "quantity": None}]),
        statement("d-9", kind="unquantified", donors=["SE"]),
    ]
    assert align_statements(labelled, found) == {"d-8": "d-1", "d-9": "d-2"}

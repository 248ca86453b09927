import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.model.quantity import GDP_SHARE, Qualifier
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.evaluation import predicted_flows
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.labels import read_documents, read_period, read_statement

Make = Callable[..., Any]
RECORD: dict[str, Any] = {
    "id": "d1-2", "quote": "gave 2.7 million euros", "kind": "money", "amount_text": "2.7 million euros",
    "low": 2_700_000, "high": 2_700_000, "qualifier": "exact", "currency": "EUR", "equivalents": [], "donors": ["IS"],
    "recipients": ["UA"], "stage": "disbursed", "date": "2024-12", "period": None, "scope": "single", "part_of": None,
    "tranche": None, "mechanism": None, "purpose": None, "items": [], "also": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value", "precision"),
    [
        ("2.7 million euros", 2_700_000, 100_000),
        ("2,7 mio. euro", 2_700_000, 100_000),
        ("EUR 535 million", 535_000_000, 1_000_000),
        ("4.400 millones", 4_400_000_000, 1_000_000),
        ("10,000,000", 10_000_000, 1),
        ("half a billion", 500_000_000, 100_000_000),
        ("ten million", 10_000_000, 10_000_000),
    ],
)
def test_precision_is_that_of_the_last_stated_digit(text: str, value: int, precision: int) -> None:
    amount = read_statement(RECORD | {"amount_text": text, "low": value, "high": value}).amount
    assert amount is not None
    assert amount.precision == precision


def test_a_record_keeps_its_id_and_names_its_document() -> None:
    told = read_statement(RECORD)
    assert (told.id, told.document, told.date) == ("d1-2", "d1", PartialDate(2024, 12))
    assert told.amount is not None
    assert (told.amount.qualifier, told.amount.low, told.amount.unit) == (Qualifier.EXACT, Decimal(2_700_000), "EUR")


def test_a_share_of_product_is_no_currency_and_needs_a_figure() -> None:
    share = {"amount_text": "0.25 % of GDP", "low": 0.25, "high": None, "qualifier": "at_least", "currency": None}
    amount = read_statement(RECORD | share).amount
    assert amount is not None
    assert amount.unit == GDP_SHARE
    assert read_statement(RECORD | share | {"low": None}).amount is None


def test_periods() -> None:
    assert read_period("2024-2028") == Period(2024, 2028)
    assert read_period("-2030") == Period(None, 2030)
    assert read_period("2025") == Period(2025, 2025)
    assert read_period(None) is None


def test_documents_have_the_dates_of_the_index() -> None:
    (first, second) = read_documents(["d2", "d1", "d2"], {"d1": "2024-11-25", "d2": None})
    assert (first.id, first.published) == ("d1", PartialDate(2024, 11, 25))
    assert (second.id, second.published) == ("d2", None)


def test_predicted_flows_are_records_with_one_parent_each(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="EUR 100 million", donors=["DK", "SE"], scope="total"),
        statement("a-2", sum="EUR 70 million", donors=["DK"], scope="part", part_of="a-1"),
    ]
    records = predicted_flows(reconcile(documents(*told), told, [], rates))
    by_first = {record["statements"][0]: record for record in records}
    assert by_first["a-1"]["kind"] == "aggregate"
    assert by_first["a-2"]["parent"] == by_first["a-1"]["flow"]
    assert by_first["a-2"]["best"] == 70_000_000
    assert json.loads(json.dumps(records)) == records

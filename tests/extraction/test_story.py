from pathlib import Path
from typing import Any

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.record import statement_record
from pledgebook.model.evidence import TextLayer

SEED = Path(__file__).resolve().parents[2] / ".." / "shared" / "seeds" / "lithuania-danish-model.txt"


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    if not SEED.is_file():
        pytest.skip("the seed article is not beside this checkout")
    layer = TextLayer(SEED.read_text(encoding="utf-8"), "plain/1")
    found = extract_statements(layer, document="seed").statements
    return [statement_record(item, number + 1, "seed") for number, item in enumerate(found)]


def test_the_article_makes_five_statements(records: list[dict[str, Any]]) -> None:
    assert [item["donors"] for item in records] == [["LT"], ["LT"], ["SE"], ["DK", "SE"], ["ES"]]
    assert all(item["recipients"] == ["UA"] for item in records)


def test_the_memorandum_is_signed_on_the_day_that_its_weekday_settles(records: list[dict[str, Any]]) -> None:
    memorandum = records[0]
    assert (memorandum["kind"], memorandum["stage"], memorandum["date"]) == ("unquantified", "signed", "2024-11-23")


def test_the_first_tranche_is_allocated_and_its_transfer_expected(records: list[dict[str, Any]]) -> None:
    tranche = records[1]
    assert (tranche["amount_text"], tranche["low"], tranche["currency"]) == ("EUR 10 million", 10_000_000, "EUR")
    assert (tranche["stage"], tranche["tranche"], tranche["mechanism"]) == ("allocated", 1, "danish-model")
    assert tranche["also"] == ["€10 Million"]
    assert [item["stage"] for item in tranche["expectations"]] == ["disbursed"]


def test_sweden_signed_without_a_sum(records: list[dict[str, Any]]) -> None:
    sweden = records[2]
    assert (sweden["kind"], sweden["stage"], sweden["date"]) == ("unquantified", "signed", "2024-11-22")


def test_the_sum_of_several_agreements_is_a_total(records: list[dict[str, Any]]) -> None:
    total = records[3]
    assert (total["amount_text"], total["scope"], total["stage"]) == ("€535 million", "total", "signed")


def test_tanks_without_a_count_keep_an_open_quantity(records: list[dict[str, Any]]) -> None:
    tanks = records[4]
    assert (tanks["kind"], tanks["amount_text"]) == ("in_kind", None)
    assert [(item["item"][:9], item["quantity"]) for item in tanks["items"]] == [("Leopard 2", None)]

"""The book of the samples: the asserted total is explained by what they tell, and nothing is counted twice."""

from decimal import Decimal

import pytest

from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources

MILLION = Decimal(1_000_000)


@pytest.fixture(scope="module")
def book() -> Book:
    book = open_book("memory:", create=True)
    added = book.add_sources(sample_sources())
    assert len(added.documents) >= 20
    return book


def test_the_535_million_are_a_check_with_its_explanation(book: Book) -> None:
    wanted = ("EUR", 535 * MILLION)
    checks = [check for check in book.checks() if wanted in {(r.quantity.unit, r.quantity.best) for r in check.rivals}]
    assert [(check.funders, check.asserted.best) for check in checks] == [(("DK", "EU"), Decimal("4.2") * 10**9)]
    flows = {flow.id: flow for flow in book.flows()}
    parts = [flows[name] for name in checks[0].explained_by]
    assert sorted((part.funders, part.quantity and part.quantity.best) for part in parts) == [
        (("DK",), 1300 * MILLION),
        (("EU",), 390 * MILLION),
    ]
    assert checks[0].verdict == "explained"
    rivals = {str(rival.quantity.best): rival for rival in checks[0].rivals}
    assert rivals.keys() == {"535000000", "588700000", "622500000", "629000000"}
    assert all(rival.reason in {"scope", "conversion"} and rival.arithmetic for rival in rivals.values())
    assert not any(flow.quantity and flow.quantity.best == 535 * MILLION for flow in flows.values())


def test_lithuania_stands_once_and_is_allocated(book: Book) -> None:
    sums = [flow for flow in book.flows() if flow.funders == ("LT",) and flow.quantity]
    assert [(flow.quantity and flow.quantity.best, flow.stage.value) for flow in sums] == [(10 * MILLION, "allocated")]
    assert len(sums[0].statements) >= 3, "several documents tell of it"


def test_the_book_verifies(book: Book) -> None:
    assert book.verify().faults == ()

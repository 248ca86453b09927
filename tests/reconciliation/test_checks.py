from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.model.flow import Check
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile

Make = Callable[..., Any]


@pytest.fixture
def only_check(statement: Make, documents: Make, rates: Rates) -> Callable[..., Check]:
    def fold(asserted: str, *parts: dict[str, Any]) -> Check:
        told = [statement("a-1", sum=asserted, scope="total", donors=["DK", "EU", "SE"], date="2025-01-10")]
        told += [
            statement(f"a-{place}", scope="part", part_of="a-1", **part) for place, part in enumerate(parts, start=2)
        ]
        (check,) = reconcile(documents(*told), told, [], rates).checks
        return check

    return fold


def part(donor: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401  the fields of the guide have many types
    return {"donors": [donor], **fields}


def test_parts_that_add_up_within_the_words_explain(only_check: Make) -> None:
    check = only_check("EUR 538 million", part("DK", sum="EUR 125 million"), part("EU", sum="EUR 413 million"))
    assert check.verdict == "explained"
    assert check.remainder.best == 0


def test_parts_in_other_currencies_are_converted(only_check: Make) -> None:
    check = only_check("EUR 538 million", part("DK", sum="DKK 1 billion"), part("EU", sum="EUR 404 million"))
    assert check.explained.best == Decimal(538_000_000)
    assert check.explained.unit == "EUR"
    assert check.verdict == "explained"


def test_what_is_left_is_shown(only_check: Make) -> None:
    check = only_check("EUR 538 million", part("DK", sum="EUR 125 million"))
    assert check.verdict == "partly-explained"
    assert check.remainder.best == Decimal(413_000_000)
    assert check.remainder.low <= check.remainder.best <= (check.remainder.high or check.remainder.best)


def test_more_parts_than_the_total_exceed_it(only_check: Make) -> None:
    check = only_check("EUR 538 million", part("DK", sum="EUR 300 million"), part("EU", sum="EUR 413 million"))
    assert check.verdict == "exceeded"
    assert check.remainder.best == 0


def test_cancelled_and_unquantified_support_explains_nothing(only_check: Make) -> None:
    check = only_check(
        "EUR 538 million",
        part("DK", sum="EUR 125 million", stage="cancelled"),
        part("SE", kind="unquantified"),
    )
    assert len(check.explained_by) == 2
    assert check.explained.best == 0
    assert check.verdict == "unexplained"

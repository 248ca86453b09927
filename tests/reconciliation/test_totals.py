from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.reconciliation.totals import is_asserted_total, is_to_date

Make = Callable[..., Any]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"scope": "total", "donors": ["DK", "SE"]}, True),
        ({"scope": "total", "donors": []}, True),
        ({"scope": "total", "donors": ["DK"]}, False),
        ({"scope": "total", "donors": ["DK"], "quote": "which takes the running total to that"}, True),
        ({"scope": "total", "donors": ["DK"], "quote": "bislang hat Dänemark so viel gegeben"}, True),
        ({"scope": "total", "donors": ["DK"], "period": "2022-2024", "date": "2024-05"}, True),
        ({"scope": "total", "donors": ["DK"], "period": "2024-2028", "date": "2024-05"}, False),
        ({"scope": "total", "donors": ["CA", "DK"], "tranche": 1}, False),
        ({"scope": "total", "donors": ["DK"], "tranche": 27, "quote": "so much has been decided since 2022"}, True),
        ({"scope": "single", "donors": ["DK", "SE"]}, False),
        ({"scope": "part", "donors": ["DK"], "quote": "so far", "part_of": "a-2"}, False),
    ],
)
def test_what_is_only_checked(statement: Make, fields: dict[str, Any], expected: bool) -> None:
    assert is_asserted_total(statement("a-1", sum="EUR 5 million", **fields)) is expected


def test_goods_are_no_asserted_total(statement: Make) -> None:
    lot = statement(
        "a-1", kind="in_kind", donors=["DK", "SE"], scope="total", items=[{"item": "drones", "quantity": 9}]
    )
    assert not is_asserted_total(lot)


def test_only_totals_count_to_date(statement: Make) -> None:
    assert not is_to_date(statement("a-1", sum="EUR 5 million", quote="so far"))

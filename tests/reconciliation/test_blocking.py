from collections.abc import Callable
from typing import Any

from pledgebook.reconciliation.blocking import WINDOW, candidate_pairs
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.profiles import profile_statements

Make = Callable[..., Any]


def test_only_statements_with_a_key_in_common_are_compared(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="DKK 200 million", donors=["DK"]),
        statement("b-1", sum="EUR 27 million", donors=["DK"]),
        statement("c-1", sum="DKK 200 million", donors=["SE"]),
        statement("d-1", sum="EUR 900 million", donors=["DK"]),
    ]
    assert candidate_pairs(profile_statements(documents(*told, a="2024-04-17"), told, rates)) == [("a-1", "b-1")]


def test_more_than_two_million_meets_two_point_seven(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="EUR 2 million", donors=["IS"], qualifier="at_least"),
        statement("b-1", sum="EUR 2.7 million", donors=["IS"]),
    ]
    assert candidate_pairs(profile_statements(documents(*told), told, rates)) == [("a-1", "b-1")]


def test_a_wrong_currency_sign_does_not_hide_a_sum(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="SEK 16 billion", donors=["SE"]),
        statement("b-1", sum="USD 16 billion", donors=["SE"]),
    ]
    assert candidate_pairs(profile_statements(documents(*told), told, rates)) == [("a-1", "b-1")]


def test_a_crowded_block_grows_by_its_window_not_by_all_pairs(statement: Make, documents: Make, rates: Rates) -> None:
    told = [statement(f"d{number}-1", sum="EUR 10 million", date="2024-11-23") for number in range(200)]
    pairs = candidate_pairs(profile_statements(documents(*told), told, rates))
    assert len(pairs) <= len(told) * WINDOW
    assert len(pairs) < len(told) * (len(told) - 1) / 2

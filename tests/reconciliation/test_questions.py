"""What no rule decides is asked, by the money that hangs on it, and never again once it is judged."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.model.judgement import Verdict
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile

Make = Callable[..., Any]


def unsure(statement: Make, document: str, sum_told: str, **more: object) -> list[Any]:
    """Make two statements of one sum, a year and a half apart: it may have been promised twice."""
    return [
        statement(f"{document}a-1", sum=sum_told, date="2025-01-10", **more),
        statement(f"{document}b-1", sum=sum_told, date="2026-07-01", **more),
    ]


def test_the_question_on_which_most_money_hangs_comes_first(statement: Make, documents: Make, rates: Rates) -> None:
    told = [*unsure(statement, "x", "EUR 2 million"), *unsure(statement, "y", "DKK 30 million", donors=["DK"])]
    first, second = reconcile(documents(*told), told, [], rates).questions
    assert (first.left, first.right, second.left, second.right) == ("ya-1", "yb-1", "xa-1", "xb-1")
    assert (first.at_stake, first.unit) == (Decimal(4020000), "EUR")
    assert first.score == sum(item.weight for item in first.evidence)


@pytest.mark.parametrize("verdict", [Verdict.SAME, Verdict.DIFFERENT, Verdict.PART_OF])
def test_what_has_been_judged_is_not_asked_again(
    verdict: Verdict, statement: Make, documents: Make, judgement: Make, rates: Rates
) -> None:
    told = unsure(statement, "x", "EUR 10 million")
    answer = judgement(verdict, "xa-1", "xb-1")
    assert reconcile(documents(*told), told, [answer], rates).questions == ()


def test_a_judgement_taken_back_leaves_the_question_open(
    statement: Make, documents: Make, judgement: Make, rates: Rates
) -> None:
    told = unsure(statement, "x", "EUR 10 million")
    answer = judgement(Verdict.DIFFERENT, "xa-1", "xb-1")
    taken_back = judgement(Verdict.WITHDRAW, answer.id)
    before = reconcile(documents(*told), told, [], rates)
    assert reconcile(documents(*told), told, [answer, taken_back], rates) == before
    assert len(before.questions) == 1


def test_two_groups_are_asked_about_once(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        *unsure(statement, "x", "EUR 10 million"),
        statement("xc-1", sum="EUR 10 million", date="2025-01-11"),
        statement("xd-1", sum="EUR 10 million", date="2026-07-02"),
    ]
    result = reconcile(documents(*told), told, [], rates)
    assert len(result.flows) == 2
    assert len(result.questions) == 1


def test_what_rules_keep_apart_is_not_asked(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="EUR 10 million", tranche=1, date="2025-01-10"),
        statement("b-1", sum="EUR 10 million", tranche=2, date="2025-01-12"),
    ]
    assert reconcile(documents(*told), told, [], rates).questions == ()

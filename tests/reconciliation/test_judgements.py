from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.model.judgement import Verdict
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.judgements import apply_values, set_value, standing

Make = Callable[..., Any]


def test_the_later_judgement_on_one_matter_wins(judgement: Make) -> None:
    made = [judgement(Verdict.SAME, "a", "b"), judgement(Verdict.REJECT, "c"), judgement(Verdict.DIFFERENT, "b", "a")]
    found = standing([*made, judgement(Verdict.ACCEPT, "c")])
    assert found.pairs == (made[2],)
    assert found.rejected == frozenset()


def test_a_withdrawal_takes_back_and_can_be_taken_back(judgement: Make) -> None:
    rejection = judgement(Verdict.REJECT, "a")
    withdrawal = judgement(Verdict.WITHDRAW, rejection.id)
    again = judgement(Verdict.WITHDRAW, withdrawal.id)
    assert standing([rejection]).rejected == {"a"}
    assert standing([rejection, withdrawal]).rejected == frozenset()
    assert standing([rejection, withdrawal, again]).rejected == {"a"}


def test_withdrawing_a_later_judgement_brings_the_earlier_one_back(judgement: Make) -> None:
    first, second = judgement(Verdict.SAME, "a", "b"), judgement(Verdict.DIFFERENT, "a", "b")
    assert standing([first, second, judgement(Verdict.WITHDRAW, second.id)]).pairs == (first,)


def test_values_of_two_fields_stand_side_by_side(judgement: Make) -> None:
    made = [
        judgement(Verdict.SET_VALUE, "a", field="stage", value="signed"),
        judgement(Verdict.SET_VALUE, "a", field="date", value="2024"),
        judgement(Verdict.SET_VALUE, "a", field="stage", value="pledged"),
    ]
    assert standing(made).values == (made[1], made[2])


@pytest.mark.parametrize(
    ("field", "value", "attribute", "expected"),
    [
        ("donors", "SE, dk", "donors", ("DK", "SE")),
        ("recipients", "", "recipients", ()),
        ("stage", "disbursed", "stage", Stage.DISBURSED),
        ("date", "2024-11", "date", PartialDate(2024, 11)),
        ("date", "", "date", None),
        ("period", "2024-2027", "period", Period(2024, 2027)),
        ("tranche", "2", "tranche", 2),
        ("mechanism", "epf", "mechanism", "epf"),
        ("purpose", "", "purpose", None),
        ("implementing_actor", "DK", "implementing_actor", "DK"),
        ("amount", "", "amount", None),
    ],
)
def test_values_are_read_from_text(statement: Make, field: str, value: str, attribute: str, expected: object) -> None:
    told = statement("a-1", sum="EUR 5 million")
    assert getattr(set_value(told, field, value), attribute) == expected


def test_a_sum_is_set_with_or_without_its_currency(statement: Make) -> None:
    told = statement("a-1", sum="EUR 5 million")
    for text, unit in (("DKK 1,600,000,000", "DKK"), ("1600000000", "EUR")):
        amount = set_value(told, "amount", text).amount
        assert amount is not None
        assert (amount.low, amount.high, amount.unit) == (Decimal(1_600_000_000), Decimal(1_600_000_000), unit)
    relabelled = set_value(told, "currency", "usd").amount
    assert relabelled is not None
    assert (relabelled.low, relabelled.unit) == (Decimal(5_000_000), "USD")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stage", "soon"),
        ("date", "yesterday"),
        ("amount", "EUR much"),
        ("amount", "-5"),
        ("colour", "red"),
        ("tranche", "x"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_problem_and_has_no_effect(
    statement: Make, judgement: Make, field: str, value: str
) -> None:
    told = statement("a-1", sum="EUR 5 million")
    kept, problems = apply_values([told], [judgement(Verdict.SET_VALUE, "a-1", field=field, value=value)])
    assert kept == [told]
    assert [problem.code for problem in problems] == [ProblemCode.JUDGEMENT_UNUSABLE]


def test_a_value_for_a_statement_that_is_not_in_the_book_waits(statement: Make, judgement: Make) -> None:
    told = statement("a-1", sum="EUR 5 million")
    assert apply_values([told], [judgement(Verdict.SET_VALUE, "z-9", field="stage", value="signed")]) == ([told], [])

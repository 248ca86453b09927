from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.flow import Flow
from pledgebook.model.judgement import Verdict
from pledgebook.model.problem import ProblemCode
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import Reconciliation, reconcile

Make = Callable[..., Any]


def flow_of(result: Reconciliation, statement: str) -> Flow:
    return next(flow for flow in result.flows if statement in flow.statements)


def rules(result: Reconciliation) -> list[tuple[str, str, str]]:
    return [(item.left, item.right, item.rule) for item in result.decisions if item.verdict is Verdict.PART_OF]


def test_a_part_that_names_its_package_finds_it_in_another_document(
    statement: Make, documents: Make, rates: Rates
) -> None:
    dane = {"donors": ["DK"], "tranche": 27}
    told = [
        statement("a-1", sum="DKK 2.6 billion", scope="total", **dane),
        statement("b-1", sum="DKK 70 billion", scope="total", donors=["DK"]),
        statement("b-2", sum="DKK 1.1 billion", scope="part", part_of="b-1", **dane),
    ]
    result = reconcile(documents(*told), told, [], rates)
    assert ("b-2", "a-1", "part-of-package") in rules(result) or ("b-2", "b-1", "stated-part") in rules(result)
    assert flow_of(result, "b-2").parent == flow_of(result, "b-1").id  # what the text says outweighs the number


def test_a_years_money_is_inside_the_frame_of_its_mechanism(statement: Make, documents: Make, rates: Rates) -> None:
    own = {"donors": ["DK"], "mechanism": "danish-model"}
    told = [
        statement("a-1", sum="DKK 5.9 billion", period="2024-2027", scope="total", **own),
        statement("b-1", sum="DKK 2.6 billion", period="2025", **own),
    ]
    result = reconcile(documents(*told), told, [], rates)
    assert rules(result) == [("b-1", "a-1", "year-of-frame")]
    assert flow_of(result, "b-1").parent == flow_of(result, "a-1").id


def test_nothing_is_inferred_where_the_told_parts_make_up_the_whole(
    statement: Make, documents: Make, rates: Rates
) -> None:
    year = {"mechanism": "danish-model", "period": "2024"}
    inside = {"scope": "part", "part_of": "a-1", **year}
    told = [
        statement("a-1", sum="EUR 145 million", donors=["DK", "LT", "SE"], scope="total", **year),
        statement("a-2", sum="EUR 125 million", donors=["DK"], **inside),
        statement("a-3", sum="EUR 20 million", donors=["SE"], **inside),
        statement("b-1", sum="EUR 10 million", donors=["LT"], **year),
    ]
    result = reconcile(documents(*told), told, [], rates)
    (check,) = result.checks
    assert check.verdict == "explained"
    assert flow_of(result, "b-1").id not in check.explained_by


def test_what_fits_beside_the_told_parts_is_inferred(statement: Make, documents: Make, rates: Rates) -> None:
    year = {"mechanism": "danish-model", "period": "2024"}
    told = [
        statement("a-1", sum="EUR 145 million", donors=["DK", "LT", "SE"], scope="total", **year),
        statement("b-1", sum="EUR 10 million", donors=["LT"], **year),
        statement("c-1", sum="EUR 900 million", donors=["DK"], **year),
    ]
    (check,) = reconcile(documents(*told), told, [], rates).checks
    assert check.explained_by == (flow_of(reconcile(documents(*told), told, [], rates), "b-1").id,)


def test_money_told_in_two_totals_explains_both(statement: Make, documents: Make, rates: Rates) -> None:
    both = {"scope": "total", "donors": ["DK", "EU"]}
    told = [
        statement("a-1", sum="DKK 4.2 billion", date="2024-09-29", stage="signed", **both),
        statement("a-2", sum="EUR 390 million", donors=["EU"], scope="part", part_of="a-1"),
        statement("b-1", sum="EUR 900 million", date="2025-01-10", stage="contracted", **both),
        statement("b-2", sum="EUR 390 million", donors=["EU"], scope="part", part_of="b-1"),
    ]
    result = reconcile(documents(*told), told, [], rates)
    shared = flow_of(result, "a-2")
    assert shared.statements == ("a-2", "b-2")
    assert [check.explained_by for check in result.checks] == [(shared.id,), (shared.id,)]


def test_a_person_puts_money_inside_other_money(
    statement: Make, documents: Make, rates: Rates, judgement: Make
) -> None:
    told = [statement("a-1", sum="EUR 90 million"), statement("b-1", sum="EUR 5 million")]
    result = reconcile(documents(*told), told, [judgement(Verdict.PART_OF, "b-1", "a-1")], rates)
    assert flow_of(result, "b-1").parent == flow_of(result, "a-1").id


def test_a_total_over_funders_is_found_to_be_one_sum_of_each(statement: Make, documents: Make, rates: Rates) -> None:
    drones = {"mechanism": "drone-coalition"}
    told = [
        statement("a-1", sum="EUR 150 million", donors=["DK", "FR", "LT"], scope="total", date="2024-12-29", **drones),
        statement("b-1", sum="EUR 111 million", donors=["DK"], date="2024-09-01", **drones),
        statement("c-1", sum="EUR 29 million", donors=["FR"], date="2024-10-01", **drones),
        statement("d-1", sum="EUR 10 million", donors=["LT"], date="2024-11-23", **drones),
        statement("e-1", sum="EUR 60 million", donors=["LT"], date="2024-11-23", **drones),
    ]
    result = reconcile(documents(*told), told, [], rates)
    (check,) = result.checks
    assert check.verdict == "explained"
    assert [rule for _, _, rule in rules(result)] == ["parts-add-up"] * 3
    assert flow_of(result, "e-1").id not in check.explained_by


def test_an_addition_that_comes_out_twice_proves_nothing(statement: Make, documents: Make, rates: Rates) -> None:
    drones = {"mechanism": "drone-coalition"}
    told = [
        statement("a-1", sum="EUR 100 million", donors=["DK", "LT"], scope="total", date="2024-12-29", **drones),
        statement("b-1", sum="EUR 90 million", donors=["DK"], date="2024-09-01", **drones),
        statement("c-1", sum="EUR 80 million", donors=["DK"], date="2024-10-01", **drones),
        statement("d-1", sum="EUR 10 million", donors=["LT"], date="2024-11-23", **drones),
        statement("e-1", sum="EUR 20 million", donors=["LT"], date="2024-11-23", **drones),
    ]
    (check,) = reconcile(documents(*told), told, [], rates).checks
    assert check.verdict == "unexplained"


def test_a_circle_of_judgements_is_reported(statement: Make, documents: Make, rates: Rates, judgement: Make) -> None:
    told = [statement(name, sum=f"EUR {place} million") for place, name in enumerate(("a-1", "b-1", "c-1"), start=3)]
    made = [
        judgement(Verdict.PART_OF, "a-1", "b-1"),
        judgement(Verdict.PART_OF, "b-1", "c-1"),
        judgement(Verdict.PART_OF, "c-1", "a-1"),
    ]
    result = reconcile(documents(*told), told, made, rates)
    assert [problem.code for problem in result.problems] == [ProblemCode.JUDGEMENTS_CONTRADICT]
    assert sum(flow.parent is not None for flow in result.flows) == 2


def test_an_instalment_goes_into_the_one_sum_that_can_be_meant(statement: Make, documents: Make, rates: Rates) -> None:
    loan = {"donors": ["EU"], "recipients": ["JO"], "mechanism": "mfa"}
    told = [
        statement("a-1", sum="EUR 500 million", date="2024-01-10", **loan),
        statement("b-1", sum="EUR 100 million", tranche=1, stage="disbursed", date="2024-03-01", **loan),
        statement("c-1", sum="EUR 100 million", tranche=2, stage="disbursed", date="2024-09-01", **loan),
    ]
    whole = next(flow for flow in reconcile(documents(*told), told, [], rates).flows if "a-1" in flow.statements)
    parents = {flow.statements: flow.parent for flow in reconcile(documents(*told), told, [], rates).flows}
    assert parents == {("a-1",): None, ("b-1",): whole.id, ("c-1",): whole.id}
    later = statement("d-1", sum="EUR 700 million", date="2024-02-10", **loan)
    flows = reconcile(documents(*told, later), [*told, later], [], rates).flows
    assert {flow.parent for flow in flows} == {None}, "two sums could be meant"


def test_a_package_is_no_instalment_of_a_sum_that_is_told_later(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="EUR 100 million", tranche=25, date="2024-03-01", mechanism="danish-model"),
        statement("b-1", sum="EUR 900 million", stage="disbursed", date="2024-11-01", mechanism="danish-model"),
    ]
    assert {flow.parent for flow in reconcile(documents(*told), told, [], rates).flows} == {None}


@pytest.mark.parametrize(("recipients", "verdict"), [(["MD"], "explained"), (["AM"], "unexplained")])
def test_without_a_scheme_sums_for_the_same_recipients_add_up(
    statement: Make, documents: Make, rates: Rates, recipients: list[str], verdict: str
) -> None:
    told = [
        statement(
            "a-1", sum="EUR 127 million", donors=["RO", "EU"], recipients=["MD"], scope="total", date="2024-03-06"
        ),
        statement("b-1", sum="EUR 100 million", donors=["RO"], recipients=["MD"], date="2024-03-05"),
        statement("c-1", sum="EUR 27 million", donors=["EU"], recipients=recipients, date="2024-03-05"),
    ]
    (check,) = reconcile(documents(*told), told, [], rates).checks
    assert check.verdict == verdict

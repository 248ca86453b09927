from collections.abc import Callable
from decimal import Decimal
from typing import Any

from pledgebook.model.flow import FlowKind
from pledgebook.model.judgement import Verdict
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile

Make = Callable[..., Any]


def test_a_promise_and_its_transfer_are_one_flow_that_has_moved(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement(
            "a-1", sum="EUR 10 million", tranche=1, stage="allocated", date="2024-11-23", purpose="long-range drones"
        ),
        statement("b-1", sum="EUR 10 million", tranche=1, stage="disbursed", date="2024-12-27"),
    ]
    result = reconcile(documents(*told), told, [], rates)
    (flow,) = result.flows
    assert flow.statements == ("a-1", "b-1")
    assert flow.stage is Stage.DISBURSED
    assert [event.stage for event in flow.events] == [Stage.ALLOCATED, Stage.DISBURSED]
    assert flow.label == "Lithuania: EUR 10 million, tranche 1, long-range drones"
    (decision,) = result.decisions
    assert decision.verdict is Verdict.SAME
    assert decision.rule == "same-figure"
    assert decision.score == sum(item.weight for item in decision.evidence)


def test_another_tranche_of_the_same_size_is_other_money(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="EUR 10 million", tranche=1, date="2025-01-10"),
        statement("b-1", sum="EUR 10 million", tranche=2, date="2025-01-12"),
    ]
    result = reconcile(documents(*told), told, [], rates)
    assert len(result.flows) == 2
    assert [(item.verdict, item.rule) for item in result.decisions] == [(Verdict.DIFFERENT, "other-tranche")]


def test_a_sum_retold_in_another_currency_is_the_same_sum(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="DKK 200 million", donors=["DK"], date="2024-04-17"),
        statement("b-1", sum="EUR 27 million", donors=["DK"], date="2024-04"),
    ]
    (flow,) = reconcile(documents(*told), told, [], rates).flows
    assert flow.quantity is not None
    assert (flow.quantity.unit, flow.chosen) == ("DKK", "a-1")
    (rival,) = flow.rivals
    assert rival.reason == "conversion"


def test_the_parts_of_a_package_are_inside_it(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="DKK 2.6 billion", donors=["DK"], scope="total", tranche=27),
        statement("a-2", sum="DKK 1.6 billion", donors=["DK"], scope="part", part_of="a-1", tranche=27),
        statement("a-3", sum="DKK 1.1 billion", donors=["DK"], scope="part", part_of="a-1", tranche=27),
    ]
    result = reconcile(documents(*told), told, [], rates)
    by_first = {flow.statements[0]: flow for flow in result.flows}
    assert by_first["a-1"].kind is FlowKind.PACKAGE
    assert by_first["a-2"].parent == by_first["a-3"].parent == by_first["a-1"].id


def test_a_total_of_several_funders_is_a_check_that_their_flows_explain(
    statement: Make, documents: Make, rates: Rates
) -> None:
    told = [
        statement("a-1", sum="EUR 100 million", donors=["DK", "SE"], scope="total"),
        statement("a-2", sum="EUR 70 million", donors=["DK"], scope="part", part_of="a-1"),
        statement("a-3", sum="EUR 20 million", donors=["SE"], scope="part", part_of="a-1"),
    ]
    result = reconcile(documents(*told), told, [], rates)
    (check,) = result.checks
    assert check.statements == ("a-1",)
    assert set(check.explained_by) == {flow.id for flow in result.flows}
    assert check.explained.best == Decimal(90_000_000)
    assert check.remainder.best == Decimal(10_000_000)
    assert check.verdict == "partly-explained"
    assert all(flow.parent is None for flow in result.flows)


def test_a_total_alone_is_explained_by_nothing(statement: Make, documents: Make, rates: Rates) -> None:
    told = [statement("a-1", sum="EUR 535 million", donors=["DK", "SE"], scope="total")]
    result = reconcile(documents(*told), told, [], rates)
    (check,) = result.checks
    assert result.flows == ()
    assert check.verdict == "unexplained"
    assert check.remainder == check.asserted


def test_support_without_a_sum_is_a_flow_without_a_quantity(statement: Make, documents: Make, rates: Rates) -> None:
    told = [statement("a-1", kind="unquantified", donors=["SE"], stage="signed", date="2024-11-22")]
    (flow,) = reconcile(documents(*told), told, [], rates).flows
    assert flow.quantity is None
    assert flow.stage is Stage.SIGNED


def test_a_rejected_statement_is_out_of_the_book(
    statement: Make, documents: Make, rates: Rates, judgement: Make
) -> None:
    told = [statement("a-1", sum="EUR 5 million"), statement("a-2", sum="EUR 7 million")]
    result = reconcile(documents(*told), told, [judgement(Verdict.REJECT, "a-1")], rates)
    assert [flow.statements for flow in result.flows] == [("a-2",)]


def test_a_person_joins_what_no_rule_would(statement: Make, documents: Make, rates: Rates, judgement: Make) -> None:
    told = [statement("a-1", sum="EUR 5 million"), statement("b-1", sum="EUR 90 million", donors=["SE"])]
    result = reconcile(documents(*told), told, [judgement(Verdict.SAME, "a-1", "b-1")], rates)
    assert len(result.flows) == 1
    assert result.decisions[0].rule == "judgement:j-0000000000000001"


def test_a_person_parts_what_a_rule_would_join(statement: Make, documents: Make, rates: Rates, judgement: Make) -> None:
    told = [statement("a-1", sum="EUR 5 million"), statement("b-1", sum="EUR 5 million")]
    assert len(reconcile(documents(*told), told, [], rates).flows) == 1
    result = reconcile(documents(*told), told, [judgement(Verdict.DIFFERENT, "b-1", "a-1")], rates)
    assert len(result.flows) == 2
    assert result.problems == ()


def test_judgements_that_contradict_are_reported_and_the_later_ones_hold(
    statement: Make, documents: Make, rates: Rates, judgement: Make
) -> None:
    told = [statement(name, sum=f"EUR {place} million") for place, name in enumerate(("a-1", "b-1", "c-1"), start=3)]
    made = [
        judgement(Verdict.SAME, "a-1", "b-1"),
        judgement(Verdict.SAME, "b-1", "c-1"),
        judgement(Verdict.DIFFERENT, "a-1", "c-1"),
    ]
    result = reconcile(documents(*told), told, made, rates)
    assert [flow.statements for flow in sorted(result.flows, key=lambda item: item.statements)] == [
        ("a-1",),
        ("b-1", "c-1"),
    ]
    (problem,) = result.problems
    assert problem.code is ProblemCode.JUDGEMENTS_CONTRADICT
    assert made[0].id in problem.message


def test_a_restatement_off_the_rate_of_its_day_is_a_problem_that_changes_nothing(
    statement: Make, documents: Make, rates: Rates
) -> None:
    wrong = {"low": 400_000_000, "high": 400_000_000, "currency": "EUR"}
    told = [statement("a-1", sum="DKK 1.6 billion", donors=["DK"], date="2025-09-26", equivalents=[wrong])]
    result = reconcile(documents(*told), told, [], rates)
    (problem,) = result.problems
    assert problem.code is ProblemCode.IMPLIED_RATE_OFF
    (flow,) = result.flows
    assert flow.quantity is not None
    assert flow.quantity.best == Decimal(1_600_000_000)

"""Money that the book has elsewhere is typed, by words or by a person, and never added."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow, LinkKind
from pledgebook.model.judgement import Verdict
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import Reconciliation, reconcile
from pledgebook.reports.query import Omission, TotalsQuery
from pledgebook.reports.totals import total_support

Make = Callable[..., Any]
GIVEN = {"sum": "EUR 40 million", "stage": "committed", "date": "2024-02-01"}


def flow_of(result: Reconciliation, statement: str) -> Flow:
    return next(flow for flow in result.flows if statement in flow.statements)


@pytest.mark.parametrize(
    ("quote", "kind"),
    [
        ("the fund reimburses Estonia with EUR 40 million", LinkKind.REIMBURSEMENT),
        ("der Fonds erstattet Estland 40 Millionen Euro", LinkKind.REIMBURSEMENT),
        ("Riga forwarded to Chisinau the EUR 40 million of its partners", LinkKind.PASS_THROUGH),
        ("EUR 40 million carried over from 2023", LinkKind.CARRY_OVER),
        ("40 мільйонів євро перенесено з 2023 року", LinkKind.CARRY_OVER),
    ],
)
def test_words_type_a_sum(statement: Make, documents: Make, rates: Rates, quote: str, kind: LinkKind) -> None:
    statements = [statement("a-1", quote=quote, **GIVEN)]
    (flow,) = reconcile(documents(*statements), statements, [], rates).flows
    assert [(link.kind, link.other, link.statement) for link in flow.links] == [(kind, "", "a-1")]
    assert flow.links[0].ground in quote
    assert book_flows([flow]).entries == ()


def test_money_that_is_paid_for_by_refunds_is_money(statement: Make, documents: Make, rates: Rates) -> None:
    statements = [statement("a-1", quote="paid for by refunds from the facility", **GIVEN)]
    (flow,) = reconcile(documents(*statements), statements, [], rates).flows
    assert flow.links == ()


def test_one_telling_without_the_words_is_enough_to_count_it(statement: Make, documents: Make, rates: Rates) -> None:
    statements = [
        statement("a-1", quote="EUR 40 million carried over from 2023", **GIVEN),
        statement("b-1", quote="Lithuania committed EUR 40 million", **GIVEN),
    ]
    (flow,) = reconcile(documents(*statements), statements, [], rates).flows
    assert (len(flow.statements), flow.links) == (2, ())


def test_only_a_part_is_taken_for_announced_before(statement: Make, documents: Make, rates: Rates) -> None:
    whole = statement("a-1", sum="EUR 100 million", scope="total", stage="committed", date="2024-02-01")
    old = statement("a-2", quote="EUR 40 million of it already announced", scope="part", part_of="a-1", **GIVEN)
    alone = statement("b-1", quote="the EUR 7 million already announced", sum="EUR 7 million", stage="disbursed")
    statements = [whole, old, alone]
    result = reconcile(documents(*statements), statements, [], rates)
    assert [link.kind for link in flow_of(result, "a-2").links] == [LinkKind.OVERLAP]
    assert flow_of(result, "b-1").links == ()


def test_a_sum_that_its_successor_names_is_superseded(statement: Make, documents: Make, rates: Rates) -> None:
    statements = [
        statement("a-1", sum="EUR 5 million", donors=["LV"], date="2024-01-10"),
        statement("b-1", sum="EUR 9 million", donors=["LV"], date="2024-03-10", quote="raised from EUR 5 million to 9"),
        statement("c-1", sum="EUR 5 million", donors=["EE"], date="2024-01-10"),
    ]
    result = reconcile(documents(*statements), statements, [], rates)
    old, new = flow_of(result, "a-1"), flow_of(result, "b-1")
    assert [(link.kind, link.other, link.statement) for link in old.links] == [(LinkKind.SUPERSEDED, new.id, "b-1")]
    assert new.links == flow_of(result, "c-1").links == ()


@pytest.mark.parametrize(
    ("verdict", "kind", "aside"),
    [
        (Verdict.REIMBURSES, LinkKind.REIMBURSEMENT, "a-1"),
        (Verdict.PASSES_ON, LinkKind.PASS_THROUGH, "a-1"),
        (Verdict.CARRIES_OVER, LinkKind.CARRY_OVER, "a-1"),
        (Verdict.OVERLAPS, LinkKind.OVERLAP, "a-1"),
        (Verdict.SUPERSEDES, LinkKind.SUPERSEDED, "b-1"),
    ],
)
def test_a_judgement_types_a_sum_and_totals_leave_it_out_with_the_reason(
    statement: Make, documents: Make, judgement: Make, rates: Rates, verdict: Verdict, kind: LinkKind, aside: str
) -> None:
    statements = [statement("a-1", **GIVEN), statement("b-1", **GIVEN | {"sum": "EUR 30 million"})]
    made = judgement(verdict, "a-1", "b-1")
    result = reconcile(documents(*statements), statements, [made], rates)
    out = flow_of(result, aside)
    counted = flow_of(result, "b-1" if aside == "a-1" else "a-1")
    assert [(link.kind, link.other, link.ground) for link in out.links] == [(kind, counted.id, f"judgement:{made.id}")]
    report = total_support(book_flows(result.flows), result.flows, (), RateBasis(), TotalsQuery())
    assert counted.quantity is not None
    assert [amount.best for amount in report.total.amounts] == [counted.quantity.best]
    assert [(line.id, line.reason) for line in report.left_out] == [(out.id, Omission(kind.value))]


def test_parts_of_what_is_not_added_are_not_added_either(
    statement: Make, documents: Make, judgement: Make, rates: Rates
) -> None:
    whole = statement("a-1", sum="EUR 50 million", scope="total", stage="committed")
    part = statement("a-2", sum="EUR 20 million", scope="part", part_of="a-1", stage="committed")
    other = statement("b-1", sum="EUR 300 million", stage="committed", donors=["DK"])
    statements = [whole, part, other]
    result = reconcile(documents(*statements), statements, [judgement(Verdict.PASSES_ON, "a-1", "b-1")], rates)
    entries = book_flows(result.flows).entries
    assert {entry.flow for entry in entries} == {flow_of(result, "b-1").id}
    assert sum(posting.best for entry in entries for posting in entry.postings) == Decimal(0)

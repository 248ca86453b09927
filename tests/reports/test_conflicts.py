"""Rival figures are listed with their reason and both sentences; pooled money told as one funder's is flagged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pledgebook.model.evidence import Document, Span
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reports.conflicts import REASONS, Conflict, find_conflicts
from pledgebook.reports.contents import Contents

EUROS = {"EUR": Decimal(1), "DKK": Decimal("0.134"), "USD": Decimal("0.9")}


class Peg:
    """A krone is 0.134 euros, a dollar 0.9, on every day."""

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        assert on
        return amount * EUROS[from_unit] / EUROS[to_unit]


def told(key: str, quote: str, millions: int, unit: str, donors: str, **more: object) -> Statement:
    value = Decimal(millions) * 10**6
    text = f"{unit} {millions} million"
    amount = Amount(text, 0, len(text), value, value, Qualifier.EXACT, unit, Decimal(10**6))
    statement = Statement(
        id=f"s-{key}",
        document=f"d-{key[0]}",
        span=Span(0, len(quote), quote),
        kind=Kind.MONEY,
        amount=amount,
        equivalents=(),
        donors=tuple(donors.split()),
        recipients=("UA",),
        implementing_actor="",
        budget_origin=BudgetOrigin.UNKNOWN,
        stage=Stage.PLEDGED,
        date=None,
        period=Period(2025, 2025),
        scope=Scope.TOTAL,
        part_of=None,
        tranche=None,
        mechanism="danish-model",
        purpose=None,
        items=(),
        also=(),
        expectations=(),
        rules=(),
    )
    return replace(statement, **more)  # type: ignore[arg-type]  # the facts are spelt out by the caller


def document(key: str) -> Document:
    return Document(f"d-{key}", key, "A newspaper", "", "", PartialDate(2025, 6, 5), "en", "plain/1", "", 0)


def conflicts_of(*statements: Statement, reasons: tuple[str, ...] = REASONS) -> tuple[Conflict, ...]:
    documents = [document(key) for key in sorted({item.document[2:] for item in statements})]
    found = reconcile(documents, statements, [], Peg())
    contents = Contents.of(documents=documents, statements=statements, flows=found.flows, checks=found.checks)
    return find_conflicts(contents, Peg(), reasons)


def test_a_rival_comes_with_both_sentences_and_the_rule_of_choice() -> None:
    pooled = told("a1", "The partners reckon with EUR 1260 million.", 1260, "EUR", "CA DK SE")
    retold = told("b1", "The partners reckon with DKK 9400 million.", 9400, "DKK", "CA DK SE")
    [conflict] = conflicts_of(pooled, retold, reasons=("conversion",))
    assert conflict.said is not None
    assert conflict.chosen_said is not None
    assert {conflict.said.statement.id, conflict.chosen_said.statement.id} == {"s-a1", "s-b1"}
    assert conflict.choice_rule
    assert "at the rates of their days" in conflict.arithmetic


def test_a_pooled_total_told_of_one_funder_is_an_attribution() -> None:
    pooled = told("a1", "The partners reckon with EUR 1260 million.", 1260, "EUR", "CA DK SE")
    alone = told("b1", "Denmark gives EUR 1260 million.", 1260, "EUR", "DK", scope=Scope.SINGLE)
    found = conflicts_of(pooled, alone, reasons=("attribution",))
    assert {item.said.statement.id for item in found if item.said} == {"s-b1"}
    assert "CA+DK+SE" in found[0].arithmetic


def test_a_sentence_that_names_one_of_several_funders_is_an_attribution() -> None:
    loose = told("a1", "Denmark's contribution will come to EUR 1260 million.", 1260, "EUR", "CA DK SE")
    fair = told("b1", "Denmark, Sweden and Canada give EUR 1260 million.", 1260, "EUR", "CA DK SE")
    found = conflicts_of(loose, fair, reasons=("attribution",))
    assert [item.said.statement.id for item in found if item.said] == ["s-a1"]


def test_an_attribution_is_listed_once_with_all_its_tellings() -> None:
    pooled = told("a1", "The partners reckon with EUR 1260 million.", 1260, "EUR", "CA DK SE")
    retold = [
        told(f"{key}1", f"Denmark gives EUR 1260 million, says {key}.", 1260, "EUR", "DK", scope=Scope.SINGLE)
        for key in "bcde"
    ]
    [conflict] = conflicts_of(pooled, *retold, reasons=("attribution",))
    tellings = conflict.tellings()
    assert tellings[0].said == conflict.said
    assert sorted(item.said.statement.id for item in tellings if item.said) == ["s-b1", "s-c1", "s-d1", "s-e1"]
    assert all("CA+DK+SE" in item.arithmetic for item in tellings)


@pytest.mark.parametrize("other", [{"mechanism": "purl"}, {"recipients": ("MD",)}, {"period": Period(2023, 2023)}])
def test_money_of_another_scheme_helped_side_or_year_is_not_pooled(other: dict[str, object]) -> None:
    pooled = told("a1", "The partners reckon with EUR 1260 million.", 1260, "EUR", "CA DK SE")
    alone = told("b1", "Denmark gives EUR 1260 million.", 1260, "EUR", "DK", scope=Scope.SINGLE, **other)
    assert conflicts_of(pooled, alone, reasons=("attribution",)) == ()


def test_a_wrong_sign_says_what_would_fit_and_what_is_true() -> None:
    text = "USD 536 million"
    dollars = Amount(text, 0, len(text), Decimal(536 * 10**6), None, Qualifier.AT_LEAST, "EUR", Decimal(10**6))
    mislabelled = told("a1", "Denmark gives DKK 3600 million, EUR 536 million.", 3600, "DKK", "DK")
    [conflict] = conflicts_of(replace(mislabelled, equivalents=(dollars,)))
    assert conflict.reason == "currency"
    assert "EUR 482400000" in conflict.arithmetic
    assert conflict.arithmetic.endswith("the number fits USD")


def test_reasons_come_in_their_order_and_only_those_asked_for() -> None:
    pooled = told("a1", "The partners reckon with EUR 1260 million.", 1260, "EUR", "CA DK SE")
    retold = told("b1", "Denmark reckons with DKK 9400 million.", 9400, "DKK", "CA DK SE")
    reasons = [item.reason for item in conflicts_of(pooled, retold)]
    assert reasons == sorted(reasons, key=REASONS.index)
    assert set(reasons) == {"attribution", "conversion"}


def test_one_undisputed_sum_has_no_conflicts() -> None:
    assert conflicts_of(told("a1", "Denmark gives EUR 1260 million.", 1260, "EUR", "DK")) == ()

"""Proposals against the text: only what it bears out is taken, everything else is refused with a reason."""

from dataclasses import replace
from decimal import Decimal

import pytest

from pledgebook.assist.base import Answer, Proposal
from pledgebook.assist.verifying import assisted
from pledgebook.extraction.extract import Extraction, extract_statements
from pledgebook.model.evidence import TextLayer
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind

TEXT = """The harvest in Moldova was good. Norway talked of NOK 250 million for wells at the fair on 3 March 2025.

Sweden showed 12 generators. The baker said a loaf costs EUR 3 million, which was a joke. The same joke. The same joke.
"""
WELLS = Proposal(
    "Norway talked of NOK 250 million for wells", "NOK 250 million", (), ("Norway",), ("Moldova",), "pledged"
)
NOTHING = Extraction((), (), ())


def judged(*proposals: Proposal, found: Extraction = NOTHING, text: str = TEXT) -> Extraction:
    return assisted(found, text, [Answer(proposals)], document="d", language="en", name="small-model")


def test_a_proposal_that_the_text_bears_out_is_taken_with_our_figures() -> None:
    (statement,) = judged(WELLS).statements
    assert statement.span.quote == WELLS.quote
    assert TEXT[statement.span.start : statement.span.end] == WELLS.quote
    assert statement.amount is not None
    assert (statement.amount.low, statement.amount.unit) == (Decimal(250_000_000), "NOK")
    assert (statement.donors, statement.recipients) == (("NO",), ("MD",))
    assert statement.stage is Stage.PLEDGED
    assert statement.rules[0] == "assist:small-model"
    assert "assist:figure-by-own-finder" in statement.rules


def test_a_date_is_read_from_the_quote_alone() -> None:
    longer = replace(WELLS, quote="Norway talked of NOK 250 million for wells at the fair on 3 March 2025")
    assert judged(WELLS).statements[0].date is None
    assert str(judged(longer).statements[0].date) == "2025-03-03"


def test_goods_are_counted_by_our_own_finder() -> None:
    goods = Proposal("Sweden showed 12 generators", "", ("12 generators",), ("Sweden",), (), "delivered")
    (statement,) = judged(goods).statements
    assert statement.kind is Kind.IN_KIND
    assert [(item.item, item.quantity) for item in statement.items] == [("generators", Decimal(12))]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"quote": "Norway promised NOK 250 million for wells"}, "does not stand in the text"),
        ({"quote": "Norway talked of NOK 250 million for Wells"}, "does not stand in the text"),
        ({"quote": "The same joke.", "amount": ""}, "more than once"),
        ({"quote": "  ", "amount": ""}, "empty"),
        ({"quote": "x" * 2_001}, "longer"),
        ({"amount": "NOK 350 million"}, "does not stand in the quote"),
        ({"amount": "NOK 250 million for wells at the fair"}, "does not stand in the quote"),
        ({"amount": "wells"}, "sees no sum"),
        ({"goods": ("18 howitzers",)}, "goods do not stand"),
        ({"goods": ("wells",)}, "sees no goods"),
        ({"goods": ("",)}, "goods do not stand"),
        ({"stage": "paid"}, "is no stage"),
        ({"donors": ("Denmark",)}, "does not stand in the text"),
        ({"donors": ("",)}, "does not stand in the text"),
        ({"donors": ("The harvest",)}, "no one party"),
        ({"donors": ("Norway talked of NOK 250 million for wells at the fair on 3 March 2025.\n\nSweden",)}, "no one"),
        ({"donors": (), "recipients": ()}, "neither"),
    ],
)
def test_a_proposal_that_the_text_does_not_bear_out_is_refused_with_a_reason(
    change: dict[str, object], reason: str
) -> None:
    found = judged(replace(WELLS, **change))  # type: ignore[arg-type]
    assert found.statements == ()
    (problem,) = found.problems
    assert problem.code is ProblemCode.ASSIST_REFUSED
    assert reason in problem.message
    assert problem.where == "d"


def test_what_the_rules_have_is_not_told_twice() -> None:
    text = "Norway transferred NOK 250 million to Moldova on 3 March 2025."
    rules = extract_statements(TextLayer(text, "t/1"), document="d")
    same = Proposal(text, "NOK 250 million", (), ("Norway",), ("Moldova",), "pledged")
    found = judged(same, replace(same, amount=""), found=rules, text=text)
    assert found.statements == rules.statements
    assert found.problems == rules.problems
    assert len(rules.statements) == 1


def test_a_sum_that_the_rules_refuse_for_a_word_stays_refused() -> None:
    text = "Norway helps Moldova. The company in Oslo was fined EUR 3 million by a court in Moldova."
    rules = extract_statements(TextLayer(text, "t/1"), document="d")
    assert [item.reason for item in rules.refused] == ["fine"]
    wrong = Proposal(text.partition(". ")[2], "EUR 3 million", (), (), ("Moldova",), "pledged")
    found = judged(wrong, found=rules, text=text)
    assert found.statements == rules.statements
    assert "(fine)" in found.problems[-1].message


def test_a_sum_that_was_set_aside_for_want_of_words_leaves_the_refused_when_it_is_taken() -> None:
    rules = extract_statements(TextLayer(TEXT, "t/1"), document="d")
    found = judged(WELLS, found=rules)
    quotes = [item.span.quote for item in found.refused]
    taken = [item.amount.text for item in found.statements if item.amount is not None]
    assert "NOK 250 million" in taken
    assert not set(taken) & set(quotes)


def test_saying_the_same_twice_adds_it_once() -> None:
    assert len(judged(WELLS, WELLS, replace(WELLS, stage="disbursed")).statements) == 1

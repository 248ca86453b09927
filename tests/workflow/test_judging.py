"""Judgements: they win, they can be taken back, and every one is kept."""

import pytest

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Source
from pledgebook.workflow.book import Book, open_book

TEXTS = (
    b"Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n",
    b"Norway has allocated NOK 251 million to Moldova, a paper wrote on 4 March 2025.\n",
    b"Japan pledged USD 7 million to Jordan on 2 June 2024.\n",
)
WHO = {"author": "a coder", "reason": "read both texts"}


@pytest.fixture
def book() -> Book:
    book = open_book("memory:", create=True)
    book.add_sources(Source(name=f"{number}.txt", data=data) for number, data in enumerate(TEXTS))
    return book


def statement_about(book: Book, words: str) -> str:
    (found,) = [statement.id for statement in book.statements() if words in statement.span.quote]
    return found


def grouping(book: Book) -> set[frozenset[str]]:
    return {frozenset(flow.statements) for flow in book.flows()}


def test_different_and_same_win_over_rules_and_can_be_withdrawn(book: Book) -> None:
    one, two, japan = (statement_about(book, words) for words in ("250", "251", "Japan"))
    by_rule = grouping(book)
    apart = book.judge("different", one, two, **WHO)
    assert not any({one, two} <= group for group in grouping(book))
    together = book.judge("same", one, japan, **WHO)
    assert any({one, japan} <= group for group in grouping(book))
    book.judge("withdraw", together.id, **WHO)
    book.judge("withdraw", apart.id, **WHO)
    assert grouping(book) == by_rule
    assert len(book.judgements()) == 4, "nothing is ever deleted"
    assert book.verify().sound


def test_a_rejected_statement_leaves_the_book_and_comes_back(book: Book) -> None:
    japan = statement_about(book, "Japan")
    before = grouping(book)
    book.judge("reject", japan, **WHO)
    assert japan not in {statement.id for statement in book.statements()}
    book.judge("accept", japan, **WHO)
    assert grouping(book) == before


def test_part_of_puts_money_inside_other_money(book: Book) -> None:
    one, japan = statement_about(book, "250"), statement_about(book, "Japan")
    book.judge("part-of", japan, one, **WHO)
    flows = {flow.id: flow for flow in book.flows()}
    (child,) = [flow for flow in flows.values() if japan in flow.statements]
    assert child.parent is not None
    assert one in flows[child.parent].statements


def test_a_set_value_shows_in_statement_and_flow(book: Book) -> None:
    japan = statement_about(book, "Japan")
    book.judge("set-value", japan, field="stage", value="committed", **WHO)
    (flow,) = [flow for flow in book.flows() if japan in flow.statements]
    assert flow.stage.value == "committed"


def test_a_flow_stands_for_its_chosen_statement(book: Book) -> None:
    japan = statement_about(book, "Japan")
    (flow,) = [flow for flow in book.flows() if japan in flow.statements]
    assert book.judge("reject", flow.id, **WHO).subject == japan


@pytest.mark.parametrize(
    ("verdict", "subject", "other", "more"),
    [
        ("same", "s-none", "s-nothing", {}),
        ("same", "", "", {}),
        ("accept", "japan", "norway", {}),
        ("set-value", "japan", "", {}),
        ("set-value", "japan", "", {"field": "colour", "value": "red"}),
        ("set-value", "japan", "", {"field": "stage", "value": "soon"}),
        ("withdraw", "j-none", "", {}),
    ],
)
def test_decisions_that_make_no_sense_are_refused(
    book: Book, verdict: str, subject: str, other: str, more: dict[str, str]
) -> None:
    names = {"japan": statement_about(book, "Japan"), "norway": statement_about(book, "250")}
    with pytest.raises(UsageFault) as fault:
        book.judge(verdict, names.get(subject, subject), names.get(other, other), **more, **WHO)
    assert fault.value.remedy
    assert book.judgements() == ()

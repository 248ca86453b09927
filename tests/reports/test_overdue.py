"""What is overdue: announced, past its last day, and not seen; with the sentences that announce it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.model.evidence import Document, Span
from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Expectation, Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.contents import Contents
from pledgebook.reports.overdue import DueRule, find_overdue

FlowMaker = Callable[..., Flow]


@pytest.fixture
def book(contents: Contents) -> Callable[..., Contents]:
    """Return a maker of small books: flows, and (statement, stage, words, due, published) for what is announced."""

    def make(flows: list[Flow], *announced: tuple[str, str, str, str, str]) -> Contents:
        pattern = next(iter(contents.statements.values()))
        paper = next(iter(contents.documents.values()))
        statements: dict[str, Statement] = {}
        documents: list[Document] = []
        for place, (name, stage, words, due, published) in enumerate(announced):
            step = Expectation(Stage(stage), Span(5, 5 + len(words), words), PartialDate.parse(due) if due else None)
            day = PartialDate.parse(published) if published else None
            documents.append(replace(paper, id=f"d-{place}", publisher=f"Paper {place}", published=day))
            known = statements.get(name)
            steps = (*known.expectations, step) if known else (step,)
            statements[name] = replace(pattern, id=name, document=f"d-{place}", expectations=steps)
        return Contents.of(documents=documents, statements=statements.values(), flows=flows, ledger=book_flows(flows))

    return make


def test_a_stated_day_that_has_passed(book: Callable[..., Contents], flow: FlowMaker) -> None:
    tranche = flow("f-1", "EUR 10", "allocated 2024-11-25")
    small = book([tranche], ("s-f-1", "disbursed", "by year end", "2024", "2024-11-25"))
    (running,) = find_overdue(small, date(2024, 12, 31)).running
    assert (running.days, running.last_day) == (0, date(2024, 12, 31))
    report = find_overdue(small, date(2025, 1, 10))
    (late,) = report.overdue
    assert (late.days, late.awaited, late.reached, report.running) == (10, "disbursed", "allocated", ())
    (said,) = late.announcements
    assert (said.statement, said.publisher, said.wording.quote, said.rule) == (
        "s-f-1",
        "Paper 0",
        "by year end",
        DueRule.STATED,
    )


def test_vague_words_are_given_some_days_after_publication(book: Callable[..., Contents], flow: FlowMaker) -> None:
    small = book([flow("f-1", "EUR 10", "allocated")], ("s-f-1", "disbursed", "shortly", "", "2024-11-25"))
    (step,) = find_overdue(small, date(2025, 2, 23)).running
    assert (step.last_day, step.announcements[0].rule) == (date(2025, 2, 23), DueRule.VAGUE)
    assert find_overdue(small, date(2025, 2, 24)).overdue
    assert find_overdue(small, date(2024, 12, 6), vague_days=10).overdue[0].days == 1
    undated = book([flow("f-1", "EUR 10", "allocated")], ("s-f-1", "disbursed", "shortly", "", ""))
    (nothing,) = find_overdue(undated, date(2030, 1, 1)).undatable
    assert (nothing.last_day, nothing.days) == (None, None)


def test_a_step_that_was_seen_is_awaited_no_more_but_was_before(book: Callable[..., Contents], flow: FlowMaker) -> None:
    paid = flow("f-1", "EUR 10", "allocated 2024-11-25", "disbursed 2025-03-01")
    small = book([paid], ("s-f-1", "disbursed", "by year end", "2024", "2024-11-25"))
    assert [step.flow.id for step in find_overdue(small, date(2025, 2, 28)).overdue] == ["f-1"]
    after = find_overdue(small, date(2025, 3, 1))
    assert (after.overdue, after.running, after.undatable) == ((), (), ())


def test_what_was_announced_later_was_not_awaited_yet(book: Callable[..., Contents], flow: FlowMaker) -> None:
    small = book(
        [flow("f-1", "EUR 10", "allocated 2024-01-01")], ("s-f-1", "disbursed", "in May", "2024-05", "2024-04-02")
    )
    early = find_overdue(small, date(2024, 4, 1))
    assert (early.overdue, early.running) == ((), ())
    assert find_overdue(small, date(2024, 4, 2)).running


def test_the_earliest_last_day_counts_and_all_sentences_are_listed(
    book: Callable[..., Contents], flow: FlowMaker
) -> None:
    twice = flow("f-1", "EUR 10", "allocated 2024-01-01", statements=("s-1", "s-2"))
    small = book(
        [twice],
        ("s-2", "disbursed", "by July", "2024-07", "2024-04-02"),
        ("s-1", "disbursed", "by June", "2024-06", "2024-02-02"),
        ("s-1", "delivered", "in 2026", "2026", "2024-02-02"),
    )
    report = find_overdue(small, date(2024, 7, 1))
    (late,) = report.overdue
    assert [one.wording.quote for one in late.announcements] == ["by June", "by July"]
    assert [step.awaited for step in report.running] == ["delivered"]


def test_whole_and_parts(book: Callable[..., Contents], flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 100", "committed 2024-01-01")
    part = flow("f-2", "EUR 40", "disbursed 2024-02-01", parent="f-1")
    announced = ("s-f-1", "disbursed", "by June", "2024-06", "2024-01-01")
    (late,) = find_overdue(book([whole, part], announced), date(2024, 8, 1)).overdue
    assert late.seen_in == ("f-2",)
    paid = flow("f-1", "EUR 100", "committed 2024-01-01", "disbursed 2024-03-01")
    waiting = flow("f-2", "EUR 40", "allocated 2024-02-01", parent="f-1")
    about_part = ("s-f-2", "disbursed", "by June", "2024-06", "2024-01-01")
    assert find_overdue(book([paid, waiting], about_part), date(2024, 8, 1)).overdue == (), "paid with its whole"


def test_what_is_cancelled_or_not_begun_is_not_awaited(book: Callable[..., Contents], flow: FlowMaker) -> None:
    announced = ("s-f-1", "disbursed", "by June", "2024-06", "2024-01-01")
    gone = flow("f-1", "EUR 10", "pledged 2024-01-01", "cancelled 2024-03-01")
    assert find_overdue(book([gone], announced), date(2024, 8, 1)).overdue == ()
    assert find_overdue(book([gone], announced), date(2024, 2, 1)).running
    to_come = flow("f-1", "EUR 10", "pledged 2025-01-01")
    assert find_overdue(book([to_come], announced), date(2024, 8, 1)).overdue == ()


def test_the_longest_overdue_comes_first(book: Callable[..., Contents], flow: FlowMaker) -> None:
    flows = [flow("f-1", "EUR 1", "pledged"), flow("f-2", "EUR 1", "pledged"), flow("f-3", "", "signed")]
    small = book(
        flows,
        ("s-f-1", "disbursed", "by June", "2024-06", "2024-01"),
        ("s-f-2", "committed", "by May", "2024-05", "2024-01"),
        ("s-f-3", "committed", "next year", "2025", "2024-01"),
    )
    report = find_overdue(small, date(2024, 12, 1))
    assert [step.flow.id for step in report.overdue] == ["f-2", "f-1"]
    assert [step.flow.quantity for step in report.running] == [None]
    first = report.overdue[0].flow.quantity
    assert first is not None
    assert first.best == Decimal(1_000_000)

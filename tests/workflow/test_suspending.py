"""A stop for a time is told from a stop for good by the words of the sentence, in totals too."""

from datetime import date

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.stage import Stage
from pledgebook.reports.query import Omission
from pledgebook.workflow.book import Book, open_book


def book_of(*texts: str) -> Book:
    book = open_book("memory:", create=True)
    book.add_sources([Source(f"{number}.txt", text.encode()) for number, text in enumerate(texts)])
    return book


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Denmark has suspended EUR 20 million of aid to Ukraine.", Stage.SUSPENDED),
        ("Denmark has put on hold EUR 20 million of aid to Ukraine.", Stage.SUSPENDED),
        ("Denmark has cancelled EUR 20 million of aid to Ukraine.", Stage.CANCELLED),
        ("Denmark has withdrawn EUR 20 million of aid to Ukraine.", Stage.CANCELLED),
    ],
)
def test_the_words_tell_how_long(text: str, stage: Stage) -> None:
    book = book_of(text)
    (flow,) = book.flows()
    assert flow.stage is stage
    (line,) = book.totals().left_out
    assert line.reason.value == stage.value


def test_what_is_taken_up_again_is_counted_again() -> None:
    book = book_of(
        "Norway has allocated NOK 250 million to Moldova on 3 March 2025.",
        "Norway has suspended the NOK 250 million for Moldova on 5 May 2025.",
        "Norway has transferred NOK 250 million to Moldova on 9 September 2025.",
    )
    (flow,) = book.flows()
    assert [event.stage for event in flow.events] == [Stage.ALLOCATED, Stage.DISBURSED, Stage.SUSPENDED]
    assert flow.stage is Stage.DISBURSED
    standing = {one.stage: one.best for one in book.stage_sums()}
    assert standing == {Stage.DISBURSED: 250_000_000}
    then = {one.stage: one.best for one in book.stage_sums(date(2025, 6, 1))}
    assert then == {Stage.SUSPENDED: 250_000_000}
    assert book.totals().left_out_sums == ()
    assert Omission.SUSPENDED.value == "suspended"

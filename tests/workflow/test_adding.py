"""Adding: order, repetition, batches, and what is known from outside."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode
from pledgebook.model.when import PartialDate
from pledgebook.store.base import Store, UnitOfWork
from pledgebook.workflow import adding
from pledgebook.workflow.adding import Attribution, Outcome
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.projecting import Folded, refold
from pledgebook.workflow.rating import BookRates

TEXTS = (
    b"Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n",
    b"---\ndate: 2025-03-05\npublisher: The Gazette\n---\nSweden has allocated SEK 40 million to Armenia.\n",
    b"Japan pledged USD 7 million to Jordan last Friday.\n",
)
SOURCES = tuple(Source(name=f"{number}.md", data=data) for number, data in enumerate(TEXTS))


@pytest.fixture
def book() -> Book:
    return open_book("memory:", create=True)


def seen(book: Book) -> tuple[object, ...]:
    return book.statements(), book.flows(), book.checks(), book.ledger()


def test_the_order_of_documents_does_not_matter(book: Book) -> None:
    other = open_book("memory:", create=True)
    book.add_sources(SOURCES)
    for source in reversed(SOURCES):
        other.add_sources([source])
    assert seen(book) == seen(other)


def test_small_batches_end_in_the_same_book(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.add_sources(SOURCES)
    other = open_book("memory:", create=True)
    monkeypatch.setattr(adding, "BATCH_BYTES", 1)
    other.add_sources(SOURCES)
    assert seen(book) == seen(other)
    assert other.verify().sound


def test_the_same_bytes_under_another_name_are_known(book: Book) -> None:
    book.add_sources(SOURCES)
    before = seen(book)
    again = book.add_sources(replace(source, name=f"copy of {source.name}") for source in SOURCES)
    assert [document.outcome for document in again.documents] == [Outcome.KNOWN] * 3
    assert seen(book) == before


def test_the_same_bytes_twice_in_one_call_are_one_document(book: Book) -> None:
    added = book.add_sources([SOURCES[0], replace(SOURCES[0], name="copy.md")])
    assert [document.outcome for document in added.documents] == [Outcome.NEW, Outcome.KNOWN]
    assert len(book.documents()) == 1


def test_what_a_document_states_goes_before_what_is_given(book: Book) -> None:
    book.add_sources(SOURCES, Attribution(PartialDate(2025, 4, 2), "The Courier", "https://example.org/"))
    stated = {document.name: (document.publisher, str(document.published)) for document in book.documents()}
    assert stated["1.md"] == ("The Gazette", "2025-03-05")
    assert stated["0.md"] == ("The Courier", "2025-04-02")


def test_relative_dates_rest_on_the_given_publication_date(book: Book) -> None:
    book.add_sources([SOURCES[2]], Attribution(published=PartialDate(2025, 4, 2)))
    assert [str(statement.date) for statement in book.statements()] == ["2025-03-28"]


def test_a_book_on_disk_holds_what_was_added(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    with open_book(place, create=True) as book:
        book.add_sources(SOURCES)
        before = seen(book)
    with open_book(place) as book:
        assert seen(book) == before
        assert book.verify().sound
        (document,) = [document for document in book.documents() if document.name == "1.md"]
        assert book.text_layer(document.id).text.encode() == TEXTS[1]


def test_one_absurd_figure_keeps_nothing_else_out(book: Book) -> None:
    absurd = Source(
        name="slip.txt", data=b"Norway transferred EUR 99,999,999,999 billion to Moldova on 3 March 2025.\n"
    )
    added = book.add_sources([SOURCES[0], absurd, SOURCES[1]])
    assert [problem.code for problem in added.problems] == [ProblemCode.FIGURE_OUT_OF_RANGE]
    assert [document.outcome for document in added.documents] == [Outcome.NEW] * 3
    assert [flow.funders for flow in book.flows()] == [("NO",), ("SE",)]
    assert ProblemCode.FIGURE_OUT_OF_RANGE in {problem.code for problem in book.problems()}
    assert book.verify().sound


def many(count: int) -> list[Source]:
    text = "Norway transferred NOK {} million to Moldova on 3 March 2025, the ministry in Oslo said.\n"
    return [Source(f"{number}.md", text.format(number).encode()) for number in range(1, count + 1)]


def test_a_book_that_is_being_filled_is_folded_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    folds: list[Folded] = []

    def counted(store: Store, work: UnitOfWork, rates: BookRates) -> Folded:
        folds.append(refold(store, work, rates))
        return folds[-1]

    monkeypatch.setattr(adding, "BATCH_DOCUMENTS", 1)
    monkeypatch.setattr("pledgebook.workflow.adding.refold", counted)
    with open_book("memory:", create=True) as filled, open_book("memory:", create=True) as other:
        filled.add_sources(many(60))
        assert 2 < len(folds) < 25
        for source in many(60):
            other.add_sources([source])
        assert seen(filled) == seen(other)
        assert filled.verify().sound
        assert filled.verify().behind == 0


def test_what_a_broken_run_has_not_folded_is_caught_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adding, "BATCH_DOCUMENTS", 1)

    def cut_short() -> Iterator[Source]:
        yield from many(20)
        raise KeyboardInterrupt

    with open_book("memory:", create=True) as broken, open_book("memory:", create=True) as whole:
        with pytest.raises(KeyboardInterrupt):
            broken.add_sources(cut_short())
        report = broken.verify()
        assert report.sound
        assert report.behind > 0
        broken.add_sources(many(1))
        assert broken.verify().behind == 0
        whole.add_sources(many(20)[: len(broken.documents())])
        assert seen(broken) == seen(whole)

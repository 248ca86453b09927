"""A document that a person takes out leaves the book as if it had never been, and the history shows both."""

import pytest

from pledgebook.model.evidence import Source
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.verifying import verify_book

FIRST = b"Latvia pledged EUR 4 million to Moldova on 3 March 2025, the ministry in Riga said.\n"
SECOND = b"Estonia has allocated EUR 7 million to Jordan on 2 June 2024.\n"


def state(book: Book) -> tuple[object, ...]:
    return book.statements(), book.flows(), book.checks(), book.decisions(), book.ledger().entries, book.stage_sums()


@pytest.fixture(scope="module")
def sources() -> list[Source]:
    return [source for source in sample_sources() if isinstance(source, Source)]


def test_the_book_is_as_if_it_had_never_been(sources: list[Source]) -> None:
    chosen = next(place for place, source in enumerate(sources) if source.name.startswith("2024-11-11"))
    with Book(MemoryStore()) as without, Book(MemoryStore()) as book:
        without.add_sources([*sources[:chosen], *sources[chosen + 1 :]])
        book.add_sources(sources)
        before = state(book)
        [document] = [item.id for item in book.documents() if item.name == sources[chosen].name]
        rejection = book.judge("reject", document[:12], author="a clerk", reason="the outlet took it back")
        assert state(book) == state(without)
        assert len(book.documents()) == len(sources), "nothing is deleted"
        book.judge("withdraw", rejection.id, author="a clerk", reason="the wrong one")
        assert state(book) == before


def test_history_shows_the_book_with_it_and_without() -> None:
    store = MemoryStore()
    with Book(store) as book:
        book.add_sources([Source("first.txt", FIRST), Source("second.txt", SECOND)])
        known = list(store.records())[-1].recorded_at
        [document] = [item.id for item in book.documents() if item.name == "second.txt"]
        book.judge("reject", document, author="a clerk", reason="taken back")
        assert {flow.funders for flow in book.flows()} == {("LV",)}
        assert {flow.funders for flow in book.at(known).flows()} == {("LV",), ("EE",)}
        changes = book.changes(known)
        assert "taken back" in str(changes)
        assert verify_book(store, BookRates()).sound


def test_the_same_bytes_stay_out_when_they_come_again() -> None:
    with Book(MemoryStore()) as book:
        book.add_sources([Source("first.txt", FIRST)])
        book.judge("reject", book.documents()[0].id, author="a clerk", reason="taken back")
        book.add_sources([Source("again.txt", FIRST)])
        assert book.flows() == ()

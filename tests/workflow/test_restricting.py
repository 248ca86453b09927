"""A restricted document stays in the book and leaves no trace in what is published."""

import pytest

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Source
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book

OPEN = b"Norway pledged NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n"
SECRET = b"Japan has allocated USD 7 million to Jordan on 2 June 2024.\n"


@pytest.fixture
def book() -> Book:
    book = Book(MemoryStore())
    book.add_sources([Source("open.txt", OPEN), Source("secret.txt", SECRET)])
    return book


def restrict(book: Book) -> str:
    (secret,) = [document.id for document in book.documents() if document.name == "secret.txt"]
    book.judge("restrict", secret[:12], author="a clerk", reason="not ours to show")
    return secret


def test_nothing_of_a_restricted_document_is_public(book: Book) -> None:
    secret = restrict(book)
    (statement,) = [statement.id for statement in book.statements() if statement.document == secret]
    book.judge("accept", statement, author="a coder", reason="read twice")
    public = book.public()
    assert [document.name for document in public.documents()] == ["open.txt"]
    assert {flow.funders for flow in public.flows()} == {("NO",)}
    assert {statement.document for statement in public.statements()} == {public.documents()[0].id}
    assert public.judgements() == ()
    assert len(public.extractions()) == 1
    assert public.ledger().entries
    with pytest.raises(UsageFault):
        public.text_layer(secret)
    assert len(book.documents()) == len(book.flows()) == 2, "the book itself keeps it"


def test_what_is_restricted_now_stays_out_of_the_past(book: Book) -> None:
    before = book.public()
    instant = book._store.records().__next__().recorded_at
    assert len(before.documents()) == 2
    restrict(book)
    assert len(book.at(instant).documents()) == 2
    assert [document.name for document in book.public(instant).documents()] == ["open.txt"]


def test_release_and_withdraw_let_it_out_again(book: Book) -> None:
    secret = restrict(book)
    book.judge("release", secret, author="a clerk", reason="published by now")
    assert book.restricted() == frozenset()
    assert book.public() is book
    last = book.judge("restrict", secret, author="a clerk", reason="again not")
    assert book.restricted() == {secret}
    book.judge("withdraw", last.id, author="a clerk", reason="a slip")
    assert book.restricted() == frozenset()


def test_only_documents_can_be_restricted(book: Book) -> None:
    flow = book.flows()[0]
    with pytest.raises(UsageFault, match="no such document"):
        book.judge("restrict", flow.id, author="a clerk", reason="a flow is no document")

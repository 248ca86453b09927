"""Any order of adding documents, in one call or many, ends in the same book; what is taken out leaves no trace."""

import functools
import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.model.evidence import Source
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book

TEXTS = (
    "---\ndate: 2024-11-12\n---\nDenmark and Sweden have committed a total of EUR 30 million to Moldova.\n",
    "---\ndate: 2024-11-13\n---\nDenmark committed EUR 20 million to Moldova on 12 November 2024.\n",
    "---\ndate: 2024-11-14\n---\nSweden committed EUR 10 million to Moldova on 12 November 2024.\n",
    "---\ndate: 2024-11-15\n---\nDenmark has transferred DKK 149 million (EUR 20 million) to Moldova.\n",
    "---\ndate: 2024-12-01\n---\nSweden will give Moldova SEK 115 million, the first tranche, for clinics.\n",
    "---\ndate: 2025-01-10\n---\nDenmark pledged EUR 20 million to Moldova. Norway will help Moldova as well.\n",
)
SOURCES = tuple(Source(f"{number}.md", text.encode()) for number, text in enumerate(TEXTS))


def state(book: Book) -> tuple[object, ...]:
    return (
        book.statements(),
        book.flows(),
        book.checks(),
        book.decisions(),
        book.ledger(),
        book.stage_sums(),
        [item.question for item in book.questions()],
    )


@functools.cache
def book_of(names: frozenset[str]) -> tuple[object, ...]:
    with Book(MemoryStore()) as book:
        book.add_sources([source for source in SOURCES if source.name in names])
        return state(book)


def cut(sources: Sequence[Source], chance: random.Random) -> list[list[Source]]:
    """Cut a row into calls of one or more."""
    calls: list[list[Source]] = [[]]
    for source in sources:
        if calls[-1] and chance.random() < 0.5:
            calls.append([])
        calls[-1].append(source)
    return calls


@settings(max_examples=25)
@given(st.sets(st.sampled_from(SOURCES), min_size=1), st.randoms(use_true_random=False))
def test_any_order_in_one_call_or_many_ends_in_the_same_book(drawn: set[Source], chance: random.Random) -> None:
    row = sorted(drawn, key=lambda source: source.name)
    chance.shuffle(row)
    with Book(MemoryStore()) as book:
        for call in cut(row, chance):
            book.add_sources(call)
        assert state(book) == book_of(frozenset(source.name for source in drawn))
        assert book.verify().sound


@settings(max_examples=15)
@given(st.permutations(SOURCES), st.integers(1, len(SOURCES) - 1))
def test_documents_taken_out_leave_no_trace_and_come_back_whole(row: list[Source], out: int) -> None:
    gone = {source.name for source in row[:out]}
    with Book(MemoryStore()) as book:
        book.add_sources(row)
        whole = state(book)
        names = [document.id for document in book.documents() if document.name in gone]
        made = [book.judge("reject", name, author="a clerk", reason="taken back") for name in names]
        assert state(book) == book_of(frozenset(source.name for source in row[out:]))
        for judgement in made:
            book.judge("withdraw", judgement.id, author="a clerk", reason="rightly told")
        assert state(book) == whole
        assert len(book.judgements()) == 2 * len(made), "the history shows both"

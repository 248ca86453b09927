"""Near copies of one text are known by their fingerprints and count as one witness."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.model.evidence import Document, Source
from pledgebook.reconciliation.copies import COPY, are_copies, count_witnesses, fingerprint, resemblance
from pledgebook.store.codec import decode, encode
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.verifying import verify_book

STORY = (
    "Riga, 4 May. Latvia will give Moldova EUR 6 million for mobile clinics, the foreign ministry said on Sunday. "
    "The vehicles are to be bought by the end of the year and will serve villages far from any hospital. "
    "A spokesman added that doctors would be trained in both countries, and that the first group is to leave in June. "
    "Neighbours have been asked to join, but none of them has answered so far.\n"
)
OTHER = (
    "Chisinau. The health minister met her Latvian colleague and thanked him for mobile clinics. Latvia committed "
    "EUR 6 million to Moldova on 4 May 2025 for them, she recalled, and called the help generous. Parliament will hear "
    "a report about the state of the rural hospitals next week, which auditors had asked for twice last winter.\n"
)
REPRINT = "Agency report\n" + STORY.replace("on Sunday", "at the weekend").replace("Neighbours", "Other neighbours")


def test_a_reprint_is_a_near_copy_and_a_retelling_is_none() -> None:
    story, reprint, other = map(fingerprint, (STORY, REPRINT, OTHER))
    assert are_copies(story, reprint)
    assert not are_copies(story, other)
    assert count_witnesses([story, reprint, other]) == 2
    assert count_witnesses(["", "", story]) == 3


def test_a_short_note_says_nothing() -> None:
    assert fingerprint("Latvia gives EUR 6 million.") == ""
    assert not are_copies("", "")


@given(st.lists(st.sampled_from("abcdefghij"), min_size=40, max_size=400))
def test_layout_and_order_of_texts_do_not_matter(words: list[str]) -> None:
    text = " ".join(words)
    sketch = fingerprint(text)
    assert sketch == fingerprint("\n".join(words).upper())
    assert not sketch or resemblance(sketch, sketch) == 1
    other = fingerprint(" ".join(reversed(words)))
    assert resemblance(sketch, other) == resemblance(other, sketch)
    assert count_witnesses([sketch, other]) == count_witnesses([other, sketch])


@pytest.mark.parametrize("share", [0.3, 0.8])
def test_the_estimate_is_near_the_true_share(share: float) -> None:
    common = [f"w{place}" for place in range(int(2000 * share))]
    one, two = ([*common, *(f"{side}{place}" for place in range(2000 - len(common)))] for side in "xy")
    true = len(common) / (4000 - len(common))
    found = resemblance(fingerprint(" ".join(one)), fingerprint(" ".join(two)))
    assert abs(found - true) < 0.2
    assert 0 < COPY < 1


def test_three_documents_are_two_witnesses_of_one_flow() -> None:
    store = MemoryStore()
    with Book(store) as book:
        book.add_sources(
            [
                Source(f"{name}.txt", text.encode())
                for name, text in (("story", STORY), ("reprint", REPRINT), ("other", OTHER))
            ]
        )
        [flow] = [flow for flow in book.flows() if flow.quantity and flow.quantity.best == Decimal(6_000_000)]
        assert len({statement.document for statement in book.statements() if statement.id in flow.statements}) == 3
        assert flow.witnesses == 2
        assert any(seen.feature == "near copy" for item in book.decisions() for seen in item.evidence)
        assert verify_book(store, BookRates()).sound


def test_documents_of_older_books_come_out_as_they_went_in() -> None:
    document = Document("d" * 64, "a.txt", "", "", "", None, "", "plain/1", "e" * 64, 3)
    assert b"fingerprint" not in encode(document)
    assert decode(encode(document), Document) == document
    new = replace(document, fingerprint=fingerprint(STORY))
    assert decode(encode(new), Document) == new

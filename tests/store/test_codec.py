import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.model.evidence import Block, BlockRole, Document, Span, TextLayer
from pledgebook.model.identity import canonical_json
from pledgebook.model.judgement import Judgement, Verdict
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.statement import RefusedSum
from pledgebook.model.when import PartialDate
from pledgebook.store.base import JournalRecord, RecordKind
from pledgebook.store.chain import EMPTY, chained
from pledgebook.store.codec import (
    KINDS,
    Extraction,
    Recorded,
    decode,
    document_of,
    encode,
    extraction_of,
    judgement_of,
    record_of,
    statement_of,
)
from pledgebook.store.instants import system_clock

JUDGEMENT = Judgement("j-1", Verdict.WITHDRAW, "j-0", "", "", "", "Ada", "a slip")
DOCUMENT = Document("d" * 64, "ü.txt", "", "", "", PartialDate(2024, 11), "", "plain/1", "0" * 64, 5)
EXTRACTION = Extraction(
    "d" * 64,
    "rules/1",
    ("s-1",),
    (RefusedSum(Span(3, 8, "EUR 5"), "unit-price", "each"),),
    (Problem(ProblemCode.DATE_UNRESOLVED, Severity.WARNING, "d", "no year"),),
)


def recorded(value: Recorded) -> JournalRecord:
    kind, key, body = record_of(value)
    return chained(EMPTY, str(kind), key, body, system_clock())


@given(
    st.builds(
        TextLayer,
        st.text(st.characters(exclude_categories=["Cs"])),
        st.text(st.characters(exclude_categories=["Cs"])),
        st.lists(st.builds(Block, st.integers(0, 9), st.integers(0, 9), st.sampled_from(BlockRole))).map(tuple),
    )
)
def test_a_text_layer_is_written_in_the_one_way_of_all_values(layer: TextLayer) -> None:
    assert encode(layer) == canonical_json(layer)


def test_every_kind_of_record_has_its_type() -> None:
    assert set(KINDS) == set(RecordKind)


def test_records_come_back_as_their_values() -> None:
    assert judgement_of(recorded(JUDGEMENT)) == JUDGEMENT
    assert document_of(recorded(DOCUMENT)) == DOCUMENT
    assert extraction_of(recorded(EXTRACTION)) == EXTRACTION


def test_keys_name_what_is_written_once() -> None:
    assert record_of(JUDGEMENT)[:2] == (RecordKind.JUDGEMENT, "j-1")
    assert record_of(DOCUMENT)[:2] == (RecordKind.DOCUMENT, "d" * 64)
    assert record_of(EXTRACTION)[:2] == (RecordKind.EXTRACTION, "d" * 64 + ":rules/1")


def test_bodies_are_canonical_json() -> None:
    assert encode(JUDGEMENT) == (
        b'{"author":"Ada","field":"","id":"j-1","object":"","reason":"a slip","subject":"j-0","value":"",'
        b'"verdict":"withdraw"}'
    )


def test_a_record_is_read_as_what_it_is() -> None:
    with pytest.raises(UsageFault, match="record 1 is a judgement"):
        statement_of(recorded(JUDGEMENT))


@pytest.mark.parametrize("body", [b"", b"{}", b'{"id":1}', b"\xff", b'{"year":2024,"month":13,"day":1}'])
def test_what_cannot_be_decoded_is_named(body: bytes) -> None:
    for kind in (Judgement, Extraction, PartialDate):
        with pytest.raises(BookBroken, match="record 7 does not hold"):
            decode(body, kind, where="record 7")


def test_half_a_character_is_refused_with_its_neighbourhood() -> None:
    with pytest.raises(UsageFault, match="lone surrogate") as caught:
        record_of(Judgement("j", Verdict.REJECT, "s", "", "", "", "Ada", "EUR \ud83d"))
    assert caught.value.remedy

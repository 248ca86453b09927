"""Long texts: what can matter is kept and found at its place, the rest costs next to nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.extraction import condensing
from pledgebook.extraction.condensing import condense
from pledgebook.extraction.extract import Extraction, extract_statements
from pledgebook.model.evidence import Block, BlockRole, TextLayer
from pledgebook.model.statement import Statement

SHARED = Path(__file__).resolve().parents[3] / "shared"
IDLE = "The committee met again and spoke about the weather at length. "
PARAGRAPH = IDLE * 6 + "\n\n"
GIFTS = (
    "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.",
    "Denmark has allocated EUR 12 million to Georgia for the repair of schools.",
    "Sweden handed over 18 howitzers to Ukraine.",
    "The governments of Lithuania and Ukraine signed a memorandum of understanding on support for Ukraine.",
)


def read(text: str, blocks: tuple[Block, ...] = ()) -> Extraction:
    return extract_statements(TextLayer(text, "test/1", blocks), document="d", language="en")


def read_in_full(text: str, monkeypatch: pytest.MonkeyPatch) -> Extraction:
    with monkeypatch.context() as patched:
        patched.setattr(condensing, "LONG", len(text))
        return read(text)


def essence(statement: Statement) -> tuple[object, ...]:
    amount = replace(statement.amount, start=0, end=0) if statement.amount else None
    return statement.kind, amount, statement.donors, statement.recipients, statement.stage, statement.span.quote


def test_a_short_text_is_read_in_full() -> None:
    assert condense(TextLayer(GIFTS[0] * 3, "test/1"), "en") is None


def test_a_text_that_is_about_support_throughout_is_read_in_full() -> None:
    text = "\n\n".join(GIFTS) * 20
    assert len(text) > condensing.LONG
    assert condense(TextLayer(text, "test/1"), "en") is None


@pytest.mark.parametrize("gift", GIFTS)
@pytest.mark.parametrize("filler", [PARAGRAPH, IDLE, IDLE.strip() + "\n"], ids=["paragraphs", "one line", "lines"])
def test_what_stands_in_a_long_text_is_found_at_its_place(
    gift: str, filler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = filler * (20_000 // len(filler))
    text = ahead + " ".join((gift, GIFTS[0], gift)) + " " + filler * 40
    found = read(text).statements
    assert found
    assert found == read_in_full(text, monkeypatch).statements
    for statement in found:
        span = statement.span
        assert text[span.start : span.end] == span.quote
        assert span.start >= len(ahead)
        if statement.amount is not None:
            assert text[statement.amount.start : statement.amount.end] == statement.amount.text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(st.sampled_from((PARAGRAPH, PARAGRAPH, PARAGRAPH * 6, *GIFTS)), min_size=4, max_size=24))
def test_what_is_kept_is_read_as_in_the_full_text(parts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    text = PARAGRAPH * 8 + "".join(part if part.endswith("\n") else f"{part}\n\n" for part in parts) + PARAGRAPH * 8
    condensed, full = read(text), read_in_full(text, monkeypatch)
    assert [essence(item) for item in condensed.statements] == [essence(item) for item in full.statements]
    assert [item.span for item in condensed.statements] == [item.span for item in full.statements]
    assert [item.also for item in condensed.statements] == [item.also for item in full.statements]
    assert {item.span for item in condensed.refused} == {item.span for item in full.refused}


def test_sums_with_nobody_to_be_helped_near_them_are_listed_as_refused() -> None:
    text = PARAGRAPH * 30 + "The new bakery cost EUR 3 million.\n\n" + PARAGRAPH * 30
    found = read(text)
    assert not found.statements
    assert [(item.span.quote, item.reason) for item in found.refused] == [("EUR 3 million", "no-support")]
    assert text[found.refused[0].span.start : found.refused[0].span.end] == "EUR 3 million"


def test_nothing_of_an_idle_text_is_kept() -> None:
    condensed = condense(TextLayer(PARAGRAPH * 100, "test/1"), "en")
    assert condensed is not None
    assert condensed.layer.text == ""
    assert read(PARAGRAPH * 100) == Extraction((), (), ())


def test_what_is_kept_does_not_grow_with_what_is_left_out() -> None:
    kept = []
    for times in (100, 2_000):
        condensed = condense(TextLayer(PARAGRAPH * times + GIFTS[0] + "\n\n" + PARAGRAPH * times, "test/1"), "en")
        assert condensed is not None
        kept.append(len(condensed.layer.text))
    assert kept[0] == kept[1]


def test_a_condensed_text_does_not_pass_for_a_short_one() -> None:
    condensed = condense(TextLayer(PARAGRAPH * 50 + GIFTS[0] + "\n\n" + PARAGRAPH * 50, "test/1"), "en")
    assert condensed is not None
    assert condensed.left_out > 500


def test_blocks_are_carried_over() -> None:
    ahead, heading = PARAGRAPH * 40, "Norway gives NOK 5 million to Moldova"
    text = f"{ahead}{heading}\n\n{GIFTS[0]}\n\n{PARAGRAPH * 40}"
    start = len(ahead)
    body = start + len(heading) + 2
    blocks = (
        Block(0, start - 2, BlockRole.PARAGRAPH),
        Block(start, start + len(heading), BlockRole.HEADING),
        Block(body, body + len(GIFTS[0]), BlockRole.PARAGRAPH),
        Block(body + len(GIFTS[0]) + 2, len(text), BlockRole.BOILERPLATE),
    )
    condensed = condense(TextLayer(text, "test/1", blocks), "en")
    assert condensed is not None
    held = {block.role: condensed.layer.text[block.start : block.end] for block in condensed.layer.blocks}
    assert held[BlockRole.HEADING] == heading
    assert text[condensed.offset(condensed.layer.text.index(heading)) :].startswith(heading)
    assert GIFTS[0] in condensed.layer.text


def test_the_name_of_the_speaker_stays_with_the_words() -> None:
    text = f"A briefing\n\n{PARAGRAPH * 10}PRESIDENT SANDU: {PARAGRAPH * 10}{GIFTS[0]}\n\n{PARAGRAPH * 10}"
    condensed = condense(TextLayer(text, "test/1"), "en")
    assert condensed is not None
    assert condensed.layer.text.index("PRESIDENT SANDU:") < condensed.layer.text.index(GIFTS[0])


@pytest.mark.parametrize("letter", ["\u0130", "ß", "ﬁ", "\U0001f600"])
def test_letters_that_change_length_move_nothing(letter: str) -> None:
    ahead = f"{letter * 3} {IDLE}" * 400
    text = ahead + GIFTS[0] + " " + IDLE * 100
    (statement,) = read(text).statements
    assert text[statement.span.start : statement.span.end] == statement.span.quote
    assert statement.donors == ("NO",)


def test_labelled_texts_keep_their_sums(monkeypatch: pytest.MonkeyPatch) -> None:
    if not SHARED.is_dir():
        pytest.skip("the labelled texts are not part of the project")
    texts = [path.read_text("utf-8") for path in sorted((SHARED / "gold").rglob("texts/*.txt"))]
    for text in (text for text in texts if len(text) > condensing.LONG):
        condensed, full = read(text), read_in_full(text, monkeypatch)
        assert [item.amount for item in condensed.statements if item.amount] == [
            item.amount for item in full.statements if item.amount
        ]

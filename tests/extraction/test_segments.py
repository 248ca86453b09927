"""Sentences and the roles of their blocks."""

import time

import pytest

from pledgebook.extraction.segments import split_sentences
from pledgebook.model.evidence import Block, BlockRole, TextLayer


def cut(text: str, blocks: tuple[Block, ...] = ()) -> list[tuple[str, str]]:
    return [
        (sentence.role.value, text[sentence.start : sentence.end])
        for sentence in split_sentences(TextLayer(text, "plain/1", blocks))
    ]


def sentences(text: str) -> list[str]:
    return [words for _, words in cut(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Poulsen and Gen. Brown met in St. Petersburg, Fla. once more.",
        "The U.S. Congress gave $1.5 billion to it.",
        "It costs DKK 1.3bn. kroner or approx. 5 million.",
        "Package No. 25 has J. R. Smith as its author.",
        "It was paid on 3. Dezember by the bank.",
        "The sum, i.e. EUR 10 million, is due (e.g. in May).",
    ],
)
def test_a_full_stop_inside_a_sentence_ends_nothing(sentence: str) -> None:
    assert sentences(f"It began. {sentence} It ended.") == ["It began.", sentence, "It ended."]


def test_hard_wrapped_lines_are_one_sentence() -> None:
    text = "The two sides agreed on\nmore than $20\nbillion in loans. They\nsigned.\n"
    assert sentences(text) == ["The two sides agreed on\nmore than $20\nbillion in loans.", "They\nsigned."]


def test_a_closing_quote_stays_with_its_sentence() -> None:
    assert sentences('He said: "We pay." Then he left.') == ['He said: "We pay."', "Then he left."]


def test_questions_and_exclamations_end_sentences() -> None:
    assert sentences("Who pays? Denmark! And then…  More.") == ["Who pays?", "Denmark!", "And then…", "More."]


def test_plain_text_gives_title_links_bullets_and_rows() -> None:
    text = (
        "A headline about money\n\nFirst line. Second line.\n\nRead more: Another story of 5 million\n\n"
        "* one thing\n* another thing. With two sentences.\n\n| a | 1 |\n| b | 2 |\n"
    )
    assert cut(text) == [
        ("title", "A headline about money"),
        ("paragraph", "First line."),
        ("paragraph", "Second line."),
        ("link", "Read more: Another story of 5 million"),
        ("list-item", "* one thing"),
        ("list-item", "* another thing."),
        ("list-item", "With two sentences."),
        ("table-row", "| a | 1 |"),
        ("table-row", "| b | 2 |"),
    ]


def test_lines_parted_by_dashes_are_rows() -> None:
    text = "It began.\n\nNo. XXV – April – DKK 6 bn\nNo. XXVI – May – DKK 4 bn\n"
    assert [role for role, _ in cut(text)] == ["paragraph", "table-row", "table-row"]


def test_a_dash_at_the_head_of_a_wrapped_line_is_no_bullet() -> None:
    assert sentences("They said — and meant it\n— that they pay.") == ["They said — and meant it\n— that they pay."]


def test_of_front_matter_only_the_title_is_kept() -> None:
    text = '---\ntitle: "Help for the\n  neighbours"\ndate: 2024-01-02\n---\n\nA short line\n\nText comes here.\n'
    assert cut(text) == [
        ("title", "Help for the\n  neighbours"),
        ("heading", "A short line"),
        ("paragraph", "Text comes here."),
    ]


def test_given_blocks_are_kept_and_gaps_are_filled() -> None:
    text = "Menu Home\nDenmark pays. Sweden pays.\nloose text here."
    blocks = (Block(0, 9, BlockRole.BOILERPLATE), Block(10, 36, BlockRole.PARAGRAPH))
    assert cut(text, blocks) == [
        ("boilerplate", "Menu Home"),
        ("paragraph", "Denmark pays."),
        ("paragraph", "Sweden pays."),
        ("paragraph", "loose text here."),
    ]


def test_paragraphs_are_numbered_in_order() -> None:
    layer = TextLayer("One. Two.\n\nThree.", "plain/1")
    assert [sentence.paragraph for sentence in split_sentences(layer)] == [0, 0, 1]


@pytest.mark.parametrize("unit", ["word ", "Mr. ", "a.b ", "- ", "word. ", "\n", "| x |", "“"])
def test_five_megabytes_on_one_line_take_linear_time(unit: str) -> None:
    small, large = unit * (100_000 // len(unit)), unit * (800_000 // len(unit))
    taken = []
    for text in (small, large):
        begin = time.perf_counter()
        split_sentences(TextLayer(text, "plain/1"))
        taken.append(time.perf_counter() - begin)
    assert taken[1] < 40 * taken[0] + 0.5  # eight times the text; a square would be 64 times the time

"""Blocks of texts that are made of lines."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.model.evidence import BlockRole
from pledgebook.readers.lines import mark_blocks

PROSE = (
    "Denmark has set aside 1.2 billion kroner for orders with Ukrainian companies, the ministry in Copenhagen said on "
    "Tuesday, and it expects that others will follow before the year is over."
)


def marked(text: str, *, markdown: bool = False) -> list[tuple[str, str]]:
    return [(block.role.value, text[block.start : block.end]) for block in mark_blocks(text, markdown=markdown)]


def test_empty_lines_part_paragraphs() -> None:
    assert marked("One.\n\n \t\nTwo.\r\n\r\nThree.") == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "Three."),
    ]


@pytest.mark.parametrize("width", [45, 60, 72, 80, 100, 119])
def test_wrapped_prose_stays_one_paragraph(width: int) -> None:
    text = textwrap.fill(PROSE, width)
    assert marked(text) == [("paragraph", text)]


def test_a_paragraph_a_line_needs_no_empty_lines() -> None:
    assert marked(f"{PROSE}\n{PROSE}") == [("paragraph", PROSE)] * 2


def test_short_lines_are_no_wrapped_prose() -> None:
    assert len(marked("Ministry of Defence\nHolmens Kanal 9\nDenmark")) == 3


@given(st.lists(st.text("abc", min_size=1, max_size=9), min_size=20, max_size=80), st.integers(55, 110))
def test_wrapping_never_splits_a_paragraph(words: list[str], width: int) -> None:
    text = textwrap.fill(" ".join(words), width)
    assert len(mark_blocks(text)) == 1


def test_pointers_stand_alone_in_the_middle_of_a_paragraph() -> None:
    assert marked(f"{PROSE}\nRead more: Lithuania gives EUR 10 million\n{PROSE}") == [
        ("paragraph", PROSE),
        ("link", "Read more: Lithuania gives EUR 10 million"),
        ("paragraph", PROSE),
    ]


def test_lists_are_items_with_their_wrapped_lines() -> None:
    text = "Sources:\n- Denmark: 125\n* Sweden: 20\n• Iceland: 2.7\n1. first\n2) second"
    assert [role for role, _ in marked(text)] == ["paragraph"] + ["list-item"] * 5


def test_a_wrapped_number_is_no_list_item() -> None:
    text = "The ministers met in Copenhagen on Tuesday, November\n15. They agreed on the sums that each of them pays"
    assert marked(text) == [("paragraph", text)]


def test_markdown_headings_tables_and_rules() -> None:
    text = "# Aid\n\nDenmark\n---\n\n## Sums\n\n| Donor | EUR |\n|---|---|\n| Denmark | 125 |\n\n***\n\nTitle\n=====\n"
    assert marked(text, markdown=True) == [
        ("title", "# Aid"),
        ("heading", "Denmark\n---"),
        ("heading", "## Sums"),
        ("table-row", "| Donor | EUR |"),
        ("table-row", "| Denmark | 125 |"),
        ("title", "Title\n====="),
    ]


def test_markdown_signs_mean_nothing_in_plain_text() -> None:
    assert marked("# 5 of 7\n\n| a | b |") == [("paragraph", "# 5 of 7"), ("paragraph", "| a | b |")]


def test_a_line_that_is_a_link_points_elsewhere() -> None:
    assert marked("- [Fact sheet](https://example.org/a)\n\n[Other](/b)", markdown=True) == [
        ("link", "- [Fact sheet](https://example.org/a)"),
        ("link", "[Other](/b)"),
    ]


def test_a_wrapped_line_that_is_a_link_belongs_to_its_sentence() -> None:
    text = (
        "The fund was filled by parliament in the spring, as the ministry\n"
        "[announced](https://example.org/a/very/long/address/that/cannot/be/broken/anywhere/at/all)\n"
        "on its pages, and will last until the end of the following year."
    )
    assert marked(text, markdown=True) == [("paragraph", text)]


def test_two_blanks_break_a_line_in_markdown_only() -> None:
    text = "The ministers of the five countries met in Copenhagen  \nand in Oslo"
    assert len(marked(text, markdown=True)) == 2
    assert len(marked(text)) == 1


def test_blocks_begin_where_they_are_told_to() -> None:
    assert [block.role for block in mark_blocks("head\n\nbody", 4)] == [BlockRole.PARAGRAPH]

"""Markdown and texts with front matter."""

import pytest

from pledgebook.model.evidence import BlockRole, Source
from pledgebook.model.problem import ProblemCode, Severity
from pledgebook.model.when import PartialDate
from pledgebook.readers.base import Reading
from pledgebook.readers.registry import read_source

HEAD = """---
date: '2022-06-15'
published_time: 2022-06-15 23:01:38-05:00
source_url: https://example.org/story
tags: statements
outlet: Example Wire
lang: en-GB
title: "A Story\\_Told Over Two\\
  \\ Lines"
---
"""


def read(text: str, name: str = "story.md") -> Reading:
    reading = read_source(Source(name, text.encode()))
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize("name", ["story.md", "story.txt", "-", "STORY.MARKDOWN"])
def test_front_matter_fills_the_metadata_under_any_name(name: str) -> None:
    reading = read(HEAD + "\nNorway gives NOK 5 million.\n", name)
    assert reading.layer.reader == "markdown/1"
    assert reading.title == "A Story\u00a0Told Over Two Lines"
    assert reading.published == PartialDate(2022, 6, 15)
    assert reading.publisher == "Example Wire"
    assert reading.url == "https://example.org/story"
    assert reading.language == "en"
    assert reading.problems == ()


def test_the_head_stays_in_the_text_and_is_marked() -> None:
    text = HEAD + "\nNorway gives NOK 5 million.\n"
    layer = read(text).layer
    assert layer.text == text
    assert [(block.role, text[block.start : block.end]) for block in layer.blocks] == [
        (BlockRole.FRONT_MATTER, HEAD.rstrip("\n")),
        (BlockRole.PARAGRAPH, "Norway gives NOK 5 million."),
    ]


def test_without_a_stated_title_the_first_heading_is_the_title() -> None:
    assert read("# Norway gives more #\n\nText.").title == "Norway gives more"
    assert read("Text only.").title == ""


def test_what_is_not_understood_is_a_warning_and_stays_in_the_text() -> None:
    text = "---\ntitle: Aid\nauthors:\n  first: A\n---\nText.\n"
    reading = read(text)
    assert reading.layer.text == text
    (problem,) = reading.problems
    assert problem.code is ProblemCode.BROKEN_FRONT_MATTER
    assert problem.severity is Severity.WARNING
    assert problem.where == "story.md:3"


def test_an_ambiguous_date_is_a_warning_and_no_date() -> None:
    reading = read("---\ntitle: Aid\ndate: 05/06/2024\n---\nText.")
    assert reading.published is None
    assert [problem.excerpt for problem in reading.problems] == ["05/06/2024"]


def test_a_second_date_key_helps_out() -> None:
    reading = read("---\ntitle: Aid\ndate: June\npublished_time: 2024-06-05 10:00\n---\nText.")
    assert reading.published == PartialDate(2024, 6, 5)
    assert reading.problems == ()


def test_a_head_that_is_never_closed_is_read_as_text() -> None:
    reading = read("---\ntitle: Aid\n\nNorway gives NOK 5 million.\n", "story.txt")
    assert [problem.code for problem in reading.problems] == [ProblemCode.BROKEN_FRONT_MATTER]
    assert BlockRole.FRONT_MATTER not in {block.role for block in reading.layer.blocks}

"""`conflicts` and `find` on a small book: rivals with both sentences, and a figure with what yields it."""

from pathlib import Path

import pytest
from cli_running import run

FIRST = "Denmark has allocated DKK 1.6 billion (EUR 400 million) to Ukraine, its ministry said on 26 September 2025."
SECOND = "Sweden has allocated EUR 20 million to Ukraine, its defence ministry said on 10 January 2025."


@pytest.fixture
def book(tmp_path: Path) -> str:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "first.txt").write_text(FIRST + "\n", "utf-8")
    (texts / "second.txt").write_text(SECOND + "\n", "utf-8")
    place = str(tmp_path / "book.db")
    assert run("init", "--book", place).code == 0
    assert run("add", str(texts), "--published", "2025-09-27", "--book", place).code == 0
    return place


def test_a_restatement_that_is_off_is_listed_with_its_sentence(book: str) -> None:
    listed = run("conflicts", "--book", book)
    assert listed.code == 0
    assert "+86.6 %" in listed.output
    assert FIRST in listed.output
    [conflict] = run("conflicts", "--book", book, "--json").value()
    assert conflict["reason"] == "conversion"
    assert conflict["chosen"]["unit"] == "DKK"
    assert conflict["choice_rule"]


def test_only_the_reasons_asked_for_are_listed(book: str) -> None:
    ran = run("conflicts", "--reason", "typo", "--book", book)
    assert (ran.code, ran.output.strip()) == (0, "no conflicts")
    assert run("conflicts", "--reason", "nonsense", "--book", book).code == 2


def test_a_figure_is_found_with_what_yields_it(book: str) -> None:
    found = run("find", "EUR 20 million", "--book", book, "--json").value()
    assert [match["role"] for match in found["matches"]] == ["chosen"]
    shown = run("find", "EUR 20 million", "--book", book).output
    assert "Sweden: EUR 20 million" in shown
    converted = run("find", "EUR 214 million", "--book", book)
    assert "all currencies" in converted.output


def test_what_the_book_knows_against_a_figure_is_told_with_it(book: str) -> None:
    found = run("find", "EUR 400 million", "--book", book, "--json").value()
    [match] = found["matches"]
    assert match["explained"].startswith("conversion: ")
    assert "+86.6 %" in run("find", "EUR 400 million", "--book", book).output


def test_a_figure_that_nothing_yields_says_so(book: str) -> None:
    ran = run("find", "EUR 7.77 billion", "--book", book)
    assert ran.code == 0
    assert ran.output.startswith("nothing in the book is EUR 7,770,000,000")


def test_what_is_no_figure_is_refused(book: str) -> None:
    ran = run("find", "plenty", "--book", book)
    assert ran.code == 2
    assert "EUR 1.4 bn" in ran.errors

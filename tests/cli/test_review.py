"""`review` lists what only a person can decide, and not what has been judged."""

from pathlib import Path

import pytest
from cli_running import run


@pytest.fixture
def book(tmp_path: Path) -> str:
    texts = tmp_path / "texts"
    texts.mkdir()
    told = "Lithuania has pledged EUR 10 million to Ukraine, its defence ministry said on {}.\n"
    (texts / "first.txt").write_text(told.format("10 January 2025"), "utf-8")
    (texts / "second.txt").write_text(told.format("1 July 2026"), "utf-8")
    place = str(tmp_path / "book.db")
    assert run("init", "--book", place).code == 0
    assert run("add", str(texts), "--published", "2026-07-02", "--book", place).code == 0
    return place


def test_a_question_is_asked_until_it_is_judged(book: str) -> None:
    [item] = run("review", "--book", book, "--json").value()
    left, right = item["question"]["left"], item["question"]["right"]
    shown = run("review", "--book", book).output
    assert shown.startswith("1 question waits")
    assert "at stake: EUR 10,000,000" in shown
    assert f"pledgebook judge same {left} {right}" in shown
    judged = run("judge", "different", left, right, "--reason", "two gifts", "--author", "me", "--book", book)
    assert judged.code == 0
    assert run("review", "--book", book).output == "0 questions wait\n"

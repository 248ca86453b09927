"""The extra `html` marks the frame of a page and alters no character of its text."""

from collections.abc import Sequence
from dataclasses import replace
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import BlockRole, Source
from pledgebook.model.problem import ProblemCode
from pledgebook.readers import html_main
from pledgebook.readers.base import Reading
from pledgebook.readers.html_main import HtmlMainReader
from pledgebook.readers.registry import choose_readers, read_source
from pledgebook.workflow.book import open_book
from pledgebook.workflow.extracting import extract_paths

pytest.importorskip("trafilatura", reason="needs the extra html")

# No element, class or id in it is one by which the reader `html` knows a frame.
PAGE = """<!doctype html><html lang="en"><head><title>Latvia gives</title></head><body>
<div class="a1"><p>Latest: Norway has given EUR 9 million to Ukraine.</p><p><a href="/">Front page</a></p></div>
<div class="article-body"><h1>Latvia gives</h1>
<p>Latvia has transferred EUR&nbsp;5&nbsp;million<sup>1</sup> to Moldova, its ministry of fi&shy;nance said in Riga on
5 June 2025. The money comes out of the budget of this year, and the ministry called it a beginning.</p>
<h2>What was given before</h2>
<p>In March the government had already decided on help for the winter, of which the larger part went to hospitals in
the north of the country, to two schools and to the people who look after them.</p>
<ul><li>Latvia gave two ambulances.</li><li>Latvia gave ten generators.</li></ul>
<table><tr><th>Year</th><th>Sum</th></tr><tr><td>2024</td><td>EUR 3 million</td></tr></table>
<p>The minister will travel to Chisinau in the autumn,<br>and she will take a delegation of teachers along.</p></div>
<div class="c1"><p>Estonia has given EUR 7 million to Ukraine.</p><p>All rights reserved.</p></div>
</body></html>"""
FRAGMENTS = st.sampled_from(
    [
        *("<div>", "</div>", "<p>", "<li>", "<h1>", "<h2>", "<table><tr><td>", "<br>", "<a href=x>", "</a>", "<sup>"),
        *("Latvia gave EUR 5 million to Moldova in June. ", "a\u00a0b ", "fi\u00adnance ", "Share ", "\ud800", "2²"),
    ]
)


def read(page: str, *, main: bool) -> Reading:
    data = page.encode(errors="replace")
    reading = read_source(Source("page.html", data), choose_readers(main_content=main))
    assert isinstance(reading, Reading)
    return reading


def frames(reading: Reading) -> list[str]:
    text = reading.layer.text
    return [text[block.start : block.end] for block in reading.layer.blocks if block.role is BlockRole.BOILERPLATE]


def test_what_stands_around_the_story_is_marked_and_the_story_is_not() -> None:
    marked = read(PAGE, main=True)
    assert frames(read(PAGE, main=False)) == []
    assert frames(marked)[0].startswith("Latest: Norway")
    assert "Estonia has given EUR 7 million to Ukraine." in frames(marked)
    story = {block.role for block in marked.layer.blocks}
    assert {BlockRole.TITLE, BlockRole.HEADING, BlockRole.LIST_ITEM, BlockRole.TABLE_ROW} <= story
    assert not any("Latvia" in frame or "minister" in frame or "EUR 3" in frame for frame in frames(marked))


def test_text_and_bounds_are_the_same_to_the_byte_with_and_without() -> None:
    plain, marked = read(PAGE, main=False), read(PAGE, main=True)
    assert marked.layer.text.encode() == plain.layer.text.encode()
    bounds = [[(block.start, block.end) for block in reading.layer.blocks] for reading in (plain, marked)]
    assert bounds[0] == bounds[1]
    assert (plain.layer.reader, marked.layer.reader) == ("html/1", "html+main/1")
    assert replace(marked, layer=plain.layer) == plain


@given(parts=st.lists(FRAGMENTS, max_size=40))
def test_no_page_has_another_text_or_other_bounds(parts: Sequence[str]) -> None:
    source = Source("page.html", ("<html>" + "".join(parts)).encode(errors="replace"))
    plain, marked = (read_source(source, choose_readers(main_content=main)) for main in (False, True))
    if not isinstance(plain, Reading) or not isinstance(marked, Reading):
        assert plain == marked
        return
    assert marked.layer.text == plain.layer.text
    for before, after in zip(plain.layer.blocks, marked.layer.blocks, strict=True):
        assert after in (before, replace(before, role=BlockRole.BOILERPLATE))


def test_a_page_without_main_content_keeps_its_roles_and_says_so() -> None:
    page = "<html><body><p>–</p></body></html>"
    plain, marked = read(page, main=False), read(page, main=True)
    assert marked.layer.blocks == plain.layer.blocks
    assert [problem.code for problem in marked.problems] == [ProblemCode.BROKEN_MARKUP]


def test_no_sum_is_taken_from_a_frame_and_the_book_knows_the_reader(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    found = {}
    for main in (False, True):
        [outcome] = extract_paths([str(page)], None, None, choose_readers(main_content=main))
        assert outcome.extraction is not None
        found[main] = {item.amount.text for item in outcome.extraction.statements if item.amount is not None}
    assert found[False] - found[True] == {"EUR 9 million", "EUR 7 million"}
    assert "EUR\u00a05\u00a0million" in found[True]
    with open_book(str(tmp_path / "book.db"), create=True) as book:
        book.add([page], main_content=True)
        [document] = book.documents()
        assert document.reader == "html+main/1"
        assert book.verify().sound


def test_without_the_extra_the_call_names_it_and_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(html_main, "version", missing)
    with pytest.raises(UsageFault, match="extra 'html'") as fault:
        choose_readers(main_content=True)
    assert "pip install 'pledgebook[html]'" in fault.value.remedy
    with open_book(str(tmp_path / "book.db"), create=True) as book, pytest.raises(UsageFault):
        book.add([tmp_path], main_content=True)
    assert choose_readers(main_content=False)


def test_another_release_is_refused_because_it_may_mark_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_main, "version", lambda _: "2.0.0")
    with pytest.raises(UsageFault, match=r"2\.0\.0 is installed"):
        HtmlMainReader().read(Source("page.html", PAGE.encode()))

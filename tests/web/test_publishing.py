"""A published site stands alone: links hold, bytes are the same, only quotes, nothing restricted, sums anew."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from web_desk import make_sample_book

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Source
from pledgebook.web.publishing.links import file_of
from pledgebook.web.publishing.site import publish_site
from pledgebook.workflow.adding import Attribution
from pledgebook.workflow.book import open_book


@pytest.fixture(scope="module")
def site(sample_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "out"
    with open_book(sample_book) as book:
        publish_site(book, folder, address="https://example.org/aid")
    return folder


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


def test_every_link_of_every_page_leads_to_a_file_and_an_anchor_that_is_there(site: Path) -> None:
    anchors: dict[Path, set[str]] = {}
    count = 0
    for page in pages(site):
        text = page.read_text(encoding="utf-8")
        for address in re.findall(r'(?:href|src)="([^"]*)"', text):
            target, _, anchor = unescape(address).partition("#")
            if target.startswith(("http://", "https://")):
                continue
            assert not target.startswith("/"), (page.name, address)
            place = (page.parent / unquote(target)).resolve() if target else page.resolve()
            assert place.is_file(), (page.name, address)
            count += 1
            if anchor and place.suffix == ".html" and not anchor.startswith("stage-"):
                if place not in anchors:
                    anchors[place] = set(re.findall(r'id="([^"]+)"', place.read_text(encoding="utf-8")))
                assert anchor in anchors[place], (page.name, address)
    assert count > 5000


def test_the_same_book_gives_the_same_bytes(site: Path, sample_book: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    with open_book(sample_book) as book:
        publish_site(book, again, address="https://example.org/aid")
    files = sorted(path.relative_to(site) for path in site.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(again) for path in again.rglob("*") if path.is_file())
    for path in files:
        assert (site / path).read_bytes() == (again / path).read_bytes(), path


def test_only_quotes_go_out(site: Path, sample_book: Path) -> None:
    published = " ".join(
        " ".join(unescape(re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8"))).split()) for path in pages(site)
    )
    unsaid = 0
    with open_book(sample_book) as book:
        for document in book.documents():
            text = book.text_layer(document.id).text
            told = [statement.span for statement in book.statements(document.id)]
            for sentence in re.finditer(r"[A-Z][^.\n]{60,}\.", text):
                if not any(span.start < sentence.end() and sentence.start() < span.end for span in told):
                    unsaid += 1
                    assert sentence.group() not in published, document.name
    assert unsaid > 20, "the samples hold sentences that say nothing on support"


def test_what_is_restricted_is_nowhere_and_sums_are_without_it(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    closed_text = "Sweden transferred SEK 900 million to Moldova on 4 April 2025, the unseen gazette reports."
    open_text = "Norway transferred EUR 30 million to Moldova on 3 March 2025, the ministry said."
    with open_book(place, create=True) as book:
        book.add_sources([Source("open.txt", open_text.encode())], Attribution(publisher="A paper"))
        added = book.add_sources([Source("secret.txt", closed_text.encode())], Attribution(publisher="Unseen gazette"))
        publish_site(book, tmp_path / "before")
        book.judge("restrict", added.documents[0].document, author="Anna", reason="not ours to publish")
        result = publish_site(book, tmp_path / "after")
    assert result.restricted == 1
    before = "".join(path.read_text(encoding="utf-8", errors="replace") for path in (tmp_path / "before").rglob("*.*"))
    after = "".join(path.read_text(encoding="utf-8", errors="replace") for path in (tmp_path / "after").rglob("*.*"))
    for words in ("900 million", "Unseen gazette", "unseen gazette", added.documents[0].document[:16], "secret.txt"):
        assert words in before
        assert words not in after, words
    assert "EUR\u00a030\u202fm" in unescape((tmp_path / "after" / "index.html").read_text(encoding="utf-8"))


def test_the_feed_is_atom_with_what_the_book_learnt(site: Path) -> None:
    root = ET.fromstring((site / "feed.atom").read_bytes())  # noqa: S314  our own file
    names = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", names)
    assert root.findtext("a:updated", namespaces=names) == entries[0].findtext("a:updated", namespaces=names)
    assert "documents/" in (entries[0].findtext("a:content", namespaces=names) or "")
    assert all(entry.findtext("a:id", namespaces=names) for entry in entries)


def test_every_figure_of_a_brief_has_its_note(site: Path) -> None:
    briefs = sorted((site / "briefs").glob("*.html"))
    assert len(briefs) > 10
    for path in briefs:
        text = path.read_text(encoding="utf-8")
        notes = set(re.findall(r'<li id="(n\d+)">', text))
        assert notes == set(re.findall(r'href="#(n\d+)"', text)), path.name


def test_a_folder_with_other_things_is_left_alone(sample_book: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("do not touch", encoding="utf-8")
    with open_book(sample_book) as book, pytest.raises(UsageFault, match="other things"):
        publish_site(book, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "do not touch"


@pytest.mark.parametrize("name", ["../../etc", "a/b", "", ".", "..", "x" * 200, "Ї", "NUL:", "DK+SE"])
def test_file_names_are_safe_whatever_the_code_is(name: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}", file_of(name))
    assert ".." not in file_of(name)


def test_a_site_of_an_empty_book_says_so(tmp_path: Path) -> None:
    with open_book(tmp_path / "empty.db", create=True) as book:
        publish_site(book, tmp_path / "site")
    assert "Nothing to draw yet" in (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_samples_book_is_what_the_site_shows(site: Path, tmp_path: Path) -> None:
    with open_book(make_sample_book(tmp_path)) as book:
        names = {f"{flow.id}.html" for flow in book.flows()}
    assert {path.name for path in (site / "flows").glob("*.html")} == names

"""What every exporter promises: the same bytes, a true manifest, quotes only, nothing restricted, all or nothing."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pledgebook.errors import UsageFault
from pledgebook.exchange.mapping import Direction
from pledgebook.exchange.outgoing.base import Layout
from pledgebook.exchange.outgoing.registry import EXPORTERS
from pledgebook.model.evidence import Source
from pledgebook.reports.query import Dimension
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.shipping import Order

SECRET = b"Japan has allocated USD 7 million to Jordan on 2 June 2024, a paper wrote.\n\nIt rained on that day.\n"
FORMATS = sorted(EXPORTERS)


@pytest.fixture(scope="module")
def book() -> Iterator[Book]:
    with Book(MemoryStore()) as book:
        book.add_sources([*sample_sources(), Source("secret.txt", SECRET)])
        yield book


def contents(path: Path) -> dict[str, bytes]:
    """Return the files of an export by name, its manifest left out."""
    files = sorted(path.rglob("*")) if path.is_dir() else sorted(path.parent.glob(f"{path.name}*"))
    return {
        str(file.relative_to(path if path.is_dir() else path.parent)): file.read_bytes()
        for file in files
        if file.is_file() and not file.name.endswith("manifest.json")
    }


def out(name: str, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder / f"book{EXPORTERS[name].suffix}"


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_book_gives_the_same_bytes(book: Book, name: str, tmp_path: Path) -> None:
    first = book.export(name, out(name, tmp_path / "a"))
    second = book.export(name, out(name, tmp_path / "b"))
    assert contents(first.path) == contents(second.path)
    assert first.manifest_path.read_bytes() == second.manifest_path.read_bytes()
    again = book.export(name, first.path)
    assert contents(again.path) == contents(second.path), "an export takes the place of an earlier one"
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.parametrize("name", FORMATS)
def test_the_manifest_is_true(book: Book, name: str, tmp_path: Path) -> None:
    exported = book.export(name, out(name, tmp_path), Order(as_of=date(2030, 1, 1)))
    manifest = json.loads(exported.manifest_path.read_bytes())
    files = contents(exported.path)
    assert {note["name"]: (note["size_bytes"], note["sha256"]) for note in manifest["files"]} == {
        name: (len(body), hashlib.sha256(body).hexdigest()) for name, body in files.items()
    }
    header = manifest["header"]
    assert header["format"] == name
    assert header["head_hash"] == book._store.head().hash
    assert header["query"] == {"as_of": "2030-01-01"}
    assert header["sources"]
    assert all(count > 0 for count in manifest["counts"].values())
    losses = [body for name, body in files.items() if name.endswith("lost.jsonl")]
    assert sum(note["count"] for note in manifest["lost"]) == sum(body.count(b"\n") for body in losses)


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_restricted_goes_out(book: Book, name: str, tmp_path: Path) -> None:
    before = book.export(name, out(name, tmp_path / "before"))
    (secret,) = [document.id for document in book.documents() if document.name == "secret.txt"]
    judgement = book.judge("restrict", secret, author="a clerk", reason="not ours to show")
    try:
        after = book.export(name, out(name, tmp_path / "after"))
    finally:
        book.judge("withdraw", judgement.id, author="a clerk", reason="end of the test")
    assert after.manifest.header.withheld == 1
    assert before.manifest.header.withheld == 0
    assert contents(after.path) != contents(before.path)
    assert not any(b"Jordan" in body or secret.encode() in body for body in contents(after.path).values())


@pytest.mark.parametrize("name", FORMATS)
def test_no_whole_text_goes_out(book: Book, name: str, tmp_path: Path) -> None:
    exported = book.export(name, out(name, tmp_path))
    everything = b"\n".join(contents(exported.path).values())
    for document in book.documents():
        text = book.text_layer(document.id).text
        assert text.encode() not in everything


@pytest.mark.parametrize("name", FORMATS)
def test_narrowing_leaves_the_rest_out(book: Book, name: str, tmp_path: Path) -> None:
    whole = book.export(name, out(name, tmp_path / "whole"))
    part = book.export(name, out(name, tmp_path / "part"), Order(only=((Dimension.FUNDER, "LT"),)))
    assert part.manifest.header.query == {"only": "funder=LT"}
    assert sum(part.manifest.counts.values()) < sum(whole.manifest.counts.values())


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_there_is_not_harmed(book: Book, name: str, tmp_path: Path) -> None:
    path = out(name, tmp_path)
    if EXPORTERS[name].layout is Layout.FOLDER:
        path.mkdir()
        (path / "letters.txt").write_text("dear all")
        with pytest.raises(UsageFault, match="other things"):
            book.export(name, path)
        assert (path / "letters.txt").read_text() == "dear all"
    else:
        path.mkdir()
        with pytest.raises(UsageFault, match="is a folder"):
            book.export(name, path)
    (tmp_path / "a file").write_text("")
    with pytest.raises(UsageFault, match="cannot be written"):
        book.export(name, tmp_path / "a file" / path.name)


@pytest.mark.parametrize("name", FORMATS)
def test_every_field_is_mapped(name: str) -> None:
    mapping = EXPORTERS[name].mapping
    assert (mapping.name, mapping.direction) == (name, Direction.OUTGOING)
    assert mapping.fields
    assert len({field.theirs for field in mapping.fields}) == len(mapping.fields)

"""Bad input: a clear message with file and remedy, a documented exit code, and nothing lost."""

import os
import sqlite3
import time
from pathlib import Path

import pytest
from cli_running import run

GOOD = "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry in Oslo said.\n"

FIFTY_MEGABYTES_WITHIN = 60.0  # seconds of processor time, however busy the machine; measured: 9


@pytest.fixture
def book(tmp_path: Path) -> str:
    return str(tmp_path / "book.db")


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.txt", b"", "empty-file"),
        ("blank.txt", b" \n\n", "empty-file"),
        ("noise.txt", b"Norway \x00\x01\x02 gave", "binary-file"),
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "unsupported-format"),
        ("latin.txt", "Færøerne støtter".encode("cp1252"), "undecodable-text"),
    ],
)
def test_one_bad_file_among_good_ones(tmp_path: Path, book: str, name: str, data: bytes, code: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a-good.txt").write_text(GOOD, encoding="utf-8")
    (folder / name).write_bytes(data)
    ran = run("add", str(folder), "--book", book)
    assert ran.code == 3
    assert f"[{code}]" in ran.errors
    assert name in ran.errors
    assert "remedy:" in ran.errors
    flows = run("flows", "--book", book, "--json").value()
    assert [flow["funders"] for flow in flows] == [["NO"]]
    assert run("verify", "--book", book).code == 0


def test_a_file_that_is_not_there(book: str) -> None:
    ran = run("add", "no-such-file.txt", "--book", book)
    assert ran.code == 3
    assert "[unreadable-path] no-such-file.txt" in ran.errors


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read every folder")
def test_a_folder_without_right_to_read(tmp_path: Path, book: str) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    folder.chmod(0)
    ran = run("add", str(folder), "--book", book)
    folder.chmod(0o700)
    assert ran.code == 3
    assert "[unreadable-path]" in ran.errors


def test_fifty_megabytes_of_text(tmp_path: Path, book: str) -> None:
    begun = time.process_time()
    large = tmp_path / "large.txt"
    filler = "The committee met again and spoke about the weather at length. " * 80 + "\n"
    with large.open("w", encoding="utf-8") as stream:
        stream.write(GOOD)
        while stream.tell() < 50_000_000:
            stream.write(filler)
    ran = run("add", str(large), "--book", book)
    assert ran.code == 0, ran.errors
    assert time.process_time() - begun < FIFTY_MEGABYTES_WITHIN
    flows = run("flows", "--book", book, "--json").value()
    assert [flow["funders"] for flow in flows] == [["NO"]]


def test_no_book(book: str) -> None:
    ran = run("flows", "--book", book)
    assert ran.code == 4
    assert "remedy:" in ran.errors
    assert not Path(book).exists(), "asking makes nothing"


def test_a_book_that_is_no_book(tmp_path: Path) -> None:
    text, other = tmp_path / "note.txt", tmp_path / "other.db"
    text.write_text(GOOD, encoding="utf-8")
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE mine (a)")
    connection.close()
    for place in (text, other, tmp_path):
        for verb in (["flows"], ["add", str(text)], ["init"], ["verify"]):
            before = place.read_bytes() if place.is_file() else b""
            ran = run(*verb, "--book", str(place))
            assert ran.code == 4, (verb, place)
            assert "remedy:" in ran.errors
            assert (place.read_bytes() if place.is_file() else b"") == before, "what is not ours is left alone"


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "totals", "--by", "colour"],
        ["report", "totals", "--stages", "soon"],
        ["report", "totals", "--only", "funder"],
        ["explain", "s-nothing"],
        ["judge", "same", "s-1", "--reason", "x"],
        ["judge", "accept", "s-1", "--reason", " "],
        ["judge", "set-value", "s-1", "--reason", "x"],
        ["statements", "--document", "zz"],
    ],
)
def test_calls_that_make_no_sense(tmp_path: Path, book: str, arguments: list[str]) -> None:
    text = tmp_path / "a.txt"
    text.write_text(GOOD, encoding="utf-8")
    run("add", str(text), "--book", book)
    ran = run(*arguments, "--book", book)
    assert ran.code == 2, ran.errors
    assert "remedy:" in ran.errors


def test_an_unknown_date_is_told(book: str) -> None:
    ran = run("add", "x.txt", "--published", "soon", "--book", book)
    assert ran.code == 2
    assert "YYYY-MM-DD" in ran.errors


def test_faults_are_json_when_json_is_asked(book: str) -> None:
    ran = run("flows", "--book", book, "--json")
    assert ran.output == ""
    assert '"error"' in ran.errors

"""A book through text: from a file to a server and back, refused when damaged, whole or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_running import run

from pledgebook.store.book_tables import STAGE_SUMS
from pledgebook.store.dumping import dump_lines, load_lines
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration
from pledgebook.store.postgres import PostgresStore
from pledgebook.store.registry import open_store
from pledgebook.store.sqlite import SqliteStore
from pledgebook.workflow.book import open_book

TEXTS = {
    "a.md": "---\ndate: 2024-11-23\n---\nLithuania has transferred EUR 10 million to Ukraine.\n",
    "b.md": "---\ndate: 2024-07-03\n---\nNorway will give NOK 300 million to Ukraine, said the ministry.\n",
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    place = tmp_path / "book.db"
    assert run("add", *(str(tmp_path / name) for name in TEXTS), "--book", str(place)).code == 0
    with open_book(place) as opened:
        subject = opened.statements()[0].id
    judged = run("judge", "accept", subject, "--reason", "read it", "--author", "Ada", "--book", str(place))
    assert judged.code == 0
    return place


def test_from_a_file_to_a_server_and_back(book: Path, tmp_path: Path, postgres_place: str) -> None:
    first, second, third = (tmp_path / f"{number}.jsonl" for number in (1, 2, 3))
    dumped = run("dump", "--out", str(first), "--book", str(book), "--json")
    assert dumped.value()["lines"] == len(first.read_bytes().splitlines())
    loaded = run("load", str(first), "--book", postgres_place, "--json")
    assert loaded.code == 0
    assert loaded.value()["sums"]["archived"] == 2
    assert run("dump", "--out", str(second), "--book", postgres_place).code == 0
    assert run("load", str(second), "--book", str(tmp_path / "back.db")).code == 0
    assert run("dump", "--out", str(third), "--book", str(tmp_path / "back.db")).code == 0
    assert first.read_bytes() == second.read_bytes() == third.read_bytes()
    for place in (str(book), postgres_place, str(tmp_path / "back.db")):
        assert run("verify", "--book", place).code == 0
        assert run("flows", "--book", place, "--json").output == run("flows", "--book", str(book), "--json").output
    assert "secret" not in run("verify", "--book", postgres_place).output


def test_through_pipes(book: Path, tmp_path: Path) -> None:
    program = [sys.executable, "-c", "from pledgebook.cli.main import main; main()"]
    dump = subprocess.run([*program, "dump", "--book", str(book)], capture_output=True, check=True).stdout
    copy = str(tmp_path / "copy.db")
    subprocess.run([*program, "load", "-", "--book", copy], input=dump, capture_output=True, check=True)
    assert subprocess.run([*program, "dump", "--book", copy], capture_output=True, check=True).stdout == dump
    cut = subprocess.run(
        [*program, "load", "-", "--book", str(tmp_path / "other.db")], input=dump[:-9], capture_output=True, check=False
    )
    assert cut.returncode == 3
    assert b"standard input: line " in cut.stderr


@pytest.mark.parametrize("engine", ["file", "server"])
def test_a_damaged_dump_leaves_nothing(book: Path, tmp_path: Path, engine: str, request: pytest.FixtureRequest) -> None:
    dump, copy = tmp_path / "dump.jsonl", str(tmp_path / "copy.db")
    if engine == "server":
        copy = str(request.getfixturevalue("postgres_place"))
    run("dump", "--out", str(dump), "--book", str(book))
    whole, there = dump.read_bytes(), sorted(tmp_path.iterdir())
    dump.write_bytes(whole.replace(b"10 million", b"90 million", 1))
    ran = run("load", str(dump), "--book", copy)
    assert ran.code == 3
    assert "line " in ran.errors
    assert "remedy" in ran.errors
    assert run("documents", "--book", copy, "--json").code == 4, "not even an empty book"
    assert sorted(tmp_path.iterdir()) == there
    dump.write_bytes(whole)
    assert run("load", str(dump), "--book", copy).code == 0
    again = run("load", str(dump), "--book", copy)
    assert again.code == 2
    assert "holds records already" in again.errors


def test_a_refused_load_leaves_an_empty_book_that_was_there(book: Path, tmp_path: Path, postgres_place: str) -> None:
    dump = tmp_path / "dump.jsonl"
    run("dump", "--out", str(dump), "--book", str(book))
    dump.write_bytes(dump.read_bytes()[:-9])
    for copy in (str(tmp_path / "copy.db"), postgres_place):
        assert run("init", "--book", copy).code == 0
        assert run("load", str(dump), "--book", copy).code == 3
        assert run("documents", "--book", copy, "--json").value() == []


def test_files_that_cannot_be_read_or_written_are_told(book: Path, tmp_path: Path) -> None:
    assert run("load", str(tmp_path / "missing"), "--book", str(tmp_path / "c.db")).code == 3
    assert run("load", str(tmp_path), "--book", str(tmp_path / "c.db")).code == 3
    assert run("dump", "--out", str(tmp_path / "no" / "folder"), "--book", str(book)).code == 2
    assert run("dump", "--json", "--book", str(book)).code == 2


def test_a_dump_never_takes_the_place_of_a_book(book: Path, tmp_path: Path) -> None:
    before = book.read_bytes()
    assert run("dump", "--out", str(book), "--book", str(book)).code == 2
    assert book.read_bytes() == before
    assert not list(tmp_path.glob("*.part"))


def test_a_dump_that_fails_leaves_the_one_before(tmp_path: Path) -> None:
    dump = tmp_path / "dump.jsonl"
    dump.write_text("the one before", encoding="utf-8")
    assert run("dump", "--out", str(dump), "--book", str(tmp_path / "missing.db")).code == 4
    assert dump.read_text(encoding="utf-8") == "the one before"
    assert not list(tmp_path.glob("*.part"))


def test_migrating_a_book_of_today_folds_it_anew(book: Path, tmp_path: Path) -> None:
    ran = run("migrate", "--book", str(book))
    assert ran.code == 0
    assert "present form" in ran.output
    assert run("migrate", "--book", str(book), "--json").value()["steps"] == []
    assert run("verify", "--book", str(book)).code == 0
    assert run("migrate", "--book", str(tmp_path / "missing.db")).code == 4


@pytest.mark.parametrize("engine", ["file", "server"])
def test_a_book_of_the_first_edition_is_brought_to_the_present_form(
    book: Path, tmp_path: Path, request: pytest.FixtureRequest, engine: str
) -> None:
    """Its journal stays as it was; what later steps keep is there afterwards."""
    first, old = MIGRATIONS[:1], str(tmp_path / "old.db")
    if engine == "server":
        old = str(request.getfixturevalue("postgres_place"))
    with open_store(str(book)) as store, opened(old, first) as older, older.begin() as work:
        load_lines(dump_lines(store), work, name="dump")
        work.commit()
    refused = run("verify", "--book", old)
    assert refused.code == 4
    assert "older pledgebook" in refused.errors
    assert "pledgebook migrate" in refused.errors
    migrated = run("migrate", "--book", old, "--json")
    assert migrated.value()["steps"] == [step.name for step in MIGRATIONS[1:]]
    assert run("verify", "--book", old).code == 0
    for verb in ("flows", "check", "statements", "report"):
        assert run(verb, "--book", old, "--json").output == run(verb, "--book", str(book), "--json").output
    with open_store(old) as store, open_store(str(book)) as present:
        assert list(dump_lines(store)) == list(dump_lines(present))
        assert list(store.projected(STAGE_SUMS)) == list(present.projected(STAGE_SUMS)) != []


def opened(place: str, migrations: tuple[Migration, ...]) -> SqliteStore | PostgresStore:
    """Make a book of an earlier edition."""
    if "://" in place:
        return PostgresStore(place, create=True, migrations=migrations)
    return SqliteStore(Path(place), create=True, migrations=migrations)

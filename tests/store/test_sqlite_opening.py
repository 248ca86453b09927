import os
import sqlite3
from pathlib import Path

import pytest

from pledgebook.errors import BookBroken, BookFault, BookForeign, BookMissing
from pledgebook.store.base import RecordKind
from pledgebook.store.chain import EMPTY
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration
from pledgebook.store.sqlite import SqliteStore
from pledgebook.store.sqlite_opening import APPLICATION_ID


def make(place: Path, kind: str) -> None:
    match kind:
        case "folder":
            place.mkdir()
        case "empty file":
            place.touch()
        case "text":
            place.write_text("Denmark pledged EUR 10 million.\n" * 100, encoding="utf-8")
        case "start of a book":
            place.write_bytes(b"SQLite format 3\x00" + bytes(50))
        case "other database" | "blank database":
            connection = sqlite3.connect(place)
            connection.execute("PRAGMA journal_mode = WAL")
            if kind == "other database":
                connection.execute("CREATE TABLE journal (number INTEGER)")
            connection.close()
        case "pipe":
            os.mkfifo(place)


@pytest.mark.parametrize(
    ("kind", "fault", "words"),
    [
        ("nothing", BookMissing, "no book at"),
        ("folder", BookForeign, "is a folder"),
        ("empty file", BookForeign, "is empty"),
        ("text", BookForeign, "not a book"),
        ("start of a book", BookBroken, "damaged"),
        ("other database", BookForeign, "another program"),
        ("blank database", BookForeign, "is empty"),
        ("pipe", BookForeign, "not a regular file"),
    ],
)
def test_what_is_no_book_is_refused_by_name_with_a_remedy(
    tmp_path: Path, kind: str, fault: type[BookFault], words: str
) -> None:
    place = tmp_path / "a book.db"
    make(place, kind)
    before = place.read_bytes() if place.is_file() else b""
    with pytest.raises(fault, match=words) as caught:
        SqliteStore(place)
    assert "a book.db" in str(caught.value)
    assert caught.value.remedy
    assert (place.read_bytes() if place.is_file() else b"") == before
    assert place.exists() == (kind != "nothing")


@pytest.mark.parametrize("kind", ["folder", "text", "other database", "pipe", "start of a book"])
def test_what_is_no_book_is_not_made_one(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "book.db"
    make(place, kind)
    with pytest.raises(BookFault):
        SqliteStore(place, create=True)


@pytest.mark.parametrize("kind", ["nothing", "empty file", "blank database"])
def test_a_book_is_made_where_there_is_nothing_even_after_an_interrupted_try(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "book.db"
    make(place, kind)
    SqliteStore(place, create=True).close()
    with SqliteStore(place) as store:
        assert store.head() == EMPTY


def test_a_book_needs_its_folder(tmp_path: Path) -> None:
    with pytest.raises(BookMissing, match="no folder"):
        SqliteStore(tmp_path / "missing" / "book.db", create=True)


@pytest.mark.parametrize("name", ["with space.db", "q?mode=memory.db", "hash#1.db", "100%.db", "ї.db"])
def test_any_file_name_will_do(tmp_path: Path, name: str) -> None:
    SqliteStore(tmp_path / name, create=True).close()
    assert [item.name for item in tmp_path.iterdir()] == [name]
    SqliteStore(tmp_path / name).close()


def test_creating_a_book_that_is_there_opens_it(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    for key in ("j-1", "j-2"):
        with SqliteStore(place, create=True) as store, store.begin() as work:
            work.append(RecordKind.JUDGEMENT, key, b"{}")
            work.commit()
    with SqliteStore(place) as store:
        assert store.head().number == 2


def test_the_file_carries_its_marks(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    SqliteStore(place, create=True).close()
    header = place.read_bytes()[:100]
    assert int.from_bytes(header[68:72]) == APPLICATION_ID
    assert int.from_bytes(header[60:64]) == len(MIGRATIONS)
    assert header[18:20] == b"\x02\x02"  # write-ahead log


SECOND = Migration("0002-test", ("CREATE TABLE notes (record {integer} NOT NULL PRIMARY KEY){table_end}",))


@pytest.fixture
def old_book(tmp_path: Path) -> Path:
    place = tmp_path / "book.db"
    with SqliteStore(place, create=True) as store, store.begin() as work:
        for key in ("j-1", "j-2"):
            work.append(RecordKind.JUDGEMENT, key, b'{"a":"body"}')
        work.commit()
    return place


def test_a_newer_book_is_refused_and_not_touched(old_book: Path) -> None:
    SqliteStore(old_book, migrate=True, migrations=(*MIGRATIONS, SECOND)).close()
    before = old_book.read_bytes()
    for migrate in (False, True):
        with pytest.raises(BookForeign, match=r"newer pledgebook.*0002-test") as caught:
            SqliteStore(old_book, migrate=migrate)
        assert caught.value.remedy
    assert old_book.read_bytes() == before


def test_a_missing_guard_is_found(old_book: Path) -> None:
    with SqliteStore(old_book) as store:
        store._connection.execute("DROP TRIGGER journal_no_update")
        assert list(store.findings()) == ["journal_no_update is missing or is not the one that a book has"]

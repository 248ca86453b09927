"""Older and newer books on every engine that lasts: the journal stays, data move, a failing step leaves nothing."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from pledgebook.errors import BookBroken, BookFault, BookForeign
from pledgebook.store.base import OpenedStore, RecordKind
from pledgebook.store.chain import EMPTY
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import Migration
from pledgebook.store.postgres import PostgresStore
from pledgebook.store.sqlite import SqliteStore

SECOND = Migration(
    "0002-test",
    (
        "CREATE TABLE notes (record {integer} NOT NULL PRIMARY KEY, note {key_text} NOT NULL){table_end}",
        "INSERT INTO notes (record, note) SELECT number, 'about ' || key FROM journal",
    ),
    append_only=("notes",),
)
THIRD = Migration(
    "0003-test",
    (
        "CREATE TABLE longer (record {integer} NOT NULL PRIMARY KEY, note {key_text} NOT NULL){table_end}",
        "INSERT INTO longer (record, note) SELECT record, note || '!' FROM notes",
        "DROP TABLE notes",
    ),
)
BROKEN = Migration("0003-broken", ("CREATE TABLE more (id {integer}){table_end}", "INSERT INTO nowhere VALUES (1)"))

Reopen = Callable[..., SqliteStore | PostgresStore]


@pytest.fixture(params=["file", "server"])
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Reopen:
    """Opens one and the same place, with the options given."""
    if request.param == "file":
        return lambda **options: SqliteStore(tmp_path / "book.db", **options)
    place = str(request.getfixturevalue("postgres_place"))
    return lambda **options: PostgresStore(place, **options)


@pytest.fixture
def old(reopen: Reopen) -> Reopen:
    """An opener of a book with two records, of the edition before."""
    with reopen(create=True) as store, store.begin() as work:
        for key in ("j-1", "j-2"):
            work.append(RecordKind.JUDGEMENT, key, b'{"a":"body"}')
        work.commit()
    return reopen


def notes(store: OpenedStore, table: str = "notes") -> list[tuple[object, ...]]:
    assert isinstance(store, SqliteStore | PostgresStore)
    return list(store._stream(f"SELECT record, note FROM {table} ORDER BY record"))  # noqa: S608  our own name


def test_an_older_book_is_opened_only_by_migrating_it(old: Reopen) -> None:
    newer = (*MIGRATIONS, SECOND)
    with old() as store:
        assert store.migrated == ()
        before = list(store.records())
    with pytest.raises(BookFault, match="older") as caught:
        old(migrations=newer)
    assert "pledgebook migrate" in caught.value.remedy
    with old(migrate=True, migrations=newer) as store:
        assert store.migrated == ("0002-test",)
        assert list(store.records()) == before
        assert list(store.findings()) == []
        assert notes(store) == [(1, "about j-1"), (2, "about j-2")]
    with old(migrate=True, migrations=newer) as store:
        assert store.migrated == ()
        assert list(store.records()) == before
        with store.begin() as work:
            assert work.append(RecordKind.JUDGEMENT, "j-3", b"{}")
            work.commit()


def test_several_steps_at_once(old: Reopen) -> None:
    with old(migrate=True, migrations=(*MIGRATIONS, SECOND, THIRD)) as store:
        assert store.migrated == ("0002-test", "0003-test")
        assert notes(store, "longer") == [(1, "about j-1!"), (2, "about j-2!")]
        assert list(store.findings()) == []


def test_an_empty_older_book_is_migrated_by_itself(reopen: Reopen) -> None:
    reopen(create=True).close()
    with reopen(migrations=(*MIGRATIONS, SECOND)) as store:
        assert store.head() == EMPTY
        assert store.migrated == ("0002-test",)
        assert notes(store) == []


def test_a_newer_book_is_refused(old: Reopen) -> None:
    old(migrate=True, migrations=(*MIGRATIONS, SECOND)).close()
    for migrate in (False, True):
        with pytest.raises(BookForeign, match=r"newer pledgebook.*0002-test") as caught:
            old(migrate=migrate)
        assert caught.value.remedy
    with old(migrations=(*MIGRATIONS, SECOND)) as store:
        assert store.head().number == 2


def test_a_step_that_fails_leaves_the_book_at_the_step_before(old: Reopen) -> None:
    with pytest.raises(BookBroken):
        old(migrate=True, migrations=(*MIGRATIONS, SECOND, BROKEN))
    with old(migrations=(*MIGRATIONS, SECOND)) as store:
        assert store.head().number == 2
        assert list(store.findings()) == []


def test_many_may_migrate_at_once(old: Reopen) -> None:
    start = threading.Barrier(3)
    faults: list[BaseException] = []

    def migrate() -> None:
        start.wait()
        try:
            old(migrate=True, migrations=(*MIGRATIONS, SECOND, THIRD)).close()
        except BaseException as fault:  # noqa: BLE001  carried to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=migrate) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with old(migrations=(*MIGRATIONS, SECOND, THIRD)) as store:
        assert list(store.findings()) == []

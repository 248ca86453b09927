"""What is refused at an address, by name and with a remedy."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from pledgebook.errors import BookFault, BookForeign, BookMissing, PledgebookError
from pledgebook.store.base import RecordKind
from pledgebook.store.chain import EMPTY
from pledgebook.store.postgres import PostgresStore
from pledgebook.store.postgres_address import parse_address
from pledgebook.store.verifying import verify_store


@pytest.fixture
def admin(postgres_address: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with psycopg.connect(postgres_address, autocommit=True) as connection:
        yield connection


def schema_of(place: str) -> sql.Identifier:
    return sql.Identifier(parse_address(place).schema)


def append(place: str, key: str) -> None:
    with PostgresStore(place, create=True) as store, store.begin() as work:
        work.append(RecordKind.JUDGEMENT, key, b"{}")
        work.commit()


def test_a_missing_book_is_told(postgres_place: str) -> None:
    with pytest.raises(BookMissing, match="no book at postgresql://") as caught:
        PostgresStore(postgres_place)
    assert "init" in caught.value.remedy


def test_a_missing_database_is_told(postgres_place: str) -> None:
    with pytest.raises(BookMissing, match="does not exist") as caught:
        PostgresStore(postgres_place.replace("/postgres?", "/no_such_database?"), create=True)
    assert caught.value.remedy


def test_a_server_that_is_not_there_is_told() -> None:
    with pytest.raises(BookFault, match=r"127\.0\.0\.1") as caught:
        PostgresStore("postgresql://ada:secret@127.0.0.1:1/x?connect_timeout=2")
    assert caught.value.remedy
    assert "secret" not in str(caught.value)


def test_an_address_that_the_library_cannot_read_is_told() -> None:
    with pytest.raises(PledgebookError) as caught:
        PostgresStore("postgresql://ada:secret@127.0.0.1:1/x?no_such_option=2")
    assert "no_such_option" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_schema_of_something_else_is_not_touched(
    postgres_place: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    name = schema_of(postgres_place)
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    admin.execute(sql.SQL("CREATE TABLE {}.journal (number BIGINT)").format(name))
    for create in (False, True):
        with pytest.raises(BookForeign, match="something else"):
            PostgresStore(postgres_place, create=create)
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = %s"
    assert admin.execute(tables, (parse_address(postgres_place).schema,)).fetchone() == (1,)


def test_an_empty_schema_is_made_a_book(postgres_place: str, admin: psycopg.Connection[tuple[object, ...]]) -> None:
    admin.execute(sql.SQL("CREATE SCHEMA {}").format(schema_of(postgres_place)))
    with pytest.raises(BookMissing):
        PostgresStore(postgres_place)
    append(postgres_place, "j-1")
    with PostgresStore(postgres_place) as store:
        assert store.head().number == 1


def test_creating_a_book_that_is_there_opens_it(postgres_place: str) -> None:
    for key in ("j-1", "j-2"):
        append(postgres_place, key)
    with PostgresStore(postgres_place) as store:
        assert store.head().number == 2


def test_books_of_two_schemas_are_two_books(postgres_place: str) -> None:
    other = f"{postgres_place}_b"
    append(postgres_place, "j-1")
    with PostgresStore(other, create=True) as store:
        assert store.head() == EMPTY
        assert list(store.findings()) == []
        store._session.connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema_of(other)))


def test_a_book_made_by_many_at_once_is_one_book(postgres_place: str) -> None:
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def make(name: str) -> None:
        start.wait()
        try:
            append(postgres_place, name)
        except BaseException as fault:  # noqa: BLE001  carried to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=make, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with PostgresStore(postgres_place) as store:
        assert sorted(record.key for record in store.records()) == list("abcd")


def test_a_database_that_cannot_keep_every_text_is_refused(
    postgres_address: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    admin.execute("DROP DATABASE IF EXISTS test_plain")
    admin.execute("CREATE DATABASE test_plain ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'")
    try:
        with pytest.raises(BookFault, match="SQL_ASCII") as caught:
            PostgresStore(postgres_address.replace("/postgres?", "/test_plain?"), create=True)
        assert "UTF8" in caught.value.remedy
    finally:
        admin.execute("DROP DATABASE test_plain")


@pytest.fixture
def reader(
    postgres_address: str, postgres_place: str, admin: psycopg.Connection[tuple[object, ...]]
) -> Iterator[tuple[str, sql.Identifier]]:
    """The address of a book for a role that owns nothing, and the role."""
    if "postgres@" not in postgres_address:
        pytest.skip("another server decides who may log in")
    append(postgres_place, "j-1")
    name = f"{parse_address(postgres_place).schema}_reader"
    role = sql.Identifier(name)
    admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
    yield postgres_place.replace("postgres@", f"{name}@"), role
    admin.execute(sql.SQL("DROP OWNED BY {}").format(role))
    admin.execute(sql.SQL("DROP ROLE {}").format(role))


def test_a_book_that_we_may_not_read_is_refused(reader: tuple[str, sql.Identifier]) -> None:
    with pytest.raises(BookFault, match="may not read") as caught:
        PostgresStore(reader[0])
    assert caught.value.remedy


def test_with_the_right_to_read_alone_a_book_is_read_but_not_written(
    reader: tuple[str, sql.Identifier], postgres_place: str, admin: psycopg.Connection[tuple[object, ...]]
) -> None:
    place, role = reader
    name = schema_of(postgres_place)
    admin.execute(sql.SQL("GRANT USAGE ON SCHEMA {} TO {}").format(name, role))
    admin.execute(sql.SQL("GRANT SELECT ON ALL TABLES IN SCHEMA {} TO {}").format(name, role))
    with PostgresStore(place) as store:
        assert not store.writable
        assert [record.key for record in store.records()] == ["j-1"]
        assert verify_store(store).faults[0].room == "journal"  # "{}" is no judgement; it was read all the same
        with pytest.raises(BookFault, match="only be read") as caught:
            store.begin()
        assert caught.value.remedy


def test_a_server_that_only_serves_readers_is_only_read(postgres_place: str) -> None:
    append(postgres_place, "j-1")
    standby = f"{postgres_place}&options=-c%20default_transaction_read_only%3Don"
    with PostgresStore(standby) as store:
        assert not store.writable
        assert store.head().number == 1
        with pytest.raises(BookFault, match="only be read"):
            store.begin()


@pytest.mark.parametrize(
    "change",
    [
        "DROP TRIGGER journal_no_update ON journal",
        "ALTER TABLE archive DISABLE TRIGGER archive_no_delete",
        "ALTER TABLE archive ENABLE TRIGGER archive_no_delete",
        "ALTER TABLE postings DROP CONSTRAINT postings_entry_fkey",
        "ALTER TABLE journal DROP CONSTRAINT journal_kind_key_key",
        "ALTER TABLE flows ALTER low TYPE NUMERIC",
        'ALTER TABLE journal ALTER key TYPE TEXT COLLATE "default"',
        "ALTER TABLE texts ALTER compressed DROP NOT NULL",
        "ALTER TABLE texts ADD COLUMN more TEXT",
        "DROP INDEX entries_by_flow",
        "CREATE TABLE more (id BIGINT)",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    ],
)
def test_tables_and_guards_that_are_not_those_of_a_book_are_found(postgres_place: str, change: str) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        assert list(store.findings()) == []
        store._session.run(change)
        assert "is not the one that a book has" in next(store.findings())
        assert verify_store(store).faults[0].room == "file"

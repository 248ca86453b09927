"""Any flipped bit is found: in any column of any table on both engines, anywhere in the file of a book."""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, assume, given, reject, settings
from hypothesis import strategies as st
from postgres_server import schema
from psycopg import sql
from psycopg.errors import UniqueViolation

from pledgebook.errors import PledgebookError
from pledgebook.ledger.reading import Reading
from pledgebook.ledger.sums import StageSum
from pledgebook.model.entry import Account, Entry, Posting
from pledgebook.model.evidence import Document, Span, TextLayer
from pledgebook.model.flow import Check, Flow
from pledgebook.model.identity import digest
from pledgebook.model.judgement import Decision
from pledgebook.model.quantity import Amount, Quantity
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reports.contents import DocumentLine
from pledgebook.reports.flow_values import FlowValue
from pledgebook.reports.query import Omission
from pledgebook.reports.share_sums import keep_sums
from pledgebook.reports.shares import Share
from pledgebook.store.base import Store
from pledgebook.store.codec import record_of
from pledgebook.store.postgres import PostgresStore
from pledgebook.store.projections import PROJECTIONS, Projections
from pledgebook.store.sqlite import SqliteStore
from pledgebook.store.verifying import VerifyReport, verify_store

TEXT = "Lithuania set aside EUR 10 million. "

# What a bit can be flipped in: every column of every table that is not the counter of the schema.
COLUMNS = (
    *(("journal", column) for column in ("number", "kind", "key", "body", "recorded_us", "previous_hash", "hash")),
    *(("journal_head", column) for column in ("number", "hash")),
    *(("archive", column) for column in ("digest", "size_bytes", "compressed_digest", "compressed")),
    *(("texts", column) for column in ("document", "compressed_digest", "compressed")),
    *(
        ("projection_marks", column)
        for column in ("name", "digest", "row_count", "folded_number", "folded_hash", "folded_by")
    ),
    *((table.name, column) for item in PROJECTIONS for table in item.tables for column in table.columns),
)


@pytest.fixture(scope="module")
def sound_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed book in which every table has rows, all of them sound."""
    path = tmp_path_factory.mktemp("books") / "sound.db"
    with SqliteStore(path, create=True) as store:
        _make_sound(store)
    return path


def _make_sound(store: Store) -> None:
    with store.begin() as work:
        name = work.archive(TEXT.encode())
        work.keep_text(name, TextLayer(TEXT, "plain/1"))
        work.append(*record_of(_document(name)))
        for identity in ("s-1", "s-2"):
            work.append(*record_of(_statement(name, identity)))
        work.replace_projections(_example_projections(name))
        work.commit()
    assert _verify(store).sound


def _verify(store: Store) -> VerifyReport:
    return verify_store(store, lambda _store, _head: _example_projections(digest(TEXT.encode())))


def _document(name: str) -> Document:
    return Document(name, "a.txt", "", "", "", None, "en", "plain/1", digest(TEXT.encode()), len(TEXT))


BLANK: Mapping[object, object] = {
    str: "x",
    int: 1,
    float: 1.5,
    Decimal: Decimal(1),
    date: date(2024, 11, 23),
    PartialDate: PartialDate(2024, 11),
    Period: Period(2024, 2025),
}


def _of(kind: type, **known: object) -> Any:  # noqa: ANN401  a value of that type
    """A plain value of a type of the model; no column that it fills is empty."""
    hints = get_type_hints(kind)
    values = {}
    for field in fields(kind):
        hint = hints[field.name]
        if field.name in known:
            values[field.name] = known[field.name]
        elif get_origin(hint) is tuple:
            values[field.name] = ()
        elif NoneType in get_args(hint):
            values[field.name] = BLANK.get(get_args(hint)[0])
        elif isinstance(hint, type) and issubclass(hint, Enum):
            values[field.name] = next(iter(hint))
        else:
            values[field.name] = BLANK[hint]
    return kind(**values)


def _statement(document: str, identity: str) -> Statement:
    ten_million = _of(Amount, text="EUR 10 million", start=20, end=34, unit="EUR")
    said = {"id": identity, "document": document, "span": Span.of(TEXT, 1, 35), "amount": ten_million}
    value: Statement = _of(Statement, **said, donors=("LT",), recipients=("UA",))
    return value


def _example_projections(document: str) -> Projections:
    million = Quantity(Decimal(9), Decimal(10), Decimal(11), "EUR")
    account = Account("origin", "LT")
    told: dict[str, Any] = {"title": "t", "publisher": "p", "published": PartialDate(2024, 11)}
    postings = (Posting(account, Decimal(-10), Decimal(-10), Decimal(-10)),)
    return Projections(
        statements=(_statement(document, "s-1"), _statement(document, "s-2")),
        decisions=(_of(Decision, left="s-1", right="s-2", rule="repeat"),),
        flows=(_of(Flow, id="f-1", quantity=million, statements=("s-1", "s-2"), funders=("LT",), recipients=("UA",)),),
        checks=(
            _of(
                Check,
                id="c-1",
                asserted=million,
                explained=million,
                remainder=million,
                statements=("s-1",),
                explained_by=("f-1",),
                funders=("LT",),
                recipients=("UA",),
            ),
        ),
        entries=(_of(Entry, id="e-1", flow="f-1", unit="EUR", postings=postings),),
        stage_sums=(_of(StageSum, funders="LT", unit="EUR"),),
        documents=(DocumentLine(replace(_document(document), **told), 1, 1, 1),),
        flow_values=(FlowValue("f-1", 1000),),
        shares=(_share(),),
        share_sums=keep_sums([_share()]),
        folded_by="rules/1",
    )


def _share() -> Share:
    ten = Reading(Decimal(9), Decimal(10), Decimal(11))
    day, omitted = date(2024, 11, 23), Omission.IN_PARTS
    known = {"reading": ten, "value": ten, "first": day, "until": date(2025, 1, 1), "omitted": omitted}
    share: Share = _of(Share, **known, unpriced=Omission.NO_RATE, funders="LT", unit="EUR", several=True)
    return share


def _flip(value: str | int | bytes, bit: int) -> str | int | bytes:
    if isinstance(value, int):
        return value ^ (1 << bit % 62)
    data = bytearray(value.encode() if isinstance(value, str) else value)
    data[bit // 8 % len(data)] ^= 1 << bit % 8
    return bytes(data)


def _write_flipped(path: Path, table: str, column: str, bit: int) -> None:
    """Flip one bit of one value behind the back of the store."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        found = connection.execute(f"SELECT rowid, {column} FROM {table} WHERE {column} <> ''").fetchall()  # noqa: S608  our own names
        row, value = found[bit % len(found)]
        kind = "TEXT" if isinstance(value, str) else "BLOB" if isinstance(value, bytes) else "INTEGER"
        changed = f"UPDATE OR REPLACE {table} SET {column} = CAST(? AS {kind}) WHERE rowid = ?"  # noqa: S608  our own names
        connection.execute(changed, (_flip(value, bit), row))
        for _, definition in guards:  # nothing but the flipped bit is to give it away
            connection.execute(definition)
    finally:
        connection.close()


@pytest.mark.parametrize(("table", "column"), COLUMNS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, 4095))
def test_a_flipped_bit_in_any_column_is_found(sound_book: Path, table: str, column: str, bit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        path.write_bytes(sound_book.read_bytes())
        _write_flipped(path, table, column, bit)
        with SqliteStore(path) as store:
            report = _verify(store)
        assert not report.sound
        assert report.faults[0].place
        assert report.faults[0].message


def _content(store: SqliteStore) -> list[object]:
    """Everything that a book is there to keep."""
    kept: list[object] = [store.head(), *store.records()]
    kept += [(name, store.archive(name)) for name in store.archived()]
    kept += [(name, store.text_layer(name)) for name in store.texts()]
    kept += [row for projection in PROJECTIONS for row in store.projected_rows(projection)]
    return kept


@pytest.fixture(scope="module")
def sound_content(sound_book: Path) -> list[object]:
    with SqliteStore(sound_book) as store:
        return _content(store)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_a_flipped_bit_anywhere_in_the_file_is_found_or_touches_nothing(
    sound_book: Path, sound_content: list[object], place: float, bit: int
) -> None:
    data = bytearray(sound_book.read_bytes())
    filled = [offset for offset, byte in enumerate(data) if byte]  # most of so small a file is blank
    data[filled[int(place * len(filled))]] ^= 1 << bit
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.db"
        path.write_bytes(data)
        try:
            store = SqliteStore(path)
        except PledgebookError:
            return  # found before anything was read
        with store:
            report = _verify(store)
            assert not report.sound or _content(store) == sound_content


@pytest.fixture(scope="module")
def sound_server_book(postgres_address: str) -> Iterator[PostgresStore]:
    with schema(postgres_address) as place, PostgresStore(place, create=True) as store:
        _make_sound(store)
        yield store


@contextmanager
def _flipped_on_server(store: PostgresStore, table: str, column: str, bit: int) -> Iterator[None]:
    """Flip one bit of one value behind the back of the store, and back."""
    connection = store._session.connection
    place, kind = sql.Identifier(table), sql.SQL("::").join((sql.Identifier(column), sql.SQL("text")))
    query = sql.SQL("SELECT ctid::text, {} FROM {} WHERE {} <> '' ORDER BY 2").format(
        sql.Identifier(column), place, kind
    )
    found = connection.execute(query).fetchall()
    row, value = found[bit % len(found)]
    flipped = _flip(value, bit)
    if isinstance(value, str):
        text = bytes(flipped).decode(errors="replace") if isinstance(flipped, bytes) else ""
        assume("\0" not in text and "\ufffd" not in text)  # the server itself refuses what is no text
        flipped = text
    before = sql.SQL("UPDATE {} SET {} = %s WHERE ctid = %s::tid RETURNING ctid::text").format(
        place, sql.Identifier(column)
    )
    guard = sql.Identifier(f"{table}_no_update")
    guarded = table in {"journal", "archive", "texts"}
    connection.execute("SET session_replication_role = replica")  # no looking after references
    if guarded:
        connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(place, guard))
    try:
        answer = connection.execute(before, (flipped, row)).fetchone()
        if guarded:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(place, guard))
        yield
        if guarded:
            connection.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(place, guard))
        assert answer is not None
        connection.execute(before, (value, answer[0]))
    except UniqueViolation:
        reject()  # the server itself refuses it: there is such a row already
    finally:
        if guarded:
            connection.execute(sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}").format(place, guard))
        connection.execute("SET session_replication_role = origin")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bit=st.integers(0, 4095))
def test_a_flipped_bit_in_any_column_is_found_on_a_server(
    sound_server_book: PostgresStore, table: str, column: str, bit: int
) -> None:
    with _flipped_on_server(sound_server_book, table, column, bit):
        report = _verify(sound_server_book)
        assert not report.sound
        assert report.faults[0].place
        assert report.faults[0].message
    assert _verify(sound_server_book).sound

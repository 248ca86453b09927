import sqlite3
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from pledgebook.model.entry import Account, Entry, Posting
from pledgebook.model.evidence import Document, Span, TextLayer
from pledgebook.model.identity import digest
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, Scope, Statement
from pledgebook.store.base import Head, Store
from pledgebook.store.codec import record_of
from pledgebook.store.memory import MemoryStore
from pledgebook.store.projections import PROJECTIONS, Projections
from pledgebook.store.sqlite import SqliteStore
from pledgebook.store.verifying import verify_store

TEXT = "Sweden signed a memorandum."
DOCUMENT = digest(TEXT.encode())


def statement(identity: str = "s-1", quote: str = "Sweden signed") -> Statement:
    return Statement(
        id=identity,
        document=DOCUMENT,
        span=Span(0, 13, quote),
        kind=Kind.UNQUANTIFIED,
        amount=None,
        equivalents=(),
        donors=("SE",),
        recipients=("UA",),
        implementing_actor="",
        budget_origin=BudgetOrigin.UNKNOWN,
        stage=Stage.SIGNED,
        date=None,
        period=None,
        scope=Scope.SINGLE,
        part_of=None,
        tranche=None,
        mechanism=None,
        purpose=None,
        items=(),
        also=(),
        expectations=(),
        rules=(),
    )


def document() -> Document:
    return Document(DOCUMENT, "sweden.txt", "", "", "", None, "en", "plain/1", digest(TEXT.encode()), len(TEXT))


def entry(best: int = 10) -> Entry:
    def posting(stage: str, sum_: int) -> Posting:
        return Posting(Account(stage, "f-1"), Decimal(sum_), Decimal(sum_), Decimal(sum_))

    postings = (posting("origin", -best), posting("signed", best))
    return Entry("e-1", "f-1", "EUR", postings, None, None, ("s-1",), ())


def fold(store: Store, head: Head) -> Projections:
    """A small fold that really reads the journal: the statements up to a head, and one entry."""
    kept = [record.key for record in store.records(until=head.number) if record.kind == "statement"]
    return Projections(statements=[statement(key) for key in kept], entries=[entry()], folded_by="test/1")


def fill(store: Store) -> None:
    with store.begin() as work:
        work.archive(TEXT.encode())
        work.keep_text(DOCUMENT, TextLayer(TEXT, "plain/1"))
        for value in (document(), statement("s-1"), statement("s-2")):
            work.append(*record_of(value))
        work.replace_projections(fold(store, store.head()))
        work.commit()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "book.db"
    with SqliteStore(place, create=True) as store:
        fill(store)
    return place


def damage(path: Path, *commands: str) -> None:
    """Change the file behind the back of the store, its guards lifted and put back."""
    connection = sqlite3.connect(path, isolation_level=None)
    guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    for command in commands:
        assert connection.execute(command).rowcount
    for _, definition in guards:
        connection.execute(definition)
    connection.close()


def test_a_sound_book_is_counted(path: Path) -> None:
    with SqliteStore(path) as store:
        report = verify_store(store, fold)
        assert report.sound
        assert (report.records, report.documents, report.statements, report.rows) == (3, 1, 2, 5)
        assert (report.head, report.behind, report.outdated) == (store.head(), 0, ())


def test_an_empty_book_is_sound(tmp_path: Path) -> None:
    for store in (MemoryStore(), SqliteStore(tmp_path / "book.db", create=True)):
        with store:
            assert verify_store(store, fold).sound


@pytest.mark.parametrize(
    ("commands", "room", "place", "words"),
    [
        (["UPDATE journal SET body = CAST(body || ' ' AS BLOB) WHERE number = 2"], "journal", "record 2", "hash"),
        (["UPDATE journal SET recorded_us = recorded_us + 1 WHERE number = 3"], "journal", "record 3", "hash"),
        (["DELETE FROM journal WHERE number = 2"], "journal", "record 2", "missing"),
        (["DELETE FROM journal WHERE number = 3"], "journal", "record 3", "ends after record 2"),
        (["UPDATE journal_head SET number = 2"], "journal", "record 4", "head"),
        (["DELETE FROM journal_head"], "journal", "journal", "head of the journal is missing"),
        (["UPDATE archive SET compressed = x'00'"], "archive", DOCUMENT, "damaged"),
        (["DELETE FROM archive"], "texts", f"document {DOCUMENT} (sweden.txt)", "not in the archive"),
        (["DELETE FROM texts"], "texts", f"document {DOCUMENT} (sweden.txt)", "text is missing"),
        (["UPDATE texts SET document = 'other'"], "texts", f"document {DOCUMENT} (sweden.txt)", "text is missing"),
        (["UPDATE entries SET flow = 'f-2'"], "projections", "entries e-1", "flow is 'f-2', the journal yields 'f-1'"),
        (["UPDATE postings SET best = 1001 WHERE position = 1"], "projections", "postings e-1 1", "best is 1001"),
        (["DELETE FROM postings WHERE position = 0"], "projections", "postings e-1 0", "is missing"),
        (["DELETE FROM statements WHERE id = 's-2'"], "projections", "statements s-2", "is missing"),
        (["UPDATE statements SET id = 's-0' WHERE id = 's-1'"], "projections", "statements s-0", "does not yield"),
        (["UPDATE projection_marks SET digest = 'x' WHERE name = 'flows'"], "projections", "flows", "digest"),
        (
            ["UPDATE projection_marks SET folded_hash = hash FROM journal WHERE number = 1"],
            "projections",
            "",
            "another",
        ),
        (["DELETE FROM projection_marks WHERE name = 'entries'"], "projections", "entries e-1", "nothing was folded"),
    ],
)
def test_the_first_broken_place_is_named(path: Path, commands: list[str], room: str, place: str, words: str) -> None:
    damage(path, *commands)
    with SqliteStore(path) as store:
        report = verify_store(store, fold)
    fault = next(fault for fault in report.faults if fault.room == room)
    assert place in fault.place
    assert words in fault.message
    assert report.faults[0].room in {room, "file"}


def test_without_a_rebuild_projections_are_held_against_their_digests(path: Path) -> None:
    with SqliteStore(path) as store:
        assert verify_store(store).sound
    damage(path, "UPDATE postings SET best = 1001 WHERE position = 1")
    with SqliteStore(path) as store:
        assert [fault.place for fault in verify_store(store).faults] == ["entries"]


def test_a_rebuild_that_differs_from_sound_rows_is_named(path: Path) -> None:
    def other(_store: Store, head: Head) -> Projections:
        return replace(fold(_store, head), entries=[entry(11)])

    with SqliteStore(path) as store:
        (fault,) = verify_store(store, other).faults
    assert fault.place == "entries e-1"
    assert fault.message.startswith("body is ")


def test_another_edition_of_the_rules_is_no_damage(path: Path) -> None:
    def newer(_store: Store, head: Head) -> Projections:
        return replace(fold(_store, head), entries=[entry(11)], folded_by="test/2")

    with SqliteStore(path) as store:
        report = verify_store(store, newer)
    assert report.sound
    assert report.outdated == tuple(projection.name for projection in PROJECTIONS)


def test_projections_behind_the_journal_are_told_and_compared_as_of_their_head(path: Path) -> None:
    with SqliteStore(path) as store:
        with store.begin() as work:
            work.append(*record_of(statement("s-3")))
            work.commit()
        report = verify_store(store, fold)
    assert report.sound
    assert report.behind == 1


def _append(value: Statement | Document, key: str = "") -> Callable[[Store], None]:
    def append(store: Store) -> None:
        with store.begin() as work:
            kind, own_key, body = record_of(value)
            work.append(kind, key or own_key, body)
            work.commit()

    return append


@pytest.mark.parametrize("kind", ["memory", "sqlite"])
@pytest.mark.parametrize(
    ("write", "room", "words"),
    [
        (_append(statement("s-9", quote="Norway signed")), "statements", "not what stands there"),
        (_append(replace(statement("s-9"), document="0" * 64)), "statements", "document is not in the journal"),
        (_append(statement("s-9"), key="s-8"), "journal", "does not hold what its key"),
        (_append(replace(document(), id="1" * 64)), "texts", "not in the archive"),
    ],
)
def test_what_was_never_right_is_found_though_the_chain_holds(
    tmp_path: Path, kind: str, write: Callable[[Store], None], room: str, words: str
) -> None:
    store: Store = MemoryStore() if kind == "memory" else SqliteStore(tmp_path / "book.db", create=True)
    with store:
        fill(store)
        write(store)
        fault = verify_store(store).faults[0]
    assert fault.room == room
    assert words in fault.message


def test_a_broken_journal_is_not_folded(path: Path) -> None:
    def refuse(_store: Store, _head: Head) -> Projections:
        raise AssertionError("a fold of unsound records")

    damage(path, "UPDATE journal SET body = CAST(body || ' ' AS BLOB) WHERE number = 2")
    with SqliteStore(path) as store:
        assert verify_store(store, refuse).faults[0].room == "journal"


@pytest.mark.parametrize("layer", [TextLayer(TEXT + " ", "plain/1"), TextLayer(TEXT, "plain/2")])
def test_a_text_that_is_not_its_documents_is_found(layer: TextLayer) -> None:
    store = MemoryStore()
    with store.begin() as work:
        work.archive(TEXT.encode())
        work.keep_text(DOCUMENT, layer)
        work.append(*record_of(document()))
        work.commit()
    (fault,) = verify_store(store).faults
    assert fault.room == "texts"
    assert "not the one that its journal record names" in fault.message

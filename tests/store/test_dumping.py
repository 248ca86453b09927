import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pledgebook.errors import BookBroken, InputFault, UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.chain import EMPTY
from pledgebook.store.dump_lines import HEADER
from pledgebook.store.dumping import DumpSums, dump_lines, load_lines
from pledgebook.store.memory import MemoryStore
from pledgebook.store.registry import open_store
from pledgebook.store.sqlite import SqliteStore


def fill(store: Store) -> None:
    for number in range(3):
        with store.begin() as work:
            name = work.archive(f"EUR {number} million".encode())
            work.keep_text(name, TextLayer(f"EUR {number} million", "plain/1"))
            work.archive(bytes([255, number]))
            work.append(RecordKind.DOCUMENT, name, b'{"number":%d}' % number)
            work.append(RecordKind.JUDGEMENT, f"j-{number}", b'{"why":"..."}')
            work.commit()


@pytest.fixture
def lines() -> list[bytes]:
    book = MemoryStore(lambda: datetime(2025, 1, 1, tzinfo=UTC))
    fill(book)
    return list(dump_lines(book))


def load(lines: list[bytes], store: Store) -> DumpSums:
    with store.begin() as work:
        sums = load_lines(lines, work, name="book.jsonl")
        work.commit()
    return sums


def test_a_dump_has_its_parts_in_order(lines: list[bytes]) -> None:
    assert lines[0] == HEADER
    assert [line[:6] for line in lines[1:]] == [b'{"arch'] * 6 + [b'{"text'] * 3 + [b'{"reco'] * 6 + [b'{"end"']
    assert lines[1:7] == sorted(lines[1:7])


def test_from_file_to_server_and_back(tmp_path: Path, postgres_place: str, lines: list[bytes]) -> None:
    with open_store(tmp_path / "a.db", create=True) as file:
        sums = load(lines, file)
        assert list(dump_lines(file)) == lines
        assert sums.head == file.head()
        assert (sums.archived, sums.texts) == (6, 3)
        with open_store(postgres_place, create=True) as server:
            load(list(dump_lines(file)), server)
            assert list(dump_lines(server)) == lines
            assert list(server.records()) == list(file.records())
            with MemoryStore() as memory:
                load(list(dump_lines(server)), memory)
                assert list(dump_lines(memory)) == lines


def test_a_loaded_book_goes_on_where_it_was(lines: list[bytes]) -> None:
    book = MemoryStore(lambda: datetime(2020, 1, 1, tzinfo=UTC))
    load(lines, book)
    last = list(book.records())[-1].recorded_at
    with book.begin() as work:
        assert not work.append(RecordKind.JUDGEMENT, "j-0", b"{}")
        assert work.append(RecordKind.JUDGEMENT, "j-9", b"{}")
        assert work.recorded_at > last
        work.commit()


def test_a_dump_goes_into_an_empty_book_only(lines: list[bytes]) -> None:
    book = MemoryStore()
    fill(book)
    before = list(dump_lines(book))
    with pytest.raises(UsageFault, match="empty book"):
        load(lines, book)
    assert list(dump_lines(book)) == before


@pytest.fixture(params=["file", "server", "memory"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    places = {"file": str(tmp_path / "empty.db"), "memory": "memory:"}
    place = places.get(request.param) or str(request.getfixturevalue("postgres_place"))
    with open_store(place, create=True) as store:
        yield store


def swapped(lines: list[bytes], first: int, second: int) -> list[bytes]:
    changed = list(lines)
    changed[first], changed[second] = changed[second], changed[first]
    return changed


# What was done to a dump of 17 lines, and the line that is named.
DAMAGES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], str]] = {
    "nothing in it": (lambda _: [], "line 1:"),
    "another file": (lambda _: [b"Denmark pledged EUR 10 million.\n"], "line 1:"),
    "cut after the header": (lambda lines: lines[:1], "line 2: .*cut short"),
    "cut between lines": (lambda lines: lines[:12], "line 13: .*cut short"),
    "cut within a line": (lambda lines: [*lines[:12], lines[12][:40]], "line 13: .*cut short"),
    "an archived byte": (lambda lines: [line.replace(b"2 million", b"9 million") for line in lines], "line [1-7]: "),
    "a text": (lambda lines: [*lines[:8], lines[8].replace(b"million", b"billion"), *lines[9:]], "line 9: "),
    "an archive line missing": (lambda lines: [*lines[:3], *lines[4:]], "line 16: .*sums"),
    "an archive line twice": (lambda lines: [*lines[:3], *lines[2:]], "line 4: .*place"),
    "archive lines out of order": (lambda lines: swapped(lines, 2, 3), "line 4: .*place"),
    "a record missing": (lambda lines: [*lines[:11], *lines[12:]], "line 12: record 2"),
    "records out of order": (lambda lines: swapped(lines, 11, 12), "line 12: record 2"),
    "a record changed": (lambda lines: [*lines[:13], lines[13].replace(b"why", b"who"), *lines[14:]], "line 14:"),
    "an instant changed": (lambda lines: [*lines[:13], lines[13].replace(b"2025", b"2024"), *lines[14:]], "line 14:"),
    "an unknown kind": (lambda lines: [*lines[:13], lines[13].replace(b"judge", b"smudge"), *lines[14:]], "line 14:"),
    "the last record missing": (lambda lines: [*lines[:15], lines[16]], "line 16: .*sums"),
    "a line after the last": (lambda lines: [*lines, lines[5]], "line 18: "),
    "a line in between": (lambda lines: [*lines[:5], b"{}\n", *lines[5:]], "line 6: "),
}


@pytest.mark.parametrize("damage", sorted(DAMAGES))
def test_a_damaged_dump_is_refused_with_its_first_bad_line(lines: list[bytes], empty: Store, damage: str) -> None:
    change, words = DAMAGES[damage]
    with pytest.raises(InputFault, match=words) as caught:
        load(change(lines), empty)
    assert str(caught.value).startswith("book.jsonl")
    assert caught.value.remedy
    assert empty.head() == EMPTY
    assert [*empty.archived(), *empty.texts(), *empty.records()] == []
    load(lines, empty)  # and the same book still takes a sound one
    assert list(dump_lines(empty)) == lines


def test_a_dump_of_a_newer_pledgebook_says_so(lines: list[bytes]) -> None:
    with pytest.raises(InputFault, match="newer"):
        load([lines[0].replace(b"1", b"2"), *lines[1:]], MemoryStore())


def test_two_records_of_one_key_are_refused(empty: Store) -> None:
    """No book has them, but someone who can reckon a chain could write them into a dump."""
    forged = MemoryStore()
    with forged.begin() as work:
        work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
        forged.state.numbers.clear()
        work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
        work.commit()
    with pytest.raises(InputFault, match="kind and key"):
        load(list(dump_lines(forged)), empty)
    assert empty.head() == EMPTY


def test_a_broken_book_is_not_dumped_to_its_end(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "book.db", create=True) as store:
        fill(store)
        store._connection.execute("UPDATE journal_head SET number = 5")
        with pytest.raises(BookBroken):
            list(dump_lines(store))
        store._connection.execute("UPDATE journal_head SET number = 6")
        store._connection.execute("DROP TRIGGER journal_no_update")
        store._connection.execute("UPDATE journal SET body = CAST('{}' AS BLOB) WHERE number = 4")
        with pytest.raises(BookBroken, match="record 4"):
            list(dump_lines(store))


def test_dumps_are_streams(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "a.db", create=True) as book, SqliteStore(tmp_path / "b.db", create=True) as copy:
        with book.begin() as work:
            for number in range(3_000):
                work.append(RecordKind.JUDGEMENT, f"j-{number}", b'{"text":"%b"}' % (b"x" * 3_000))
            work.commit()
        with (tmp_path / "dump").open("wb") as file:
            file.writelines(dump_lines(book))
        tracemalloc.start()
        try:
            with (tmp_path / "dump").open("rb") as file, copy.begin() as work:
                load_lines(file, work, name="dump")
                work.commit()
            assert sum(map(len, dump_lines(copy))) > 9_000_000
            assert tracemalloc.get_traced_memory()[1] < 1_500_000
        finally:
            tracemalloc.stop()

"""The world goes wrong: kills, full disks, second writers, folders without rights. What was acknowledged stays."""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pledgebook.errors import BookBusy, BookFault, UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.store.base import RecordKind
from pledgebook.store.chain import EMPTY, verify_chain
from pledgebook.store.sqlite import SqliteStore
from pledgebook.store.verifying import verify_store

NOBODY = 65534

# Writes units of work for ever and says after each commit how many records are in the book.
WRITER = """
import random, sys
from pathlib import Path
from pledgebook.store.base import RecordKind
from pledgebook.store.sqlite import SqliteStore

chance = random.Random(sys.argv[2])
with SqliteStore(Path(sys.argv[1]), create=True) as store:
    while True:
        with store.begin() as work:
            size = chance.randint(1, 300)
            start = store.head().number
            for number in range(start, start + size):
                work.append(RecordKind.JUDGEMENT, f"j-{number}", b"x" * chance.randint(1, 3000))
                work.archive(f"{number} of a unit of {size} from {start}".encode())
            head = work.commit()
        print(head.number, size, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.db"


def append(store: SqliteStore, key: str, body: bytes = b"{}") -> None:
    with store.begin() as work:
        work.append(RecordKind.JUDGEMENT, key, body)
        work.commit()


@pytest.mark.slow
def test_a_killed_writer_leaves_whole_units_and_everything_it_acknowledged(path: Path) -> None:
    chance = random.Random(20241123)  # noqa: S311  when to kill, not a secret
    acknowledged = 0
    for attempt in range(12):
        arguments = [sys.executable, "-c", WRITER, str(path), str(attempt)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            timer = threading.Timer(chance.uniform(0.0, 0.15), os.kill, (writer.pid, signal.SIGKILL))
            first = writer.stdout.readline()  # the clock runs from the first sign of life, not through the imports
            timer.start()
            lines = [first, *writer.stdout.readlines()]
        whole = [line for line in lines if line.endswith("\n")]
        acknowledged = int(whole[-1].split()[0]) if whole else acknowledged
        with SqliteStore(path) as store:
            head = store.head()
            assert head.number >= acknowledged
            assert verify_chain(store.records(), head) is None
            assert [*store.findings()] == []
            # each record came with archived bytes that tell where its unit began and how long it was
            notes = [store.archive(name).split() for name in store.archived()]
            assert len(notes) == head.number
            ends = {int(start) + int(size) for _, _, _, _, _, size, _, start in notes}
            assert max(ends, default=0) == head.number


# Makes one book after the other, for ever.
CREATOR = """
import sys
from pathlib import Path
from pledgebook.store.sqlite import SqliteStore

print("ready", flush=True)
number = 0
while True:
    number += 1
    SqliteStore(Path(sys.argv[1]) / f"{number:06}.db", create=True).close()
"""


@pytest.mark.slow
def test_a_book_whose_making_was_killed_can_be_made_again(tmp_path: Path) -> None:
    chance = random.Random(20241122)  # noqa: S311  when to kill, not a secret
    for attempt in range(6):
        folder = tmp_path / str(attempt)
        folder.mkdir()
        arguments = [sys.executable, "-c", CREATOR, str(folder)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as creator:
            assert creator.stdout is not None
            assert creator.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.0, 0.1))
            creator.send_signal(signal.SIGKILL)
        for path in sorted(folder.glob("*.db")):
            with SqliteStore(path, create=True) as store:
                assert store.head() == EMPTY
                assert [*store.findings()] == []


def test_a_book_made_by_many_at_once_is_one_book(path: Path) -> None:
    start = threading.Barrier(4)
    faults: list[BaseException] = []

    def make(name: str) -> None:
        start.wait()
        try:
            with SqliteStore(path, create=True) as store:
                append(store, name)
        except BaseException as fault:  # noqa: BLE001  carried to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=make, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with SqliteStore(path) as store:
        assert sorted(record.key for record in store.records()) == list("abcd")


def test_the_journal_is_read_as_a_stream(path: Path) -> None:
    with SqliteStore(path, create=True) as store:
        with store.begin() as work:
            for number in range(5_000):
                work.append(RecordKind.JUDGEMENT, f"j-{number}", bytes(2_000))
            work.commit()
        tracemalloc.start()
        try:
            assert sum(len(record.body) for record in store.records()) == 10_000_000
            assert tracemalloc.get_traced_memory()[1] < 1_000_000
        finally:
            tracemalloc.stop()


def test_others_see_no_part_of_a_unit(path: Path) -> None:
    with SqliteStore(path, create=True) as store:
        append(store, "j-1")
    other = sqlite3.connect(path, isolation_level=None)
    with SqliteStore(path) as store, store.begin() as work:
        work.append(RecordKind.JUDGEMENT, "j-2", b"{}")
        work.archive(b"bytes")
        # another process sees the book as it was, up to the commit
        assert other.execute("SELECT count(*) FROM journal").fetchone() == (1,)
        assert other.execute("SELECT count(*) FROM archive").fetchone() == (0,)
        work.commit()
        assert other.execute("SELECT count(*) FROM journal").fetchone() == (2,)
    other.close()


def test_a_full_disk_is_told_and_leaves_the_book_as_it_was(path: Path) -> None:
    with SqliteStore(path, create=True) as store:
        append(store, "j-1")
        before = store.head()
        pages = store._connection.execute("PRAGMA page_count").fetchone()[0]
        store._connection.execute(f"PRAGMA max_page_count = {pages + 5}")
        with store.begin() as work:
            with pytest.raises(BookFault, match="no space") as caught:
                [work.append(RecordKind.JUDGEMENT, f"j-full-{number}", b"x" * 3000) for number in range(100)]
            assert caught.value.remedy
            with pytest.raises(UsageFault, match="over"):
                work.commit()
        assert store.head() == before
        assert verify_chain(store.records(), before) is None
        store._connection.execute("PRAGMA max_page_count = 1000000")
        append(store, "j-2")
        assert store.head().number == 2


def test_a_second_writer_waits_and_then_says_so(path: Path) -> None:
    with SqliteStore(path, create=True) as first, SqliteStore(path, wait_seconds=0.05) as second:
        with first.begin() as work:
            work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
            with pytest.raises(BookBusy, match="another writer") as caught:
                second.begin()
            assert caught.value.remedy
            assert second.head() == EMPTY  # readers are never in the way
            work.commit()
        append(second, "j-2")
        assert [record.key for record in first.records()] == ["j-1", "j-2"]


def test_writers_at_once_lose_nothing(path: Path) -> None:
    SqliteStore(path, create=True).close()
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with SqliteStore(path) as store:
                for number in range(10):
                    append(store, f"{name}-{number}")
        except BaseException as fault:  # noqa: BLE001  carried to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with SqliteStore(path) as store:
        assert store.head().number == 30
        assert verify_chain(store.records(), store.head()) is None


def test_a_reading_sees_one_state_while_another_writes(path: Path) -> None:
    with SqliteStore(path, create=True) as reader, SqliteStore(path) as writer:
        append(writer, "j-1")
        with reader.reading():
            before = reader.head()
            append(writer, "j-2")
            assert reader.head() == before
            assert len(list(reader.records())) == 1
            with pytest.raises(UsageFault):
                reader.begin()
        assert reader.head() == writer.head() != before


@contextmanager
def without_rights(*places: Path) -> Iterator[None]:
    """Take the right to write from some places, and the powers that would pass over it from this process."""
    modes = {place: place.stat().st_mode for place in places}
    for place in places:
        place.chmod(0o555 if place.is_dir() else 0o444)
    powerful = os.geteuid() == 0
    if powerful:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if powerful:
            os.seteuid(0)
        for place, mode in modes.items():
            place.chmod(mode)


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that everyone may enter (those of pytest are closed to others)."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_book_in_a_folder_without_rights_can_be_read_but_not_written(shared: Path) -> None:
    path = shared / "book.db"
    with SqliteStore(path, create=True) as store:
        append(store, "j-1")
    with without_rights(path, shared):
        with SqliteStore(path) as store:
            assert not store.writable
            assert [record.key for record in store.records()] == ["j-1"]
            assert verify_store(store).faults[0].room == "journal"  # "{}" is no judgement; it was read all the same
            with pytest.raises(BookFault, match="only be read") as caught:
                store.begin()
            assert caught.value.remedy
        assert sorted(item.name for item in shared.iterdir()) == ["book.db"]


def test_a_read_only_file_in_an_open_folder_is_not_written(shared: Path) -> None:
    path = shared / "book.db"
    with SqliteStore(path, create=True) as store:
        append(store, "j-1")
    with without_rights(path), SqliteStore(path) as store:
        assert store.head().number == 1
        with pytest.raises(BookFault, match="only be read"):
            store.begin()


def test_what_a_writer_has_committed_is_seen_without_rights(shared: Path) -> None:
    path = shared / "book.db"
    with SqliteStore(path, create=True) as writer:
        append(writer, "j-1")  # rests in the write-ahead log, not yet in the file
        with without_rights(path, shared), SqliteStore(path) as reader:
            assert reader.head() == writer.head()
            assert reader.head().number == 1


def test_records_that_cannot_be_seen_without_rights_are_not_hidden(shared: Path) -> None:
    path = shared / "book.db"
    abandoned = shared / "abandoned.db"
    with SqliteStore(path, create=True) as writer:
        append(writer, "j-1")
        for end in ("", "-wal"):  # as a copy or a crash leaves them, without the file that is shared between processes
            shutil.copy(f"{path}{end}", f"{abandoned}{end}")
    with without_rights(abandoned, shared), pytest.raises(BookFault) as caught:
        SqliteStore(abandoned)
    assert "-wal" in caught.value.remedy
    with SqliteStore(abandoned) as store:
        assert store.head().number == 1


def test_no_book_is_made_where_we_may_not_write(shared: Path) -> None:
    with without_rights(shared), pytest.raises(BookFault) as caught:
        SqliteStore(shared / "book.db", create=True)
    assert caught.value.remedy


def test_a_book_without_the_right_to_read_is_refused(shared: Path) -> None:
    path = shared / "book.db"
    SqliteStore(path, create=True).close()
    path.chmod(0o000)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(BookFault, match="cannot be read") as caught:
            SqliteStore(path)
        assert caught.value.remedy
    finally:
        if os.getuid() == 0:
            os.seteuid(0)


@pytest.mark.parametrize("table", ["journal", "archive", "texts"])
@pytest.mark.parametrize("action", ["UPDATE {} SET {} = 'x'", "DELETE FROM {}", "REPLACE INTO {0} SELECT * FROM {0}"])
def test_the_database_itself_forbids_changes(path: Path, table: str, action: str) -> None:
    with SqliteStore(path, create=True) as store:
        with store.begin() as work:
            work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
            work.archive(b"bytes")
            work.keep_text("d", TextLayer("", "plain/1"))
            work.commit()
        column = {"journal": "key", "archive": "digest", "texts": "document"}[table]
        with pytest.raises(sqlite3.IntegrityError, match="append only"):
            store._connection.execute(action.format(table, column))


def test_what_is_acknowledged_survives_the_loss_of_power(path: Path) -> None:
    with SqliteStore(path, create=True) as store:
        assert store._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert store._connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL: every commit is flushed

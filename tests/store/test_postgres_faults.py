"""The world goes wrong on a server: lost connections, many writers, full disks. What was acknowledged stays."""

import os
import subprocess
import tempfile
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from postgres_server import UNPRIVILEGED
from psycopg import errors, sql

from pledgebook.errors import BookBusy, BookFault, UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.store.base import RecordKind, UnitOfWork
from pledgebook.store.book_tables import FLOWS
from pledgebook.store.chain import EMPTY, verify_chain
from pledgebook.store.postgres import PostgresStore
from pledgebook.store.projections import Projections


def append(store: PostgresStore, key: str, body: bytes = b"{}") -> None:
    with store.begin() as work:
        work.append(RecordKind.JUDGEMENT, key, body)
        work.commit()


def keep_texts(work: UnitOfWork) -> None:
    for number in range(1000):  # more than is sent at a time
        work.keep_text(f"d-{number}", TextLayer("", "plain/1"))


@pytest.fixture
def cut_off(postgres_address: str) -> Callable[[PostgresStore], None]:
    """Ends the server's side of a store's connection, as a failing network or server does."""

    def end(store: PostgresStore) -> None:
        with psycopg.connect(postgres_address, autocommit=True) as admin:
            pid = store._session.connection.info.backend_pid
            admin.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))

    return end


CutOff = Callable[[PostgresStore], None]


@pytest.mark.parametrize("moment", ["archive", "text", "append", "projections", "read", "stream", "commit"])
def test_a_connection_lost_in_a_unit_of_work_leaves_nothing_and_the_store_goes_on(
    postgres_place: str, cut_off: CutOff, moment: str
) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        append(store, "j-1")
        before = store.head()
        with store.begin() as work:
            work.append(RecordKind.JUDGEMENT, "j-2", b"{}")
            work.archive(b"bytes")
            cut_off(store)
            actions: dict[str, Callable[[], object]] = {
                "archive": lambda: [work.archive(b"%d" % number) for number in range(1000)],
                "text": lambda: keep_texts(work),
                "append": lambda: work.append(RecordKind.JUDGEMENT, "j-3", b"{}"),
                "projections": lambda: work.replace_projections(Projections()),
                "read": lambda: store.record(RecordKind.JUDGEMENT, "j-1"),
                "stream": lambda: list(store.records()),
                "commit": work.commit,
            }
            with pytest.raises(BookFault, match=r"connection|terminat") as caught:
                actions[moment]()
            assert "half written" in caught.value.remedy
            with pytest.raises((UsageFault, BookFault)):
                work.commit()
        assert store.head() == before
        assert list(store.archived()) == []
        append(store, "j-2")
        assert [record.key for record in store.records()] == ["j-1", "j-2"]
        assert verify_chain(store.records(), store.head()) is None


def test_a_connection_lost_between_units_is_made_again(postgres_place: str, cut_off: CutOff) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        uses: list[Callable[[], object]] = [store.head, lambda: list(store.records()), store.projection_marks]
        for number, use in enumerate(uses):
            append(store, f"j-{number}")
            cut_off(store)
            use()
        cut_off(store)
        append(store, "j-9")
        cut_off(store)
        with store.reading():
            assert store.head().number == 4


def test_a_connection_lost_in_a_reading_is_told(postgres_place: str, cut_off: CutOff) -> None:
    """What is read after it would be of another state."""
    with PostgresStore(postgres_place, create=True) as store:
        append(store, "j-1")
        with store.reading():
            store.head()
            cut_off(store)
            for _ in range(2):
                with pytest.raises(BookFault, match=r"connection|terminat"):
                    store.head()
        assert store.head().number == 1


def test_a_connection_lost_while_committing_is_told_as_it_is(postgres_place: str, cut_off: CutOff) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        linger = "BEGIN PERFORM pg_sleep(30); RETURN NULL; END"
        store._session.run(f"CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS '{linger}'")
        store._session.run(
            "CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON journal_head DEFERRABLE INITIALLY DEFERRED"
            " FOR EACH ROW EXECUTE FUNCTION linger()"
        )
        work = store.begin()
        work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
        timer = threading.Timer(0.5, cut_off, (store,))
        timer.start()
        with work, pytest.raises(BookFault, match=r"either everything .* or nothing") as caught:
            work.commit()
        timer.join()
        assert "again" in caught.value.remedy
        assert store.head() == EMPTY


def test_a_second_writer_waits_and_then_says_so(postgres_place: str) -> None:
    with PostgresStore(postgres_place, create=True) as first, PostgresStore(postgres_place, wait_seconds=0.1) as second:
        with first.begin() as work:
            work.append(RecordKind.JUDGEMENT, "j-1", b"{}")
            with pytest.raises(BookBusy, match="another writer") as caught:
                second.begin()
            assert caught.value.remedy
            assert second.head() == EMPTY  # readers are never in the way
            work.commit()
        append(second, "j-2")
        assert [record.key for record in first.records()] == ["j-1", "j-2"]


def test_writers_at_once_lose_nothing_and_never_wait_in_a_ring(postgres_place: str) -> None:
    PostgresStore(postgres_place, create=True).close()
    faults: list[BaseException] = []

    def write(name: str) -> None:
        try:
            with PostgresStore(postgres_place) as store:
                for number in range(15):
                    with store.begin() as work:
                        for part in range(3):
                            work.append(RecordKind.JUDGEMENT, f"{name}-{number}-{part}", b"{}")
                        # what all three read and write, in whatever order they like
                        assert len(list(store.records())) == store.head().number
                        work.replace_projections(Projections(folded_by=f"{name}-{number}"))
                        work.commit()
        except BaseException as fault:  # noqa: BLE001  carried to the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with PostgresStore(postgres_place) as store:
        records = list(store.records())
        assert len(records) == 135
        assert verify_chain(records, store.head()) is None
        units = [[record.recorded_at for record in records[start : start + 3]] for start in range(0, 135, 3)]
        assert all(len(set(unit)) == 1 for unit in units)  # no unit is split by another
        assert len({unit[0] for unit in units}) == 45


def test_others_see_no_part_of_a_unit_and_a_reading_sees_one_state(postgres_place: str) -> None:
    with PostgresStore(postgres_place, create=True) as reader, PostgresStore(postgres_place) as writer:
        append(writer, "j-1")
        with writer.begin() as work:
            work.append(RecordKind.JUDGEMENT, "j-2", b"{}")
            assert reader.head().number == len(list(reader.records())) == 1
            work.commit()
        with reader.reading():
            before = reader.head()
            records = reader.records()
            assert next(records).key == "j-1"
            append(writer, "j-3")
            assert reader.head() == before
            assert [record.key for record in records] == ["j-2"]
            with pytest.raises(UsageFault):
                reader.begin()
        assert reader.head() == writer.head() != before


def test_rows_of_a_reading_that_is_over_are_not_to_be_had(postgres_place: str) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        with store.begin() as work:
            for number in range(1200):
                work.append(RecordKind.JUDGEMENT, f"j-{number}", b"{}")
            work.commit()
        with store.reading():
            records = store.records()
            next(records)
        with pytest.raises(UsageFault, match="over"):
            list(records)
        outside = store.records()  # outside a reading they are kept until they are read
        next(outside)
        append(store, "j-last")
        assert len(list(outside)) == 1199
        assert list(store.projected(FLOWS)) == []


def test_the_journal_is_read_as_a_stream(postgres_place: str) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        with store.begin() as work:
            for number in range(3_000):
                work.append(RecordKind.JUDGEMENT, f"j-{number}", bytes(3_000))
            work.commit()
        for hold in (store.reading, None):
            tracemalloc.start()
            try:
                if hold is None:
                    assert sum(len(record.body) for record in store.records()) == 9_000_000
                else:
                    with hold():
                        assert sum(len(record.body) for record in store.records()) == 9_000_000
                assert tracemalloc.get_traced_memory()[1] < 4_000_000
            finally:
                tracemalloc.stop()


@pytest.mark.parametrize("table", ["journal", "archive", "texts"])
@pytest.mark.parametrize("action", ["UPDATE {0} SET {1} = 'x'", "DELETE FROM {0}", "TRUNCATE {0}"])
def test_the_database_itself_forbids_changes(postgres_place: str, table: str, action: str) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        column = {"journal": "key", "archive": "digest", "texts": "document"}[table]
        for setting in ("origin", "replica"):
            store._session.run(f"SET session_replication_role = {setting}")
            with pytest.raises(errors.RestrictViolation, match="append only"):
                store._session.run(action.format(table, column))


def test_a_query_that_the_server_stops_is_told(postgres_place: str) -> None:
    with PostgresStore(f"{postgres_place}&options=-c%20statement_timeout%3D300", create=True) as store:
        with pytest.raises(BookFault, match="stopped") as caught:
            store._session.run("SELECT pg_sleep(9)")
        assert "statement_timeout" in caught.value.remedy
        append(store, "j-1")


def test_what_is_acknowledged_is_on_the_disk(postgres_place: str) -> None:
    lazy = f"{postgres_place}&options=-c%20synchronous_commit%3Doff"
    with PostgresStore(lazy, create=True) as store:
        assert store._one("SHOW synchronous_commit") == ("on",)


@pytest.fixture
def small_disk(postgres_address: str) -> Iterator[str]:
    """The name of a tablespace with two megabytes."""
    if "postgres@" not in postgres_address:
        pytest.skip("another server's disks are not ours")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        place = Path(folder) / "disk"
        place.mkdir()
        mounting = ["mount", "-t", "tmpfs", "-o", f"size=2m,uid={UNPRIVILEGED},mode=700", "tmpfs", str(place)]
        Path(folder).chmod(0o755)
        if subprocess.run(mounting, capture_output=True, check=False).returncode:
            pytest.skip("no right to mount a small disk")
        try:
            with psycopg.connect(postgres_address, autocommit=True) as admin:
                admin.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(str(place)))
                yield "small"
                admin.execute("DROP TABLESPACE small")
        finally:
            subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_full_disk_is_told_and_leaves_the_book_as_it_was(postgres_place: str, small_disk: str) -> None:
    with PostgresStore(postgres_place, create=True) as store:
        append(store, "j-1")
        before = store.head()
        store._session.run(f"ALTER TABLE journal SET TABLESPACE {small_disk}")
        with store.begin() as work:
            with pytest.raises(BookFault, match="no space") as caught:
                [work.append(RecordKind.JUDGEMENT, f"j-{number}", os.urandom(1500)) for number in range(3000)]
            assert caught.value.remedy
            with pytest.raises(UsageFault, match="over"):
                work.commit()
        assert store.head() == before
        assert verify_chain(store.records(), before) is None
        store._session.run("ALTER TABLE journal SET TABLESPACE pg_default")
        append(store, "j-2")
        assert store.head().number == 2

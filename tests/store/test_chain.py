import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pledgebook.store.base import Head, JournalRecord
from pledgebook.store.chain import EMPTY, GENESIS, chained, record_hash, verify_chain

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


def journal(length: int = 3) -> list[JournalRecord]:
    records: list[JournalRecord] = []
    head = EMPTY
    for number in range(length):
        records.append(chained(head, "statement", f"s-{number}", b"{}", NOON + timedelta(seconds=number)))
        head = Head(records[-1].number, records[-1].hash)
    return records


def test_the_layout_of_a_hash_is_as_documented() -> None:
    layout = (
        b"pledgebook-journal/1"
        + bytes(32)
        + bytes([0, 0, 0, 0, 0, 0, 0, 1])
        + (1_740_830_400_000_000).to_bytes(8, "big", signed=True)
        + (9).to_bytes(4, "big")
        + (3).to_bytes(4, "big")
        + (2).to_bytes(8, "big")
        + b"statement"
        + b"s-0"
        + b"{}"
    )
    assert journal(1)[0].hash == hashlib.sha256(layout).hexdigest()
    assert journal(1)[0].previous_hash == GENESIS


def test_contents_cannot_move_between_their_fields() -> None:
    hashes = {record_hash(EMPTY, kind, key, body, 0) for kind, key, body in [("ab", "c", b"d"), ("a", "bc", b"d")]}
    assert len(hashes | {record_hash(EMPTY, "ab", "", b"cd", 0)}) == 3


def test_the_same_instant_in_another_zone_has_the_same_hash() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=2)))
    assert chained(EMPTY, "a", "b", b"c", NOON).hash == chained(EMPTY, "a", "b", b"c", elsewhere).hash


def test_a_sound_chain_has_no_fault() -> None:
    records = journal()
    assert verify_chain(records) is None
    assert verify_chain(iter(records), Head(3, records[-1].hash)) is None
    assert verify_chain([]) is None
    assert verify_chain([], EMPTY) is None


@pytest.mark.parametrize("missing", [0, 1])
def test_a_record_taken_out_is_missed(missing: int) -> None:
    records = journal()
    del records[missing]
    fault = verify_chain(records)
    assert fault is not None
    assert fault.number == missing + 1
    assert "missing" in fault.message


def test_a_journal_cut_short_is_found_by_its_head() -> None:
    records = journal()
    fault = verify_chain(records[:2], Head(3, records[2].hash))
    assert fault is not None
    assert fault.number == 3
    assert "ends after record 2" in fault.message


def test_a_journal_written_anew_is_found_by_its_head() -> None:
    fault = verify_chain(journal(), Head(3, "0" * 64))
    assert fault is not None
    assert "head" in fault.message


def test_records_that_changed_places_are_found() -> None:
    first, second, third = journal()
    fault = verify_chain([first, third, second])
    assert fault is not None
    assert fault.number == 2


def test_a_record_from_another_chain_does_not_follow() -> None:
    records = journal()
    fault = verify_chain([records[0], replace(records[1], previous_hash=GENESIS)])
    assert fault is not None
    assert "does not follow" in fault.message


def test_knowledge_never_goes_back_in_time() -> None:
    first = chained(EMPTY, "a", "b", b"c", NOON)
    earlier = chained(Head(1, first.hash), "a", "d", b"c", NOON - timedelta(microseconds=1))
    fault = verify_chain([first, earlier])
    assert fault is not None
    assert "recorded before" in fault.message

"""The hash chain of the journal: each record vouches for all before it. Pure: records in, first fault out."""

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pledgebook.errors import BookBroken
from pledgebook.store.base import Head, JournalRecord
from pledgebook.store.instants import to_microseconds

GENESIS = "0" * 64  # stands before the first record
EMPTY = Head(0, GENESIS)

_LAYOUT = b"pledgebook-journal/1"


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first place where the journal is not what it should be.

    Attributes:
        number: Number the record has or should have.
        message: What is wrong, in one sentence.
    """

    number: int
    message: str


def record_hash(head: Head, kind: str, key: str, body: bytes, recorded_us: int) -> str:
    """Hash the record that follows a head.

    The bytes hashed, in order (integers big endian): the 20 bytes `pledgebook-journal/1`; the 32 bytes of the previous
    hash; the number in 8; the instant in microseconds, signed, in 8; the length of the kind in 4, of the key in 4, of
    the body in 8; then kind and key in UTF-8, and the body.
    """
    kind_bytes = kind.encode("utf-8", "surrogatepass")
    key_bytes = key.encode("utf-8", "surrogatepass")
    lengths = struct.pack(">QqIIQ", head.number + 1, recorded_us, len(kind_bytes), len(key_bytes), len(body))
    parts = (_LAYOUT, bytes.fromhex(head.hash), lengths, kind_bytes, key_bytes, body)
    return hashlib.sha256(b"".join(parts)).hexdigest()


def chained(head: Head, kind: str, key: str, body: bytes, recorded_at: datetime) -> JournalRecord:
    """Build the record that follows a head."""
    value = record_hash(head, kind, key, body, to_microseconds(recorded_at))
    return JournalRecord(head.number + 1, kind, key, body, recorded_at, head.hash, value)


def verify_chain(records: Iterable[JournalRecord], head: Head | None = None) -> ChainFault | None:
    """Return the first fault of a journal read from its beginning, or None.

    Args:
        records: All records in the order in which they rest.
        head: Where the journal is said to end; a journal cut short is found only with it.
    """
    place = EMPTY
    recorded_us: int | None = None
    for record in records:
        fault = _fault_of(record, place, recorded_us)
        if fault:
            return ChainFault(place.number + 1, fault)
        place = Head(record.number, record.hash)
        recorded_us = to_microseconds(record.recorded_at)
    if head is not None and head != place:
        return ChainFault(
            place.number + 1,
            f"the journal ends after record {place.number}, but its head is said to be record {head.number}"
            if head.number != place.number
            else "the last record is not the one that the head names",
        )
    return None


def following(records: Iterable[JournalRecord], head: Head) -> Iterator[JournalRecord]:
    """Pass on records that follow a head, each held against the one before.

    Raises:
        BookBroken: A record does not follow, or is not what its hash says; the records before it were passed on.
    """
    recorded_us: int | None = None
    for record in records:
        fault = _fault_of(record, head, recorded_us)
        if fault:
            raise BookBroken(f"record {head.number + 1}: {fault}")
        yield record
        head = Head(record.number, record.hash)
        recorded_us = to_microseconds(record.recorded_at)


def _fault_of(record: JournalRecord, place: Head, last_us: int | None) -> str:
    if record.number != place.number + 1:
        return f"record {place.number + 1} is missing; the next one is numbered {record.number}"
    if record.previous_hash != place.hash:
        return "it does not follow the record before it"
    recorded_us = to_microseconds(record.recorded_at)
    if record_hash(place, record.kind, record.key, record.body, recorded_us) != record.hash:
        return "its content is not what its hash says"
    if last_us is not None and recorded_us < last_us:
        return "it was recorded before the record before it"
    return ""

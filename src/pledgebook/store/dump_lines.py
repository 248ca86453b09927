"""The text form of a book, line by line: each line is one value in exactly one way of writing it. Pure."""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

import msgspec

from pledgebook.model.evidence import TextLayer
from pledgebook.model.identity import digest
from pledgebook.store.base import JournalRecord
from pledgebook.store.codec import encode

VERSION = 1
HEADER = b'{"pledgebook":"dump","version":1}\n'

_JSON = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class ArchiveLine:
    """Raw bytes with the digest that they are said to have."""

    digest: str
    data: bytes


@dataclass(frozen=True, slots=True)
class TextLine:
    """The text layer of a document."""

    document: str
    layer: TextLayer


@dataclass(frozen=True, slots=True)
class RecordLine:
    """A journal record without the hash of the one before, which is the hash of the line before."""

    number: int
    kind: str
    key: str
    recorded_at: datetime
    hash: str
    body: bytes

    def after(self, previous_hash: str) -> JournalRecord:
        """Return the record that follows a hash."""
        return JournalRecord(self.number, self.kind, self.key, self.body, self.recorded_at, previous_hash, self.hash)


@dataclass(frozen=True, slots=True)
class EndLine:
    """What the lines before add up to.

    Attributes:
        archived: Number of archive lines.
        texts: Number of text lines.
        records: Number of journal records.
        head: Hash of the last record; zeros when there is none.
        sha256: Of all bytes before this line.
    """

    archived: int
    texts: int
    records: int
    head: str
    sha256: str


Line = ArchiveLine | TextLine | RecordLine | EndLine


class _Archived(msgspec.Struct, forbid_unknown_fields=True):
    archive: str
    text: str | None = None
    base64: str = ""

    def line(self) -> ArchiveLine:
        data = base64.b64decode(self.base64, validate=True) if self.text is None else self.text.encode()
        return ArchiveLine(self.archive, data)


class _Text(msgspec.Struct, forbid_unknown_fields=True):
    text_of: str
    digest: str
    layer: TextLayer

    def line(self) -> TextLine:
        return TextLine(self.text_of, self.layer)


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    record: int
    kind: str
    key: str
    recorded_at: datetime
    hash: str
    body: msgspec.Raw = msgspec.Raw()
    base64: str = ""

    def line(self) -> RecordLine:
        body = bytes(self.body) or base64.b64decode(self.base64, validate=True)
        return RecordLine(self.record, self.kind, self.key, self.recorded_at, self.hash, body)


class _End(msgspec.Struct, forbid_unknown_fields=True):
    end: EndLine

    def line(self) -> EndLine:
        return self.end


# By how a line begins.
_DECODERS: tuple[tuple[bytes, msgspec.json.Decoder[_Archived | _Text | _Record | _End]], ...] = (
    (b'{"record"', msgspec.json.Decoder(_Record)),
    (b'{"archive"', msgspec.json.Decoder(_Archived)),
    (b'{"text_of"', msgspec.json.Decoder(_Text)),
    (b'{"end"', msgspec.json.Decoder(_End)),
)


# A record as nearly all are written: nothing in its head needs escaping, so that it can be read without being written
# again to see whether it was written in the one way.
_RECORD = re.compile(
    rb'\{"record":([1-9][0-9]{0,17}),"kind":"([a-z]+)","key":"([ !#-\[\]-~]*)",'
    rb'"recorded_at":"([0-9T:.-]{26})Z","hash":"([0-9a-f]{64})","body":(\{.*\})\}\n',
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def _instant(text: bytes) -> datetime | None:
    """Read an instant as a dump writes it; None for any other text. All records of one command share theirs."""
    try:
        found = datetime.fromisoformat(f"{text.decode()}+00:00")
    except ValueError:
        return None
    return found if _instant_text(found) == text else None


def _instant_text(instant: datetime) -> bytes:
    return instant.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00").encode()


def write_line(line: Line) -> bytes:
    """Write a line, with its line feed."""
    match line:
        case ArchiveLine():
            return b'{"archive":%b,%b}\n' % (_JSON.encode(line.digest), _text_or_base64(line.data))
        case TextLine():
            layer = encode(line.layer)
            head = (_JSON.encode(line.document), _JSON.encode(digest(layer)))
            return b'{"text_of":%b,"digest":%b,"layer":%b}\n' % (*head, layer)
        case RecordLine():
            return _record_line(line)
        case EndLine():
            return b'{"end":%b}\n' % encode(line)


def _text_or_base64(data: bytes) -> bytes:
    """Write text as text, so that people and version control can read it; anything else in base 64."""
    try:
        return b'"text":' + _JSON.encode(data.decode())
    except UnicodeDecodeError:
        return b'"base64":"%b"' % base64.b64encode(data)


def _record_line(line: RecordLine) -> bytes:
    instant = _instant_text(line.recorded_at)
    name = (line.number, _JSON.encode(line.kind), _JSON.encode(line.key), instant, line.hash.encode())
    body = b'"body":' + line.body if _stands_for_itself(line.body) else b'"base64":"%b"' % base64.b64encode(line.body)
    return b'{"record":%d,"kind":%b,"key":%b,"recorded_at":"%bZ","hash":"%b",%b}\n' % (*name, body)


def _stands_for_itself(body: bytes) -> bool:
    """Tell whether a body is an object of JSON that comes back byte for byte from inside a line."""
    if not (body.startswith(b"{") and body.endswith(b"}")) or b"\n" in body or b"\r" in body:
        return False
    try:
        msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def read_line(line: bytes) -> Line:
    """Read a line.

    Raises:
        ValueError: It is none, or it is written otherwise than `write_line` writes; the message says what is wrong.
    """
    record = _RECORD.fullmatch(line)
    if record is not None and _stands_for_itself(record[6]):
        when = _instant(record[4])
        if when is not None:
            name = (int(record[1]), record[2].decode(), record[3].decode(), when, record[5].decode())
            return RecordLine(*name, record[6])
    decoder = next((decoder for start, decoder in _DECODERS if line.startswith(start)), None)
    if decoder is None:
        raise ValueError("it is no line of a dump")
    try:
        value = decoder.decode(line).line()
    except (msgspec.DecodeError, UnicodeDecodeError, binascii.Error, RecursionError) as fault:
        raise ValueError(f"it is no line of a dump ({fault})") from fault
    if write_line(value) != line:
        raise ValueError("its content is not written as a dump writes it")
    return value

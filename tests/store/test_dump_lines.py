from datetime import UTC, datetime

import pytest

from pledgebook.model.evidence import Block, BlockRole, TextLayer
from pledgebook.model.identity import digest
from pledgebook.store.dump_lines import ArchiveLine, EndLine, Line, RecordLine, TextLine, read_line, write_line

AT = datetime(2025, 3, 1, 12, 0, 0, 5, tzinfo=UTC)
HASH = "ab" * 32


def record(body: bytes) -> RecordLine:
    return RecordLine(7, "statement", "s-1", AT, HASH, body)


@pytest.mark.parametrize(
    "line",
    [
        ArchiveLine(digest(b""), b""),
        ArchiveLine("d", "EUR 10 million\r\nй\u2028\0\x1f\U0001f4b6".encode()),
        ArchiveLine("d", b"\xff\xfe\x00"),
        TextLine("d", TextLayer("a\nb\rc\u2028", "plain/1", (Block(0, 1, BlockRole.TITLE),))),
        record(b'{"a":1}'),
        record(b"{}"),
        record(b""),
        record(b" {}"),
        record(b"{}\n"),
        record(b'{"a":\n1}'),
        record(b"{no json}"),
        record(b'{"a":"\xff"}'),
        record(b"{" + b'"a":{' * 5000 + b"}" * 5001),
        record(b"\x00\x01"),
        EndLine(1, 2, 3, HASH, digest(b"")),
    ],
)
def test_a_line_comes_back_as_it_was(line: Line) -> None:
    written = write_line(line)
    assert written.endswith(b"\n")
    assert written.count(b"\n") == 1
    assert read_line(written) == line


def test_text_stands_as_text_and_a_body_as_json() -> None:
    assert write_line(ArchiveLine("d", b"EUR 10")) == b'{"archive":"d","text":"EUR 10"}\n'
    assert write_line(ArchiveLine("d", b"\xff")) == b'{"archive":"d","base64":"/w=="}\n'
    assert write_line(record(b'{"a":1}')) == (
        b'{"record":7,"kind":"statement","key":"s-1","recorded_at":"2025-03-01T12:00:00.000005Z",'
        b'"hash":"%b","body":{"a":1}}\n' % HASH.encode()
    )


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\n",
        b"[]\n",
        b"{}\n",
        b'{"archive":"d"}\n',
        b'{"archive":"d","text":"a","more":1}\n',
        b'{"archive":"d", "text":"a"}\n',
        b'{"archive":"d","text":"a"}',
        b'{"archive":"d","text":"a"}\r\n',
        b'{"archive":"d","text":"\\u0061"}\n',
        b'{"archive":"d","base64":"YQ=="}\n',
        b'{"archive":"d","base64":"?"}\n',
        b'{"text_of":"d","digest":"' + b"0" * 64 + b'","layer":{"blocks":[],"reader":"plain/1","text":""}}\n',
        b'{"record":7,"kind":"statement"}\n',
        b'{"record":7,"kind":"k","key":"s","recorded_at":"2025-03-01T13:00:00.000005+01:00","hash":"h","body":{}}\n',
        b'{"record":7,"kind":"k","key":"s","recorded_at":"2025-03-01","hash":"h","body":{}}\n',
        b'{"record":7,"kind":"k","key":"s","recorded_at":"2025-03-01T13:00:00.000005","hash":"h","body":{}}\n',
        b'{"end":{"records":1}}\n',
    ],
)
def test_what_is_written_otherwise_is_no_line(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"no line|not written"):
        read_line(line)

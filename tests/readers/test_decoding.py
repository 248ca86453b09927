"""Bytes to characters, strictly."""

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.readers.decoding import Decoded, decode, known_encoding, sniff

TEXT = "Danmark giver 5 mio. kr. – 670.000 €\r\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"\xff\xfe\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff", "utf-32-be"),
    ],
)
def test_marks_tell_the_encoding_and_are_no_text(mark: bytes, encoding: str) -> None:
    assert decode(Source("a", mark + TEXT.encode(encoding))) == Decoded(TEXT, encoding)


def test_a_declared_encoding_is_used() -> None:
    assert decode(Source("a", "5 mio. €".encode("cp1252")), "ISO-8859-1") == Decoded("5 mio. €", "cp1252")


def test_a_mark_is_believed_before_a_declaration() -> None:
    assert decode(Source("a", b"\xef\xbb\xbf" + TEXT.encode()), "windows-1251") == Decoded(TEXT, "utf-8")


def test_the_first_bad_byte_is_named_with_a_remedy() -> None:
    problem = decode(Source("a.txt", b"one\ntwo \x80 three"))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.UNDECODABLE_TEXT
    assert "0x80 at offset 8 (line 2)" in problem.message
    assert "iconv" in problem.remedy
    assert "\\x80" in problem.excerpt


def test_offsets_count_the_mark() -> None:
    problem = decode(Source("a.txt", b"\xef\xbb\xbfab\x80"))
    assert isinstance(problem, Problem)
    assert "offset 5" in problem.message


@pytest.mark.parametrize(("encoding", "name"), [("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")])
def test_unmarked_utf16_is_told_from_other_binaries(encoding: str, name: str) -> None:
    problem = decode(Source("a.txt", "Denmark gives more.".encode(encoding)))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.UNDECODABLE_TEXT
    assert name in problem.remedy


@pytest.mark.parametrize("data", [b"\0\1\2\3", b"text\0more text", b"\xff\xfe" + "a\0b".encode("utf-16-le"), b"a\0"])
def test_zero_bytes_are_binary(data: bytes) -> None:
    problem = decode(Source("a.bin", data))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.BINARY_FILE


@pytest.mark.parametrize("data", [b"", b" \n", b"\xef\xbb\xbf", "\u00a0\u2003".encode()])
def test_blanks_are_empty(data: bytes) -> None:
    problem = decode(Source("a.txt", data))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.EMPTY_FILE


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("UTF-8", "utf-8"),
        (" latin1 ", "cp1252"),
        ("windows-1257", "cp1257"),
        ("koi8-u", "koi8-u"),
        ("utf-7", ""),
        ("base64", ""),
        ("rot13", ""),
        ("iso-8859-99", ""),
        ("", ""),
    ],
)
def test_labels_of_the_web(label: str, name: str) -> None:
    assert known_encoding(label) == name


def test_a_look_at_the_head_never_fails() -> None:
    assert sniff(b"---\n\xff") == "---\n\ufffd"
    assert sniff(b"\xff\xfe<\0h\0") == "<h"

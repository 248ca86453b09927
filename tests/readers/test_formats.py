"""Known formats that are not read are refused by name."""

import io
import zipfile

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.readers.formats import refuse_known_format
from pledgebook.readers.registry import read_source


def zipped(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, b"x" * 100_000)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.txt", b"%PDF-1.7\n", "PDF"),
        ("a", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "old kind"),
        ("a", b"{\\rtf1 text}", "RTF"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0", "PNG"),
        ("a", b"\xff\xd8\xff\xe0", "JPEG"),
        ("a", b"RIFF\0\0\0\0WEBPVP8 ", "WebP"),
        ("a", b"\0\0\0\x18ftypmp42", "MP4"),
        ("a", b"\x1f\x8b\x08", "gzip"),
        ("a", b"x" * 257 + b"ustar", "tar"),
        ("book", b"SQLite format 3\0", "SQLite"),
        ("a", zipped("[Content_Types].xml", "word/document.xml"), "Word"),
        ("a", zipped("[Content_Types].xml", "pad", "xl/workbook.xml"), "Excel"),
        ("a", zipped("ppt/presentation.xml"), "PowerPoint"),
        ("a", zipped("other"), "ZIP"),
        ("a.JSON", b'{"a": 1}', "JSON"),
        ("a.csv", b"donor,eur\nDK,125\n", "table"),
        ("feed", b'<?xml version="1.0"?><rss></rss>', "XML"),
        ("mail.eml", b"From: a\n\nb", "e-mail"),
    ],
)
def test_known_formats_are_refused_with_a_remedy(name: str, data: bytes, kind: str) -> None:
    problem = read_source(Source(name, data))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.UNSUPPORTED_FORMAT
    assert problem.where == name
    assert kind in problem.message
    assert problem.remedy


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"GIFTS of EUR 5 million"),
        ("-", b"text"),
        ("a.xhtml", b'<?xml version="1.0"?><!DOCTYPE html><html><p>text</p></html>'),
        ("story", b""),
        ("story.unknown", b"text"),
    ],
)
def test_everything_else_is_left_to_the_readers(name: str, data: bytes) -> None:
    assert refuse_known_format(Source(name, data)) is None

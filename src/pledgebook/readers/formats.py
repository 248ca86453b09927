"""Formats that are known and not read: they are told by their first bytes or their suffix, and refused by name."""

from dataclasses import dataclass
from pathlib import PurePath

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity

_SAVE_AS_TEXT = "Open it, save it as plain text or HTML and add that."
_UNPACK = "Unpack it and add the files in it."
_COPY_TEXT = "Type or copy its text into a .txt file and add that."
_EXPORT = "It holds records and not a story: take the text out of it as .txt, .md or .html."


@dataclass(frozen=True, slots=True)
class _Signature:
    """Bytes that a format begins with, at an offset."""

    kind: str
    mark: bytes
    remedy: str
    offset: int = 0


_SIGNATURES = (
    _Signature("a PDF", b"%PDF-", "Take its text out (pdftotext FILE.pdf) and add the .txt."),
    _Signature(
        "an Office document of the old kind (doc, xls, ppt, msg)", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _SAVE_AS_TEXT
    ),
    _Signature("an RTF document", b"{\\rtf", _SAVE_AS_TEXT),
    _Signature("a PNG image", b"\x89PNG\r\n\x1a\n", _COPY_TEXT),
    _Signature("a JPEG image", b"\xff\xd8\xff", _COPY_TEXT),
    _Signature("a GIF image", b"GIF8", _COPY_TEXT),
    _Signature("a WebP image", b"WEBP", _COPY_TEXT, offset=8),
    _Signature("a TIFF image", b"II*\0", _COPY_TEXT),
    _Signature("a TIFF image", b"MM\0*", _COPY_TEXT),
    _Signature("a film or a picture of the MP4 family", b"ftyp", _COPY_TEXT, offset=4),
    _Signature("a sound file", b"ID3", _COPY_TEXT),
    _Signature("a sound or film file", b"OggS", _COPY_TEXT),
    _Signature("a gzip archive", b"\x1f\x8b", _UNPACK),
    _Signature("a bzip2 archive", b"BZh", _UNPACK),
    _Signature("an xz archive", b"\xfd7zXZ\0", _UNPACK),
    _Signature("a Zstandard archive", b"\x28\xb5\x2f\xfd", _UNPACK),
    _Signature("a 7-Zip archive", b"7z\xbc\xaf\x27\x1c", _UNPACK),
    _Signature("a RAR archive", b"Rar!\x1a\x07", _UNPACK),
    _Signature("a tar archive", b"ustar", _UNPACK, offset=257),
    _Signature("an SQLite database", b"SQLite format 3\0", "If it is a book, name it with --book."),
    _Signature("a program", b"\x7fELF", "Name the documents instead."),
)
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_KINDS = (
    (b"word/document", "a Word document", _SAVE_AS_TEXT),
    (b"xl/workbook", "an Excel workbook", _EXPORT),
    (b"ppt/presentation", "a PowerPoint presentation", _SAVE_AS_TEXT),
    (b"mimetypeapplication/vnd.oasis", "an OpenDocument file", _SAVE_AS_TEXT),
    (b"mimetypeapplication/epub", "an e-book (EPUB)", _SAVE_AS_TEXT),
)
_RECORD_SUFFIXES = {
    ".json": "JSON",
    ".jsonl": "JSON Lines",
    ".ndjson": "JSON Lines",
    ".csv": "a table (CSV)",
    ".tsv": "a table (TSV)",
    ".xml": "XML",
    ".rss": "a feed (RSS)",
    ".atom": "a feed (Atom)",
    ".yaml": "YAML",
    ".yml": "YAML",
    ".toml": "TOML",
    ".eml": "an e-mail",
    ".mbox": "a mailbox",
}
_ZIP_DIRECTORY_BYTES = 1 << 16


def refuse_known_format(source: Source) -> Problem | None:
    """Return UNSUPPORTED_FORMAT for a source of a known format that no reader reads; None for all others."""
    kind, remedy = _kind(source)
    if not kind:
        return None
    return Problem(
        ProblemCode.UNSUPPORTED_FORMAT,
        Severity.ERROR,
        source.name,
        f"This is {kind}; plain text, Markdown and HTML are read.",
        remedy=remedy,
    )


def _kind(source: Source) -> tuple[str, str]:
    data = source.data
    for signature in _SIGNATURES:
        if data.startswith(signature.mark, signature.offset):
            return signature.kind, signature.remedy
    if data.startswith(_ZIP_MARKS):
        names = data[:_ZIP_DIRECTORY_BYTES] + data[-_ZIP_DIRECTORY_BYTES:]
        for mark, kind, remedy in _ZIP_KINDS:
            if mark in names:
                return kind, remedy
        return "a ZIP archive", _UNPACK
    suffix = PurePath(source.name).suffix.lower()
    if suffix in _RECORD_SUFFIXES:
        return _RECORD_SUFFIXES[suffix], _EXPORT
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml") and b"<html" not in data[:4096].lower():
        return "XML", _EXPORT
    return "", ""

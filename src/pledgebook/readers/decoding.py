"""Bytes to characters without guessing: a byte order mark, a declared encoding, else strict UTF-8."""

import codecs
import re
from dataclasses import dataclass

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with the mark of UTF-16
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# WHATWG Encoding Standard: pages that declare these labels are read as Windows-1252.
_READ_AS_1252 = frozenset({"ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp819"})
# Text encodings that the same standard knows. UTF-7 and codecs that are no encodings ("base64") are not among them.
_KNOWN = re.compile(
    r"utf-?8|(?:windows-|cp-?)125\d|iso-?8859-?\d{1,2}|koi8-[ru]|macintosh|gb18030|gbk|gb2312|big5(?:-hkscs)?"
    r"|shift[_-]jis|euc-(?:jp|kr)|iso-2022-jp|cp866|ibm866|cp932|cp949"
)
_SNIFFED_BYTES = 4096
_EXCERPT_BYTES = 20


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and the encoding it was written in; a byte order mark is a signature and no part of the text."""

    text: str
    encoding: str


def decode(source: Source, declared: str = "") -> Decoded | Problem:
    """Decode a source by its byte order mark, else by the declared encoding, else as UTF-8; always strictly.

    Args:
        source: The bytes.
        declared: The encoding that the document or the user declares; an unknown name counts as none.

    Returns:
        The text, or EMPTY_FILE, BINARY_FILE or UNDECODABLE_TEXT.
    """
    encoding, skipped = _encoding(source.data, declared)
    body = source.data[skipped:]
    if b"\0" in body and not encoding.startswith(("utf-16", "utf-32")):
        return _binary(source, body)
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as fault:
        return _undecodable(source, encoding, skipped + fault.start)
    if "\0" in text:
        return _binary(source, body)
    if not text.strip():
        return Problem(
            ProblemCode.EMPTY_FILE,
            Severity.ERROR,
            source.name,
            "There is nothing in it but blanks.",
            remedy="Check that the download or the copy was completed, and add the file again.",
        )
    return Decoded(text, encoding)


def sniff(head: bytes) -> str:
    """Decode the first bytes for a look at them only, with what is no text replaced."""
    encoding, skipped = _encoding(head, "")
    return head[skipped:_SNIFFED_BYTES].decode(encoding, "replace")


def known_encoding(label: str) -> str:
    """Return Python's name for a label of the web ("latin1" is Windows-1252 there); empty when it is unknown."""
    label = label.strip().lower()
    if label in _READ_AS_1252:
        return "cp1252"
    if _KNOWN.fullmatch(label) is None:
        return ""
    try:
        return codecs.lookup(label).name
    except LookupError:
        return ""


def _encoding(data: bytes, declared: str) -> tuple[str, int]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    return known_encoding(declared) or "utf-8", 0


def _binary(source: Source, body: bytes) -> Problem:
    unmarked = _unmarked_utf16(body)
    if unmarked:
        return Problem(
            ProblemCode.UNDECODABLE_TEXT,
            Severity.ERROR,
            source.name,
            f"It looks like {unmarked} without a byte order mark.",
            remedy=f"Convert it to UTF-8: iconv -f {unmarked} -t UTF-8 OLD > NEW",
        )
    return Problem(
        ProblemCode.BINARY_FILE,
        Severity.ERROR,
        source.name,
        f"It is no text: a zero byte stands at offset {source.data.find(0):,}.",
        remedy="Save the text of the document as .txt, .md or .html and add that.",
    )


def _unmarked_utf16(body: bytes) -> str:
    """Name the UTF-16 that bytes look like: in text of Latin letters every second byte is zero."""
    head = body[:_SNIFFED_BYTES]
    pairs = len(head) // 2
    low_zeros, high_zeros = head[0::2].count(0), head[1::2].count(0)
    for name, zeros, others in (("UTF-16LE", high_zeros, low_zeros), ("UTF-16BE", low_zeros, high_zeros)):
        if pairs > 1 and not others and zeros * 10 >= pairs * 7:
            return name
    return ""


def _undecodable(source: Source, encoding: str, offset: int) -> Problem:
    line = source.data.count(b"\n", 0, offset) + 1
    excerpt = source.data[max(0, offset - _EXCERPT_BYTES) : offset + _EXCERPT_BYTES]
    return Problem(
        ProblemCode.UNDECODABLE_TEXT,
        Severity.ERROR,
        source.name,
        f"It is not {encoding.upper()}: the byte 0x{source.data[offset]:02X} at offset {offset:,} (line {line:,}).",
        excerpt=excerpt.decode("ascii", "backslashreplace"),
        remedy="Convert it to UTF-8, for instance: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW "
        "(WINDOWS-1257 for Baltic, WINDOWS-1251 for Cyrillic texts).",
    )

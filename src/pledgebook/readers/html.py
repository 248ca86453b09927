"""HTML: a text view of the page with the role of each block, and what the page says about itself."""

import re
from dataclasses import dataclass
from pathlib import PurePath

from lxml import etree

from pledgebook.model.evidence import Source, TextLayer
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.readers.base import Reading
from pledgebook.readers.decoding import Decoded, decode, known_encoding, sniff
from pledgebook.readers.html_metadata import read_metadata
from pledgebook.readers.html_text import text_view

_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".xht"})
_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_CHARSET = re.compile(rb"<meta\s[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w:.-]+)", re.IGNORECASE)
_CHARSET_BYTES = 4096


@dataclass(frozen=True, slots=True)
class HtmlReader:
    """Reads pages as they were saved; nothing is fetched, no script is run, no entity is loaded."""

    name: str = "html"
    version: int = 1

    def identify(self, name: str, head: bytes) -> bool:
        """Tell it by its suffix or by a doctype or an html element at its beginning."""
        return PurePath(name).suffix.lower() in _SUFFIXES or _OPENING.match(sniff(head)) is not None

    def read(self, source: Source) -> Reading | Problem:
        """Parse the page and render what one sees of it."""
        decoded, mislabelled = decode_page(source)
        if isinstance(decoded, Problem):
            return decoded
        root = _parse(source, decoded.text)
        if isinstance(root, Problem):
            return root
        text, blocks = text_view(root)
        if not text:
            return _broken(source, "Nothing can be seen on this page.", Severity.ERROR, _SAVE_AGAIN)
        metadata = read_metadata(root)
        faults = (*((mislabelled,) if mislabelled else ()), *metadata.faults)
        return Reading(
            layer=TextLayer(text, f"{self.name}/{self.version}", blocks),
            title=metadata.title,
            published=metadata.published,
            publisher=metadata.publisher,
            url=metadata.url,
            language=metadata.language,
            problems=tuple(_broken(source, fault, Severity.WARNING, _GIVE_IT) for fault in faults),
        )


_SAVE_AGAIN = (
    "Open the page in a browser, wait until the text stands there, save it again or copy its text into a .txt."
)
_GIVE_IT = "If it matters, give what is missing when adding the file (--published, --publisher, --url)."


def decode_page(source: Source) -> tuple[Decoded | Problem, str]:
    """Decode by mark, else by the declared charset, else as UTF-8; a page that is UTF-8 against its word is UTF-8.

    A text of other encodings that has letters beyond ASCII is practically never valid UTF-8, whereas pages that are
    converted on saving keep their old declaration. The second value tells of such a page.
    """
    match = _CHARSET.search(source.data, 0, _CHARSET_BYTES)
    declared = known_encoding(match[1].decode("ascii")) if match else ""
    # A declaration that could be read byte by byte cannot speak the truth when it says UTF-16 (HTML Standard 13.2.3).
    if declared.startswith("utf"):
        declared = ""
    if declared and declared != "iso2022_jp":  # all its bytes are ASCII, and so valid UTF-8
        as_utf8 = decode(source)
        if isinstance(as_utf8, Decoded):
            at_odds = as_utf8.encoding == "utf-8" and not source.data.isascii()
            return as_utf8, f"The page says {declared} and is UTF-8; it was read as UTF-8." if at_odds else ""
    return decode(source, declared), ""


def _parse(source: Source, text: str) -> etree._Element | Problem:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as fault:
        return _broken(source, f"It cannot be parsed as HTML: {fault.msg}.", Severity.ERROR, _SAVE_AGAIN)
    # libxml2 stops at its limits and hands back what it has, without raising: the text would be cut short in silence.
    # Markup that is merely wrong is logged as an error; only such a stop is fatal.
    fatal = next((entry for entry in parser.error_log if entry.level >= etree.ErrorLevels.FATAL), None)
    if fatal is not None:
        message = f"The parser gave up at line {fatal.line}: {fatal.message.strip()}."
        return _broken(source, message, Severity.ERROR, _SAVE_AGAIN)
    if root is None:
        return _broken(source, "There is no element in it.", Severity.ERROR, _SAVE_AGAIN)
    return root


def _broken(source: Source, message: str, severity: Severity, remedy: str) -> Problem:
    return Problem(ProblemCode.BROKEN_MARKUP, severity, source.name, message, remedy=remedy)

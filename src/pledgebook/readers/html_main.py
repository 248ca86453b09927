"""HTML with the main content marked: the text view of the reader `html`, and its frame as BOILERPLATE."""

import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Block, BlockRole, Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.readers.base import Reading
from pledgebook.readers.decoding import Decoded
from pledgebook.readers.html import HtmlReader, decode_page

LIBRARY_VERSION = "2.3.1"
"""The release of trafilatura whose marks this version of the reader keeps; another one may mark other blocks."""
_INSTALL = "pip install 'pledgebook[html]', or leave out --main-content"
_WORD = re.compile(r"\w+")
_SOFT_HYPHEN = "\u00ad"
_RUN = 5
"""Words in a row that tell a place in a text; shorter lines must be the same as a whole."""


@dataclass(frozen=True, slots=True)
class HtmlMainReader:
    """Reads pages as `HtmlReader` does, and marks as BOILERPLATE what trafilatura does not take for main content.

    The text and the bounds of its blocks are those of `HtmlReader`, byte for byte; only roles differ. Titles keep
    theirs. Its version is raised with that of `HtmlReader` and with the release of trafilatura.
    """

    name: str = "html+main"
    version: int = 1

    def identify(self, name: str, head: bytes) -> bool:
        """Tell it as `HtmlReader` does."""
        return HtmlReader().identify(name, head)

    def read(self, source: Source) -> Reading | Problem:
        """Read the page and mark its frame.

        Raises:
            UsageFault: The extra `html` is not installed in the release that belongs to this version.
        """
        require_library()
        reading = HtmlReader().read(source)
        if isinstance(reading, Problem):
            return reading
        decoded, _ = decode_page(source)
        content = _main_content(decoded.text) if isinstance(decoded, Decoded) else ""
        marked = replace(reading.layer, reader=f"{self.name}/{self.version}")
        if not any(_WORD.finditer(content)):
            return replace(reading, layer=marked, problems=(*reading.problems, _nothing_found(source)))
        blocks = tuple(_mark(reading.layer.text, reading.layer.blocks, content))
        return replace(reading, layer=replace(marked, blocks=blocks))


def require_library() -> None:
    """Check that the extra `html` is there.

    Raises:
        UsageFault: It is not, or in another release than this version of the reader is made with.
    """
    try:
        found = version("trafilatura")
    except PackageNotFoundError as missing:
        message = "marking the main content of pages needs the extra 'html', which is not installed"
        raise UsageFault(message, remedy=_INSTALL) from missing
    if found != LIBRARY_VERSION:
        message = (
            f"main content is marked with trafilatura {LIBRARY_VERSION}; {found} is installed and may mark otherwise"
        )
        raise UsageFault(message, remedy=_INSTALL)


def _main_content(page: str) -> str:
    """Return what trafilatura takes for the main content, as its own lines of text."""
    import trafilatura  # noqa: PLC0415  an optional extra

    # Recall is favoured: a list that is taken for a frame loses sums, a frame that is kept can be judged by a person.
    # What it logs about odd pages is said by our own problems; without a handler it would go to standard error.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    return trafilatura.extract(page, include_comments=False, include_tables=True, favor_recall=True) or ""


def _mark(text: str, blocks: Sequence[Block], content: str) -> Iterator[Block]:
    """Yield the blocks, those outside of the content as BOILERPLATE.

    A line is in the content when it is one of its lines, or when half of its runs of words stand there: trafilatura
    folds blanks, drops soft hyphens and splits lines in other places than we do.
    """
    lines = [_words(line) for line in content.splitlines()]
    whole = {line for line in lines if line}
    runs = set(_runs([word for line in lines for word in line]))
    for block in blocks:
        told = [_words(line) for line in text[block.start : block.end].splitlines()]
        is_content = block.role is BlockRole.TITLE or any(_is_in(line, whole, runs) for line in told)
        yield block if is_content else replace(block, role=BlockRole.BOILERPLATE)


def _is_in(line: tuple[str, ...], whole: set[tuple[str, ...]], runs: set[tuple[str, ...]]) -> bool:
    if line in whole:
        return True
    own = list(_runs(line))
    return bool(own) and 2 * sum(run in runs for run in own) >= len(own)


def _words(line: str) -> tuple[str, ...]:
    """Return the words of a line without what the two views write differently: blanks, hyphens, raised figures."""
    folded = unicodedata.normalize("NFKC", line.replace(_SOFT_HYPHEN, "")).casefold()
    return tuple(_WORD.findall(folded))


def _runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words) - _RUN + 1):
        yield tuple(words[start : start + _RUN])


def _nothing_found(source: Source) -> Problem:
    return Problem(
        ProblemCode.BROKEN_MARKUP,
        Severity.WARNING,
        source.name,
        "No main content was told apart on this page; only its own marks say what is a frame.",
        remedy="None is needed; look the page's statements through if much stands around its story.",
    )

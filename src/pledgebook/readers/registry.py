"""All readers, in the order in which they are asked; the first that knows a source reads it."""

from collections.abc import Mapping

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem
from pledgebook.readers.base import Reader, Reading
from pledgebook.readers.formats import refuse_known_format
from pledgebook.readers.html import HtmlReader
from pledgebook.readers.html_main import HtmlMainReader, require_library
from pledgebook.readers.markdown import MarkdownReader
from pledgebook.readers.plain import PlainReader

HEAD_BYTES = 4096

READERS: dict[str, Reader] = {reader.name: reader for reader in (HtmlReader(), MarkdownReader(), PlainReader())}

MAIN_CONTENT_READERS: dict[str, Reader] = {
    reader.name: reader for reader in (HtmlMainReader(), MarkdownReader(), PlainReader())
}
"""The same, with pages whose main content is marked (extra `html`)."""


def choose_readers(*, main_content: bool) -> Mapping[str, Reader]:
    """Return the readers, by name.

    Args:
        main_content: Mark the main content of pages.

    Raises:
        UsageFault: The extra `html` is needed and not installed.
    """
    if not main_content:
        return READERS
    require_library()
    return MAIN_CONTENT_READERS


def read_source(source: Source, readers: Mapping[str, Reader] = READERS) -> Reading | Problem:
    """Read a source with the first of the readers that knows it, or return the problem that keeps it out."""
    refusal = refuse_known_format(source)
    if refusal is not None:
        return refusal
    head = source.data[:HEAD_BYTES]
    reader = next(reader for reader in readers.values() if reader.identify(source.name, head))
    return reader.read(source)

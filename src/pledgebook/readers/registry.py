"""All readers, in the order in which they are asked; the first that knows a source reads it."""

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem
from pledgebook.readers.base import Reader, Reading
from pledgebook.readers.formats import refuse_known_format
from pledgebook.readers.html import HtmlReader
from pledgebook.readers.markdown import MarkdownReader
from pledgebook.readers.plain import PlainReader

HEAD_BYTES = 4096

READERS: dict[str, Reader] = {reader.name: reader for reader in (HtmlReader(), MarkdownReader(), PlainReader())}


def read_source(source: Source) -> Reading | Problem:
    """Read a source with the reader that knows it, or return the problem that keeps it out."""
    refusal = refuse_known_format(source)
    if refusal is not None:
        return refusal
    head = source.data[:HEAD_BYTES]
    reader = next(reader for reader in READERS.values() if reader.identify(source.name, head))
    return reader.read(source)

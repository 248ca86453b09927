"""Bytes to statements without any book: the function for notebooks, and the way of `pledgebook extract`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from pledgebook.errors import UsageFault
from pledgebook.extraction.extract import Extraction, extract_statements
from pledgebook.model.evidence import Source, TextLayer
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.readers.base import Reader, Reading
from pledgebook.readers.registry import READERS, read_source
from pledgebook.sources.files import collect
from pledgebook.workflow.assisting import Assistant

# Name and version of the rules, as extraction records carry it: raise it when the rules change what they find.
EXTRACTOR = "rules/1"


@dataclass(frozen=True, slots=True)
class ExtractOutcome:
    """What one input gave.

    Attributes:
        name: Where it came from.
        label: Short name for statement numbers: the file name without its ending.
        extraction: What was found; None when it could not be read.
        problems: Faults met on the way.
    """

    name: str
    label: str
    extraction: Extraction | None
    problems: tuple[Problem, ...]


def extract(
    text: str, *, published: PartialDate | date | str | None = None, language: str = ""
) -> tuple[Statement, ...]:
    """Find what a text says about support: who gives what to whom and how far along it is.

    Args:
        text: Any news text or press release; nothing is normalised, so every span's quote is a slice of it.
        published: Publication date, against which "last Friday" is resolved; "2024-11-25", a date, or None.
        language: BCP 47 primary tag ("en"); found out by itself when empty.

    Returns:
        The statements in the order of the text.

    Raises:
        UsageFault: `published` is a text that is no date.
    """
    data = text.encode("utf-8", errors="surrogatepass")
    layer = TextLayer(text=text, reader="text/1")
    found = extract_statements(layer, document=digest(data), published=_as_date(published), language=language)
    return found.statements


def _as_date(value: PartialDate | date | str | None) -> PartialDate | None:
    if value is None or isinstance(value, PartialDate):
        return value
    if isinstance(value, date):
        return PartialDate.of(value)
    try:
        return PartialDate.parse(value)
    except ValueError as fault:
        raise UsageFault(str(fault), remedy="write it as YYYY, YYYY-MM or YYYY-MM-DD") from fault


def extract_paths(
    paths: Sequence[str],
    published: PartialDate | None,
    helper: Assistant | None = None,
    readers: Mapping[str, Reader] = READERS,
) -> Iterator[ExtractOutcome]:
    """Read and extract files, folders and standard input ("-"), one outcome per input in their order."""
    for source in collect(paths):
        if isinstance(source, Problem):
            yield ExtractOutcome(source.where, "", None, (source,))
            continue
        reading = read_source(source, readers)
        label = PurePath(source.name).stem
        if isinstance(reading, Problem):
            yield ExtractOutcome(source.name, label, None, (reading,))
            continue
        found = extract_reading(source, reading, published, helper)
        yield ExtractOutcome(source.name, label, found, (*reading.problems, *found.problems))


def extract_reading(
    source: Source, reading: Reading, published: PartialDate | None, helper: Assistant | None = None
) -> Extraction:
    """Extract from what a reader saw; the document's own publication date goes before the given one.

    Args:
        source: The bytes.
        reading: What a reader saw in them.
        published: Publication date of documents that do not state their own.
        helper: A second proposer; none by default.
    """
    document, published = digest(source.data), reading.published or published
    found = extract_statements(reading.layer, document=document, published=published, language=reading.language)
    if helper is None:
        return found
    return helper.add_to(found, reading.layer, document=document, published=published, language=reading.language)

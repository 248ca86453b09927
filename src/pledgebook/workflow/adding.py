"""Documents into the book: archive, read, extract, journal, refold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from os import PathLike

from pledgebook.extraction.extract import Extraction
from pledgebook.model.evidence import Document, Source
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.readers.base import Reader, Reading
from pledgebook.readers.registry import READERS, read_source
from pledgebook.reconciliation.copies import fingerprint
from pledgebook.store.base import RecordKind, Store, UnitOfWork
from pledgebook.store.codec import Extraction as ExtractionRecord
from pledgebook.store.codec import record_of
from pledgebook.store.minor import fits
from pledgebook.workflow.assisting import Assistant
from pledgebook.workflow.extracting import EXTRACTOR, extract_reading
from pledgebook.workflow.projecting import is_fold_due, refold
from pledgebook.workflow.rating import BookRates

Paths = Sequence[str | PathLike[str]]

# Documents in one unit of work. A killed process loses at most these.
BATCH_DOCUMENTS = 250

# A batch is held in memory; a few very large files are a batch of their own.
BATCH_BYTES = 64_000_000


# What a single figure must leave free, so that sums of many still fit.
HEADROOM = 1000


class Outcome(StrEnum):
    """What became of one input."""

    NEW = "new"
    KNOWN = "known"  # the same bytes are in the book already
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Attribution:
    """What is known of documents from outside; what a document states of itself goes before it.

    Attributes:
        published: Publication date.
        publisher: Who published it.
        url: Where.
    """

    published: PartialDate | None = None
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class AddedDocument:
    """What became of one input.

    Attributes:
        name: Where it came from.
        document: Id; empty when refused.
        outcome: New, known or refused.
        statements: How many were found.
        refused_sums: How many sums were no support.
    """

    name: str
    document: str
    outcome: Outcome
    statements: int
    refused_sums: int


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a call.

    Attributes:
        documents: One entry per input, in order.
        problems: What was met in reading and extraction.
    """

    documents: tuple[AddedDocument, ...]
    problems: tuple[Problem, ...]


def add_sources(
    store: Store,
    found: Iterable[Source | Problem],
    attribution: Attribution,
    rates: BookRates,
    helper: Assistant | None = None,
    readers: Mapping[str, Reader] = READERS,
) -> Added:
    """Put sources into the book, a batch per unit of work; problems in place of sources are passed on.

    A second proposer (`helper`) is asked before the unit of work begins, so that no other writer waits for its answers.
    The book is folded anew with the last batch, and before it only when it has grown by a quarter: so adding many
    documents takes time in proportion to their number. Between two folds the journal is ahead of what is read; a run
    that was killed there is caught up by the next one.

    Raises:
        BookBusy: Another writer held the book for too long.
        BookFault: The book cannot be written.
    """
    documents: list[AddedDocument] = []
    problems: list[Problem] = []
    for batch, is_last in _with_last(_batches(iter(found))):
        asked = {} if helper is None else _asked(store, batch, attribution, (helper, readers))
        with store.begin() as work:
            for item in batch:
                added, met = _add_one(store, work, item, (attribution, readers), asked)
                documents.append(added)
                problems += met
            is_new = any(added.outcome is Outcome.NEW for added in documents[-len(batch) :])
            is_due = is_fold_due(store, is_last=is_last)
            if is_due:
                refold(store, work, rates)
            if is_new or is_due:
                work.commit()
    return Added(tuple(documents), tuple(problems))


def _with_last(batches: Iterator[list[Source | Problem]]) -> Iterator[tuple[list[Source | Problem], bool]]:
    """Tell of each batch whether it is the last."""
    held = next(batches, None)
    while held is not None:
        following = next(batches, None)
        yield held, following is None
        held = following


def _batches(found: Iterator[Source | Problem]) -> Iterator[list[Source | Problem]]:
    batch: list[Source | Problem] = []
    held_bytes = 0
    for item in found:
        batch.append(item)
        held_bytes += len(item.data) if isinstance(item, Source) else 0
        if len(batch) >= BATCH_DOCUMENTS or held_bytes >= BATCH_BYTES:
            yield batch
            batch, held_bytes = [], 0
    if batch:
        yield batch


def _asked(
    store: Store,
    batch: Iterable[Source | Problem],
    attribution: Attribution,
    asked: tuple[Assistant, Mapping[str, Reader]],
) -> dict[str, Extraction]:
    """Extract with a second proposer from what the book does not have yet, by document."""
    helper, readers = asked
    found: dict[str, Extraction] = {}
    for item in batch:
        if isinstance(item, Problem) or digest(item.data) in found:
            continue
        if store.record(RecordKind.DOCUMENT, digest(item.data)) is None:
            reading = read_source(item, readers)
            if not isinstance(reading, Problem):
                found[digest(item.data)] = extract_reading(item, reading, attribution.published, helper)
    return found


def _add_one(
    store: Store,
    work: UnitOfWork,
    item: Source | Problem,
    how: tuple[Attribution, Mapping[str, Reader]],
    asked: Mapping[str, Extraction],
) -> tuple[AddedDocument, tuple[Problem, ...]]:
    attribution, readers = how
    if isinstance(item, Problem):
        return AddedDocument(item.where, "", Outcome.REFUSED, 0, 0), (item,)
    document_id = digest(item.data)
    known = store.record(RecordKind.DOCUMENT, document_id)
    if known is not None:
        return AddedDocument(item.name, document_id, Outcome.KNOWN, 0, 0), ()
    reading = read_source(item, readers)
    if isinstance(reading, Problem):
        return AddedDocument(item.name, "", Outcome.REFUSED, 0, 0), (reading,)
    found = _keepable(asked.get(document_id) or extract_reading(item, reading, attribution.published))
    work.archive(item.data)
    work.keep_text(document_id, reading.layer)
    work.append(*record_of(_document(item, reading, attribution)))
    for statement in found.statements:
        work.append(*record_of(statement))
    problems = tuple(_placed(problem, item.name) for problem in (*reading.problems, *found.problems))
    record = ExtractionRecord(document_id, EXTRACTOR, tuple(s.id for s in found.statements), found.refused, problems)
    work.append(*record_of(record))
    counts = (len(found.statements), len(found.refused))
    return AddedDocument(item.name, document_id, Outcome.NEW, *counts), problems


def _keepable(found: Extraction) -> Extraction:
    """Set aside statements whose figures no book can keep: one absurd figure must not keep other documents out."""
    misfits = {statement.id: statement for statement in found.statements if not _fits(statement)}
    if not misfits:
        return found
    # A part of what is set aside stands alone.
    kept = (
        replace(statement, part_of=None) if statement.part_of in misfits else statement
        for statement in found.statements
        if statement.id not in misfits
    )
    problems = (_out_of_range(statement) for statement in misfits.values())
    return replace(found, statements=tuple(kept), problems=(*found.problems, *problems))


def _fits(statement: Statement) -> bool:
    amounts = [amount for amount in (statement.amount, *statement.equivalents) if amount is not None]
    figures = [(amount.unit, figure) for amount in amounts for figure in (amount.low, amount.high)]
    figures += [(f"item:{item.item}", item.quantity) for item in statement.items]
    return all(fits(unit, figure * HEADROOM) for unit, figure in figures if figure is not None)


def _out_of_range(statement: Statement) -> Problem:
    return Problem(
        ProblemCode.FIGURE_OUT_OF_RANGE,
        Severity.ERROR,
        f"characters {statement.span.start} to {statement.span.end}",
        "This figure is larger than a book can keep; the statement is not booked.",
        statement.span.quote,
        "None is needed; if the source mends its figure, add the mended document.",
    )


def _placed(problem: Problem, name: str) -> Problem:
    """Name the document in a problem that only knows its offset."""
    return (
        problem if problem.where.startswith(name) else replace(problem, where=f"{name}: {problem.where}".rstrip(": "))
    )


def _document(source: Source, reading: Reading, attribution: Attribution) -> Document:
    return Document(
        id=digest(source.data),
        name=source.name,
        publisher=reading.publisher or attribution.publisher,
        url=reading.url or attribution.url,
        title=reading.title,
        published=reading.published or attribution.published,
        language=reading.language,
        reader=reading.layer.reader,
        text_digest=digest(reading.layer.text.encode()),
        size_bytes=len(source.data),
        fingerprint=fingerprint(reading.layer.text),
    )

"""Reports from a store: what changed between two recorded moments, and the dates at which sums are converted."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePath

from pledgebook.errors import InputFault, UsageFault
from pledgebook.model.evidence import Document
from pledgebook.model.judgement import Judgement, Verdict
from pledgebook.reports.changes import Cause, CauseKind, Changes, Moment, compare_moments, statements_by_document
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Basis, Dimension, TotalsQuery
from pledgebook.reports.totals import total_support
from pledgebook.reports.year_table import YearTable, read_amounts, read_indices
from pledgebook.store.base import JournalRecord, RecordKind, Store
from pledgebook.store.codec import document_of, extraction_of, judgement_of
from pledgebook.store.instants import system_clock
from pledgebook.workflow.explaining import read_contents
from pledgebook.workflow.rating import BookRates, rate_basis_of
from pledgebook.workflow.viewing import StoreView


def read_table(path: str, basis: Basis, unit: str = "USD") -> YearTable:
    """Read the table that a basis needs from a CSV file: price indices, or national products in some currency.

    Raises:
        InputFault: The file cannot be read, or is no such table.
    """
    name = PurePath(path).name
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as lines:
            return read_amounts(lines, name, unit) if basis is Basis.GDP else read_indices(lines, name)
    except (OSError, UnicodeDecodeError) as fault:
        raise InputFault(f"{path}: {fault}", remedy="give a CSV file in UTF-8") from fault


def changes_between(
    store: Store, rates: BookRates, since: datetime, until: datetime | None, currency: str = "EUR"
) -> Changes:
    """Compare what a book knew at two instants; without the second one, with what it knows now.

    Raises:
        UsageFault: The second instant is before the first.
    """
    end = until or system_clock()
    if end < since:
        raise UsageFault(f"{end.isoformat()} is before {since.isoformat()}", remedy="put --since before --until")
    with store.reading():
        earlier = StoreView(store, rates, since)
        later: Store = store if until is None else StoreView(store, rates, until)
        before, after = read_contents(earlier), read_contents(later)
        first, last = earlier.head().number + 1, later.head().number
        records = tuple(store.records(since=first, until=last)) if last >= first else ()
        causes = tuple(_causes(store, records, before, after))
    query = TotalsQuery(by=(Dimension.FUNDER,), currency=currency)
    return compare_moments(_moment(since, before, rates, query), _moment(end, after, rates, query), causes)


def _moment(at: datetime, contents: Contents, rates: BookRates, query: TotalsQuery) -> Moment:
    basis = rate_basis_of(contents.documents.values(), contents.statements.values(), rates)
    flows, checks = contents.flows.values(), contents.checks.values()
    return Moment(at, contents, total_support(contents.ledger, flows, checks, basis, query))


def _causes(store: Store, records: Iterable[JournalRecord], before: Contents, after: Contents) -> Iterator[Cause]:
    old, new = (statements_by_document(contents.statements.values()) for contents in (before, after))
    for record in records:
        if record.kind == RecordKind.DOCUMENT:
            document = document_of(record)
            text = _document_text(document)
            yield Cause(CauseKind.DOCUMENT, document.id, text, record.recorded_at, new.get(document.id, ()))
        elif record.kind == RecordKind.EXTRACTION:
            name = extraction_of(record).document
            if name in before.documents:
                touched = tuple(sorted({*old.get(name, ()), *new.get(name, ())}))
                text = f"{_document_text(before.documents[name])}, read anew"
                yield Cause(CauseKind.EXTRACTION, name, text, record.recorded_at, touched)
        elif record.kind == RecordKind.JUDGEMENT:
            judgement = judgement_of(record)
            text = f"{judgement.verdict.value} by {judgement.author}: {judgement.reason}"
            yield Cause(
                CauseKind.JUDGEMENT, judgement.id, text, record.recorded_at, _touched(store, judgement, old, new)
            )


def _document_text(document: Document) -> str:
    told = (document.publisher or document.title or PurePath(document.name).name, str(document.published or ""))
    return ", ".join(part for part in told if part)


def _touched(
    store: Store, judgement: Judgement, old: Mapping[str, tuple[str, ...]], new: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    """Return the statements that a judgement is about; those of a document where it is about a document."""
    named = _about(store, judgement)
    return tuple(sorted({item for name in named for item in (*old.get(name, ()), *new.get(name, ())) or (name,)}))


def _about(store: Store, judgement: Judgement) -> tuple[str, ...]:
    """Return the statements that a judgement is about; one that is withdrawn names them itself."""
    if judgement.verdict is Verdict.WITHDRAW:
        record = store.record(RecordKind.JUDGEMENT, judgement.subject)
        return () if record is None else _about(store, judgement_of(record))
    return tuple(sorted(part for part in (judgement.subject, judgement.object) if part))

"""What others have coded into the book: a unit of work for each file, its coder's word as judgements, one fold."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path, PurePath

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.base import Coded, Importer, Intake, Options, Refusal
from pledgebook.exchange.incoming.table import TableImporter
from pledgebook.model.evidence import Document, Source
from pledgebook.model.identity import content_id, digest
from pledgebook.model.judgement import CODER, Judgement, Verdict
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.quantity import Amount
from pledgebook.model.statement import Statement
from pledgebook.sources.files import STANDARD_INPUT, collect, printable
from pledgebook.store.base import RecordKind, Store, UnitOfWork
from pledgebook.store.codec import Extraction as ExtractionRecord
from pledgebook.store.codec import judgement_of, record_of, statement_of
from pledgebook.store.minor import fits
from pledgebook.workflow.adding import HEADROOM
from pledgebook.workflow.projecting import refold
from pledgebook.workflow.rating import BookRates
from pledgebook.workflow.revising import Earlier, Revision, compare_editions


class ImportOutcome(StrEnum):
    """What became of one file."""

    NEW = "new"
    KNOWN = "known"  # the same bytes are in the book already
    REFUSED = "refused"
    PASSED_OVER = "passed-over"  # in a folder, and by its ending none of this format: a licence, a note


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """What became of one file. Law: read = accepted + rejected.

    Attributes:
        name: Where it came from.
        document: Id; empty when refused.
        outcome: New, known or refused.
        read: Rows or elements met.
        accepted: Those that are in the book.
        rejected: Those that are not; each has an error among the problems.
        statements: What the accepted ones say.
        aside: Statements among them that are not counted, by their coder's own rules.
        superseded: Statements of earlier editions that this file replaces.
        revision: What it changes of an earlier edition; None where there is none.
        problems: Errors and warnings.
    """

    name: str
    document: str
    outcome: ImportOutcome
    read: int
    accepted: int
    rejected: int
    statements: int
    aside: int
    superseded: int
    revision: Revision | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a call: one entry per file, in order."""

    files: tuple[ImportedFile, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems met."""
        return tuple(problem for file in self.files for problem in file.problems)


def import_paths(
    store: Store, importer: Importer, paths: Sequence[str], options: Options, rates: BookRates
) -> Imported:
    """Import files and folders of one format; the same bytes twice change nothing.

    What lies in a folder and has none of the format's endings is passed over; a file that is named is tried whatever
    its ending is. Each file is read whole before anything of it is written, and written in one unit of work. The book
    is folded once, after the last.

    Raises:
        BookBusy: Another writer held the book for too long.
        BookFault: The book cannot be written.
    """
    known = Filed.of(store)
    named = frozenset(printable(str(Path(path))) for path in paths)
    files: list[ImportedFile] = []
    try:
        for found in collect(list(paths)):
            if _is_aside(found, importer, named):
                files.append(_without_effect(_name_of(found), ImportOutcome.PASSED_OVER))
            else:
                files.append(_import_one(store, importer, (found, options), known))
    finally:
        if any(file.outcome is ImportOutcome.NEW for file in files):
            with store.begin() as work:
                refold(store, work, rates)
                work.commit()
    return Imported(tuple(files))


def _name_of(found: Source | Problem) -> str:
    return found.name if isinstance(found, Source) else found.where


def _is_aside(found: Source | Problem, importer: Importer, named: Container[str]) -> bool:
    """Tell whether a file is none that was named and has none of the format's endings; never of an unreadable path."""
    if isinstance(found, Problem) and found.code is ProblemCode.UNREADABLE_PATH:
        return False
    name = _name_of(found)
    return name not in named and name != STANDARD_INPUT and PurePath(name).suffix.lower() not in importer.endings


def propose_mapping(path: str) -> str:
    """Propose a mapping file for the table at a path.

    Raises:
        UsageFault: It cannot be read as a table.
    """
    (found, *_) = collect([path])
    proposed = TableImporter().guess(found) if isinstance(found, Source) else found
    if isinstance(proposed, Problem):
        raise UsageFault(f"{proposed.where}: {proposed.message}", remedy=proposed.remedy)
    return proposed


@dataclass(slots=True)
class Filed:
    """What coders have filed in the book so far.

    Attributes:
        roots: Coder and identifier to the statement that stands for that money.
        series: Coder and series to its edition and its statements that still stand.
        standing: All statements that still stand.
    """

    roots: dict[tuple[str, str], str]
    series: dict[tuple[str, str], tuple[str, dict[str, str]]]
    standing: set[str]

    @classmethod
    def of(cls, store: Store) -> "Filed":
        """Read the judgements of coders in a book."""
        filed = cls({}, {}, set())
        for record in store.records(RecordKind.JUDGEMENT):
            filed.note(judgement_of(record))
        return filed

    def note(self, judgement: Judgement) -> None:
        """Take in one judgement, in the order of the journal."""
        if not judgement.author.startswith(CODER) or judgement.verdict is Verdict.PART_OF:
            return
        series, _, edition = judgement.field.rpartition("@")
        last, held = self.series.setdefault((judgement.author, series), ("", {}))
        self.series[judgement.author, series] = (max(last, edition), held)
        if judgement.verdict is Verdict.REJECT:
            held.pop(judgement.subject, None)
            self.standing.discard(judgement.subject)
            return
        held[judgement.subject] = judgement.value
        self.standing.add(judgement.subject)
        if judgement.verdict is Verdict.ACCEPT:
            self.roots[judgement.author, judgement.value] = judgement.subject

    def root(self, author: str, identifier: str, gone: Container[str]) -> str | None:
        """Return the statement that stands for some money of a coder, unless it is rejected or about to be."""
        found = self.roots.get((author, identifier))
        return found if found in self.standing and found not in gone else None


def _import_one(
    store: Store, importer: Importer, asked: tuple[Source | Problem, Options], known: Filed
) -> ImportedFile:
    source, options = asked
    if isinstance(source, Problem):
        return _refused(source.where, (source,))
    document = digest(source.data)
    if store.record(RecordKind.DOCUMENT, document) is not None:
        return ImportedFile(source.name, document, ImportOutcome.KNOWN, 0, 0, 0, 0, 0, 0, None, ())
    intake = importer.read(source, options)
    if isinstance(intake, Refusal):
        return _refused(source.name, intake.problems)
    intake = _keepable(intake, source.name)
    author = f"{CODER}{intake.coder}"
    with store.begin() as work:
        _write_document(work, importer, source, intake)
        earlier = _earlier(store, intake, author, known)
        judgements = list(_judgements(intake, author, known, earlier))
        for judgement in judgements:
            if work.append(*record_of(judgement)):
                known.note(judgement)
        work.commit()
    superseded = sum(1 for item in earlier for _ in item.statements) if not intake.history else 0
    aside = sum(1 for record in intake.records if record.aside)
    revision = compare_editions(earlier, intake.records, dated=not intake.history) if earlier else None
    counts = (intake.read, intake.accepted, intake.rejected, len(intake.records), aside, superseded)
    return ImportedFile(source.name, document, ImportOutcome.NEW, *counts, revision, intake.problems)


def _refused(name: str, problems: tuple[Problem, ...]) -> ImportedFile:
    return _without_effect(name, ImportOutcome.REFUSED, problems)


def _without_effect(name: str, outcome: ImportOutcome, problems: tuple[Problem, ...] = ()) -> ImportedFile:
    return ImportedFile(name, "", outcome, 0, 0, 0, 0, 0, 0, None, problems)


def _write_document(work: UnitOfWork, importer: Importer, source: Source, intake: Intake) -> None:
    document = digest(source.data)
    work.archive(source.data)
    work.keep_text(document, intake.layer)
    value = Document(
        id=document,
        name=source.name,
        publisher=intake.publisher,
        url="",
        title=intake.title,
        published=intake.published,
        language=intake.language,
        reader=intake.layer.reader,
        text_digest=digest(intake.layer.text.encode()),
        size_bytes=len(source.data),
    )
    work.append(*record_of(value))
    for record in intake.records:
        work.append(*record_of(record.statement))
    found = tuple(record.statement.id for record in intake.records)
    extractor = f"{importer.name}/{importer.version}"
    work.append(*record_of(ExtractionRecord(document, extractor, found, (), intake.problems)))


def _earlier(store: Store, intake: Intake, author: str, known: Filed) -> list[Earlier]:
    """Return what earlier files of the same series have that this one tells anew, as far as it still stands."""
    editions: dict[str, str] = {}
    for record in intake.records:
        if record.series:
            editions[record.series] = max(record.edition, editions.get(record.series, ""))
    found = []
    for series, edition in editions.items():
        held_edition, held = known.series.get((author, series), ("", {}))
        newer = bool(held_edition and edition and held_edition > edition)
        if held or newer:
            statements = {
                statement_of(filed): identifier
                for name, identifier in held.items()
                if (filed := store.record(RecordKind.STATEMENT, name)) is not None
            }
            found.append(Earlier(series, held_edition, newer=newer, statements=statements))
    return found


def _judgements(intake: Intake, author: str, known: Filed, earlier: Sequence[Earlier]) -> Iterator[Judgement]:
    """Yield the coder's word: what is replaced, then what each record is, then what is inside what."""
    late = {item.series for item in earlier if item.newer}
    stays = _standing(intake, earlier) if intake.history else frozenset()
    gone: set[str] = set()
    for item in earlier:
        for statement, identifier in item.statements.items():
            if not item.newer and statement.id not in stays:
                gone.add(statement.id)
                reason = "withdrawn: not in the later edition" if intake.history else "superseded by a later edition"
                told = (f"{item.series}@{item.edition}", identifier)
                yield _judgement(Verdict.REJECT, statement.id, "", told, author, reason)
    roots: dict[str, str] = {}
    inside: list[tuple[str, str]] = []
    for record in intake.records:
        place = (f"{record.series}@{record.edition}", record.identifier)
        aside = "a later edition is in the book" if record.series in late else record.aside
        subject = record.statement.id
        root = roots.get(record.identifier) or known.root(author, record.identifier, gone)
        if aside:
            yield _judgement(Verdict.REJECT, subject, "", place, author, aside)
            continue
        if root is None or root == subject:
            roots[record.identifier] = subject
            yield _judgement(Verdict.ACCEPT, subject, "", place, author, "so filed by its coder")
            if record.whole:
                inside.append((subject, record.whole))
        else:
            verdict = Verdict.ADDS_TO if record.adds else Verdict.SAME
            yield _judgement(verdict, subject, root, place, author, "filed under one identifier by its coder")
    for subject, whole in inside:
        root = roots.get(whole) or known.root(author, whole, gone)
        if root is not None and root != subject:
            yield _judgement(Verdict.PART_OF, subject, root, ("", whole), author, "so filed by its coder")


def _standing(intake: Intake, earlier: Iterable[Earlier]) -> frozenset[str]:
    """Return the statements of earlier snapshots whose money a later one still has."""
    told = {record.identifier for record in intake.records}
    return frozenset(
        statement.id for item in earlier for statement, identifier in item.statements.items() if identifier in told
    )


def _judgement(
    verdict: Verdict, subject: str, other: str, place: tuple[str, str], author: str, reason: str
) -> Judgement:
    """Make a judgement whose id is its content alone: the same word of the same coder is recorded once."""
    field, value = place
    content = (verdict, subject, other, field, value, author, reason)
    return Judgement(content_id("j", content), *content)


def _keepable(intake: Intake, name: str) -> Intake:
    """Set aside statements whose figures no book can keep, each with its error; they are rejected records."""
    misfits = [record for record in intake.records if not _fits(record.statement)]
    if not misfits:
        return intake
    gone = {record.statement.id for record in misfits}
    problems = (_out_of_range(record, name) for record in misfits)
    return replace(
        intake,
        records=tuple(record for record in intake.records if record.statement.id not in gone),
        problems=(*intake.problems, *problems),
    )


def _fits(statement: Statement) -> bool:
    amounts: list[Amount] = [item for item in (statement.amount, *statement.equivalents) if item is not None]
    figures = [(amount.unit, amount.high) for amount in amounts]
    figures += [(f"item:{item.item}", item.quantity) for item in statement.items]
    return all(fits(unit, figure * HEADROOM) for unit, figure in figures if figure is not None)


def _out_of_range(record: Coded, name: str) -> Problem:
    return Problem(
        ProblemCode.FIGURE_OUT_OF_RANGE,
        Severity.ERROR,
        f"{name}, {record.identifier}",
        "this figure is larger than a book can keep; the statement is not booked",
        record.statement.span.quote[:200],
        "none is needed; if the source mends its figure, import the mended file",
    )

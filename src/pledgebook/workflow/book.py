"""The book as one handle: what the command line and notebooks work with."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from os import PathLike, fspath
from pathlib import Path
from types import TracebackType
from typing import Self

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.base import Options
from pledgebook.exchange.incoming.registry import importer
from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import StageSum
from pledgebook.model.evidence import Document, Source, TextLayer
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import Decision, Judgement, Verdict
from pledgebook.model.problem import Problem
from pledgebook.model.stage import COUNTED, Stage
from pledgebook.model.statement import Statement
from pledgebook.readers.registry import choose_readers
from pledgebook.reports.changes import Changes
from pledgebook.reports.conflicts import REASONS, Conflict
from pledgebook.reports.explain import Explanation
from pledgebook.reports.found import Findings
from pledgebook.reports.overdue import VAGUE_DAYS, OverdueReport, find_overdue
from pledgebook.reports.pipeline import PipelineStage, pipeline
from pledgebook.reports.promises import PromisesReport, keep_promises
from pledgebook.reports.query import Dimension, TotalsQuery, TotalsReport
from pledgebook.reports.year_table import YearTable
from pledgebook.sources.files import collect
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.book_tables import CHECKS, DECISIONS, FLOWS, STAGE_SUMS, STATEMENTS
from pledgebook.store.codec import Extraction, document_of, judgement_of
from pledgebook.store.registry import open_store
from pledgebook.store.verifying import VerifyReport
from pledgebook.workflow.adding import Added, Attribution, Paths, add_sources
from pledgebook.workflow.assisting import Assistant
from pledgebook.workflow.conflicts import conflicts_of, find_in
from pledgebook.workflow.dumping import Dumped, dump_to_file
from pledgebook.workflow.explaining import explain_target, read_contents
from pledgebook.workflow.exporting import Exported, export_book
from pledgebook.workflow.importing import Imported, import_paths
from pledgebook.workflow.journal import read_extractions
from pledgebook.workflow.judging import Wish, record_judgement
from pledgebook.workflow.ordering import day_order, flow_order
from pledgebook.workflow.overviewing import Status, status_of
from pledgebook.workflow.partial import contents_announcing
from pledgebook.workflow.problems import problems_of
from pledgebook.workflow.rating import BookRates, rate_basis_of
from pledgebook.workflow.reporting import changes_between
from pledgebook.workflow.reviewing import ReviewItem, open_questions
from pledgebook.workflow.shipping import Order
from pledgebook.workflow.totalling import totals_of
from pledgebook.workflow.verifying import verify_book
from pledgebook.workflow.viewing import StoreView, restricted_documents


class Book:
    """An opened book. Not for two threads at once: open it in each. Use it in a `with` block, or `close` it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rates = BookRates()

    @property
    def place(self) -> str:
        """The path it was opened by."""
        return self._store.place

    @property
    def store(self) -> Store:
        """The store behind it, for faces that ask more than the questions below."""
        return self._store

    def add(
        self,
        paths: Paths,
        attribution: Attribution | None = None,
        helper: Assistant | None = None,
        *,
        main_content: bool = False,
    ) -> Added:
        """Archive, read, extract, reconcile and book files, folders (searched through) and "-" (standard input).

        The same bytes twice change nothing. What cannot be read is a problem of the result. `helper` proposes too.
        `main_content` marks the frames of pages, so that no sum is taken from them.

        Raises:
            UsageFault: The extra `html` is needed and not installed.
            BookBusy: Another writer held the book for too long.
            BookFault: The book cannot be written.
        """
        readers = choose_readers(main_content=main_content)
        found = collect([fspath(path) for path in paths])
        return add_sources(self._store, found, attribution or Attribution(), self._rates, helper, readers)

    def add_sources(self, sources: Iterable[Source | Problem], attribution: Attribution | None = None) -> Added:
        """Put in bytes that come from elsewhere than files; as `add`."""
        return add_sources(self._store, sources, attribution or Attribution(), self._rates)

    def import_files(self, form: str, paths: Paths, options: Options | None = None) -> Imported:
        """Take in files of a foreign format: each row or element a statement, its coder's word a judgement.

        A file goes in as a whole or not at all; the same bytes twice change nothing; a later edition replaces an
        earlier one. What is rejected is a problem of the result.

        Args:
            form: Name of the format, "kiel", "iati", "ocds", "table", …
            paths: Files, folders (searched through) and "-" (standard input).
            options: What the caller knows that the files do not say.

        Raises:
            UsageFault: There is no such format, or its options make no sense.
        """
        places = [fspath(path) for path in paths]
        return import_paths(self._store, importer(form), places, options or Options(), self._rates)

    def documents(self) -> tuple[Document, ...]:
        """Return the documents, oldest publication first, undated ones last."""
        documents = (document_of(record) for record in self._store.records(RecordKind.DOCUMENT))
        return tuple(
            sorted(documents, key=lambda document: (day_order(document.published), document.name, document.id))
        )

    def document(self, name: str) -> Document:
        """Return one document by its id or a unique beginning of it (raises UsageFault)."""
        found = [document for document in self.documents() if document.id.startswith(name)]
        if len(found) != 1:
            many = f"{len(found)} documents have ids that begin so" if found else "no document has such an id"
            raise UsageFault(f"{name}: {many}", remedy="list them with: pledgebook documents")
        return found[0]

    def text_layer(self, document: str) -> TextLayer:
        """Return the unaltered text of a document, by its full id (raises UsageFault)."""
        return self._store.text_layer(document)

    def statements(self, document: str = "") -> tuple[Statement, ...]:
        """Return the statements as judged: without rejected ones, with the values that people have set.

        Args:
            document: Only those of the document whose id begins so; empty for all.

        Raises:
            UsageFault: No document, or more than one, has an id that begins so.
        """
        statements = self._store.projected(STATEMENTS)
        if document:
            wanted = self.document(document).id
            statements = (statement for statement in statements if statement.document == wanted)
        return tuple(sorted(statements, key=lambda statement: (statement.document, statement.span, statement.id)))

    def extractions(self) -> tuple[Extraction, ...]:
        """Return what extraction found in each document, refused sums and problems included."""
        return tuple(read_extractions(self._store))

    def judgements(self) -> tuple[Judgement, ...]:
        """Return all judgements ever made, in their order."""
        return tuple(judgement_of(record) for record in self._store.records(RecordKind.JUDGEMENT))

    def decisions(self) -> tuple[Decision, ...]:
        """Return what rules and people decided about pairs of statements, with the evidence."""
        return tuple(self._store.projected(DECISIONS))

    def flows(self) -> tuple[Flow, ...]:
        """Return the flows, ordered by funders and size, largest first."""
        return tuple(sorted(self._store.projected(FLOWS), key=flow_order))

    def checks(self) -> tuple[Check, ...]:
        """Return the totals that sources assert, with how much of each the book explains."""
        return tuple(self._store.projected(CHECKS))

    def ledger(self) -> Ledger:
        """Return the balanced entries with their problems."""
        return read_contents(self._store).ledger

    def problems(self, *, as_of: date | None = None) -> tuple[Problem, ...]:
        """Return every fault in the data: what reading and extraction met, and what a fold of the book meets now."""
        return problems_of(self._store, self._rates, as_of)

    def totals(
        self,
        query: TotalsQuery | None = None,
        *,
        by: Sequence[Dimension | str] = (Dimension.FUNDER,),
        stages: Iterable[Stage | str] = COUNTED,
        currency: str = "EUR",
        table: YearTable | None = None,
        listed: bool | None = None,
    ) -> TotalsReport:
        """Sum support exactly per currency, and in a reporting currency at dated ECB rates.

        Read from the sums that the book keeps; only lists, another currency or another basis make it walk through the
        book's shares.

        Args:
            query: The whole question; the other arguments are then not looked at.
            by: Grouping, outermost first: "funder", "stage", "mechanism", …
            stages: What is counted; by default committed and further.
            currency: The reporting currency, ISO 4217.
            table: Price indices or national products, where the basis of the query needs them.
            listed: Whether what is left out and converted is listed line by line, or only counted; None for lists in
                a book of at most 5,000 flows.
        """
        asked = query or TotalsQuery(
            by=tuple(Dimension(name) for name in by),
            stages=frozenset(Stage(name) for name in stages),
            currency=currency,
        )
        return totals_of(self._store, self._rates, asked, table, listed=listed)

    def rate_basis(self) -> RateBasis:
        """Return the rates with the date that each statement is converted at when its event has none."""
        return rate_basis_of(self.documents(), self._store.projected(STATEMENTS), self._rates)

    def stage_sums(self, as_of: date | None = None) -> tuple[StageSum, ...]:
        """Return what each funder has at each stage, by unit: as kept in the book, or added up anew for a day."""
        if as_of is None:
            return tuple(self._store.projected(STAGE_SUMS))
        return self._store.stage_sums(as_of)

    def pipeline(self, day: date) -> tuple[PipelineStage, ...]:
        """Tell what waits at each stage on a day, since when, and which announced steps have not been seen."""
        return pipeline(self.ledger(), self.flows(), day)

    def overdue(self, day: date, *, vague_days: int = VAGUE_DAYS) -> OverdueReport:
        """Tell which announced steps had not been seen by a day though their time had passed, with the sentences.

        Args:
            day: The day.
            vague_days: How long after publication words without a date ("shortly") are given.
        """
        return find_overdue(contents_announcing(self._store), day, vague_days)

    def promises(self, day: date, *, confidence: float = 0.95) -> PromisesReport:
        """Estimate how long promises take to be kept, by funder, with open ones censored at a day.

        Raises:
            UsageFault: The extra `survival` is not installed.
        """
        return keep_promises(self.ledger(), self.flows(), self.rate_basis().published, day, confidence)

    def changes(self, since: datetime, until: datetime | None = None, *, currency: str = "EUR") -> Changes:
        """Compare what the book knew at two recorded instants; without the second one, with what it knows now.

        Raises:
            UsageFault: The second instant is before the first.
        """
        return changes_between(self._store, self._rates, since, until, currency)

    def at(self, known_at: datetime | None) -> "Book":
        """Return the book as it was known at an instant, to be read by the same methods; None for the present.

        The journal is folded up to its last record recorded at or before the instant; nothing is written. Both
        handles are on one opened book, and closing either closes it.
        """
        return self if known_at is None else Book(StoreView(self._store, self._rates, known_at))

    def restricted(self) -> frozenset[str]:
        """Return the ids of the documents that are restricted: nothing of them may be published or exported."""
        return restricted_documents(self._store)

    def public(self, known_at: datetime | None = None) -> "Book":
        """Return the book without its restricted documents, everything folded anew without what they say.

        What is restricted now stays out, whatever was known or allowed at the instant. Both handles are on one opened
        book, and closing either closes it.

        Args:
            known_at: As it was known at that instant; None for the present.
        """
        hidden = self.restricted()
        if not hidden:
            return self.at(known_at)
        return Book(StoreView(self._store, self._rates, known_at, hidden))

    def export(self, name: str, out: str | PathLike[str], order: Order | None = None) -> Exported:
        """Write the book in a format of others, with a manifest; only quotes, nothing of restricted documents.

        Args:
            name: Of the format: "iati", "ocds-records", "csv", "xlsx", … (`exchange.outgoing.registry.EXPORTERS`).
            out: The file or folder.
            order: What is to go out; by default everything.

        Raises:
            UsageFault: There is no such format, no file can be made there, or the format cannot carry this at all.
        """
        return export_book(self._store, name, Path(out), order or Order(), self._rates)

    def explain(self, target: str, *, as_of: date | None = None) -> Explanation:
        """Walk from a figure ("EUR 10 million"), flow, check, statement or document to entries, statements and quotes.

        Args:
            target: What is meant.
            as_of: Only with what can have happened by that day; None for all.

        Raises:
            UsageFault: Nothing in the book is meant by that, or more than one thing.
        """
        return explain_target(self._store, target, as_of)

    def conflicts(self, reasons: Iterable[str] = REASONS, *, as_of: date | None = None) -> tuple[Conflict, ...]:
        """List every rival figure with its reason, the arithmetic, both sentences and the rule of choice.

        Args:
            reasons: Only these reason codes.
            as_of: Only of what can have happened by that day; None for all.
        """
        return conflicts_of(self._store, self._rates, reasons, as_of)

    def find(self, figure: str, *, as_of: date | None = None) -> Findings:
        """Find the flows, checks and simple sums of the book that yield a figure or nearly yield it.

        Args:
            figure: The figure with its currency, as a text could have it: "EUR 1.4 bn".
            as_of: Only of what can have happened by that day; None for all.

        Raises:
            UsageFault: The text is no single figure with a currency.
        """
        return find_in(self._store, self._rates, figure, as_of)

    def questions(self) -> tuple[ReviewItem, ...]:
        """Return what only a person can decide, those first on which most money hangs; `judge` answers."""
        return open_questions(self._store, self._rates)

    def judge(
        self,
        verdict: Verdict | str,
        subject: str,
        other: str = "",
        *,
        field: str = "",
        value: str = "",
        author: str,
        reason: str,
    ) -> Judgement:
        """Record a decision of a person; it wins over every rule, and nothing is ever deleted.

        Args:
            verdict: What is decided (see `Verdict`).
            subject: Statement id, flow id (its chosen statement), document or judgement id; a unique beginning will do.
            other: The second statement where two are judged (part-of: the subject is inside it).
            field: For set-value.
            value: For set-value, as text.
            author: Who decides.
            reason: Why.

        Raises:
            UsageFault: The decision does not make sense.
        """
        wish = Wish(Verdict(verdict), subject, other, field, value, author, reason)
        return record_judgement(self._store, wish, self._rates)

    def dump(self, path: str | PathLike[str]) -> Dumped:
        """Write the book as text, one value a line, into a file that appears when it is whole; `load_file` reads it.

        Raises:
            UsageFault: There is a book at that path, or no file can be made there.
            BookBroken: The book is not sound.
        """
        return dump_to_file(self._store, Path(path))

    def verify(self) -> VerifyReport:
        """Prove the journal's chain, the archive, every quote, and every projection against a rebuild."""
        return verify_book(self._store, self._rates)

    def status(self) -> Status:
        """Count what the book holds."""
        return status_of(self._store)

    def close(self) -> None:
        """Let go of the book."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_book(place: str | PathLike[str] = "pledgebook.db", *, create: bool = False, migrate: bool = False) -> Book:
    """Open a book.

    Args:
        place: Path of the book, or "memory:" for one that is gone with the program.
        create: Make an empty book where there is none.
        migrate: Bring a book of an older pledgebook to the present form.

    Raises:
        BookMissing: There is none at that place.
        BookForeign: What is there is no book, or a book of a newer pledgebook.
        BookFault: It cannot be opened.
        BookBusy: Another writer holds it.
    """
    return Book(open_store(fspath(place), create=create, migrate=migrate))

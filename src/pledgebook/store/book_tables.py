"""The tables of what a book says: documents, statements, decisions, flows, checks, entries."""

from collections.abc import Iterator

from pledgebook.ledger.sums import StageSum
from pledgebook.ledger.timeline import rung
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import Decision
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import DocumentLine
from pledgebook.store.cells import body_of, date_cell, day_order, figure_cells, joined, members_of
from pledgebook.store.minor import to_minor
from pledgebook.store.tables import Beside, Projection, Row, Table

_FIGURES = ("unit", "low", "best", "high", "exponent")


def _document_rows(value: DocumentLine) -> Iterator[tuple[str, Row]]:
    document = value.document
    who: Row = (document.id, document.name, document.title, document.publisher)
    when: Row = (date_cell(document.published), "9999" if document.published is None else str(document.published))
    counts: Row = (value.statements, value.refused, value.problems)
    yield "documents", (*who, *when, document.language, document.reader, *counts, body_of(value))


def _statement_rows(value: Statement) -> Iterator[tuple[str, Row]]:
    amount = value.amount
    minor = to_minor(amount.unit, amount.low, amount.high) if amount else None
    figures: Row = (amount.unit, *minor.numbers, minor.exponent) if amount and minor else (None, None, None, None)
    who: Row = (joined(value.donors), joined(value.recipients), value.stage.value, date_cell(value.date))
    what: Row = (value.scope.value, value.part_of, value.tranche, value.mechanism)
    place: Row = (value.id, value.document, value.span.start, value.kind.value)
    told: Row = (*figures, len(value.expectations), value.span.quote)
    yield "statements", (*place, *who, *what, *told, body_of(value))


def _decision_rows(value: Decision) -> Iterator[tuple[str, Row]]:
    yield "decisions", (value.left, value.right, value.verdict.value, value.rule, body_of(value))


def _flow_rows(value: Flow) -> Iterator[tuple[str, Row]]:
    who: Row = (joined(value.funders), joined(value.recipients), value.budget_origin.value, value.implementing_actor)
    what: Row = (value.stage.value, rung(value.stage), value.mechanism, value.tranche)
    head: Row = (value.id, value.parent, value.kind.value)
    told: Row = (None if value.period is None else str(value.period), value.purpose, value.label)
    dates = [event.date for event in value.events if event.date is not None]
    counts: Row = (len(value.statements), len(value.rivals), len(value.expectations))
    last_day = day_order(max(dates, key=lambda when: (when.latest(), when), default=None))
    yield "flows", (*head, *who, *what, *told, *figure_cells(value.quantity), last_day, *counts, body_of(value))
    yield from members_of("flow_statements", value.id, value.statements)


def _check_rows(value: Check) -> Iterator[tuple[str, Row]]:
    who: Row = (joined(value.funders), joined(value.recipients), value.mechanism, date_cell(value.date), value.verdict)
    told: Row = (value.label, len(value.rivals), value.parent)
    yield "checks", (value.id, *who, *told, *figure_cells(value.asserted), body_of(value))
    yield from members_of("check_statements", value.id, value.statements)
    yield from members_of("check_flows", value.id, value.explained_by)


def _entry_rows(value: Entry) -> Iterator[tuple[str, Row]]:
    dates: Row = (date_cell(value.valid), date_cell(value.effective), len(value.problems))
    yield "entries", (value.id, value.flow, value.unit, *dates, body_of(value))
    for position, posting in enumerate(value.postings):
        minor = to_minor(value.unit, posting.low, posting.best, posting.high)
        account: Row = (posting.account.stage, posting.account.flow)
        yield "postings", (value.id, position, *account, value.unit, *minor.numbers, minor.exponent)


def _stage_sum_rows(value: StageSum) -> Iterator[tuple[str, Row]]:
    minor = to_minor(value.unit, value.low, value.best, value.high)
    key: Row = (value.funders, value.stage.value, value.unit)
    yield "stage_sums", (*key, *minor.numbers, minor.exponent, value.open_sides, body_of(value))


DOCUMENTS = Projection(
    "documents",
    DocumentLine,
    (
        Table(
            "documents",
            (
                *("id", "name", "title", "publisher", "published", "published_order", "language", "reader"),
                *("statements", "refused", "problems", "body"),
            ),
            1,
            ("id", "name", "title", "publisher", "published_order", "statements", "refused"),
        ),
    ),
    _document_rows,
)
STATEMENTS = Projection(
    "statements",
    Statement,
    (
        Table(
            "statements",
            (
                *("id", "document", "span_start", "kind", "donors", "recipients", "stage", "stage_date", "scope"),
                *("part_of", "tranche", "mechanism", "unit", "low", "high", "exponent", "expectations", "quote"),
                "body",
            ),
            1,
            ("id", "document", "span_start", "donors", "recipients", "stage"),
        ),
    ),
    _statement_rows,
)
DECISIONS = Projection(
    "decisions",
    Decision,
    (
        Table(
            "decisions",
            ("left_statement", "right_statement", "verdict", "rule_name", "body"),
            2,
            ("left_statement", "right_statement"),
        ),
    ),
    _decision_rows,
)
FLOWS = Projection(
    "flows",
    Flow,
    (
        Table(
            "flows",
            (
                *("id", "parent", "kind", "funders", "recipients", "budget_origin", "actor", "stage", "rung"),
                *("mechanism", "tranche", "period", "purpose", "label", *_FIGURES),
                *("last_day", "sources", "rivals", "expectations", "body"),
            ),
            1,
            ("id", "kind", "funders", "recipients", "stage", "rung", "label", "last_day", "sources", "rivals"),
        ),
        Table("flow_statements", ("flow", "statement"), 2),
    ),
    _flow_rows,
    beside=(Beside("value", "flow_values", "value"),),
)
CHECKS = Projection(
    "checks",
    Check,
    (
        Table(
            "checks",
            (
                *("id", "funders", "recipients", "mechanism", "asserted_date", "verdict", "label", "rivals", "parent"),
                *(*_FIGURES, "body"),
            ),
            1,
            ("id", "funders", "recipients", "verdict", "label", "rivals"),
        ),
        Table("check_statements", ("asserted_check", "statement"), 2),
        Table("check_flows", ("asserted_check", "flow"), 2),
    ),
    _check_rows,
)
ENTRIES = Projection(
    "entries",
    Entry,
    (
        Table("entries", ("id", "flow", "unit", "valid_date", "effective_date", "problems", "body"), 1, ("id", "flow")),
        Table("postings", ("entry", "position", "account_stage", "account_flow", *_FIGURES), 2),
    ),
    _entry_rows,
)
STAGE_SUMS = Projection(
    "stage_sums",
    StageSum,
    (
        Table(
            "stage_sums",
            ("funders", "stage", "unit", "low", "best", "high", "exponent", "open_sides", "body"),
            3,
            ("funders", "stage", "unit"),
        ),
    ),
    _stage_sum_rows,
)

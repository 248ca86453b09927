"""The book as tables: one definition of tables and columns for all formats that have rows, filled in one pass."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.base import Parcel, Shipment
from pledgebook.exchange.outgoing.names import parties_text
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.holdings import Holding
from pledgebook.reports.selection import UNKNOWN, kind_of

Cell = str | int | Decimal | PartialDate | None
Row = tuple[Cell, ...]


class Shape(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    FIGURE = "figure"  # exact, of any number of decimals
    DATE = "date"  # a day, a month or a year


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: Its header.
        shape: What its cells hold.
        ours: The field of our model that it is from.
        note: What must be known to read it; empty when nothing.
    """

    name: str
    shape: Shape
    ours: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table.

    Attributes:
        name: Of the file or sheet.
        meaning: What a row is, one sentence.
        columns: In order.
        key: How many of the first columns name a row.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    key: int


def _texts(owner: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(name, Shape.TEXT, f"{owner}.{name}") for name in names)


def _figures(owner: str) -> tuple[Column, ...]:
    return (
        Column("unit", Shape.TEXT, f"{owner}.unit", "ISO 4217 code, %GDP, or item: and a name of goods"),
        Column("low", Shape.FIGURE, f"{owner}.low"),
        Column("best", Shape.FIGURE, f"{owner}.best", "the figure to show and add"),
        Column("high", Shape.FIGURE, f"{owner}.high", "empty where the source leaves it open"),
    )


_WHO = (
    Column("funders", Shape.TEXT, "flow.funders", "codes joined by +; unknown where no source names one"),
    Column("funder_names", Shape.TEXT, "flow.funders"),
    Column("recipients", Shape.TEXT, "flow.recipients", "codes joined by +"),
)
_ABOUT = (
    *_texts("flow", "implementing_actor", "budget_origin", "mechanism", "purpose"),
    Column("tranche", Shape.COUNT, "flow.tranche"),
    Column("period", Shape.TEXT, "flow.period", "years the money is for"),
)
_EVIDENCE = (
    Column("statement", Shape.TEXT, "flow.chosen", "the statement that the figure is taken from"),
    Column("quote", Shape.TEXT, "statement.span.quote"),
    Column("publisher", Shape.TEXT, "document.publisher"),
    Column("published", Shape.DATE, "document.published"),
    Column("url", Shape.TEXT, "document.url"),
)

POSITIONS = Table(
    "positions",
    "What stands of a flow in one unit, its parts taken out: safe to add up by unit.",
    (
        Column("position", Shape.TEXT, "holding", "flow and unit"),
        *_texts("holding", "flow", "stage"),
        *_figures("holding.quantity"),
        Column("reached", Shape.DATE, "holding.steps", "when it came to that stage; empty when untold"),
        *_WHO,
        *_ABOUT,
        Column("kind", Shape.TEXT, "flow", "money, in_kind or gdp-share"),
        Column("label", Shape.TEXT, "flow.label"),
        *_EVIDENCE,
    ),
    1,
)
FLOWS = Table(
    "flows",
    "One identified sum or lot of goods. A whole contains its parts: add positions, not flows.",
    (
        Column("flow", Shape.TEXT, "flow.id"),
        *_texts("flow", "parent", "kind", "label", "stage"),
        *_figures("flow.quantity"),
        *_WHO,
        *_ABOUT,
        Column("choice_rule", Shape.TEXT, "flow.choice_rule", "why that figure and no other"),
        *_EVIDENCE,
    ),
    1,
)
ITEMS = Table(
    "items",
    "Goods of a flow.",
    (*_texts("item", "flow", "item"), Column("count", Shape.FIGURE, "item.quantity", "empty where none is told")),
    2,
)
STAGES = Table(
    "stage_events",
    "A stage that a flow is said to have reached.",
    (
        *_texts("event", "flow", "stage"),
        Column("reached", Shape.DATE, "event.date"),
        Column("statements", Shape.TEXT, "event.statements", "ids joined by a blank"),
    ),
    2,
)
RIVALS = Table(
    "rivals",
    "A figure of the same money that differs from the chosen one.",
    (*_texts("rival", "flow", "statement", "reason", "arithmetic"), *_figures("rival.quantity")),
    2,
)
TELLINGS = Table(
    "flow_statements",
    "Which statement speaks of which flow.",
    _texts("flow", "flow", "statement"),
    2,
)
CHECKS = Table(
    "checks",
    "A total that sources assert, held against the book; no money of its own.",
    (
        Column("check", Shape.TEXT, "check.id"),
        *_texts("check", "label", "funders", "recipients", "mechanism"),
        Column("as_of", Shape.DATE, "check.date"),
        *_figures("check.asserted"),
        Column("explained", Shape.FIGURE, "check.explained.best"),
        Column("remainder", Shape.FIGURE, "check.remainder.best"),
        *_texts("check", "verdict"),
        Column("explained_by", Shape.TEXT, "check.explained_by", "flow ids joined by a blank"),
        *_EVIDENCE,
    ),
    1,
)
POSTINGS = Table(
    "postings",
    "One leg of a balanced movement between stage accounts.",
    (
        Column("entry", Shape.TEXT, "entry.id"),
        Column("leg", Shape.COUNT, "entry.postings", "from 1"),
        Column("flow", Shape.TEXT, "entry.flow", "the flow whose figure moves"),
        Column("valid", Shape.DATE, "entry.valid", "as the source tells"),
        Column("effective", Shape.DATE, "entry.effective", "the first day on which it can have happened"),
        Column("account_stage", Shape.TEXT, "posting.account.stage", "a stage, origin or exchange"),
        Column("account_flow", Shape.TEXT, "posting.account.flow", "a flow; for origin the funders"),
        *_figures("posting"),
        Column("note", Shape.TEXT, "entry.note"),
    ),
    2,
)
STATEMENTS = Table(
    "statements",
    "What one sentence of one document says.",
    (
        Column("statement", Shape.TEXT, "statement.id"),
        *_texts("statement", "document", "kind", "stage"),
        Column("stage_date", Shape.DATE, "statement.date"),
        Column("amount_text", Shape.TEXT, "statement.amount.text", "verbatim"),
        Column("qualifier", Shape.TEXT, "statement.amount.qualifier"),
        *_figures("statement.amount"),
        Column("donors", Shape.TEXT, "statement.donors", "codes joined by +"),
        Column("recipients", Shape.TEXT, "statement.recipients", "codes joined by +"),
        *_texts("statement", "implementing_actor", "budget_origin", "scope", "part_of", "mechanism", "purpose"),
        Column("tranche", Shape.COUNT, "statement.tranche"),
        Column("period", Shape.TEXT, "statement.period"),
        Column("start", Shape.COUNT, "statement.span.start", "offset of the quote in the text layer"),
        Column("end", Shape.COUNT, "statement.span.end"),
        Column("quote", Shape.TEXT, "statement.span.quote"),
    ),
    1,
)
DOCUMENTS = Table(
    "documents",
    "One source; its text is not part of an export.",
    (
        Column("document", Shape.TEXT, "document.id", "SHA-256 of the bytes"),
        *_texts("document", "name", "publisher", "title", "url"),
        Column("published", Shape.DATE, "document.published"),
        *_texts("document", "language", "reader"),
    ),
    1,
)
TABLES = (POSITIONS, FLOWS, ITEMS, STAGES, RIVALS, TELLINGS, CHECKS, POSTINGS, STATEMENTS, DOCUMENTS)


def rows_of(shipment: Shipment) -> Iterator[tuple[Table, Row]]:
    """Stream the rows of all tables in one pass over the book: family by family, then checks, statements, documents."""
    for family in shipment.families():
        for parcel in family.parcels:
            yield from _parcel_rows(shipment, parcel)
        for entry in family.entries:
            yield from _entry_rows(entry)
    for check in shipment.checks():
        yield CHECKS, _check_row(shipment, check)
    for statement in shipment.statements():
        yield STATEMENTS, _statement_row(statement)
    for document in shipment.documents():
        yield DOCUMENTS, _document_row(document)


def table_mapping(name: str, title: str, lost: tuple[str, ...] = ()) -> FormatMapping:
    """Describe the tables for a format that writes them."""
    fields = tuple(
        FieldMapping(f"{table.name}.{column.name}", column.ours, column.note)
        for table in TABLES
        for column in table.columns
    )
    return FormatMapping(name, title, Direction.OUTGOING, fields, (*_LOST, *lost))


_LOST = (
    "The texts of the documents: only quotes go out.",
    "What decided that statements speak of the same money, and the judgements of people: `dump` has them.",
    "Whatever documents that are restricted say; everything is folded anew without it.",
)


def _parcel_rows(shipment: Shipment, parcel: Parcel) -> Iterator[tuple[Table, Row]]:
    flow = parcel.flow
    for holding in parcel.holdings:
        yield POSITIONS, _position_row(shipment, holding)
    who, about, told = _who(flow), _about(flow), _evidence(shipment, flow.chosen or flow.statements[0])
    head = (flow.id, flow.parent, flow.kind.value, flow.label, flow.stage.value)
    yield FLOWS, (*head, *_quantity(flow.quantity), *who, *about, flow.choice_rule, *told)
    for item in flow.items:
        yield ITEMS, (flow.id, item.item, item.quantity)
    for event in flow.events:
        yield STAGES, (flow.id, event.stage.value, event.date, " ".join(event.statements))
    for rival in flow.rivals:
        yield RIVALS, (flow.id, rival.statement, rival.reason, rival.arithmetic, *_quantity(rival.quantity))
    for name in flow.statements:
        yield TELLINGS, (flow.id, name)


def _position_row(shipment: Shipment, holding: Holding) -> Row:
    flow, unit = holding.flow, holding.quantity.unit
    last = holding.steps[-1] if holding.steps else None
    head = (f"{flow.id}/{unit}", flow.id, holding.stage.value)
    reached = last.when if last is not None else None
    source = flow.chosen if flow.quantity is not None and flow.quantity.unit == unit else flow.statements[0]
    return (
        *(*head, *_quantity(holding.quantity), reached, *_who(flow), *_about(flow)),
        *(kind_of(flow, unit), flow.label, *_evidence(shipment, source or flow.statements[0])),
    )


def _who(flow: Flow) -> Row:
    return "+".join(flow.funders) or UNKNOWN, parties_text(flow.funders), "+".join(flow.recipients) or UNKNOWN


def _about(flow: Flow) -> Row:
    return (
        *(flow.implementing_actor, flow.budget_origin.value, flow.mechanism, flow.purpose, flow.tranche),
        None if flow.period is None else str(flow.period),
    )


def _quantity(quantity: Quantity | None) -> Row:
    return (None, None, None, None) if quantity is None else (quantity.unit, quantity.low, quantity.best, quantity.high)


def _evidence(shipment: Shipment, name: str) -> Row:
    statement = shipment.statement(name)
    document = None if statement is None else shipment.document(statement.document)
    quote = None if statement is None else statement.span.quote
    if document is None:
        return name, quote, None, None, None
    return name, quote, document.publisher, document.published, document.url


def _check_row(shipment: Shipment, check: Check) -> Row:
    funders, recipients = "+".join(check.funders) or UNKNOWN, "+".join(check.recipients) or UNKNOWN
    head = (check.id, check.label, funders, recipients, check.mechanism, check.date)
    sums = (check.explained.best, check.remainder.best, check.verdict, " ".join(check.explained_by))
    return (*head, *_quantity(check.asserted), *sums, *_evidence(shipment, check.chosen or check.statements[0]))


def _entry_rows(entry: Entry) -> Iterator[tuple[Table, Row]]:
    effective = None if entry.effective is None else PartialDate.of(entry.effective)
    for place, leg in enumerate(entry.postings, start=1):
        head = (entry.id, place, entry.flow, entry.valid, effective, leg.account.stage, leg.account.flow)
        yield POSTINGS, (*head, entry.unit, leg.low, leg.best, leg.high, entry.note)


def _statement_row(statement: Statement) -> Row:
    amount = statement.amount
    sums: Row = (None, None, *_quantity(None))
    if amount is not None:
        sums = (amount.text, amount.qualifier.value, *_quantity(amount.quantity()))
    head = (statement.id, statement.document, statement.kind.value, statement.stage.value, statement.date)
    who = ("+".join(statement.donors), "+".join(statement.recipients), statement.implementing_actor)
    what = (statement.budget_origin.value, statement.scope.value, statement.part_of, statement.mechanism)
    period = None if statement.period is None else str(statement.period)
    span = statement.span
    rest = (statement.purpose, statement.tranche, period, span.start, span.end, span.quote)
    return (*head, *sums, *who, *what, *rest)


def _document_row(document: Document) -> Row:
    head = (document.id, document.name, document.publisher, document.title, document.url)
    return (*head, document.published, document.language, document.reader)

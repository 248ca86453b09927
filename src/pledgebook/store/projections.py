"""Projections: what is folded from the journal, as rows of typed columns with a digest to hold a rebuild against."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any, Generic, TypeVar, cast

import msgspec

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.ledger.sums import StageSum
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Check, Flow
from pledgebook.model.identity import canonical_json
from pledgebook.model.judgement import Decision
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.store.minor import to_minor

Value = TypeVar("Value")
Row = tuple[str | int | None, ...]
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a projection.

    Attributes:
        name: As in the database.
        columns: In order; the first ones are the primary key.
        key_columns: How many.
    """

    name: str
    columns: tuple[str, ...]
    key_columns: int

    def key(self, row: Row) -> Key:
        """Return the primary key of a row."""
        return cast("Key", row[: self.key_columns])  # no column of a key is ever empty


@dataclass(frozen=True, slots=True)
class Projection(Generic[Value]):
    """A kind of projected value: its tables and how a value becomes rows.

    Attributes:
        name: Of the projection and of the field of `Projections` that holds its values.
        value_type: What `body` decodes to.
        tables: The first has a row for each value with the whole value in the column `body`, its last.
        rows: Turns a value into (table name, row) pairs.
    """

    name: str
    value_type: type[Value]
    tables: tuple[Table, ...]
    rows: Callable[[Value], Iterable[tuple[str, Row]]]


@dataclass(frozen=True, slots=True)
class Projections:
    """Everything that is folded from a journal.

    Attributes:
        statements: The statements as judged: without the rejected ones, with the values that people have set.
        decisions: What rules and people decided about pairs.
        flows: The money.
        checks: The asserted totals.
        entries: The balanced movements.
        stage_sums: What each funder has at each stage, added up.
        folded_by: Which edition of the rules and of the rates folded them; another edition may fold the same journal
            otherwise without anything being broken.
    """

    statements: Sequence[Statement] = ()
    decisions: Sequence[Decision] = ()
    flows: Sequence[Flow] = ()
    checks: Sequence[Check] = ()
    entries: Sequence[Entry] = ()
    stage_sums: Sequence[StageSum] = ()
    folded_by: str = ""


@dataclass(frozen=True, slots=True)
class ProjectionMark:
    """What a projection was when it was written.

    Attributes:
        digest: SHA-256 over all the other attributes and the rows.
        rows: How many rows, all tables together.
        folded_number: Number of the last journal record it was folded from.
        folded_hash: Hash of that record.
        folded_by: Edition of the rules and rates that folded it.
    """

    digest: str
    rows: int
    folded_number: int
    folded_hash: str
    folded_by: str


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that one side has and the other has not, or has otherwise.

    Attributes:
        table: Name of the table.
        key: Primary key.
        before: The row on the first side; None where it is missing.
        after: The row on the second side.
    """

    table: str
    key: Key
    before: Row | None
    after: Row | None


def _text(value: object) -> str:
    return canonical_json(value).decode()


def _joined(codes: tuple[str, ...]) -> str:
    return "+".join(codes)


def _date(value: object) -> str | None:
    return None if value is None else str(value)


def _figures(quantity: Quantity | None) -> Row:
    if quantity is None:
        return (None, None, None, None, None)
    minor = to_minor(quantity.unit, quantity.low, quantity.best, quantity.high)
    return (quantity.unit, *minor.numbers, minor.exponent)


def _members(table: str, owner: str, members: Iterable[str]) -> Iterator[tuple[str, Row]]:
    for member in sorted(set(members)):
        yield table, (owner, member)


def _statement_rows(value: Statement) -> Iterator[tuple[str, Row]]:
    amount = value.amount
    minor = to_minor(amount.unit, amount.low, amount.high) if amount else None
    figures: Row = (amount.unit, *minor.numbers, minor.exponent) if amount and minor else (None, None, None, None)
    who: Row = (_joined(value.donors), _joined(value.recipients), value.stage.value, _date(value.date))
    what: Row = (value.scope.value, value.part_of, value.tranche, value.mechanism)
    place: Row = (value.id, value.document, value.span.start, value.kind.value)
    yield "statements", (*place, *who, *what, *figures, _text(value))


def _decision_rows(value: Decision) -> Iterator[tuple[str, Row]]:
    yield "decisions", (value.left, value.right, value.verdict.value, value.rule, _text(value))


def _flow_rows(value: Flow) -> Iterator[tuple[str, Row]]:
    who: Row = (_joined(value.funders), _joined(value.recipients), value.budget_origin.value)
    what: Row = (value.stage.value, value.mechanism, value.tranche)
    head: Row = (value.id, value.parent, value.kind.value)
    yield "flows", (*head, *who, *what, *_figures(value.quantity), _text(value))
    yield from _members("flow_statements", value.id, value.statements)


def _check_rows(value: Check) -> Iterator[tuple[str, Row]]:
    who: Row = (_joined(value.funders), _joined(value.recipients), value.mechanism, _date(value.date), value.verdict)
    yield "checks", (value.id, *who, *_figures(value.asserted), _text(value))
    yield from _members("check_statements", value.id, value.statements)


def _entry_rows(value: Entry) -> Iterator[tuple[str, Row]]:
    yield "entries", (value.id, value.flow, value.unit, _date(value.valid), _date(value.effective), _text(value))
    for position, posting in enumerate(value.postings):
        minor = to_minor(value.unit, posting.low, posting.best, posting.high)
        account: Row = (posting.account.stage, posting.account.flow)
        yield "postings", (value.id, position, *account, value.unit, *minor.numbers, minor.exponent)


def _stage_sum_rows(value: StageSum) -> Iterator[tuple[str, Row]]:
    minor = to_minor(value.unit, value.low, value.best, value.high)
    key: Row = (value.funders, value.stage.value, value.unit)
    yield "stage_sums", (*key, *minor.numbers, minor.exponent, value.open_sides, _text(value))


_FIGURES = ("unit", "low", "best", "high", "exponent")

STATEMENTS = Projection(
    "statements",
    Statement,
    (
        Table(
            "statements",
            (
                *("id", "document", "span_start", "kind", "donors", "recipients", "stage", "stage_date", "scope"),
                *("part_of", "tranche", "mechanism", "unit", "low", "high", "exponent", "body"),
            ),
            1,
        ),
    ),
    _statement_rows,
)
DECISIONS = Projection(
    "decisions",
    Decision,
    (Table("decisions", ("left_statement", "right_statement", "verdict", "rule_name", "body"), 2),),
    _decision_rows,
)
FLOWS = Projection(
    "flows",
    Flow,
    (
        Table(
            "flows",
            (
                *("id", "parent", "kind", "funders", "recipients", "budget_origin", "stage", "mechanism", "tranche"),
                *(*_FIGURES, "body"),
            ),
            1,
        ),
        Table("flow_statements", ("flow", "statement"), 2),
    ),
    _flow_rows,
)
CHECKS = Projection(
    "checks",
    Check,
    (
        Table(
            "checks",
            ("id", "funders", "recipients", "mechanism", "asserted_date", "verdict", *_FIGURES, "body"),
            1,
        ),
        Table("check_statements", ("asserted_check", "statement"), 2),
    ),
    _check_rows,
)
ENTRIES = Projection(
    "entries",
    Entry,
    (
        Table("entries", ("id", "flow", "unit", "valid_date", "effective_date", "body"), 1),
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
        ),
    ),
    _stage_sum_rows,
)

# Any: each projection has a value type of its own.
PROJECTIONS: tuple[Projection[Any], ...] = (STATEMENTS, DECISIONS, FLOWS, CHECKS, ENTRIES, STAGE_SUMS)


def rows_of(projection: Projection[Value], values: Iterable[Value]) -> Mapping[str, list[Row]]:
    """Turn values into the rows of each table, ordered by key.

    Raises:
        UsageFault: Two values have the same key, or a figure is out of range.
    """
    rows: dict[str, list[Row]] = {table.name: [] for table in projection.tables}
    for value in values:
        for name, row in projection.rows(value):
            rows[name].append(row)
    for table in projection.tables:
        sorted_rows = rows[table.name]
        sorted_rows.sort(key=table.key)
        for before, after in pairwise(sorted_rows):
            if table.key(before) == table.key(after):
                raise UsageFault(f"two values of {table.name} have the same key: {table.key(after)}")
    return rows


def value_of(projection: Projection[Value], body: str) -> Value:
    """Decode the value in the column `body` of the first table.

    Raises:
        BookBroken: The body is not such a value.
    """
    try:
        return msgspec.json.decode(body, type=projection.value_type)
    except (msgspec.DecodeError, ValueError) as fault:
        raise BookBroken(
            f"a row of {projection.name} does not hold what it should: {fault}", remedy="Rebuild the projections."
        ) from fault


def mark_of(rows: Iterable[tuple[str, Row]], folded_number: int, folded_hash: str, folded_by: str) -> ProjectionMark:
    """Mark a projection: its (table, row) pairs in their order, the head it was folded from, and by which edition."""
    encode = msgspec.json.Encoder().encode
    state = hashlib.sha256(encode((folded_number, folded_hash, folded_by)))
    count = 0
    for pair in rows:
        state.update(encode(pair))
        state.update(b"\n")
        count += 1
    return ProjectionMark(state.hexdigest(), count, folded_number, folded_hash, folded_by)


def column_of(projection: Projection[Value], name: str) -> int:
    """Return the place of a column in the head rows of a projection (raises UsageFault)."""
    table = projection.tables[0]
    if name not in table.columns:
        raise UsageFault(f"{table.name} has no column {name}", remedy=f"It has {', '.join(table.columns)}.")
    return table.columns.index(name)


def head_row(projection: Projection[Value], value: Value) -> Row:
    """Return the row of a value in the first table of its projection."""
    first = projection.tables[0].name
    return next(row for table, row in projection.rows(value) if table == first)


def differences(table: Table, before: Iterable[Row], after: Iterable[Row]) -> Iterator[RowDifference]:
    """Walk two sides of a table, both ordered by key, and yield what differs, in that order."""
    left_rows, right_rows = iter(before), iter(after)
    left, right = next(left_rows, None), next(right_rows, None)
    while left is not None or right is not None:
        left_key = table.key(left) if left is not None else None
        right_key = table.key(right) if right is not None else None
        if right_key is None or (left_key is not None and left_key < right_key):
            yield RowDifference(table.name, left_key or (), left, None)
            left = next(left_rows, None)
        elif left_key is None or right_key < left_key:
            yield RowDifference(table.name, right_key, None, right)
            right = next(right_rows, None)
        else:
            if left != right:
                yield RowDifference(table.name, right_key, left, right)
            left, right = next(left_rows, None), next(right_rows, None)


def differing_column(table: Table, difference: RowDifference) -> str:
    """Name the first column in which two rows differ; empty where one of them is missing."""
    if difference.before is None or difference.after is None:
        return ""
    for column, left, right in zip_longest(table.columns, difference.before, difference.after):
        if left != right:
            return str(column)
    return ""

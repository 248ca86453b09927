"""Projections: what is folded from the journal, as rows of typed columns with a digest to hold a rebuild against."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, zip_longest
from operator import itemgetter
from typing import Any, TypeVar

import msgspec

from pledgebook.errors import BookBroken, UsageFault
from pledgebook.ledger.sums import StageSum
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import Decision
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import DocumentLine
from pledgebook.reports.flow_values import FlowValue
from pledgebook.reports.share_sums import ShareSum
from pledgebook.reports.shares import Share
from pledgebook.store.book_tables import CHECKS, DECISIONS, DOCUMENTS, ENTRIES, FLOWS, STAGE_SUMS, STATEMENTS
from pledgebook.store.share_tables import FLOW_VALUES, SHARE_SUMS, SHARES
from pledgebook.store.tables import Key, Projection, Row, Table

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Projections:
    """Everything that is folded from a journal.

    Attributes:
        documents: The documents, each with what was found in it.
        statements: The statements as judged: without the rejected ones, with the values that people have set.
        decisions: What rules and people decided about pairs.
        flows: The money.
        flow_values: What the figure of each flow comes to in EUR, to sort by.
        checks: The asserted totals.
        entries: The balanced movements.
        stage_sums: What each funder has at each stage, added up.
        shares: Where each sum stands on each day.
        share_sums: What stands today, added up by what totals group by.
        folded_by: Which edition of the rules and of the rates folded them; another edition may fold the same journal
            otherwise without anything being broken.
    """

    documents: Sequence[DocumentLine] = ()
    statements: Sequence[Statement] = ()
    decisions: Sequence[Decision] = ()
    flows: Sequence[Flow] = ()
    flow_values: Sequence[FlowValue] = ()
    checks: Sequence[Check] = ()
    entries: Sequence[Entry] = ()
    stage_sums: Sequence[StageSum] = ()
    shares: Sequence[Share] = ()
    share_sums: Sequence[ShareSum] = ()
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


# Any: each projection has a value type of its own.
PROJECTIONS: tuple[Projection[Any], ...] = (
    *(DOCUMENTS, STATEMENTS, DECISIONS, FLOWS, FLOW_VALUES, CHECKS, ENTRIES, STAGE_SUMS, SHARES, SHARE_SUMS),
)


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
        sorted_rows.sort(key=itemgetter(slice(table.key_columns)))
        keys = map(itemgetter(slice(table.key_columns)), sorted_rows)
        for before, after in pairwise(keys):
            if before == after:
                raise UsageFault(f"two values of {table.name} have the same key: {after}")
    return rows


def value_of(projection: Projection[Value], row: Row) -> Value:
    """Read the value of a row of the first table: from its column `body`, the last, or from all of its columns.

    Raises:
        BookBroken: The body is not such a value.
    """
    try:
        if projection.read is not None:
            return projection.read(row)
        return msgspec.json.decode(str(row[-1]), type=projection.value_type)
    except (msgspec.DecodeError, ValueError) as fault:
        raise BookBroken(
            f"a row of {projection.name} does not hold what it should: {fault}", remedy="Rebuild the projections."
        ) from fault


_ROWS_AT_ONCE = 256  # few enough to weigh nothing, many enough that the calls between them do not


def mark_of(rows: Iterable[tuple[str, Row]], folded_number: int, folded_hash: str, folded_by: str) -> ProjectionMark:
    """Mark a projection: its (table, row) pairs in their order, the head it was folded from, and by which edition."""
    encoder = msgspec.json.Encoder()
    state = hashlib.sha256(encoder.encode((folded_number, folded_hash, folded_by)))
    count = 0
    remaining = iter(rows)
    while pairs := list(islice(remaining, _ROWS_AT_ONCE)):
        state.update(encoder.encode_lines(pairs))
        count += len(pairs)
    return ProjectionMark(state.hexdigest(), count, folded_number, folded_hash, folded_by)


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

"""Portable SQL over the projection tables; written once for every engine that speaks it."""

# ruff: noqa: S608  the names of tables and columns are our own, values are always parameters

from typing import Any

from pledgebook.store.minor import HALF
from pledgebook.store.tables import Projection, Table

DELETE_MARK = "DELETE FROM projection_marks WHERE name = ?"
INSERT_MARK = (
    "INSERT INTO projection_marks (name, digest, row_count, folded_number, folded_hash, folded_by)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
INSERT_RECORD = (
    "INSERT INTO journal (number, kind, key, body, recorded_us, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?)"
)
INSERT_ARCHIVE = "INSERT INTO archive (digest, size_bytes, compressed_digest, compressed) VALUES (?, ?, ?, ?)"
INSERT_TEXT = "INSERT INTO texts (document, compressed_digest, compressed) VALUES (?, ?, ?)"
# What finds out whether there is a row already, by the statement that would insert it.
FIND_KEPT = {
    INSERT_ARCHIVE: "SELECT 1 FROM archive WHERE digest = ?",
    INSERT_TEXT: "SELECT 1 FROM texts WHERE document = ?",
}
UPDATE_HEAD = "UPDATE journal_head SET number = ?, hash = ?"


def halves(column: str) -> str:
    """Add up a column of whole numbers in two sums, of the upper and of the lower halves: neither overflows.

    Division goes towards zero on every engine, so the halves of a negative number are negative.
    """
    return f"SUM({column} / {HALF}), SUM({column} - {column} / {HALF} * {HALF})"


# An open side stands for its best figure; it came in where that is positive and has gone out where it is not.
SELECT_STAGE_SUMS = (
    "SELECT flows.funders, postings.account_stage, postings.unit, postings.exponent,"
    f" {halves('postings.low')}, {halves('postings.best')}, {halves('COALESCE(postings.high, postings.best)')},"
    " SUM(CASE WHEN postings.high IS NOT NULL OR postings.best = 0 THEN 0 WHEN postings.best > 0 THEN 1 ELSE -1 END)"
    " FROM postings JOIN entries ON entries.id = postings.entry JOIN flows ON flows.id = postings.account_flow"
    " WHERE postings.account_stage NOT IN ('origin', 'exchange')"
    " AND (entries.effective_date IS NULL OR entries.effective_date <= ?)"
    " GROUP BY flows.funders, postings.account_stage, postings.unit, postings.exponent"
)


def select_rows(table: Table) -> str:
    """Read all rows, ordered by key."""
    return f"SELECT {', '.join(table.columns)} FROM {table.name} ORDER BY {', '.join(_key(table))}"


def select_value(projection: Projection[Any]) -> str:
    """Read one value by its key."""
    table = projection.tables[0]
    return f"SELECT {value_columns(projection)} FROM {table.name} WHERE {_key_condition(table)}"


def value_columns(projection: Projection[Any]) -> str:
    """Name the columns that a value is read from."""
    return "body" if projection.read is None else ", ".join(projection.tables[0].columns)


def insert_row(table: Table) -> str:
    """Insert a row, all columns given in order."""
    return f"INSERT INTO {table.name} ({', '.join(table.columns)}) VALUES ({', '.join('?' * len(table.columns))})"


def update_row(table: Table) -> str:
    """Change a row: the columns behind the key are given in order, then the key."""
    assignments = ", ".join(f"{column} = ?" for column in table.columns[table.key_columns :])
    return f"UPDATE {table.name} SET {assignments} WHERE {_key_condition(table)}"


def delete_row(table: Table) -> str:
    """Delete a row by its key."""
    return f"DELETE FROM {table.name} WHERE {_key_condition(table)}"


def _key(table: Table) -> tuple[str, ...]:
    return table.columns[: table.key_columns]


def _key_condition(table: Table) -> str:
    return " AND ".join(f"{column} = ?" for column in _key(table))

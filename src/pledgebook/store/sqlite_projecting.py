"""Projections into SQLite tables: only the rows that differ are written."""

import sqlite3

from pledgebook.store.base import Head
from pledgebook.store.projections import (
    PROJECTIONS,
    ProjectionMark,
    Projections,
    Row,
    RowDifference,
    Table,
    differences,
    mark_of,
    rows_of,
)
from pledgebook.store.sql import delete_row, insert_row, select_rows, update_row


def replace_all(connection: sqlite3.Connection, projections: Projections, head: Head) -> None:
    """Replace every projection, inside the transaction that is open, and mark it with the head it was folded from.

    Raises:
        UsageFault: Two values have the same key, or a figure is out of range.
    """
    for projection in PROJECTIONS:
        rows = rows_of(projection, getattr(projections, projection.name))
        changes = {table: list(_changes(connection, table, rows[table.name])) for table in projection.tables}
        for table in reversed(projection.tables):  # those that refer go before those referred to
            _delete(connection, table, changes[table])
        for table in projection.tables:
            _write(connection, table, changes[table])
        pairs = ((table.name, row) for table in projection.tables for row in rows[table.name])
        _mark(connection, projection.name, mark_of(pairs, head.number, head.hash, projections.folded_by))


def _changes(connection: sqlite3.Connection, table: Table, rows: list[Row]) -> list[RowDifference]:
    return list(differences(table, connection.execute(select_rows(table)), rows))


def _delete(connection: sqlite3.Connection, table: Table, changes: list[RowDifference]) -> None:
    connection.executemany(delete_row(table), [change.key for change in changes if change.after is None])


def _write(connection: sqlite3.Connection, table: Table, changes: list[RowDifference]) -> None:
    new = [change.after for change in changes if change.before is None and change.after is not None]
    connection.executemany(insert_row(table), new)
    if table.key_columns < len(table.columns):
        changed = [change for change in changes if change.before is not None and change.after is not None]
        rows = [(*(change.after or ())[table.key_columns :], *change.key) for change in changed]
        connection.executemany(update_row(table), rows)


def _mark(connection: sqlite3.Connection, name: str, mark: ProjectionMark) -> None:
    connection.execute("DELETE FROM projection_marks WHERE name = ?", (name,))
    connection.execute(
        "INSERT INTO projection_marks (name, digest, row_count, folded_number, folded_hash, folded_by)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (name, mark.digest, mark.rows, mark.folded_number, mark.folded_hash, mark.folded_by),
    )

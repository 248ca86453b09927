"""Projections into tables: only the rows that differ are written, whatever the engine."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pledgebook.store.base import Head
from pledgebook.store.projections import (
    PROJECTIONS,
    ProjectionMark,
    Projections,
    RowDifference,
    differences,
    mark_of,
    rows_of,
)
from pledgebook.store.tables import Key, Row, Table


class TableWriter(Protocol):
    """How one engine reads and writes the tables of projections, inside the transaction that is open."""

    def rows(self, table: Table) -> Iterable[Row]:
        """Stream the rows of a table, ordered by key."""

    def delete(self, table: Table, keys: Sequence[Key]) -> None:
        """Delete rows by their keys."""

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows with new keys."""

    def update(self, table: Table, rows: Sequence[Row]) -> None:
        """Replace the columns behind the key; each row is the new columns, then the key."""

    def mark(self, name: str, mark: ProjectionMark) -> None:
        """Keep the mark of a projection in place of the one before."""


def replace_all(writer: TableWriter, projections: Projections, head: Head) -> None:
    """Replace every projection and mark it with the head it was folded from.

    Raises:
        UsageFault: Two values have the same key, or a figure is out of range.
    """
    for projection in PROJECTIONS:
        rows = rows_of(projection, getattr(projections, projection.name))
        changes = {table: list(differences(table, writer.rows(table), rows[table.name])) for table in projection.tables}
        for table in reversed(projection.tables):  # those that refer go before those referred to
            writer.delete(table, [change.key for change in changes[table] if change.after is None])
        for table in projection.tables:
            _write(writer, table, changes[table])
        pairs = ((table.name, row) for table in projection.tables for row in rows[table.name])
        writer.mark(projection.name, mark_of(pairs, head.number, head.hash, projections.folded_by))


def _write(writer: TableWriter, table: Table, changes: list[RowDifference]) -> None:
    writer.insert(table, [change.after for change in changes if change.before is None and change.after is not None])
    if table.key_columns < len(table.columns):
        changed = [change for change in changes if change.before is not None and change.after is not None]
        writer.update(table, [(*(change.after or ())[table.key_columns :], *change.key) for change in changed])

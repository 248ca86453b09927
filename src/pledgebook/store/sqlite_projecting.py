"""The tables of projections in SQLite."""

import sqlite3
from collections.abc import Iterable, Sequence

from pledgebook.store.projections import ProjectionMark
from pledgebook.store.sql import DELETE_MARK, INSERT_MARK, delete_row, insert_row, select_rows, update_row
from pledgebook.store.tables import Key, Row, Table


class SqliteTables:
    """Reads and writes them on a connection with an open transaction (see `projecting.TableWriter`)."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, table: Table) -> Iterable[Row]:
        """Stream the rows of a table, ordered by key."""
        return self._connection.execute(select_rows(table))

    def delete(self, table: Table, keys: Sequence[Key]) -> None:
        """Delete rows by their keys."""
        self._connection.executemany(delete_row(table), keys)

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows with new keys."""
        self._connection.executemany(insert_row(table), rows)

    def update(self, table: Table, rows: Sequence[Row]) -> None:
        """Replace the columns behind the key."""
        self._connection.executemany(update_row(table), rows)

    def mark(self, name: str, mark: ProjectionMark) -> None:
        """Keep the mark of a projection."""
        self._connection.execute(DELETE_MARK, (name,))
        row = (name, mark.digest, mark.rows, mark.folded_number, mark.folded_hash, mark.folded_by)
        self._connection.execute(INSERT_MARK, row)

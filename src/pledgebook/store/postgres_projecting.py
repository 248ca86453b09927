"""The tables of projections in PostgreSQL: new rows go in by COPY."""

from collections.abc import Iterable, Sequence
from typing import cast

from pledgebook.store.postgres_session import Session
from pledgebook.store.projections import ProjectionMark
from pledgebook.store.sql import DELETE_MARK, INSERT_MARK, delete_row, select_rows, update_row
from pledgebook.store.tables import Key, Row, Table

_TYPE_NAMES = {"bigint": "int8", "text": "text"}


class PostgresTables:
    """Reads and writes them in a session with an open transaction (see `projecting.TableWriter`)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def rows(self, table: Table) -> Iterable[Row]:
        """Stream the rows of a table, ordered by key."""
        return cast("Iterable[Row]", self._session.stream(select_rows(table)))  # no column of them holds bytes

    def delete(self, table: Table, keys: Sequence[Key]) -> None:
        """Delete rows by their keys."""
        if keys:
            self._session.run_many(delete_row(table), keys)

    def insert(self, table: Table, rows: Sequence[Row]) -> None:
        """Insert rows with new keys."""
        if rows:
            self._session.copy(table.name, table.columns, rows, self._types(table))

    def _types(self, table: Table) -> list[str]:
        rows = self._session.stream(
            "SELECT attname::text, format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped",
            table.name,
        )
        found = {str(column): _TYPE_NAMES[str(kind)] for column, kind in rows}
        return [found[column] for column in table.columns]

    def update(self, table: Table, rows: Sequence[Row]) -> None:
        """Replace the columns behind the key."""
        if rows:
            self._session.run_many(update_row(table), rows)

    def mark(self, name: str, mark: ProjectionMark) -> None:
        """Keep the mark of a projection."""
        self._session.run(DELETE_MARK, name)
        row = (name, mark.digest, mark.rows, mark.folded_number, mark.folded_hash, mark.folded_by)
        self._session.run(INSERT_MARK, *row)

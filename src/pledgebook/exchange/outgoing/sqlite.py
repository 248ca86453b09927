"""SQLite: the tables in one database file with keys, indexes and views, ready for Datasette."""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Shipment, Written
from pledgebook.exchange.outgoing.numbers import exact_text, number_of
from pledgebook.exchange.outgoing.tables import TABLES, Cell, Column, Row, Shape, Table, rows_of, table_mapping

_BATCH = 1000
_TYPES = {Shape.TEXT: "TEXT", Shape.COUNT: "INTEGER", Shape.FIGURE: "NUMERIC", Shape.DATE: "TEXT"}
_INDEXES = (
    ("positions", "flow"),
    ("positions", "funders"),
    ("flows", "parent"),
    ("stage_events", "flow"),
    ("flow_statements", "flow"),
    ("flow_statements", "statement"),
    ("rivals", "flow"),
    ("items", "flow"),
    ("postings", "entry"),
    ("postings", "account_flow"),
    ("statements", "document"),
)
# ruff: noqa: S608  the names of tables and columns are our own, values are always parameters
_VIEWS = (
    """CREATE VIEW totals AS
    SELECT funders, stage, unit, SUM(best) AS best, COUNT(*) AS positions
    FROM positions GROUP BY funders, stage, unit""",
    """CREATE VIEW sentences AS
    SELECT flow_statements.flow, statements.statement, statements.stage, statements.quote,
    documents.publisher, documents.published, documents.url
    FROM flow_statements JOIN statements USING (statement) JOIN documents USING (document)""",
)


class SqliteExporter:
    """One database file."""

    name = "sqlite"
    title = "SQLite tables, pledgebook tables/1"
    layout = Layout.FILE
    suffix = ".sqlite"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return table_mapping(
            self.name,
            self.title,
            ("Digits of a figure beyond 15, in the numeric column: the column NAME_exact beside it has them as text.",),
        )

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write all tables, then indexes, views and what the export is."""
        del lose  # tables say everything that a book says of its flows
        counts = dict.fromkeys((table.name for table in TABLES), 0)
        path.unlink(missing_ok=True)
        database = sqlite3.connect(path, isolation_level=None)
        try:
            for pragma in ("page_size = 4096", "journal_mode = OFF", "synchronous = OFF", "encoding = 'UTF-8'"):
                database.execute(f"PRAGMA {pragma}")
            database.execute("BEGIN")
            for table in TABLES:
                database.execute(_create(table))
            waiting: dict[str, list[tuple[str | int | float | None, ...]]] = {table.name: [] for table in TABLES}
            for table, row in rows_of(shipment):
                rows = waiting[table.name]
                rows.append(tuple(_values(table, row)))
                counts[table.name] += 1
                if len(rows) >= _BATCH:
                    database.executemany(_insert(table), rows)
                    rows.clear()
            for table in TABLES:
                database.executemany(_insert(table), waiting[table.name])
            for name, column in _INDEXES:
                database.execute(f"CREATE INDEX {name}_by_{column} ON {name} ({column})")
            for view in _VIEWS:
                database.execute(view)
            _describe(database, shipment)
            database.execute("COMMIT")
            database.execute("VACUUM")
        finally:
            database.close()
        return Written(counts)


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    for column in table.columns:
        yield column.name, _TYPES[column.shape]
        if column.shape is Shape.FIGURE:
            yield f"{column.name}_exact", "TEXT"


def _create(table: Table) -> str:
    columns = [f'"{name}" {kind}' for name, kind in _columns(table)]
    if table.key == 1:
        columns[0] += " PRIMARY KEY"
    return f'CREATE TABLE "{table.name}" ({", ".join(columns)})'


def _insert(table: Table) -> str:
    names = [f'"{name}"' for name, _ in _columns(table)]
    return f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'


def _values(table: Table, row: Row) -> Iterator[str | int | float | None]:
    for column, cell in zip(table.columns, row, strict=True):
        yield _value(column, cell)
        if column.shape is Shape.FIGURE:
            yield exact_text(cell) if isinstance(cell, Decimal) else None


def _value(column: Column, cell: Cell) -> str | int | float | None:
    del column
    if isinstance(cell, Decimal):
        return number_of(cell)
    return cell if cell is None or isinstance(cell, str | int) else str(cell)


def _describe(database: sqlite3.Connection, shipment: Shipment) -> None:
    database.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT)")
    database.execute("CREATE TABLE about_sources (publisher TEXT, documents INTEGER, note TEXT)")
    database.execute("CREATE TABLE about_columns (table_name TEXT, column_name TEXT, meaning TEXT, note TEXT)")
    header = shipment.header
    database.executemany("INSERT INTO about VALUES (?, ?)", header.lines())
    database.executemany(
        "INSERT INTO about_sources VALUES (?, ?, ?)",
        [(source.publisher, source.documents, source.note) for source in header.sources],
    )
    meanings = [
        (table.name, column.name, table.meaning if place == 0 else column.ours, column.note)
        for table in TABLES
        for place, column in enumerate(table.columns)
    ]
    database.executemany("INSERT INTO about_columns VALUES (?, ?, ?, ?)", meanings)

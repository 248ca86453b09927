"""Parquet: a folder with a file for each table, figures as exact decimals (extra `analytics`)."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pledgebook.errors import UsageFault
from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Header, Layout, Lose, Shipment, Written
from pledgebook.exchange.outgoing.jsonl import JsonLinesExporter
from pledgebook.exchange.outgoing.tables import TABLES, Shape, Table, table_mapping

DECIMAL = "DECIMAL(38, 18)"
"""Every figure that a book can keep: 64 bits of minor units, at most 18 decimals."""

_MEMORY = "256MB"


class ParquetExporter:
    """A folder of Parquet files."""

    name = "parquet"
    title = "Parquet tables, pledgebook tables/1"
    layout = Layout.FOLDER
    suffix = ""

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return table_mapping(
            self.name, self.title, ("Nothing of a date: beside each column NAME, NAME_first is its first day.",)
        )

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write a file for each table; rows pass through files, never through memory as a whole.

        Raises:
            UsageFault: The extra `analytics` is not installed.
        """
        try:
            import duckdb  # noqa: PLC0415  an optional extra
        except ImportError as fault:
            raise UsageFault(
                "Parquet is written by DuckDB, which is not installed",
                remedy="pip install 'pledgebook[analytics]'; CSV and JSON Lines need nothing",
            ) from fault
        with TemporaryDirectory(dir=path.parent) as folder:
            written = JsonLinesExporter().write(shipment, Path(folder), lose)
            with duckdb.connect(":memory:", config={"threads": 1, "memory_limit": _MEMORY}) as database:
                for table in TABLES:
                    _convert(database, table, Path(folder) / f"{table.name}.jsonl", path, shipment.header)
        return written


def _convert(database: Any, table: Table, lines: Path, folder: Path, header: Header) -> None:  # noqa: ANN401  no types
    columns = ", ".join(
        f"'{column.name}': '{'BIGINT' if column.shape is Shape.COUNT else 'VARCHAR'}'" for column in table.columns
    )
    notes = ", ".join(f"{_literal(name)}: {_literal(value)}" for name, value in header.lines())
    source = f"read_json({_literal(str(lines))}, format='newline_delimited', columns={{{columns}}})"
    target = _literal(str(folder / f"{table.name}.parquet"))
    # The names are our own and the texts are quoted: COPY takes no parameters.
    database.execute(
        f"COPY (SELECT {_selected(table)} FROM {source}) TO {target}"  # noqa: S608
        f" (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100000, KV_METADATA {{{notes}}})"
    )


def _selected(table: Table) -> str:
    found = []
    for column in table.columns:
        name = f'"{column.name}"'
        found.append(f"CAST({name} AS {DECIMAL}) AS {name}" if column.shape is Shape.FIGURE else name)
        if column.shape is Shape.DATE:
            first = f"CAST(rpad({name}, 10, substr('0000-01-01', length({name}) + 1)) AS DATE)"
            found.append(f'CASE WHEN {name} IS NOT NULL THEN {first} END AS "{column.name}_first"')
    return ", ".join(found)


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

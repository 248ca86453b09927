"""CSV: a folder with a file for each table; UTF-8, comma, RFC 4180; no cell that a spreadsheet would run."""

import csv
import re
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Shipment, Written
from pledgebook.exchange.outgoing.tables import TABLES, Cell, rows_of, table_mapping
from pledgebook.model.identity import plain_decimal

_RISKY = re.compile(r"'*[=+\-@\t\r]")


def harmless(text: str) -> str:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    Text that begins so with apostrophes of its own gets one more, so that taking one away gives the text back.
    """
    return f"'{text}" if _RISKY.match(text) else text


def as_it_was(text: str) -> str:
    """Undo `harmless`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def cell_text(cell: Cell) -> str:
    """Write a cell: figures plain and exact, dates with their precision, texts harmless."""
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    return harmless(cell) if isinstance(cell, str) else str(cell)


class CsvExporter:
    """A folder of CSV files."""

    name = "csv"
    title = "CSV tables, RFC 4180, pledgebook tables/1"
    layout = Layout.FOLDER
    suffix = ""

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return table_mapping(self.name, self.title, ("Line ends within quotes stay; lines end with a line feed.",))

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write a file for each table."""
        del lose  # tables say everything that a book says of its flows
        counts = dict.fromkeys((table.name for table in TABLES), 0)
        with ExitStack() as opened:
            writers = {}
            for table in TABLES:
                out = opened.enter_context((path / f"{table.name}.csv").open("w", encoding="utf-8", newline=""))
                writers[table.name] = csv.writer(out, lineterminator="\n")
                writers[table.name].writerow([column.name for column in table.columns])
            for table, row in rows_of(shipment):
                writers[table.name].writerow([cell_text(cell) for cell in row])
                counts[table.name] += 1
        return Written(counts)

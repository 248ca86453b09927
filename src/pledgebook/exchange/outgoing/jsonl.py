"""JSON Lines: a folder with a file for each table, an object a line; figures as text, so that no reader rounds them."""

from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

import msgspec

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Shipment, Written
from pledgebook.exchange.outgoing.tables import TABLES, Cell, rows_of, table_mapping
from pledgebook.model.identity import plain_decimal


def json_cell(cell: Cell) -> str | int | None:
    """Turn a cell into JSON: figures and dates are text, an empty cell is null."""
    if isinstance(cell, Decimal):
        return plain_decimal(cell)
    return cell if cell is None or isinstance(cell, str | int) else str(cell)


class JsonLinesExporter:
    """A folder of JSON Lines files."""

    name = "jsonl"
    title = "JSON Lines tables, pledgebook tables/1"
    layout = Layout.FOLDER
    suffix = ""

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return table_mapping(self.name, self.title)

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write a file for each table."""
        del lose  # tables say everything that a book says of its flows
        counts = dict.fromkeys((table.name for table in TABLES), 0)
        encode = msgspec.json.Encoder().encode
        with ExitStack() as opened:
            outs = {table.name: opened.enter_context((path / f"{table.name}.jsonl").open("wb")) for table in TABLES}
            for table, row in rows_of(shipment):
                pairs = zip(table.columns, row, strict=True)
                outs[table.name].write(encode({column.name: json_cell(cell) for column, cell in pairs}) + b"\n")
                counts[table.name] += 1
        return Written(counts)

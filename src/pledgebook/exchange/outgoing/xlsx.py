"""XLSX: a workbook with a sheet for each table and one on method; typed cells, filters, the sentence as a note."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.exchange.outgoing.base import Layout, Lose, Loss, Shipment, Written
from pledgebook.exchange.outgoing.numbers import exact_text, number_of
from pledgebook.exchange.outgoing.tables import (
    FLOWS,
    POSITIONS,
    TABLES,
    Cell,
    Row,
    Shape,
    Table,
    rows_of,
    table_mapping,
)
from pledgebook.model.when import PartialDate

MOST_ROWS = 1_048_576
MOST_SIGNS = 32_767
MOST_NOTES = 5_000
"""Notes on cells; a workbook with more of them opens slowly. The column with the quote has all."""

_NOTED = frozenset({POSITIONS.name, FLOWS.name})
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = {Shape.TEXT: 18, Shape.COUNT: 9, Shape.FIGURE: 18, Shape.DATE: 12}
_WIDE = {"label": 44, "quote": 70, "url": 40, "title": 40, "purpose": 28}
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class XlsxExporter:
    """One workbook."""

    name = "xlsx"
    title = "XLSX workbook, pledgebook tables/1"
    layout = Layout.FILE
    suffix = ".xlsx"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return table_mapping(
            self.name,
            self.title,
            (
                "Digits of a figure beyond 15: the column NAME_exact beside it has them as text.",
                f"Text beyond {MOST_SIGNS:,} characters in a cell.",
                f"Notes with the quote beyond the first {MOST_NOTES:,}: the column quote has them all.",
            ),
        )

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write all sheets, row by row."""
        path.touch()  # what cannot be written is found before anything is made
        with TemporaryDirectory(dir=path.parent) as folder:
            book = xlsxwriter.Workbook(str(path), {**_OPTIONS, "tmpdir": folder})
            try:
                return self._fill(book, shipment, lose)
            finally:
                for sheet in book.worksheets():
                    sheet.row_data_fh.close()

    @staticmethod
    def _fill(book: Any, shipment: Shipment, lose: Lose) -> Written:  # noqa: ANN401  the library ships no types
        header = shipment.header
        created = (header.recorded_until or _EPOCH).astimezone(UTC).replace(tzinfo=None, microsecond=0)
        book.set_properties({"title": "Pledged support", "author": header.reporter.name, "created": created})
        styles = Styles.of(book)
        sheets = {table.name: _Sheet(book, table, styles, lose) for table in TABLES}
        for table, row in rows_of(shipment):
            sheets[table.name].add(row)
        counts = {name: sheet.count for name, sheet in sheets.items()}
        for sheet in sheets.values():
            sheet.finish()
        _write_methods(book, styles, shipment, counts)
        book.close()
        return Written(counts)


@dataclass(frozen=True, slots=True)
class Styles:
    """The formats of cells; Any: the library ships no types."""

    head: Any
    text: Any
    guarded: Any
    whole: Any
    fraction: Any
    day: Any

    @classmethod
    def of(cls, book: Any) -> "Styles":  # noqa: ANN401  the library ships no types
        """Make them in a workbook."""
        return cls(
            head=book.add_format({"bold": True, "bottom": 1, "bg_color": "#E8EDF2", "valign": "top"}),
            text=book.add_format({"valign": "top"}),
            guarded=book.add_format({"valign": "top", "quote_prefix": True}),
            whole=book.add_format({"num_format": "#,##0", "valign": "top"}),
            fraction=book.add_format({"num_format": "#,##0.00########", "valign": "top"}),
            day=book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        )


class _Sheet:
    """The sheets of one table; a second one begins where the first is full."""

    def __init__(self, book: Any, table: Table, styles: Styles, lose: Lose) -> None:  # noqa: ANN401  no types
        self._book = book
        self._table = table
        self._styles = styles
        self._lose = lose
        self._sheet: Worksheet | None = None
        self._row = 0
        self._number = 0
        self._columns = tuple(_columns(table))
        self._quote = next((place for place, column in enumerate(table.columns) if column.name == "quote"), None)
        self.count = 0
        self._begin()

    def add(self, row: Row) -> None:
        """Write a row."""
        if self._row == MOST_ROWS:
            self.finish()
            self._begin()
        assert self._sheet is not None
        place = 0
        for column, cell in zip(self._table.columns, row, strict=True):
            self._write(place, cell, row)
            place += 1
            if column.shape is Shape.FIGURE:
                if column.name == "best" and isinstance(cell, Decimal):
                    self._note(place - 1, row)
                exact = exact_text(cell) if isinstance(cell, Decimal) else None
                if exact is not None:
                    self._sheet.write_string(self._row, place, exact, self._styles.text)
                place += 1
        self._row += 1
        self.count += 1

    def finish(self) -> None:
        """Freeze the header and filter below it."""
        assert self._sheet is not None
        self._sheet.freeze_panes(1, 1)
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(self._columns) - 1)

    def _begin(self) -> None:
        self._number += 1
        name = self._table.name if self._number == 1 else f"{self._table.name} {self._number}"
        self._sheet = self._book.add_worksheet(name)
        assert self._sheet is not None
        for place, (heading, width) in enumerate(self._columns):
            self._sheet.set_column(place, place, width)
            self._sheet.write_string(0, place, heading, self._styles.head)
        self._row = 1

    def _write(self, place: int, cell: Cell, row: Row) -> None:
        sheet, styles = self._sheet, self._styles
        assert sheet is not None
        if cell is None or cell == "":
            return
        if isinstance(cell, Decimal | int):
            figure = Decimal(cell)
            whole = figure == figure.to_integral_value()
            sheet.write_number(self._row, place, number_of(figure), styles.whole if whole else styles.fraction)
        elif isinstance(cell, PartialDate) and cell.day:
            sheet.write_datetime(self._row, place, datetime(cell.year, cell.month, cell.day), styles.day)  # noqa: DTZ001  a cell has no zone
        else:
            text = str(cell)
            if len(text) > MOST_SIGNS:
                reason = f"a cell holds {MOST_SIGNS:,} characters: the rest is cut"
                self._lose(Loss(str(row[0]), f"{self._table.name}", text[:80], reason))
                text = text[: MOST_SIGNS - 1] + "…"
            style = styles.guarded if text.startswith(_RISKY) else styles.text
            sheet.write_string(self._row, place, text, style)

    def _note(self, place: int, row: Row) -> None:
        if self._quote is None or self._table.name not in _NOTED or self.count >= MOST_NOTES:
            return
        quote = row[self._quote]
        if quote:
            assert self._sheet is not None
            self._sheet.write_comment(self._row, place, f"“{quote}”", {"x_scale": 3, "y_scale": 1.5})


def _columns(table: Table) -> Iterator[tuple[str, int]]:
    for column in table.columns:
        yield column.name, _WIDE.get(column.name, _WIDTHS[column.shape])
        if column.shape is Shape.FIGURE:
            yield f"{column.name}_exact", 14


def _write_methods(book: Any, styles: Styles, shipment: Shipment, counts: Mapping[str, int]) -> None:  # noqa: ANN401  the library ships no types
    sheet = book.add_worksheet("methods")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 26)
    sheet.set_column(2, 3, 80)
    lines: list[tuple[str, ...]] = [("About this workbook",)]
    lines += shipment.header.lines()
    lines += [(), ("Method",), *((text,) for text in METHOD), (), ("Sources", "documents", "terms")]
    lines += [(note.publisher or "unknown", str(note.documents), note.note) for note in shipment.header.sources]
    lines += [(), ("Sheet", "rows", "what a row is")]
    lines += [(table.name, str(counts[table.name]), table.meaning) for table in TABLES]
    lines += [(), ("Sheet", "column", "from", "note")]
    lines += [(table.name, column.name, column.ours, column.note) for table in TABLES for column in table.columns]
    headings = {"About this workbook", "Method", "Sources", "Sheet"}
    for number, line in enumerate(lines):
        is_head = bool(line) and line[0] in headings
        for place, text in enumerate(line):
            guarded = text.startswith(_RISKY)
            style = styles.guarded if guarded else styles.head if is_head else styles.text
            sheet.write_string(number, place, text, style)


METHOD = (
    "Each figure stands on a sentence of a document; the quote is beside it.",
    "A sum that several documents tell is counted once, at the furthest stage that a source says it has reached.",
    "positions: what stands of each flow, its parts taken out. Add them up by unit, never across units.",
    "flows: a whole contains its parts. Do not add flows up.",
    "low, best, high: what the wording allows; best is the figure to show. high is empty where it is open.",
    "checks: totals that sources assert. They are held against the book and are no money of their own.",
    "Support without a sum is counted as such and never as zero. Stages below committed bind nobody.",
    "Dates keep their precision: 2024-11 is a month. Only whole dates are date cells.",
)

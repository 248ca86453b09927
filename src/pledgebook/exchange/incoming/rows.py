"""Rows of a table to lines of a text layer: every cell that says something, verbatim, behind its header."""

from collections.abc import Sequence
from dataclasses import dataclass

from pledgebook.exchange.incoming.cells import Cell, text_of
from pledgebook.exchange.incoming.drafting import SEPARATOR, LayerWriter

NOTHING = frozenset(("", "."))
"""Cells that say nothing; the Kiel workbooks write a point."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it stands in the text layer.

    Attributes:
        start: Offset of the line.
        text: The line.
        cells: Index of a column to the offset and the text of its cell; only cells that say something.
    """

    start: int
    text: str
    cells: dict[int, tuple[int, str]]

    def stretch(self, columns: Sequence[int]) -> tuple[int, int]:
        """Return the offsets from the beginning of the line to the end of the last of some columns."""
        ends = [
            start + len(text) for column in columns if column in self.cells for start, text in (self.cells[column],)
        ]
        return self.start, max(ends, default=self.start + len(self.text))


def write_row(
    layer: LayerWriter, names: Sequence[str], row: Sequence[Cell], shown: Sequence[int] | None = None
) -> Line:
    """Write a row.

    Args:
        layer: Takes the line.
        names: Headers.
        row: Cells.
        shown: Columns that are written; None for all.
    """
    cells: dict[int, tuple[int, str]] = {}
    parts: list[str] = []
    position = layer.position
    start = position
    named, width, gap = len(names), len(row), ""
    for place in shown if shown is not None else range(width):
        cell = row[place] if place < width else None
        if cell is None or (isinstance(cell, str) and cell in NOTHING):
            continue
        text = cell if isinstance(cell, str) else text_of(cell)
        if "\n" in text or "\r" in text:
            text = text.replace("\r", " ").replace("\n", " ")
        if text.strip() in NOTHING:
            continue
        name = names[place] if place < named else ""
        head = f"{gap}{name}: " if name else gap
        gap = SEPARATOR
        position += len(head)
        cells[place] = (position, text)
        parts.append(head)
        parts.append(text)
        position += len(text)
    line = "".join(parts)
    layer.line(line)
    return Line(start, line, cells)

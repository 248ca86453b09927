"""A column contract: columns are found by what their header says, under any of its names, never by their place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pledgebook.exchange.incoming.cells import Cell, text_of
from pledgebook.exchange.incoming.faults import Faults
from pledgebook.exchange.incoming.tables import Sheet
from pledgebook.exchange.mapping import FieldMapping
from pledgebook.model.problem import ProblemCode

HEAD_ROWS = 40
"""Rows from the top among which the header is looked for."""

_NOT_WORD = re.compile(r"[^a-z0-9%€$]+")


@dataclass(frozen=True, slots=True)
class Column:
    """One column that an importer reads.

    Attributes:
        key: Our name of it.
        aliases: Headers it is known under, newest first; the way they are cased and spaced does not matter.
        ours: What it becomes, for docs/mapping.md.
        required: True when nothing can be read without it.
        note: The rule of translation.
        lost: What does not survive.
    """

    key: str
    aliases: tuple[str, ...]
    ours: str
    required: bool = False
    note: str = ""
    lost: str = ""

    def mapping(self) -> FieldMapping:
        """Return it as a line of docs/mapping.md."""
        return FieldMapping(" / ".join(self.aliases), self.ours, self.note, self.lost)


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of one table are.

    Attributes:
        row: Index of the header row.
        names: All header texts.
        places: Column key to its index.
    """

    row: int
    names: tuple[str, ...]
    places: Mapping[str, int]


def normal(header: str) -> str:
    """Fold a header: "Total_value_dummy (1 is first)" and "total value dummy 1 is first" are one."""
    return _NOT_WORD.sub(" ", header.casefold()).strip()


def find_header(sheet: Sheet, columns: Sequence[Column]) -> Header:
    """Find the row near the top in which most columns are named; the first of equals."""
    known = {normal(alias): column.key for column in reversed(columns) for alias in column.aliases}
    best = Header(0, (), {})
    for index, row in enumerate(sheet.rows[:HEAD_ROWS]):
        places: dict[str, int] = {}
        for place, cell in enumerate(row):
            key = known.get(normal(text_of(cell))) if isinstance(cell, str) else None
            if key is not None:
                places.setdefault(key, place)
        if len(places) > len(best.places):
            best = Header(index, tuple(text_of(cell) for cell in row), places)
    return best


def check_header(header: Header, columns: Sequence[Column], silent: Sequence[str], name: str, faults: Faults) -> bool:
    """Report missing and unknown columns; tell whether all required ones are there.

    Args:
        header: What was found.
        columns: The contract.
        silent: Headers that are known and not read.
        name: The file.
        faults: Takes the problems.
    """
    missing = [column for column in columns if column.required and column.key not in header.places]
    if missing:
        listed = "; ".join(f"{column.key} (known as {', '.join(map(repr, column.aliases))})" for column in missing)
        faults.error(
            ProblemCode.MISSING_COLUMN,
            f"{name}, row {header.row + 1}",
            f"required columns are missing: {listed}",
            " | ".join(filter(None, header.names)),
            "if a column was renamed, import the file as a table with a mapping of your own",
        )
    ignored = {normal(text) for text in silent}
    taken = set(header.places.values())
    unknown = [
        text
        for place, text in enumerate(header.names)
        if text.strip() and place not in taken and normal(text) not in ignored
    ]
    if unknown and not missing:
        faults.warn(
            ProblemCode.UNKNOWN_COLUMN,
            f"{name}, row {header.row + 1}",
            f"columns that are not in the contract are not read: {', '.join(map(repr, unknown))}",
        )
    absent = [column.key for column in columns if not column.required and column.key not in header.places]
    if absent and not missing:
        faults.warn(
            ProblemCode.MISSING_COLUMN,
            f"{name}, row {header.row + 1}",
            f"optional columns are missing, their values are untold: {', '.join(absent)}",
        )
    return not missing


def cell_at(row: Sequence[Cell], header: Header, key: str) -> Cell:
    """Return the cell of a column in a row; None where the column or the cell is missing."""
    place = header.places.get(key)
    return row[place] if place is not None and place < len(row) else None

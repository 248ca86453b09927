"""CSV and XLSX files to numbered rows of cells; what would blow up memory is refused before it is opened."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from python_calamine import CalamineError, CalamineWorkbook

from pledgebook.exchange.incoming.cells import Cell
from pledgebook.exchange.incoming.faults import error
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode

WIDEST = 16_384
"""Columns that a workbook can have."""

MOST_CELLS = 60_000_000
"""Cells that a sheet may span: it is held in memory as a rectangle, its empty cells too."""

MOST_UNPACKED = 1_000_000_000
"""Bytes that the parts of a workbook may have together."""

LONGEST_CELL = 1_000_000

_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Za-z]{1,9})(\d{1,12})"')
_ZIP = b"PK\x03\x04"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it stands in a file.

    Attributes:
        name: Name of the sheet; empty for a CSV.
        rows: All rows from the top, each a list of cells; row 1 of the file is the first.
    """

    name: str
    rows: Sequence[Sequence[Cell]]


def read_sheets(source: Source, wanted: Iterable[str] = ()) -> tuple[Sheet, ...] | Problem:
    """Read a CSV, or the sheets of a workbook.

    Args:
        source: The file.
        wanted: Words of which one must stand in a sheet's name, in lower case; empty for all sheets. If no name has
            one, all sheets are read.
    """
    if source.data.startswith(_ZIP):
        return _read_workbook(source, tuple(wanted))
    rows = _read_csv(source)
    return rows if isinstance(rows, Problem) else (Sheet("", rows),)


def _read_workbook(source: Source, wanted: tuple[str, ...]) -> tuple[Sheet, ...] | Problem:
    fault = _workbook_fault(source)
    if fault is not None:
        return fault
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(source.data))
        names = [name for name in book.sheet_names if any(word in name.casefold() for word in wanted)]
        return tuple(
            Sheet(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
            for name in names or book.sheet_names
        )
    except (CalamineError, ValueError, OSError) as trouble:
        return error(
            ProblemCode.BROKEN_STRUCTURE,
            source.name,
            f"the workbook cannot be read: {trouble}",
            remedy="open it in a spreadsheet program and save it anew, or export the sheet as CSV",
        )


def _workbook_fault(source: Source) -> Problem | None:
    """Look into the packed parts before anything is unpacked whole: sizes first, then the rectangle of each sheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(source.data)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                return _hostile(source.name, f"its parts unpack to more than {MOST_UNPACKED:,} bytes")
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    columns, rows = _rectangle(packed, part)
                    if columns > WIDEST:
                        return _hostile(source.name, f"a sheet has {columns:,} columns, a workbook at most {WIDEST:,}")
                    if columns * rows > MOST_CELLS:
                        return _hostile(source.name, f"a sheet spans {columns:,} columns by {rows:,} rows")
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as trouble:
        return error(
            ProblemCode.BROKEN_STRUCTURE,
            source.name,
            f"the workbook is damaged: {trouble}",
            remedy="fetch it again",
        )
    return None


def _rectangle(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the number of the last column and row that any cell names; read in pieces, never whole."""
    letters: set[bytes] = set()
    last_row = left = 0
    tail = b""
    with packed.open(part) as stream:
        while piece := stream.read(1 << 20):
            left += len(piece)
            if left > MOST_UNPACKED:
                raise ValueError("a part unpacks to more than it declares")
            found = _CELL.findall(tail + piece)  # a cell may lie across two pieces
            letters.update(column for column, _ in found)
            last_row = max(last_row, max((int(row) for _, row in found), default=0))
            tail = piece[-200:]
    return max(map(_column_number, letters), default=0), last_row


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _hostile(name: str, what: str) -> Problem:
    return error(
        ProblemCode.HOSTILE_INPUT,
        name,
        f"the file would take all memory: {what}",
        remedy="if it is honest, save only the sheet with the data, without far-off cells",
    )


def _read_csv(source: Source) -> list[list[Cell]] | Problem:
    encoding = "utf-16" if source.data[:2] in _UTF16 else "utf-8-sig"
    try:
        text = source.data.decode(encoding)
    except UnicodeDecodeError as fault:
        line = source.data.count(b"\n", 0, fault.start) + 1
        return error(
            ProblemCode.UNDECODABLE_TEXT,
            f"{source.name}, row {line}",
            f"byte {fault.start} is no {fault.encoding}",
            remedy="convert it: iconv -f WINDOWS-1252 -t UTF-8 OLD > NEW",
        )
    if "\x00" in text:
        return error(ProblemCode.BINARY_FILE, source.name, "the file is no table: it contains zero bytes")
    if not text.strip():
        return error(ProblemCode.EMPTY_FILE, source.name, "the file is empty")
    try:
        return [list(row) for row in _csv_rows(text)]
    except csv.Error as fault:
        return error(ProblemCode.BROKEN_STRUCTURE, source.name, f"the table cannot be read: {fault}")


def _csv_rows(text: str) -> Iterator[list[str]]:
    head = text[:20_000].split("\n", 1)[0]
    delimiter = max(",;\t|", key=head.count)
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    for row in reader:
        if len(row) > WIDEST:
            raise csv.Error(f"row {reader.line_num} has {len(row):,} columns")
        yield row

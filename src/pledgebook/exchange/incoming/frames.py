"""CSV, XLSX, Parquet and JSON Lines files to one shape: headers and numbered rows."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.cells import Cell, text_of
from pledgebook.exchange.incoming.faults import error
from pledgebook.exchange.incoming.tables import WIDEST, read_sheets
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode

_PARQUET = b"PAR1"
OWN_SHEET = "positions"
"""The sheet of our own exported workbooks that adds up."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A table with its headers.

    Attributes:
        names: Headers.
        rows: Number in the file and cells of each row.
        is_csv: True where all cells are text, in which ours carry an apostrophe before what a spreadsheet would run.
    """

    names: tuple[str, ...]
    rows: Sequence[tuple[int, Sequence[Cell]]]
    is_csv: bool = False


def read_frame(source: Source, sheet: str = "") -> Frame | Problem:
    """Read a table, whatever it is packed in, told by its first bytes.

    Args:
        source: The file.
        sheet: For workbooks: words of the sheet's name; empty for the first sheet, or that of positions in ours.

    Raises:
        UsageFault: It is Parquet, and the extra `analytics` is not installed.
    """
    head = source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if source.data.startswith(_PARQUET):
        return _read_parquet(source)
    if head in (b"{", b"["):
        return _read_lines(source, is_list=head == b"[")
    found = read_sheets(source, (sheet.casefold(),) if sheet else ())
    if isinstance(found, Problem):
        return found
    chosen = found[0] if sheet else next((item for item in found if item.name == OWN_SHEET), found[0])
    rows = [(number, row) for number, row in enumerate(chosen.rows, start=1) if _says(row)]
    if not rows:
        return error(ProblemCode.EMPTY_FILE, source.name, "the table has no rows")
    return Frame(tuple(text_of(cell).strip() for cell in rows[0][1]), rows[1:], is_csv=not chosen.name)


def _says(row: Sequence[Cell]) -> bool:
    return any(cell not in (None, "") for cell in row)


def _read_lines(source: Source, *, is_list: bool) -> Frame | Problem:
    decoder = msgspec.json.Decoder(float_hook=Decimal)
    objects: list[tuple[int, dict[str, Any]]] = []
    lines = [source.data] if is_list else source.data.removeprefix(b"\xef\xbb\xbf").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as fault:
            where = f"{source.name}, line {number}"
            return error(ProblemCode.BROKEN_STRUCTURE, where, f"no JSON: {fault}", line[:80].decode("utf-8", "replace"))
        values = value if is_list else [value]
        if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
            return error(ProblemCode.BROKEN_STRUCTURE, f"{source.name}, line {number}", "no object: rows are objects")
        objects += [(number if not is_list else place, item) for place, item in enumerate(values, start=1)]
    names = tuple(dict.fromkeys(name for _, item in objects for name in item))
    if len(names) > WIDEST:
        return error(ProblemCode.HOSTILE_INPUT, source.name, f"the rows have {len(names):,} different fields")
    return Frame(names, [(number, [_cell(item.get(name)) for name in names]) for number, item in objects])


def _cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | Decimal | float):
        return value
    return msgspec.json.encode(value, enc_hook=str).decode()


def _read_parquet(source: Source) -> Frame | Problem:
    try:
        import duckdb  # noqa: PLC0415  an optional extra
    except ModuleNotFoundError as missing:
        raise UsageFault(
            "reading Parquet needs the extra 'analytics', which is not installed",
            remedy="pip install 'pledgebook[analytics]'",
        ) from missing
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.parquet")
        path.write_bytes(source.data)
        try:
            with duckdb.connect(config={"enable_external_access": True, "autoload_known_extensions": False}) as engine:
                found = engine.execute("SELECT * FROM read_parquet(?)", [str(path)])
                names = tuple(str(column[0]) for column in found.description or ())
                rows = [(number, [_plain(value) for value in row]) for number, row in enumerate(found.fetchall(), 1)]
        except duckdb.Error as fault:
            message = f"no Parquet that can be read: {str(fault).splitlines()[0].replace(str(path), source.name)}"
            return error(ProblemCode.BROKEN_STRUCTURE, source.name, message)
    return Frame(names, rows)


def _plain(value: object) -> Cell:
    return value if value is None or isinstance(value, Cell) else str(value)

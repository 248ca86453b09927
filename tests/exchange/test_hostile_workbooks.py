"""Workbooks that would take all memory are refused before they are opened, whoever made them."""

import io
import zipfile

import pytest
import xlsxwriter

from pledgebook.exchange.incoming import tables
from pledgebook.exchange.incoming.tables import read_sheets
from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode

SHEET = "xl/worksheets/sheet1.xml"


def workbook(cells: str) -> bytes:
    """Return a sound workbook whose sheet has been exchanged for one with these cells."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        book.add_worksheet("data").write(0, 0, "ID")
    out = io.BytesIO()
    with zipfile.ZipFile(buffer) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            data = old.read(part)
            if part.filename == SHEET:
                head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
                data = head + cells.encode() + b"</sheetData></worksheet>"
            new.writestr(part.filename, data)
    return out.getvalue()


def cell(place: str, value: int = 1) -> str:
    return f'<c r="{place}" t="n"><v>{value}</v></c>'


@pytest.mark.parametrize(
    "cells",
    [
        f'<row r="1">{cell("A1")}{cell("BDWGN1")}</row>',  # column 1,000,000
        f'<row r="1">{cell("A1")}</row><row r="1048576">{cell("XFD1048576")}</row>',
        '<row r="1"><c t="n" s="0" r="ZZZZZZZZ1"><v>1</v></c></row>',
        f'<row r="999999999">{cell("ZZ999999999")}</row>',
    ],
)
def test_far_off_cells_are_refused(cells: str) -> None:
    found = read_sheets(Source("wide.xlsx", workbook(cells)))
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.HOSTILE_INPUT


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_UNPACKED", 1_000_000)
    bomb = workbook(f'<row r="1">{cell("A1")}</row>' + " " * 5_000_000)
    assert len(bomb) < 100_000
    found = read_sheets(Source("bomb.xlsx", bomb))
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.HOSTILE_INPUT


def test_a_cell_that_lies_across_two_pieces_is_seen() -> None:
    padding = " " * ((1 << 20) - 130)
    found = read_sheets(Source("wide.xlsx", workbook(f'{padding}<row r="1">{cell("BDWGN1")}</row>')))
    assert isinstance(found, Problem)


@pytest.mark.parametrize("cut", [10, 100, 1000])
def test_a_damaged_workbook_is_refused(cut: int) -> None:
    found = read_sheets(Source("cut.xlsx", workbook(f'<row r="1">{cell("A1")}</row>')[:-cut]))
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.BROKEN_STRUCTURE


def test_a_sound_workbook_is_read() -> None:
    found = read_sheets(Source("sound.xlsx", workbook(f'<row r="1">{cell("A1", 7)}{cell("C1", 9)}</row>')))
    assert not isinstance(found, Problem)
    assert [list(row) for row in found[0].rows] == [[7.0, "", 9.0]]


def test_a_csv_with_too_many_columns_is_refused() -> None:
    found = read_sheets(Source("wide.csv", b"a" + b",1" * 1_000_000))
    assert isinstance(found, Problem)
    assert found.code is ProblemCode.BROKEN_STRUCTURE

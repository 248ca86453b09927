"""The tables in all their formats: the same rows, positions that add up to the report, nothing that runs or rounds."""

import csv
import json
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from export_books import one_flow, random_store, sample_book, store_of
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from pledgebook.exchange.outgoing.csv_ import as_it_was, harmless
from pledgebook.exchange.outgoing.numbers import exact_text, number_of
from pledgebook.exchange.outgoing.tables import TABLES
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.workflow.book import Book

Rows = list[dict[str, Any]]
HOSTILE = ("=1+1", "+49 30 1234", "-5", "@SUM(A1)", "\tx", "'=1", "plain", "it's")


@pytest.fixture(scope="module")
def samples() -> Book:
    return sample_book()


def csv_rows(path: Path, table: str) -> Rows:
    with (path / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def json_rows(path: Path, table: str) -> Rows:
    return [json.loads(line) for line in (path / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


def sheet_rows(path: Path, table: str) -> Rows:
    head, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name(table).to_python()
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def database_rows(path: Path, table: str) -> Rows:
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        return [dict(row) for row in database.execute(f'SELECT * FROM "{table}" ORDER BY rowid')]  # noqa: S608  our names


def columnar_rows(path: Path, table: str) -> Rows:
    with duckdb.connect(":memory:") as database:
        found = database.execute(f"SELECT * FROM '{path}/{table}.parquet'")  # noqa: S608  our names
        names = [str(column[0]) for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


READERS = {
    "csv": csv_rows,
    "jsonl": json_rows,
    "xlsx": sheet_rows,
    "sqlite": database_rows,
    "parquet": columnar_rows,
}


def figure(row: Mapping[str, Any], name: str) -> Decimal:
    """Read a figure as a careful user would: the exact text where there is one."""
    return Decimal(str(row.get(f"{name}_exact") or row[name]))


@pytest.mark.parametrize("name", READERS)
def test_positions_add_up_to_the_report(name: str, tmp_path: Path) -> None:
    book = Book(random_store(200, seed=4))
    path = book.export(name, tmp_path / "out").path
    sums: dict[tuple[str, str, str], Decimal] = {}
    for row in READERS[name](path, "positions"):
        if row["stage"] != "cancelled":
            key = row["funders"], row["stage"], row["unit"]
            sums[key] = sums.get(key, Decimal(0)) + figure(row, "best")
    query = TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE), stages=frozenset(LADDER))
    report = {(*row.key, amount.unit): amount.best for row in book.totals(query).rows for amount in row.amounts}
    assert {key: best for key, best in sums.items() if best} == {key: best for key, best in report.items() if best}


@pytest.mark.parametrize("name", READERS)
def test_every_format_has_the_same_rows(samples: Book, name: str, tmp_path: Path) -> None:
    path = samples.export(name, tmp_path / "out").path
    plain = samples.export("jsonl", tmp_path / "plain").path
    for table in TABLES:
        ours, theirs = json_rows(plain, table.name), READERS[name](path, table.name)
        assert len(ours) == len(theirs) > 0
        for left, right in zip(ours, theirs, strict=True):
            for column in table.columns:
                if column.shape.value == "figure":
                    assert (left[column.name] is None) == (right[column.name] in (None, ""))
                    assert left[column.name] is None or figure(right, column.name) == Decimal(left[column.name])
                elif column.shape.value == "text":
                    assert as_it_was(str(right[column.name] or "")) == (left[column.name] or "")
                else:
                    shown = str(right[column.name]) if right[column.name] not in (None, "") else ""
                    assert shown.removesuffix(".0") == str(left[column.name] if left[column.name] is not None else "")


def labelled(text: str) -> Flow:
    return replace(one_flow(Stage.COMMITTED), label=text, purpose=text, funders=(text,))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_runs(text: str, tmp_path: Path) -> None:
    book = Book(store_of([labelled(text)]))
    (row,) = csv_rows(book.export("csv", tmp_path / "csv").path, "positions")
    assert row["label"][0] not in "=+-@\t\r"
    assert as_it_was(row["label"]) == text
    (row,) = sheet_rows(book.export("xlsx", tmp_path / "a.xlsx").path, "positions")
    assert row["label"] == text, "text stays text, and has the mark of text before it"
    with zipfile.ZipFile(tmp_path / "a.xlsx") as packed:
        assert b"<f>" not in packed.read("xl/worksheets/sheet1.xml")


@given(st.text())
def test_what_is_made_harmless_can_be_read_back(text: str) -> None:
    assert as_it_was(harmless(text)) == text
    assert not harmless(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.decimals(min_value=-(10**17), max_value=10**17, places=4))
def test_a_number_keeps_its_digits_or_has_its_text(value: Decimal) -> None:
    exact = exact_text(value)
    assert Decimal(repr(number_of(value))) == value if exact is None else Decimal(exact) == value


def test_long_figures_stay_exact(tmp_path: Path) -> None:
    best = Decimal("92233720368547758.07")
    flow = replace(one_flow(Stage.COMMITTED), quantity=Quantity(best, best, best, "EUR"))
    book = Book(store_of([flow]))
    for name, read in READERS.items():
        (row,) = read(book.export(name, tmp_path / name).path, "positions")
        assert figure(row, "best") == best


def test_the_workbook_is_made_for_people(samples: Book, tmp_path: Path) -> None:
    path = samples.export("xlsx", tmp_path / "a.xlsx").path
    with zipfile.ZipFile(path) as packed:
        sheet = packed.read("xl/worksheets/sheet1.xml").decode()
        comments = packed.read("xl/comments1.xml").decode()
        core = packed.read("docProps/core.xml").decode()
        assert {part.date_time[:2] for part in packed.infolist()} == {(1980, 1)}, "no time of writing"
    assert 'state="frozen"' in sheet
    assert "<autoFilter ref=" in sheet
    quotes = {row["quote"] for row in json_rows(samples.export("jsonl", tmp_path / "j").path, "positions")}
    assert sum(quote.partition("&")[0][:40] in comments for quote in quotes) > len(quotes) / 2
    head = samples.export("jsonl", tmp_path / "j").manifest.header.recorded_until
    assert head is not None
    assert f"{head:%Y-%m-%dT%H:%M:%SZ}" in core
    methods = CalamineWorkbook.from_path(path).get_sheet_by_name("methods").to_python()
    assert any("book head" in str(row[0]) for row in methods)


def test_the_database_is_ready_to_ask(samples: Book, tmp_path: Path) -> None:
    path = samples.export("sqlite", tmp_path / "a.sqlite").path
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        ((best,),) = database.execute(
            "SELECT best FROM totals WHERE funders = 'LT' AND stage IN ('committed', 'allocated')"
        ).fetchall()
        quotes = database.execute("SELECT COUNT(*) FROM sentences").fetchone()
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert best == 10_000_000
    assert quotes[0] > 100
    assert {table.name for table in TABLES} <= tables
    assert "about" in tables

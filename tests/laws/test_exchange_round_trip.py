"""Law: export, then import into an empty book, gives the same totals per funder, stage and currency."""

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pledgebook.exchange.incoming.base import Options
from pledgebook.model.stage import LADDER, Stage
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources

Totals = dict[tuple[str, Stage, str], Decimal]

# Exported as, imported as, the file with the money, and what the format has no place for.
WAYS = {
    "csv": ("csv", "table", "positions.csv"),
    "jsonl": ("jsonl", "table", "positions.jsonl"),
    "parquet": ("parquet", "table", "positions.parquet"),
    "xlsx": ("xlsx", "table", ""),
    "ocds-records": ("ocds-records", "ocds", ""),
    "ocds-releases": ("ocds-releases", "ocds", ""),
    "iati": ("iati", "iati", ""),
}
MAPPING = """
[columns]
identifier = "id"
whole = "whole"
donors = "donors"
recipients = "to"
amount = "amount"
currency = "currency"
date = "date"
stage = "stage"
purpose = "purpose"
"""


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = []
    for number in range(draw(st.integers(1, 8))):
        wholes = [row for row in rows if not row["whole"]]
        whole = draw(st.sampled_from([None, *wholes]))
        row = {
            "id": f"r{number}",
            "whole": whole["id"] if whole else "",
            "donors": whole["donors"] if whole else draw(st.sampled_from(["DK", "NO", "DK+SE", "Fund of Boats"])),
            "to": draw(st.sampled_from(["UA", "MD"])),
            "amount": str(draw(st.integers(1, 10**12)) / Decimal(100)),
            "currency": whole["currency"] if whole else draw(st.sampled_from(["DKK", "EUR", "USD", "JPY"])),
            "date": draw(st.sampled_from(["2024", "2024-03", "2024-03-05", "2025-01-31", ""])),
            "stage": draw(st.sampled_from([stage.value for stage in LADDER])),
            "purpose": draw(st.sampled_from(["boats", "=1+1", "'quoted", "a | b", ""])),
        }
        rows.append(row)
    return rows


def book_of(rows: list[dict[str, str]], folder: Path) -> Book:
    path = folder / "rows.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    book = open_book("memory:", create=True)
    (report,) = book.import_files("table", [path], Options(coder="law", mapping=MAPPING)).files
    assert report.rejected == 0, report.problems
    return book


def totals(book: Book, way: str) -> Totals:
    found: Totals = defaultdict(Decimal)
    for item in book.stage_sums():
        # IATI has money only, and no transaction for what is merely proposed; OCDS has goods under contracts only.
        lost = way in ("iati", "ocds-records", "ocds-releases") and item.unit.startswith(("item:", "%"))
        if not (lost or (way == "iati" and item.stage is Stage.PROPOSED)):
            found[item.funders, item.stage, item.unit] += item.best
    return {key: value for key, value in found.items() if value}


def there_and_back(book: Book, way: str, folder: Path) -> Totals:
    exporter, importer, file = WAYS[way]
    out = folder / way
    book.export(exporter, out)
    with open_book("memory:", create=True) as other:
        report = other.import_files(importer, [out / file if file else out])
        assert [problem.message for problem in report.problems if problem.severity == "error"] == []
        assert sum(item.rejected for item in report.files) == 0
        return totals(other, way)


@pytest.fixture(scope="module")
def samples() -> Iterator[Book]:
    with open_book("memory:", create=True) as book:
        book.add_sources(sample_sources())
        yield book


@pytest.mark.parametrize("way", WAYS)
def test_the_samples_come_back(samples: Book, way: str, tmp_path: Path) -> None:
    assert there_and_back(samples, way, tmp_path) == totals(samples, way)


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=tables())
def test_any_book_comes_back(way: str, rows: list[dict[str, str]]) -> None:
    with tempfile.TemporaryDirectory() as name, book_of(rows, Path(name)) as book:
        expected = totals(book, way)
        if expected or way != "iati":
            assert there_and_back(book, way, Path(name)) == expected

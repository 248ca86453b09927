"""What goes out of a book: narrowed and as of a day as reports are, on both clocks, and nothing half written."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from export_books import random_store, sample_book

from pledgebook.errors import UsageFault
from pledgebook.model.stage import LADDER
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.store.memory import MemoryStore
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.dumping import load_file
from pledgebook.workflow.shipping import Order


@pytest.fixture(scope="module")
def samples() -> Book:
    return sample_book()


def rows(book: Book, table: str, folder: Path, order: Order | None = None) -> list[dict[str, Any]]:
    path = book.export("jsonl", folder / "out", order).path / f"{table}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ORDERS = [
    Order(),
    Order(only=((Dimension.FUNDER, "DK"),)),
    Order(only=((Dimension.MECHANISM, "danish-model"), (Dimension.CURRENCY, "EUR"))),
    Order(as_of=date(2024, 12, 31)),
    Order(as_of=date(2025, 1, 1), only=((Dimension.STAGE, "disbursed"),)),
]


@pytest.mark.parametrize("order", ORDERS, ids=lambda order: str(order.question()))
@pytest.mark.parametrize("make", [sample_book, lambda: Book(random_store(300, seed=8))], ids=["samples", "random"])
def test_positions_answer_the_question_as_the_report_does(make: Any, order: Order, tmp_path: Path) -> None:  # noqa: ANN401  a maker of books
    book = make()
    query = TotalsQuery(
        by=(Dimension.FUNDER, Dimension.STAGE), stages=frozenset(LADDER), as_of=order.as_of, only=order.only
    )
    report = {(*row.key, amount.unit): amount.best for row in book.totals(query).rows for amount in row.amounts}
    sums: dict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for row in rows(book, "positions", tmp_path, order):
        if row["stage"] != "cancelled":
            sums[row["funders"], row["stage"], row["unit"]] += Decimal(row["best"])
    assert {key: best for key, best in sums.items() if best} == {key: best for key, best in report.items() if best}


def test_narrowed_to_a_document_only_what_it_speaks_of_goes_out(samples: Book, tmp_path: Path) -> None:
    (document,) = [item for item in samples.documents() if item.name.startswith("b01")] or samples.documents()[:1]
    order = Order(documents=(document.id,))
    told = {row["flow"] for row in rows(samples, "flows", tmp_path, order)}
    mine = {item.id for item in samples.statements(document.id)}
    assert told == {flow.id for flow in samples.flows() if mine & set(flow.statements)}
    assert 0 < len(told) < len(samples.flows())
    quoted = {row["document"] for row in rows(samples, "statements", tmp_path, order)}
    assert {row["document"] for row in rows(samples, "documents", tmp_path, order)} == quoted


def test_the_book_of_then_goes_out_as_it_was(tmp_path: Path) -> None:
    book = Book(MemoryStore())
    sources = list(sample_sources())
    book.add_sources(sources[:10])
    before = rows(book, "positions", tmp_path)
    instant = list(book._store.records())[-1].recorded_at
    book.add_sources(sources[10:])
    order = Order(known_at=instant)
    assert rows(book, "positions", tmp_path, order) == before != rows(book, "positions", tmp_path)
    manifest = book.export("csv", tmp_path / "csv", order).manifest
    assert manifest.header.head_number < book._store.head().number
    assert manifest.header.recorded_until == instant


def test_a_part_never_leaves_its_family_behind(tmp_path: Path) -> None:
    book = Book(random_store(300, seed=8))
    assert {row["flow"] for row in rows(book, "flows", tmp_path)} == {flow.id for flow in book.flows()}
    assert {row["entry"] for row in rows(book, "postings", tmp_path)} == {entry.id for entry in book.ledger().entries}


def test_an_export_that_fails_leaves_the_earlier_one(samples: Book, tmp_path: Path) -> None:
    path = samples.export("iati", tmp_path / "a.xml").path
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(UsageFault, match="no flow to export"):
        samples.export("iati", path, Order(only=((Dimension.FUNDER, "nobody"),)))
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    samples.export("iati", path, Order(only=((Dimension.FUNDER, "CA"), (Dimension.STAGE, "pledged"))))
    assert {file.name for file in tmp_path.iterdir()} >= {"a.xml", "a.xml.manifest.json"}


def test_there_are_only_known_formats(samples: Book, tmp_path: Path) -> None:
    with pytest.raises(UsageFault, match="not a format"):
        samples.export("docx", tmp_path / "a.docx")


def test_a_book_goes_out_the_same_whatever_keeps_it(postgres_place: str, tmp_path: Path) -> None:
    with open_book("memory:", create=True) as book:
        book.add_sources(sample_sources())
        book.dump(tmp_path / "dump.jsonl")
    told = []
    for number, place in enumerate((str(tmp_path / "file.db"), postgres_place)):
        load_file(tmp_path / "dump.jsonl", place)
        with open_book(place) as book:
            found = book.export("csv", tmp_path / f"out-{number}").path
            journal = book.export("beancount", tmp_path / f"{number}.beancount").path
        told.append([file.read_bytes() for file in (*sorted(found.iterdir()), journal)])
    assert told[0] == told[1]

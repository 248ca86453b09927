"""What the samples say and what the book makes of them, held word for word."""

import contextlib
import io
import json
from collections.abc import Callable

import pytest

from pledgebook.cli.commands.report_ import write_totals
from pledgebook.extraction.record import statement_record
from pledgebook.model.stage import LADDER
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources

Compare = Callable[[str, str], None]
# Ids hash every field; a golden file of ids would change with everything and tell nothing.
LEFT_OUT = ("id", "document", "rules", "amount_start", "amount_end")


@pytest.fixture(scope="module")
def book() -> Book:
    book = open_book("memory:", create=True)
    book.add_sources(sample_sources())
    return book


def test_statements_of_the_samples(book: Book, compare_golden: Compare) -> None:
    lines = []
    for document in sorted(book.documents(), key=lambda document: document.name):
        lines.append(f"# {document.name}")
        for number, statement in enumerate(book.statements(document.id), 1):
            record = statement_record(statement, number, "s")
            lines.append(json.dumps({key: record[key] for key in record if key not in LEFT_OUT}, ensure_ascii=False))
    compare_golden("statements.jsonl", "\n".join(lines) + "\n")


def test_flows_of_the_samples(book: Book, compare_golden: Compare) -> None:
    labels = {flow.id: flow.label for flow in book.flows()} | {check.id: check.label for check in book.checks()}
    lines = []
    for flow in book.flows():
        rivals = ", ".join(rival.reason for rival in flow.rivals) or "–"
        inside = labels[flow.parent] if flow.parent else "–"
        told = f"inside: {inside} | told by {len(flow.statements)} | rivals: {rivals}"
        lines.append(f"{flow.stage.value:10} {flow.label} | {told}")
    compare_golden("flows.txt", "\n".join(sorted(lines)) + "\n")


def test_totals_of_the_samples(book: Book, compare_golden: Compare) -> None:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        write_totals(book.totals(TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE), stages=frozenset(LADDER))))
    compare_golden("totals.txt", output.getvalue())

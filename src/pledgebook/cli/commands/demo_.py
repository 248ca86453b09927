"""`pledgebook demo`."""

import time

import click

from pledgebook.cli.commands.report_ import write_totals
from pledgebook.cli.explanation import write_explanation
from pledgebook.cli.names import counted, date_text, document_text
from pledgebook.cli.options import json_option
from pledgebook.cli.output import write_heading, write_json, write_problems, write_table
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources

SHOWN_FIGURE = "EUR 10 million"


@click.command("demo")
@click.option(
    "--book", "place", default="memory:", metavar="PATH", help="Keep the book here instead of in memory only."
)
@json_option
def command(place: str, *, as_json: bool) -> None:
    """Build a book from the bundled samples: what was read and found, totals, one figure down to its sentence.

    \b
    Example:
        pledgebook demo --book demo.db
        pledgebook show --book demo.db f-1a2b
    """
    started = time.monotonic()
    with open_book(place, create=True) as book:
        added = book.add_sources(sample_sources())
        query = TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE))
        if as_json:
            write_json(
                {
                    "added": added,
                    "status": book.status(),
                    "totals": book.totals(query),
                    "explained": book.explain(SHOWN_FIGURE),
                }
            )
            return
        _write_documents(book)
        write_problems(added.problems)
        _write_found(book)
        write_heading("3. The flows by funder and stage")
        write_totals(book.totals(query), brief=True)
        write_heading(f"4. One figure, down to its sentence: {SHOWN_FIGURE}")
        write_explanation(book.explain(SHOWN_FIGURE))
        click.echo(f"\nDone in {time.monotonic() - started:.1f} s.")
    if place == "memory:":
        click.echo("This book was in memory only. Keep it with: pledgebook demo --book demo.db")


def _write_documents(book: Book) -> None:
    documents = book.documents()
    write_heading(f"1. What was read: {len(documents)} documents")
    write_table(
        ["published", "publisher", "title"],
        [(date_text(d.published), d.publisher or "unknown", document_text(d)) for d in documents],
    )


def _write_found(book: Book) -> None:
    status = book.status()
    write_heading("2. What was found")
    found, refused = counted(status.statements, "statement"), counted(status.refused_sums, "sum")
    click.echo(f"{found} on support, {refused} refused as no support;")
    flows, totals = counted(status.flows, "flow"), counted(status.checks, "total")
    click.echo(f"they speak of {flows}, and assert {totals} held against the book.")

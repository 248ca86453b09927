"""`pledgebook documents`."""

import click

from pledgebook.cli.names import date_text, document_text, short_id
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.reconciliation.judgements import standing
from pledgebook.reports.asof import documents_as_of
from pledgebook.workflow.book import open_book


@click.command("documents")
@clock_options
@book_option
@json_option
def command(clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List the documents of the book, oldest publication first; restricted ones bear a star, rejected ones a dash.

    \b
    Example:
        pledgebook documents --json
    """
    with open_book(place) as book:
        documents = documents_as_of(book.at(clocks.known_at).documents(), clocks.as_of)
        restricted, withdrawn = book.restricted(), standing(book.judgements()).rejected
    if as_json:
        write_json(documents)
        return
    write_table(
        ["document", "published", "publisher", "title or name", "reader"],
        [
            (
                short_id(d.id) + "*" * (d.id in restricted) + "-" * (d.id in withdrawn),
                date_text(d.published),
                d.publisher or "unknown",
                document_text(d),
                d.reader,
            )
            for d in documents
        ],
    )

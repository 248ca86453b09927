"""`pledgebook documents`."""

import click

from pledgebook.cli.names import date_text, document_text, short_id
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.workflow.book import open_book


@click.command("documents")
@book_option
@json_option
def command(place: str, *, as_json: bool) -> None:
    """List the documents of the book, oldest publication first.

    \b
    Example:
        pledgebook documents --json
    """
    with open_book(place) as book:
        documents = book.documents()
    if as_json:
        write_json(documents)
        return
    write_table(
        ["document", "published", "publisher", "title or name", "reader"],
        [
            (short_id(d.id), date_text(d.published), d.publisher or "unknown", document_text(d), d.reader)
            for d in documents
        ],
    )

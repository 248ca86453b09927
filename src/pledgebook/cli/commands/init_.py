"""`pledgebook init`."""

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.workflow.book import open_book


@click.command("init")
@book_option
@json_option
def command(place: str, *, as_json: bool) -> None:
    """Make an empty book. A book that is there already is left as it is.

    \b
    Example:
        pledgebook init --book baltic.db
    """
    with open_book(place, create=True) as book:
        status = book.status()
    if as_json:
        write_json(status)
        return
    held = f"{counted(status.documents, 'document')} and {counted(status.judgements, 'judgement')}"
    click.echo(f"{place}: a book with {held}")

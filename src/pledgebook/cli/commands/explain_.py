"""`pledgebook explain`."""

import click

from pledgebook.cli.explanation import write_explanation
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json
from pledgebook.workflow.book import open_book


@click.command("explain")
@click.argument("target", metavar="FIGURE-OR-ID")
@clock_options
@book_option
@json_option
def command(target: str, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Walk from a figure to its entries, flow and statements, down to the quotes in their documents.

    The target is a figure with its currency ("EUR 10 million", "€1.4bn"), or the id of a flow, check, statement, entry
    or document; the beginning of an id will do when it is unique.

    \b
    Example:
        pledgebook explain "EUR 535 million"
        pledgebook explain f-1a2b
    """
    with open_book(place) as book:
        explanation = book.at(clocks.known_at).explain(target, as_of=clocks.as_of)
    if as_json:
        write_json(explanation)
        return
    write_explanation(explanation)

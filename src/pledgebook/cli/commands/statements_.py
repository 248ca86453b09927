"""`pledgebook statements`."""

import click

from pledgebook.cli.names import date_text, funders_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.extraction.record import statement_record
from pledgebook.model.statement import Statement
from pledgebook.reports.asof import statements_as_of
from pledgebook.workflow.book import open_book


@click.command("statements")
@click.option(
    "--document", default="", metavar="ID", help="Only those of one document (the start of its id is enough)."
)
@clock_options
@book_option
@json_option
def command(document: str, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List what each document says: donors, stage, sum, and the words that say it.

    \b
    Example:
        pledgebook statements --document 3f2a
    """
    with open_book(place) as book:
        view = book.at(clocks.known_at)
        archived = {found.id: found for found in view.documents()}
        statements = statements_as_of(view.statements(document), archived, clocks.as_of)
    if as_json:
        write_json([{**statement_record(statement), "id": statement.id} for statement in statements])
        return
    write_table(
        ["statement", "donors", "stage", "sum or goods", "scope", "date", "quote"],
        [
            (s.id, funders_text(s.donors), s.stage.value, what_text(s), s.scope.value, date_text(s.date), s.span.quote)
            for s in statements
        ],
    )


def what_text(statement: Statement) -> str:
    """Name the sum or the goods of a statement as the source words them."""
    if statement.amount is not None:
        return " ".join(statement.amount.text.split())
    goods = ", ".join(f"{item.quantity or ''} {item.item}".strip() for item in statement.items)
    return goods or "no sum stated"

"""`pledgebook migrate`."""

import click

from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.workflow.dumping import migrate_book


@click.command("migrate")
@book_option
@json_option
def command(place: str, *, as_json: bool) -> None:
    """Bring a book of an older pledgebook to the present form, and compute flows and entries anew.

    Each step is done whole or not at all, and the journal stays as it is; a copy of the book, or its dump, is a good
    thing to have all the same. A book that has the present form is computed anew only.

    \b
    Example:
        pledgebook migrate --book baltic.db
    """
    migrated = migrate_book(place)
    if as_json:
        write_json(migrated)
    elif migrated.steps:
        click.echo(f"{migrated.place}: brought to the present form by {', '.join(migrated.steps)}")
    else:
        click.echo(f"{migrated.place}: has the present form; flows and entries are computed anew")

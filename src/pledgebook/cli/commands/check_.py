"""`pledgebook check`."""

import click

from pledgebook.cli.commands.report_ import figures_of
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.reports.asof import checks_as_of
from pledgebook.workflow.book import open_book


@click.command("check")
@clock_options
@book_option
@json_option
def command(clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Hold the totals that sources assert against the book: asserted, explained, remainder, verdict.

    An asserted total is never money of its own; it is explained by flows that the book knows.

    \b
    Example:
        pledgebook check --json
    """
    with open_book(place) as book:
        checks = checks_as_of(book.at(clocks.known_at).checks(), clocks.as_of)
    if as_json:
        write_json(checks)
        return
    write_table(
        ["check", "what", "asserted", "explained", "remainder", "verdict", "by"],
        [
            (check.id, check.label, *figures_of(check), ", ".join(check.explained_by) or "nothing yet")
            for check in checks
        ],
        right=["asserted", "explained", "remainder"],
    )

"""`pledgebook problems`."""

import click

from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.workflow.book import open_book


@click.command("problems")
@clock_options
@book_option
@json_option
def command(clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List the faults in the data of the book: what reading, extraction, reconciliation and ledger met.

    docs/problems.md explains each code and its remedy.

    \b
    Example:
        pledgebook problems --known-at 2026-06-30 --json
    """
    with open_book(place) as book:
        problems = book.at(clocks.known_at).problems(as_of=clocks.as_of)
    if as_json:
        write_json(problems)
        return
    write_table(
        ["severity", "code", "where", "what"],
        [(problem.severity.value, problem.code.value, problem.where, problem.message) for problem in problems],
    )

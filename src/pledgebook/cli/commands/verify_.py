"""`pledgebook verify`."""

import click

from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.errors import BookBroken
from pledgebook.workflow.book import open_book


@click.command("verify")
@book_option
@json_option
def command(place: str, *, as_json: bool) -> int:
    """Prove the book: the hash chain of the journal, archive and text digests, and every projection against a rebuild.

    Ends with exit code 1 and names the first broken place when anything differs.

    \b
    Example:
        pledgebook verify --book baltic.db
    """
    with open_book(place) as book:
        report = book.verify()
    if as_json:
        write_json(report)
    else:
        for fault in report.faults:
            click.echo(f"broken: {fault.place}: {fault.message}", err=True)
        if report.sound:
            click.echo(
                f"sound: {report.records} records chained; {report.documents} documents and {report.statements} "
                f"statements held against their bytes; {report.rows} projected rows equal to a rebuild"
            )
        if report.outdated:
            click.echo(
                f"folded by older rules or rates: {', '.join(report.outdated)}; the next command that writes refolds"
            )
    return 0 if report.sound else BookBroken.exit_code

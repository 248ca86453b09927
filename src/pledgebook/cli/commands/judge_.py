"""`pledgebook judge`."""

import getpass

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.model.judgement import Verdict
from pledgebook.workflow.book import open_book


@click.command("judge")
@click.argument("verdict", type=click.Choice([verdict.value for verdict in Verdict]))
@click.argument("subject")
@click.argument("other", default="", required=False)
@click.option(
    "--field",
    default="",
    help="Field to set, for set-value: "
    "amount, currency, donors, recipients, stage, date, scope, tranche, mechanism or purpose.",
)
@click.option("--value", default="", help="Its new value as text, for set-value.")
@click.option("--reason", required=True, help="Why; kept for ever beside the decision.")
@click.option(
    "--author",
    envvar="PLEDGEBOOK_AUTHOR",
    default="",
    show_envvar=True,
    help="Who decides; by default the user name of the system.",
)
@book_option
@json_option
def command(  # noqa: PLR0913, PLR0917  one argument per option of the command line
    verdict: str,
    subject: str,
    other: str,
    field: str,
    value: str,
    reason: str,
    author: str,
    place: str,
    *,
    as_json: bool,
) -> None:
    """Record a decision; it wins over every rule, and a later one on the same matter wins over it.

    accept and reject take a statement, or a document with all that it says; same, different, part-of and adds-to take
    two statements (part-of: the first is inside the second; adds-to: the first is a top-up or a correction, and both
    make one sum). reimburses, passes-on, carries-over and overlaps say of the first of two that its money is the
    second's and is not added, supersedes that the second's is not. set-value takes a statement, --field and --value;
    restrict takes a document, of which nothing may then be published or exported until release; withdraw takes the id
    of an earlier judgement. Nothing is ever deleted.

    \b
    Example:
        pledgebook judge same s-1a2b s-3c4d --reason "both tell the tranche of 5 June"
        pledgebook judge set-value s-1a2b --field currency --value USD --reason "a dollar figure by the ministry's page"
        pledgebook judge reject 3f9ac21b --reason "the outlet has taken the report back"
    """
    with open_book(place) as book:
        judgement = book.judge(
            Verdict(verdict),
            subject,
            other,
            field=field,
            value=value,
            author=author or getpass.getuser(),
            reason=reason,
        )
        status = book.status()
    if as_json:
        write_json(judgement)
        return
    click.echo(f"{judgement.id}: {judgement.verdict.value} recorded")
    click.echo(f"the book now holds {counted(status.flows, 'flow')} and {counted(status.checks, 'check')}")

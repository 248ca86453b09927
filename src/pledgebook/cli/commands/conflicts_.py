"""`pledgebook conflicts`."""

from itertools import groupby

import click

from pledgebook.cli.names import date_text, document_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import quantity_text, write_heading, write_json
from pledgebook.reports.conflicts import REASONS, Conflict
from pledgebook.reports.explain import StatementExplanation
from pledgebook.workflow.book import open_book


@click.command("conflicts")
@click.option(
    "--reason",
    "reasons",
    multiple=True,
    type=click.Choice(REASONS),
    help="Only rivals for this reason; may be given several times.",
)
@clock_options
@book_option
@json_option
def command(reasons: tuple[str, ...], clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List every rival figure: why it differs, the arithmetic, both sentences, the chosen value and the rule of choice.

    Wrong currency signs and slips come first, then pooled money told as one funder's (once for each flow, with
    every telling), then what is wording only.

    \b
    Example:
        pledgebook conflicts --reason currency --reason attribution
    """
    with open_book(place) as book:
        found = book.at(clocks.known_at).conflicts(reasons or REASONS, as_of=clocks.as_of)
    if as_json:
        write_json(found)
        return
    if not found:
        click.echo("no conflicts")
    for reason, conflicts in groupby(found, key=lambda conflict: conflict.reason):
        write_heading(reason)
        for conflict in conflicts:
            _write(conflict)


def _write(conflict: Conflict) -> None:
    click.echo(f"{quantity_text(conflict.figure)}  in {conflict.owner}  {conflict.label}")
    click.echo(f"  {conflict.arithmetic}")
    _write_sentence("says", conflict.said)
    arithmetic = conflict.arithmetic
    for other in conflict.others:
        if other.arithmetic != arithmetic:
            arithmetic = other.arithmetic
            click.echo(f"  also {quantity_text(other.figure)}: {arithmetic}")
        _write_sentence("says", other.said)
    click.echo(f"  chosen: {quantity_text(conflict.chosen)}, by {conflict.choice_rule or 'no rule on record'}")
    _write_sentence("says", conflict.chosen_said)


def _write_sentence(verb: str, said: StatementExplanation | None) -> None:
    if said is None:
        return
    document = said.document
    source = "a document that is no longer in the book"
    if document is not None:
        source = f"{document.publisher or document_text(document)}, {date_text(document.published)}"
    click.echo(f"    {source} {verb}: “{' '.join(said.span.quote.split())}” ({said.statement.id})")

"""`pledgebook find`."""

import click

from pledgebook.cli.names import party_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import money_text, quantity_text, write_heading, write_json, write_table
from pledgebook.reports.figures import Closeness, FigureMatch
from pledgebook.reports.found import SumMatch
from pledgebook.reports.query import Dimension
from pledgebook.workflow.book import open_book

_DIFFERENCES = {Closeness.WITHIN_ROUNDING: "the wording allows it", Closeness.NEARLY: "less than one per cent off"}


@click.command("find")
@click.argument("figure")
@clock_options
@book_option
@json_option
def command(figure: str, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List the flows, checks and simple sums that yield a figure or nearly yield it, with the difference explained.

    Sums by funder, recipient, mechanism, and funder with stage, mechanism or period are tried, in the currency of the
    figure alone and in all currencies at dated rates; once as committed, once with what is only promised.

    \b
    Example:
        pledgebook find "EUR 1.4 bn"
    """
    with open_book(place) as book:
        found = book.at(clocks.known_at).find(figure, as_of=clocks.as_of)
    if as_json:
        write_json(found)
        return
    if not (found.matches or found.sums):
        click.echo(f"nothing in the book is {quantity_text(found.asked)} or nearly that")
        return
    if found.matches:
        write_heading("Flows and checks")
        write_table(
            ["as", "figure", "in", "how near", "difference", "why"],
            [_match_row(match) for match in found.matches],
            right=["figure", "difference"],
        )
        for match in found.matches:
            if match.explained:
                click.echo(f"{match.owner}: {match.explained}")
    if found.sums:
        write_heading("Sums")
        write_table(
            ["query", "figure", "how near", "difference", "why"],
            [_sum_row(match) for match in found.sums],
            right=["figure", "difference"],
        )


def _match_row(match: FigureMatch) -> tuple[str, ...]:
    why = match.reason or match.explained.partition(":")[0] or _DIFFERENCES.get(match.closeness, "")
    difference = money_text(match.difference, match.figure.unit) if match.difference else "none"
    return (
        match.role.value,
        quantity_text(match.figure),
        f"{match.owner} {match.label}",
        match.closeness,
        difference,
        why,
    )


def _sum_row(match: SumMatch) -> tuple[str, ...]:
    difference = money_text(match.difference, match.figure.unit) if match.difference else "none"
    return _query_text(match), quantity_text(match.figure), match.closeness.value, difference, match.explained


def _query_text(match: SumMatch) -> str:
    """Write a query as words: "funder Denmark, mechanism danish-model; committed and further; all currencies"."""
    groups = [
        f"{dimension.value} {_value_text(dimension, value)}"
        for dimension, value in zip(match.by, match.key, strict=True)
    ]
    currencies = "all currencies" if match.converted else f"in {match.figure.unit} only"
    return f"{', '.join(groups) or 'everything'}; {match.stages}; {currencies}"


def _value_text(dimension: Dimension, value: str) -> str:
    if dimension not in (Dimension.FUNDER, Dimension.RECIPIENT):
        return value
    return " + ".join(party_text(code) for code in value.split("+"))

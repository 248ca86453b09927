"""`pledgebook flows`."""

import click

from pledgebook.cli.names import funders_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import quantity_text, write_json, write_table
from pledgebook.reports.asof import flows_as_of
from pledgebook.workflow.book import open_book


@click.command("flows")
@click.option("--funder", default="", metavar="CODE", help="Only flows of this funder, e.g. LT.")
@click.option("--stage", default="", metavar="STAGE", help="Only flows whose furthest stage this is.")
@clock_options
@book_option
@json_option
def command(funder: str, stage: str, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """List the flows: each sum or lot counted once, at the furthest stage its sources tell.

    \b
    Example:
        pledgebook flows --funder LT
    """
    with open_book(place) as book:
        flows = [
            flow
            for flow in flows_as_of(book.at(clocks.known_at).flows(), clocks.as_of)
            if (not funder or funder.upper() in flow.funders) and (not stage or stage == flow.stage.value)
        ]
    if as_json:
        write_json(flows)
        return
    write_table(
        ["flow", "funders", "stage", "sum", "what", "inside", "sources"],
        [
            (
                flow.id,
                funders_text(flow.funders),
                f"{flow.stage.value}, not added: {flow.links[0].kind.value}" if flow.links else flow.stage.value,
                quantity_text(flow.quantity),
                flow.label,
                flow.parent or "",
                str(len(flow.statements)),
            )
            for flow in flows
        ],
        right=["sum", "sources"],
    )

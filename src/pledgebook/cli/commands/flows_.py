"""`pledgebook flows`."""

import click

from pledgebook.cli.names import funders_text
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import quantity_text, write_json, write_table
from pledgebook.workflow.book import open_book


@click.command("flows")
@click.option("--funder", default="", metavar="CODE", help="Only flows of this funder, e.g. LT.")
@click.option("--stage", default="", metavar="STAGE", help="Only flows whose furthest stage this is.")
@book_option
@json_option
def command(funder: str, stage: str, place: str, *, as_json: bool) -> None:
    """List the flows: each sum or lot counted once, at the furthest stage its sources tell.

    \b
    Example:
        pledgebook flows --funder LT
    """
    with open_book(place) as book:
        flows = [
            flow
            for flow in book.flows()
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
                flow.stage.value,
                quantity_text(flow.quantity),
                flow.label,
                flow.parent or "",
                str(len(flow.statements)),
            )
            for flow in flows
        ],
        right=["sum", "sources"],
    )

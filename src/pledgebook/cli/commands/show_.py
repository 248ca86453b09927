"""`pledgebook show`."""

import click

from pledgebook.cli.explanation import write_flow
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json
from pledgebook.errors import UsageFault
from pledgebook.workflow.book import open_book


@click.command("show")
@click.argument("flow")
@clock_options
@book_option
@json_option
def command(flow: str, clocks: Clocks, place: str, *, as_json: bool) -> None:
    """Show one flow: its stages, entries, parts, rival figures, and every quote that speaks of it.

    FLOW is the id of a flow or of any of its statements; the beginning will do when it is unique.

    \b
    Example:
        pledgebook show f-1a2b
    """
    with open_book(place) as book:
        explanation = book.at(clocks.known_at).explain(flow, as_of=clocks.as_of)
    if len(explanation.flows) != 1:
        raise UsageFault(
            f"{flow}: that means {len(explanation.flows)} flows, and show is for one",
            remedy="list them with: pledgebook flows; checks are shown by: pledgebook explain",
        )
    if as_json:
        write_json(explanation.flows[0])
        return
    write_flow(explanation.flows[0])

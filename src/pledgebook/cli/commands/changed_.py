"""`pledgebook changed`."""

from datetime import datetime

import click

from pledgebook.cli.names import funders_text
from pledgebook.cli.options import InstantType, book_option, json_option
from pledgebook.cli.output import money_text, quantity_text, write_heading, write_json, write_table
from pledgebook.reports.change_story import tell_changes
from pledgebook.reports.changes import Changes, FlowChange
from pledgebook.reports.query import TotalsRow
from pledgebook.workflow.book import open_book

ONLY_MORE_OF_THE_SAME = frozenset({"sources", "dates"})


@click.command("changed")
@click.option(
    "--since",
    required=True,
    type=InstantType(first=True),
    metavar="INSTANT",
    help="The earlier moment: an ISO instant (UTC without an offset), or a date for the beginning of that day.",
)
@click.option(
    "--until",
    type=InstantType(),
    metavar="INSTANT",
    help="The later moment: an ISO instant, or a date for the end of that day. Default: now.",
)
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="Reporting currency.")
@book_option
@json_option
def command(since: datetime, until: datetime | None, currency: str, place: str, *, as_json: bool) -> None:
    """Say what changed in the book between two moments, and why: a paragraph and tables.

    The moments are of the book's own clock: when it learnt of things, not when they happened. Totals count what is
    committed or further.

    \b
    Example:
        pledgebook changed --since 2026-11-01
        pledgebook changed --since 2026-11-01T09:00Z --until 2026-11-15 --json
    """
    with open_book(place) as book:
        changes = book.changes(since, until, currency=currency.upper())
    story = tell_changes(changes)
    if as_json:
        write_json({"story": story, "changes": changes})
        return
    click.echo(story)
    write_changes(changes)


def write_changes(changes: Changes) -> None:
    """Print what changed as tables: totals by funder, flows, and what the book learnt."""
    if changes.funders:
        write_heading(f"Totals by funder, in {changes.currency} where it has a rate")
        write_table(
            ["funder", "before", "after", "difference"],
            [
                (
                    funders_text([code for code in line.funders.split("+") if code != "unknown"]),
                    _sums(line.before),
                    _sums(line.after),
                    money_text(line.difference.best, line.difference.unit) if line.difference else "–",
                )
                for line in changes.funders
            ],
            right=["before", "after", "difference"],
        )
    if changes.flows:
        write_heading(f"Flows ({len(changes.flows)} changes, {changes.unchanged} as before)")
        texts = {cause.id: cause.text for cause in changes.causes}
        write_table(
            ["change", "funders", "what", "how", "why"],
            [_row(change, "; ".join(texts[key] for key in change.causes)) for change in changes.flows],
        )
    if changes.causes:
        write_heading(f"What the book learnt ({len(changes.causes)})")
        write_table(
            ["recorded", "what", "by"],
            [(f"{cause.recorded_at:%Y-%m-%d %H:%M:%S}", cause.kind.value, cause.text) for cause in changes.causes],
        )


def _sums(row: TotalsRow | None) -> str:
    if row is None or (row.reporting is None and not row.amounts):
        return "–"
    return quantity_text(row.reporting) if row.reporting else "; ".join(map(quantity_text, row.amounts))


def _row(change: FlowChange, why: str) -> tuple[str, str, str, str, str]:
    flow = (change.after or change.before)[0]
    fields = [field for field in change.fields if field.name not in ONLY_MORE_OF_THE_SAME] or list(change.fields)
    how = "; ".join(f"{field.name}: {field.before or 'none'} → {field.after or 'none'}" for field in fields)
    if len(change.before) + len(change.after) > len(("before", "after")):
        how = "; ".join(part for part in (f"{len(change.before)} → {len(change.after)}", how) if part)
    known = flow.funders
    return change.kind.value, funders_text(known), flow.label, how or change.remark or flow.stage.value, why

"""`pledgebook report`."""

from collections.abc import Sequence

import click

from pledgebook.cli.commands.waiting import balances, overdue, pipeline, promises
from pledgebook.cli.names import funders_text
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import quantity_text, write_heading, write_json, write_problems, write_table
from pledgebook.errors import UsageFault
from pledgebook.model.flow import Check
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import COUNTED, LADDER, Stage
from pledgebook.reports.query import Basis, Dimension, Omission, TotalsQuery, TotalsReport, TotalsRow
from pledgebook.workflow.book import open_book
from pledgebook.workflow.reporting import read_table

REASONS: dict[Omission, str] = {
    Omission.BELOW_STAGE: "its stage is not counted here",
    Omission.SUSPENDED: "suspended",
    Omission.CANCELLED: "cancelled",
    Omission.IN_PARTS: "counted in its parts",
    Omission.CHECK: "asserted total, no money of its own",
    Omission.UNQUANTIFIED: "no sum stated; counted beside the sums",
    Omission.REIMBURSEMENT: "pays a giver back for what is counted",
    Omission.PASS_THROUGH: "money of others, handed on",
    Omission.CARRY_OVER: "left of an earlier year",
    Omission.OVERLAP: "announced before, as part of something else",
    Omission.SUPERSEDED: "another sum has taken its place",
    Omission.NOT_BOOKED: "no rate to take it out of its whole",
    Omission.LATER: "after the day asked for",
    Omission.NO_TABLE: "no price index or GDP for it in the table",
    Omission.NO_RATE: "no rate into the reporting currency",
    Omission.NOT_MONEY: "goods or share of GDP, not in the money sum",
}


@click.group("report")
def command() -> None:
    """Report on the book.

    \b
    Example:
        pledgebook report totals --by funder,stage
    """


for subcommand in (balances, overdue, pipeline, promises):
    command.add_command(subcommand)


@command.command("totals")
@click.option(
    "--by",
    default="funder,stage",
    show_default=True,
    metavar="LIST",
    help=f"Grouping, comma-separated: {', '.join(Dimension)}.",
)
@click.option(
    "--stages",
    default="",
    metavar="LIST",
    help="Stages to count, comma-separated, or all. Default: committed and further.",
)
@click.option("--currency", default="EUR", show_default=True, metavar="CODE", help="Reporting currency.")
@click.option("--only", multiple=True, metavar="DIMENSION=VALUE", help="Narrow down, e.g. funder=LT; may be repeated.")
@click.option(
    "--prices-of",
    nargs=2,
    type=(int, str),
    metavar="YEAR CSV",
    help="In constant prices and mean rates of a year, by a table of price indices or annual inflation: "
    "country code or currency, year, index or inflation.",
)
@click.option(
    "--gdp-of",
    nargs=2,
    type=(int, str),
    metavar="YEAR CSV",
    help="As per cent of the funder's GDP of a year, by a table: country code, year, gdp.",
)
@click.option(
    "--lines/--no-lines",
    default=None,
    help="List what was left out and converted line by line, or add it up by reason. Default: lines up to 5,000 flows.",
)
@click.option("--gdp-unit", default="USD", show_default=True, metavar="CODE", help="The currency of the GDP table.")
@clock_options
@book_option
@json_option
def totals(  # noqa: PLR0913  one argument for each option
    *,
    by: str,
    stages: str,
    currency: str,
    only: tuple[str, ...],
    prices_of: tuple[int, str] | None,
    gdp_of: tuple[int, str] | None,
    lines: bool | None,
    gdp_unit: str,
    clocks: Clocks,
    place: str,
    as_json: bool,
) -> None:
    """Sum support exactly per currency, and in one reporting currency at dated ECB rates.

    Support without a sum is counted beside it, never as zero. What was left out is listed with the reason: included and
    left out together are all there is. Totals that sources assert are shown with how much of each the book explains.

    \b
    Example:
        pledgebook report totals --by mechanism,stage --currency USD
        pledgebook report totals --by funder --stages all --only recipient=UA
        pledgebook report totals --by funder --gdp-of 2021 gdp.csv
    """
    if prices_of and gdp_of:
        raise UsageFault("two bases at once", remedy="ask for constant prices or for shares of GDP")
    basis = Basis.CONSTANT if prices_of else Basis.GDP if gdp_of else Basis.NOMINAL
    year, path = prices_of or gdp_of or (None, "")
    query = TotalsQuery(
        by=tuple(_dimension(name) for name in _listed(by)),
        stages=_stages(stages),
        currency=currency.upper(),
        as_of=clocks.as_of,
        only=tuple(read_narrowing(text) for text in only),
        basis=basis,
        year=year,
        known_at=clocks.known_at,
    )
    table = read_table(path, basis, gdp_unit.upper()) if path else None
    with open_book(place) as book:
        report = book.at(clocks.known_at).totals(query, table=table, listed=lines)
    if as_json:
        write_json(report)
        return
    write_totals(report)
    write_problems(report.problems)


def _listed(text: str) -> list[str]:
    return [part.strip().lower() for part in text.split(",") if part.strip()]


def _dimension(name: str) -> Dimension:
    if name not in {dimension.value for dimension in Dimension}:
        raise UsageFault(f"{name}: not a dimension", remedy=f"use any of {', '.join(Dimension)}")
    return Dimension(name)


def _stages(text: str) -> frozenset[Stage]:
    if not text:
        return COUNTED
    if text.strip().lower() == "all":
        return frozenset(LADDER)
    known = {stage.value for stage in Stage}
    for name in _listed(text):
        if name not in known:
            raise UsageFault(f"{name}: not a stage", remedy=f"use any of {', '.join(Stage)}, or all")
    return frozenset(Stage(name) for name in _listed(text))


def read_narrowing(text: str) -> tuple[Dimension, str]:
    """Read "funder=LT" (raises UsageFault); "unit" is another word for "currency", which has goods too."""
    name, found, value = text.partition("=")
    if not found or not value:
        raise UsageFault(f"{text}: not a narrowing", remedy="write DIMENSION=VALUE, e.g. funder=LT")
    name = name.strip().lower()
    return _dimension("currency" if name == "unit" else name), value.strip()


def write_totals(report: TotalsReport, *, brief: bool = False) -> None:
    """Print a totals report: groups, total, what was left out, asserted totals, and what the sums rest on.

    Args:
        report: What to print.
        brief: Count what was left out by reason instead of listing it.
    """
    query = report.query
    counted = ", ".join(stage.value for stage in LADDER if stage in query.stages)
    table = f" ({report.table_source})" if report.table_source else ""
    click.echo(f"Support that is {counted}; {report.valuation} values{table}; reporting currency {query.currency}")
    told = [f"scope: {report.scope}"]
    told += [f"as of {query.as_of}"] if query.as_of else []
    told += [f"as known at {query.known_at:%Y-%m-%d %H:%M:%S UTC}, by the rules of today"] if query.known_at else []
    click.echo("; ".join(told))
    if report.rate_sources:
        # A source names its mean ("…, mean of 2024-05 over 22 days"); the line tells whose rates, --json tells each.
        sources = dict.fromkeys(source.partition(", mean of ")[0] for source in report.rate_sources)
        click.echo(f"rates: {'; '.join(sources)}, {' to '.join(dict.fromkeys(report.rate_days))}")
    click.echo()
    headings = [dimension.value for dimension in query.by]
    write_table(
        [*headings, "sums", f"in {query.unit}", "without a sum", "flows"],
        [(*_cells(row, query.by), *_figures(row)) for row in report.rows]
        + [(*(["total", *[""] * (len(query.by) - 1)] if query.by else []), *_figures(report.total))],
        right=[f"in {query.unit}", "flows"],
    )
    _write_left_out(report, brief=brief or not report.listed)
    write_checks(report.checks)


def _cells(row: TotalsRow, by: Sequence[Dimension]) -> list[str]:
    return [
        funders_text(value.split("+"))
        if dimension in {Dimension.FUNDER, Dimension.RECIPIENT, Dimension.ACTOR}
        else value
        for dimension, value in zip(by, row.key, strict=True)
    ]


def _figures(row: TotalsRow) -> tuple[str, str, str, str]:
    unquantified = ", ".join(f"{count} {stage.value}" for stage, count in row.unquantified) or "–"
    return _sums(row.amounts), _reporting(row.reporting), unquantified, f"{row.flow_count:,}"


def _sums(amounts: Sequence[Quantity]) -> str:
    return "; ".join(quantity_text(amount) for amount in amounts) or "–"


def _reporting(quantity: Quantity | None) -> str:
    return "–" if quantity is None else quantity_text(quantity)


def _write_left_out(report: TotalsReport, *, brief: bool) -> None:
    count = sum(one.count for one in report.left_out_sums)
    if not count:
        return
    write_heading(f"Left out of the sums ({count:,})")
    if brief:
        write_table(
            ["reason", "count", "sums"],
            [(REASONS[one.reason], f"{one.count:,}", _sums(one.amounts)) for one in report.left_out_sums],
            right=["count"],
        )
        return
    write_table(
        ["reason", "stage", "sum", "what"],
        [
            (REASONS[line.reason], line.stage.value if line.stage else "–", quantity_text(line.quantity), line.label)
            for line in report.left_out
        ],
        right=["sum"],
    )


def write_checks(checks: Sequence[Check]) -> None:
    """Print asserted totals with what the book explains of each."""
    if not checks:
        return
    write_heading(f"Totals that sources assert ({len(checks)})")
    write_table(
        ["what", "asserted", "explained", "remainder", "verdict"],
        [(check.label, *figures_of(check)) for check in checks],
        right=["asserted", "explained", "remainder"],
    )


def figures_of(check: Check) -> tuple[str, str, str, str]:
    """Write the figures of a check and its verdict."""
    figures = (check.asserted, check.explained, check.remainder)
    asserted, explained, remainder = (quantity_text(quantity) for quantity in figures)
    return asserted, explained, remainder, check.verdict

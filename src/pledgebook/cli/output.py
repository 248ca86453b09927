"""How faces on a terminal look: tables, money, problems, and JSON for programs."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import click
import msgspec

from pledgebook.errors import PledgebookError
from pledgebook.model.identity import to_plain
from pledgebook.model.problem import Problem
from pledgebook.model.quantity import Quantity

WIDEST_CELL = 64


def write_json(value: object) -> None:
    """Print a value as indented JSON with sorted keys."""
    encoded = msgspec.json.format(msgspec.json.encode(to_plain(value), order="deterministic"), indent=2)
    click.echo(encoded.decode())


def write_json_line(value: object) -> None:
    """Print a value as one line of JSON, keys in the order they were given."""
    click.echo(msgspec.json.encode(to_plain(value)).decode())


def write_heading(text: str) -> None:
    """Print a heading with a rule below it."""
    click.echo(f"\n{text}\n{'─' * len(text)}")


def write_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[str] = ()) -> None:
    """Print a table; columns named in `right` are right-aligned. Long cells are shortened with an ellipsis."""
    flush_right = set(right)
    body = [[_shorten(cell) for cell in row] for row in rows]
    widths = [
        max(len(heading), *(len(row[i]) for row in body), 0) if body else len(heading)
        for i, heading in enumerate(headings)
    ]
    for row in [list(headings), ["─" * width for width in widths], *body]:
        cells = [
            cell.rjust(width) if heading in flush_right else cell.ljust(width)
            for cell, width, heading in zip(row, widths, headings, strict=True)
        ]
        click.echo("  ".join(cells).rstrip())


def _shorten(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= WIDEST_CELL else flat[: WIDEST_CELL - 1].rstrip() + "…"


def money_text(value: Decimal, unit: str) -> str:
    """Write a figure with its unit, thousands grouped: "EUR 10,000,000"; goods as "18 × Bohdana howitzers"."""
    number = f"{value:,f}"
    if "." in number:
        whole, _, decimals = number.partition(".")
        decimals = decimals.rstrip("0")
        # Money is written to the cent or not at all: 2,029,819.90, and 10,000,000.
        number = f"{whole}.{decimals:0<2}" if decimals else whole
    if unit.startswith("item:"):
        return f"{number} × {unit.removeprefix('item:')}"
    return f"{number} % of GDP" if unit == "%GDP" else f"{unit} {number}"


def quantity_text(quantity: Quantity | None) -> str:
    """Write a quantity; an open upper side is marked "≥", an absent quantity says so."""
    if quantity is None:
        return "no sum stated"
    best = money_text(quantity.best, quantity.unit)
    if quantity.high is None:
        return f"≥ {best}"
    return f"≤ {best}" if quantity.low == 0 < quantity.best else best


def bounds_text(quantity: Quantity) -> str:
    """Write what the wording allows: "between EUR 534,500,000 and EUR 535,500,000"."""
    high = "no upper bound" if quantity.high is None else money_text(quantity.high, quantity.unit)
    return f"between {money_text(quantity.low, quantity.unit)} and {high}"


def write_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error: severity, code, place, message, excerpt, remedy."""
    for problem in problems:
        click.echo(f"{problem.severity.value} [{problem.code.value}] {problem.where}: {problem.message}", err=True)
        if problem.excerpt:
            click.echo(f"    “{_shorten(problem.excerpt)}”", err=True)
        if problem.remedy:
            click.echo(f"    remedy: {problem.remedy}", err=True)


def report_fault(fault: PledgebookError, *, as_json: bool) -> None:
    """Print a fault to standard error, for people or for programs."""
    if as_json:
        shape = {"error": {"kind": type(fault).__name__, "message": str(fault), "remedy": fault.remedy}}
        click.echo(msgspec.json.encode(shape).decode(), err=True)
        return
    click.echo(f"pledgebook: {fault}", err=True)
    if fault.remedy:
        click.echo(f"    remedy: {fault.remedy}", err=True)

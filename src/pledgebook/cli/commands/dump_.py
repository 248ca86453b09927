"""`pledgebook dump`."""

import sys
from pathlib import Path

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.errors import UsageFault
from pledgebook.workflow.book import open_book
from pledgebook.workflow.dumping import dump_book


@click.command("dump")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write; by default standard output. The file appears when it is whole.",
)
@book_option
@json_option
def command(out: Path | None, place: str, *, as_json: bool) -> None:
    """Write the book as text: archived documents, their texts, the journal; one value a line.

    The same book gives the same bytes, on every machine and whatever keeps it, so that dumps can be compared, kept
    under version control, and taken from a file to a server and back. What is computed from the journal is left out.

    \b
    Example:
        pledgebook dump --out baltic.jsonl --book baltic.db
        pledgebook dump | gzip > pledgebook.jsonl.gz
    """
    if out is None:
        if as_json:
            raise UsageFault("--json tells of a file that was written", remedy="Give one with --out.")
        dump_book(place, sys.stdout.buffer)
        return
    with open_book(place) as book:
        dumped = book.dump(out)
    if as_json:
        write_json(dumped)
        return
    records = counted(dumped.head.number, "journal record")
    click.echo(f"{out}: {records} in {counted(dumped.lines, 'line')}, {dumped.size_bytes:,} bytes")

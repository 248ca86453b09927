"""`pledgebook load`."""

import sys
from pathlib import Path

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import write_json
from pledgebook.workflow.dumping import load_book, load_file


@click.command("load")
@click.argument("dump", metavar="FILE|-")
@book_option
@json_option
def command(dump: str, place: str, *, as_json: bool) -> None:
    """Make a book of a dump (- for standard input): the same records with the same numbers, instants and hashes.

    Every line is proved before it goes in; a dump that is damaged, cut short or of something else is refused with its
    first bad line, and then nothing of it is in the book. Flows and entries are computed anew. The book is made when
    it is not there; one that holds records is refused.

    \b
    Example:
        pledgebook load baltic.jsonl --book postgresql://ada@db.example.org/support?schema=baltic
        gunzip -c pledgebook.jsonl.gz | pledgebook load - --book copy.db
    """
    if dump == "-":  # noqa: SIM108  two calls side by side are too wide for one line
        loaded = load_book(sys.stdin.buffer, place, name="standard input")
    else:
        loaded = load_file(Path(dump), place)
    if as_json:
        write_json(loaded)
        return
    held = f"{counted(loaded.sums.head.number, 'journal record')} of {counted(loaded.sums.archived, 'document')}"
    click.echo(f"{loaded.place}: {held}; {counted(loaded.flows, 'flow')} in {loaded.entries:,} entries")

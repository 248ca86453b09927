"""`pledgebook export`."""

import shutil
import sys
import tempfile
from pathlib import Path

import click

from pledgebook.cli.commands.report_ import read_narrowing
from pledgebook.cli.names import counted
from pledgebook.cli.options import Clocks, book_option, clock_options, json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.errors import UsageFault
from pledgebook.exchange.outgoing.base import Layout, Reporter
from pledgebook.exchange.outgoing.registry import EXPORTERS
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.exporting import Exported, exporter_of
from pledgebook.workflow.shipping import Order

_DOCUMENT = "document="


@click.command("export")
@click.argument("name", metavar="FORMAT", type=click.Choice(sorted(EXPORTERS)))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="The file or folder to write; a manifest is put beside or into it. Default: standard output, for one file.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="DIMENSION=VALUE",
    help="Narrow down as in reports, e.g. funder=LT, stage=disbursed, unit=EUR; also document=ID. May be repeated.",
)
@click.option(
    "--reporter-ref",
    envvar="PLEDGEBOOK_REPORTER_REF",
    default=Reporter().reference,
    show_default=True,
    show_envvar=True,
    metavar="ID",
    help="Who publishes: an identifier of the form of org-id.guide.",
)
@click.option(
    "--reporter",
    envvar="PLEDGEBOOK_REPORTER",
    default=Reporter().name,
    show_envvar=True,
    metavar="NAME",
    help="Who publishes: the name for people.",
)
@click.option("--incoming", is_flag=True, help="The publisher receives this support: IATI has other codes for that.")
@click.option("--licence", default="", metavar="URL", help="The licence that you give the export under.")
@clock_options
@book_option
@json_option
def command(  # noqa: PLR0913  one argument for each option
    *,
    name: str,
    out: Path | None,
    only: tuple[str, ...],
    reporter_ref: str,
    reporter: str,
    incoming: bool,
    licence: str,
    clocks: Clocks,
    place: str,
    as_json: bool,
) -> None:
    """Write the book in a format of others: what it knows, with the sentence behind each figure.

    Only quotes go out, never whole texts, and nothing of documents that are restricted. What a format has no code for
    is listed as lost. The same book and the same question give the same bytes. docs/exchange.md tells of each format.

    \b
    Example:
        pledgebook export xlsx --out support.xlsx
        pledgebook export iati --out activities.xml --only funder=LT --as-of 2025-12-31
        pledgebook export csv --out tables
        pledgebook export hledger | hledger -f - balance
    """
    dimensions = tuple(read_narrowing(text) for text in only if not text.startswith(_DOCUMENT))
    documents = tuple(text.removeprefix(_DOCUMENT) for text in only if text.startswith(_DOCUMENT))
    publisher = Reporter(reporter_ref, reporter, incoming, licence)
    with open_book(place) as book:
        named = tuple(book.document(document).id for document in documents)
        order = Order(dimensions, named, clocks.as_of, clocks.known_at, publisher)
        if out is None:
            _to_standard_output(book, name, order, as_json=as_json)
            return
        exported = book.export(name, out, order)
    if as_json:
        write_json({"path": str(exported.path), "manifest": exported.manifest})
        return
    _tell(exported)


def _to_standard_output(book: Book, name: str, order: Order, *, as_json: bool) -> None:
    exporter = exporter_of(name)
    if exporter.layout is Layout.FOLDER:
        raise UsageFault(f"{name} is a folder of files", remedy="Say where with --out.")
    if as_json:
        raise UsageFault("--json tells of a file that was written", remedy="Give one with --out.")
    with tempfile.TemporaryDirectory() as folder:
        exported = book.export(name, Path(folder) / f"book{exporter.suffix}", order)
        with exported.path.open("rb") as body:
            shutil.copyfileobj(body, sys.stdout.buffer)
    for note in exported.manifest.lost:
        click.echo(f"lost in translation: {note.what}, {note.count} times: {note.reason}", err=True)


def _tell(exported: Exported) -> None:
    manifest = exported.manifest
    size = sum(note.size_bytes for note in manifest.files)
    click.echo(f"{exported.path}: {manifest.header.format_version}, {size:,} bytes; {exported.manifest_path.name}")
    click.echo(", ".join(f"{count:,} {what}" for what, count in manifest.counts.items()))
    if manifest.header.withheld:
        click.echo(f"{counted(manifest.header.withheld, 'restricted document')} left out, with all that they say")
    if manifest.lost:
        click.echo("\nLost in translation (each case in the file of losses):")
        write_table(
            ["what", "times", "why"],
            [(note.what, f"{note.count:,}", note.reason) for note in manifest.lost],
            right=["times"],
        )

"""`pledgebook import`."""

from functools import update_wrapper
from pathlib import Path
from typing import Any, cast

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import Command, book_option, json_option, published_option
from pledgebook.cli.output import write_heading, write_json, write_problems, write_table
from pledgebook.errors import InputFault, UsageFault
from pledgebook.exchange.incoming.base import Options
from pledgebook.exchange.incoming.registry import IMPORTERS
from pledgebook.model.when import PartialDate
from pledgebook.workflow.book import open_book
from pledgebook.workflow.importing import ImportedFile, ImportOutcome, propose_mapping
from pledgebook.workflow.revising import Revision

SHOWN = 20


def import_options(function: Command) -> Command:
    """Add `--coder`, `--mapping` and `--published`, handed on as one argument `options`."""

    def with_options(
        *,
        coder: str,
        mapping_path: Path | None,
        published: PartialDate | None,
        **others: Any,  # noqa: ANN401  whatever the verb takes
    ) -> Any:  # noqa: ANN401
        options = Options(coder=coder, published=published, mapping=_text_of(mapping_path))
        return function(options=options, **others)

    wrapped = published_option(update_wrapper(with_options, function))
    wrapped = click.option(
        "--mapping",
        "mapping_path",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        metavar="FILE",
        help="For tables: which column is what (docs/exchange.md); --guess proposes one.",
    )(wrapped)
    coder = click.option(
        "--coder", default="", metavar="NAME", help="Who coded the data, where the format is anyone's."
    )
    return cast("Command", coder(wrapped))


@click.command("import")
@click.argument("form", type=click.Choice(sorted(IMPORTERS)), metavar="FORMAT")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@import_options
@click.option("--guess", is_flag=True, help="For tables: print a mapping for the first file and import nothing.")
@book_option
@json_option
def command(form: str, paths: tuple[str, ...], options: Options, place: str, *, guess: bool, as_json: bool) -> int:
    """Take in what others have coded: whole, checked, and with its provenance.

    FORMAT is one of those in docs/exchange.md. Each row or element becomes a stretch of an archived document, a
    statement on it, and a judgement by its coder's authority that you can overrule. Read is accepted plus rejected;
    what is rejected is listed with its place and reason, and the command then ends with exit code 3. A file goes in as
    a whole or not at all, and the same bytes twice change nothing. A later edition replaces an earlier one, and what it
    changes is listed. In a folder, files without an ending of the format (a licence, a note) are listed as passed over;
    name them to have them tried.

    \b
    Example:
        pledgebook import kiel Ukraine_Support_Tracker_Release_21.xlsx --published 2025-04
        pledgebook import iati activities/ --book aid.db
        pledgebook import table grants.csv --guess > grants.toml
        pledgebook import table grants.csv --mapping grants.toml --coder "City of Aarhus"
    """
    if guess:
        click.echo(_guess(form, paths[0]), nl=False)
        return 0
    with open_book(place, create=True) as book:
        report = book.import_files(form, paths, options)
    if as_json:
        write_json(report)
    else:
        _write_files(report.files)
        write_problems(report.problems)
    lossy = any(file.outcome is ImportOutcome.REFUSED or file.rejected for file in report.files)
    if report.files and all(file.outcome is ImportOutcome.PASSED_OVER for file in report.files):
        endings = ", ".join(sorted(IMPORTERS[form].endings))
        raise InputFault(f"no file there has an ending of {form} ({endings})", remedy="name the files themselves")
    return InputFault.exit_code if lossy else 0


def _text_of(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageFault(f"{path} cannot be read: {fault}", remedy="write the mapping as UTF-8 text") from fault


def _guess(form: str, path: str) -> str:
    if form != "table":
        raise UsageFault(
            f"{form} needs no mapping, so there is nothing to guess for {path}", remedy="leave out --guess"
        )
    return propose_mapping(path)


def _write_files(files: tuple[ImportedFile, ...]) -> None:
    figures = ["read", "accepted", "rejected", "statements", "not counted", "replaced"]
    write_table(
        ["outcome", "file", *figures],
        [
            (
                *(file.outcome.value, file.name),
                *map(str, (file.read, file.accepted, file.rejected, file.statements, file.aside, file.superseded)),
            )
            for file in files
        ],
        right=figures,
    )
    for file in files:
        if file.revision is not None:
            _write_revision(file.name, file.revision)


def _write_revision(name: str, revision: Revision) -> None:
    """Print what an edition changes of the one before it."""
    write_heading(f"What {name} changes")
    told = [(len(revision.added), "added"), (len(revision.withdrawn), "withdrawn")]
    changed = len({change.identifier for change in revision.changes})
    click.echo(
        f"{', '.join(f'{count} {word}' for count, word in told)}, {changed} changed, {revision.unchanged} as before"
    )
    for word, names in (("added", revision.added), ("withdrawn", revision.withdrawn)):
        if names:
            more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
            click.echo(f"{word}: {', '.join(names[:SHOWN])}{more}")
    if revision.changes:
        rows = [(change.identifier, change.what, change.before, change.after) for change in revision.changes[:SHOWN]]
        write_table(["of", "what", "before", "after"], rows)
        if len(revision.changes) > SHOWN:
            click.echo(f"… and {counted(len(revision.changes) - SHOWN, 'change')} more: --json lists all")

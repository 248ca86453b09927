"""The `pledgebook` command: a table of verbs, each loaded only when it is called."""

import importlib
import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from pledgebook.cli.output import report_fault
from pledgebook.errors import PledgebookError

# Verb → one line for `pledgebook --help`. The module `cli.commands.<verb>_` is imported only when called, so
# that help and small commands start fast.
COMMANDS: dict[str, str] = {
    "add": "Archive, read, extract, reconcile and book documents.",
    "changed": "Say what changed between two moments of the book, and why.",
    "check": "Hold the totals that sources assert against the book.",
    "conflicts": "List rival figures: why they differ, and which one was chosen.",
    "demo": "Build the book of the bundled samples and show it.",
    "documents": "List the documents of the book.",
    "dump": "Write the book as text: the same book, the same bytes.",
    "eval": "Measure extraction against labelled texts, or flows against labelled flows.",
    "explain": "Walk from a figure down to the sentence that says it.",
    "export": "Write the book as IATI, OCDS, tables, workbooks, journals and more.",
    "extract": "Print what documents say, without any book.",
    "find": "List what in the book yields a figure, or nearly, and why it differs.",
    "flows": "List the flows: each sum counted once, at its stage.",
    "import": "Take in what others have coded: Kiel, IATI, OCDS, FTS, tables, bank statements.",
    "init": "Make an empty book.",
    "judge": "Decide: accept, reject, same, different, part-of, set a value, withdraw.",
    "load": "Make a book of a dump.",
    "migrate": "Bring a book of an older pledgebook to the present form.",
    "problems": "List the faults in the data of the book.",
    "publish": "Write the book as a site of files for any web host.",
    "report": "Totals by funder, stage, mechanism, currency and more.",
    "review": "List what only a person can decide, by the money that hangs on it.",
    "serve": "Serve the book to browsers: pages, pictures, review, API.",
    "show": "Show one flow with its stages, entries and quotes.",
    "statements": "List what each document says.",
    "verify": "Prove the journal and everything computed from it.",
}


class LazyGroup(click.Group):
    """A group that imports a verb's module when the verb is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Name the verbs in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Import the verb's command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pledgebook.cli.commands.{cmd_name}_")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """List the verbs from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="pledgebook", message="%(package)s %(version)s")
def group() -> None:
    """Keep the book of pledged support: who promised what to whom, what has moved, which sentence says so."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with a documented exit code (docs/commands.md, "Exit codes")."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        result: Any = group.main(args=given, prog_name="pledgebook", standalone_mode=False)
        sys.exit(result if isinstance(result, int) else 0)
    except PledgebookError as fault:
        report_fault(fault, as_json="--json" in given)
        sys.exit(fault.exit_code)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("pledgebook: stopped; the book is as it was before this command", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); close quietly as Unix tools do.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)

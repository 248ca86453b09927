"""`pledgebook add`."""

import click

from pledgebook.cli.names import counted
from pledgebook.cli.options import assist_options, book_option, json_option, main_content_option, published_option
from pledgebook.cli.output import write_json, write_problems, write_table
from pledgebook.errors import InputFault
from pledgebook.model.when import PartialDate
from pledgebook.workflow.adding import Attribution, Outcome
from pledgebook.workflow.assisting import Assistant
from pledgebook.workflow.book import open_book


@click.command("add")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@published_option
@click.option("--publisher", default="", metavar="NAME", help="Publisher of documents that do not state their own.")
@click.option("--url", default="", metavar="URL", help="Address of the document, where it does not state its own.")
@assist_options
@main_content_option
@book_option
@json_option
def command(  # noqa: PLR0913  one argument per option of the command line
    paths: tuple[str, ...],
    published: PartialDate | None,
    publisher: str,
    url: str,
    helper: Assistant | None,
    place: str,
    *,
    main_content: bool,
    as_json: bool,
) -> int:
    """Archive documents by SHA-256, read them, extract statements, reconcile and book them.

    Files, folders (searched through) and - for standard input. The book is made when it is not there. The same bytes
    twice change nothing. A document that cannot be read is reported and the others go in; the command then ends with
    exit code 3.

    \b
    Example:
        pledgebook add press-releases/ --publisher "Ministry of Defence"
        curl -s https://example.org/news.html | pledgebook add - --url https://example.org/news.html
    """
    attribution = Attribution(published=published, publisher=publisher, url=url)
    with open_book(place, create=True) as book:
        report = book.add(paths, attribution, helper, main_content=main_content)
        status = book.status()
    refused = [entry for entry in report.documents if entry.outcome is Outcome.REFUSED]
    if as_json:
        write_json(report)
    else:
        write_table(
            ["outcome", "document", "statements", "refused sums"],
            [
                (entry.outcome.value, entry.name, str(entry.statements), str(entry.refused_sums))
                for entry in report.documents
            ],
            right=["statements", "refused sums"],
        )
        held = [(status.documents, "document"), (status.statements, "statement"), (status.flows, "flow")]
        told = ", ".join(counted(count, noun) for count, noun in held)
        click.echo(f"\nThe book now holds {told} and {counted(status.checks, 'check')}.")
        write_problems(report.problems)
    return InputFault.exit_code if refused else 0

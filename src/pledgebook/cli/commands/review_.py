"""`pledgebook review`."""

import click

from pledgebook.cli.names import counted, date_text, document_text
from pledgebook.cli.options import book_option, json_option
from pledgebook.cli.output import money_text, write_json
from pledgebook.workflow.book import open_book
from pledgebook.workflow.reviewing import ReviewItem, Side


@click.command("review")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many questions.")
@book_option
@json_option
def command(limit: int, place: str, *, as_json: bool) -> None:
    """List pairs that may be the same money and that no rule decides, those first on which most money hangs.

    What has been judged is not asked again; `pledgebook judge` answers.

    \b
    Example:
        pledgebook review --limit 5
    """
    with open_book(place) as book:
        waiting = book.questions()
    shown = waiting[:limit]
    if as_json:
        write_json(shown)
        return
    click.echo(f"{counted(len(waiting), 'question')} wait" + ("s" if len(waiting) == 1 else ""))
    for item in shown:
        _write(item)


def _write(item: ReviewItem) -> None:
    question = item.question
    stake = money_text(question.at_stake, question.unit) if question.at_stake else "no sum"
    click.echo(f"\nthe same money? at stake: {stake}   score {question.score:g}, {question.rule}")
    _write_side(item.left)
    _write_side(item.right)
    for seen in question.evidence:
        if seen.weight:
            click.echo(f"    {seen.feature}: {seen.left} | {seen.right} ({seen.weight:+g})")
    for verdict in ("same", "different"):
        click.echo(f"  pledgebook judge {verdict} {question.left} {question.right} --reason …")


def _write_side(side: Side) -> None:
    source = "a document that is no longer in the book"
    if side.document is not None:
        source = f"{side.document.publisher or document_text(side.document)}, {date_text(side.document.published)}"
    click.echo(f"  “{' '.join(side.statement.span.quote.split())}” ({source}; {side.statement.id})")

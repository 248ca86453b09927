"""`pledgebook extract`."""

import click

from pledgebook.cli.options import assist_options, json_option, main_content_option, published_option
from pledgebook.cli.output import write_json, write_json_line, write_problems, write_table
from pledgebook.errors import InputFault
from pledgebook.extraction.record import statement_record
from pledgebook.model.when import PartialDate
from pledgebook.readers.registry import choose_readers
from pledgebook.workflow.assisting import Assistant
from pledgebook.workflow.extracting import extract_paths


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, metavar="FILE|FOLDER|-...")
@published_option
@assist_options
@main_content_option
@click.option("--jsonl", is_flag=True, help="Print one JSON object a line (the form of the labelled texts).")
@click.option("--refused", is_flag=True, help="List the sums that are no support, with the reason.")
@json_option
def command(
    paths: tuple[str, ...],
    published: PartialDate | None,
    helper: Assistant | None,
    *,
    main_content: bool,
    jsonl: bool,
    refused: bool,
    as_json: bool,
) -> int:
    """Print what documents say about support, without any book.

    Every statement carries the offsets of its quote: text[start:end] is the quote, always.

    \b
    Example:
        pledgebook extract article.html --published 2024-11-25 --jsonl
        pledgebook extract article.txt --refused
        pledgebook extract article.txt --assist http://localhost:8080/v1 --assist-model NAME
    """
    failed = False
    records: list[dict[str, object]] = []
    for outcome in extract_paths(paths, published, helper, choose_readers(main_content=main_content)):
        failed = failed or outcome.extraction is None
        write_problems(outcome.problems)
        if outcome.extraction is None:
            continue
        found = outcome.extraction
        if refused:
            rows: list[dict[str, object]] = [
                {
                    "name": outcome.name,
                    "text": sum_.span.quote,
                    "start": sum_.span.start,
                    "end": sum_.span.end,
                    "reason": sum_.reason,
                    "cue": sum_.cue,
                }
                for sum_ in found.refused
            ]  # fmt: skip  one refused sum reads as one line
        else:
            rows = [
                statement_record(statement, number, outcome.label)
                for number, statement in enumerate(found.statements, 1)
            ]
        if jsonl:
            for row in rows:
                write_json_line(row)
        records += rows
    if as_json:
        write_json(records)
    elif not jsonl:
        _write_people_table(records, refused=refused)
    return InputFault.exit_code if failed else 0


def _write_people_table(records: list[dict[str, object]], *, refused: bool) -> None:
    if refused:
        write_table(["sum", "reason", "cue"], [(str(r["text"]), str(r["reason"]), str(r["cue"])) for r in records])
        return
    write_table(
        ["donors", "stage", "sum or goods", "scope", "date", "quote"],
        [
            (_joined(r["donors"]), str(r["stage"]), _what(r), str(r["scope"]), str(r["date"] or ""), str(r["quote"]))
            for r in records
        ],
    )


def _joined(values: object) -> str:
    return "+".join(str(value) for value in values) if isinstance(values, list | tuple) and values else "–"


def _what(record: dict[str, object]) -> str:
    if record["amount_text"]:
        return str(record["amount_text"])
    items = record["items"]
    if isinstance(items, list | tuple) and items:
        return ", ".join(f"{item['quantity'] or ''} {item['item']}".strip() for item in items)
    return "no sum stated"

"""`pledgebook eval`."""

import click

from pledgebook.cli.options import json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.extraction.scoring import Measure
from pledgebook.workflow.evaluating import evaluate, named_measures, score_record


@click.command("eval")
@click.argument("labels", type=click.Path(exists=True, file_okay=False))
@click.option("--texts", required=True, type=click.Path(exists=True, file_okay=False), help="Folder of <id>.txt.")
@click.option("--index", type=click.Path(exists=True, dir_okay=False), help="JSON Lines with id and published.")
@click.option("--out", type=click.Path(file_okay=False), help="Write the predictions here, one <id>.jsonl a document.")
@json_option
def command(labels: str, texts: str, index: str | None, out: str | None, *, as_json: bool) -> None:
    """Measure extraction against labelled texts: sums, who, stage, claim, goods, and accuracy per field.

    LABELS holds <id>.jsonl, one labelled statement a line; publication dates come from the index.

    \b
    Example:
        pledgebook eval gold/labels --texts gold/texts --index gold/index.jsonl --out predictions
    """
    figures = evaluate(labels, texts, index, out)
    if as_json:
        write_json(score_record(figures))
        return
    click.echo(f"{figures.documents} documents")
    write_table(
        ["measure", "precision", "recall", "F1", "right", "labelled", "predicted"],
        [_measure_row(name, measure) for name, measure in named_measures(figures).items()],
        right=["precision", "recall", "F1", "right", "labelled", "predicted"],
    )
    click.echo()
    write_table(
        ["field", "accuracy", "of"],
        [(name, f"{fit.accuracy:.3f}", str(fit.of)) for name, fit in figures.fields.items()],
        right=["accuracy", "of"],
    )


def _measure_row(name: str, measure: Measure) -> tuple[str, ...]:
    shares = (measure.precision, measure.recall, measure.f1)
    counts = (measure.right, measure.labelled, measure.predicted)
    return (name, *(f"{share:.3f}" for share in shares), *(str(count) for count in counts))

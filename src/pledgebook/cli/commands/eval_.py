"""`pledgebook eval`: extraction by default, `eval flows` for reconciliation."""

import click

from pledgebook.cli.options import json_option
from pledgebook.cli.output import write_json, write_table
from pledgebook.extraction.scoring import Measure
from pledgebook.reconciliation.flow_scoring import Agreement, FlowScore
from pledgebook.workflow.evaluating import evaluate, named_measures, score_record
from pledgebook.workflow.evaluating_flows import LabelledFlows, evaluate_flows

DEFAULT = "extraction"


class WithDefault(click.Group):
    """A group whose first argument may be left out: then it is the default verb's own."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default verb before arguments that name none."""
        first = args[0] if args else ""
        if first not in self.commands and first not in self.get_help_option_names(ctx):
            args = [DEFAULT, *args]
        return super().parse_args(ctx, args)


@click.group("eval", cls=WithDefault)
def command() -> None:
    """Measure extraction against labelled texts, or reconciliation against labelled flows.

    Without a verb it is `extraction`; a folder of labels that is itself called "flows" is written "./flows".

    \b
    Example:
        pledgebook eval gold/labels --texts gold/texts --index gold/index.jsonl --out predictions
        pledgebook eval flows gold/labels --flows gold/flows.jsonl --pairs gold/pairs.json --texts gold/texts
    """


@command.command(DEFAULT)
@click.argument("labels", type=click.Path(exists=True, file_okay=False))
@click.option("--texts", required=True, type=click.Path(exists=True, file_okay=False), help="Folder of <id>.txt.")
@click.option("--index", type=click.Path(exists=True, dir_okay=False), help="JSON Lines with id and published.")
@click.option("--out", type=click.Path(file_okay=False), help="Write the predictions here, one <id>.jsonl a document.")
@json_option
def extraction(labels: str, texts: str, index: str | None, out: str | None, *, as_json: bool) -> None:
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


@command.command("flows")
@click.argument("labels", type=click.Path(exists=True, file_okay=False))
@click.option("--flows", required=True, type=click.Path(exists=True, dir_okay=False), help="Labelled flows.")
@click.option("--pairs", type=click.Path(exists=True, dir_okay=False), help="Pairs that are hard to tell, as JSON.")
@click.option("--texts", type=click.Path(exists=True, file_okay=False), help="Folder of <id>.txt: also end to end.")
@click.option(
    "--index",
    type=click.Path(exists=True, dir_okay=False),
    help="JSON Lines with id and published; without it index.jsonl beside LABELS, if it is there.",
)
@click.option("--out", type=click.Path(dir_okay=False), help="Write the flows of the labelled statements here.")
@json_option
def flows(out: str | None, *, as_json: bool, **where: str | None) -> None:
    """Measure which statements are held to be the same money: the labelled statements, and end to end from texts.

    The first line takes the labelled statements as input, the second, with --texts, what extraction finds in the texts.

    \b
    Example:
        pledgebook eval flows gold/labels --flows gold/flows.jsonl --pairs gold/pairs.json --texts gold/texts
    """
    asked = LabelledFlows(
        labels=str(where["labels"]),
        flows=str(where["flows"]),
        pairs=where["pairs"],
        texts=where["texts"],
        index=where["index"],
    )
    measured = evaluate_flows(asked, out)
    if as_json:
        write_json(measured)
        return
    click.echo(f"{measured.labelled.statements} statements in {measured.labelled.flows} flows")
    lines = [("labelled statements", measured.labelled)]
    if measured.end_to_end is not None:
        lines.append(("end to end", measured.end_to_end))
    headings = [f"{name} {column}" for name in ("same", "B-cubed", "part") for column in ("P", "R", "F1")]
    write_table(
        ["input", *headings, "kept apart", "brought together"],
        [(name, *_flow_row(found)) for name, found in lines],
        right=[*headings, "kept apart", "brought together"],
    )


def _flow_row(found: FlowScore) -> tuple[str, ...]:
    shares = [text for measure in (found.same, found.bcubed, found.part) for text in _shares(measure)]
    if found.hard is None:
        return (*shares, "–", "–")
    hard = found.hard
    return (*shares, f"{hard.kept_apart}/{hard.negatives}", f"{hard.brought_together}/{hard.positives}")


def _shares(measure: Agreement) -> tuple[str, ...]:
    return tuple(f"{share:.3f}" for share in (measure.precision, measure.recall, measure.f1))


def _measure_row(name: str, measure: Measure) -> tuple[str, ...]:
    shares = (measure.precision, measure.recall, measure.f1)
    counts = (measure.right, measure.labelled, measure.predicted)
    return (name, *(f"{share:.3f}" for share in shares), *(str(count) for count in counts))

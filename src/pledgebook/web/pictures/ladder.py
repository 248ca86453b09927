"""The pipeline: how much has come to each stage or further, and how much of it still stands there."""

from collections.abc import Mapping
from decimal import Decimal

from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.priced_holdings import by_stage, reached
from pledgebook.web.asking import Ask
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture, width_of
from pledgebook.web.words import STAGES

ROW = 46.0
BAR = 22.0


def pipeline_picture(ask: Ask) -> Picture:
    """Draw the ladder of the whole book."""
    held = ask.snapshot.holdings()
    standing = by_stage(held.held)
    come = reached(standing)
    counts = dict.fromkeys(LADDER, 0)
    for item in held.held:
        if item.stage in counts:
            counts[item.stage] += 1
    rows = tuple(
        (
            Cell(STAGES[stage][0], ask.links.flows(stage=stage.value)),
            Cell(
                ask.locale.money(_cents(standing[stage]), held.currency), ask.links.flows(stage=stage.value), right=True
            ),
            Cell(ask.locale.money(_cents(come[stage]), held.currency), right=True),
            Cell(ask.locale.number(counts[stage]), ask.links.flows(stage=stage.value), right=True),
        )
        for stage in LADDER
    )
    return Picture(
        "pipeline",
        "From promise to delivery",
        f"In {held.currency} at the rate of each sum's own day. The full bar is what has come to a stage or further; "
        "the dark part of it still stands there. Wholes are counted less their parts, so nothing is counted twice.",
        (_draw(ask, 960, standing, come), _draw(ask, 400, standing, come)),
        ("Stage", "Stands here", "Has come here or further", "Flows that stand here"),
        rows,
    )


def _draw(ask: Ask, width: float, standing: Mapping[Stage, Decimal], come: Mapping[Stage, Decimal]) -> Drawing:
    wide = width > 500  # noqa: PLR2004  labels stand beside the bars on a wide picture, above them on a narrow one
    left, right = (118.0, 290.0) if wide else (0.0, 0.0)
    row = ROW if wide else ROW + 8
    room = width - left - right
    drawing = Drawing(width, row * len(LADDER) + 8, "Support by the stage that it has come to")
    most = max(come.values()) or Decimal(1)
    for place, stage in enumerate(LADDER):
        top = place * row + (8 if wide else 24)
        whole, here = (float(sums[stage] / most) * room for sums in (come, standing))
        told = ask.locale.short_money(come[stage], ask.snapshot.currency)
        rest = ask.locale.short_money(standing[stage], ask.snapshot.currency)
        words = f"{STAGES[stage][0]}: {told} has come here or further, {rest} of it stands here"
        drawing.open_link(ask.links.flows(stage=stage.value), words)
        drawing.rect(0, top - (4 if wide else 18), (width, row - 6), "hit")
        drawing.rect(left, top, (room, BAR), "track", radius=3)
        drawing.rect(left, top, (whole, BAR), f"passed s-{stage.value}", radius=3)
        drawing.rect(left, top, (here, BAR), f"s-{stage.value}", radius=3)
        name = f"{place + 1}  {STAGES[stage][0]}"
        if wide:
            drawing.text(left - 12, top + 15, name, "name", anchor="end")
            drawing.text(width - right + 12, top + 15, told, "figure")
            drawing.text(width, top + 15, f"{rest} stands here", "small", anchor="end")
        else:
            drawing.text(0, top - 5, name, "name")
            drawing.text(width, top - 5, told, "figure", anchor="end")
            drawing.text(width - width_of(told) - 10, top - 5, f"{rest} here,", "small", anchor="end")
        drawing.close_link()
    return drawing


def _cents(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal("0.01"))

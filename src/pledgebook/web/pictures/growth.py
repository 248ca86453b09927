"""How what stands at each stage grew over time: areas on top of each other, delivery at the bottom."""

from datetime import date
from decimal import Decimal

from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.over_time import OverTime
from pledgebook.web.asking import Ask
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture, figure_text, ticks
from pledgebook.web.words import STAGES

BOTTOM_UP = tuple(reversed(LADDER))
_FEWEST = 2


def growth_picture(ask: Ask) -> Picture:
    """Draw the growth of the book by stage."""
    found = ask.snapshot.over_time()
    drawings = (_draw(ask, found, 560, 330), _draw(ask, found, 400, 280)) if len(found.points) >= _FEWEST else ()
    undated = f" {found.undated} undated movements stand in it from the first day on." if found.undated else ""
    return Picture(
        "over-time",
        "Over time",
        f"What stood at each stage at the end of each period, in {found.currency}, each movement at the rate of its "
        f"own day.{undated}",
        drawings,
        ("Until", *(STAGES[stage][0] for stage in LADDER)),
        tuple(
            (
                Cell(ask.locale.day(point.day)),
                *(Cell(ask.locale.number(figure.quantize(Decimal(1))), right=True) for figure in point.sums),
            )
            for point in found.points
        ),
    )


def _draw(ask: Ask, found: OverTime, width: float, height: float) -> Drawing:
    left, top, right, bottom = 58.0, 28.0, 14.0, 34.0
    room, tall = width - left - right, height - top - bottom
    drawing = Drawing(width, height, "What stood at each stage, over time")
    marks = ticks(max(float(sum(point.sums)) for point in found.points))
    days = [point.day for point in found.points]
    first, span = days[0], max((days[-1] - days[0]).days, 1)

    def across(day: date) -> float:
        return left + room * (day - first).days / span

    def up(value: float) -> float:
        return top + tall * (1 - value / marks[-1])

    for mark in marks:
        drawing.line((left, up(mark)), (width - right, up(mark)), "grid")
        drawing.text(left - 8, up(mark) + 4, ask.locale.short(Decimal(mark)), "small", anchor="end")
    drawing.text(0, 10, found.currency, "small")
    floor = [0.0] * len(days)
    for stage in BOTTOM_UP:
        place = LADDER.index(stage)
        roof = [below + float(point.sums[place]) for below, point in zip(floor, found.points, strict=True)]
        if any(above > below for above, below in zip(roof, floor, strict=True)):
            edge = [(across(day), up(value)) for day, value in zip(days, roof, strict=True)]
            back = [(across(day), up(value)) for day, value in zip(reversed(days), reversed(floor), strict=True)]
            _area(ask, drawing, stage, [*edge, *back])
        floor = roof
    _years(ask, drawing, days, [across(day) for day in days], height - 12)
    return drawing


def _area(ask: Ask, drawing: Drawing, stage: Stage, corners: list[tuple[float, float]]) -> None:
    steps = " ".join(
        f"{'L' if place else 'M'}{figure_text(x)} {figure_text(y)}" for place, (x, y) in enumerate(corners)
    )
    drawing.open_link(ask.links.flows(stage=stage.value, sort="date"), f"{STAGES[stage][0]}: open its flows")
    drawing.path(f"{steps}Z", f"area s-{stage.value}")
    drawing.close_link()


def _years(ask: Ask, drawing: Drawing, days: list[date], places: list[float], y: float) -> None:
    """Name the ends of the time axis and, between them, the turns of years that have room."""
    last = -100.0
    for day, x in zip(days, places, strict=True):
        turn = (day.month, day.day) == (12, 31)
        if (turn or day == days[0]) and x - last > 44 and places[-1] - x > 96:  # noqa: PLR2004  room for a year in digits
            drawing.line((x, y - 14), (x, y - 18), "axis")
            drawing.text(x, y, str(day.year + 1 if turn else day.year), "small", anchor="middle")
            last = x
    drawing.line((places[-1], y - 14), (places[-1], y - 18), "axis")
    drawing.text(places[-1], y, ask.locale.day(days[-1]), "small", anchor="end")

"""The life of one flow: the stage that it had reached on each day, and who said so when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pledgebook.model.flow import Flow
from pledgebook.model.stage import LADDER, Stage
from pledgebook.web.asking import Ask
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture
from pledgebook.web.words import STAGES


@dataclass(frozen=True, slots=True)
class Telling:
    """One document that tells of a flow.

    Attributes:
        published: When it was published; None when unknown.
        recorded: When the book learnt it.
        stage: How far it says the money is.
        words: Who says it.
        address: Where its sentence is.
    """

    published: date | None
    recorded: date
    stage: Stage
    words: str
    address: str


def lifeline_picture(ask: Ask, flow: Flow, tellings: Sequence[Telling]) -> Picture:
    """Draw the life of a flow over both clocks."""
    rows = [
        (
            Cell("reached"),
            Cell(STAGES[event.stage][0]),
            Cell(ask.locale.day(event.date)),
            Cell(f"{len(event.statements)} statements" if len(event.statements) != 1 else "1 statement"),
        )
        for event in flow.events
    ]
    rows += [
        (
            Cell("told"),
            Cell(STAGES[told.stage][0]),
            Cell(ask.locale.day(told.published)),
            Cell(told.words, told.address),
        )
        for told in tellings
    ]
    days = [event.date.latest() for event in flow.events if event.date is not None]
    days += [told.published for told in tellings if told.published is not None]
    drawings = (_draw(ask, flow, tellings, days, 960), _draw(ask, flow, tellings, days, 400)) if days else ()
    return Picture(
        "life",
        "Life line",
        "Steps: the stage reached by each day, as the sources date it. Dots: the sources, on the day of publication. "
        "When the book itself learnt of them stands in the list of quotes.",
        drawings,
        ("What", "Stage", "When", "By"),
        tuple(rows),
    )


def _draw(ask: Ask, flow: Flow, tellings: Sequence[Telling], days: list[date], width: float) -> Drawing:
    left, right, top, row = 92.0, 20.0, 10.0, 24.0
    first, last = min(days) - timedelta(days=14), max(days) + timedelta(days=14)
    span = max((last - first).days, 1)
    foot = top + row * len(LADDER)
    drawing = Drawing(width, foot + 34, f"Stages of {flow.label} over time")

    def across(day: date) -> float:
        return left + (width - left - right) * (day - first).days / span

    def up(stage: Stage) -> float:
        return top + row * (len(LADDER) - LADDER.index(stage)) - row / 2

    for stage in LADDER:
        drawing.line((left, up(stage)), (width - right, up(stage)), "grid")
        drawing.text(left - 10, up(stage) + 4, STAGES[stage][0], "small", anchor="end")
    dated = sorted(
        (
            (event.date.latest(), event.stage)
            for event in flow.events
            if event.date is not None and event.stage in LADDER
        ),
        key=lambda pair: (pair[0], LADDER.index(pair[1])),
    )
    dated = [pair for place, pair in enumerate(dated) if all(_lower(past, pair[1]) for _, past in dated[:place])]
    for place, (day, stage) in enumerate(dated):
        until = dated[place + 1][0] if place + 1 < len(dated) else last
        drawing.line((across(day), up(stage)), (across(until), up(stage)), f"step l-{stage.value}")
        if place + 1 < len(dated):
            drawing.line((across(until), up(stage)), (across(until), up(dated[place + 1][1])), "riser")
    for told in tellings:
        if told.published is not None and told.stage in LADDER:
            drawing.open_link(told.address, f"{told.words}, {ask.locale.day(told.published)}: {STAGES[told.stage][0]}")
            drawing.circle(across(told.published), up(told.stage), 5, f"dot s-{told.stage.value}")
            drawing.close_link()
    drawing.line((left, foot), (width - right, foot), "axis")
    for day, anchor in ((first + timedelta(days=14), "start"), (last - timedelta(days=14), "end")):
        drawing.text(across(day), foot + 20, ask.locale.day(day), "small", anchor=anchor)
        if first + timedelta(days=14) == last - timedelta(days=14):
            break
    return drawing


def _lower(one: Stage, other: Stage) -> bool:
    return LADDER.index(one) < LADDER.index(other)

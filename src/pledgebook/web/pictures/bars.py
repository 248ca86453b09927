"""Bars by a name (funder, mechanism, programme), each cut by stage."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.stage import LADDER, Stage
from pledgebook.web.asking import Ask
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture, fitted, ticks
from pledgebook.web.words import STAGES

ROW = 30.0
BAR = 18.0
MOST_BARS = 14


@dataclass(frozen=True, slots=True)
class Bars:
    """What is drawn.

    Attributes:
        name: Of the picture.
        title: Of the picture.
        note: Below it.
        heading: What the names are.
        groups: By name: sums by stage, in the order drawn.
        word: Names a group for people.
        address: Where a group is opened.
        address_at: Where a group at one stage is opened.
        extra: A further column of the table and a mark behind the bar: its heading, and text by group.
    """

    name: str
    title: str
    note: str
    heading: str
    groups: Mapping[str, Mapping[Stage, Decimal]]
    word: Callable[[str], str]
    address: Callable[[str], str]
    address_at: Callable[[str, Stage], str]
    extra: tuple[str, Mapping[str, str]] = ("", {})


def bars_picture(ask: Ask, bars: Bars) -> Picture:
    """Draw the largest groups; all are in the table."""
    shown = [key for key, sums in bars.groups.items() if sum(sums.values())][:MOST_BARS]
    stages = [stage for stage in LADDER if any(sums[stage] for sums in bars.groups.values())]
    heading, extra = bars.extra
    rows = []
    for key, sums in bars.groups.items():
        cells = [Cell(bars.word(key), bars.address(key))]
        cells += [_money(ask, sums[stage], bars.address_at(key, stage)) for stage in stages]
        cells.append(_money(ask, sum(sums.values(), Decimal(0)), bars.address(key)))
        rows.append((*cells, Cell(extra.get(key, "–"), right=True)) if heading else tuple(cells))
    headings = (bars.heading, *(STAGES[stage][0] for stage in stages), "All", *((heading,) if heading else ()))
    drawings = (_draw(ask, bars, shown, 960), _draw(ask, bars, shown, 400)) if shown else ()
    more = len(bars.groups) - len(shown)
    note = bars.note + (f" {more} more are in the table." if more > 0 else "")
    return Picture(bars.name, bars.title, note, drawings, headings, tuple(rows))


def _money(ask: Ask, figure: Decimal, address: str) -> Cell:
    if not figure:
        return Cell("–", right=True)
    return Cell(ask.locale.number(figure.quantize(Decimal(1))), address, right=True)


def _draw(ask: Ask, bars: Bars, shown: list[str], width: float) -> Drawing:
    wide = width > 500  # noqa: PLR2004  labels stand beside the bars on a wide picture, above them on a narrow one
    left, right, row = (220.0, 96.0, ROW) if wide else (0.0, 0.0, ROW + 16)
    room = width - left - right
    marks = ticks(max(float(sum(bars.groups[key].values())) for key in shown))
    drawing = Drawing(width, row * len(shown) + 34, f"{bars.title}, by stage")
    bottom = row * len(shown) + 6
    for mark in marks if wide else ():
        at = left + room * mark / marks[-1]
        drawing.line((at, 0), (at, bottom), "grid")
        drawing.text(at, bottom + 18, ask.locale.short(Decimal(mark)), "small", anchor="middle")
    drawing.text(width if wide else 0, bottom + 18, ask.snapshot.currency, "small", anchor="end" if wide else "start")
    for place, key in enumerate(shown):
        top = place * row + (6 if wide else 22)
        total = sum(bars.groups[key].values(), Decimal(0))
        told = ask.locale.short_money(total, ask.snapshot.currency)
        drawing.open_link(bars.address(key), f"{bars.word(key)}: {told}")
        if wide:
            drawing.text(left - 10, top + 14, fitted(bars.word(key), left - 14), "name", anchor="end")
        else:
            drawing.text(0, top - 6, fitted(bars.word(key), room - 100), "name")
            drawing.text(width, top - 6, told, "figure", anchor="end")
        drawing.close_link()
        at = _bar(ask, bars, drawing, key, (left, top, room / marks[-1]))
        if wide:
            share = bars.extra[1].get(key, "")
            drawing.text(at + 8, top + 14, f"{told}   {share} of GDP" if share else told, "figure")
    return drawing


def _bar(ask: Ask, bars: Bars, drawing: Drawing, key: str, frame: tuple[float, float, float]) -> float:
    """Draw one bar and return where it ends; the frame is its left, its top and the width of one unit of money."""
    at, top, scale = frame
    for stage in LADDER:
        figure = bars.groups[key][stage]
        if figure <= 0:
            continue
        told = ask.locale.short_money(figure, ask.snapshot.currency)
        long = float(figure) * scale
        drawing.open_link(bars.address_at(key, stage), f"{bars.word(key)}, {STAGES[stage][0].lower()}: {told}")
        drawing.rect(at, top, (long - 1 if long > 2 else long, BAR), f"s-{stage.value}", radius=2)  # noqa: PLR2004  a gap between pieces
        drawing.close_link()
        at += long
    return at

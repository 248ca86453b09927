"""Funder to mechanism to purpose to stage, as bands whose width is money and whose colour is the stage."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from pledgebook.model.flow import Flow
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.priced_holdings import PricedHolding
from pledgebook.web.asking import Ask
from pledgebook.web.filters import NO_MECHANISM
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture, figure_text, fitted
from pledgebook.web.words import STAGES, mechanism_word, parties_word

OTHERS = "\u0000others"
MOST_NODES = (8, 7, 8, len(LADDER))
COLUMNS = ("Funder", "Mechanism", "Purpose", "Stage")
WIDTH, HEIGHT = 960.0, 520.0
NODE, GAP, TOP = 10.0, 10.0, 26.0
_LABELS = 176.0
THINNEST = 0.3
"""Bands thinner than this cannot be seen and are left to the table."""

Chain = tuple[str, str, str, str]


@dataclass(slots=True)
class _Node:
    name: str
    value: float = 0.0
    top: float = 0.0
    tall: float = 0.0
    filled: dict[str, float] = field(default_factory=dict)  # how far each side of it is taken up by bands


def sankey_picture(ask: Ask) -> Picture:
    """Draw where the money comes from, by which way, what for, and how far it is."""
    chains = _chains(ask.snapshot.holdings().held)
    drawings = (_draw(ask, _thinned(chains)),) if chains else ()
    rows = tuple(
        (
            Cell(_word(0, chain[0]), _address(ask, chain[:1], "")),
            Cell(_word(1, chain[1]), _address(ask, chain[:2], "")),
            Cell(_word(2, chain[2])),
            Cell(_word(3, chain[3])),
            Cell(
                ask.locale.number(Decimal(value).quantize(Decimal(1))), _address(ask, chain[:3], chain[3]), right=True
            ),
        )
        for chain, value in sorted(chains.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return Picture(
        "ways",
        "Where it comes from, what it is for, how far it is",
        f"The width of a band is money in {ask.snapshot.currency}, its colour the stage at which it stands. Small ones "
        "are drawn together; all are in the table.",
        drawings,
        (*COLUMNS, ask.snapshot.currency),
        rows,
    )


def _chains(held: Iterable[PricedHolding]) -> dict[Chain, Decimal]:
    found: dict[Chain, Decimal] = {}
    for item in held:
        if item.value is not None and item.value > 0 and item.stage in LADDER:
            chain = (*_ways(item.flow), item.stage.value)
            found[chain] = found.get(chain, Decimal(0)) + item.value
    return found


def _ways(flow: Flow) -> tuple[str, str, str]:
    return "+".join(flow.funders) or "unknown", flow.mechanism or NO_MECHANISM, flow.purpose or ""


def _thinned(chains: dict[Chain, Decimal]) -> dict[Chain, float]:
    """Draw all but the largest names of each column together."""
    kept: list[set[str]] = []
    for column, most in enumerate(MOST_NODES):
        sums: dict[str, Decimal] = {}
        for chain, value in chains.items():
            sums[chain[column]] = sums.get(chain[column], Decimal(0)) + value
        kept.append(set(sorted(sums, key=lambda name: (-sums[name], name))[:most]))
    found: dict[Chain, float] = {}
    for chain, value in chains.items():
        names = [name if name in kept[column] else OTHERS for column, name in enumerate(chain)]
        thin = (names[0], names[1], names[2], names[3])
        found[thin] = found.get(thin, 0.0) + float(value)
    return found


def _draw(ask: Ask, chains: dict[Chain, float]) -> Drawing:
    columns = [_column(chains, place) for place in range(len(COLUMNS))]
    drawing = Drawing(WIDTH, HEIGHT, "Money from funders by mechanism and purpose to stages")
    lefts = [place * (WIDTH - _LABELS - NODE) / (len(COLUMNS) - 1) for place in range(len(COLUMNS))]
    for gap in range(len(COLUMNS) - 1):
        _bands(ask, drawing, chains, gap, (columns, lefts))
    for place, nodes in enumerate(columns):
        drawing.text(lefts[place], 14, COLUMNS[place], "head")
        for node in nodes.values():
            _node(ask, drawing, place, node, lefts[place])
    return drawing


def _column(chains: dict[Chain, float], place: int) -> dict[str, _Node]:
    nodes: dict[str, _Node] = {}
    for chain, value in chains.items():
        node = nodes.setdefault(chain[place], _Node(chain[place]))
        node.value += value
    if place == len(COLUMNS) - 1:
        order: list[str] = [stage.value for stage in LADDER if stage.value in nodes]
    else:
        order = sorted(nodes, key=lambda name: (name == OTHERS, -nodes[name].value, name))
    room = HEIGHT - TOP - 8 - GAP * (len(order) - 1)
    whole = sum(node.value for node in nodes.values())
    top = TOP
    for name in order:
        nodes[name].top, nodes[name].tall = top, max(room * nodes[name].value / whole, 1.0)
        top += nodes[name].tall + GAP
    return {name: nodes[name] for name in order}


def _bands(
    ask: Ask, drawing: Drawing, chains: dict[Chain, float], gap: int, frame: tuple[list[dict[str, _Node]], list[float]]
) -> None:
    columns, lefts = frame
    sums: dict[tuple[str, str, str], float] = {}
    for chain, value in chains.items():
        key = (chain[gap], chain[gap + 1], chain[3])
        sums[key] = sums.get(key, 0.0) + value
    places = [{name: place for place, name in enumerate(columns[side])} for side in (gap, gap + 1)]
    rungs = {stage.value: place for place, stage in enumerate(LADDER)}
    arrives: dict[tuple[str, str, str], float] = {}
    for key in sorted(sums, key=lambda key: (places[1][key[1]], places[0][key[0]], rungs[key[2]])):
        arrives[key] = _take(columns[gap + 1][key[1]], "in", sums[key])
    for key in sorted(sums, key=lambda key: (places[0][key[0]], places[1][key[1]], rungs[key[2]])):
        source = columns[gap][key[0]]
        tall = source.tall * sums[key] / source.value
        if tall < THINNEST:
            _take(source, "out", sums[key])
            continue
        ends = (lefts[gap] + NODE, _take(source, "out", sums[key])), (lefts[gap + 1], arrives[key])
        names = (_word(gap, key[0]), _word(gap + 1, key[1]), STAGES[Stage(key[2])][0])
        told = ask.locale.short_money(Decimal(sums[key]), ask.snapshot.currency)
        drawing.open_link(_band_address(ask, gap, key), f"{' → '.join(dict.fromkeys(names))}: {told}")
        drawing.path(_band(*ends, tall), f"band s-{key[2]}")
        drawing.close_link()


def _take(node: _Node, side: str, value: float) -> float:
    at = node.top + node.filled.get(side, 0.0)
    node.filled[side] = node.filled.get(side, 0.0) + node.tall * value / node.value
    return at


def _band(start: tuple[float, float], end: tuple[float, float], tall: float) -> str:
    middle = figure_text((start[0] + end[0]) / 2)
    (x0, y0), (x1, y1) = ((figure_text(x), y) for x, y in (start, end))
    thick = max(tall, 0.6)
    return (
        f"M{x0} {figure_text(y0)}C{middle} {figure_text(y0)} {middle} {figure_text(y1)} {x1} {figure_text(y1)}"
        f"L{x1} {figure_text(y1 + thick)}"
        f"C{middle} {figure_text(y1 + thick)} {middle} {figure_text(y0 + thick)} {x0} {figure_text(y0 + thick)}Z"
    )


def _node(ask: Ask, drawing: Drawing, place: int, node: _Node, left: float) -> None:
    told = ask.locale.short_money(Decimal(node.value), ask.snapshot.currency)
    kind = f"s-{node.name}" if place == len(COLUMNS) - 1 else "node"
    drawing.open_link(_node_address(ask, place, node.name), f"{_word(place, node.name)}: {told}")
    drawing.rect(left, node.top, (NODE, node.tall), kind, radius=1)
    if node.tall >= 9:  # noqa: PLR2004  room for a line of text
        drawing.text(
            left + NODE + 5, node.top + node.tall / 2 + 4, fitted(_word(place, node.name), _LABELS - 20), "name halo"
        )
    drawing.close_link()


def _word(place: int, name: str) -> str:
    if name == OTHERS:
        return ("Other funders", "Other mechanisms", "Other purposes", "Other")[place]
    if place == 0:
        return parties_word(name)
    if place == 1:
        return mechanism_word("" if name == NO_MECHANISM else name)
    return (name or "No stated purpose") if place == 2 else STAGES[Stage(name)][0]  # noqa: PLR2004  the third column


_FIELDS = ("funders", "mechanism", "purpose", "stage")


def _node_address(ask: Ask, place: int, name: str) -> str:
    return ask.links.flows(**({} if name in {OTHERS, ""} else {_FIELDS[place]: name}))


def _band_address(ask: Ask, gap: int, key: tuple[str, str, str]) -> str:
    pairs = ((_FIELDS[gap], key[0]), (_FIELDS[gap + 1], key[1]), ("stage", key[2]))
    return ask.links.flows(**{name: value for name, value in pairs if value not in {OTHERS, ""}})


def _address(ask: Ask, names: tuple[str, ...], stage: str) -> str:
    pairs = (*zip(_FIELDS, names, strict=False), ("stage", stage))
    return ask.links.flows(**{name: value for name, value in pairs if value})

"""A map of funders in tiles: each state a square near its neighbours, the darker the more it gives."""

from decimal import Decimal

from pledgebook.reference.countries import countries
from pledgebook.reports.priced_holdings import grouped
from pledgebook.web.asking import Ask
from pledgebook.web.pictures.drawing import Cell, Drawing, Picture
from pledgebook.web.words import party_word

_MAP = """
.. .. .. .. IS .. .. NO SE FI .. .. .. .. ..
CA .. .. .. .. .. .. DK .. EE RU .. .. .. ..
US .. .. .. IE GB NL DE LT LV BY .. .. .. ..
MX .. .. .. .. BE LU CZ PL UA .. KZ CN KR JP
.. .. .. .. .. FR CH AT SK MD GE AZ PK TW ..
.. .. .. PT ES MC IT SI HU RO AM TR IN TH ..
.. BR .. MA DZ .. MT HR RS BG SY IQ AE VN PH
.. AR .. .. .. .. ME BA MK GR LB JO SA SG ..
.. .. .. .. .. .. .. AL XK .. CY IL QA .. ..
.. .. .. .. .. .. NG .. .. EG .. .. KW AU ..
.. .. .. .. .. .. .. .. .. .. KE .. .. .. NZ
.. .. .. .. .. .. .. .. .. ZA .. .. .. .. ..
"""

PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_MAP.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != ".."
}
"""Column and row of each tile. A state that gives and has no tile is listed beside the map."""

SHADES = 6
SIDE, STEP = 46.0, 50.0


def tiles_picture(ask: Ask) -> Picture:
    """Draw where the money comes from. Joint money is counted with each of its funders' tiles as a share of none."""
    sums = {
        name: sum(by_stage.values(), Decimal(0))
        for name, by_stage in grouped(ask.snapshot.holdings().held, lambda flow: "+".join(flow.funders)).items()
    }
    alone = {name: value for name, value in sums.items() if name in PLACES and value}
    beside = {name: value for name, value in sums.items() if name not in PLACES and value}
    rows = tuple(
        (
            Cell(party_word(name) if "+" not in name else " + ".join(map(party_word, name.split("+")))),
            Cell(ask.locale.number(value.quantize(Decimal(1))), ask.links.flows(funders=name or "unknown"), right=True),
        )
        for name, value in sums.items()
    )
    note = (
        f"{ask.snapshot.currency} at every stage, of states that give alone. "
        + (f"Organisations, joint funders and unnamed ones, {len(beside)} in all, are in the table." if beside else "")
    ).strip()
    return Picture(
        "map",
        "Where funders are",
        note,
        (_draw(ask, alone),) if alone else (),
        ("Funder", ask.snapshot.currency),
        rows,
    )


def _draw(ask: Ask, sums: dict[str, Decimal]) -> Drawing:
    known = [place for code, place in PLACES.items() if code in sums or _is_near(place)]
    wide = STEP * (max(column for column, _ in known) + 1)
    tall = STEP * (max(row for _, row in known) + 1)
    drawing = Drawing(wide, tall + 46, "Funders on a map of tiles")
    most = max(sums.values())
    for code, (column, row) in PLACES.items():
        x, y = column * STEP, row * STEP
        value = sums.get(code)
        if (column, row) not in known:
            continue
        if value is None:
            drawing.title(f"{countries()[code].name}: nothing in this book", "empty")
            drawing.rect(x, y, (SIDE, SIDE), "tile", radius=4)
            drawing.text(x + SIDE / 2, y + 28, code, "small", anchor="middle")
            drawing.close_group()
            continue
        shade = _shade(value, most)
        drawing.open_link(
            ask.links.flows(funders=code),
            f"{party_word(code)}: {ask.locale.short_money(value, ask.snapshot.currency)}",
        )
        drawing.rect(x, y, (SIDE, SIDE), f"tile h-{shade}", radius=4)
        drawing.text(x + SIDE / 2, y + 20, code, f"tile-name t-{shade}", anchor="middle")
        drawing.text(x + SIDE / 2, y + 36, ask.locale.short(value), f"tile-sum t-{shade}", anchor="middle")
        drawing.close_link()
    _legend(ask, drawing, most, tall + 10)
    return drawing


def _is_near(place: tuple[int, int]) -> bool:
    """Tell whether a tile is always there: Europe and its neighbours, so that a reader finds the place."""
    return 3 <= place[0] <= 11 and place[1] <= 8  # noqa: PLR2004  see _MAP


def _shade(value: Decimal, most: Decimal) -> int:
    """Return the shade of a sum, 1 to 6: each step is about three times the one before."""
    share = float(value / most)
    bounds = [3.2 ** -(SHADES - place) for place in range(1, SHADES)]
    return 1 + sum(share > bound for bound in bounds)


def _legend(ask: Ask, drawing: Drawing, most: Decimal, top: float) -> None:
    left, step = 100.0, (drawing.width - 100) / SHADES
    drawing.text(0, top + 14, f"{ask.snapshot.currency}, up to", "small")
    for place in range(SHADES):
        bound = most if place == SHADES - 1 else most * Decimal(3.2 ** -(SHADES - place - 1))
        drawing.rect(left + place * step, top, (18, 18), f"h-{place + 1}", radius=3)
        drawing.text(left + place * step + 24, top + 14, ask.locale.short(_rounded(bound)), "small")


def _rounded(value: Decimal) -> Decimal:
    """Return two digits of a figure: a legend tells orders of size."""
    return value if value < 10 else value.quantize(Decimal(1).scaleb(value.adjusted() - 1))  # noqa: PLR2004  small enough

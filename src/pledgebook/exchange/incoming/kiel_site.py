"""The CSVs of the tracker's website in: allocations and commitments by donor and month, and other cuts set aside."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, figure_of, sum_of, text_of
from pledgebook.exchange.incoming.contract import normal
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, at
from pledgebook.exchange.incoming.parties import party_of
from pledgebook.exchange.incoming.rows import Line, write_row
from pledgebook.exchange.incoming.tables import Sheet
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate

BILLION = Decimal(10) ** 9
OTHER_CUT = "another cut of money that is counted by donor and month"


@dataclass(frozen=True, slots=True)
class Figure:
    """One column with sums.

    Attributes:
        column: Its header.
        stage: What it tells.
        purpose: What for; empty for all.
        adds: True when its rows add up to one sum of the donor.
    """

    column: str
    stage: Stage
    purpose: str = ""
    adds: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One CSV of the site.

    Attributes:
        name: As the site calls it.
        key: Columns that name a row.
        figures: Columns with sums.
        scale: What a figure of 1 is.
        aside: Why its rows are not counted; empty when they are.
    """

    name: str
    key: tuple[str, ...]
    figures: tuple[Figure, ...]
    scale: Decimal
    aside: str = ""


_ALLOCATED = tuple(Figure(purpose, Stage.ALLOCATED, purpose) for purpose in ("financial", "humanitarian", "military"))
_MEANS = ("stockpile", "procurement", "unspecified", "nato_purl")
LAYOUTS = (
    Layout(
        "data_explorer",
        ("country", "iso", "year", "month"),
        (Figure("commitments", Stage.COMMITTED, adds=True), *_ALLOCATED),
        BILLION,
    ),
    Layout("total_allocations", ("year", "month"), _ALLOCATED, BILLION, OTHER_CUT),
    Layout(
        "procurement_trends",
        ("year", "month"),
        tuple(Figure(name, Stage.ALLOCATED, "military") for name in _MEANS),
        BILLION,
        OTHER_CUT,
    ),
    Layout("eu_aid_shares", ("country", "iso"), (Figure("eu_share_bn", Stage.ALLOCATED),), BILLION, OTHER_CUT),
    Layout(
        "weapons",
        ("donor", "category"),
        (Figure("monetary_value_eur", Stage.ALLOCATED, "military"),),
        Decimal(1),
        OTHER_CUT,
    ),
)


def layout_of(sheet: Sheet) -> Layout | None:
    """Return the layout of a CSV of the site by its first row; None when it is none of them."""
    first = {normal(text_of(cell)) for cell in sheet.rows[0]} if sheet.rows else set()
    for layout in LAYOUTS:
        if {normal(text) for text in (*layout.key, *(figure.column for figure in layout.figures))} <= first:
            return layout
    return None


@dataclass(slots=True)
class _Reading:
    source: Source
    layout: Layout
    names: tuple[str, ...]
    places: dict[str, int]
    document: str
    layer: LayerWriter
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    rejected: int = 0


def read_site(source: Source, options: Options, sheet: Sheet, layout: Layout, reader: str) -> Intake | Refusal:
    """Read one CSV of the site."""
    names = tuple(text_of(cell) for cell in sheet.rows[0])
    places = {normal(name): place for place, name in enumerate(names)}
    reading = _Reading(source, layout, names, places, digest(source.data), LayerWriter(reader))
    read = 0
    for index, cells in enumerate(sheet.rows[1:], start=2):
        if any(cell not in (None, "") for cell in cells):
            read += 1
            _read_row(reading, index, cells)
    return Intake(
        coder=options.coder or "kiel-site",
        layer=reading.layer.layer(),
        records=tuple(reading.records),
        read=read,
        rejected=reading.rejected,
        problems=reading.faults.all(),
        publisher="Kiel Institute",
        title=f"Ukraine Support Tracker, {layout.name}",
        published=options.published,
        language="en",
    )


def _read_row(reading: _Reading, number: int, cells: Sequence[Cell]) -> None:
    key = [_text(reading, cells, column) for column in reading.layout.key]
    if not all(key):
        reading.rejected += 1
        reading.faults.error(
            ProblemCode.RECORD_REJECTED,
            at(reading.source.name, number),
            f"a row without {', '.join(reading.layout.key)} cannot be placed",
            " | ".join(text_of(cell) for cell in cells),
        )
        return
    try:
        when = _date(reading, cells)
    except (CellFault, ValueError) as fault:
        reading.rejected += 1
        reading.faults.error(ProblemCode.RECORD_REJECTED, at(reading.source.name, number, "month"), str(fault))
        return
    line = write_row(reading.layer, reading.names, cells)
    for figure in reading.layout.figures:
        _add(reading, number, cells, (line, figure, when, tuple(key)))


def _add(
    reading: _Reading,
    number: int,
    cells: Sequence[Cell],
    told: tuple[Line, Figure, PartialDate | None, tuple[str, ...]],
) -> None:
    line, figure, when, key = told
    amount = _sum(reading, number, cells, (line, figure))
    if amount is None:
        return
    donor = key[0] if reading.layout.key[0] in ("country", "donor") else ""
    pool = f"{reading.layout.name}/{donor}/commitments"
    identifier = pool if figure.adds else f"{reading.layout.name}/{'/'.join(key)}/{figure.column}"
    draft = Draft(
        figure.stage,
        donors=(party_of(donor),) if donor else (),
        recipients=("UA",),
        amount=amount,
        date=when,
        purpose=figure.purpose or None,
    )
    place = Place(reading.document, reading.layer.reader, Span(line.start, line.start + len(line.text), line.text))
    reading.records.append(
        Coded(
            state(draft, place, f"{identifier}/{'/'.join(key)}"),
            identifier,
            "" if figure.adds or reading.layout.aside else pool,
            f"site {reading.layout.name}",
            adds=figure.adds,
            aside=reading.layout.aside,
        )
    )


def _sum(reading: _Reading, number: int, cells: Sequence[Cell], told: tuple[Line, Figure]) -> Sum | None:
    line, figure = told
    place = reading.places[normal(figure.column)]
    found = line.cells.get(place)
    if found is None:
        return None
    try:
        value = sum_of(cells[place], reading.layout.scale)
    except CellFault as fault:
        where = at(reading.source.name, number, figure.column)
        reading.faults.warn(ProblemCode.VALUE_UNREADABLE, where, f"no sum, not counted: {fault}", found[1])
        return None
    return Sum(found[1], found[0], value, "EUR") if value else None


def _text(reading: _Reading, cells: Sequence[Cell], column: str) -> str:
    place = reading.places[normal(column)]
    return text_of(cells[place]).strip() if place < len(cells) else ""


def _date(reading: _Reading, cells: Sequence[Cell]) -> PartialDate | None:
    if "year" not in reading.layout.key:
        return None
    year, month = (int(figure_of(_text(reading, cells, column))) for column in ("year", "month"))
    return PartialDate(year, month)

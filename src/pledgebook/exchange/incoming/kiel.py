"""Workbooks and website CSVs of the Kiel Ukraine Support Tracker in, packages with their parts out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from pledgebook.exchange.incoming import kiel_site
from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, figure_of, sum_of, text_of, vague_date_of
from pledgebook.exchange.incoming.contract import Header, cell_at, check_header, find_header, normal
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, at
from pledgebook.exchange.incoming.kiel_columns import MAIN, MAPPING, SHOWN, SILENT
from pledgebook.exchange.incoming.parties import party_of
from pledgebook.exchange.incoming.rows import Line, write_row
from pledgebook.exchange.incoming.tables import Sheet, read_sheets
from pledgebook.exchange.mapping import FormatMapping
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Item
from pledgebook.model.when import PartialDate, Period
from pledgebook.reference.currencies import is_currency

UNTOLD = frozenset(
    ("", ".", "not given", "undisclosed", "no value available", "unspecified", "not specified", "unclear", "unknown")
)
"""What the tracker writes where it knows nothing, in lower case."""

SERIES = "main data"
RECIPIENT = "UA"
_STAGES = {"commitment": Stage.COMMITTED, "allocation": Stage.ALLOCATED}
_LONGEST_NAME = 120


@dataclass(slots=True)
class _Reading:
    """What a run over the rows has made so far."""

    name: str
    document: str
    reader: str
    header: Header
    published: PartialDate | None
    layer: LayerWriter
    shown: tuple[int, ...]
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    known: set[str] = field(default_factory=set)
    read: int = 0
    rejected: int = 0

    def fresh(self, identifier: str) -> str:
        """Return the identifier, or with a number behind it where it has been used."""
        self.used[identifier] += 1
        count = self.used[identifier]
        return identifier if count == 1 else f"{identifier}#{count}"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with what all its statements share."""

    number: int
    cells: Sequence[Cell]
    line: Line
    activity: str
    sub_activity: str
    donor: str
    date: PartialDate | None
    period: Period | None
    purpose: str
    currency: str
    stage: Stage


class KielImporter:
    """Reads the tracker's workbooks, old and new, and the CSVs of its website."""

    name = "kiel"
    version = 1
    endings = frozenset({".csv", ".xls", ".xlsb", ".xlsm", ".xlsx", ".ods"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the column contract as a mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a release, found by its headers."""
        sheets = read_sheets(source, ("main data",))
        if isinstance(sheets, Problem):
            return Refusal((sheets,))
        for sheet in sheets:
            layout = kiel_site.layout_of(sheet)
            if layout is not None:
                return kiel_site.read_site(source, options, sheet, layout, f"{self.name}/{self.version}")
        found = [(find_header(sheet, MAIN), sheet) for sheet in sheets]
        header, sheet = max(found, key=lambda pair: len(pair[0].places))
        header = _with_headless_item(header)
        return self._read_main(source, options, sheet, header)

    def _read_main(self, source: Source, options: Options, sheet: Sheet, header: Header) -> Intake | Refusal:
        reader = f"{self.name}/{self.version}"
        told = (source.name, digest(source.data), reader, header, options.published)
        reading = _Reading(*told, LayerWriter(reader), _shown(header))
        if not check_header(header, MAIN, (*SHOWN, *SILENT), source.name, reading.faults):
            return Refusal(reading.faults.all())
        for index in range(header.row + 1, len(sheet.rows)):
            cells = sheet.rows[index]
            if any(cell not in (None, "") for cell in cells):
                _read_row(reading, index + 1, cells)
        return Intake(
            coder=options.coder or self.name,
            layer=reading.layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher="Kiel Institute",
            title="Ukraine Support Tracker",
            published=options.published,
            language="en",
        )


def _with_headless_item(header: Header) -> Header:
    """In old releases the column of the goods has no header; it stands before that of their type."""
    names = [normal(name) for name in header.names]
    place = names.index("type of item") - 1 if "type of item" in names else -1
    if "item" in header.places or place < 0 or names[place]:
        return header
    return replace(header, places={**header.places, "item": place})


def _shown(header: Header) -> tuple[int, ...]:
    """Return the columns that are written into the text layer: all but those of workings and dummies."""
    silent = {normal(name) for name in SILENT}
    return tuple(place for place, name in enumerate(header.names) if normal(name) not in silent)


def _read_row(reading: _Reading, number: int, cells: Sequence[Cell]) -> None:
    reading.read += 1
    before = len(reading.faults.errors)
    row = _open_row(reading, number, cells)
    if row is None:
        reading.rejected += 1
        assert len(reading.faults.errors) > before  # what is rejected is listed
        return
    made = len(reading.records)
    _add_package(reading, row)
    part = _add_part(reading, row)
    _add_delivery(reading, row, part)
    _add_goods(reading, row, part)
    if len(reading.records) == made:  # neither sum nor goods: the row still says that there was support
        whole = row.activity if row.activity in reading.known else ""
        identifier = row.activity if not whole else f"{row.activity}/row"
        _add(reading, row, Draft(row.stage), reading.fresh(identifier), ("general", "explanation"), whole)


def _open_row(reading: _Reading, number: int, cells: Sequence[Cell]) -> _Row | None:
    activity = _words(reading, cells, "activity")
    donor = _words(reading, cells, "donor")
    for key, value in (("activity", activity), ("donor", donor)):
        if not value or len(value) > _LONGEST_NAME:
            reading.faults.error(
                ProblemCode.RECORD_REJECTED,
                at(reading.name, number, key),
                f"a row without {key} belongs to no package" if not value else f"the {key} is no name",
                " | ".join(text_of(cell) for cell in cells[:8]),
            )
            return None
    line = write_row(reading.layer, reading.header.names, cells, reading.shown)
    sub_activity = _words(reading, cells, "sub_activity")
    measure = _words(reading, cells, "measure").casefold()
    return _Row(
        number=number,
        cells=cells,
        line=line,
        activity=activity,
        sub_activity="" if sub_activity in ("0", "") else sub_activity,
        donor=party_of(donor),
        date=_date(reading, number, cells),
        period=_period(_words(reading, cells, "earmarked")),
        purpose=_words(reading, cells, "general").casefold(),
        currency=_words(reading, cells, "currency").upper(),
        stage=_STAGES.get(measure, Stage.COMMITTED),
    )


def _add_package(reading: _Reading, row: _Row) -> None:
    amount = _sum(reading, row, "total_eur", "EUR")
    if amount is not None:
        identifier = reading.fresh(row.activity)
        reading.known.add(identifier)
        draft = Draft(Stage.COMMITTED, amount=amount, equivalents=_original(reading, row, "total"))
        _add(reading, row, draft, identifier, ("total", "total_eur"))


def _add_part(reading: _Reading, row: _Row) -> tuple[str, Decimal | None]:
    """Add what the sub-activity of a row got; return the flow that its goods and deliveries are inside of."""
    key = "sub_redistributed" if "sub_redistributed" in reading.header.places else "sub_total_eur"
    amount = _sum(reading, row, key, "EUR") if row.stage is Stage.ALLOCATED else None
    whole = row.activity if row.activity in reading.known else ""
    if amount is None:
        part = row.sub_activity if row.sub_activity in reading.known else whole
        return part, None
    identifier = reading.fresh(row.sub_activity or f"{row.activity}/allocation")
    reading.known.add(identifier)
    draft = Draft(Stage.ALLOCATED, amount=amount, equivalents=_original(reading, row, "sub_total"))
    _add(reading, row, draft, identifier, ("sub_total", key), whole)
    return identifier, amount.value


def _add_delivery(reading: _Reading, row: _Row, part: tuple[str, Decimal | None]) -> None:
    amount = _sum(reading, row, "delivered_eur", "EUR")
    if amount is None:
        return
    inside, share = part
    aside = ""
    if share is not None and amount.value > share and row.activity in reading.known and inside != row.activity:
        aside = "more than its sub-activity has: Kiel does not say of which others it is"
    draft = Draft(Stage.DELIVERED, amount=amount)
    identifier = reading.fresh(f"{inside or row.activity}/delivered")
    _add(reading, row, draft, identifier, ("delivered_eur",), inside, aside)


def _add_goods(reading: _Reading, row: _Row, part: tuple[str, Decimal | None]) -> None:
    item = _words(reading, row.cells, "item")
    if item.casefold() in UNTOLD:
        return
    lot = reading.fresh(f"{row.sub_activity or row.activity}/{item}")
    count = _count(reading, row, "count")
    _add(reading, row, Draft(row.stage, items=(Item(item, count),)), lot, ("item", "count"), part[0])
    delivered = _count(reading, row, "count_delivered")
    if delivered:
        draft = Draft(Stage.DELIVERED, items=(Item(item, delivered),))
        _add(reading, row, draft, f"{lot}/delivered", ("item", "count_delivered"), lot)


def _add(
    reading: _Reading,
    row: _Row,
    draft: Draft,
    identifier: str,
    columns: Sequence[str],
    whole: str = "",
    aside: str = "",
) -> None:
    places = [reading.header.places[key] for key in (*columns, "general") if key in reading.header.places]
    start, end = row.line.stretch(places)
    span = Span(start, end, row.line.text[: end - start])
    full = Draft(
        stage=draft.stage,
        donors=(row.donor,),
        recipients=(RECIPIENT,),
        amount=draft.amount,
        equivalents=draft.equivalents,
        date=row.date if draft.stage is not Stage.DELIVERED else None,
        period=row.period,
        purpose=row.purpose,
        items=draft.items,
    )
    statement = state(full, Place(reading.document, reading.reader, span), identifier)
    reading.records.append(Coded(statement, identifier, whole, SERIES, "", aside=aside))


def _words(reading: _Reading, cells: Sequence[Cell], key: str) -> str:
    cell = cell_at(cells, reading.header, key)
    return " ".join(text_of(cell).split()) if cell is not None else ""


def _sum(reading: _Reading, row: _Row, key: str, unit: str) -> Sum | None:
    """Read a sum; None where the cell tells none, a warning where it is no figure or one that nobody has."""
    place = reading.header.places.get(key)
    found = row.line.cells.get(place) if place is not None else None
    if found is None or place is None or found[1].strip().casefold() in UNTOLD:
        return None
    try:
        value = sum_of(row.cells[place])
    except CellFault as fault:
        _warn(reading, row.number, key, f"no sum, not counted: {fault}", found[1])
        return None
    if value < 0:
        _warn(reading, row.number, key, "a negative sum is not counted", found[1])
    return Sum(found[1], found[0], value, unit) if value else None


def _original(reading: _Reading, row: _Row, key: str) -> tuple[Sum, ...]:
    if row.currency == "EUR" or not is_currency(row.currency):
        return ()
    found = _sum(reading, row, key, row.currency)
    return () if found is None else (found,)


def _count(reading: _Reading, row: _Row, key: str) -> Decimal | None:
    cell = cell_at(row.cells, reading.header, key)
    if text_of(cell).strip().casefold() in UNTOLD:
        return None
    try:
        value = figure_of(cell)
    except CellFault as fault:
        _warn(reading, row.number, key, f"no count, taken as untold: {fault}", text_of(cell))
        return None
    return round(value, 3).normalize() if value > 0 else None


def _date(reading: _Reading, number: int, cells: Sequence[Cell]) -> PartialDate | None:
    cell = cell_at(cells, reading.header, "date")
    text = text_of(cell).strip()
    if text.casefold() in UNTOLD:
        return None
    try:
        when = date_of(cell) if isinstance(cell, date) else vague_date_of(text)
    except CellFault as fault:
        _warn(reading, number, "date", f"no date, taken as untold: {fault}", text)
        return None
    if reading.published is not None and when.earliest() > reading.published.latest():
        _warn(reading, number, "date", "announced after the publication of the data", text)
    return when


def _period(text: str) -> Period | None:
    years = [int(part) for part in text.split("-") if part.isdigit() and len(part) == len("2022")]
    return Period(min(years), max(years)) if years else None


def _warn(reading: _Reading, number: int, key: str, message: str, excerpt: str) -> None:
    place = reading.header.places.get(key)
    column = reading.header.names[place] if place is not None else key
    reading.faults.warn(ProblemCode.VALUE_UNREADABLE, at(reading.name, number, column), message, excerpt)

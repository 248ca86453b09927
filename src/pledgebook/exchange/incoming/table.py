"""Anyone's table in, by a mapping of its columns; our own exported tables are known without one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import PurePath

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, figure_of, sum_of, text_of
from pledgebook.exchange.incoming.contract import normal
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, at, error
from pledgebook.exchange.incoming.frames import Frame, read_frame
from pledgebook.exchange.incoming.rows import Line, write_row
from pledgebook.exchange.incoming.table_mapping import TARGETS, TableMapping, guess_mapping, parse_mapping, splits
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.csv_ import as_it_was
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.quantity import Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import PartialDate, Period
from pledgebook.reference.currencies import is_currency

ITEM = "item:"
_LONGEST_ID = 300

MAPPING = FormatMapping(
    "table",
    "Anyone's table: CSV, XLSX, Parquet, JSON Lines, by a mapping file",
    Direction.INCOMING,
    (
        *(FieldMapping(f"columns.{target.name}", target.ours, target.note) for target in TARGETS),
        FieldMapping("constants.*", "", "a value that all rows share"),
        FieldMapping("stages", "statement.stage", "the table's words to stages"),
        FieldMapping("scale", "statement.amount", "1000000 where the column is in millions"),
        FieldMapping(
            "positions (our own export)",
            "statement",
            "known by its header, without a mapping; low and high become the precision of the figure",
            "an interval that is not even on both sides of its figure",
        ),
    ),
    ("Columns that the mapping does not name stay in the line of the text layer.",),
)

POSITIONS = ("position", "flow", "stage", "unit", "low", "best", "high", "reached", "funders", "recipients")
OWN = TableMapping(
    {
        "identifier": "position",
        "donors": "funders",
        "recipients": "recipients",
        "amount": "best",
        "currency": "unit",
        "date": "reached",
        "stage": "stage",
        "purpose": "purpose",
        "actor": "implementing_actor",
        "mechanism": "mechanism",
        "tranche": "tranche",
        "period": "period",
    },
    coder="pledgebook",
)


class TableImporter:
    """Reads tables of anyone."""

    name = "table"
    version = 1
    endings = frozenset(
        {".csv", ".json", ".jsonl", ".ndjson", ".ods", ".parquet", ".tsv", ".xls", ".xlsb", ".xlsm", ".xlsx"}
    )

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def guess(self, source: Source) -> str | Problem:
        """Propose a mapping file for a table."""
        frame = read_frame(source)
        return frame if isinstance(frame, Problem) else guess_mapping(frame.names, [row for _, row in frame.rows])

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a table by its mapping.

        Raises:
            UsageFault: There is no mapping and the table is none of ours, or the mapping makes no sense.
        """
        told = parse_mapping(options.mapping) if options.mapping else None
        frame = read_frame(source, told.sheet if told else "")
        if isinstance(frame, Problem):
            return Refusal((frame,))
        own = set(POSITIONS) <= set(frame.names)
        if told is None and not own:
            how = f"pledgebook import table {source.name} --guess > FILE, read it, then --mapping FILE"
            raise UsageFault(f"{source.name} needs a mapping: which column is what", remedy=how)
        mapping = told or OWN
        places = _places(mapping, frame, source.name)
        if isinstance(places, Problem):
            return Refusal((places,))
        layer = LayerWriter(f"{self.name}/{self.version}")
        series = options.coder or mapping.coder or PurePath(source.name).stem
        of_file = (source.name, digest(source.data), frame.names)
        reading = _Reading(*of_file, mapping, places, layer, is_own=told is None, is_csv=frame.is_csv)
        for number, row in frame.rows:
            reading.take(number, row)
        return Intake(
            coder=series,
            layer=layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher=options.coder or mapping.coder,
            title=PurePath(source.name).name,
            published=options.published,
        )


def _places(mapping: TableMapping, frame: Frame, name: str) -> dict[str, int] | Problem:
    known = {normal(header): place for place, header in reversed(list(enumerate(frame.names)))}
    missing = [header for header in mapping.columns.values() if normal(header) not in known]
    if missing:
        return error(
            ProblemCode.MISSING_COLUMN,
            f"{name}, row 1",
            f"columns of the mapping are missing: {', '.join(map(repr, missing))}",
            " | ".join(frame.names),
            "mend the mapping, or --guess a new one",
        )
    return {target: known[normal(header)] for target, header in mapping.columns.items()}


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    names: tuple[str, ...]
    mapping: TableMapping
    places: dict[str, int]
    layer: LayerWriter
    is_own: bool
    is_csv: bool
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    read: int = 0
    rejected: int = 0

    def take(self, number: int, row: Sequence[Cell]) -> None:
        self.read += 1
        try:
            self.records.append(self._record(number, row))
        except CellFault as fault:
            self.rejected += 1
            excerpt = " | ".join(text_of(cell) for cell in row[:8])
            column, _, reason = str(fault).rpartition("\t")
            self.faults.error(ProblemCode.RECORD_REJECTED, at(self.name, number, column), reason, excerpt)

    def _record(self, number: int, row: Sequence[Cell]) -> Coded:
        identifier = self._text(row, "identifier")[:_LONGEST_ID] or f"row {number}"
        if identifier in self.used:
            raise self._fault("identifier", f"{identifier!r} stands in the table twice: it names two rows")
        draft = self._draft(row)
        line = write_row(self.layer, self.names, row)
        draft = self._with_sum(draft, row, line)
        self.used.add(identifier)
        span = Span(line.start, line.start + len(line.text), line.text)
        statement = state(draft, Place(self.document, self.layer.reader, span), identifier)
        return Coded(statement, identifier, self._text(row, "whole"), "table", "")

    def _draft(self, row: Sequence[Cell]) -> Draft:
        unit, count = self._text(row, "currency"), self._figure(row, "count")
        item = unit.removeprefix(ITEM) if unit.startswith(ITEM) else self._text(row, "item")
        if unit.startswith(ITEM):
            count = self._figure(row, "amount")
        tranche = self._figure(row, "tranche")
        origin = (
            text_of(row[self.names.index("budget_origin")]) if self.is_own and "budget_origin" in self.names else ""
        )
        return Draft(
            self._stage(row),
            donors=self._donors(row),
            recipients=splits(self._text(row, "recipients")),
            date=self._date(row),
            period=self._period(row),
            purpose=self._text(row, "purpose")[:200],
            items=(Item(item, count),) if item else (),
            actor=self._text(row, "actor"),
            origin=BudgetOrigin(origin) if origin in {value.value for value in BudgetOrigin} else BudgetOrigin.UNKNOWN,
            mechanism=self._text(row, "mechanism") or None,
            tranche=int(tranche) if tranche is not None else None,
        )

    def _donors(self, row: Sequence[Cell]) -> tuple[str, ...]:
        donors = splits(self._text(row, "donors"))
        return () if self.is_own and donors == ("unknown",) else donors

    def _with_sum(self, draft: Draft, row: Sequence[Cell], line: Line) -> Draft:
        """Add the sum of a row, if it has one, where its cell stands in the line."""
        unit = self._text(row, "currency")
        place = self.places.get("amount")
        found = line.cells.get(place) if place is not None else None
        if place is None or found is None or unit.startswith(ITEM):
            return draft
        unit = unit.upper()
        if not (is_currency(unit) or (self.is_own and unit == "%GDP")):
            raise self._fault("currency", f"{unit!r} is no currency" if unit else "an amount without a currency")
        try:
            value = sum_of(row[place], self.mapping.scale)
        except CellFault as fault:
            raise self._fault("amount", str(fault)) from fault
        if value < 0:
            raise self._fault("amount", "a negative sum: give corrections a row of their own meaning, or net them")
        told = Sum(found[1], found[0], value, unit)
        return _replaced(draft, self._with_bounds(told, row) if self.is_own else told)

    def _with_bounds(self, told: Sum, row: Sequence[Cell]) -> Sum:
        """Give a figure of our own export the interval that stands beside it."""
        low, high = (text_of(row[self.names.index(name)]).strip() for name in ("low", "high"))
        least = figure_of(low) if low else told.value
        if not high:
            return _bounded(told, Qualifier.AT_LEAST, 2 * (told.value - least))
        most = figure_of(high)
        if not least and told.value:
            return _bounded(told, Qualifier.AT_MOST, 2 * (most - told.value))
        if most - told.value == told.value - least:
            return _bounded(told, Qualifier.EXACT, 2 * (most - told.value))
        return told

    def _text(self, row: Sequence[Cell], target: str) -> str:
        place = self.places.get(target)
        text = " ".join(text_of(row[place]).split()) if place is not None and place < len(row) else ""
        text = as_it_was(text) if self.is_own and self.is_csv else text
        return text or self.mapping.constants.get(target, "")

    def _figure(self, row: Sequence[Cell], target: str) -> Decimal | None:
        text = self._text(row, target)
        if not text:
            return None
        try:
            return figure_of(text)
        except CellFault as fault:
            raise self._fault(target, str(fault)) from fault

    def _date(self, row: Sequence[Cell]) -> PartialDate | None:
        text = self._text(row, "date")
        try:
            return date_of(text) if text else None
        except CellFault as fault:
            raise self._fault("date", str(fault)) from fault

    def _period(self, row: Sequence[Cell]) -> Period | None:
        text = self._text(row, "period").removesuffix(".0")
        first, _, last = text.partition("-")
        if not text:
            return None
        if not all(part.isdigit() or not part for part in (first, last)):
            raise self._fault("period", f"{text!r} is no year and no first-last")
        years = [int(part) if part else None for part in (first, last)]
        return Period(years[0], years[1] if "-" in text else years[0])

    def _stage(self, row: Sequence[Cell]) -> Stage:
        text = self._text(row, "stage").casefold()
        if text in self.mapping.stages:
            return self.mapping.stages[text]
        if text in {stage.value for stage in Stage}:
            return Stage(text)
        if not text:
            raise self._fault("stage", "no stage: name a column, or one for all rows in [constants]")
        raise self._fault("stage", f"{text!r} is no stage: say in [stages] which it is")

    def _fault(self, target: str, reason: str) -> CellFault:
        return CellFault(f"{self.mapping.columns.get(target, target)}\t{reason}")


def _bounded(told: Sum, qualifier: Qualifier, precision: Decimal) -> Sum:
    return Sum(told.text, told.start, told.value, told.unit, qualifier, precision)


def _replaced(draft: Draft, told: Sum) -> Draft:
    return draft._replace(amount=told)

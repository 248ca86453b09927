"""Dated snapshots of the Ebola response's pledge list in: pledged, later committed, as a history by snapshot."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import CellFault, sum_of, text_of
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, error
from pledgebook.exchange.incoming.parties import find_code, party_of
from pledgebook.exchange.incoming.rows import write_row
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate

_DATE = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")
_FIELD = re.compile(r'"(\w+)"\s*:\s*("(?:[^"\\]|\\.)*"|[^"\s][^\n"]*?)\s*,?\s*(?=\n|\}|$)')
_OBJECT = re.compile(r"\{[^{}]*\}")
_FIELDS = ("Donor", "Channel", "Description", "Funding", "Committed", "Area")
_SERIES = "pledges"

MAPPING = FormatMapping(
    "ebola",
    "Pledges to the Ebola response, dated snapshots of a dashboard (JavaScript)",
    Direction.INCOMING,
    (
        FieldMapping("file name (data_2015-01-19_….js)", "statement.date", "the day of the snapshot, or --published"),
        FieldMapping("Donor", "statement.donors"),
        FieldMapping("Channel", "statement.implementing_actor"),
        FieldMapping("Donor, Description, Area", "coded.identifier", "numbered where a snapshot has them twice"),
        FieldMapping("Funding", "statement.amount", 'USD; "17,400,000" without quotes is read with a warning'),
        FieldMapping("Committed", "statement.stage", "Committed is committed; Uncommitted and Pledged are pledged"),
        FieldMapping("Area", "statement.recipients"),
    ),
    ("The day on which a pledge was made or committed: the first snapshot that tells it bounds it from above.",),
)


class EbolaImporter:
    """Reads one snapshot; what an earlier one said stays beside it."""

    name = "ebola"
    version = 1
    endings = frozenset({".js", ".json"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read the list of a snapshot."""
        dated = _DATE.search(source.name)
        try:
            published = PartialDate.parse(dated[1]) if dated else options.published
        except ValueError:
            published = options.published
        if published is None:
            message = "a snapshot needs its day: in its name (data_2015-01-19.js), or by --published"
            return Refusal((error(ProblemCode.BROKEN_STRUCTURE, source.name, message),))
        rows = _rows_of(source)
        if isinstance(rows, Problem):
            return Refusal((rows,))
        layer = LayerWriter(f"{self.name}/{self.version}")
        reading = _Reading(source.name, digest(source.data), published, layer)
        for number, (row, is_sound) in enumerate(rows, start=1):
            reading.take(number, row, is_sound=is_sound)
        return Intake(
            coder=options.coder or self.name,
            layer=layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher="UN OCHA Financial Tracking Service",
            title="Pledges to the Ebola response",
            published=published,
            language="en",
            history=True,
        )


Row = Mapping[str, str | int | float]


def _rows_of(source: Source) -> list[tuple[Row, bool]] | Problem:
    """Return the objects of the list, each with whether it is sound JSON."""
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return error(ProblemCode.UNDECODABLE_TEXT, source.name, f"byte {fault.start} is no UTF-8")
    start, end = text.find("["), text.rfind("]")
    if start < 0 or end < start:
        return error(ProblemCode.BROKEN_STRUCTURE, source.name, "there is no list between [ and ]: cut short?")
    return list(_objects(text[start : end + 1]))


def _objects(text: str) -> Iterator[tuple[Row, bool]]:
    for match in _OBJECT.finditer(text):
        try:
            yield json.loads(match[0]), True
        except ValueError:
            yield {name: value.strip('"') for name, value in _FIELD.findall(match[0])}, False


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    published: PartialDate
    layer: LayerWriter
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    used: Counter[str] = field(default_factory=Counter)
    read: int = 0
    rejected: int = 0

    def take(self, number: int, row: Row, *, is_sound: bool) -> None:
        self.read += 1
        where = f"{self.name}, record {number}"
        try:
            record = self._record(row)
        except CellFault as fault:
            self.rejected += 1
            excerpt = " | ".join(text_of(row.get(name)) for name in _FIELDS)
            self.faults.error(ProblemCode.RECORD_REJECTED, where, str(fault), excerpt)
            return
        self.records.append(record)
        if not is_sound:
            message = "no JSON: a figure with separators and without quotes, read as thousands"
            self.faults.warn(ProblemCode.VALUE_ODD, where, message, text_of(row.get("Funding")))

    def _record(self, row: Row) -> Coded:
        told = {name: " ".join(text_of(row.get(name)).split()) for name in _FIELDS}
        if not told["Donor"]:
            raise CellFault("a pledge without a donor")
        value = sum_of(row.get("Funding"))
        status = told["Committed"].casefold()
        if not status.startswith(("commit", "uncommit", "pledge")):
            raise CellFault(f"Committed is {told['Committed']!r}: neither committed nor pledged")
        line = write_row(self.layer, _FIELDS, [row.get(name) for name in _FIELDS])
        start, text = line.cells[_FIELDS.index("Funding")]
        name = f"{told['Donor']} / {told['Description']} / {told['Area']}".casefold()
        self.used[name] += 1
        identifier = name if self.used[name] == 1 else f"{name} #{self.used[name]}"
        draft = Draft(
            Stage.COMMITTED if status.startswith("commit") else Stage.PLEDGED,
            donors=(party_of(told["Donor"]),),
            recipients=(find_code(told["Area"]) or told["Area"],) if told["Area"] else (),
            amount=Sum(text, start, value, "USD"),
            date=self.published,
            purpose=told["Description"][:80].strip(),
            actor=party_of(told["Channel"]) if told["Channel"] else "",
        )
        span = Span(line.start, line.start + len(line.text), line.text)
        statement = state(draft, Place(self.document, self.layer.reader, span), identifier)
        return Coded(statement, identifier, "", _SERIES, str(self.published))

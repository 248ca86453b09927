"""Flows of UN OCHA's Financial Tracking Service in, as API JSON or CSV: new money counted once, all else set aside."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import CellFault, date_of, figure_of, sum_of, text_of
from pledgebook.exchange.incoming.contract import normal
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, error
from pledgebook.exchange.incoming.json_files import items_at, read_json, text_at, value_at
from pledgebook.exchange.incoming.parties import find_code, party_of
from pledgebook.exchange.incoming.rows import Line, write_row
from pledgebook.exchange.incoming.tables import read_sheets
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate, Period
from pledgebook.reference.currencies import is_currency

STAGES = {"pledge": Stage.PLEDGED, "commitment": Stage.COMMITTED, "paid": Stage.DISBURSED}
NOT_NEW = "not new money: what is counted upstream is used again"
OUTGOING = "outgoing of the place that was asked for: it is the same flow as the receiver's incoming"
ZERO = "nothing is left of it: its money is in the flows that it was parked for"
PURPOSE_LENGTH = 80
# The same flow comes back under several queries; the view of the receiver is preferred.
_BOUNDARIES = {"outgoing": 0, "internal": 1, "incoming": 2}

# What a line of the text layer shows, in order: column of the CSV, which the JSON is brought to.
_SHOWN = (
    *("id", "date", "status", "amountUSD", "originalAmount", "originalCurrency", "srcOrganization", "srcLocations"),
    *("srcUsageYearStart", "srcUsageYearEnd", "destOrganization", "destLocations", "destPlan", "destGlobalClusters"),
    *("destUsageYearStart", "destUsageYearEnd", "flowType", "newMoney", "boundary", "onBoundary", "parentFlowId"),
    *("childFlowIds", "decisionDate", "firstReportedDate", "updatedAt", "versionId", "refCode", "description"),
)
_PLACES = {name: place for place, name in enumerate(_SHOWN)}

MAPPING = FormatMapping(
    "fts",
    "UN OCHA Financial Tracking Service, flows as API JSON or CSV",
    Direction.INCOMING,
    (
        FieldMapping("id", "coded.identifier"),
        FieldMapping("versionId, boundary", "coded.edition", "the later version stands; of one version incoming"),
        FieldMapping("status", "statement.stage", "pledge, commitment, paid: pledged, committed, disbursed"),
        FieldMapping("amountUSD", "statement.amount", "what FTS adds up; zero is in the book, not counted"),
        FieldMapping("originalAmount, originalCurrency", "statement.equivalents"),
        FieldMapping("exchangeRate", "", "", "it follows from the two sums"),
        FieldMapping("newMoney", "coded.aside", "false: in the book, not counted"),
        FieldMapping("boundary", "coded.aside", "outgoing: not counted; internal without newMoney told: not counted"),
        FieldMapping("flowType", "coded.aside", "Carryover: not counted; a Parked flow counts with what is left of it"),
        FieldMapping("parentFlowId, childFlowIds", "statement.span", "", "kept in the quote: a parked flow is net"),
        FieldMapping("sourceObjects Organization, srcOrganization", "statement.donors", "several are joint"),
        FieldMapping("destinationObjects Location, destLocations", "statement.recipients", "shared: all of them"),
        FieldMapping("destinationObjects Organization, destOrganization", "statement.implementing_actor"),
        FieldMapping("destinationObjects UsageYear", "statement.period", "", "several years are not split"),
        FieldMapping("decisionDate, else date", "statement.date"),
        FieldMapping("description", "statement.purpose", "the first 80 characters"),
        FieldMapping("reportDetails, keywords, method, contributionType", "", "", "not read"),
        FieldMapping(
            "behavior single, shared, overlap", "statement.recipients", "", "shared and overlap are not told apart"
        ),
    ),
    ("Versions before the one that the service hands out.",),
)


class FtsImporter:
    """Reads flows of the Financial Tracking Service."""

    name = "fts"
    version = 1
    endings = frozenset({".csv", ".json"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a page of the API or a CSV."""
        is_json = source.data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
        rows = list(_json_rows(source)) if is_json else list(_csv_rows(source))
        if rows and isinstance(rows[0], Problem):
            return Refusal((rows[0],))
        reading = _Reading(source.name, digest(source.data), LayerWriter(f"{self.name}/{self.version}"))
        for place, row in rows:  # type: ignore[misc]  # a problem stands first and alone
            reading.take(place, row)
        return Intake(
            coder=options.coder or self.name,
            layer=reading.layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher="UN OCHA Financial Tracking Service",
            title="Flows",
            published=options.published,
            language="en",
        )


Row = Mapping[str, Any]


def _json_rows(source: Source) -> Iterator[tuple[str, Row] | Problem]:
    tree = read_json(source)
    if isinstance(tree, Problem):
        yield tree
        return
    flows = value_at(tree, "data", "flows")
    if not isinstance(flows, list):
        yield error(ProblemCode.BROKEN_STRUCTURE, source.name, "there is no list data.flows: no answer of flows")
        return
    for number, flow in enumerate(flows, start=1):
        yield f"flow {number}", _flat(flow)


def _flat(flow: object) -> Row:
    """Bring a flow of the API to the columns of the CSV."""
    if not isinstance(flow, dict):
        return {}
    row = {name: value for name, value in flow.items() if not isinstance(value, dict | list)}
    row["childFlowIds"] = ", ".join(map(str, flow.get("childFlowIds") or ()))
    for side, objects in (("src", "sourceObjects"), ("dest", "destinationObjects")):
        named: dict[str, list[str]] = {}
        for item in items_at(flow, objects):
            named.setdefault(text_at(item, "type"), []).append(text_at(item, "name"))
        row[f"{side}Organization"] = "; ".join(named.get("Organization", ()))
        row[f"{side}Locations"] = "; ".join(named.get("Location", ()))
        row[f"{side}Plan"] = "; ".join(named.get("Plan", ()))
        row[f"{side}GlobalClusters"] = "; ".join(named.get("GlobalCluster", ()))
        years = sorted(named.get("UsageYear", ()))
        row[f"{side}UsageYearStart"], row[f"{side}UsageYearEnd"] = (years[0], years[-1]) if years else ("", "")
    return row


def _csv_rows(source: Source) -> Iterator[tuple[str, Row] | Problem]:
    sheets = read_sheets(source)
    if isinstance(sheets, Problem):
        yield sheets
        return
    rows = sheets[0].rows
    known = {normal(name): name for name in _SHOWN}
    names = [known.get(normal(text_of(cell)), text_of(cell)) for cell in rows[0]]
    missing = [name for name in ("id", "status", "amountUSD", "srcOrganization") if name not in names]
    if missing:
        message = f"required columns are missing: {', '.join(missing)}"
        yield error(ProblemCode.MISSING_COLUMN, f"{source.name}, row 1", message, " | ".join(names))
        return
    for number, row in enumerate(rows[1:], start=2):
        if row and not text_of(row[0]).startswith("#") and any(cell not in (None, "") for cell in row):
            flat = dict(zip(names, row, strict=False))
            for name in ("srcOrganization", "srcLocations", "destOrganization", "destLocations"):
                flat[name] = _separated(text_of(flat.get(name)), name)
            yield f"row {number}", flat


def _separated(text: str, column: str) -> str:
    """Put semicolons between the parties of a cell of the CSV, which writes commas between them and inside them."""
    if "Locations" in column:
        return text.replace(",", "; ")
    return text if party_of(text) != text or ", Government of," not in f"{text}," else text.replace(" of,", " of; ")


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    layer: LayerWriter
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    read: int = 0
    rejected: int = 0

    def take(self, place: str, row: Row) -> None:
        self.read += 1
        try:
            record = self._record(place, row)
        except CellFault as fault:
            self.rejected += 1
            excerpt = " | ".join(text_of(row.get(name)) for name in _SHOWN[:8])
            self.faults.error(ProblemCode.RECORD_REJECTED, f"{self.name}, {place}", str(fault), excerpt)
        else:
            self.records.append(record)

    def _record(self, place: str, row: Row) -> Coded:
        identifier = text_of(row.get("id")).strip()
        status = text_of(row.get("status")).strip().casefold()
        amount = sum_of(row.get("amountUSD"))
        if not identifier or status not in STAGES:
            raise CellFault(f"status {status!r} is none of {', '.join(STAGES)}" if identifier else "a flow without id")
        when = _date(row)
        line = write_row(self.layer, _SHOWN, [row.get(name) for name in _SHOWN])
        start, text = line.cells[_PLACES["amountUSD"]]
        receivers = _parties(row, "destOrganization")
        places = tuple(sorted({find_code(name) or name for name in _names(row, "destLocations")}))
        draft = Draft(
            STAGES[status],
            donors=_parties(row, "srcOrganization"),
            recipients=places or receivers,
            amount=Sum(text, start, amount, "USD"),
            equivalents=self._original(place, row, line),
            date=when,
            period=_years(row),
            purpose=" ".join(text_of(row.get("description")).split())[:PURPOSE_LENGTH].strip(),
            actor=", ".join(receivers) if places else "",
        )
        span = Span(line.start, line.start + len(line.text), line.text)
        boundary = text_of(row.get("boundary")).casefold()
        version = text_of(row.get("versionId")).strip()
        edition = (
            f"{version.zfill(6)}.{_BOUNDARIES.get(boundary, 1)}" if version else f"0.{_BOUNDARIES.get(boundary, 1)}"
        )
        statement = state(draft, Place(self.document, self.layer.reader, span), identifier)
        return Coded(statement, identifier, "", identifier, edition, aside=_aside(row, amount, boundary))

    def _original(self, place: str, row: Row, line: Line) -> tuple[Sum, ...]:
        unit = text_of(row.get("originalCurrency")).strip().upper()
        found = line.cells.get(_PLACES["originalAmount"])
        if found is None or unit == "USD" or not is_currency(unit):
            return ()
        try:
            return (Sum(found[1], found[0], sum_of(row["originalAmount"]), unit),)
        except CellFault as fault:
            where = f"{self.name}, {place}, column 'originalAmount'"
            self.faults.warn(ProblemCode.VALUE_UNREADABLE, where, str(fault), found[1])
            return ()


def _aside(row: Row, amount: Decimal, boundary: str) -> str:
    """Say why a flow is not counted; empty when it is."""
    if not amount:
        return ZERO
    new = text_of(row.get("newMoney")).casefold()
    if new == "false" or (not new and boundary == "internal"):
        return NOT_NEW
    if text_of(row.get("flowType")).casefold() == "carryover":
        return NOT_NEW
    return OUTGOING if boundary == "outgoing" else ""


def _date(row: Row) -> PartialDate | None:
    for name in ("decisionDate", "date"):
        text = text_of(row.get(name)).strip()
        if text:
            return date_of(text[:10])
    return None


def _names(row: Row, column: str) -> list[str]:
    return [name.strip() for name in text_of(row.get(column)).split(";") if name.strip()]


def _parties(row: Row, column: str) -> tuple[str, ...]:
    return tuple(sorted({party_of(name) for name in _names(row, column)}))


def _years(row: Row) -> Period | None:
    years = []
    for name in ("destUsageYearStart", "destUsageYearEnd"):
        try:
            years.append(int(figure_of(row.get(name))))
        except CellFault:
            continue
    return Period(min(years), max(years)) if years else None

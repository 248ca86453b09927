"""FollowTheMoney entities in: parties by name and country, projects and awards as sums, payments as transfers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import msgspec

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, sum_of
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
from pledgebook.reference.currencies import is_currency

PARTIES = frozenset(("LegalEntity", "Organization", "PublicBody", "Company", "Person"))
SUMS: Mapping[str, Stage] = {
    "Project": Stage.COMMITTED,
    "ContractAward": Stage.ALLOCATED,
    "Contract": Stage.CONTRACTED,
    "Payment": Stage.DISBURSED,
}
"""Schemata that tell of money, and the stage that each means unless its status names one of ours."""

_PURPOSE_LENGTH = 80

MAPPING = FormatMapping(
    "ftm",
    "FollowTheMoney entities, a JSON object a line",
    Direction.INCOMING,
    (
        FieldMapping("LegalEntity, Organization, PublicBody, Company, Person", "party", "code of the name or alias"),
        FieldMapping("PublicBody:country", "party", "a public body without a known name stands for its state"),
        FieldMapping(
            "Project:amount, Project:currency",
            "statement.amount",
            "status where it is one of our stages, else committed",
        ),
        FieldMapping("Project:startDate, Payment:date, ContractAward:date, Contract:contractDate", "statement.date"),
        FieldMapping(
            "ProjectParticipant:role", "statement.donors, statement.recipients", "funder, recipient, implementing actor"
        ),
        FieldMapping("Payment:payer, Payment:beneficiary", "statement.donors, statement.recipients"),
        FieldMapping("Payment:project", "coded.whole", "the payment is inside its project"),
        FieldMapping("ContractAward:supplier", "statement.implementing_actor"),
        FieldMapping("Contract:authority", "statement.donors"),
        FieldMapping("name, purpose, goal", "statement.purpose", "the first 80 characters"),
        FieldMapping("program, programme", "", "", "kept in the line only"),
    ),
    ("All other schemata and properties; ownership, families, documents.",),
)


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity with the number of its line."""

    line: int
    name: str
    schema: str
    properties: Mapping[str, Sequence[str]]

    def first(self, *names: str) -> str:
        """Return the first value of the first property that has one."""
        return next((" ".join(self.properties[name][0].split()) for name in names if self.properties.get(name)), "")

    def all(self, name: str) -> Sequence[str]:
        """Return all values of a property."""
        return self.properties.get(name, ())


class _Raw(msgspec.Struct):
    id: str
    schema: str
    properties: dict[str, list[str]] = {}


class FollowTheMoneyImporter:
    """Reads entities."""

    name = "ftm"
    version = 1
    endings = frozenset({".ftm", ".ijson", ".json", ".jsonl", ".ndjson"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read the entities of a file; they may refer to each other in any order."""
        faults = Faults()
        entities = _entities(source, faults)
        if isinstance(entities, Problem):
            return Refusal((entities,))
        layer = LayerWriter(f"{self.name}/{self.version}")
        reading = _Reading(source.name, digest(source.data), layer, faults)
        reading.rejected = reading.read = len(faults.errors)
        reading.index(entities)
        for entity in entities:
            reading.take(entity)
        return Intake(
            coder=options.coder or self.name,
            layer=layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=faults.all(),
            title="FollowTheMoney entities",
            published=options.published,
        )


def _entities(source: Source, faults: Faults) -> list[Entity] | Problem:
    decoder = msgspec.json.Decoder(_Raw)
    found = []
    for number, line in enumerate(source.data.removeprefix(b"\xef\xbb\xbf").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            raw = decoder.decode(line)
        except (msgspec.DecodeError, RecursionError) as fault:
            where, excerpt = f"{source.name}, line {number}", line[:80].decode("utf-8", "replace")
            if not isinstance(fault, msgspec.ValidationError):
                return error(ProblemCode.BROKEN_STRUCTURE, where, f"no JSON object: {fault}", excerpt)
            faults.error(ProblemCode.RECORD_REJECTED, where, f"no entity: {fault}", excerpt)
            continue
        found.append(Entity(number, raw.id, raw.schema, raw.properties))
    if not found and not faults.errors:
        return error(ProblemCode.EMPTY_FILE, source.name, "there are no entities in it")
    return found


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    layer: LayerWriter
    faults: Faults
    records: list[Coded] = field(default_factory=list)
    parties: dict[str, str] = field(default_factory=dict)
    roles: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    read: int = 0
    rejected: int = 0

    def index(self, entities: Sequence[Entity]) -> None:
        """Learn who the parties are, and who takes part in what."""
        for entity in entities:
            if entity.schema in PARTIES:
                self.parties[entity.name] = _code(entity)
        for entity in entities:
            if entity.schema == "ProjectParticipant":
                for party in entity.all("participant"):
                    role = entity.first("role").casefold()
                    self.roles[entity.first("project"), role].add(self.parties.get(party, party))

    def take(self, entity: Entity) -> None:
        """Write the line of an entity; one that tells of money becomes a statement."""
        if entity.schema not in SUMS and entity.schema not in PARTIES:
            return
        self.read += 1
        cells: list[tuple[str, Cell]] = [("schema", entity.schema), ("id", entity.name)]
        cells += [(name, "; ".join(values)) for name, values in sorted(entity.properties.items())]
        names, values = [name for name, _ in cells], [value for _, value in cells]
        if entity.schema in PARTIES:
            write_row(self.layer, names, values)
            return
        try:
            amount = _amount(entity)
            when = _date(entity)
        except CellFault as fault:
            self.rejected += 1
            where = f"{self.name}, line {entity.line}"
            self.faults.error(ProblemCode.RECORD_REJECTED, where, str(fault), entity.name)
            return
        line = write_row(self.layer, names, values)
        told = None
        if amount is not None:
            start, text = line.cells[names.index("amount")]
            told = Sum(text, start, *amount)
        span = Span(line.start, line.start + len(line.text), line.text)
        draft = self._draft(entity, told, when)
        statement = state(draft, Place(self.document, self.layer.reader, span), entity.name)
        whole = entity.first("project") if entity.schema == "Payment" else ""
        self.records.append(Coded(statement, entity.name, whole, entity.name.replace("@", " at ")))

    def _draft(self, entity: Entity, amount: Sum | None, when: PartialDate | None) -> Draft:
        status = entity.first("status").casefold()
        known = {stage.value for stage in Stage}
        return Draft(
            Stage(status) if status in known else SUMS[entity.schema],
            donors=self._who(entity, ("payer", "authority"), "funder"),
            recipients=self._who(entity, ("beneficiary",), "recipient"),
            amount=amount,
            date=when,
            purpose=entity.first("purpose", "goal", "name")[:_PURPOSE_LENGTH].strip(),
            actor="; ".join(self._who(entity, ("supplier",), "implementing actor")),
        )

    def _who(self, entity: Entity, names: Sequence[str], role: str) -> tuple[str, ...]:
        found = {self.parties.get(party, party) for name in names for party in entity.all(name)}
        return tuple(sorted(found or self.roles.get((entity.name, role), set())))


def _code(entity: Entity) -> str:
    for name in (*entity.all("name"), *entity.all("alias")):
        if find_code(name):
            return find_code(name)
    if entity.schema == "PublicBody" and find_code(entity.first("country")):
        return find_code(entity.first("country"))
    return entity.first("alias") or party_of(entity.first("name")) or entity.name


def _amount(entity: Entity) -> tuple[Decimal, str] | None:
    text, unit = entity.first("amount"), entity.first("currency").upper()
    if not text:
        return None
    if not is_currency(unit):
        raise CellFault(f"{unit!r} is no currency" if unit else "an amount without a currency")
    value = sum_of(text)
    if value < 0:
        raise CellFault("a negative amount")
    return value, unit


def _date(entity: Entity) -> PartialDate | None:
    text = entity.first("date", "contractDate", "startDate")
    return date_of(text[:10]) if text else None

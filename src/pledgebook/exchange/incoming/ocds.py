"""OCDS releases, records and packages in: each process as planned, awarded, contracted, paid and delivered."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, figure_of, sum_of
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, error
from pledgebook.exchange.incoming.json_files import items_at, read_json, text_at, value_at
from pledgebook.exchange.incoming.ocds_merging import day_at, processes
from pledgebook.exchange.incoming.ocds_own import own_drafts
from pledgebook.exchange.incoming.parties import party_of
from pledgebook.exchange.incoming.rows import write_row
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.model.evidence import BlockRole, Source, Span
from pledgebook.model.identity import digest
from pledgebook.model.problem import Problem, ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Item
from pledgebook.model.when import PartialDate
from pledgebook.reference.currencies import is_currency

Json = dict[str, Any]

PLANNED = "a budget for what contracts tell"
AWARDED = "an award for what a contract tells"
_GONE = frozenset(("cancelled", "unsuccessful", "withdrawn"))
_PURPOSE_LENGTH = 80
_NAME_LENGTH = 120

MAPPING = FormatMapping(
    "ocds",
    "OCDS 1.1 releases, records and packages (1.0 as far as it goes)",
    Direction.INCOMING,
    (
        FieldMapping("ocid", "coded.series", "the process is what a later file replaces"),
        FieldMapping("releases", "", "merged by the standard's library (extra ocds)", "values before the last release"),
        FieldMapping("records[].compiledRelease", "", "taken as it is", "records that only link are rejected"),
        FieldMapping("date", "coded.edition", "of the last release"),
        FieldMapping("parties[roles=funder]", "statement.donors", "else the buyer"),
        FieldMapping("buyer", "statement.recipients", "where a funder is told"),
        FieldMapping("planning.budget.amount", "statement.amount", "proposed; not counted beside contracts"),
        FieldMapping("tender.value, tender.title", "statement.purpose", "the title", "the estimate is not read"),
        FieldMapping(
            "awards[].value, date", "statement.amount", "allocated; not counted where its contract has a value"
        ),
        FieldMapping("awards[].suppliers", "statement.implementing_actor"),
        FieldMapping("contracts[].value, dateSigned", "statement.amount", "contracted; cancelled ones as cancelled"),
        FieldMapping("contracts[].items", "statement.items", "", "units, classifications"),
        FieldMapping("contracts[].implementation.transactions", "statement.amount", "disbursed, inside the contract"),
        FieldMapping(
            "contracts[].implementation.milestones",
            "statement.stage",
            "the contract is delivered once all its milestones of type delivery are met",
            "parts that are delivered before",
        ),
        FieldMapping("pledgebook (our own export)", "statement", "stage, dates, interval and parties as they were"),
    ),
    ("Tenders, bids, documents, lots, amendments, and who took part.",),
)


class OcdsImporter:
    """Reads OCDS."""

    name = "ocds"
    version = 1
    endings = frozenset({".json", ".jsonl", ".ndjson"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read the processes of a file.

        Raises:
            UsageFault: Releases must be merged and the extra `ocds` is not installed.
        """
        tree = read_json(source)
        if isinstance(tree, Problem):
            return Refusal((tree,))
        layer = LayerWriter(f"{self.name}/{self.version}")
        reading = _Reading(source.name, digest(source.data), layer)
        found = list(processes(tree, source.name, reading.faults))
        broken = len(reading.faults.errors)
        if not found and not broken:
            message = "there is no release, record or package in it"
            return Refusal((error(ProblemCode.BROKEN_STRUCTURE, source.name, message),))
        reading.read = reading.rejected = broken
        for process in found:
            reading.take(process)
        return Intake(
            coder=options.coder or self.name,
            layer=layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher=text_at(tree, "publisher", "name"),
            title="OCDS",
            published=_day(day_at(tree, "publishedDate")) or options.published,
        )


@dataclass(frozen=True, slots=True)
class _Process:
    """What everything in a process shares."""

    ocid: str
    edition: str
    purpose: str
    donors: tuple[str, ...]
    recipients: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    layer: LayerWriter
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    read: int = 0
    rejected: int = 0

    def take(self, process: Json) -> None:
        """Read one merged release."""
        ocid = text_at(process, "ocid")
        if not ocid:
            self.read += 1
            self._reject("release", "a release without ocid belongs to no process", text_at(process, "id"))
            return
        head = _head(process, ocid)
        self.layer.line(f"process {ocid} | {head.purpose}".strip(" |").replace("\n", " "), BlockRole.HEADING)
        if isinstance(process.get("pledgebook"), dict):
            self._take_own(process, head)
            return
        contracts = items_at(process, "contracts")
        self._budget(process, head, beside=bool(contracts))
        told = {text_at(item, "awardID") for item in contracts if _has_value(item)}
        for award in items_at(process, "awards"):
            self._award(award, head, told)
        awards = {text_at(award, "id"): award for award in items_at(process, "awards")}
        for contract in contracts:
            self._contract(contract, head, awards.get(text_at(contract, "awardID"), {}))

    def _take_own(self, process: Json, head: _Process) -> None:
        self.read += 1
        try:
            for number, (cells, draft, figure) in enumerate(own_drafts(process), start=1):
                self._add(head, (cells, draft, figure), head.ocid, f"{head.ocid}/{number}")
        except CellFault as fault:
            self._reject(f"process {head.ocid}", str(fault), "")

    def _budget(self, process: Json, head: _Process, *, beside: bool) -> None:
        amount = value_at(process, "planning", "budget", "amount")
        if isinstance(amount, dict) and "amount" in amount:
            told = (("planning budget", head.purpose), *_money(amount))
            draft = Draft(Stage.PROPOSED, date=_day(head.edition))
            self._try(head, f"{head.ocid}/planning", (told, draft, amount), aside=PLANNED if beside else "")

    def _award(self, award: Json, head: _Process, told_by_contract: set[str]) -> None:
        name = text_at(award, "id")
        if not _has_value(award):
            return
        stage = Stage.CANCELLED if text_at(award, "status") in _GONE else Stage.ALLOCATED
        suppliers = tuple(sorted({_party(item) for item in items_at(award, "suppliers")} - {""}))
        told = (
            *(("award", name), ("status", text_at(award, "status")), ("date", day_at(award, "date"))),
            *(*_money(award["value"]), ("suppliers", "; ".join(suppliers)), ("title", _title(award))),
        )
        draft = Draft(stage, date=_day(day_at(award, "date")), actor="; ".join(suppliers)[:_NAME_LENGTH])
        aside = AWARDED if name in told_by_contract else ""
        self._try(head, f"{head.ocid}/award/{name}", (told, draft, award["value"]), aside=aside)

    def _contract(self, contract: Json, head: _Process, award: Json) -> None:
        name = text_at(contract, "id")
        identifier = f"{head.ocid}/contract/{name}"
        cancelled = text_at(contract, "status") in _GONE
        day = day_at(contract, "dateSigned") or day_at(contract, "period", "startDate")
        suppliers = "; ".join(sorted({_party(item) for item in items_at(award, "suppliers")} - {""}))
        if _has_value(contract):
            told = (
                *(("contract", name), ("status", text_at(contract, "status")), ("signed", day)),
                *(*_money(contract["value"]), ("suppliers", suppliers), ("title", _title(contract))),
                *(("item", _item_text(item)) for item in items_at(contract, "items")),
            )
            goods = () if cancelled else tuple(filter(None, map(_item, items_at(contract, "items"))))
            stage = Stage.CANCELLED if cancelled else Stage.CONTRACTED
            draft = Draft(stage, date=_day(day), actor=suppliers[:_NAME_LENGTH], items=goods)
            self._try(head, identifier, (told, draft, contract["value"]))
        self._delivery(contract, head, identifier)
        for number, payment in enumerate(items_at(contract, "implementation", "transactions"), start=1):
            value = payment.get("value") or payment.get("amount")
            if isinstance(value, dict):
                payee = text_at(payment, "payee", "name") or text_at(payment, "receiverOrganization", "legalName")
                told = (
                    *(("transaction", text_at(payment, "id")), ("date", day_at(payment, "date"))),
                    *(*_money(value), ("payee", payee)),
                )
                draft = Draft(Stage.DISBURSED, date=_day(day_at(payment, "date")), actor=payee[:_NAME_LENGTH])
                mark = f"{identifier}/payment/{text_at(payment, 'id') or number}"
                self._try(head, mark, (told, draft, value), whole=identifier)

    def _delivery(self, contract: Json, head: _Process, identifier: str) -> None:
        milestones = items_at(contract, "implementation", "milestones")
        handed = [item for item in milestones if text_at(item, "type") == "delivery"]
        if not handed or not _has_value(contract) or any(text_at(item, "status") != "met" for item in handed):
            return
        day = max(day_at(item, "dateMet") or day_at(item, "dateModified") for item in handed)
        told = (("milestones", "; ".join(_title(item) for item in handed)), ("met", day))
        self.read += 1
        self._add(head, (told, Draft(Stage.DELIVERED, date=_day(day)), None), identifier, f"{identifier}/delivered")

    def _try(
        self,
        head: _Process,
        identifier: str,
        told: tuple[Sequence[tuple[str, Cell]], Draft, Json],
        *,
        whole: str = "",
        aside: str = "",
    ) -> None:
        """Add a record with a value, or reject it with the reason."""
        self.read += 1
        cells, draft, value = told
        try:
            unit = text_at(value, "currency").upper()
            figure = value.get("amount")
            if not is_currency(unit):
                raise _no_currency(unit)
            amount = sum_of(figure)
            if amount < 0:
                raise _negative()
            zero = "" if amount else "a value of zero moves nothing"
            self._add(head, (cells, draft, (amount, unit)), identifier, identifier, placed=(whole, aside or zero))
        except CellFault as fault:
            self._reject(identifier, str(fault), " | ".join(f"{name}: {cell}" for name, cell in cells))

    def _add(
        self,
        head: _Process,
        told: tuple[Sequence[tuple[str, Cell]], Draft, tuple[Decimal, str] | None],
        identifier: str,
        mark: str,
        *,
        placed: tuple[str, str] = ("", ""),
    ) -> None:
        cells, draft, figure = told
        shown = [(name, cell) for name, cell in cells if cell not in (None, "")]
        line = write_row(self.layer, [name for name, _ in shown], [cell for _, cell in shown])
        names = [name for name, _ in shown]
        amount = draft.amount
        if figure is not None:
            start, text = line.cells[names.index("value")]
            amount = Sum(text, start, *figure) if amount is None else replaced(amount, text, start)
        span = Span(line.start, line.start + len(line.text), line.text)
        full = with_head(draft, amount, (head.donors, head.recipients, head.purpose))
        statement = state(full, Place(self.document, self.layer.reader, span), mark)
        series = head.ocid.replace("@", " at ")
        self.records.append(
            Coded(statement, identifier, series=series, edition=head.edition, whole=placed[0], aside=placed[1])
        )

    def _reject(self, where: str, reason: str, excerpt: str) -> None:
        self.rejected += 1
        self.faults.error(ProblemCode.RECORD_REJECTED, f"{self.name}, {where}", reason, excerpt)


def replaced(amount: Sum, text: str, start: int) -> Sum:
    """Put a figure whose bounds are known where its cell stands."""
    return Sum(text, start, amount.value, amount.unit, amount.qualifier, amount.precision)


def with_head(draft: Draft, amount: Sum | None, shared: tuple[tuple[str, ...], tuple[str, ...], str]) -> Draft:
    """Fill in what a process shares where a draft does not tell it itself."""
    donors, recipients, purpose = shared
    return Draft(
        draft.stage,
        donors=draft.donors or donors,
        recipients=draft.recipients or recipients,
        amount=amount,
        date=draft.date,
        period=draft.period,
        purpose=draft.purpose or purpose,
        items=draft.items,
        actor=draft.actor,
        origin=draft.origin,
        mechanism=draft.mechanism,
        tranche=draft.tranche,
    )


def _no_currency(unit: str) -> CellFault:
    return CellFault(f"{unit!r} is no currency" if unit else "a value without a currency")


def _negative() -> CellFault:
    return CellFault("a negative value")


def _head(process: Json, ocid: str) -> _Process:
    own = isinstance(process.get("pledgebook"), dict)
    funders = tuple(sorted({_party(item) for item in items_at(process, "parties") if "funder" in _roles(item)} - {""}))
    buyer = _party(process["buyer"]) if isinstance(process.get("buyer"), dict) else ""
    buyer = buyer or next((_party(item) for item in items_at(process, "parties") if "buyer" in _roles(item)), "")
    title = text_at(process, "tender", "title") or text_at(process, "planning", "rationale")
    return _Process(
        ocid=ocid,
        edition=text_at(process, "date"),
        purpose="" if own else " ".join(title.split())[:_PURPOSE_LENGTH].strip(),
        donors=() if own else funders or tuple(filter(None, (buyer,))),
        recipients=(buyer,) if funders and buyer and not own else (),
    )


def _roles(party: Json) -> list[Any]:
    roles = party.get("roles")
    return roles if isinstance(roles, list) else []


def _party(party: Json) -> str:
    name = text_at(party, "name") or text_at(party, "identifier", "legalName")
    return party_of(name, text_at(party, "id"))[:_NAME_LENGTH]


def _has_value(item: Json) -> bool:
    return isinstance(value_at(item, "value"), dict) and value_at(item, "value", "amount") is not None


def _money(value: Json) -> tuple[tuple[str, Cell], ...]:
    amount = value.get("amount")
    return (
        ("value", amount if isinstance(amount, str | int | Decimal) else str(amount)),
        ("currency", text_at(value, "currency")),
    )


def _title(item: Json) -> str:
    return " ".join((text_at(item, "title") or text_at(item, "description")).split())[:200]


def _item_text(item: Json) -> str:
    return " ".join((text_at(item, "description") or text_at(item, "classification", "description")).split())[:200]


def _item(item: Json) -> Item | None:
    name = _item_text(item)[:_PURPOSE_LENGTH].strip()
    try:
        count = figure_of(item.get("quantity")) if item.get("quantity") is not None else None
    except CellFault:
        count = None
    return Item(name, count if count and count > 0 else None) if name else None


def _day(text: str) -> PartialDate | None:
    try:
        return date_of(text[:10]) if text else None
    except CellFault:
        return None

"""Bank statements of ISO 20022 (camt.053) in: each booked entry is evidence of a transfer that the book can match."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree

from pledgebook.exchange.incoming.base import Coded, Intake, Options, Refusal
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, sum_of
from pledgebook.exchange.incoming.drafting import Draft, LayerWriter, Place, Sum, state
from pledgebook.exchange.incoming.faults import Faults, error
from pledgebook.exchange.incoming.parties import party_of
from pledgebook.exchange.incoming.rows import write_row
from pledgebook.exchange.incoming.xml_streams import XmlFault, stream
from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.model.evidence import Source, Span
from pledgebook.model.identity import digest, plain_decimal
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reference.currencies import is_currency

PENDING = "not booked yet"
REVERSED = "a reversal: it takes an entry back and gives nothing"
_NONE = frozenset(("", "NOTPROVIDED"))
_TRANCHE = re.compile(r"\b(?:tranche|package|instalment|installment)\s*(?:no\.?|nr\.?|#)?\s*(\d{1,3})\b", re.IGNORECASE)
_PURPOSE_LENGTH = 80

MAPPING = FormatMapping(
    "camt053",
    "ISO 20022 camt.053 bank statements",
    Direction.INCOMING,
    (
        FieldMapping("Stmt/Id, Acct", "coded.series", "the statement is what a corrected one replaces"),
        FieldMapping("Ntry/Amt", "statement.amount", "or that of each TxDtls of a batch", "charges"),
        FieldMapping("Ntry/CdtDbtInd", "statement.donors, statement.recipients", "who pays and who is paid"),
        FieldMapping("Ntry/Sts", "coded.aside", "only BOOK is counted"),
        FieldMapping("Ntry/RvslInd", "coded.aside", "reversals are in the book, not counted"),
        FieldMapping("Ntry/ValDt, else BookgDt", "statement.date"),
        FieldMapping("RltdPties/Dbtr, Cdtr, Acct/Ownr", "statement.donors, statement.recipients", "by name"),
        FieldMapping("RmtInf/Ustrd", "statement.purpose, statement.tranche", '"Tranche 3" is tranche 3'),
        FieldMapping("Refs/EndToEndId", "coded.identifier", "the payer's and the payee's statement are one transfer"),
        FieldMapping("Bal (OPBD, CLBD)", "", "held against the sum of the entries"),
    ),
    ("Account numbers are not kept in the book's lines; they stay in the archived file.",),
)


class Camt053Importer:
    """Reads bank statements."""

    name = "camt053"
    version = 1
    endings = frozenset({".xml"})

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return MAPPING

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a file of statements, statement by statement."""
        layer = LayerWriter(f"{self.name}/{self.version}")
        reading = _Reading(source.name, digest(source.data), layer)
        try:
            for element in stream(source, ("{*}Stmt",)):
                if _local(element) == "Stmt":
                    reading.take(element)
                else:
                    reading.root = _local(element)
        except XmlFault as fault:
            return Refusal((fault.problem,))
        if not reading.statements:
            message = f"there is no bank statement (Stmt) in {reading.root!r}"
            return Refusal((error(ProblemCode.BROKEN_STRUCTURE, source.name, message),))
        return Intake(
            coder=options.coder or "bank",
            layer=layer.layer(),
            records=tuple(reading.records),
            read=reading.read,
            rejected=reading.rejected,
            problems=reading.faults.all(),
            publisher=reading.servicer,
            title="Bank statement",
            published=reading.created or options.published,
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """One transfer of an entry: the entry itself, or one transaction of its batch."""

    entry: etree._Element
    details: etree._Element | None
    number: int


@dataclass(slots=True)
class _Reading:
    name: str
    document: str
    layer: LayerWriter
    faults: Faults = field(default_factory=Faults)
    records: list[Coded] = field(default_factory=list)
    statements: int = 0
    read: int = 0
    rejected: int = 0
    root: str = ""
    servicer: str = ""
    created: PartialDate | None = None

    def take(self, statement: etree._Element) -> None:
        """Read one bank statement."""
        self.statements += 1
        owner = party_of(_text(statement, "Acct", "Ownr", "Nm"))
        self.servicer = self.servicer or _text(statement, "Acct", "Svcr", "FinInstnId", "Nm")
        made = _text(statement, "CreDtTm")
        self.created = self.created or (date_of(made[:10]) if made else None)
        series = f"{_text(statement, 'Acct', 'Id', 'IBAN') or _text(statement, 'Acct', 'Id', 'Othr', 'Id')}"
        series = f"{digest(series.encode())[:12]}/{_text(statement, 'Id')}".replace("@", " at ")
        total = Decimal(0)
        for entry in _children(statement, "Ntry"):
            for item in _entries(entry):
                self.read += 1
                try:
                    total += self._record(item, owner, (series, made))
                except CellFault as fault:
                    self.rejected += 1
                    where = f"{self.name}, line {entry.sourceline}, Ntry"
                    self.faults.error(ProblemCode.RECORD_REJECTED, where, str(fault), _text(entry, "Amt"))
        self._check_balance(statement, total)

    def _record(self, item: _Entry, owner: str, told: tuple[str, str]) -> Decimal:
        """Add the record of one transfer; return by how much it changes the balance."""
        series, made = told
        amount = _amount_of(item)
        value, unit = _money(amount)
        credit = _text(item.entry, "CdtDbtInd")
        if credit not in ("CRDT", "DBIT"):
            raise CellFault(f"CdtDbtInd {credit!r} is neither CRDT nor DBIT")
        date_text = _text(item.entry, "ValDt", "Dt") or _text(item.entry, "ValDt", "DtTm")
        date_text = date_text or _text(item.entry, "BookgDt", "Dt") or _text(item.entry, "BookgDt", "DtTm")
        when = date_of(date_text[:10])
        details = item.details if item.details is not None else item.entry
        other = _counterpart(details, "Dbtr" if credit == "CRDT" else "Cdtr")
        payer, payee = (other, owner) if credit == "CRDT" else (owner, other)
        words = " ".join(" ".join(_texts(details, "RmtInf", "Ustrd")).split()) or _text(item.entry, "AddtlNtryInf")
        reference = _text(details, "Refs", "EndToEndId")
        own = _text(item.entry, "AcctSvcrRef") or _text(item.entry, "NtryRef") or str(item.number)
        status = _text(item.entry, "Sts", "Cd") or _text(item.entry, "Sts")
        reversal = _text(item.entry, "RvslInd") in ("true", "1")
        cells: list[tuple[str, Cell]] = [
            *(("value date", str(when)), ("amount", plain_decimal(value)), ("currency", unit), ("from", payer)),
            *(("to", payee), ("remittance", words), ("end-to-end", reference), ("reference", own), ("status", status)),
        ]
        line = write_row(self.layer, [name for name, _ in cells], [cell for _, cell in cells])
        start, text = line.cells[1]
        tranche = _TRANCHE.search(words)
        draft = Draft(
            Stage.DISBURSED,
            donors=(payer,) if payer else (),
            recipients=(payee,) if payee else (),
            amount=Sum(text, start, value, unit),
            date=when,
            purpose=words[:_PURPOSE_LENGTH].strip(),
            tranche=int(tranche[1]) if tranche else None,
        )
        identifier = f"{series}/{own}" if reference in _NONE else f"transfer {reference}"
        span = Span(line.start, line.start + len(line.text), line.text)
        statement = state(draft, Place(self.document, self.layer.reader, span), f"{series}/{own}/{item.number}")
        aside = REVERSED if reversal else "" if status in ("BOOK", "") else PENDING
        self.records.append(Coded(statement, identifier, "", series, made, aside=aside))
        return value if credit == "CRDT" else -value

    def _check_balance(self, statement: etree._Element, total: Decimal) -> None:
        """Hold opening and closing balance against the entries: a statement cut short shows here."""
        balances: dict[str, Decimal] = {}
        for balance in _children(statement, "Bal"):
            code = _text(balance, "Tp", "CdOrPrtry", "Cd")
            try:
                value, _ = _money(next(iter(_children(balance, "Amt")), None))
            except CellFault:
                continue
            balances[code] = value if _text(balance, "CdtDbtInd") == "CRDT" else -value
        if {"OPBD", "CLBD"} <= balances.keys() and balances["OPBD"] + total != balances["CLBD"]:
            self.faults.warn(
                ProblemCode.VALUE_ODD,
                f"{self.name}, line {statement.sourceline}, Bal",
                "the entries do not lead from the opening to the closing balance",
                f"{balances['OPBD']} + {total} is not {balances['CLBD']}",
                "ask the bank for the whole statement",
            )


def _entries(entry: etree._Element) -> Iterator[_Entry]:
    details = [item for group in _children(entry, "NtryDtls") for item in _children(group, "TxDtls")]
    if len(details) <= 1:
        yield _Entry(entry, details[0] if details else None, 1)
        return
    for number, item in enumerate(details, start=1):
        yield _Entry(entry, item, number)


def _amount_of(item: _Entry) -> etree._Element | None:
    """Return the amount of a transaction of a batch, or of the entry."""
    if item.details is not None and item.number >= 1:
        for path in (("Amt",), ("AmtDtls", "TxAmt", "Amt")):
            found = _find(item.details, *path)
            if found is not None:
                return found
    return _find(item.entry, "Amt")


def _money(element: etree._Element | None) -> tuple[Decimal, str]:
    if element is None or not (element.text or "").strip():
        raise CellFault("an entry without an amount")
    unit = element.get("Ccy", "").strip().upper()
    if not is_currency(unit):
        raise CellFault(f"{unit!r} is no currency" if unit else "an amount without a currency")
    value = sum_of((element.text or "").strip())
    if value < 0:
        raise CellFault("a negative amount: CdtDbtInd tells the direction")
    return value, unit


def _counterpart(details: etree._Element, role: str) -> str:
    return party_of(_text(details, "RltdPties", role, "Nm") or _text(details, "RltdPties", role, "Pty", "Nm"))


def _local(element: etree._Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if isinstance(child.tag, str) and _local(child) == name)


def _find(element: etree._Element, *path: str) -> etree._Element | None:
    found: etree._Element | None = element
    for name in path:
        if found is None:
            return None
        found = next(_children(found, name), None)
    return found


def _text(element: etree._Element, *path: str) -> str:
    found = _find(element, *path)
    return " ".join((found.text or "").split()) if found is not None else ""


def _texts(element: etree._Element, first: str, second: str) -> list[str]:
    return [child.text or "" for group in _children(element, first) for child in _children(group, second)]

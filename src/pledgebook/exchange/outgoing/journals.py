"""beancount and hledger journals: the ledger's best figures, the sentence behind each movement as its metadata."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.exchange.outgoing.base import Family, Layout, Lose, Loss, Shipment, Written
from pledgebook.exchange.outgoing.evidence import citation, quoted
from pledgebook.exchange.outgoing.journal_text import (
    UNDATED,
    Movement,
    account_path,
    beancount_commodity,
    beancount_opening,
    beancount_text,
    commodity,
    hledger_text,
    one_line,
)
from pledgebook.ledger.balances import comes_in, is_stage
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Flow
from pledgebook.reports.selection import UNKNOWN

_QUOTES = 3
"""How many sentences a movement carries; the ids of all are there."""


def movements_of(shipment: Shipment, family: Family) -> Iterator[Movement]:
    """Turn the entries of a family into movements between named accounts."""
    flows = {parcel.flow.id: parcel.flow for parcel in family.parcels}
    funders = {name: "+".join(flow.funders) or UNKNOWN for name, flow in flows.items()}
    for entry in family.entries:
        legs = tuple((account_path(leg.account, funders), leg.best, commodity(entry.unit)) for leg in entry.postings)
        yield Movement(entry.effective or UNDATED, _title(entry, flows), tuple(_notes(shipment, entry)), legs)


def _title(entry: Entry, flows: dict[str, Flow]) -> str:
    reached = next((leg.account.stage for leg in entry.postings if comes_in(leg) and is_stage(leg.account)), "")
    label = flows[entry.flow].label if entry.flow in flows else entry.flow
    return f"{reached or 'moved'}: {label}"


def _notes(shipment: Shipment, entry: Entry) -> Iterator[tuple[str, str]]:
    yield "entry", entry.id
    yield "flow", entry.flow
    yield "told", str(entry.valid) if entry.valid is not None else "undated"
    if entry.note:
        yield "note", entry.note
    yield "statements", " ".join(entry.statements)
    for number, item in enumerate(islice(quoted(shipment, entry.statements), _QUOTES), start=1):
        yield f"quote{number}", item.statement.span.quote
        yield f"source{number}", citation(item.document)


def _losses(family: Family) -> Iterator[Loss]:
    for entry in family.entries:
        if any(not leg.low == leg.best == leg.high for leg in entry.postings):
            yield Loss(entry.id, "posting.low, posting.high", "", "a journal has one figure: the best one")
    for parcel in family.parcels:
        if parcel.flow.quantity is None and not parcel.flow.items:
            yield Loss(parcel.flow.id, "flow.quantity", "", "support without a sum has no movement")


class BeancountExporter:
    """One journal for beancount."""

    name = "beancount"
    title = "beancount 3 journal"
    layout = Layout.FILE
    suffix = ".beancount"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return _mapping(self.name, self.title)

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write the movements of one family after another; each account is opened before its first."""
        opened: set[str] = set()  # those on the funders' side, which families share
        units: set[str] = set()

        def begin(out: TextIO, family: Family, movements: list[Movement]) -> None:
            named = sorted({account for movement in movements for account, _, _ in movement.legs} - opened)
            out.write(beancount_opening(named))
            opened.update(account for account in named if account.startswith("Equity:"))
            for unit in sorted({entry.unit for entry in family.entries} - units):
                units.add(unit)
                out.write(beancount_commodity(unit))

        return _write(shipment, path, lose, begin, beancount_text)


class HledgerExporter:
    """One journal for hledger and ledger."""

    name = "hledger"
    title = "hledger and ledger journal"
    layout = Layout.FILE
    suffix = ".journal"

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping."""
        return _mapping(self.name, self.title)

    def write(self, shipment: Shipment, path: Path, lose: Lose) -> Written:
        """Write the movements of one family after another."""
        units: set[str] = set()

        def begin(out: TextIO, family: Family, movements: list[Movement]) -> None:
            del movements
            for unit in sorted({entry.unit for entry in family.entries} - units):
                units.add(unit)
                if commodity(unit) != unit:
                    out.write(f"; {commodity(unit)} is {one_line(unit)}\n")

        return _write(shipment, path, lose, begin, hledger_text)


Begin = Callable[[TextIO, Family, list[Movement]], None]


def _write(
    shipment: Shipment, path: Path, lose: Lose, begin: Begin, write_movement: Callable[[Movement], str]
) -> Written:
    transactions = 0
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for name, value in shipment.header.lines():
            out.write(f"; {name}: {one_line(value)}\n")
        out.write("\n")
        for family in shipment.families():
            movements = list(movements_of(shipment, family))
            begin(out, family, movements)
            for movement in movements:
                out.write(write_movement(movement))
            transactions += len(movements)
            for loss in _losses(family):
                lose(loss)
    return Written({"transactions": transactions})


def _mapping(name: str, title: str) -> FormatMapping:
    fields = (
        FieldMapping("date", "entry.effective", "1900-01-01 where nothing dates it"),
        FieldMapping("payee or narration", "flow.label", "behind the stage that is reached"),
        FieldMapping("account Assets:STAGE:FUNDERS:FLOW", "posting.account", "names that a program refuses: a digest"),
        FieldMapping("account Equity:Origin:FUNDERS", "posting.account", "where money comes from"),
        FieldMapping("account Equity:Exchange:FLOW", "posting.account", "a part in another currency than its whole"),
        FieldMapping("account Equity:Outside:FLOW", "posting.account", "a flow that is not asked for"),
        FieldMapping("amount", "posting.best", "", "low and high"),
        FieldMapping("commodity", "entry.unit", "goods and shares of GDP by a digest, with the unit beside"),
        FieldMapping("metadata entry", "entry.id"),
        FieldMapping("metadata flow", "entry.flow"),
        FieldMapping("metadata told", "entry.valid", "the date with its precision"),
        FieldMapping("metadata note", "entry.note", "the rate of a conversion"),
        FieldMapping("metadata statements", "entry.statements"),
        FieldMapping("metadata quote1…quote3", "statement.span.quote", "of the first three statements"),
        FieldMapping("metadata source1…source3", "document", "publisher, title, date, address"),
    )
    lost = (
        "Support without a sum, and totals that sources only assert.",
        "Rival figures, announced steps, recipients, purposes: the label has the main of it.",
        "Line ends and control characters within quotes become blanks.",
        "Whole texts, and what documents that are restricted say.",
    )
    return FormatMapping(name, title, Direction.OUTGOING, fields, lost)

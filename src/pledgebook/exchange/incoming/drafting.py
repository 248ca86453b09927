"""Lines of a text layer and the statements that stand on them, made together so that every quote is a slice."""

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import NamedTuple

import msgspec

from pledgebook.model.evidence import Block, BlockRole, Span, TextLayer
from pledgebook.model.identity import ID_LENGTH, digest
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Expectation, Item, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period

SEPARATOR = " | "
CENT = Decimal("0.01")
MOST_DECIMALS = 4
EXACTLY = Decimal(0)
"""Precision of a coded figure: it is a cell, not a wording, and its last digit is meant."""

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class LayerWriter:
    """Builds the text layer of a file line by line.

    Attributes:
        reader: Name and version of the importer, "kiel/1".
        parts: What has been written.
        position: Characters written so far.
        blocks: A block for each line that carries records.
    """

    reader: str
    parts: list[str] = field(default_factory=list)
    position: int = 0
    blocks: list[Block] = field(default_factory=list)

    def line(self, text: str, role: BlockRole = BlockRole.TABLE_ROW) -> int:
        """Write a line and return the offset at which it begins."""
        start = self.position
        self.parts.append(text)
        self.parts.append("\n")
        self.position = start + len(text) + 1
        if text:
            self.blocks.append(Block(start, start + len(text), role))
        return start

    def layer(self) -> TextLayer:
        """Return what was written."""
        return TextLayer("".join(self.parts), self.reader, tuple(self.blocks))


class Place(NamedTuple):
    """Where a record stands. A named tuple as `Draft` is.

    Attributes:
        document: Id of the document.
        reader: Name and version of the importer.
        span: The line or the stretch of it that carries the record.
    """

    document: str
    reader: str
    span: Span


class Sum(NamedTuple):
    """A figure of a cell. A named tuple as `Draft` is.

    Attributes:
        text: The cell, verbatim.
        start: Offset of the cell in the text layer.
        value: The figure.
        unit: ISO 4217 code.
        qualifier: How it is bounded; exact unless the source says otherwise.
        precision: What it may be off, both sides together; nothing unless the source says otherwise.
    """

    text: str
    start: int
    value: Decimal
    unit: str
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = EXACTLY

    def amount(self) -> Amount:
        """Return it as the amount of a statement; more than four decimals are a float's noise and go to the cent."""
        noisy = len(self.text.partition(".")[2]) > MOST_DECIMALS
        value = self.value.quantize(CENT, ROUND_HALF_EVEN) if noisy else self.value
        bounded = self.qualifier
        low = None if bounded is Qualifier.AT_MOST else value
        high = None if bounded is Qualifier.AT_LEAST else value
        end = self.start + len(self.text)
        return Amount(self.text, self.start, end, low, high, bounded, self.unit, self.precision)


class Draft(NamedTuple):
    """What a record says, before it has a place and a name. The fields are those of a statement.

    A named tuple, for one is made for each of millions of rows and lives for a moment: a third of the time.
    """

    stage: Stage
    donors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    amount: Sum | None = None
    equivalents: tuple[Sum, ...] = ()
    date: PartialDate | None = None
    period: Period | None = None
    purpose: str | None = None
    items: tuple[Item, ...] = ()
    actor: str = ""
    origin: BudgetOrigin = BudgetOrigin.UNKNOWN
    mechanism: str | None = None
    tranche: int | None = None
    expectations: tuple[Expectation, ...] = ()
    scope: Scope = Scope.SINGLE


def state(draft: Draft, place: Place, identifier: str) -> Statement:
    """Make a statement of a draft; its id is a hash of the reader's version, place, identifier and content."""
    amount = draft.amount.amount() if draft.amount is not None else None
    kind = Kind.MONEY if amount is not None else Kind.IN_KIND if draft.items else Kind.UNQUANTIFIED
    return Statement(
        id=_name(draft, place, identifier),
        document=place.document,
        span=place.span,
        kind=kind,
        amount=amount,
        equivalents=tuple([item.amount() for item in draft.equivalents]) if draft.equivalents else (),
        donors=draft.donors if len(draft.donors) == 1 else tuple(sorted(draft.donors)),
        recipients=draft.recipients if len(draft.recipients) == 1 else tuple(sorted(draft.recipients)),
        implementing_actor=draft.actor,
        budget_origin=draft.origin,
        stage=draft.stage,
        date=draft.date,
        period=draft.period,
        scope=draft.scope,
        part_of=None,
        tranche=draft.tranche,
        mechanism=draft.mechanism,
        purpose=draft.purpose or None,
        items=draft.items,
        also=(),
        expectations=draft.expectations,
        rules=(place.reader,),
    )


def _name(draft: Draft, place: Place, identifier: str) -> str:
    amount = draft.amount
    figure = (amount.start, amount.text, amount.unit) if amount is not None else ()
    content = (
        (place.reader, place.document, place.span.start, place.span.end, identifier, draft.stage, figure),
        (draft.donors, draft.recipients, draft.date, draft.period, draft.purpose, draft.items, draft.actor),
        (draft.mechanism, draft.tranche, draft.origin, len(draft.equivalents), len(draft.expectations)),
    )
    return f"s-{digest(_encode(content))[:ID_LENGTH]}"

"""How stages and fields become IATI 2.03: codes, and the table of the mapping."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from pledgebook.exchange.mapping import Direction, FieldMapping, FormatMapping
from pledgebook.ledger.timeline import rung
from pledgebook.model.stage import Stage
from pledgebook.reports.holdings import Holding, Step

NAMESPACE = "urn:pledgebook:iati:1"


class MovementKind(IntEnum):
    """What IATI tells apart, in the order of the ladder."""

    PLEDGE = 0
    COMMITMENT = 1
    DISBURSEMENT = 2


KINDS: Mapping[Stage, MovementKind] = {
    Stage.PLEDGED: MovementKind.PLEDGE,
    Stage.SIGNED: MovementKind.PLEDGE,
    Stage.COMMITTED: MovementKind.COMMITMENT,
    Stage.ALLOCATED: MovementKind.COMMITMENT,
    Stage.CONTRACTED: MovementKind.COMMITMENT,  # an order is a firm, written obligation; nothing is paid by it
    Stage.DISBURSED: MovementKind.DISBURSEMENT,
    Stage.DELIVERED: MovementKind.DISBURSEMENT,  # goods of a stated value at the disposal of the recipient
}

# As one that gives, and as one that receives, reports it.
TRANSACTION_CODES: Mapping[MovementKind, tuple[str, str]] = {
    MovementKind.PLEDGE: ("12", "13"),
    MovementKind.COMMITMENT: ("2", "11"),
    MovementKind.DISBURSEMENT: ("3", "1"),
}

# Pipeline, implementation, finalisation, suspended, cancelled.
STATUSES: Mapping[Stage, str] = {
    Stage.PROPOSED: "1",
    Stage.PLEDGED: "1",
    Stage.SIGNED: "1",
    Stage.COMMITTED: "2",
    Stage.ALLOCATED: "2",
    Stage.DISBURSED: "2",
    Stage.CONTRACTED: "2",
    Stage.DELIVERED: "3",
    Stage.SUSPENDED: "6",
    Stage.CANCELLED: "5",
}


@dataclass(frozen=True, slots=True)
class Movement:
    """One transaction of a holding.

    Attributes:
        kind: What IATI calls it.
        stage: The furthest stage that it stands for.
        step: When and by which statements it is told first.
        merged: Further stages that the same code covers.
        reverses: True where it takes back what was cancelled.
    """

    kind: MovementKind
    stage: Stage
    step: Step
    merged: tuple[Stage, ...] = ()
    reverses: bool = False


def movements_of(holding: Holding) -> Iterator[Movement]:
    """Yield at most one movement of each kind, up the ladder, and the reversal of the last one where it is cancelled.

    A stage whose kind has been told, or lies below one that has been, is merged into the last movement: adding the
    transactions of one kind up never counts money twice.
    """
    current: Movement | None = None
    for step in sorted(holding.steps, key=lambda step: rung(step.stage)):
        kind = KINDS.get(step.stage)
        if kind is None:
            continue
        if current is not None and kind <= current.kind:
            if step.stage is not current.stage:
                current = replace(current, stage=step.stage, merged=(*current.merged, step.stage))
            continue
        if current is not None:
            yield current
        current = Movement(kind, step.stage, step)
    if current is not None:
        yield current
        cancelled = next((step for step in holding.steps if step.stage is Stage.CANCELLED), None)
        if cancelled is not None:
            yield Movement(current.kind, Stage.CANCELLED, cancelled, reverses=True)


_FIELDS = (
    FieldMapping("@generated-datetime", "header.recorded_until", "when the book last learnt something"),
    FieldMapping("iati-activity/@hierarchy", "flow.parent", "1 for a flow that is part of no other"),
    FieldMapping("iati-activity/@default-currency", "holding.quantity.unit"),
    FieldMapping("iati-activity/@pledgebook:stage", "flow.stage", "our own namespace: the exact stage"),
    FieldMapping("iati-identifier", "flow.id", "the publisher's identifier, a dash, the id of the flow"),
    FieldMapping("reporting-org", "header.reporter", "type 90, secondary-reporter 1: the book tells of others"),
    FieldMapping("title", "flow.label"),
    FieldMapping("description[@type=1]", "flow.purpose", "with the label, and who spends it"),
    FieldMapping("description[@type=4]", "statement.span.quote", "of the statement that the figure is taken from"),
    FieldMapping("participating-org[@role=1]", "flow.funders", "named; our code in pledgebook:code; Unknown for none"),
    FieldMapping("participating-org[@role=4]", "flow.implementing_actor"),
    FieldMapping("activity-status", "flow.stage", "pipeline, implementation, finalisation (delivered), cancelled"),
    FieldMapping("activity-date[@type=1]", "flow.period", "first of January; for what is only promised: first event"),
    FieldMapping("activity-date[@type=2]", "event.date", "the first event"),
    FieldMapping("activity-date[@type=3]", "flow.period", "last of December"),
    FieldMapping("recipient-country", "flow.recipients", "one state", "several, or an organisation"),
    FieldMapping("recipient-region", "", "998, developing countries unspecified, where no one state is the recipient"),
    FieldMapping("sector", "", "99810, not specified: the standard asks for one, the book has none"),
    FieldMapping("tag[@vocabulary=99]", "flow.mechanism"),
    FieldMapping(
        "transaction/transaction-type",
        "step.stage",
        "pledged, signed: 12 (13 for one that receives); committed, allocated, contracted: 2 (11); disbursed, "
        "delivered: 3 (1); each once; cancelled: the last one again with a minus",
        "proposed has no code; stages that share a code",
    ),
    FieldMapping("transaction/@pledgebook:stage", "step.stage", "the furthest stage that the code covers"),
    FieldMapping("transaction/@pledgebook:date", "step.when", "the date with its precision"),
    FieldMapping(
        "transaction/transaction-date",
        "step.when",
        "the first day of a month or year; of the undated a first day",
        "precision",
    ),
    FieldMapping("transaction/value", "holding.quantity.best", "net of its parts, so that transactions add up"),
    FieldMapping("transaction/value/@pledgebook:low", "holding.quantity.low"),
    FieldMapping("transaction/value/@pledgebook:high", "holding.quantity.high"),
    FieldMapping("transaction/description", "statement.span.quote", "of the first statement that tells the stage"),
    FieldMapping("transaction/provider-org", "flow.funders", "one funder", "joint funders stand on the activity only"),
    FieldMapping("transaction/receiver-org", "flow.recipients", "one recipient"),
    FieldMapping("document-link", "document", "category A12", "documents without an address on the web"),
    FieldMapping("related-activity[@type=1]", "flow.parent"),
)
MAPPING = FormatMapping(
    "iati",
    "IATI 2.03 activities",
    Direction.OUTGOING,
    _FIELDS,
    (
        "Totals that sources only assert: no activity tells them.",
        "Rival figures, announced steps, goods without a value, shares of national product.",
        "Whole texts, and what documents that are restricted say.",
    ),
)

"""What waits at each stage, since when, and which announced next steps have passed without being seen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import localcontext

from pledgebook.ledger.balances import balances, brings, is_stage, visible
from pledgebook.ledger.booking import Ledger, quantities_of
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.ledger.timeline import Move, moves_of, reached, rung
from pledgebook.model.flow import Flow, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.model.statement import Expectation
from pledgebook.model.when import PartialDate

WAITING: tuple[Stage, ...] = tuple(stage for stage in LADDER if stage is not Stage.DELIVERED)
"""Where something can wait: what is delivered has arrived, what is cancelled has left."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A next step that a source announced and nobody has seen.

    Attributes:
        expectation: What, in whose words, and until when.
        overdue: The last day that the words allow has passed; False where they name none.
    """

    expectation: Expectation
    overdue: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """One flow that waits.

    Attributes:
        flow: Which.
        quantity: How much of it waits here; None for support without a sum.
        since: When it came here, as told; None when untold.
        days: Full days since then, counted from the last day that the date allows; None when untold.
        expected: Announced next steps, not yet seen.
    """

    flow: Flow
    quantity: Quantity | None
    since: PartialDate | None
    days: int | None
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class PipelineStage:
    """Everything that waits at one stage.

    Attributes:
        stage: Where.
        amounts: Exact sums, one for each unit, ordered by unit.
        unquantified: How many flows without a sum wait here too.
        waiting: The flows, those that wait longest first, those without a date last.
    """

    stage: Stage
    amounts: tuple[Quantity, ...]
    unquantified: int
    waiting: tuple[Waiting, ...]


def pipeline(ledger: Ledger, flows: Iterable[Flow], day: date) -> tuple[PipelineStage, ...]:
    """Tell what waits at each stage on a day, in ladder order; stages at which nothing waits are left out.

    Money of a whole that is in its parts waits there, not in the whole.
    """
    with localcontext(EXACT):
        return _sort(ledger, {flow.id: flow for flow in flows}, day)


def _sort(ledger: Ledger, by_id: Mapping[str, Flow], day: date) -> tuple[PipelineStage, ...]:
    found: dict[Stage, list[tuple[Waiting, Reading | None]]] = {stage: [] for stage in WAITING}
    seen = visible(ledger.entries, day)
    entries = {entry.id: entry for entry in seen}
    for balance in balances(seen):
        if is_stage(balance.account) and Stage(balance.account.stage) in found:
            flow, quantity = by_id[balance.account.flow], balance.reading.quantity(balance.unit)
            came = (entries[entry] for entry in balance.entries if brings(entries[entry], balance.account))
            brought = max(came, key=lambda entry: entry.effective or date.min)  # it may have been taken up again
            stage = Stage(balance.account.stage)
            found[stage].append((_waiting(flow, stage, quantity, brought.valid, day), balance.reading))
    for flow in by_id.values():
        event = _reached(flow, day)
        if event is not None and event.stage in found and not quantities_of(flow):
            found[event.stage].append((_waiting(flow, event.stage, None, event.date, day), None))
    stages = (_stage(stage, waiting) for stage, waiting in found.items())
    return tuple(stage for stage in stages if stage.waiting)


def _stage(stage: Stage, found: Iterable[tuple[Waiting, Reading | None]]) -> PipelineStage:
    amounts: dict[str, Reading] = {}
    waiting: list[Waiting] = []
    for one, reading in found:
        if reading is None or reading.best:  # a rest of zero, give or take, waits for nothing
            waiting.append(one)
        if reading is not None and one.quantity is not None:
            unit = one.quantity.unit
            amounts[unit] = amounts.get(unit, Reading()).plus(reading)
    waiting.sort(key=lambda one: (one.since.latest() if one.since else date.max, one.flow.id, str(one.quantity)))
    return PipelineStage(
        stage,
        tuple(reading.quantity(unit) for unit, reading in sorted(amounts.items())),
        sum(one.quantity is None for one in waiting),
        tuple(waiting),
    )


def _waiting(flow: Flow, stage: Stage, quantity: Quantity | None, since: PartialDate | None, day: date) -> Waiting:
    days = None if since is None else max((day - since.latest()).days, 0)
    expected = tuple(
        Expected(expectation, expectation.due is not None and expectation.due.latest() < day)
        for expectation in flow.expectations
        if rung(expectation.stage) > rung(stage)
    )
    return Waiting(flow, quantity, since, days, expected)


def _reached(flow: Flow, day: date) -> StageEvent | None:
    def seen(move: Move) -> bool:
        return move.effective is None or move.effective <= day

    return reached(move for move in moves_of(flow) if seen(move))

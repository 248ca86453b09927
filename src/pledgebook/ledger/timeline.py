"""When the movements of a flow can have happened: its stage events in the order in which they are booked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pledgebook.model.flow import Flow, StageEvent
from pledgebook.model.stage import LADDER, WAYS_OUT, Stage

# Orders are often placed before the money is paid over: either order of the two is common and no fault.
_EITHER_ORDER = frozenset({Stage.DISBURSED, Stage.CONTRACTED})

# A promise can be repeated after it has been kept; what binds or is done, is done once.
PROMISES = frozenset({Stage.PROPOSED, Stage.PLEDGED, Stage.SIGNED})


@dataclass(frozen=True, slots=True)
class Move:
    """A stage event with the first day on which it can have happened.

    Attributes:
        event: The event.
        effective: First possible day, not before the movements it follows; None when nothing of that is dated.
        after: Stages of lower rungs that the sources date surely later than this one, repeated promises aside.
    """

    event: StageEvent
    effective: date | None
    after: tuple[Stage, ...]


def rung(stage: Stage) -> int:
    """Return the place of a stage in the order of booking: the ladder, then the ways out."""
    return LADDER.index(stage) if stage in LADDER else len(LADDER) + WAYS_OUT.index(stage)


def moves_of(flow: Flow, whole: Sequence[Move] = ()) -> tuple[Move, ...]:
    """Put the stage events of a flow in the order in which they are booked.

    The ladder gives the order, dates only where they surely contradict it. An undated event stands at the day of the
    one before it. A part is placed after the first movement of its whole unless it is surely earlier; an undated part
    stands at the day on which its whole stood no higher than itself.

    Args:
        flow: The flow; without events its stage serves as one undated event.
        whole: The moves of the flow it is part of; empty for none.
    """
    events = sorted(
        flow.events or (StageEvent(flow.stage, None, flow.statements),), key=lambda event: rung(event.stage)
    )
    moves: list[Move] = []
    running: date | None = None
    for place, event in enumerate(events):
        after = _dated_later(event, events[:place])
        if event.date is None:
            running = running or _anchor(event, whole)
            moves.append(Move(event, running, ()))
            continue
        effective = event.date.earliest()
        if whole and whole[0].effective is not None and event.date.latest() >= whole[0].effective:
            effective = max(effective, whole[0].effective)
        if not after:
            running = effective = max(effective, running or effective)
        moves.append(Move(event, effective, tuple(stage for stage in after if _is_fault(stage, event.stage))))
    return tuple(sorted(moves, key=lambda move: (move.effective or date.min, rung(move.event.stage))))


def _dated_later(event: StageEvent, lower: Sequence[StageEvent]) -> tuple[Stage, ...]:
    return tuple(
        other.stage
        for other in lower
        if event.date is not None and other.date is not None and event.date.latest() < other.date.earliest()
    )


def _is_fault(lower: Stage, higher: Stage) -> bool:
    # What was suspended may go on.
    return higher is not Stage.SUSPENDED and lower not in PROMISES and not {lower, higher} <= _EITHER_ORDER


def reached(moves: Iterable[Move]) -> StageEvent | None:
    """Return the event by which a flow stands where it does; None where nothing has happened.

    The highest rung, unless a way out was taken after it; what is told for a later day brings the flow back.

    Args:
        moves: Those that have happened, in booking order.
    """
    highest = standing = None
    for move in moves:
        event = move.event
        if event.stage in WAYS_OUT:
            standing = event
            continue
        if highest is None or rung(event.stage) > rung(highest.stage):
            highest = event
        standing = highest
    return standing


def _anchor(event: StageEvent, whole: Sequence[Move]) -> date | None:
    if not whole:
        return None
    not_above = [move for move in whole if rung(move.event.stage) <= rung(event.stage)]
    return (not_above or list(whole[:1]))[-1].effective

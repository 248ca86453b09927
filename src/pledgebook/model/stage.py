"""The stage ladder: how far money or goods are, from promise to delivery, and its codes in other systems."""

from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    """How far a sum or a lot of goods IS, as the source puts it at its own time (definitions: DESIGN section 2)."""

    PROPOSED = "proposed"
    PLEDGED = "pledged"
    SIGNED = "signed"
    COMMITTED = "committed"
    ALLOCATED = "allocated"
    DISBURSED = "disbursed"
    CONTRACTED = "contracted"
    DELIVERED = "delivered"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"


LADDER: tuple[Stage, ...] = (
    Stage.PROPOSED,
    Stage.PLEDGED,
    Stage.SIGNED,
    Stage.COMMITTED,
    Stage.ALLOCATED,
    Stage.DISBURSED,
    Stage.CONTRACTED,
    Stage.DELIVERED,
)

WAYS_OUT: tuple[Stage, ...] = (Stage.SUSPENDED, Stage.CANCELLED)
"""Off the ladder: stopped for a time, and stopped for good. What is told for a later day brings a sum back."""

# What a total counts unless asked otherwise: a promise that nothing binds is shown beside it, never in it
# (FTS counts commitments and payments only; AidData aggregates leave every pledge out).
COUNTED: frozenset[Stage] = frozenset(LADDER[LADDER.index(Stage.COMMITTED) :])


def step(stage: Stage) -> int:
    """Return the rung of a stage on the ladder, 0 to 7; a suspended or cancelled sum has left it and is -1."""
    return LADDER.index(stage) if stage in LADDER else -1


@dataclass(frozen=True, slots=True)
class StageMapping:
    """The codes of one stage in other systems, and what each translation loses.

    Empty text means that the system has no such code.
    """

    stage: Stage
    kiel: str
    aiddata: str
    fts: str
    iati_transaction: str
    ocds: str
    loss: str


STAGE_MAPPINGS: tuple[StageMapping, ...] = (
    StageMapping(
        Stage.PROPOSED, "", "Pipeline: Pledge", "", "", "planning", "no system tells a proposal from a pledge"
    ),
    StageMapping(
        Stage.PLEDGED, "Commitment", "Pipeline: Pledge", "pledge", "12", "planning", "Kiel: promise = obligation"
    ),
    StageMapping(
        Stage.SIGNED,
        "Commitment",
        "Pipeline: Pledge",
        "pledge",
        "12",
        "planning",
        "no code for a signed but non-binding paper",
    ),
    StageMapping(Stage.COMMITTED, "Commitment", "Pipeline: Commitment", "commitment", "2", "planning", ""),
    StageMapping(
        Stage.ALLOCATED,
        "Allocation",
        "Pipeline: Commitment",
        "commitment",
        "2",
        "planning",
        "only Kiel tells it from a commitment",
    ),
    StageMapping(
        Stage.DISBURSED, "Disbursement", "Implementation", "paid", "3", "implementation", "Kiel: budget support only"
    ),
    StageMapping(Stage.CONTRACTED, "", "Implementation", "", "2", "contract", "IATI: an order is a commitment"),
    StageMapping(Stage.DELIVERED, "", "Completion", "", "3", "implementation", "IATI: only goods of a stated value"),
    StageMapping(Stage.SUSPENDED, "", "Suspended", "", "", "", "an activity's state in IATI (6), not a transaction"),
    StageMapping(Stage.CANCELLED, "", "Cancelled", "", "", "cancelled", "reduced and withdrawn fall together"),
)

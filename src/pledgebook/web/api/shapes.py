"""The shapes of answers; what is inside them are the values of the model, as the command line writes them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.stage import Stage
from pledgebook.model.statement import RefusedSum, Statement
from pledgebook.reports.conflicts import Conflict
from pledgebook.reports.explain import StatementExplanation


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page of how many.

    Attributes:
        total: How many there are in all.
        page: Which page this is, from 1.
        size: How many on a page.
        next: Address of the next page; null on the last one.
    """

    total: int
    page: int
    size: int
    next: str | None


@dataclass(frozen=True, slots=True)
class StageAmount:
    """A sum at a stage, in the reporting currency."""

    stage: Stage
    value: Decimal


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A flow with its size in the reporting currency; null where it has no sum or no rate."""

    flow: Flow
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class FlowsAnswer:
    """Flows that pass the filters, and what they sum to: wholes less their parts, so nothing is counted twice."""

    paging: Paging
    currency: str
    sums: tuple[StageAmount, ...]
    items: tuple[FlowLine, ...]


@dataclass(frozen=True, slots=True)
class FlowAnswer:
    """One flow with its evidence."""

    flow: Flow
    value: Decimal | None
    currency: str
    whole: Flow | None
    parts: tuple[Flow, ...]
    statements: tuple[StatementExplanation, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document with how much it says."""

    document: Document
    statements: int
    primary: bool


@dataclass(frozen=True, slots=True)
class DocumentsAnswer:
    """Documents."""

    paging: Paging
    items: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True)
class DocumentAnswer:
    """One document with what it says and which sums in it are no support."""

    document: Document
    primary: bool
    statements: tuple[Statement, ...]
    refused: tuple[RefusedSum, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A funder or mechanism with what it has at each stage.

    Attributes:
        name: Code or slug: joint funders joined by "+", "unknown" for nobody named, "none" for no named mechanism.
        title: For people.
        flows: How many.
        sums: By stage; stages without any are left out.
    """

    name: str
    title: str
    flows: int
    sums: tuple[StageAmount, ...]


@dataclass(frozen=True, slots=True)
class GroupsAnswer:
    """Funders or mechanisms, the largest first."""

    currency: str
    items: tuple[GroupLine, ...]


@dataclass(frozen=True, slots=True)
class ChecksAnswer:
    """Totals that sources assert."""

    paging: Paging
    items: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class ConflictsAnswer:
    """Rival figures."""

    paging: Paging
    items: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True)
class OverviewAnswer:
    """The book in figures.

    Attributes:
        standing: What stands at each stage.
        reached: What has come to each stage or further.
    """

    documents: int
    statements: int
    flows: int
    checks: int
    currency: str
    as_of: date | None
    standing: tuple[StageAmount, ...]
    reached: tuple[StageAmount, ...]
    without_sum: int


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong and what to do."""

    status: int
    kind: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class FaultAnswer:
    """The one shape of every error."""

    error: Fault

"""Flows and checks: what the statements, taken together, say exists and what they merely assert about sums."""

from dataclasses import dataclass
from enum import StrEnum

from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Expectation, Item
from pledgebook.model.when import PartialDate, Period


class FlowKind(StrEnum):
    """A flow is one sum or lot; a package is a flow whose money reappears in child flows."""

    FLOW = "flow"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A stage that a flow is said to have reached.

    Attributes:
        stage: Which.
        date: When, as far as the sources tell (the earliest told of the most precise).
        statements: Who says so, sorted ids.
    """

    stage: Stage
    date: PartialDate | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """A figure of the same money that differs from the chosen one.

    Attributes:
        quantity: The rival figure.
        statement: Who gives it.
        reason: Slug: "rounding", "conversion", "currency" (a wrong currency sign), "scope", "yearly-rate", "typo",
            "superseded", "unexplained".
        arithmetic: How the reason was found, in figures.
    """

    quantity: Quantity
    statement: str
    reason: str
    arithmetic: str


class LinkKind(StrEnum):
    """Why the money of a flow is not added: it is money that the book has, or had, elsewhere."""

    REIMBURSEMENT = "reimbursement"  # pays a giver back for what he gave
    PASS_THROUGH = "pass-through"  # noqa: S105  money of others, handed on
    CARRY_OVER = "carry-over"  # left of an earlier year
    OVERLAP = "overlap"  # announced before, as part of something else
    SUPERSEDED = "superseded"  # another sum has taken its place


@dataclass(frozen=True, slots=True)
class FlowLink:
    """A link to other money that keeps a flow out of every total.

    Attributes:
        kind: Which.
        other: Id of the flow or check that has the money; empty where the text names none.
        statement: Who says so.
        ground: The words that say it, or "judgement:<id>".
    """

    kind: LinkKind
    other: str
    statement: str
    ground: str


@dataclass(frozen=True, slots=True)
class Flow:
    """One identified sum or lot of goods, followed from promise to delivery.

    Attributes:
        id: "f-" and 16 hexadecimal digits, from its least statement id.
        label: A line for people: funder, sum, what for.
        kind: Flow or package.
        parent: Id of the flow that contains this money.
        funders: Sorted party codes.
        implementing_actor: Who spends it on the funders' behalf; may be empty.
        budget_origin: Own, partner or windfall money.
        recipients: Sorted party codes.
        mechanism: Slug or None.
        purpose: Few words or None.
        tranche: Ordinal or None.
        period: Years the money is for.
        quantity: The chosen figure; None for support without a sum.
        chosen: Id of the statement the figure is taken from; empty without a figure.
        choice_rule: Why that one.
        items: Goods with counts.
        stage: The furthest stage reached (CANCELLED once it has left the ladder).
        events: Every stage said to be reached, in ladder order.
        expectations: Announced next steps not yet seen.
        statements: All members, sorted ids.
        rivals: Figures that differ.
        links: Why its money is not added, if it is not; the first one counts.
        witnesses: How many independent documents tell of it: near copies of one text are one.
    """

    id: str
    label: str
    kind: FlowKind
    parent: str | None
    funders: tuple[str, ...]
    implementing_actor: str
    budget_origin: BudgetOrigin
    recipients: tuple[str, ...]
    mechanism: str | None
    purpose: str | None
    tranche: int | None
    period: Period | None
    quantity: Quantity | None
    chosen: str
    choice_rule: str
    items: tuple[Item, ...]
    stage: Stage
    events: tuple[StageEvent, ...]
    expectations: tuple[Expectation, ...]
    statements: tuple[str, ...]
    rivals: tuple[Rival, ...]
    links: tuple[FlowLink, ...] = ()
    witnesses: int = 0


@dataclass(frozen=True, slots=True)
class Check:
    """A total that sources assert, held against the book like a balance assertion; never money of its own.

    Attributes:
        id: "c-" and 16 hexadecimal digits, from its least statement id.
        label: A line for people.
        statements: Who asserts it, sorted ids.
        asserted: The figure.
        funders: Whose support it sums.
        recipients: To whom.
        mechanism: Slug or None.
        date: As of when.
        explained_by: Ids of the flows that make it up, as far as known.
        explained: Sum of those flows in the unit of the assertion.
        remainder: Asserted less explained (best figures); never negative, see verdict.
        verdict: "unexplained", "partly-explained", "explained", "exceeded"; where no part is told: "adds-up" when one
            set of flows of its funders, scheme and year comes to it and no other does, "within-scope" when the flows of
            its funders, recipient and scheme stay within it.
        rivals: Other figures for the same total, with reasons.
        parent: Id of the wider flow or check that this total is inside of, when known.
        chosen: Id of the statement the figure is taken from.
        choice_rule: Why that one.
        witnesses: How many independent documents assert it: near copies of one text are one.
    """

    id: str
    label: str
    statements: tuple[str, ...]
    asserted: Quantity
    funders: tuple[str, ...]
    recipients: tuple[str, ...]
    mechanism: str | None
    date: PartialDate | None
    explained_by: tuple[str, ...]
    explained: Quantity
    remainder: Quantity
    verdict: str
    rivals: tuple[Rival, ...] = ()
    parent: str | None = None
    chosen: str = ""
    choice_rule: str = ""
    witnesses: int = 0

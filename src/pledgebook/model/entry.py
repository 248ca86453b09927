"""Entries: balanced movements of a quantity between stage accounts."""

from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.problem import Problem
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """Where a quantity stands.

    Attributes:
        stage: A stage, or "origin" for the funder's side of the book (balances there are negative by construction).
        flow: Flow id; for "origin" the funders joined by "+", or "unknown".
    """

    stage: str
    flow: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed interval on one account; low <= best <= high, None on an open side.

    A quantity that leaves an account is its negative: low and high change places ("at least 5" leaves as "at most -5").
    """

    account: Account
    low: Decimal | None
    best: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced movement: the best figures of its postings sum to zero in its one unit.

    Attributes:
        id: "e-" and 16 hexadecimal digits: a hash of the rest.
        flow: The flow it belongs to.
        unit: ISO 4217 code or item unit.
        postings: At least two.
        valid: When it happened, as the source tells; None when untold.
        statements: The evidence, sorted ids.
        problems: What is odd about it.
    """

    id: str
    flow: str
    unit: str
    postings: tuple[Posting, ...]
    valid: PartialDate | None
    statements: tuple[str, ...]
    problems: tuple[Problem, ...]

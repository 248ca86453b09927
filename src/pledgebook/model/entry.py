"""Entries: balanced movements of a quantity between stage accounts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pledgebook.model.problem import Problem
from pledgebook.model.when import PartialDate

ORIGIN = "origin"  # the funders' side of the book: what has come from them stands there with a minus
EXCHANGE = "exchange"  # where a part in one currency meets its whole in another


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """Where a quantity stands.

    Attributes:
        stage: A stage, or ORIGIN, or EXCHANGE.
        flow: Flow id; for ORIGIN the funders joined by "+", or "unknown".
    """

    stage: str
    flow: str


@dataclass(frozen=True, slots=True)
class Posting:
    """A signed movement on one account, told three times: in the low, the best and the high reading of the words.

    Each reading is a book of its own that balances: what leaves an account leaves it as the negative of all three, so a
    sum that has moved on leaves exactly nothing behind ("9.5 to 10.5" out is -9.5, -10, -10.5, not "-10.5 to -9.5").

    Attributes:
        account: Where.
        low: In the low reading.
        best: In the best reading.
        high: In the high reading; None where the source leaves it open above ("at least").
    """

    account: Account
    low: Decimal
    best: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Entry:
    """A balanced movement: low, best and high figures of its postings each sum to zero in its one unit.

    The high figures are held to that only where none of them is open.

    Attributes:
        id: "e-" and 16 hexadecimal digits: a hash of the rest.
        flow: The flow whose figure moves (for a part taken out of its whole: the part).
        unit: ISO 4217 code or item unit.
        postings: At least two.
        valid: When it happened, as the source tells; None when untold.
        effective: First day on which it can have happened, given its own date and those of the movements before it;
            None when nothing of that is dated. The as-of filter uses it: no movement is seen without its predecessor.
        statements: The evidence, sorted ids.
        problems: What is odd about it.
        note: What else there is to say: the rate of a conversion; empty otherwise.
    """

    id: str
    flow: str
    unit: str
    postings: tuple[Posting, ...]
    valid: PartialDate | None
    effective: date | None
    statements: tuple[str, ...]
    problems: tuple[Problem, ...]
    note: str = ""

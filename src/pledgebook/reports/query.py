"""What a report on totals is asked, and the values that it answers with."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pledgebook.ledger.conversion import DatedRate
from pledgebook.model.flow import Check
from pledgebook.model.problem import Problem
from pledgebook.model.quantity import GDP_SHARE, Quantity
from pledgebook.model.stage import COUNTED, Stage


class Dimension(StrEnum):
    """What totals can be grouped and narrowed by."""

    FUNDER = "funder"
    STAGE = "stage"
    MECHANISM = "mechanism"
    RECIPIENT = "recipient"
    PURPOSE = "purpose"
    PERIOD = "period"
    TRANCHE = "tranche"
    CURRENCY = "currency"
    KIND = "kind"
    ORIGIN = "origin"  # own, partner or windfall money
    ACTOR = "actor"  # who spends it on the funders' behalf
    FLOW = "flow"


class Basis(StrEnum):
    """How sums of different years are made comparable in the reporting unit."""

    NOMINAL = "nominal"  # as told
    CONSTANT = "constant"  # in prices, and at mean rates, of one year
    GDP = "gdp"  # as a share of the funder's national product of one year


class Omission(StrEnum):
    """Why something is not in a sum."""

    BELOW_STAGE = "below-stage"  # stands at a stage that the query does not count
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    IN_PARTS = "in-parts"  # money of a whole that is shown in its parts
    CHECK = "check"  # a total that a source asserts: held against the book, no money of its own
    UNQUANTIFIED = "unquantified"  # counted beside the sum
    REIMBURSEMENT = "reimbursement"  # pays a giver back: what he gave is counted
    PASS_THROUGH = "pass-through"  # noqa: S105  money of others, handed on
    CARRY_OVER = "carry-over"  # left of an earlier year
    OVERLAP = "overlap"  # announced before, as part of something else
    SUPERSEDED = "superseded"  # another sum has taken its place
    NOT_BOOKED = "not-booked"  # a part that no rate could take out of its whole
    LATER = "later"  # happened after the day asked for
    NO_RATE = "no-rate"  # in the sum of its currency, but not in the reporting sum
    NO_TABLE = "no-table"  # the table of the basis has no value for its funder or currency in its year
    NOT_MONEY = "not-money"  # goods and shares of national product: in the sum of their unit, not in the reporting sum


REPORTING_ONLY = frozenset({Omission.NO_RATE, Omission.NO_TABLE, Omission.NOT_MONEY})
"""Reasons that keep something out of the reporting sum only."""


@dataclass(frozen=True, slots=True)
class TotalsQuery:
    """What is asked.

    Attributes:
        by: Grouping, outermost first; empty for one total.
        stages: What is counted; by default without what is only proposed, pledged or signed.
        currency: The reporting currency, ISO 4217.
        as_of: Only what can have happened by that day; None for all.
        only: Narrowing: pairs of a dimension and the value that it must have. For funder and recipient one of several
            joint ones is enough, and their money is then shown whole, under the joint name.
        basis: How sums of different years are made comparable in the reporting unit.
        year: The year whose prices or national products are meant; None for the nominal basis.
        known_at: The instant of the book's knowledge, as the report names it; None for now.
    """

    by: tuple[Dimension, ...] = (Dimension.FUNDER,)
    stages: frozenset[Stage] = COUNTED
    currency: str = "EUR"
    as_of: date | None = None
    only: tuple[tuple[Dimension, str], ...] = ()
    basis: Basis = Basis.NOMINAL
    year: int | None = None
    known_at: datetime | None = None

    @property
    def unit(self) -> str:
        """The reporting unit: the currency, or shares of national product."""
        return GDP_SHARE if self.basis is Basis.GDP else self.currency

    @property
    def valuation(self) -> str:
        """The basis in words."""
        if self.basis is Basis.CONSTANT:
            return f"constant prices and exchange rates of {self.year}"
        return f"per cent of the funder's GDP of {self.year}" if self.basis is Basis.GDP else self.basis.value

    @property
    def scope(self) -> str:
        """What is looked at, in words."""
        return ", ".join(f"{dimension.value}={value}" for dimension, value in self.only) or "all flows of the book"


@dataclass(frozen=True, slots=True)
class TotalsRow:
    """One group.

    Attributes:
        key: The values of the dimensions grouped by.
        amounts: Exact sums, one for each unit, ordered by unit.
        reporting: Sum in the reporting unit of what has a rate; None where nothing has, and for shares of the
            products of several funders, which have no sum.
        unquantified: How many flows without a sum, by stage: pairs of stage and count, in ladder order.
        flow_count: How many flows are in the sums.
        flows: Their ids, sorted; empty in a report without lists.
    """

    key: tuple[str, ...]
    amounts: tuple[Quantity, ...]
    reporting: Quantity | None
    unquantified: tuple[tuple[Stage, int], ...]
    flow_count: int
    flows: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that is not in the sums, with the reason.

    Attributes:
        reason: Why.
        id: Flow or check.
        label: A line for people.
        stage: Where it stands; None for checks.
        quantity: How much; None for what has no sum.
    """

    reason: Omission
    id: str
    label: str
    stage: Stage | None
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class LeftOutSum:
    """Everything that is left out for one reason.

    Attributes:
        reason: Why.
        count: How many lines: flows in a unit, parts of them at a stage, checks.
        amounts: Exact sums, one for each unit, ordered by unit.
    """

    reason: Omission
    count: int
    amounts: tuple[Quantity, ...]


@dataclass(frozen=True, slots=True)
class ConvertedLine:
    """One conversion into the reporting currency.

    Attributes:
        flow: Whose money.
        quantity: In its own currency.
        value: In the reporting currency, each figure rounded to cents, half to even.
        rate: The rate, its day and source.
        dated_by: What the day was taken from: "event", "publication" or "default".
        index: What the basis did to it, in words: the change of prices, the national product; empty for nominal.
    """

    flow: str
    quantity: Quantity
    value: Quantity
    rate: DatedRate
    dated_by: str
    index: str = ""


@dataclass(frozen=True, slots=True)
class TotalsReport:
    """Totals with all that must be known to read them. Included and left out together are all there is.

    Attributes:
        query: What was asked: grouping, stages, currency, day, narrowing.
        valuation: How amounts of different years are added, in words: "nominal", as told.
        rows: The groups, ordered by key.
        total: Everything in one row, with an empty key.
        left_out_sums: What is not in the sums, added up by reason.
        undated_count: How many flows in the sums stand where they stand by an undated event.
        checks: Totals that sources assert, with how much of each the book explains.
        rate_sources: Whose rates were used, sorted; empty when nothing was converted.
        rate_days: First and last day of the rates used; empty when nothing was converted.
        problems: Currencies without a rate.
        scope: What was looked at, in words.
        table_source: The table behind the basis; empty for the nominal basis.
        listed: Whether the next three, and the flows of each row, are listed; in a large book they are only counted.
        left_out: What is not in the sums, line by line.
        conversions: Each conversion into the reporting currency.
        undated: Ids of the flows in the sums that stand where they stand by an undated event.
    """

    query: TotalsQuery
    valuation: str
    rows: tuple[TotalsRow, ...]
    total: TotalsRow
    left_out_sums: tuple[LeftOutSum, ...]
    undated_count: int
    checks: tuple[Check, ...]
    rate_sources: tuple[str, ...]
    rate_days: tuple[str, ...]
    problems: tuple[Problem, ...]
    scope: str
    table_source: str
    listed: bool = False
    left_out: tuple[LeftOut, ...] = ()
    conversions: tuple[ConvertedLine, ...] = ()
    undated: tuple[str, ...] = ()

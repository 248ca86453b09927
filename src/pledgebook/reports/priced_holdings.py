"""What each flow has at each stage in the reporting currency, wholes less parts: what every grouping adds up."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Dimension, Omission, TotalsQuery, TotalsReport
from pledgebook.reports.totals import total_support

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PricedHolding:
    """One flow's money (or goods) at one stage.

    Attributes:
        flow: Whose.
        stage: Where it stands.
        amounts: Exact sums, one for each unit.
        value: Best figure of all of them in the reporting currency; None where nothing of it has a rate.
    """

    flow: Flow
    stage: Stage
    amounts: tuple[Quantity, ...]
    value: Decimal | None


@dataclass(frozen=True, slots=True)
class PricedHoldings:
    """Everything that stands anywhere. Each sum of money is in exactly one holding, so any of them can be added.

    Attributes:
        currency: The reporting currency.
        held: The holdings, by flow and stage.
        unquantified: Flows without any sum, which stand beside.
        left_out: Ids of flows and checks that are in no holding or not in its value, by reason.
        report: The totals behind it, with every conversion.
    """

    currency: str
    held: tuple[PricedHolding, ...]
    unquantified: tuple[Flow, ...]
    left_out: tuple[tuple[Omission, str], ...]
    report: TotalsReport

    def only(self, wanted: Callable[[Flow], bool]) -> "PricedHoldings":
        """Narrow down to some flows; what is left out stays that of the whole book."""
        held = tuple(item for item in self.held if wanted(item.flow))
        beside = tuple(flow for flow in self.unquantified if wanted(flow))
        return PricedHoldings(self.currency, held, beside, self.left_out, self.report)


def hold(contents: Contents, rates: RateBasis, currency: str = "EUR") -> PricedHoldings:
    """Tell what stands where, flow by flow, by the same sums as every totals report.

    Args:
        contents: What the book says, as of a day where one is asked for.
        rates: For the reporting currency.
        currency: The reporting currency.
    """
    query = TotalsQuery((Dimension.FLOW, Dimension.STAGE), frozenset(LADDER), currency)
    report = total_support(contents.ledger, contents.flows.values(), contents.checks.values(), rates, query)
    held: list[PricedHolding] = []
    beside: list[Flow] = []
    for row in report.rows:
        flow = contents.flows[row.key[0]]
        if row.amounts:
            value = row.reporting.best if row.reporting is not None else None
            held.append(PricedHolding(flow, Stage(row.key[1]), row.amounts, value))
        elif row.unquantified:
            beside.append(flow)
    left_out = tuple((line.reason, line.id) for line in report.left_out)
    return PricedHoldings(currency, tuple(held), tuple(beside), left_out, report)


def by_stage(held: Iterable[PricedHolding]) -> dict[Stage, Decimal]:
    """Add up what stands at each stage; every stage of the ladder is there."""
    sums = dict.fromkeys(LADDER, ZERO)
    for item in held:
        if item.value is not None and item.stage in sums:
            sums[item.stage] += item.value
    return sums


def reached(sums: dict[Stage, Decimal]) -> dict[Stage, Decimal]:
    """Add up what has come to each stage or further."""
    found: dict[Stage, Decimal] = {}
    running = ZERO
    for stage in reversed(LADDER):
        running += sums[stage]
        found[stage] = running
    return {stage: found[stage] for stage in LADDER}


def grouped(held: Iterable[PricedHolding], name: Callable[[Flow], str]) -> dict[str, dict[Stage, Decimal]]:
    """Add up by a name of the flow and by stage, the largest group first, then by name."""
    groups: dict[str, list[PricedHolding]] = {}
    for item in held:
        groups.setdefault(name(item.flow), []).append(item)
    sums = {key: by_stage(items) for key, items in groups.items()}
    return dict(sorted(sums.items(), key=lambda pair: (-sum(pair[1].values(), ZERO), pair[0])))

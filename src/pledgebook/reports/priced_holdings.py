"""What each flow has at each stage in the reporting currency, wholes less parts: what every grouping adds up."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Dimension, Omission, TotalsQuery
from pledgebook.reports.shares import BOOK_CURRENCY, Share
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
    """

    currency: str
    held: tuple[PricedHolding, ...]
    unquantified: tuple[Flow, ...]


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
    return PricedHoldings(currency, tuple(held), tuple(beside))


def hold_shares(shares: Iterable[Share], flows: Mapping[str, Flow]) -> PricedHoldings:
    """Tell the same from the shares of a day as the book keeps them, with their values in its own currency.

    Args:
        shares: All shares of one day.
        flows: The flows of that day, by id.
    """
    pieces: dict[tuple[str, Stage], list[Share]] = {}
    beside: list[Flow] = []
    for share in shares:
        if share.omitted is Omission.UNQUANTIFIED and share.flow in flows:
            beside.append(flows[share.flow])
        elif share.omitted is None and share.reading is not None and share.stage in LADDER:
            pieces.setdefault((share.flow, share.stage), []).append(share)
    held = []
    for (name, stage), found in sorted(pieces.items(), key=lambda pair: (pair[0][0], LADDER.index(pair[0][1]))):
        amounts = tuple(share.reading.quantity(share.unit) for share in found if share.reading is not None)
        values = [share.value.best for share in found if share.value is not None]
        held.append(PricedHolding(flows[name], stage, amounts, sum(values, ZERO) if values else None))
    return PricedHoldings(BOOK_CURRENCY, tuple(held), tuple(sorted(beside, key=lambda flow: flow.id)))


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

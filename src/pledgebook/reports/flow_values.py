"""What the figure of each flow comes to in euros: lists of flows in many currencies are sorted by it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, localcontext

from pledgebook.ledger.conversion import CENT, RateBasis
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.model.flow import Flow
from pledgebook.reports.pricing import Pricing, Sum
from pledgebook.reports.query import TotalsQuery

MOST_CENTS = 2**63 - 1
"""What 64 bits hold; a figure beyond stands there when flows are sorted, and nowhere else."""


@dataclass(frozen=True, slots=True)
class FlowValue:
    """What the figure of a flow comes to.

    Attributes:
        flow: Id.
        cents: Its best figure in euro cents, at the rate of the day on which it came where it stands.
    """

    flow: str
    cents: int


def flow_values(flows: Iterable[Flow], rates: RateBasis) -> tuple[FlowValue, ...]:
    """Value the flows that have a figure with a rate, whole, whatever their parts have taken out of them."""
    with localcontext(EXACT):
        return tuple(_values(flows, Pricing(rates, TotalsQuery())))


def _values(flows: Iterable[Flow], pricing: Pricing) -> Iterator[FlowValue]:
    for flow in flows:
        if flow.quantity is None:
            continue
        told = next((event.date for event in flow.events if event.stage is flow.stage), None)
        dated, dated_by = pricing.rates.when(told, flow.statements)
        reading = Reading.of(flow.quantity)
        price = pricing.price(Sum(flow.id, flow.funders, flow.quantity.unit, reading, dated, dated_by))
        if price.reading is not None:
            cents = int(price.reading.best.quantize(CENT, ROUND_HALF_EVEN).scaleb(2))
            yield FlowValue(flow.id, max(min(cents, MOST_CENTS), -MOST_CENTS))

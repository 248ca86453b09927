"""Which money somebody means: narrowing by what a piece of a flow is, the same for reports and for exports."""

from collections.abc import Iterable, Mapping

from pledgebook.ledger.booking import quantities_of
from pledgebook.model.flow import Check, Flow
from pledgebook.model.quantity import GDP_SHARE
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind
from pledgebook.reports.query import Dimension

UNKNOWN = "unknown"
JOINT = frozenset({Dimension.FUNDER, Dimension.RECIPIENT})
"""Dimensions in which one of several joint values is enough."""

Narrowing = tuple[tuple[Dimension, str], ...]


def cells_of(flow: Flow, unit: str, stage: Stage) -> dict[Dimension, str]:
    """Return what a piece of a flow is in each dimension.

    Args:
        flow: The flow.
        unit: Its unit; empty for support without a sum.
        stage: Where it stands.
    """
    return {
        Dimension.FUNDER: "+".join(flow.funders) or UNKNOWN,
        Dimension.STAGE: stage.value,
        Dimension.MECHANISM: flow.mechanism or "",
        Dimension.RECIPIENT: "+".join(flow.recipients) or UNKNOWN,
        Dimension.PURPOSE: flow.purpose or "",
        Dimension.PERIOD: "" if flow.period is None else str(flow.period),
        Dimension.TRANCHE: "" if flow.tranche is None else str(flow.tranche),
        Dimension.CURRENCY: unit,
        Dimension.KIND: kind_of(flow, unit),
        Dimension.ORIGIN: flow.budget_origin.value,
        Dimension.ACTOR: flow.implementing_actor,
        Dimension.FLOW: flow.id,
    }


def kind_of(flow: Flow, unit: str) -> str:
    """Say whether a piece of a flow is money, goods, a share of national product, or support without a sum."""
    if unit == GDP_SHARE:
        return "gdp-share"
    if unit.startswith("item:") or (not unit and flow.items):
        return Kind.IN_KIND.value
    return Kind.MONEY.value if unit else Kind.UNQUANTIFIED.value


def is_asked(cells: Mapping[Dimension, str], only: Iterable[tuple[Dimension, str]]) -> bool:
    """Tell whether a piece of a flow has the values that are asked for."""
    return all(
        value == cells[dimension] or (dimension in JOINT and value in cells[dimension].split("+"))
        for dimension, value in only
    )


def flow_is_asked(flow: Flow, only: Narrowing) -> bool:
    """Tell whether any piece of a flow is what is asked for, at the stage that the flow has reached."""
    units = tuple(quantities_of(flow)) or ("",)
    return any(is_asked(cells_of(flow, unit, flow.stage), only) for unit in units)


def check_is_asked(check: Check, only: Narrowing) -> bool:
    """Tell whether a narrowing is about an asserted total, as far as a total has that dimension at all."""
    cells = {
        Dimension.FUNDER: "+".join(check.funders) or UNKNOWN,
        Dimension.RECIPIENT: "+".join(check.recipients) or UNKNOWN,
        Dimension.MECHANISM: check.mechanism or "",
        Dimension.CURRENCY: check.asserted.unit,
    }
    return is_asked(cells, (pair for pair in only if pair[0] in cells))

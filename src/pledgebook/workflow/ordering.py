"""The order in which a book lists what it holds."""

from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate


def day_order(published: PartialDate | None) -> str:
    """Sort dates, the undated last."""
    return "9999" if published is None else str(published)


def flow_order(flow: Flow) -> tuple[str, str, int, str]:
    """Sort flows by funders and unit, the largest first."""
    size = -int(flow.quantity.best) if flow.quantity is not None else 0
    return "+".join(flow.funders), flow.quantity.unit if flow.quantity else "", size, flow.id

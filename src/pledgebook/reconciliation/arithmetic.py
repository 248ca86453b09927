"""An asserted total that no part is told of, and flows: the one set of them that comes to it, if there is one."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from pledgebook.model.flow import Check, Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import BudgetOrigin

ADDS_UP = "adds-up"
MOST_CANDIDATES = 10
"""Among more flows than this some set comes to almost any figure."""

MOST_PARTS = 5
WINDFALL = "windfall-profits"


class FlowsByYear:
    """Flows that can add up to a total, filed by unit, year and funder (or windfall profits): with a sum, outermost."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        filed: dict[tuple[str, int, str], list[Flow]] = defaultdict(list)
        for flow in flows:
            if flow.quantity is None or flow.quantity.high is None or flow.parent is not None or flow.links:
                continue
            owners = {WINDFALL} if _is_windfall(flow) else set()
            owners |= set(flow.funders[:1])  # all its funders must be those of the total, so the first one is
            for year in _years(flow):
                for owner in owners:
                    filed[flow.quantity.unit, year, owner].append(flow)
        self._filed = filed

    def candidates(self, check: Check, year: int) -> list[Flow]:
        """Return the flows that may be parts of a total, by id; one more than MOST_CANDIDATES stands for too many."""
        found: dict[str, Flow] = {}
        for owner in (WINDFALL, *check.funders):
            for flow in self._filed.get((check.asserted.unit, year, owner), ()):
                if flow.id not in found and _may_be_part(flow, check):
                    found[flow.id] = flow
                    if len(found) > MOST_CANDIDATES:
                        return list(found.values())
        return [found[name] for name in sorted(found)]


def cover_by_arithmetic(check: Check, flows: FlowsByYear) -> Check:
    """Explain a total by the one set of flows that adds up to it.

    Rule: flows in the unit of the total, of its funders and of one scheme (that of the total, where it tells one) or
    out of windfall profits, for the same recipient and of the same year, none inside another. Every funder must be
    among them; the sum must lie within the rounding of the total's wording; and no other set may do the same, for then
    it may be coincidence. Nothing is converted: a rate would widen the window in which figures meet by chance.
    """
    if check.date is None or check.asserted.high is None or not check.funders:
        return check
    candidates = flows.candidates(check, check.date.year)
    if len(candidates) > MOST_CANDIDATES:
        return check
    found = list(_sets_that_add_up(candidates, check))
    if len(found) != 1:
        return check
    explained = _sum(found[0], check.asserted.unit)
    rest = max(check.asserted.best - explained.best, Decimal(0))
    widest = max(check.asserted.high - explained.low, rest)
    return replace(
        check,
        explained_by=tuple(flow.id for flow in found[0]),
        explained=explained,
        remainder=Quantity(Decimal(0), rest, widest, check.asserted.unit),
        verdict=ADDS_UP,
    )


def _may_be_part(flow: Flow, check: Check) -> bool:
    quantity = flow.quantity
    if quantity is None or quantity.best >= check.asserted.best or not set(check.recipients) & set(flow.recipients):
        return False
    told = check.mechanism is None or flow.mechanism == check.mechanism
    own = told and bool(flow.funders) and set(flow.funders) <= set(check.funders)
    return own or _is_windfall(flow)


def _is_windfall(flow: Flow) -> bool:
    return flow.mechanism == WINDFALL or flow.budget_origin is BudgetOrigin.WINDFALL


def _years(flow: Flow) -> set[int]:
    years = {event.date.year for event in flow.events if event.date is not None}
    if flow.period is not None and flow.period.first_year is not None and flow.period.last_year is not None:
        years |= set(range(flow.period.first_year, flow.period.last_year + 1))
    return years


def _sets_that_add_up(candidates: Sequence[Flow], check: Check) -> Iterator[tuple[Flow, ...]]:
    for size in range(2, MOST_PARTS + 1):
        for chosen in combinations(candidates, size):
            funders = {code for flow in chosen for code in flow.funders}
            schemes = {flow.mechanism for flow in chosen if not _is_windfall(flow)}
            if (
                set(check.funders) <= funders
                and len(schemes) <= 1
                and _within(_sum(chosen, check.asserted.unit), check.asserted)
            ):
                yield chosen


def _within(total: Quantity, asserted: Quantity) -> bool:
    return asserted.high is not None and asserted.low <= total.best <= asserted.high


def _sum(flows: Iterable[Flow], unit: str) -> Quantity:
    total = Quantity(Decimal(0), Decimal(0), Decimal(0), unit)
    for flow in flows:
        if flow.quantity is not None:
            total = total.plus(flow.quantity)
    return total

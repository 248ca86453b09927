"""An asserted total that no part is told of in, the flows of its funders, recipient and scheme out."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage, step
from pledgebook.reconciliation.profiles import Profile

DAYS_BACK = 400
"""Agreements that a text adds up are of the year before it, unless it counts to date."""

MOST_FLOWS = 40
"""A scope with more flows than this says too little to explain one figure."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What an asserted total is said to be of.

    Attributes:
        funders: Whose support it sums.
        recipients: For whom.
        mechanism: The scheme.
        until: The day of the assertion.
        to_date: True when it counts from the beginning.
    """

    funders: frozenset[str]
    recipients: frozenset[str]
    mechanism: str
    until: date
    to_date: bool


class FlowsByScheme:
    """Flows that can explain totals, filed by mechanism: with a sum, outermost, promised in writing or further."""

    def __init__(self, flows: Iterable[Flow]) -> None:
        filed: dict[str, list[Flow]] = defaultdict(list)
        for flow in flows:
            written = step(flow.stage) >= step(Stage.SIGNED)
            if flow.mechanism and flow.parent is None and flow.quantity is not None and written and not flow.links:
                filed[flow.mechanism].append(flow)
        self._filed: Mapping[str, Sequence[Flow]] = filed

    def within(self, scope: Scope) -> list[Flow]:
        """Return the flows of a scope, by id; none where they are too many to say anything.

        Theirs is the money of its funders, and money of others that one of them spends on their behalf.
        """
        found = [flow for flow in self._filed.get(scope.mechanism, ()) if _is_within(flow, scope)]
        return sorted(found, key=lambda flow: flow.id) if len(found) <= MOST_FLOWS else []


def _is_within(flow: Flow, scope: Scope) -> bool:
    own = bool(flow.funders) and frozenset(flow.funders) <= scope.funders
    spent = flow.implementing_actor in scope.funders
    if not (own or spent) or not frozenset(flow.recipients) & scope.recipients:
        return False
    days = [event.date.earliest() for event in flow.events if event.date and step(event.stage) >= step(Stage.SIGNED)]
    return bool(days) and min(days) <= scope.until and (scope.to_date or (scope.until - min(days)).days <= DAYS_BACK)


def scope_of(members: Sequence[Profile], *, to_date: bool) -> Scope | None:
    """Read what a total is of from the statement that names most; None where some of it is untold."""
    full = [item for item in members if item.funders and item.recipients and item.statement.mechanism and item.day]
    if not full:
        return None
    best = min(full, key=lambda item: (-len(item.funders), item.id))
    last = best.event[1] if best.event else best.told
    if last is None:
        return None
    return Scope(best.funders, best.recipients, str(best.statement.mechanism), last, to_date)

"""Totals that sources assert, held against the flows of the book: what explains them, and what stays open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from pledgebook.model.flow import Check, Flow
from pledgebook.model.identity import content_id
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import WAYS_OUT
from pledgebook.reconciliation.choice import choose, find_rivals
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.flows import Group, best_date, common_funders, label, most_common, witnesses_of
from pledgebook.reconciliation.scoped import FlowsByScheme, scope_of
from pledgebook.reconciliation.totals import is_to_date

ROUGHLY = Decimal("0.02")
"""A total is explained when the rest is within the wording of both sides or within this share of it."""


def check_id(group: Group) -> str:
    """Name a check by its least statement."""
    return content_id("c", group.members[0].id)


def build_check(group: Group, parent: str | None, flows: Sequence[Flow], rates: Rates) -> Check:
    """Hold an asserted total against the flows that make it up.

    Args:
        group: The statements that assert it; one of them at least states a sum.
        parent: The wider flow or check.
        flows: Flows inside the total, none inside another of them.
        rates: Dated rates, for flows in other currencies.
    """
    members = group.members
    funders = common_funders(members)
    choice = choose(members, group.documents, funders)
    assert choice is not None  # a group without a sum is never made a check
    chosen = next(item for item in members if item.id == choice.statement)
    explained, used = _explain(choice.quantity.unit, chosen.day, flows, rates)
    remainder, verdict = _judge(choice.quantity, explained, used)
    dates = [item.statement.date for item in members if item.statement.date]
    return Check(
        id=check_id(group),
        label=label(funders, choice.quantity, (), (None, None)) + " in total",
        statements=tuple(item.id for item in members),
        asserted=choice.quantity,
        funders=funders,
        recipients=most_common([item.statement.recipients for item in members]) or (),
        mechanism=most_common([item.statement.mechanism for item in members]),
        date=best_date(dates),
        explained_by=tuple(sorted(flow.id for flow in flows)),
        explained=explained,
        remainder=remainder,
        verdict=verdict,
        rivals=find_rivals(members, choice, group.background),
        parent=parent,
        chosen=choice.statement,
        choice_rule=choice.rule,
        witnesses=witnesses_of(members),
    )


def cover_by_scope(check: Check, group: Group, schemes: FlowsByScheme, rates: Rates) -> Check:
    """Hold a total that no part is told of against all flows of its scope.

    Rule: flows of its funders, or that one of them spends for others, for the same recipient and scheme, promised in
    writing or further within the year before (a total to date: at any time before), none inside another. That they stay
    within the total does not prove that they are its parts, so the verdict is "within-scope", never "explained"; when
    they come to more than the total, they explain nothing.
    """
    scope = scope_of(group.members, to_date=any(is_to_date(item.statement) for item in group.members))
    flows = [] if scope is None else schemes.within(scope)
    if not flows:
        return check
    covered = build_check(group, check.parent, flows, rates)
    return replace(covered, verdict="within-scope") if covered.verdict in _COVERED else check


_COVERED = ("explained", "partly-explained")


def _explain(unit: str, day: date | None, flows: Sequence[Flow], rates: Rates) -> tuple[Quantity, list[Flow]]:
    """Add up the flows in the unit of the total; flows without a sum or a rate, or not added, cannot."""
    total = Quantity(Decimal(0), Decimal(0), Decimal(0), unit)
    used = []
    for flow in sorted(flows, key=lambda item: item.id):
        converted = _convert(flow.quantity, unit, day, rates)
        if converted is not None and flow.stage not in WAYS_OUT and not flow.links:
            total = total.plus(converted)
            used.append(flow)
    return total, used


def _convert(quantity: Quantity | None, unit: str, day: date | None, rates: Rates) -> Quantity | None:
    if quantity is None or quantity.unit == unit:
        return quantity
    if day is None or not unit or not quantity.unit:
        return None  # a sum whose currency the text does not tell can be any sum
    best = rates.convert(quantity.best, quantity.unit, unit, day)
    if best is None or not quantity.best:
        return None
    rate = best / quantity.best
    low = quantity.low * rate
    high = None if quantity.high is None else quantity.high * rate
    return Quantity(_cents(low), _cents(best), None if high is None else _cents(high), unit)


def _cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"))


def _judge(asserted: Quantity, explained: Quantity, used: Sequence[Flow]) -> tuple[Quantity, str]:
    """Return what is left of the total, never negative, and the verdict."""
    zero = Decimal(0)
    rest = asserted.best - explained.best
    low = max(asserted.low - explained.high, zero) if explained.high is not None else zero
    high = None if asserted.high is None else max(asserted.high - explained.low, zero)
    remainder = Quantity(
        min(low, max(rest, zero)), max(rest, zero), None if high is None else max(high, rest), asserted.unit
    )
    if not used:
        return remainder, "unexplained"
    overlapping = asserted.overlaps(explained)
    if overlapping or abs(rest) <= asserted.best * ROUGHLY:
        return remainder, "explained"
    return remainder, "partly-explained" if rest > 0 else "exceeded"

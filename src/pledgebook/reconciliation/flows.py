"""A group of statements in, one flow out: its parties, figure, stages and rivals."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from pledgebook.model.evidence import Document
from pledgebook.model.flow import Flow, FlowKind, StageEvent
from pledgebook.model.identity import content_id, plain_decimal
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, WAYS_OUT, Stage, step
from pledgebook.model.statement import BudgetOrigin, Expectation, Item, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.choice import Choice, choose, find_rivals
from pledgebook.reconciliation.copies import count_witnesses
from pledgebook.reconciliation.implied import Background
from pledgebook.reconciliation.parties import names_of
from pledgebook.reconciliation.profiles import Profile
from pledgebook.reconciliation.wording import says

Value = TypeVar("Value")

_SCALES = ((Decimal(1_000_000_000), " billion"), (Decimal(1_000_000), " million"))


@dataclass(frozen=True, slots=True)
class Group:
    """The statements that speak of one sum or lot.

    Attributes:
        members: Their profiles, by id.
        documents: All documents, by id.
        background: Rates, and the figures of the sum that this one is inside of.
        added: Ids of the statements of the book that are judged to add to another's figure.
    """

    members: tuple[Profile, ...]
    documents: Mapping[str, Document]
    background: Background
    added: frozenset[str] = frozenset()

    @property
    def tellers(self) -> tuple[Profile, ...]:
        """The members whose figures are tellings of the sum itself, and not additions to it."""
        return tuple(item for item in self.members if item.id not in self.added) if self.added else self.members


def flow_id(group: Group) -> str:
    """Name a flow by its least statement."""
    return content_id("f", group.members[0].id)


def build_flow(group: Group, parent: str | None, *, has_children: bool) -> Flow:
    """Fold a group into a flow."""
    members = group.members
    funders = common_funders(members)
    choice = with_additions(choose(group.tellers, group.documents, funders), group)
    events = stage_events(members)
    stage = furthest_stage(events)
    whole = has_children or any(is_package(item) for item in members)
    tranche = most_common([item.statement.tranche for item in members])
    purpose = shortest_common_purpose(members)
    items = merge_items(members)
    quantity = choice.quantity if choice else None
    return Flow(
        id=flow_id(group),
        label=label(funders, quantity, items, (tranche, purpose)),
        kind=FlowKind.PACKAGE if whole else FlowKind.FLOW,
        parent=parent,
        funders=funders,
        implementing_actor=most_common([item.statement.implementing_actor for item in members]) or "",
        budget_origin=origin(members),
        recipients=most_common([item.statement.recipients for item in members]) or (),
        mechanism=most_common([item.statement.mechanism for item in members]),
        purpose=purpose,
        tranche=tranche,
        period=common_period(members),
        quantity=quantity,
        chosen=choice.statement if choice else "",
        choice_rule=choice.rule if choice else "",
        items=items,
        stage=stage,
        events=events,
        expectations=open_expectations(members, stage),
        statements=tuple(item.id for item in members),
        rivals=find_rivals(group.tellers, choice, group.background) if choice else (),
        witnesses=witnesses_of(members),
    )


def witnesses_of(members: Sequence[Profile]) -> int:
    """Count the independent documents that tell of it."""
    return count_witnesses({item.statement.document: item.fingerprint for item in members}.values())


def with_additions(choice: Choice | None, group: Group) -> Choice | None:
    """Add to a chosen figure those that are judged to add to it, in its own unit; each sum stays in its statement."""
    if choice is None or not group.added:
        return choice
    added = [
        item.statement.amount.quantity()
        for item in group.members
        if item.id in group.added and item.statement.amount is not None
    ]
    fitting = [quantity for quantity in added if quantity.unit == choice.quantity.unit]
    if not fitting:
        return choice
    total = sum_of((choice.quantity, *fitting))
    return replace(choice, quantity=total, rule=f"{choice.rule}; with {len(fitting)} judged to add to it")


def sum_of(quantities: Sequence[Quantity]) -> Quantity:
    """Add quantities of one unit; at least one."""
    total = quantities[0]
    for quantity in quantities[1:]:
        total = total.plus(quantity)
    return total


def is_package(profile: Profile) -> bool:
    """Tell whether a statement speaks of a sum as the whole of several."""
    statement = profile.statement
    return profile.has_parts or (statement.scope is Scope.TOTAL and statement.kind is Kind.MONEY)


_SAYS_NOTHING = (None, "", ())


def most_common(values: Sequence[Value | None]) -> Value | None:
    """Return the most frequent value that says something; among equals the first in order of its text."""
    if len(values) == 1:  # most sums are told once: nothing is to be counted
        return values[0] if values[0] not in _SAYS_NOTHING else None
    counts = Counter(value for value in values if value not in _SAYS_NOTHING)
    if not counts:
        return None
    return min(counts, key=lambda value: (-counts[value], str(value)))


def common_funders(members: Sequence[Profile]) -> tuple[str, ...]:
    """Return the funders that most members name; the members that name none have no say."""
    return most_common([item.statement.donors for item in members]) or ()


def origin(members: Sequence[Profile]) -> BudgetOrigin:
    """Return whose money most members call it."""
    known = [item.statement.budget_origin for item in members]
    return most_common([value for value in known if value is not BudgetOrigin.UNKNOWN]) or BudgetOrigin.UNKNOWN


def shortest_common_purpose(members: Sequence[Profile]) -> str | None:
    """Return the shortest wording of the purpose that is told, the words of people being best when few."""
    told = sorted(
        {item.statement.purpose for item in members if item.statement.purpose}, key=lambda text: (len(text), text)
    )
    return told[0] if told else None


def common_period(members: Sequence[Profile]) -> Period | None:
    """Return the years that most members give."""
    if len(members) == 1:
        return members[0].statement.period or None
    counts = Counter(str(item.statement.period) for item in members if item.statement.period)
    if not counts:
        return None
    best = min(counts, key=lambda text: (-counts[text], text))
    return next(item.statement.period for item in members if str(item.statement.period) == best)


def merge_items(members: Sequence[Profile]) -> tuple[Item, ...]:
    """Return the goods of the member that lists most kinds with counts; lists of several members are not added."""
    lists = [item.statement.items for item in members if item.statement.items]
    if not lists:
        return ()
    return min(lists, key=lambda goods: (-sum(1 for item in goods if item.quantity), -len(goods), str(goods)))


def stage_events(members: Sequence[Profile]) -> tuple[StageEvent, ...]:
    """Return each stage said to be reached, in ladder order, with the earliest told of the most precise dates."""
    if len(members) == 1:
        alone = members[0].statement
        return (StageEvent(stage_told(alone), alone.date, (alone.id,)),)
    events = []
    stages = {item.id: stage_told(item.statement) for item in members}
    for stage in (*LADDER, *WAYS_OUT):
        said = [item.statement for item in members if stages[item.id] is stage]
        if said:
            dates = [statement.date for statement in said if statement.date]
            events.append(StageEvent(stage, best_date(dates), tuple(sorted(item.id for item in said))))
    return tuple(events)


def stage_told(statement: Statement) -> Stage:
    """Return the stage that a statement tells; what its words stop for a time only is suspended, not cancelled."""
    if statement.stage is Stage.CANCELLED and says("suspended", statement.span.quote):
        return Stage.SUSPENDED
    return statement.stage


def best_date(dates: Sequence[PartialDate]) -> PartialDate | None:
    """Return the earliest of the most precise dates; None without any."""
    if not dates:
        return None
    return min(dates, key=lambda when: ((when.latest() - when.earliest()).days, when))


def furthest_stage(events: Sequence[StageEvent]) -> Stage:
    """Return the furthest rung reached; suspended or cancelled when that is told and nothing later is."""
    stopped = [event for event in events if event.stage in WAYS_OUT]
    rungs = [event for event in events if event.stage not in WAYS_OUT]
    if not stopped:
        return max((event.stage for event in rungs), key=step)
    last = max(stopped, key=lambda event: (event.date.latest() if event.date else date.max, event.stage))
    later = [event for event in rungs if event.date and last.date and event.date.earliest() > last.date.latest()]
    return max((event.stage for event in rungs), key=step) if later else last.stage


def open_expectations(members: Sequence[Profile], stage: Stage) -> tuple[Expectation, ...]:
    """Return the announced next steps that are still ahead of the stage reached."""
    if stage in WAYS_OUT:
        return ()
    told = {
        expectation
        for item in members
        for expectation in item.statement.expectations
        if step(expectation.stage) > step(stage)
    }
    return tuple(sorted(told, key=lambda item: (step(item.stage), item.wording)))


def label(
    funders: Sequence[str], quantity: Quantity | None, items: Sequence[Item], named: tuple[int | None, str | None]
) -> str:
    """Write the line that people read: "Lithuania: EUR 10 million, tranche 1, long-range drones"."""
    tranche, purpose = named
    parts = []
    if quantity is not None:
        parts.append(spell(quantity))
    elif not items:
        parts.append("support without a stated sum")
    parts += [
        item.item if item.quantity is None else f"{plain_decimal(item.quantity)} {item.item}" for item in items[:3]
    ]
    if tranche is not None:
        parts.append(f"tranche {tranche}")
    if purpose:
        parts.append(purpose)
    return f"{names_of(funders)}: {', '.join(parts)}"


def spell(quantity: Quantity) -> str:
    """Write a sum for people: "EUR 10 million", "DKK 4.2 billion", "EUR 75,000"."""
    for scale, word in _SCALES:
        if quantity.best >= scale:
            figure = (quantity.best / scale).quantize(Decimal("0.001"))
            return f"{quantity.unit} {plain_decimal(figure)}{word}".strip()
    return f"{quantity.unit} {quantity.best:,f}".strip()

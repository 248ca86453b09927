"""What stands of each flow, net of its parts, and the steps by which that money came there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pledgebook.ledger.balances import Balance, balances, brings, in_booking_order, is_stage, visible
from pledgebook.ledger.timeline import rung
from pledgebook.model.entry import ORIGIN, Account, Entry
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Step:
    """The arrival of money at a stage.

    Attributes:
        stage: Which.
        when: As the sources tell; None when untold.
        effective: First day on which it can have happened; None when nothing of it is dated.
        flow: The flow that it is told of: its own, or a whole that the money was part of then.
        statements: Who says so, sorted ids.
    """

    stage: Stage
    when: PartialDate | None
    effective: date | None
    flow: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What stands of one flow in one unit: its parts are taken out, so holdings can be added without counting twice.

    Attributes:
        flow: Whose.
        stage: Where it stands.
        quantity: How much, in its unit.
        steps: How it came there, up the ladder; what was told of a whole before this money was taken out of it is told
            of this money too.
    """

    flow: Flow
    stage: Stage
    quantity: Quantity
    steps: tuple[Step, ...]


def holdings(flows: Iterable[Flow], entries: Iterable[Entry], as_of: date | None = None) -> tuple[Holding, ...]:
    """Fold entries into what stands where, by flow, unit and stage, ordered by these.

    Args:
        flows: All flows that the entries post to.
        entries: In any order.
        as_of: The day; None for all that is known.
    """
    by_id = {flow.id: flow for flow in flows}
    seen = in_booking_order(visible(entries, as_of))
    paths = _Paths(seen)
    standing = sorted(
        (balance for balance in balances(seen) if is_stage(balance.account)),
        key=lambda balance: (balance.account.flow, balance.unit, rung(Stage(balance.account.stage))),
    )
    return tuple(_holding(by_id, paths, balance) for balance in standing)


def _holding(flows: Mapping[str, Flow], paths: "_Paths", balance: Balance) -> Holding:
    account, stage = balance.account, Stage(balance.account.stage)
    steps = (step for step in paths.steps(account.flow, balance.unit) if rung(step.stage) <= rung(stage))
    return Holding(flows[account.flow], stage, balance.reading.quantity(balance.unit), tuple(steps))


class _Paths:
    """The way of each flow's money through the stages, read off the entries."""

    def __init__(self, seen: Sequence[Entry]) -> None:
        self._of_flow: dict[str, list[Entry]] = {}
        for entry in seen:
            self._of_flow.setdefault(entry.flow, []).append(entry)

    def steps(self, flow: str, unit: str, known: frozenset[str] = frozenset()) -> tuple[Step, ...]:
        """Return the steps of a flow's money in one unit, those of the wholes it came out of first."""
        own = tuple(self._own(flow, unit))
        if not own or flow in known:
            return own
        whole = self._whole(flow, unit, own[0].stage)
        if whole is None:
            return own
        before = self.steps(*whole, known | {flow})
        return (*(step for step in before if rung(step.stage) < rung(own[0].stage)), *own)

    def _own(self, flow: str, unit: str) -> Iterator[Step]:
        for entry in self._of_flow.get(flow, ()):
            for posting in entry.postings:
                account = posting.account
                if entry.unit == unit and account.flow == flow and is_stage(account) and brings(entry, account):
                    yield Step(Stage(account.stage), entry.valid, entry.effective, flow, entry.statements)

    def _whole(self, flow: str, unit: str, stage: Stage) -> tuple[str, str] | None:
        """Return flow and unit of the whole that all of this money came out of."""
        entries = self._of_flow[flow]
        arrival = next(entry for entry in entries if entry.unit == unit and brings(entry, Account(stage.value, flow)))
        if any(posting.account.stage == ORIGIN for posting in arrival.postings):
            return None  # some of it came from the funders without having been part of the whole
        for entry in entries:
            if entry.effective == arrival.effective and entry.statements == arrival.statements:
                for posting in entry.postings:
                    if is_stage(posting.account) and posting.account.flow != flow and posting.best < 0:
                        return posting.account.flow, entry.unit
        return None

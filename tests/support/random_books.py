"""Random books of any size, the same for the same seed: flows with wholes and parts in several units."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pledgebook.ledger.booking import Ledger, book_flows
from pledgebook.ledger.conversion import DatedRate, RateBasis
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Flow, FlowKind, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import PartialDate

CODES = ("AT", "BE", "CA", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "IS", "IT", "JP", "LT", "LV", "NL", "NO")
FUNDERS = tuple((code,) for code in (*CODES, "PL", "SE", "US"))
JOINT = (("DK", "EU"), ("DK", "SE"), ("NL", "NO"), ())
UNITS = ("EUR", "EUR", "EUR", "DKK", "USD", "NOK", "SEK", "JPY")
FIRST = date(2022, 2, 24)


class Pegged:
    """Made-up rates between the units of random books, the same every day."""

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        """Return the rate; none for the yen, so that some parts stay unbooked."""
        euros = {"EUR": "1", "DKK": "0.134", "USD": "0.92", "NOK": "0.087", "SEK": "0.0881"}
        if from_unit not in euros or to_unit not in euros:
            return None
        rate = (Decimal(euros[from_unit]) / Decimal(euros[to_unit])).quantize(Decimal("0.000001"))
        return DatedRate(rate, str(when), "made up")


def random_flows(count: int, seed: int = 7) -> Iterator[Flow]:
    """Yield flows; about a third are parts of one before."""
    chance = random.Random(seed)  # noqa: S311  test data, no secrets
    recent: list[str] = []
    for number in range(count):
        name = f"f-{number:016x}"
        parent = chance.choice(recent) if recent and chance.random() < 0.33 else None
        recent = [*recent[-20:], name] if parent is None else recent
        yield _flow(name, parent, chance)


def _flow(name: str, parent: str | None, chance: random.Random) -> Flow:
    funders = chance.choice(FUNDERS if chance.random() < 0.9 else JOINT)
    best = Decimal(chance.randint(1, 5_000_000_000)).scaleb(-2)
    slack = chance.choice((Decimal(0), Decimal(0), Decimal("0.5"), best / 20))
    low, high = best - min(slack, best), best + slack
    cents = Decimal("0.01")
    events = _events(name, chance)
    return Flow(
        id=name,
        label=name,
        kind=FlowKind.FLOW,
        parent=parent,
        funders=funders,
        implementing_actor="",
        budget_origin=BudgetOrigin.OWN,
        recipients=("UA",),
        mechanism=None,
        purpose=None,
        tranche=None,
        period=None,
        quantity=Quantity(
            low.quantize(cents),
            best,
            None if chance.random() < 0.05 else high.quantize(cents),
            chance.choice(UNITS),
        ),
        chosen=f"s-{name[2:]}",
        choice_rule="the only one",
        items=(Item("field ambulance", Decimal(chance.randint(1, 40))),) if chance.random() < 0.1 else (),
        stage=events[-1].stage,
        events=events,
        expectations=(),
        statements=(f"s-{name[2:]}",),
        rivals=(),
    )


def _events(name: str, chance: random.Random) -> tuple[StageEvent, ...]:
    stages = sorted(chance.sample(LADDER, chance.randint(1, 4)), key=LADDER.index)
    if chance.random() < 0.03:
        stages.append(Stage.CANCELLED)
    day = FIRST + timedelta(days=chance.randint(0, 1200))
    told = []
    for stage in stages:
        when = None if chance.random() < 0.1 else PartialDate.of(day)
        told.append(StageEvent(stage, when, (f"s-{name[2:]}",)))
        day += timedelta(days=chance.randint(1, 90))
    return tuple(told)


def random_book(entries: int, seed: int = 7) -> tuple[tuple[Flow, ...], Ledger]:
    """Return flows and exactly so many of their entries, the first in booking order: a book at an early head."""
    count = entries * 10 // 24 + 10
    flows = tuple(random_flows(count, seed))
    ledger = book_flows(flows, RateBasis(Pegged(), default=PartialDate(2024)))
    if len(ledger.entries) < entries:
        raise ValueError(f"{count} flows gave only {len(ledger.entries)} entries")
    kept: tuple[Entry, ...] = ledger.entries[:entries]
    return flows, Ledger(kept, ())

"""Flows written as lines: what a ledger test needs to say about one, and no more."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pledgebook.ledger.balances import balances
from pledgebook.ledger.conversion import DatedRate
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Flow, FlowKind, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import PartialDate

FlowMaker = Callable[..., Flow]


def quantity_of(text: str) -> Quantity | None:
    """Read "EUR 10", "EUR 9 10 11" (low, best, high) or "EUR 9 10 open"; nothing for no sum."""
    if not text:
        return None
    unit, *figures = text.rsplit(" ", 3) if text.count(" ") > 2 else text.split(" ")
    if len(figures) == 1:
        figures *= 3
    low, best, high = figures
    return Quantity(Decimal(low), Decimal(best), None if high == "open" else Decimal(high), unit)


def event_of(text: str, statement: str) -> StageEvent:
    """Read "committed 2024-01" or "committed"."""
    stage, _, day = text.partition(" ")
    return StageEvent(Stage(stage), PartialDate.parse(day) if day else None, (statement,))


@pytest.fixture
def flow() -> FlowMaker:
    """Return a maker: flow("f-1", "EUR 10", "pledged 2024", "committed", parent="f-0", funders="DK+SE")."""

    def make(
        name: str, figure: str, *events: str, parent: str = "", funders: str = "DK", items: str = "", label: str = ""
    ) -> Flow:
        told = tuple(event_of(event, f"s-{name}") for event in events)
        goods = (part.rpartition(" ") for part in items.split(",") if part)
        return Flow(
            id=name,
            label=label or name,
            kind=FlowKind.FLOW,
            parent=parent or None,
            funders=tuple(code for code in funders.split("+") if code),
            implementing_actor="",
            budget_origin=BudgetOrigin.OWN,
            recipients=("UA",),
            mechanism=None,
            purpose=None,
            tranche=None,
            period=None,
            quantity=quantity_of(figure),
            chosen=f"s-{name}" if figure else "",
            choice_rule="the only one",
            items=tuple(Item(item, None if count == "?" else Decimal(count)) for item, _, count in goods),
            stage=told[-1].stage,
            events=told,
            expectations=(),
            statements=(f"s-{name}",),
            rivals=(),
        )

    return make


class Pegged:
    """The krone at 7.46 to the euro, the dollar at par with it; every other pair is unknown."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        """Return the rate and remember the day."""
        self.asked.append(str(when))
        rates = {("EUR", "DKK"): "7.46", ("DKK", "EUR"): "0.13405", ("USD", "EUR"): "1", ("EUR", "USD"): "1"}
        rate = rates.get((from_unit, to_unit))
        return None if rate is None else DatedRate(Decimal(rate), str(when), "ECB")


@pytest.fixture
def rates() -> Pegged:
    """Return rates for two pairs."""
    return Pegged()


@pytest.fixture
def told() -> Callable[[Entry], str]:
    """Return a writer: an entry as a line, best figures only."""

    def tell(entry: Entry) -> str:
        sides = (f"{posting.account.stage}:{posting.account.flow} {posting.best:+f}" for posting in entry.postings)
        return f"{entry.effective or 'undated'} {entry.unit} " + ", ".join(sides)

    return tell


@pytest.fixture
def standing() -> Callable[..., dict[str, str]]:
    """Return a reader of balances: {"committed:f-1 EUR": "9 10 11"}."""

    def read(entries: tuple[Entry, ...], **options: object) -> dict[str, str]:
        return {
            f"{balance.account.stage}:{balance.account.flow} {balance.unit}": " ".join(
                "open" if figure is None else f"{figure:f}"
                for figure in (
                    balance.reading.low,
                    balance.reading.best,
                    None if balance.reading.open else balance.reading.high,
                )
            )
            for balance in balances(entries, **options)  # type: ignore[arg-type]  # a test gives a day or nothing
        }

    return read

"""A small book of values: documents, statements, flows and a check, written in few words."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import DatedRate, RateBasis
from pledgebook.model.evidence import Document, Span
from pledgebook.model.flow import Check, Flow, FlowKind, Rival, StageEvent
from pledgebook.model.judgement import Comparison, Decision, Verdict
from pledgebook.model.quantity import Amount, Qualifier, Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Expectation, Item, Kind, Scope, Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.contents import Contents

FlowMaker = Callable[..., Flow]


class Pegged:
    """The krone at a fixed rate; every other pair is unknown."""

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        """Return the rate of the pair."""
        known = from_unit == "DKK" and to_unit == "EUR"
        return DatedRate(Decimal("0.134"), str(when), "ECB") if known else None


@pytest.fixture
def basis() -> RateBasis:
    """Return rates for the krone, with one publication date."""
    return RateBasis(Pegged(), {"s-published": PartialDate(2024, 9, 30)}, PartialDate(2025))


def millions(figure: str, unit: str, slack: str = "0.5") -> Quantity:
    """Return a figure in millions, give or take."""
    best, half = Decimal(figure) * 1_000_000, Decimal(slack) * 1_000_000
    return Quantity(best - half, best, best + half, unit)


@pytest.fixture
def flow() -> FlowMaker:
    """Return a maker: flow("f-1", "DKK 1300", "committed 2024-09-29", funders="DK", …), figures in millions."""

    def make(
        name: str, figure: str, *events: str, funders: str = "DK", statements: tuple[str, ...] = (), **facts: object
    ) -> Flow:
        unit, _, number = figure.partition(" ")
        statements = statements or (f"s-{name}",)
        told = tuple(
            StageEvent(Stage(stage), PartialDate.parse(day) if day else None, statements)
            for stage, _, day in (event.partition(" ") for event in events)
        )
        plain: dict[str, object] = {
            "id": name,
            "label": f"{funders} {figure or 'support'}",
            "kind": FlowKind.FLOW,
            "parent": None,
            "funders": tuple(code for code in funders.split("+") if code),
            "implementing_actor": "",
            "budget_origin": BudgetOrigin.OWN,
            "recipients": ("UA",),
            "mechanism": None,
            "purpose": None,
            "tranche": None,
            "period": None,
            "quantity": millions(number, unit) if figure else None,
            "chosen": statements[0],
            "choice_rule": "the only one",
            "items": (),
            "stage": told[-1].stage,
            "events": told,
            "expectations": (),
            "statements": statements,
            "rivals": (),
        }
        return Flow(**(plain | facts))  # type: ignore[arg-type]  # the facts are spelt out above

    return make


def statement(key: str, document: str, quote: str, start: int, **facts: object) -> Statement:
    """Return a statement on a sentence, with a sum where "EUR 10 million" is in it."""
    words = str(facts.pop("words", ""))
    amount = None
    if words:
        unit, number, _ = words.split(" ")
        figure = Decimal(number) * 1_000_000
        offset = start + quote.index(words)
        end = offset + len(words)
        amount = Amount(words, offset, end, figure, figure, Qualifier.EXACT, unit, Decimal(1_000_000))
    plain: dict[str, object] = {
        "id": key,
        "document": document,
        "span": Span(start, start + len(quote), quote),
        "kind": Kind.MONEY if words else Kind.UNQUANTIFIED,
        "amount": amount,
        "equivalents": (),
        "donors": ("LT",),
        "recipients": ("UA",),
        "implementing_actor": "",
        "budget_origin": BudgetOrigin.OWN,
        "stage": Stage.ALLOCATED,
        "date": None,
        "period": None,
        "scope": Scope.SINGLE,
        "part_of": None,
        "tranche": None,
        "mechanism": "danish-model",
        "purpose": None,
        "items": (),
        "also": (),
        "expectations": (),
        "rules": ("sum.code-first",),
    }
    return Statement(**(plain | facts))  # type: ignore[arg-type]  # the facts are spelt out above


@pytest.fixture
def contents(flow: FlowMaker) -> Contents:
    """Return the story: Lithuania's first tranche, Sweden's intent, a total asserted over several agreements."""
    quote = "A first tranche of EUR 10 million is agreed."
    documents = [
        Document(
            "a" * 64, "story.txt", "Example Daily", "", "Two join", PartialDate(2024, 11, 25), "en", "plain/1", "", 9
        ),
        Document("ab" + "c" * 62, "ministry.txt", "A ministry", "", "", None, "en", "plain/1", "", 9),
    ]
    statements = [
        statement("s-lt-1", "a" * 64, quote, 100, words="EUR 10 million"),
        statement("s-lt-2", "ab" + "c" * 62, "Some EUR 11 million will follow.", 0, words="EUR 11 million"),
        statement("s-se", "a" * 64, "Sweden promised substantial funds.", 300, donors=("SE",), stage=Stage.SIGNED),
        statement(
            "s-all", "a" * 64, "Agreements worth EUR 535 million.", 400, words="EUR 535 million", scope=Scope.TOTAL
        ),
        statement("s-loose", "ab" + "c" * 62, "It was rejected.", 60),
    ]
    due = Expectation(Stage.DISBURSED, Span(90, 97, "shortly"), PartialDate(2025, 1))
    tranche = flow(
        "f-lt",
        "EUR 10",
        "signed 2024-11-23",
        "allocated 2024-11-25",
        funders="LT",
        statements=("s-lt-1", "s-lt-2"),
        tranche=1,
        expectations=(due,),
        rivals=(Rival(millions("11", "EUR"), "s-lt-2", "unexplained", "11 / 10 = 1.1"),),
    )
    intent = flow("f-se", "", "signed 2024-11-22", funders="SE", statements=("s-se",), items=(Item("drone", None),))
    asserted = millions("535", "EUR")
    check = Check(
        id="c-all",
        label="DK+SE EUR 535 million",
        statements=("s-all",),
        asserted=asserted,
        funders=("DK", "SE"),
        recipients=("UA",),
        mechanism="danish-model",
        date=None,
        explained_by=("f-lt",),
        explained=millions("10", "EUR"),
        remainder=millions("525", "EUR"),
        verdict="partly-explained",
    )
    evidence = (Comparison("funder", "LT", "LT", 2.0),)
    decisions = [Decision("s-lt-1", "s-lt-2", Verdict.SAME, "same-tranche", 4.5, evidence)]
    flows = [tranche, intent]
    return Contents.of(
        documents=documents,
        statements=statements,
        decisions=decisions,
        flows=flows,
        checks=[check],
        ledger=book_flows(flows),
    )

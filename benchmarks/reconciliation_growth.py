"""How the time to reconcile grows with the number of statements, and how few pairs blocking leaves of all.

    .venv/bin/python benchmarks/reconciliation_growth.py [1000 10000 100000]

Made-up statements: sums of two or three digits that 40 funders give over five years, each told one to eight times in
the days after it in one of three currencies, some by several funders, some numbered. Seconds are processor seconds of
one process.
"""

import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pledgebook.model.evidence import Document, Span
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.blocking import candidate_pairs
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.profiles import profile_statements

FUNDERS = tuple(f"{first}{second}" for first in "ABCDEFGH" for second in "VWXYZ")
MECHANISMS = (None, None, None, "danish-model", "purl", "windfall-profits", "ukraine-fund")
RATES = {"EUR": Decimal(1), "USD": Decimal("0.9"), "DKK": Decimal("0.134"), "NOK": Decimal("0.086")}
STAGES = (Stage.PLEDGED, Stage.COMMITTED, Stage.ALLOCATED, Stage.DISBURSED)
FIRST_DAY = date(2021, 1, 1)
DAYS = 5 * 365


class FixedRates:
    """Rates that never change: their look-up is no part of what is measured."""

    def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
        """Convert at the one rate."""
        del on
        return amount * RATES[from_unit] / RATES[to_unit]


def make_statements(count: int, seed: int = 1) -> Iterator[Statement]:
    """Make so many statements, always the same ones for a seed."""
    chance = random.Random(seed)  # noqa: S311  a draw, no secret
    made = 0
    while made < count:
        funders = tuple(sorted(chance.sample(FUNDERS, 3 if chance.random() < 0.1 else 1)))  # noqa: PLR2004  one in ten is pooled
        value = Decimal(chance.choice((chance.randint(10, 99) * 10, chance.randint(100, 999)))) * 10 ** chance.randint(
            4, 7
        )
        day = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
        facts = (chance.choice(MECHANISMS), chance.randint(1, 60) if chance.random() < 0.2 else None, len(funders) > 1)  # noqa: PLR2004  one in five is numbered
        for telling in range(chance.randint(1, 8)):
            if made == count:
                return
            told = day + timedelta(days=telling * chance.randint(0, 12))
            yield _statement(made, funders, _amount(value, chance), told, facts, chance.choice(STAGES))
            made += 1


def _amount(value: Decimal, chance: random.Random) -> Amount:
    unit = chance.choice(("EUR", "EUR", "USD", "DKK"))
    figure = (value / RATES[unit]).quantize(Decimal(10) ** (value.adjusted() - 2))
    text = f"{unit} {figure:f}"
    return Amount(text, 0, len(text), figure, figure, Qualifier.EXACT, unit, Decimal(10) ** (value.adjusted() - 2))


def _statement(
    number: int,
    funders: tuple[str, ...],
    amount: Amount,
    told: date,
    facts: tuple[str | None, int | None, bool],
    stage: Stage,
) -> Statement:
    mechanism, tranche, pooled = facts
    return Statement(
        id=f"s-{number:016x}",
        document=f"d-{number // 3}",
        span=Span(0, len(amount.text), amount.text),
        kind=Kind.MONEY,
        amount=amount,
        equivalents=(),
        donors=funders,
        recipients=("UA",),
        implementing_actor="",
        budget_origin=BudgetOrigin.UNKNOWN,
        stage=stage,
        date=PartialDate.of(told),
        period=Period(told.year, told.year) if mechanism else None,
        scope=Scope.TOTAL if pooled else Scope.SINGLE,
        part_of=None,
        tranche=tranche,
        mechanism=mechanism,
        purpose=None,
        items=(),
        also=(),
        expectations=(),
        rules=(),
    )


def main() -> None:
    """Print a line for each size."""
    sizes = [int(size) for size in sys.argv[1:]] or [1000, 10_000, 100_000]
    say = sys.stdout.write
    say("statements      pairs   of all  pairs each  profiles  blocking     whole  per 1000\n")
    for size in sizes:
        statements = list(make_statements(size))
        names = sorted({statement.document for statement in statements})
        documents = [Document(name, name, "", "", "", None, "en", "made/1", "", 0) for name in names]
        start = time.process_time()
        profiles = profile_statements(documents, statements, FixedRates())
        profiled = time.process_time()
        pairs = len(candidate_pairs(profiles))
        blocked = time.process_time()
        reconcile(documents, statements, (), FixedRates())
        done = time.process_time()
        whole = done - blocked
        share = pairs / (size * (size - 1) / 2)
        say(f"{size:10,} {pairs:10,} {share:8.3%} {pairs / size:11.1f} {profiled - start:8.2f} s")
        say(f"{blocked - profiled:8.2f} s {whole:7.2f} s {whole / size * 1000:7.2f} s\n")


if __name__ == "__main__":
    main()

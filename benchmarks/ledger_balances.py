"""Balances by funder and stage: the stored book against hledger and ledger on the same entries, in one run.

Run it from the root of the project: python benchmarks/ledger_balances.py [ENTRIES]. Programs that are not installed are
left out; every program that runs must give the same balances to the last digit, or the run ends with exit code 1.
"""

import csv
import io
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from oracle_journals import Balances, funders_by_flow, read_balances
from random_books import Pegged, random_book

from pledgebook.exchange.outgoing.journal_text import (
    UNDATED,
    Movement,
    account_path,
    beancount_opening,
    beancount_text,
    commodity,
    hledger_text,
    name_part,
)
from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import StageSum, stage_sums
from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.reports.share_sums import keep_sums
from pledgebook.reports.shares import shares_of
from pledgebook.reports.totals import total_support
from pledgebook.store.book_tables import STAGE_SUMS
from pledgebook.store.projections import Projections
from pledgebook.store.registry import open_store
from pledgebook.workflow.book import open_book

REPEATS = 5
MOST_FROM_VALUES = 200_000
BASIS = RateBasis(Pegged(), default=PartialDate(2024))


def measured(work: Callable[[], Balances], repeats: int = 1) -> tuple[float, Balances]:
    """Run some work and return the best wall-clock time of several runs, and what it gave."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        found = work()
        times.append(time.perf_counter() - start)
    return min(times), found


def named(sums: tuple[StageSum, ...]) -> Balances:
    """Name sums by funder and stage as the journals name their accounts."""
    return {
        (f"Assets:{one.stage.capitalize()}:{name_part(one.funders)}", commodity(one.unit)): one.best
        for one in sums
        if one.best
    }


def movements(ledger: Ledger, funders: Mapping[str, str]) -> Iterator[Movement]:
    """Write the entries between the accounts of funders at stages, without evidence: only what is added up."""
    for entry in ledger.entries:
        legs = tuple(
            (account_path(leg.account, funders, by_flow=False), leg.best, commodity(entry.unit))
            for leg in entry.postings
        )
        yield Movement(entry.effective or UNDATED, entry.id, (), legs)


def of_stages(found: Balances) -> Balances:
    """Leave out what stands on the funders' side."""
    return {key: amount for key, amount in found.items() if key[0].startswith("Assets:")}


def run_hledger(journal: Path) -> Balances:
    """Ask hledger for all balances."""
    command = ["hledger", "-f", str(journal), "balance", "--flat", "--no-total", "--output-format", "csv"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own journal
    return of_stages(read_balances(list(csv.reader(io.StringIO(told)))[1:]))


def run_ledger(journal: Path) -> Balances:
    """Ask ledger for all balances."""
    layout = "%(account)\t%(join(scrub(display_total)))\n"
    command = ["ledger", "-f", str(journal), "balance", "--flat", "--no-total", "--balance-format", layout]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own journal
    rows = (line.split("\t") for line in told.splitlines() if "\t" in line)
    return of_stages(read_balances((account, amounts.replace("\\n", ",")) for account, amounts in rows))


def run_beancount(journal: Path) -> Balances:
    """Ask beancount for all balances."""
    query = "SELECT account, currency, sum(number) AS total GROUP BY account, currency"
    command = ["bean-query", "--format", "csv", str(journal), query]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own journal
    rows = list(csv.reader(io.StringIO(told)))[1:]
    return of_stages({(row[0].strip(), row[1].strip()): Decimal(row[2]) for row in rows if Decimal(row[2])})


def projected(flows: tuple[Flow, ...], ledger: Ledger) -> Projections:
    """Return what a fold keeps of flows and entries."""
    by_id = {flow.id: flow for flow in flows}
    shares = shares_of(ledger.entries, by_id, BASIS)
    return Projections(
        flows=flows,
        flow_values=flow_values(flows, BASIS),
        entries=ledger.entries,
        stage_sums=stage_sums(ledger.entries, by_id),
        shares=shares,
        share_sums=keep_sums(shares),
        folded_by="b",
    )


def totals(book: Path, flows: tuple[Flow, ...], ledger: Ledger) -> bool:
    """Time totals reports from the stored book and from values, and tell whether they say the same."""
    same = True
    for words, as_of in (("as of today", None), ("as of a day", date(2024, 1, 1))):
        query = TotalsQuery(by=(Dimension.FUNDER, Dimension.STAGE), as_of=as_of)
        best = 9e9
        for _ in range(REPEATS):
            start = time.perf_counter()
            with open_book(book) as opened:
                found = opened.totals(query, listed=False)
            best = min(best, time.perf_counter() - start)
        print(f"{f'pledgebook: totals report {words}, stored':45} {best:9.4f} s")
        if len(ledger.entries) <= MOST_FROM_VALUES:
            start = time.perf_counter()
            expected = total_support(ledger, flows, (), BASIS, query)
            print(f"{f'pledgebook: totals report {words}, from values':45} {time.perf_counter() - start:9.4f} s")
            same &= [row.amounts for row in found.rows] == [row.amounts for row in expected.rows]
            same &= found.total.reporting == expected.total.reporting
    return same


def main() -> int:
    """Build the book and the journals, run every program, print the table."""
    entries = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    flows, ledger = random_book(entries)
    by_id = {flow.id: flow for flow in flows}
    lines = list(movements(ledger, funders_by_flow(flows)))
    expected = named(stage_sums(ledger.entries, by_id))
    print(f"{len(ledger.entries):,} entries, {sum(len(e.postings) for e in ledger.entries):,} postings")
    with tempfile.TemporaryDirectory() as folder:
        book, journal, beancount = (Path(folder) / name for name in ("book.db", "book.journal", "book.beancount"))
        journal.write_text("".join(map(hledger_text, lines)))
        opening = beancount_opening(sorted({account for line in lines for account, _, _ in line.legs}))
        beancount.write_text(opening + "".join(map(beancount_text, lines)))
        with open_store(book, create=True) as store, store.begin() as work:
            work.replace_projections(projected(flows, ledger))
            work.commit()

        def read_book() -> Balances:
            with open_store(book) as store:
                return named(tuple(store.projected(STAGE_SUMS)))

        def fold() -> Balances:
            return named(stage_sums(ledger.entries, by_id))

        runs: list[tuple[str, Callable[[], Balances], str, int]] = [
            ("pledgebook: stored book, opened each time", read_book, "", REPEATS),
            ("pledgebook: added up anew from values", fold, "", 1),
            ("hledger", lambda: run_hledger(journal), "hledger", 2),
            ("ledger", lambda: run_ledger(journal), "ledger", 2),
            ("beancount", lambda: run_beancount(beancount), "bean-query", 1),
        ]
        base, same = 0.0, True
        for name, run, program, repeats in runs:
            if program and shutil.which(program) is None:
                print(f"{name:45} not installed")
                continue
            seconds, found = measured(run, repeats)
            base = base or seconds
            same &= found == expected
            print(
                f"{name:45} {seconds:9.4f} s  × {seconds / base:8.1f}  {'same' if found == expected else 'DIFFERENT'}"
            )
        day = date(2024, 1, 1)
        with open_store(book) as store:
            start = time.perf_counter()
            then = store.stage_sums(day)
            print(f"{'pledgebook: as of a day, by the store':45} {time.perf_counter() - start:9.4f} s")
        same &= then == stage_sums(ledger.entries, by_id, day)
        same &= totals(book, flows, ledger)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MiB")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())

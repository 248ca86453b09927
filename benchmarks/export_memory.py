"""Exports of a large book: seconds and peak memory of each format, at a quarter of the size and at all of it.

Run it from the root of the project: python benchmarks/export_memory.py [STATEMENTS] [FORMAT…]. Each export runs in a
process of its own. A format that streams needs about as much memory for four times the book; the run ends with exit
code 1 where a row format needs more than half as much again.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from random_books import Pegged, random_flows

from pledgebook.exchange.outgoing.base import Layout
from pledgebook.exchange.outgoing.registry import EXPORTERS
from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.evidence import Document, Span
from pledgebook.model.flow import Flow
from pledgebook.model.identity import digest
from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.model.statement import BudgetOrigin, Kind, Scope, Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.share_sums import sum_shares
from pledgebook.reports.shares import shares_of
from pledgebook.store.base import UnitOfWork
from pledgebook.store.codec import record_of
from pledgebook.store.projections import Projections
from pledgebook.store.registry import open_store
from pledgebook.workflow.book import open_book
from pledgebook.workflow.journal import read_journal

PER_DOCUMENT = 25
NOT_STREAMED = frozenset({"kiel-summary"})
"""A report over the whole book, no row format."""

MOST_GROWTH = 1.5


def statement_of(flow: Flow, document: str) -> Statement:
    """Make up the statement behind a flow."""
    assert flow.quantity is not None
    quantity = flow.quantity
    text = f"{quantity.unit} {quantity.best:f}"
    quote = f"The government of {flow.funders[0] if flow.funders else 'a country'} gives {text} in aid, it was said."
    start = quote.index(text)
    figure = Amount(
        text, start, start + len(text), quantity.best, quantity.best, Qualifier.EXACT, quantity.unit, quantity.best
    )
    return Statement(
        id=flow.statements[0],
        document=document,
        span=Span(0, len(quote), quote),
        kind=Kind.MONEY,
        amount=figure,
        equivalents=(),
        donors=flow.funders,
        recipients=flow.recipients,
        implementing_actor="",
        budget_origin=BudgetOrigin.OWN,
        stage=flow.stage,
        date=None,
        period=None,
        scope=Scope.SINGLE,
        part_of=None,
        tranche=None,
        mechanism=None,
        purpose=None,
        items=(),
        also=(),
        expectations=(),
        rules=("made up",),
    )


def documents(work: UnitOfWork, count: int) -> Iterator[str]:
    """Append documents and yield their ids."""
    for number in range(count):
        name = digest(str(number).encode())
        url = f"https://example.org/{number}"
        when = PartialDate(2024, 1 + number % 12, 1 + number % 28)
        document = Document(
            name, f"{number}.txt", "A paper", url, f"Story {number}", when, "en", "plain/1", digest(b""), 0
        )
        work.append(*record_of(document))
        yield name


def build(place: Path, count: int) -> None:
    """Write a book of so many statements, one a flow, as if it had been folded."""
    flows = tuple(random_flows(count))
    basis = RateBasis(Pegged(), default=PartialDate(2024))
    ledger = book_flows(flows, basis)
    by_id = {flow.id: flow for flow in flows}
    shares = shares_of(ledger.entries, by_id, basis)
    with open_store(str(place), create=True) as store, store.begin() as work:
        names = list(documents(work, count // PER_DOCUMENT))
        statements = tuple(statement_of(flow, names[at // PER_DOCUMENT % len(names)]) for at, flow in enumerate(flows))
        work.replace_projections(
            Projections(
                documents=read_journal(store).lines,
                statements=statements,
                flows=flows,
                flow_values=flow_values(flows, basis),
                entries=ledger.entries,
                stage_sums=stage_sums(ledger.entries, by_id),
                shares=shares,
                share_sums=sum_shares(share for share in shares if share.is_on(None)),
                folded_by="a benchmark",
            )
        )
        work.commit()


def export(place: str, name: str, out: str) -> None:
    """Export in this process and print processor seconds and peak memory in MiB."""
    with open_book(place) as book:
        book.export(name, out)
    # Not getrusage: its peak is inherited from the process that started this one.
    status = Path("/proc/self/status").read_text(encoding="ascii")
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    print(f"{time.process_time():.2f} {peak / 1024:.0f}")


def measure(place: Path, name: str, folder: Path) -> tuple[float, float]:
    """Export in a process of its own."""
    out = folder / f"out{EXPORTERS[name].suffix if EXPORTERS[name].layout is Layout.FILE else ''}-{place.stem}-{name}"
    command = [sys.executable, __file__, "--export", str(place), name, str(out)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()  # noqa: S603  ourselves
    return float(told[0]), float(told[1])


def main() -> int:
    """Build both books, export each format of each, print the table."""
    if sys.argv[1:2] == ["--export"]:
        export(*sys.argv[2:5])
        return 0
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    names = sys.argv[2:] or list(EXPORTERS)
    grown = False
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        places = []
        for size in (count // 4, count):
            start = time.perf_counter()
            places.append(folder / f"book-{size}.db")
            build(places[-1], size)
            print(f"a book of {size:,} statements: {time.perf_counter() - start:.0f} s to build")
        print(f"{'format':16} {'s':>8} {'MiB':>6}   {'s':>8} {'MiB':>6}   growth of memory")
        for name in names:
            (less, small), (more, large) = (measure(place, name, folder) for place in places)
            growth = large / small
            grown |= growth > MOST_GROWTH and name not in NOT_STREAMED
            print(f"{name:16} {less:8.1f} {small:6.0f}   {more:8.1f} {large:6.0f}   × {growth:.2f}", flush=True)
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())

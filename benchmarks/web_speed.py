"""How fast the pages of a large book are: wrk against `pledgebook serve`, and against Datasette for the equal query.

Run it from the root of the project: python benchmarks/web_speed.py [STATEMENTS] [DATASETTE]. It needs wrk; DATASETTE is
the program of a Datasette installed elsewhere, left out when it is not given. Each address is asked over many different
flows, documents, pages and filters, so that answers kept by the server do not flatter it. The run ends with exit code 1
where a page is slower than docs/performance.md promises.
"""

import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from export_memory import statement_of  # type: ignore[import-not-found]  # a script beside this one
from random_books import Pegged, random_flows

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.evidence import Document, TextLayer
from pledgebook.model.flow import Flow
from pledgebook.model.identity import digest
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.share_sums import sum_shares
from pledgebook.reports.shares import shares_of
from pledgebook.store.base import UnitOfWork
from pledgebook.store.codec import Extraction, record_of
from pledgebook.store.projections import Projections
from pledgebook.store.registry import open_store
from pledgebook.workflow.extracting import EXTRACTOR
from pledgebook.workflow.journal import read_journal

PER_DOCUMENT = 25
MECHANISMS = ("danish-model", "purl", "epf", "ukraine-facility", "czech-initiative", None, None)
PURPOSES = ("air defence", "winter aid", "artillery", "reconstruction", "budget support", "drones", None)
PAGE_MS, OVERVIEW_MS = 100.0, 200.0

_LUA = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
request = function() at = at %% #paths + 1 return wrk.format("GET", paths[at]) end
done = function(summary, latency)
  local faults = summary.errors.status + summary.errors.timeout + summary.errors.read
  local rate = summary.requests / summary.duration * 1e6
  io.write(string.format("RESULT %%.2f %%.2f %%.1f %%d\\n",
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, rate, faults))
end
"""


@dataclass(frozen=True)
class Measured:
    """What wrk saw: milliseconds at the median and the 95th percentile, answers a second, failures."""

    p50: float
    p95: float
    rate: float
    failures: int


def named_flows(count: int) -> Iterator[Flow]:
    """Yield flows of a random book with labels, mechanisms and purposes, as a book of sources has them."""
    for number, flow in enumerate(random_flows(count)):
        who = " and ".join(flow.funders) or "partners"
        figure = f"{flow.quantity.unit} {flow.quantity.best:,.0f}" if flow.quantity else "support"
        way, purpose = MECHANISMS[number % len(MECHANISMS)], PURPOSES[number // 3 % len(PURPOSES)]
        label = f"{who}: {figure}{', ' + purpose if purpose else ''}"
        yield replace(flow, label=label, mechanism=way, purpose=purpose, recipients=("UA",))


def put_document(work: UnitOfWork, number: int, flows: Sequence[Flow]) -> list[Statement]:
    """Write a document that tells of some flows, and return its statements."""
    name = digest(str(number).encode())
    when = PartialDate(2024, 1 + number % 12, 1 + number % 28)
    made, text = [], ""
    for flow in flows:
        statement = statement_of(flow, name)
        start = len(text)
        span = replace(statement.span, start=start, end=start + len(statement.span.quote))
        assert statement.amount is not None
        amount = replace(statement.amount, start=statement.amount.start + start, end=statement.amount.end + start)
        made.append(replace(statement, span=span, amount=amount))
        text += f"{statement.span.quote}\n\n"
    url = f"https://example.org/{number}"
    document = Document(name, f"{number}.txt", "A paper", url, f"Story {number}", when, "en", "plain/1", digest(b""), 0)
    work.keep_text(name, TextLayer(text, "plain/1"))
    work.append(*record_of(document))
    work.append(*record_of(Extraction(name, EXTRACTOR, (), (), ())))
    return made


def build(place: Path, count: int) -> None:
    """Write a book of so many statements, one a flow, as if it had been folded."""
    flows = tuple(named_flows(count))
    basis = RateBasis(Pegged(), default=PartialDate(2024))
    ledger = book_flows(flows, basis)
    by_id = {flow.id: flow for flow in flows}
    shares = shares_of(ledger.entries, by_id, basis)
    statements: list[Statement] = []
    with open_store(str(place), create=True) as store, store.begin() as work:
        for at in range(0, count, PER_DOCUMENT):
            statements += put_document(work, at // PER_DOCUMENT, flows[at : at + PER_DOCUMENT])
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


def asked(count: int) -> dict[str, list[str]]:
    """Return what is asked: the addresses of each kind of page."""
    names = [f"f-{number:016x}" for number in range(0, count, max(1, count // 400))]
    documents = [digest(str(number).encode())[:16] for number in range(0, count // PER_DOCUMENT, 10)]
    funders, stages = ("DK", "SE", "US", "DE", "NL", "DK+EU"), ("pledged", "committed", "disbursed", "delivered")
    pairs = [(funder, stage) for funder in funders for stage in stages]
    return {
        "overview": ["/"],
        "flows, page by page": [f"/flows?page={number}" for number in range(1, 200)],
        "flows by funder and stage": [
            f"/flows?funder={quote(one)}&stage={stage}&page={page}" for one, stage in pairs for page in range(1, 12)
        ],
        "flows by words": [f"/flows?q={word}+{number}" for word in ("drones", "winter") for number in range(200)],
        "one flow": [f"/flows/{name}" for name in names],
        "documents, page by page": [f"/documents?page={number}" for number in range(1, 80)],
        "one document": [f"/documents/{name}" for name in documents],
        "one funder": [f"/funders/{quote(one)}?page={page}" for one in funders for page in range(1, 40)],
        "one mechanism": [f"/mechanisms/{one}?page={page}" for one in MECHANISMS[:5] for page in range(1, 40)],
        "funders": ["/funders"],
        "programmes": [f"/programmes?page={number}" for number in range(1, 100)],
        "checks": ["/checks"],
        "conflicts": ["/conflicts"],
        "overdue": ["/overdue"],
        "api: flows by funder and stage": [
            f"/api/flows?funder={quote(one)}&stage={stage}&page={page}" for one, stage in pairs for page in range(1, 12)
        ],
        "api: one flow": [f"/api/flows/{name}" for name in names],
    }


def load(address: str, paths: Sequence[str], folder: Path, seconds: int = 4) -> Measured:
    """Ask for addresses one after the other over two connections."""
    lines, script = folder / "paths.txt", folder / "ask.lua"
    lines.write_text("\n".join(paths) + "\n", encoding="utf-8")
    script.write_text(_LUA % lines, encoding="utf-8")
    command = ["wrk", "-t1", "-c2", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  our own command
    result = next(line for line in told.splitlines() if line.startswith("RESULT ")).split()[1:]
    return Measured(float(result[0]), float(result[1]), float(result[2]), int(result[3]))


@contextmanager
def server(command: Sequence[str], address: str) -> Iterator[None]:
    """Run a server until it is no longer needed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:  # noqa: S603  ours
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(address, timeout=120).read()  # noqa: S310  loopback
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            running.terminate()


def against_datasette(datasette: str, place: Path, folder: Path) -> tuple[Measured, Measured]:
    """Measure Datasette's page and JSON of flows by funder and stage, the largest first, fifty on a page."""
    query = "flows?_where=1&funders={}&stage={}&_sort_desc=best&_size=50"
    pairs = [(one, stage) for one in ("DK", "SE", "US", "DE", "NL") for stage in ("pledged", "committed", "disbursed")]
    pages = [f"/{place.stem}/{query.format(quote(one), stage)}" for one, stage in pairs]
    command = [datasette, "serve", str(place), "--port", "8391", "--setting", "sql_time_limit_ms", "20000"]
    with server(command, "http://127.0.0.1:8391/"):
        json_pages = [page.replace("/flows?", "/flows.json?") for page in pages]
        return load("http://127.0.0.1:8391", pages, folder), load("http://127.0.0.1:8391", json_pages, folder)


def main() -> int:
    """Build the book, measure every kind of page, and compare."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    slow = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        place = folder / "large.db"
        build(place, count)
        print(f"built {place.stat().st_size / 1e6:.0f} MB", flush=True)
        program = [sys.executable, "-c", "from pledgebook.cli.main import main; main()"]
        address = "http://127.0.0.1:8390"
        with server([*program, "serve", "--book", str(place), "--port", "8390"], f"{address}/static/style.css"):
            started = time.monotonic()
            first = urllib.request.urlopen(f"{address}/", timeout=300).read()  # noqa: S310  loopback
            print(
                f"{count:,} statements; first overview after {time.monotonic() - started:.1f} s, {len(first):,} bytes"
            )
            print(f"{'page':34} {'p50 ms':>8} {'p95 ms':>8} {'per s':>8} failures")
            for title, paths in asked(count).items():
                seen = load(address, paths, folder)
                limit = OVERVIEW_MS if title == "overview" else PAGE_MS
                mark = "" if seen.p95 <= limit and not seen.failures else "  TOO SLOW"
                slow += bool(mark)
                print(f"{title:34} {seen.p50:8.1f} {seen.p95:8.1f} {seen.rate:8.0f} {seen.failures}{mark}", flush=True)
        if len(sys.argv) > 2:  # noqa: PLR2004  the second argument
            for title, seen in zip(("page", "json"), against_datasette(sys.argv[2], place, folder), strict=True):
                print(f"datasette, {title:23} {seen.p50:8.1f} {seen.p95:8.1f} {seen.rate:8.0f} {seen.failures}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())

"""Independent accounting programs compute the same balances from our exported journals, to the last digit."""

import csv
import io
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from export_books import sample_book
from oracle_journals import Balances, funders_by_flow, named, read_balances
from random_books import random_book

from pledgebook.exchange.outgoing.journal_text import account_path, commodity, name_part
from pledgebook.ledger.balances import balances
from pledgebook.model.entry import Account
from pledgebook.reports.query import Dimension
from pledgebook.store.memory import MemoryStore
from pledgebook.store.projections import Projections
from pledgebook.workflow.book import Book
from pledgebook.workflow.shipping import Order

ENTRIES = 2_000
HLEDGER = ("--flat", "--no-total", "--output-format", "csv")
LEDGER = ("--flat", "--no-total", "--balance-format", "%(account)\t%(join(scrub(display_total)))\n")


def random_stored(seed: int) -> Book:
    """Return a random book as if it had been folded."""
    flows, ledger = random_book(ENTRIES, seed=seed)
    store = MemoryStore()
    with store.begin() as work:
        work.replace_projections(Projections(flows=flows, entries=ledger.entries))
        work.commit()
    return Book(store)


def ours(book: Book, as_of: date | None = None) -> Balances:
    return named(balances(book.ledger().entries, as_of), funders_by_flow(book.flows()))


@pytest.fixture(scope="module", params=["random", "samples"])
def book(request: pytest.FixtureRequest) -> Book:
    return random_stored(11) if request.param == "random" else sample_book()


def program(name: str) -> str:
    """Find a program beside our interpreter or on the path."""
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def ask(name: str, *arguments: str) -> str:
    ran = subprocess.run([program(name), *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))[1:]


def ask_beancount(journal: Path) -> Balances:
    assert not ask("bean-check", str(journal)).strip(), "every entry balances"
    query = "SELECT account, currency, sum(number) AS total GROUP BY account, currency"
    rows = table(ask("bean-query", "--format", "csv", str(journal), query))
    return {(row[0].strip(), row[1].strip()): Decimal(row[2]) for row in rows if Decimal(row[2])}


def ask_ledger(journal: Path) -> Balances:
    told = ask("ledger", "-f", str(journal), "balance", *LEDGER)
    rows = (line.split("\t") for line in told.splitlines() if "\t" in line)
    return read_balances((account, amounts.replace("\\n", ",")) for account, amounts in rows)


def test_beancount_agrees(book: Book, tmp_path: Path) -> None:
    assert ask_beancount(book.export("beancount", tmp_path / "book.beancount").path) == ours(book)


def test_hledger_agrees(book: Book, tmp_path: Path) -> None:
    journal = str(book.export("hledger", tmp_path / "book.journal").path)
    ask("hledger", "-f", journal, "check")
    assert read_balances(table(ask("hledger", "-f", journal, "balance", *HLEDGER))) == ours(book)


def test_hledger_agrees_as_of_a_day(tmp_path: Path) -> None:
    book = random_stored(12)
    journal = str(book.export("hledger", tmp_path / "book.journal").path)
    day, end = date(2023, 1, 1), "2023-01-02"  # its end is not included
    told = read_balances(table(ask("hledger", "-f", journal, "balance", *HLEDGER, "--end", end)))
    then = str(book.export("hledger", tmp_path / "then.journal", Order(as_of=day)).path)
    assert told == ours(book, day)
    assert told == read_balances(table(ask("hledger", "-f", then, "balance", *HLEDGER)))


def test_ledger_agrees(book: Book, tmp_path: Path) -> None:
    assert ask_ledger(book.export("hledger", tmp_path / "book.journal").path) == ours(book)


def test_a_narrowed_journal_still_balances(tmp_path: Path) -> None:
    book = random_stored(13)
    order = Order(only=((Dimension.FUNDER, "DK"),))
    told = ask_beancount(book.export("beancount", tmp_path / "book.beancount", order).path)
    kept = {key: best for key, best in told.items() if key[0].startswith("Assets:")}
    danish = {name_part(text) for text in ("DK", "DK+EU", "DK+SE")}
    assert kept == {
        key: best for key, best in ours(book).items() if key[0].startswith("Assets:") and key[0].split(":")[2] in danish
    }
    assert any(account.startswith("Equity:Outside:") for account, _ in told)


def test_names_stay_apart() -> None:
    parts = ("DK", "DK+EU", "DK-EU", "A-x", "unknown", "item:drone", "item:Drone", "%GDP", "Ünion", "")
    assert len({account_path(Account("origin", part), {}) for part in parts}) == len(parts)
    assert len({account_path(Account("pledged", "f-1"), {"f-1": part}) for part in parts}) == len(parts)
    assert len({commodity(part) for part in parts}) == len(parts)

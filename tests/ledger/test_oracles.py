"""Independent accounting programs compute the same balances from the same entries, to the last digit."""

import csv
import io
import shutil
import subprocess
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from oracle_journals import (
    Balances,
    Line,
    account_name,
    beancount_journal,
    commodity,
    hledger_journal,
    movements,
    named_balances,
    read_balances,
)
from random_books import random_book

from pledgebook.ledger.balances import balances
from pledgebook.model.entry import Account

ENTRIES = 2_000


@pytest.fixture(scope="module")
def book() -> tuple[list[Line], Balances]:
    """Return the movements of a random book, and what our own fold leaves on each account."""
    _, ledger = random_book(ENTRIES, seed=11)
    ours = {
        (account_name(balance.account), commodity(balance.unit)): balance.reading.best
        for balance in balances(ledger.entries)
        if balance.reading.best
    }
    return list(movements(ledger.entries)), ours


def ask(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    ran = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout


def test_beancount_agrees(book: tuple[list[Line], Balances], tmp_path: Path) -> None:
    lines, ours = book
    journal = tmp_path / "book.beancount"
    journal.write_text(beancount_journal(lines))
    assert not ask("bean-check", str(journal)).strip(), "every entry balances"
    query = "SELECT account, currency, sum(number) AS total GROUP BY account, currency"
    rows = list(csv.reader(io.StringIO(ask("bean-query", "--format", "csv", str(journal), query))))[1:]
    assert {(row[0].strip(), row[1].strip()): Decimal(row[2]) for row in rows if Decimal(row[2])} == ours


def test_hledger_agrees(book: tuple[list[Line], Balances], tmp_path: Path) -> None:
    lines, ours = book
    journal = tmp_path / "book.journal"
    journal.write_text(hledger_journal(lines))
    ask("hledger", "-f", str(journal), "check")
    told = ask("hledger", "-f", str(journal), "balance", "--flat", "--no-total", "--output-format", "csv")
    assert read_balances(list(csv.reader(io.StringIO(told)))[1:]) == ours


def test_hledger_agrees_as_of_a_day(tmp_path: Path) -> None:
    _, ledger = random_book(ENTRIES, seed=12)
    journal = tmp_path / "book.journal"
    journal.write_text(hledger_journal(list(movements(ledger.entries))))
    day = date(2023, 1, 1)
    options = ("--flat", "--no-total", "--output-format", "csv", "--end", "2023-01-02")  # its end is not included
    told = ask("hledger", "-f", str(journal), "balance", *options)
    ours = {
        (account_name(balance.account), commodity(balance.unit)): balance.reading.best
        for balance in balances(ledger.entries, day)
        if balance.reading.best
    }
    assert read_balances(list(csv.reader(io.StringIO(told)))[1:]) == ours


def test_ledger_agrees(book: tuple[list[Line], Balances], tmp_path: Path) -> None:
    lines, ours = book
    journal = tmp_path / "book.journal"
    journal.write_text(hledger_journal(lines))
    layout = "%(account)\t%(join(scrub(display_total)))\n"
    told = ask("ledger", "-f", str(journal), "balance", "--flat", "--no-total", "--balance-format", layout)
    rows = (line.split("\t") for line in told.splitlines() if "\t" in line)
    assert read_balances((account, amounts.replace("\\n", ",")) for account, amounts in rows) == ours


def test_the_writer_loses_nothing(book: tuple[list[Line], Balances]) -> None:
    lines, ours = book
    assert named_balances(lines) == ours
    assert len({name for _, name, _ in lines}) == ENTRIES


@pytest.mark.parametrize("make", [account_name, lambda account: commodity(account.flow)])
def test_names_stay_apart(make: Callable[[Account], str]) -> None:
    parts = ("DK", "DK+EU", "DK-EU", "A-x", "unknown", "item:drone", "item:Drone", "%GDP", "Ünion", "")
    names = [make(Account("origin", part)) for part in parts]
    assert len(set(names)) == len(parts)

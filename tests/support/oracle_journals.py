"""A ledger's best figures as beancount and hledger journals, so that independent programs can compute its balances."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from pledgebook.ledger.balances import is_stage
from pledgebook.model.entry import Account, Entry
from pledgebook.model.flow import Flow

UNDATED = date(1900, 1, 1)
CODE_LENGTH = 12


def account_name(account: Account) -> str:
    """Name an account as both programs allow it; no two accounts have one name."""
    if is_stage(account):
        return f"Assets:{account.stage.capitalize()}:{_part(account.flow)}"
    return f"Equity:{account.stage.capitalize()}:{_part(account.flow)}"


def funder_account(account: Account, flows: dict[str, Flow]) -> str:
    """Name the account of all that a funder has at a stage."""
    if not is_stage(account):
        return f"Equity:{account.stage.capitalize()}"
    return f"Assets:{account.stage.capitalize()}:{_part('+'.join(flows[account.flow].funders) or 'unknown')}"


def commodity(unit: str) -> str:
    """Name a unit as both programs allow it: capital letters and digits; goods by a digest of their name."""
    return unit if unit.isalpha() and unit.isupper() else f"X{_digest(unit)}"


def _part(text: str) -> str:
    plain = text.replace("+", "-and-")
    safe = all(char.isascii() and (char.isalnum() or char == "-") for char in plain)
    return f"A-{plain}" if safe and plain else f"B-{_digest(text)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:CODE_LENGTH].upper()


Line = tuple[date, str, list[tuple[str, Decimal, str]]]


def movements(entries: Iterable[Entry], flows: dict[str, Flow] | None = None) -> Iterator[Line]:
    """Turn entries into dated movements between named accounts; with flows, between those of funders."""
    for entry in entries:
        legs = [
            (
                account_name(leg.account) if flows is None else funder_account(leg.account, flows),
                leg.best,
                commodity(entry.unit),
            )
            for leg in entry.postings
        ]
        yield entry.effective or UNDATED, entry.id, legs


def beancount_journal(lines: Sequence[Line]) -> str:
    """Write a beancount journal."""
    accounts = sorted({account for _, _, legs in lines for account, _, _ in legs})
    written = [f"{UNDATED} open {account}\n" for account in accounts]
    for day, name, legs in lines:
        written.append(f'{day} * "{name}"\n')
        written += [f"  {account}  {amount:f} {unit}\n" for account, amount, unit in legs]
    return "".join(written)


def hledger_journal(lines: Sequence[Line]) -> str:
    """Write a journal for hledger and ledger."""
    written: list[str] = []
    for day, name, legs in lines:
        written.append(f"{day} * {name}\n")
        written += [f'  {account}  {amount:f} "{unit}"\n' for account, amount, unit in legs]
        written.append("\n")
    return "".join(written)


Balances = dict[tuple[str, str], Decimal]


def named_balances(lines: Iterable[Line]) -> Balances:
    """Add the movements up by account and unit, what is left of them."""
    found: Balances = {}
    for _, _, legs in lines:
        for account, amount, unit in legs:
            found[account, unit] = found.get((account, unit), Decimal(0)) + amount
    return {key: amount for key, amount in found.items() if amount}


def read_balances(rows: Iterable[Sequence[str]]) -> Balances:
    """Read (account, "12.50 EUR, -3 USD") rows of either program; zero balances are dropped."""
    found: Balances = {}
    for account, amounts in rows:
        for amount in amounts.split(","):
            number, _, unit = amount.strip().replace('"', "").partition(" ")
            if number and unit and Decimal(number):
                found[account.strip(), unit.strip()] = Decimal(number)
    return found

"""Movements as text of plain-text accounting programs: names that all of them allow, evidence beside."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pledgebook.ledger.balances import is_stage
from pledgebook.model.entry import ORIGIN, Account
from pledgebook.model.identity import plain_decimal

UNDATED = date(1900, 1, 1)
_CODE_LENGTH = 12
_SAFE = re.compile(r"[A-Za-z0-9-]+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Movement:
    """One balanced movement.

    Attributes:
        day: When; UNDATED for what nothing dates.
        title: A line for people.
        notes: Names and values beside it.
        legs: Account, figure and commodity; they sum to zero.
    """

    day: date
    title: str
    notes: tuple[tuple[str, str], ...]
    legs: tuple[tuple[str, Decimal, str], ...]


def account_path(account: Account, funders: Mapping[str, str], *, by_flow: bool = True) -> str:
    """Name an account as all programs allow it; no two accounts have one name.

    Assets:STAGE:FUNDERS:FLOW, so that balances of depth three are those of funders at stages. What touches a flow that
    is not exported stands under Equity:Outside.

    Args:
        account: The account.
        funders: Funders of each exported flow, joined by "+", by flow id.
        by_flow: False for the account of all that the funders have at the stage.
    """
    if not is_stage(account):
        whose = f":{name_part(account.flow)}" if by_flow or account.stage == ORIGIN else ""
        return f"Equity:{account.stage.capitalize()}{whose}"
    if account.flow not in funders:
        return f"Equity:Outside:{name_part(account.flow)}"
    path = f"Assets:{account.stage.capitalize()}:{name_part(funders[account.flow])}"
    return f"{path}:{name_part(account.flow)}" if by_flow else path


def name_part(text: str) -> str:
    """Write one part of an account name: as it is where programs allow it, else by a digest."""
    plain = text.replace("+", "-and-")
    return f"A-{plain}" if _SAFE.fullmatch(plain) and plain else f"B-{_digest(text)}"


def commodity(unit: str) -> str:
    """Name a unit as all programs allow it: capital letters and digits; goods by a digest of their name."""
    return unit if unit.isascii() and unit.isalpha() and unit.isupper() else f"X{_digest(unit)}"


def beancount_text(movement: Movement) -> str:
    """Write a movement as a transaction of beancount."""
    lines = [f'{movement.day} * "{_quoted(movement.title)}"\n']
    lines += [f'  {name}: "{_quoted(value)}"\n' for name, value in movement.notes]
    lines += [f"  {account}  {plain_decimal(figure)} {unit}\n" for account, figure, unit in movement.legs]
    return "".join([*lines, "\n"])


def beancount_opening(accounts: Iterable[str]) -> str:
    """Open accounts before any movement."""
    return "".join(f"{UNDATED} open {account}\n" for account in accounts)


def beancount_commodity(unit: str) -> str:
    """Declare a commodity with the unit that it stands for."""
    return f'{UNDATED} commodity {commodity(unit)}\n  unit: "{_quoted(unit)}"\n'


def hledger_text(movement: Movement) -> str:
    """Write a movement as a transaction of hledger and of ledger."""
    # A semicolon would begin a comment and a bar would end the payee.
    title = one_line(movement.title).replace(";", ",").replace("|", "/")
    lines = [f"{movement.day} * {title}\n"]
    lines += [f"    ; {name}: {one_line(value)}\n" for name, value in movement.notes]
    lines += [f'    {account}  {plain_decimal(figure)} "{unit}"\n' for account, figure, unit in movement.legs]
    return "".join([*lines, "\n"])


def one_line(text: str) -> str:
    """Put a blank where a text has line ends or control characters."""
    return _CONTROL.sub(" ", text).strip()


def _quoted(text: str) -> str:
    return one_line(text).replace("\\", "\\\\").replace('"', '\\"')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_CODE_LENGTH].upper()

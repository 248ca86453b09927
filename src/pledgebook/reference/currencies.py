"""ISO 4217 currencies: names, signs, minor units, and the withdrawn ones with what followed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import Any

from pledgebook.errors import UsageFault
from pledgebook.reference.bundled import read_json, read_toml

DEFAULT_EXPONENT = 2


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency.

    Attributes:
        code: ISO 4217 code.
        name: English name.
        symbol: Its sign in English texts ("€", "CA$"); the code where it has none.
        exponent: Decimals of its minor unit: 2 for cents, 0 for JPY, 3 for KWD.
        withdrawn: Last day of legal tender; None while in use.
        euro_since: Day from which its value in euro is fixed; None where it never was.
        euro_rate: Units for one euro, fixed for ever; None where there is no such rate.
    """

    code: str
    name: str
    symbol: str
    exponent: int
    withdrawn: date | None = None
    euro_since: date | None = None
    euro_rate: Decimal | None = None


@cache
def currencies() -> Mapping[str, Currency]:
    """Return every known currency by code, the withdrawn ones included."""
    by_hand = read_toml("currencies.toml")
    exponents = {code: int(places) for places, codes in by_hand["exponents"].items() for code in codes}
    in_use = {**read_json("currencies.json")["currencies"], **by_hand["extra"]}
    found = {code: _currency(code, row, exponents) for code, row in in_use.items()}
    found |= {code: _currency(code, row, exponents) for code, row in by_hand["withdrawn"].items()}
    return MappingProxyType(found)


def _currency(code: str, row: Mapping[str, Any], exponents: Mapping[str, int]) -> Currency:
    return Currency(
        code=code,
        name=row["name"],
        symbol=row.get("symbol") or code,
        exponent=exponents.get(code, DEFAULT_EXPONENT),
        withdrawn=date.fromisoformat(row["until"]) if "until" in row else None,
        euro_since=date.fromisoformat(row["euro_since"]) if "euro_since" in row else None,
        euro_rate=Decimal(row["euro_rate"]) if "euro_rate" in row else None,
    )


def is_currency(code: str) -> bool:
    """Tell whether a code is a known ISO 4217 code, in use or withdrawn."""
    return code in currencies()


def currency(code: str) -> Currency:
    """Return a currency by its code.

    Raises:
        UsageFault: There is no such code.
    """
    found = currencies().get(code)
    if found is None:
        raise UsageFault(f"no currency has the code {code!r}", remedy="use an ISO 4217 code such as DKK")
    return found


def minor_units(code: str) -> int:
    """Return the decimals of a currency's minor unit: EUR 2, JPY 0, KWD 3.

    Raises:
        UsageFault: There is no such code.
    """
    return currency(code).exponent

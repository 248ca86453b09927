"""Organisations that give, hold or channel support, by our own codes (EU, NATO, UN, WB, IMF, …)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pledgebook.errors import UsageFault
from pledgebook.reference.bundled import read_toml


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation.

    Attributes:
        code: Our code, the usual acronym in capitals.
        name: Its English name.
        kind: "union", "alliance", "un", "bank", "fund", "group" or "humanitarian".
        unit: ISO 4217 code its pledges are made in; empty where it has none of its own.
        aliases: Names by which texts in Latin script call it.
        weak_aliases: Names that are its own only where a strong one stands in the same text ("the Commission").
    """

    code: str
    name: str
    kind: str
    unit: str
    aliases: tuple[str, ...]
    weak_aliases: tuple[str, ...]


@cache
def organisations() -> Mapping[str, Organisation]:
    """Return every known organisation by code."""
    return MappingProxyType(
        {
            code: Organisation(
                code=code,
                name=row["name"],
                kind=row["kind"],
                unit=row.get("unit", ""),
                aliases=tuple(row["aliases"]),
                weak_aliases=tuple(row.get("weak", ())),
            )
            for code, row in read_toml("organisations.toml").items()
        }
    )


def organisation(code: str) -> Organisation:
    """Return an organisation by its code.

    Raises:
        UsageFault: There is no such code.
    """
    found = organisations().get(code.upper())
    if found is None:
        raise UsageFault(f"no organisation has the code {code!r}", remedy="see docs/reference-data.md for the codes")
    return found

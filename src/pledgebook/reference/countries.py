"""States and territories by ISO 3166-1 code, with their legal tender."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from pledgebook.errors import UsageFault
from pledgebook.reference.bundled import read_json


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory.

    Attributes:
        code: ISO 3166-1 alpha-2 ("XK" for Kosovo, as CLDR and the EU use it).
        alpha3: ISO 3166-1 alpha-3.
        name: English short name of CLDR.
        currency: ISO 4217 code of its legal tender today.
    """

    code: str
    alpha3: str
    name: str
    currency: str


@cache
def countries() -> Mapping[str, Country]:
    """Return every known state and territory by alpha-2 code."""
    names = read_json("languages/en/countries.json")["names"]
    rows = read_json("countries.json")["countries"]
    return MappingProxyType(
        {code: Country(code, row["alpha3"], names[code][0], row["currency"]) for code, row in rows.items()}
    )


@cache
def _by_alpha3() -> Mapping[str, str]:
    return MappingProxyType({country.alpha3: code for code, country in countries().items() if country.alpha3})


def country(code: str) -> Country:
    """Return a country by alpha-2 or alpha-3 code, in either case.

    Raises:
        UsageFault: There is no such code.
    """
    wanted = code.upper()
    found = countries().get(_by_alpha3().get(wanted, wanted))
    if found is None:
        raise UsageFault(f"no country has the code {code!r}", remedy="use an ISO 3166-1 code such as DK or DNK")
    return found

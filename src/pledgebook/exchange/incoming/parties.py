"""Names and identifiers of organisations as others write them to our party codes; an unknown one stands for itself."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from pledgebook.reference.countries import countries
from pledgebook.reference.organisations import organisations
from pledgebook.reference.parties import AliasKind, party_lexicon

_GOVERNMENT = re.compile(r",? government of$|^government of (?:the )?", re.IGNORECASE)
_DAC = re.compile(r"XM-DAC-(\d{1,3})(?:-\d+)?")
_SPACE = re.compile(r"\s+")

# Donor codes of the DAC, as they stand in identifiers of the form XM-DAC-5-7.
_DAC_STATES: Mapping[str, str] = MappingProxyType(
    {
        "1": "AT",
        "2": "BE",
        "3": "DK",
        "4": "FR",
        "5": "DE",
        "6": "IT",
        "7": "NL",
        "8": "NO",
        "9": "PT",
        "10": "SE",
        "11": "CH",
        "12": "GB",
        "18": "FI",
        "20": "IS",
        "21": "IE",
        "22": "LU",
        "40": "GR",
        "50": "ES",
        "61": "SI",
        "68": "CZ",
        "69": "SK",
        "75": "HU",
        "76": "PL",
        "301": "CA",
        "302": "US",
        "701": "JP",
        "742": "KR",
        "801": "AU",
        "820": "NZ",
        "918": "EU",
    }
)
# What the datasets of this field call a party and no list of names has.
_HABITS: Mapping[str, str] = MappingProxyType(
    {
        "eu (commission and council)": "EU",
        "turkiye": "TR",
        "taiwan (china)": "TW",
        "korea, republic of": "KR",
        "republic of korea": "KR",
        "viet nam": "VN",
        "united states of america": "US",
        "russian federation": "RU",
        "european commission's humanitarian aid and civil protection department": "EU",
        "world food programme": "WFP",
        "world health organization": "WHO",
        "food & agriculture organization of the united nations": "FAO",
        "united nations children's fund": "UNICEF",
        "united nations high commissioner for refugees": "UNHCR",
        "united nations population fund": "UNFPA",
        "international organization for migration": "IOM",
        "u.s. agency for international development": "US",
        "united states agency for international development": "US",
    }
)
_GOVERNMENT_TYPES = frozenset({"10", "11", "15"})
"""IATI organisation types: government, local government, other public sector."""


@cache
def find_code(name: str) -> str:
    """Return the code of a state or organisation by its name, code or ISO alpha-3 code, in any case; empty if unknown.

    "Denmark", "DENMARK", "DNK", "Denmark, Government of" and "Government of Denmark" are DK.
    """
    plain = _plain(name)
    if not plain:
        return ""
    if plain in _HABITS:
        return _HABITS[plain]
    known = _known()
    return known.get(plain) or known.get(_plain(_GOVERNMENT.sub("", name.strip())), "")


def party_of(name: str, reference: str = "", kind: str = "") -> str:
    """Return the party code that a publisher's name or identifier means; else its name or identifier as it stands.

    Args:
        name: As written; may be empty.
        reference: Identifier of the form of org-id.guide ("US-GOV-1", "XM-DAC-5-7"); may be empty.
        kind: IATI code of the organisation's type; only a government stands for its state.
    """
    code = find_code(name) if name else ""
    if code:
        return code
    match = _DAC.fullmatch(reference)
    if match is not None and match[1] in _DAC_STATES:
        return _DAC_STATES[match[1]]
    if reference[2:7] == "-GOV-" or (kind in _GOVERNMENT_TYPES and reference[2:3] == "-"):
        state = reference[:2].upper()
        if state in countries():
            return state
    return _SPACE.sub(" ", name).strip() or reference.strip()


@cache
def _known() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for alias in party_lexicon("en").aliases.values():
        if alias.code and not alias.weak and alias.kind in (AliasKind.NAME, AliasKind.ORGANISATION):
            found.setdefault(_plain(alias.text), alias.code)
    for body in organisations().values():
        found.setdefault(_plain(body.name), body.code)
        found.setdefault(body.code.casefold(), body.code)
    for country in countries().values():
        for text in (country.name, country.code, country.alpha3):
            if text:
                found.setdefault(_plain(text), country.code)
    return MappingProxyType(found)


def _plain(text: str) -> str:
    """Fold case, accents and white space."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return _SPACE.sub(" ", "".join(sign for sign in folded if not unicodedata.combining(sign))).strip()

"""Names of parties in exports: by code, for people of other houses."""

from collections.abc import Iterable

from pledgebook.errors import UsageFault
from pledgebook.reference.parties import PartyKind, party_kind, party_name


def party_text(code: str) -> str:
    """Name a party; a code that the reference data lacks stands for itself."""
    try:
        return party_name(code)
    except UsageFault:
        return code


def parties_text(codes: Iterable[str]) -> str:
    """Name parties: "Denmark + European Union"; empty for none."""
    return " + ".join(party_text(code) for code in codes)


def is_state(code: str) -> bool:
    """Tell a state from an organisation and from a party that no list has."""
    try:
        return party_kind(code) is PartyKind.STATE
    except UsageFault:
        return False

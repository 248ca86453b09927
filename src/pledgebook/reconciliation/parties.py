"""Party codes in, their names and the currencies they decide in out; unknown codes stand for themselves."""

from collections.abc import Iterable

from pledgebook.reference.parties import all_parties, currency_of, party_name


def names_of(codes: Iterable[str]) -> str:
    """Write the names of parties: "Denmark and Sweden"; "partners" when none is named."""
    known = frozenset(all_parties())
    names = [party_name(code) if code in known else code for code in codes]
    if len(names) > 1:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return names[0] if names else "partners"


def home_currencies(codes: Iterable[str]) -> frozenset[str]:
    """Return the currencies that these funders decide their money in."""
    known = frozenset(all_parties())
    return frozenset(filter(None, (currency_of(code) for code in codes if code in known)))

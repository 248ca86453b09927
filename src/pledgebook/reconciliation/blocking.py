"""Profiles in, candidate pairs out: only statements that share a key are ever compared, so growth stays near linear."""

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType

from pledgebook.model.statement import Kind, Scope
from pledgebook.reconciliation.profiles import Profile

BAND = math.log(1.06)
"""Width of an amount band; a sum is filed in its own band and the next, a hedged one also where its ends are."""

WINDOW = 12
"""In a crowded block only the next statements by day are compared: retellings of one event stand close in time."""

SIDE_WINDOW = 8
"""The same in blocks of a weaker key, which only find what the funder and the amount do not: other funders, slips."""

MAIN_KEYS = frozenset(("band", "total", "count", "bare"))

Key = tuple[object, ...]


def candidate_pairs(
    profiles: Mapping[str, Profile], coders: Mapping[str, str] = MappingProxyType({})
) -> list[tuple[str, str]]:
    """Return the pairs worth comparing, each once, smaller id first, sorted.

    Statements of one coder are never compared: it has told them apart.

    Args:
        profiles: All profiles.
        coders: Statement id to the coder who filed it, where one did.
    """
    if coders and len({coders.get(name, name) for name in profiles}) == 1:
        return []
    blocks: dict[Key, list[Profile]] = defaultdict(list)
    for profile in profiles.values():
        for key in set(block_keys(profile)):
            blocks[key].append(profile)
    pairs: set[tuple[str, str]] = set()
    for key, members in blocks.items():
        if coders and len(members) > 1 and len({coders.get(item.id, item.id) for item in members}) == 1:
            continue
        window = WINDOW if key[0] in MAIN_KEYS else SIDE_WINDOW
        members.sort(key=lambda profile: (profile.day or date.min, profile.id))
        for place, left in enumerate(members):
            for right in members[place + 1 : place + 1 + window]:
                if not coders or coders.get(left.id, left.id) != coders.get(right.id, right.id):
                    pairs.add((left.id, right.id) if left.id < right.id else (right.id, left.id))
    return sorted(pairs)


def block_keys(profile: Profile) -> Iterator[Key]:
    """Yield the keys a statement is filed under.

    A sum: funder (or mechanism, or package number) with its amount band; funder with its number and its digits, which
    survive a wrong currency sign and a slip; recipient with its band where no funder is named. A total of many:
    mechanism and year. Goods: funder and count, funder and name. Support without a sum: funder and month.
    """
    statement = profile.statement
    for band in _bands(profile):
        yield from (("band", funder, band) for funder in statement.donors)
        if statement.mechanism:
            yield ("mechanism", statement.mechanism, band)
        if statement.tranche is not None:
            yield ("tranche", statement.tranche, band)
        if not statement.donors and not statement.mechanism:
            yield from (("unnamed", recipient, band) for recipient in statement.recipients)
    for figure in profile.figures:
        yield from (("value", funder, figure.best) for funder in statement.donors)
        if len(figure.digits) > 1:
            yield from (("digits", funder, figure.digits) for funder in statement.donors)
    if statement.scope is Scope.TOTAL and statement.mechanism:
        yield ("total", statement.mechanism, str(statement.period))
    for count in profile.counts:
        yield from (("count", funder, count) for funder in statement.donors)
    yield from (("goods", funder, name) for funder in statement.donors for name in profile.goods)
    if statement.kind is Kind.UNQUANTIFIED and profile.day is not None:
        yield from (("bare", funder, profile.day.year, profile.day.month) for funder in statement.donors)


def _bands(profile: Profile) -> set[tuple[str, int]]:
    bands: set[tuple[str, int]] = set()
    for figure in profile.figures:
        value, unit = (figure.euros, "EUR") if figure.euros else (figure.best, figure.unit)
        if value > 0:
            # "Over 2 million" is also filed where 2.7 million is.
            ends = (figure.low, figure.best, figure.high) if figure.hedged else (figure.best,)
            for end in ends:
                band = math.floor(math.log(max(float(value * end / figure.best), 1.0)) / BAND)
                bands |= {(unit, band), (unit, band + 1)}
    return bands

"""Goods and the money that paid for them: one flow where a text says that this sum bought the goods it names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pledgebook.model.judgement import Comparison, Decision, Verdict
from pledgebook.model.statement import Kind, Scope
from pledgebook.reconciliation.compare import days_apart
from pledgebook.reconciliation.profiles import STEM_LENGTH, Profile
from pledgebook.reconciliation.wording import says

LONGEST_WAY = 400
"""Days between paying for goods and any step of theirs."""

WEIGHT = 2.0

# A designation is a name with a capital or a digit in it: "Bohdana", "F-16", "Leopard 2"; "drones" is none.
_DESIGNATION = re.compile(r"\b[^\W\d_a-zа-яіїєґ][\w-]{2,}\b")


def pay_for_goods(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> list[Decision]:
    """Find for each sum that a text says was paid for named goods the one lot of these goods.

    The funder must be the same, the lot without a sum of its own, and the only one of that name in reach of time.

    Returns:
        SAME decisions between a statement of the money and one of the goods.
    """
    lots: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place, members in enumerate(groups):
        lot = [profiles[member] for member in members]
        if any(item.statement.kind is Kind.IN_KIND for item in lot) and not any(item.figures for item in lot):
            for key in _names(lot):
                lots[key].add(place)
    decisions = []
    for members in groups:
        for paid in (profiles[member] for member in members):
            # The words of paying are the dearest to look for: only where there is a lot that could be meant.
            keys = _keys_of(paid, lots) if _may_be_price(paid) else ()
            if keys and _says_paid(paid.statement.span.quote):
                places = {
                    place for key in keys for place in lots.get(key, ()) if _in_reach(paid, groups[place], profiles)
                }
                if len(places) == 1:
                    decisions.append(_decision(paid, profiles[groups[places.pop()][0]]))
    return decisions


def _names(lot: Iterable[Profile]) -> Iterator[tuple[str, str]]:
    for profile in lot:
        for item in profile.statement.items:
            for name in _DESIGNATION.findall(item.item):
                yield from ((funder, _stem(name)) for funder in profile.funders)


def _designations(profile: Profile) -> set[str]:
    return {_stem(name) for name in _DESIGNATION.findall(profile.statement.span.quote)}


def _stem(name: str) -> str:
    return name.casefold()[:STEM_LENGTH]


def _keys_of(paid: Profile, lots: Mapping[tuple[str, str], set[int]]) -> list[tuple[str, str]]:
    """Return under which of its funders and designations there is a lot."""
    names = sorted(_designations(paid)) if lots else ()
    return [(funder, name) for funder in sorted(paid.funders) for name in names if (funder, name) in lots]


def _may_be_price(profile: Profile) -> bool:
    statement = profile.statement
    whole = statement.scope is Scope.TOTAL or profile.has_parts
    return statement.kind is Kind.MONEY and not whole


def _says_paid(quote: str) -> bool:
    """Only a price paid: "a package of 2.5 billion with missiles in it" is not the price of the missiles."""
    return bool(says("paid", quote))


def _in_reach(paid: Profile, lot: Iterable[str], profiles: Mapping[str, Profile]) -> bool:
    if paid.event is None:
        return True
    events = [event for member in lot if (event := profiles[member].event)]
    return not events or min(days_apart(paid.event, event) for event in events) <= LONGEST_WAY


def _decision(paid: Profile, lot: Profile) -> Decision:
    left, right = sorted((paid, lot), key=lambda item: item.id)
    goods = ", ".join(item.item for item in lot.statement.items)
    evidence = (Comparison("paid for", paid.statement.span.quote[:120], goods, WEIGHT),)
    return Decision(left.id, right.id, Verdict.SAME, "money-for-goods", WEIGHT, evidence)

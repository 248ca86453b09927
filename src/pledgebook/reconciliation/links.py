"""One reason to hold one group for a part of another, and how weighty it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.model.judgement import Comparison, Decision, Verdict
from pledgebook.reconciliation.profiles import Profile

JUDGED, STATED, PACKAGE, WIDER = 1000.0, 3.0, 2.0, 1.0
"""Weights of the grounds: a person, the text, number or arithmetic says so; mechanism, years and funders say so."""


@dataclass(frozen=True, slots=True)
class Link:
    """One reason to hold one group for a part of another."""

    child: int
    parent: int
    weight: float
    decision: Decision


def make_link(child: Profile, parent: Profile, rule: str, weight: float, places: tuple[int, int]) -> Link:
    """Put a ground in the form of a decision, the child's statement first."""
    evidence = (Comparison(rule, _told(child), _told(parent), weight),)
    decision = Decision(child.id, parent.id, Verdict.PART_OF, rule, weight, evidence)
    return Link(places[0], places[1], weight, decision)


def _told(profile: Profile) -> str:
    return ", ".join(map(str, profile.figures)) or ", ".join(item.item for item in profile.statement.items)


def size(members: Iterable[str], profiles: Mapping[str, Profile]) -> Decimal | None:
    """Return the middle of the stated sums of a group in the common unit; None without a sum that has a rate."""
    values = sorted(
        figure.euros for member in members for figure in profiles[member].figures if figure.stated and figure.euros
    )
    return values[len(values) // 2] if values else None

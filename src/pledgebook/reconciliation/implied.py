"""Profiles in, problems out: a restatement whose implied rate no market of its day knew, and what would fit."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.reconciliation.figures import RATE_TOLERANCE, Figure, Rates, is_off
from pledgebook.reconciliation.profiles import Profile

MISTAKEN_UNITS = ("USD", "EUR", "GBP", "CAD")
"""Currencies whose sign is put by mistake before the number of another: those that news convert into."""


@dataclass(frozen=True, slots=True)
class Background:
    """What figures are held against beside each other.

    Attributes:
        rates: Dated rates.
        wholes: Figures of the sum that this one is inside of: its number is often put beside the part.
    """

    rates: Rates
    wholes: tuple[Figure, ...] = ()


def implied_rate_problems(
    profiles: Iterable[Profile], rates: Rates, wholes_of: Callable[[str], tuple[Figure, ...]]
) -> list[Problem]:
    """Compare each restated sum with the sum at the reference rate of its day.

    Nothing is corrected: a mislabelled currency ("DKK 1.6 billion, over EUR 400 million") stays as the source has it,
    with this problem on it and, where another currency (or the whole that the sum is a part of) fits, what would.

    Args:
        profiles: All profiles.
        rates: Dated rates.
        wholes_of: Statement id to the figures of the sum that its money is inside of.
    """
    return [
        _problem(profile, stated, restated, Background(rates, wholes_of(profile.id)))
        for profile in profiles
        for stated in profile.figures[:1]
        for restated in profile.figures[1:]
        if not restated.reckoned
        if stated.stated and is_off(stated, restated)
    ]


def _problem(profile: Profile, stated: Figure, restated: Figure, background: Background) -> Problem:
    assert stated.euros is not None  # `is_off` has looked
    day = profile.day
    true = background.rates.convert(stated.euros, "EUR", restated.unit, day) if day else None
    shown = f"{restated.unit} {true:.0f}" if true is not None else f"EUR {stated.euros:.0f}"
    fitting = what_fits(stated, restated, background, day)
    hint = f"; the number fits {fitting}" if fitting else ""
    return Problem(
        ProblemCode.IMPLIED_RATE_OFF,
        Severity.WARNING,
        profile.id,
        f"{stated} is {shown} at the rate of the day, not {restated}{hint}",
        profile.statement.span.quote[:200],
        "keep the sum in its own currency; set the value only if a better source tells it",
    )


def what_fits(stated: Figure, restated: Figure, background: Background, day: date | None) -> str:
    """Say under which sign, or beside which sum, the number of a restatement that is off would be right.

    Its own sum in another currency goes first, then the whole that the sum is a part of: "over EUR 400 million" beside
    a part of DKK 1.6 billion is what its package of DKK 2.6 billion is in USD. Empty when nothing fits.
    """
    if day is None:
        return ""
    unit = _unit_that_fits(stated, restated, background.rates, day)
    if unit:
        return unit
    for whole in _by_size(background.wholes):
        unit = _unit_that_fits(whole, restated, background.rates, day, own=True)
        if unit:
            return f"{unit} for the whole, {whole}"
    return ""


def _by_size(wholes: Iterable[Figure]) -> Sequence[Figure]:
    return sorted({whole.text: whole for whole in wholes if whole.stated}.values(), key=lambda item: item.text)


def _unit_that_fits(stated: Figure, restated: Figure, rates: Rates, day: date, *, own: bool = False) -> str:
    """Return the currency in which a sum has the restated number; `own` lets the restated currency itself fit."""
    if stated.euros is None:
        return ""
    for unit in MISTAKEN_UNITS:
        value = rates.convert(stated.euros, "EUR", unit, day)
        if (own or unit != restated.unit) and value is not None and _close(value, restated.best):
            return unit
    return ""


def _close(value: Decimal, other: Decimal) -> bool:
    return abs(value - other) <= other * RATE_TOLERANCE

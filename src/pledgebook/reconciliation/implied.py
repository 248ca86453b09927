"""Profiles in, problems out: a restatement whose implied rate no market of its day knew."""

from collections.abc import Iterable
from decimal import Decimal

from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.reconciliation.figures import RATE_TOLERANCE, Figure, Rates
from pledgebook.reconciliation.profiles import Profile


def implied_rate_problems(profiles: Iterable[Profile], rates: Rates) -> list[Problem]:
    """Compare each restated sum with the sum at the reference rate of its day.

    Nothing is corrected: a mislabelled currency ("DKK 1.6 billion, over EUR 400 million") stays as the source has it,
    with this problem on it and, where another currency fits, the currency that would.
    """
    return [
        _problem(profile, stated, restated, rates)
        for profile in profiles
        for stated in profile.figures[:1]
        for restated in profile.figures[1:]
        if not restated.reckoned
        if stated.stated and _is_off(stated, restated)
    ]


def _is_off(stated: Figure, restated: Figure) -> bool:
    if not stated.euros or not restated.euros or stated.unit == restated.unit or not (stated.best and restated.best):
        return False
    low, high = (stated.euros * bound / stated.best for bound in (stated.low, stated.high))
    other_low, other_high = (restated.euros * bound / restated.best for bound in (restated.low, restated.high))
    return other_low > high * (1 + RATE_TOLERANCE) or low > other_high * (1 + RATE_TOLERANCE)


def _problem(profile: Profile, stated: Figure, restated: Figure, rates: Rates) -> Problem:
    assert stated.euros is not None  # `_is_off` has looked
    day = profile.day
    true = rates.convert(stated.euros, "EUR", restated.unit, day) if day else None
    shown = f"{restated.unit} {true:.0f}" if true is not None else f"EUR {stated.euros:.0f}"
    fitting = _fitting_unit(stated, restated, rates, profile)
    hint = f"; the number fits {fitting}" if fitting else ""
    return Problem(
        ProblemCode.IMPLIED_RATE_OFF,
        Severity.WARNING,
        profile.id,
        f"{stated} is {shown} at the rate of the day, not {restated}{hint}",
        profile.statement.span.quote[:200],
        "keep the sum in its own currency; set the value only if a better source tells it",
    )


def _fitting_unit(stated: Figure, restated: Figure, rates: Rates, profile: Profile) -> str:
    if stated.euros is None or profile.day is None:
        return ""
    for unit in ("USD", "EUR", "GBP", "CAD"):
        value = rates.convert(stated.euros, "EUR", unit, profile.day)
        if unit != restated.unit and value is not None and _close(value, restated.best):
            return unit
    return ""


def _close(value: Decimal, other: Decimal) -> bool:
    return abs(value - other) <= other * RATE_TOLERANCE

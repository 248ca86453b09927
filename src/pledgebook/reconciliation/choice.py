"""The figures of one group in, the chosen one out, with the rule of choice, and why each rival differs."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pledgebook.model.evidence import Document
from pledgebook.model.flow import Rival
from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Scope
from pledgebook.reconciliation.copies import count_witnesses
from pledgebook.reconciliation.figures import Figure, Match, amounts_of, is_off, match_figures
from pledgebook.reconciliation.implied import Background, what_fits
from pledgebook.reconciliation.parties import home_currencies
from pledgebook.reconciliation.profiles import Profile
from pledgebook.reconciliation.publishers import is_official

OTHERS_TOLERANCE = Decimal("0.02")
"""How near a figure must be to another text's conversion of the chosen one to be the same conversion."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The figure of a group.

    Attributes:
        statement: Id of the statement it is taken from.
        quantity: The interval of its wording.
        rule: The steps that decided, in words.
    """

    statement: str
    quantity: Quantity
    rule: str


def choose(members: Sequence[Profile], documents: Mapping[str, Document], funders: Sequence[str]) -> Choice | None:
    """Choose one figure by the stated rule; None when no member states a sum.

    Step by step, each step keeping those that pass it unless none does: the whole before a yearly rate, a sum with a
    currency before one without, the funder's own currency before a retold one, an official publisher before a report, a
    sum told with its parts before a bare one, no slip of digits against more witnesses; then the latest telling, and
    among all whose interval agrees with it the most precise wording.
    """
    candidates = [profile for profile in members if profile.figures and profile.figures[0].stated]
    if not candidates:
        return None
    if len(candidates) == 1:
        return _chosen(candidates[0], "the only figure")
    steps: list[str] = []
    whole = [item for item in candidates if not any(figure.reckoned for figure in item.figures)]
    candidates = _narrow(candidates, ("whole sum before yearly rate", whole), steps)
    home = home_currencies(funders)
    named = [item for item in candidates if _unit(item)]
    candidates = _narrow(candidates, ("stated currency", named), steps)
    currencies = ("original currency", [item for item in candidates if _unit(item) in home])
    candidates = _narrow(candidates, currencies, steps)
    official = [item for item in candidates if is_official(documents.get(item.statement.document))]
    candidates = _narrow(candidates, ("official source", official), steps)
    split = [item for item in candidates if item.has_parts]
    candidates = _narrow(candidates, ("told with its parts", split), steps)
    candidates = _narrow(candidates, ("no slip of digits", _without_slips(candidates)), steps)
    latest = max(candidates, key=lambda item: (item.told or item.day or date.min, item.id))
    agreeing = [item for item in candidates if match_figures((_first(item),), (_first(latest),)).match in _AGREEING]
    if len(agreeing) < len(candidates):
        steps.append("latest telling")
    best = min(agreeing, key=_by_precision)
    if len(agreeing) > 1:
        steps.append("most precise wording")
    return _chosen(best, ", then ".join(steps) or "the only figure")


def _chosen(best: Profile, rule: str) -> Choice:
    amount = best.statement.amount
    assert amount is not None  # candidates state a sum
    return Choice(best.id, amount.quantity(), rule)


_AGREEING = (Match.EQUAL, Match.ROUNDED, Match.CONVERTED)


def _without_slips(candidates: Sequence[Profile]) -> list[Profile]:
    """Leave out a figure that is another one with slipped digits, when more independent documents give the other."""
    told: dict[str, Figure] = {}
    documents: dict[str, dict[str, str]] = defaultdict(dict)
    for item in candidates:
        told.setdefault(_first(item).text, _first(item))
        documents[_first(item).text][item.statement.document] = item.fingerprint
    relations = {(a, b): match_figures((told[a],), (told[b],)).match for a in told for b in told}
    agreeing = {a: [b for b in told if relations[a, b] in _AGREEING] for a in told}
    witnesses = {a: _witnesses(documents[b] for b in agreeing[a]) for a in told}
    slips = {a for a in told for b in told if relations[a, b] is Match.SAME_DIGITS and witnesses[b] > witnesses[a]}
    return [item for item in candidates if _first(item).text not in slips]


def _witnesses(told: Iterable[Mapping[str, str]]) -> int:
    return count_witnesses({name: sketch for documents in told for name, sketch in documents.items()}.values())


def _narrow(candidates: list[Profile], step: tuple[str, list[Profile]], steps: list[str]) -> list[Profile]:
    name, kept = step
    if kept and len(kept) < len(candidates):
        steps.append(name)
    return kept or candidates


def _unit(profile: Profile) -> str:
    return profile.statement.amount.unit if profile.statement.amount else ""


def _first(profile: Profile) -> Figure:
    return profile.figures[0]


def _by_precision(profile: Profile) -> tuple[bool, int, Decimal, int, str]:
    """Order wordings: unhedged first, then by more digits, narrower interval, later telling."""
    figure = _first(profile)
    width = (figure.high - figure.low) / figure.best if figure.best else Decimal(0)
    return figure.hedged, -len(figure.digits), width, _recency(profile), profile.id


def _recency(profile: Profile) -> int:
    return -(profile.told or profile.day or date.min).toordinal()


def find_rivals(members: Sequence[Profile], choice: Choice, background: Background) -> tuple[Rival, ...]:
    """List every figure of the group that differs from the chosen one, each differing figure of a statement once.

    A figure that nothing of its own explains takes the reason that the same figure has elsewhere in the group.
    """
    chosen = next(item for item in members if item.id == choice.statement)
    first = _first(chosen)
    if not any(_differs(figure, first) for item in members for figure in item.figures if not figure.reckoned):
        return ()
    told = {figure.text: figure for item in members for figure in item.figures}
    restated = {figure.text: figure for item in members if _says(item, first) for figure in item.figures[1:]}
    known = Known(tuple(told.values()), tuple(restated.values()), background)
    rivals: list[Rival] = []
    for profile in members:
        worded = [figure for figure in profile.figures if not figure.reckoned]
        for amount, figure in zip(amounts_of(profile.statement), worded, strict=True):
            if _differs(figure, first):
                reason, arithmetic = explain_rival(figure, profile, chosen, known)
                rivals.append(Rival(amount.quantity(), profile.id, reason, arithmetic))
    explained = {
        (rival.quantity.unit, rival.quantity.best): rival for rival in rivals if rival.reason not in _LAST_REASONS
    }
    return tuple(_as_elsewhere(rival, explained) for rival in rivals)


def _differs(figure: Figure, first: Figure) -> bool:
    return figure.unit != first.unit or figure.best != first.best


_LAST_REASONS = ("superseded", "unexplained")


def _as_elsewhere(rival: Rival, explained: Mapping[tuple[str, Decimal], Rival]) -> Rival:
    twin = explained.get((rival.quantity.unit, rival.quantity.best))
    if rival.reason not in _LAST_REASONS or twin is None:
        return rival
    return replace(rival, reason=twin.reason, arithmetic=f"{twin.arithmetic} (by {twin.statement}); {rival.arithmetic}")


def _says(profile: Profile, first: Figure) -> bool:
    return bool(profile.figures) and (profile.figures[0].unit, profile.figures[0].best) == (first.unit, first.best)


@dataclass(frozen=True, slots=True)
class Known:
    """What the group says that helps to explain a rival.

    Attributes:
        told: All its figures; a wrong sign shows in the twin that has the right one.
        restated: What texts convert the chosen figure to.
        background: Rates, and the sum that this one is inside of.
    """

    told: tuple[Figure, ...]
    restated: tuple[Figure, ...]
    background: Background


def explain_rival(figure: Figure, profile: Profile, chosen: Profile, known: Known) -> tuple[str, str]:
    """Say why a figure differs from the chosen one, and show the sum that proves it.

    Args:
        figure: The rival.
        profile: The statement that gives it.
        chosen: The statement that gives the chosen figure.
        known: What else the group says.

    Returns:
        A reason of `Rival` and the arithmetic.
    """
    first = _first(chosen)
    relation = match_figures((figure,), (first,)).match
    if relation is Match.ROUNDED:
        return "rounding", f"{figure} lies within {_span(figure, first)}"
    if relation is Match.CONVERTED:
        return "conversion", f"{figure} is {_euros(figure)}, {first} is {_euros(first)} at the rates of their days"
    return (
        _yearly(figure, profile, chosen)
        or _wrong_sign(figure, first, known.told)
        or _restated(figure, profile, first, known.background)
        or _converted_by_others(figure, first, known.restated)
        or _slipped(figure, first, relation)
        or _other_scope(figure, profile, chosen)
        or _overtaken(figure, profile, chosen)
    )


def _span(figure: Figure, first: Figure) -> str:
    low, high = max(figure.low, first.low), min(figure.high, first.high)
    return f"the wording of both: {figure.unit} {plain_decimal(low)} to {plain_decimal(high)}"


def _euros(figure: Figure) -> str:
    return f"EUR {figure.euros:.0f}" if figure.euros is not None else "without a rate"


def _yearly(figure: Figure, profile: Profile, chosen: Profile) -> tuple[str, str] | None:
    """One billion a year for two years is the two billion."""
    first, years = _first(chosen), chosen.years or profile.years
    if years is None or figure.unit != first.unit or not figure.best:
        return None
    count = years[1] - years[0] + 1
    if count > 1 and figure.best * count == first.best:
        return "yearly-rate", f"{figure} a year for {count} years is {first}"
    return None


def _wrong_sign(figure: Figure, first: Figure, told: Sequence[Figure]) -> tuple[str, str] | None:
    """The number of another telling under another currency sign."""
    for twin in (first, *told):
        fits = twin is first or match_figures((twin,), (first,)).match in _AGREEING
        if fits and twin.unit != figure.unit and twin.best == figure.best:
            return "currency", f"the number of {twin} under another sign: {_euros(figure)} against {_euros(first)}"
    return None


def _restated(figure: Figure, profile: Profile, first: Figure, background: Background) -> tuple[str, str] | None:
    """A text's own conversion that is off the rate of its day, or right though the text's sum is not the chosen one."""
    stated = _first(profile)
    if figure.stated or stated.euros is None:
        return None
    if figure.euros is None:
        return "conversion", f"the text restates {stated} as {figure}; there is no reference rate to check it"
    fitting = what_fits(stated, figure, background, profile.day) if is_off(stated, figure) else ""
    percent = _percent_of_euros(figure, stated)
    off = f"the text restates {stated} ({_euros(stated)}) as {figure} ({_euros(figure)}): {percent}"
    if fitting:
        return "currency", f"{off}; the number fits {fitting}"
    if first.text != stated.text and first.euros is not None:
        off += f"; {first} is {_euros(first)}: {_percent_of_euros(figure, first)}"
    return "conversion", off


def _percent_of_euros(figure: Figure, other: Figure) -> str:
    return f"{(figure.euros / other.euros - 1) * 100:+.1f} %" if figure.euros and other.euros else "without a rate"


def _converted_by_others(figure: Figure, first: Figure, restated: Sequence[Figure]) -> tuple[str, str] | None:
    """A figure that is what another text makes of the chosen one, at the rate of an earlier day or a rough one."""
    for other in restated:
        if other.unit == figure.unit and other.best and abs(figure.best / other.best - 1) <= OTHERS_TOLERANCE:
            return "conversion", f"another text restates {first} as {other}; {figure} is {_percent(figure, other)} off"
    return None


def _percent(figure: Figure, other: Figure) -> str:
    return f"{(figure.best / other.best - 1) * 100:+.1f} %"


def _slipped(figure: Figure, first: Figure, relation: Match) -> tuple[str, str] | None:
    if relation is not Match.SAME_DIGITS:
        return None
    return "typo", f"{figure} against {first}: digits swapped, or a thousandfold slip"


def _other_scope(figure: Figure, profile: Profile, chosen: Profile) -> tuple[str, str] | None:
    one, other = profile.statement, chosen.statement
    if one.donors != other.donors and one.donors and other.donors:
        return "scope", f"{figure} is told of {'+'.join(one.donors)}, {_first(chosen)} of {'+'.join(other.donors)}"
    if Scope.PART in (one.scope, other.scope) and one.scope is not other.scope:
        return "scope", f"{figure} is told as {one.scope}, {_first(chosen)} as {other.scope}"
    return None


def _overtaken(figure: Figure, profile: Profile, chosen: Profile) -> tuple[str, str]:
    earlier, later = profile.told or profile.day, chosen.told or chosen.day
    first = _first(chosen)
    share = ""
    if figure.euros and first.euros:
        share = f" ({_percent_of_euros(figure, first)}{_implied(figure, first)})"
    if earlier and later and earlier < later:
        return "superseded", f"{figure} of {earlier}, {first} of {later}{share}"
    return "unexplained", f"{figure} against {first}{share}"


def _implied(figure: Figure, first: Figure) -> str:
    """Write the rate that two figures of one sum would imply, where their currencies differ."""
    if figure.unit == first.unit or not figure.best:
        return ""
    return f"; together they imply {first.best / figure.best:.4f} {first.unit} to the {figure.unit}"

"""The figures of one group in, the chosen one out, with the rule of choice, and why each rival differs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pledgebook.model.evidence import Document
from pledgebook.model.flow import Rival
from pledgebook.model.identity import plain_decimal
from pledgebook.model.quantity import Amount, Quantity
from pledgebook.model.statement import Scope
from pledgebook.reconciliation.figures import Figure, Match, match_figures
from pledgebook.reconciliation.profiles import Profile
from pledgebook.reconciliation.publishers import is_official

HOME_CURRENCIES: Mapping[str, str] = {
    "AU": "AUD", "BG": "BGN", "CA": "CAD", "CH": "CHF", "CZ": "CZK", "DK": "DKK", "GB": "GBP", "HU": "HUF",
    "IS": "ISK", "JP": "JPY", "KR": "KRW", "NO": "NOK", "NZ": "NZD", "PL": "PLN", "RO": "RON", "SE": "SEK",
    "TR": "TRY", "TW": "TWD", "UA": "UAH", "US": "USD", "IMF": "USD", "WB": "USD", "NATO": "EUR",
}  # fmt: skip
"""Currency that a funder decides its money in; EUR for every funder not listed that uses it."""

_EURO_FUNDERS = frozenset(
    "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK EU EIB".split()  # noqa: SIM905  a table, not a list
)


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


def home_currencies(funders: Sequence[str]) -> frozenset[str]:
    """Return the currencies that these funders decide their money in."""
    known = {HOME_CURRENCIES.get(funder) or ("EUR" if funder in _EURO_FUNDERS else "") for funder in funders}
    return frozenset(known - {""})


def choose(members: Sequence[Profile], documents: Mapping[str, Document], funders: Sequence[str]) -> Choice | None:
    """Choose one figure by the stated rule; None when no member states a sum.

    Step by step, each step keeping those that pass it unless none does: a statement that speaks of the whole (not a
    yearly rate or a slice), the funder's own currency before a retold one, an official publisher before a report; then
    the latest telling, and among all whose interval agrees with it the most precise wording.
    """
    candidates = [profile for profile in members if profile.statement.amount is not None]
    if not candidates:
        return None
    steps: list[str] = []
    home = home_currencies(funders)
    currencies = ("original currency", [item for item in candidates if _unit(item) in home])
    candidates = _narrow(candidates, currencies, steps)
    official = [item for item in candidates if is_official(documents.get(item.statement.document))]
    candidates = _narrow(candidates, ("official source", official), steps)
    latest = max(candidates, key=lambda item: (item.told or item.day or date.min, item.id))
    agreeing = [item for item in candidates if match_figures((_first(item),), (_first(latest),)).match in _AGREEING]
    if len(agreeing) < len(candidates):
        steps.append("latest telling")
    best = min(agreeing, key=lambda item: (_first(item).hedged, _width(_first(item)), _recency(item), item.id))
    if len(agreeing) > 1:
        steps.append("most precise wording")
    amount = best.statement.amount
    assert amount is not None  # candidates state a sum
    return Choice(best.id, amount.quantity(), ", then ".join(steps) or "the only figure")


_AGREEING = (Match.EQUAL, Match.ROUNDED, Match.CONVERTED)


def _narrow(candidates: list[Profile], step: tuple[str, list[Profile]], steps: list[str]) -> list[Profile]:
    name, kept = step
    if kept and len(kept) < len(candidates):
        steps.append(name)
    return kept or candidates


def _unit(profile: Profile) -> str:
    return profile.statement.amount.unit if profile.statement.amount else ""


def _first(profile: Profile) -> Figure:
    return profile.figures[0]


def _width(figure: Figure) -> Decimal:
    return (figure.high - figure.low) / figure.best if figure.best else Decimal(0)


def _recency(profile: Profile) -> int:
    return -(profile.told or profile.day or date.min).toordinal()


def find_rivals(members: Sequence[Profile], choice: Choice) -> tuple[Rival, ...]:
    """List every figure of the group that differs from the chosen one, each differing figure of a statement once."""
    chosen = next(item for item in members if item.id == choice.statement)
    rivals: list[Rival] = []
    for profile in members:
        stated = (profile.statement.amount, *profile.statement.equivalents)
        amounts = [amount for amount in stated if amount is not None]
        worded = [figure for figure in profile.figures if not figure.reckoned]
        for amount, figure in zip(amounts, worded, strict=True):
            if figure.unit != _first(chosen).unit or figure.best != _first(chosen).best:
                reason, arithmetic = explain_rival(figure, profile, chosen)
                rivals.append(Rival(_interval(amount), profile.id, reason, arithmetic))
    return tuple(rivals)


def _interval(amount: Amount) -> Quantity:
    return amount.quantity()


def explain_rival(figure: Figure, profile: Profile, chosen: Profile) -> tuple[str, str]:
    """Say why a figure differs from the chosen one, and show the sum that proves it."""
    first = _first(chosen)
    relation = match_figures((figure,), (first,)).match
    if relation is Match.ROUNDED:
        return "rounding", f"{figure} lies within {_span(figure, first)}"
    if relation is Match.CONVERTED:
        return "conversion", f"{figure} is {_euros(figure)}; {first} is {_euros(first)} at the rates of their days"
    return (
        _yearly(figure, profile, chosen)
        or _wrong_sign(figure, profile, first)
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


def _wrong_sign(figure: Figure, profile: Profile, first: Figure) -> tuple[str, str] | None:
    """The same number with another currency sign, in this figure or in another one of its statement."""
    if figure.unit == first.unit:
        return None
    if figure.best == first.best:
        return (
            "currency",
            f"the number of {first} with the sign of {figure.unit}: as {figure} it would be {_euros(figure)}",
        )
    twins = [other for other in profile.figures if other.unit != figure.unit and other.best == figure.best]
    if twins:
        return "currency", f"{figure} repeats the number of {twins[0]} with another sign"
    return None


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
        share = f" ({(figure.euros / first.euros - 1) * 100:+.1f} %)"
    if earlier and later and earlier < later:
        return "superseded", f"{figure} of {earlier}, {first} of {later}{share}"
    return "unexplained", f"{figure} against {first}{share}"

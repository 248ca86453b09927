"""Units that a figure leaves open: kroner by the giver, bare figures by their neighbours, dollars by declaration."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.context import KRONER, DocumentContext
from pledgebook.extraction.drafts import Draft
from pledgebook.model.quantity import Amount

_KRONE = "currency:krone"
_BARE_DOLLAR = "currency:bare-dollar"


def resolve_units(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Give every sum its currency as far as the document settles it; others keep an empty unit."""
    stated = {item.unit for draft in drafts for item in (draft.amount, *draft.equivalents) if item is not None}
    krone = stated & set(KRONER.values())
    only = next(iter(krone)) if len(krone) == 1 else ""
    first = [_by_rule(context, draft, only) for draft in drafts]
    bare = [place for place, draft in enumerate(first) if draft.amount is not None and not draft.amount.unit]
    known = _Known(first) if bare else None
    for place in bare:
        unit = known.unit_for(place) if known is not None else ""
        first[place] = _with_unit(first[place], unit, "unit:neighbour") if unit else first[place]
    return first


def _by_rule(context: DocumentContext, draft: Draft, only: str) -> Draft:
    if draft.amount is None or draft.mention is None:
        return draft
    rules = draft.mention.rules
    if draft.amount.unit == "" and _KRONE in rules:
        unit = _krone(context, draft, only)
        return _with_unit(draft, unit, "unit:krone-of-giver") if unit else draft
    if _BARE_DOLLAR in rules and context.dollar != "USD":
        return _with_unit(draft, context.dollar, "unit:declared-dollar")
    return draft


def _krone(context: DocumentContext, draft: Draft, only: str) -> str:
    """Take the kroner of a named giver, else the only ones that the text calls by country, else a near party's."""
    if only and not draft.named:
        return only
    sentence = [code for group in context.groups[draft.index] for code in group.codes]
    for code in (*draft.donors, *sentence, *context.donors):
        if code in KRONER:
            return KRONER[code]
    return ""


def _with_unit(draft: Draft, unit: str, rule: str) -> Draft:
    assert draft.amount is not None
    bare = draft.amount.unit
    equivalents = tuple(_filled(item, unit) if item.unit == "" else item for item in draft.equivalents)
    if bare in {"", "USD"}:
        return replace(draft, amount=_filled(draft.amount, unit), equivalents=equivalents, rules=(*draft.rules, rule))
    return draft


def _filled(amount: Amount, unit: str) -> Amount:
    return replace(amount, unit=unit)


class _Known:
    """The sums with a unit, by what a bare figure may share with them: quick to ask, however many there are."""

    __slots__ = ("_by_donors", "_by_figure", "_drafts", "_places", "_sentences")

    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._drafts = drafts
        self._places = [place for place, item in enumerate(drafts) if item.amount is not None and item.amount.unit]
        self._sentences: dict[int, list[int]] = {}
        self._by_figure: dict[tuple[object, ...], list[int]] = {}
        self._by_donors: dict[tuple[str, ...], list[int]] = {}
        for place in self._places:
            self._sentences.setdefault(drafts[place].index, []).append(place)
            self._by_figure.setdefault(_figure(drafts[place]), []).append(place)

    def unit_for(self, place: int) -> str:
        """Return the unit for the bare figure at a place: by an equal figure, its sentence, its givers, nearness."""
        draft = self._drafts[place]
        same = self._sentences.get(draft.index, [])
        ahead = [number for number in same if self._drafts[number].at < draft.at]
        behind = [number for number in same if self._drafts[number].at > draft.at]
        choices = (
            _nearest(self._by_figure.get(_figure(draft), []), place),
            ahead[-1] if ahead else None,
            _nearest(self._of_donors(draft.donors), place),
            _nearest(self._places, place, only_before=True),
            behind[0] if behind else None,
            _nearest(self._places, place),
        )
        found = next((number for number in choices if number is not None), None)
        amount = self._drafts[found].amount if found is not None else None
        return amount.unit if amount is not None else ""

    def _of_donors(self, donors: tuple[str, ...]) -> list[int]:
        """Return the places of sums of some of these givers in the unit that most of them are in."""
        if donors not in self._by_donors:
            wanted = set(donors)
            own = [place for place in self._places if wanted & set(self._drafts[place].donors)]
            units = {place: amount.unit for place in own if (amount := self._drafts[place].amount) is not None}
            counts = Counter(units.values())
            most = max(counts.values(), default=0)
            self._by_donors[donors] = [place for place in own if counts[units[place]] == most]
        return self._by_donors[donors]


def _nearest(places: Sequence[int], place: int, *, only_before: bool = False) -> int | None:
    """Return the last of the places before a place, else the first behind it."""
    number = bisect_left(places, place)
    if number:
        return places[number - 1]
    return places[0] if places and not only_before else None


def _figure(draft: Draft) -> tuple[object, ...]:
    return (draft.amount.low, draft.amount.high) if draft.amount is not None else ()

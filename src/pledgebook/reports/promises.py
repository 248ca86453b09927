"""Which promises have been kept, and after how long: spells from promise to payment, open ones cut off at the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pledgebook.ledger.balances import balances, is_stage
from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.lineage import ancestors, parents_of
from pledgebook.ledger.timeline import rung
from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.survival import KaplanMeier, kaplan_meier

PROMISED = frozenset({Stage.PLEDGED, Stage.SIGNED, Stage.COMMITTED})
KEPT = frozenset({Stage.DISBURSED, Stage.CONTRACTED, Stage.DELIVERED})
MIDDLE = 15
"""The day of a month that stands for a date told to the month only."""


class Unused(StrEnum):
    """Why a flow is in no curve."""

    NO_PROMISE = "no-promise"  # first told of as set aside or paid, or only proposed
    LATER = "later"  # promised after the day asked for
    VAGUE = "vague"  # its promise or payment is dated to the year only
    UNDATED = "undated"  # neither end is dated otherwise than by the publication of its documents
    OUT_OF_ORDER = "out-of-order"  # paid before it was promised
    IN_PARTS = "in-parts"  # all of it is in its parts, which are promises of their own


@dataclass(frozen=True, slots=True)
class Spell:
    """One promise under watch.

    Attributes:
        flow: Its id.
        label: A line for people.
        funders: Codes joined by "+"; "unknown" where no source names one.
        promised: The day of the first promise.
        until: The day of the first payment, order or delivery; the day asked for while there is none.
        kept: Whether there is one.
        dated_by_publication: Whether one of the two days is that of a document, for want of a better one.
    """

    flow: str
    label: str
    funders: str
    promised: date
    until: date
    kept: bool
    dated_by_publication: bool

    @property
    def days(self) -> int:
        """Return the length of the spell in days."""
        return (self.until - self.promised).days


@dataclass(frozen=True, slots=True)
class PromiseCurve:
    """How the promises of one funder (or of all, under the empty name) are kept.

    Attributes:
        funders: Codes joined by "+"; empty for all.
        promises: How many.
        kept: How many of them have been paid, ordered or delivered.
        estimate: The Kaplan-Meier curve of what is still open after so many days, with the median.
    """

    funders: str
    promises: int
    kept: int
    estimate: KaplanMeier


@dataclass(frozen=True, slots=True)
class LeftAside:
    """A flow that is in no curve, with the reason."""

    flow: str
    label: str
    reason: Unused


@dataclass(frozen=True, slots=True)
class PromisesReport:
    """Curves of kept promises. Spells and what is left aside together are all flows.

    Attributes:
        day: Open promises are cut off (censored) here.
        confidence: Of the bands, 0.95 for 95 per cent.
        curves: That of all promises first, then one for each funder, ordered by name.
        spells: The promises, ordered by funder and day.
        left_aside: The other flows.
    """

    day: date
    confidence: float
    curves: tuple[PromiseCurve, ...]
    spells: tuple[Spell, ...]
    left_aside: tuple[LeftAside, ...]


def keep_promises(
    ledger: Ledger, flows: Iterable[Flow], published: Mapping[str, PartialDate], day: date, confidence: float = 0.95
) -> PromisesReport:
    """Estimate how long promises take to be kept, by funder, open ones censored at a day.

    Raises:
        UsageFault: The extra `survival` is not installed.
    """
    found = promise_spells(ledger, flows, published, day)
    spells = tuple(one for one in found if isinstance(one, Spell))
    by_funder: dict[str, list[Spell]] = {"": list(spells)}
    for spell in spells:
        by_funder.setdefault(spell.funders, []).append(spell)
    return PromisesReport(
        day,
        confidence,
        tuple(_curve(name, by_funder[name], confidence) for name in sorted(by_funder) if by_funder[name]),
        tuple(sorted(spells, key=lambda spell: (spell.funders, spell.promised, spell.flow))),
        tuple(one for one in found if isinstance(one, LeftAside)),
    )


def _curve(name: str, spells: list[Spell], confidence: float) -> PromiseCurve:
    estimate = kaplan_meier([(spell.days, spell.kept) for spell in spells], confidence)
    return PromiseCurve(name, len(spells), sum(spell.kept for spell in spells), estimate)


def promise_spells(
    ledger: Ledger, flows: Iterable[Flow], published: Mapping[str, PartialDate], day: date
) -> tuple[Spell | LeftAside, ...]:
    """Turn each flow into a spell, or say why it cannot be one; ordered by id.

    From the first event at pledged, signed or committed to the first at disbursed, contracted or delivered. What is
    told of a whole is told of its parts: they take its promise, if they have none, and its payment. A promise that is
    cancelled was not kept and stays open.

    Args:
        ledger: The entries of the flows.
        flows: All flows of the book.
        published: Publication date of the document of each statement: dates events that have no date.
        day: Open promises are cut off here.
    """
    by_id = {flow.id: flow for flow in flows}
    parents, _ = parents_of(by_id)
    wholes = set(parents.values())
    standing = {
        balance.account.flow
        for balance in balances(ledger.entries, day)
        if is_stage(balance.account) and balance.reading.best > 0
    }
    found: list[Spell | LeftAside] = []
    for name, flow in sorted(by_id.items()):
        if name in wholes and name not in standing:
            found.append(LeftAside(name, flow.label, Unused.IN_PARTS))
        else:
            line = [flow, *(by_id[whole] for whole in ancestors(name, parents))]
            found.append(_spell(line, published, day))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Dated:
    day: date | None  # None where it is told to the year only
    own: bool  # by a date of the event, not of a document


def _spell(line: list[Flow], published: Mapping[str, PartialDate], day: date) -> Spell | LeftAside:
    """Judge one flow; `line` is the flow and what it is part of, nearest first."""
    flow = line[0]
    promised = next((found for one in line if (found := _first(one, PROMISED, published))), None)
    kept = min((found for one in line if (found := _first(one, KEPT, published))), key=_place, default=None)
    reason = _unusable(promised, kept, day)
    if reason is not None or promised is None or promised.day is None:
        return LeftAside(flow.id, flow.label, reason or Unused.NO_PROMISE)
    paid = kept.day if kept is not None and kept.day is not None and kept.day <= day else None
    by_document = not promised.own or (paid is not None and kept is not None and not kept.own)
    funders = "+".join(flow.funders) or "unknown"
    return Spell(flow.id, flow.label, funders, promised.day, paid or day, paid is not None, by_document)


def _unusable(promised: _Dated | None, kept: _Dated | None, day: date) -> Unused | None:
    if promised is None:
        return Unused.NO_PROMISE
    if promised.day is None or (kept is not None and kept.day is None):
        return Unused.VAGUE
    if promised.day > day:
        return Unused.LATER
    if kept is None or kept.day is None:
        return None
    if not promised.own and not kept.own:
        return Unused.UNDATED
    return Unused.OUT_OF_ORDER if kept.day < promised.day else None


def _first(flow: Flow, stages: frozenset[Stage], published: Mapping[str, PartialDate]) -> _Dated | None:
    """Return the first event at one of some stages: by its own date, else by the first document that tells of it."""
    events = sorted((event for event in flow.events if event.stage in stages), key=lambda event: rung(event.stage))
    own = [_Dated(_day(event.date), own=True) for event in events if event.date is not None]
    told = [published[statement] for event in events for statement in event.statements if statement in published]
    by_document = [_Dated(_day(when), own=False) for when in told]
    if events and not own and not by_document:
        return _Dated(None, own=False)
    return min(own or by_document, key=_place, default=None)


def _place(found: _Dated) -> date:
    return found.day or date.max


def _day(when: PartialDate) -> date | None:
    """Return the day that stands for a date: itself, the middle of its month, none for a year."""
    if not when.month:
        return None
    return date(when.year, when.month, when.day or MIDDLE)

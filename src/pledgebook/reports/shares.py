"""Where each sum of a book stands on each day: the pieces that every total is added up from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import localcontext
from itertools import combinations
from typing import NamedTuple

from pledgebook.ledger.balances import Tally, brings, is_stage
from pledgebook.ledger.booking import quantities_of
from pledgebook.ledger.conversion import RateBasis
from pledgebook.ledger.lineage import set_aside
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.ledger.timeline import moves_of, reached
from pledgebook.model.entry import Entry, Posting
from pledgebook.model.flow import Flow, LinkKind
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.pricing import Price, Pricing, Sum
from pledgebook.reports.query import Dimension, Omission, TotalsQuery
from pledgebook.reports.selection import UNKNOWN, kind_of

COLUMNS: Mapping[Dimension, str] = {
    Dimension.FUNDER: "funders",
    Dimension.STAGE: "stage",
    Dimension.MECHANISM: "mechanism",
    Dimension.RECIPIENT: "recipients",
    Dimension.PURPOSE: "purpose",
    Dimension.PERIOD: "period",
    Dimension.TRANCHE: "tranche",
    Dimension.CURRENCY: "unit",
    Dimension.KIND: "kind",
    Dimension.ORIGIN: "origin",
    Dimension.ACTOR: "actor",
    Dimension.FLOW: "flow",
}
"""Where a share has its value in each dimension of totals."""

BOOK_CURRENCY = TotalsQuery().currency
"""The reporting currency in which a book keeps the value of each share."""


@dataclass(frozen=True, slots=True)
class Share:
    """A piece of one flow in one unit over a stretch of days.

    On every day each unit of each flow is in exactly one share, or cut up into several; so is each flow without a sum.

    Attributes:
        flow: Whose.
        position: Its place among the shares of the flow, from 0.
        omitted: Why no total has it; None for what stands at its stage.
        stage: Where it stands.
        unit: Empty for support without a sum.
        reading: How much; None for support without a sum.
        first: The first of its days; None from the beginning.
        until: The day after the last; None for what stands today.
        valid: When it came where it stands, as told; None where untold, and for what does not stand.
        dated: The date at which it is converted.
        dated_by: What that was taken from: "event", "publication", "default" or "undated".
        value: In EUR, each figure rounded to cents, half to even; None where it has no such value.
        unpriced: Why it has none.
        rate_day: The day or month of the rate; empty where nothing was converted.
        rate_source: Whose rate; empty where nothing was converted.
        several: The flow has more than one share at a time in the sums: counting flows must tell them apart.
        label: The flow's line for people.
        funders: Codes joined by "+", "unknown" where no source names one.
        recipients: Likewise.
        mechanism: Slug or empty.
        purpose: Few words or empty.
        period: Years the money is for, or empty.
        tranche: Ordinal as text, or empty.
        kind: "money", "in_kind", "unquantified" or "gdp-share".
        origin: Own, partner or windfall money.
        actor: Who spends it on the funders' behalf; may be empty.
    """

    flow: str
    position: int
    omitted: Omission | None
    stage: Stage
    unit: str
    reading: Reading | None
    first: date | None
    until: date | None
    valid: PartialDate | None
    dated: PartialDate | None
    dated_by: str
    value: Reading | None
    unpriced: Omission | None
    rate_day: str
    rate_source: str
    several: bool
    label: str
    funders: str
    recipients: str
    mechanism: str
    purpose: str
    period: str
    tranche: str
    kind: str
    origin: str
    actor: str

    def cell(self, dimension: Dimension) -> str:
        """Return its value in a dimension of totals."""
        return str(getattr(self, COLUMNS[dimension]))

    def is_on(self, day: date | None) -> bool:
        """Tell whether it is what stands on a day; without a day, what stands today."""
        if day is None:
            return self.until is None
        return (self.first is None or self.first <= day) and (self.until is None or self.until > day)

    def is_mere_doubt(self) -> bool:
        """Tell whether it is nothing but width: a rest of zero, give or take, beside parts that make up the whole."""
        return self.reading is not None and not self.reading.best

    def quantity(self) -> Quantity | None:
        """Return it as an interval; None without a sum."""
        return None if self.reading is None else self.reading.quantity(self.unit)

    def price(self, pricing: Pricing) -> Price:
        """Return what it comes to in a reporting unit."""
        assert self.reading is not None
        funders = () if self.funders == UNKNOWN else tuple(self.funders.split("+"))
        return pricing.price(Sum(self.flow, funders, self.unit, self.reading, self.dated, self.dated_by))


def shares_of(entries: Sequence[Entry], flows: Mapping[str, Flow], rates: RateBasis) -> tuple[Share, ...]:
    """Cut every unit of every flow into the pieces that stand somewhere, with the days on which they do.

    Args:
        entries: Of the flows, in any order.
        flows: All flows, by id.
        rates: Rates for the value in EUR; a sum is converted at the date of the event that brought it where it stands,
            else of the publication of the documents that tell it, else of the default.

    Returns:
        Ordered by flow and position.
    """
    with localcontext(EXACT):
        booked = _booked(entries)
        pricing = Pricing(rates, TotalsQuery())
        aside = set_aside(flows)
        found: list[Share] = []
        for name in sorted(flows):
            pieces = list(_pieces(flows[name], booked, rates, aside.get(name)))
            found += _of_flow(flows[name], pieces, pricing)
        return tuple(found)


Posted = list[tuple[date, Posting]]


@dataclass(frozen=True, slots=True)
class _Booked:
    """The entries of a book, by what is asked of them.

    Attributes:
        standing: By flow: postings on its stage accounts by stage and unit.
        brought: The entries that brought a flow to an account, by stage, flow and unit: several where it has been
            there before.
        taken: By flow: what its parts took out of it, by unit.
        arrived: The first day on which a flow is anywhere in a unit, by flow and unit.
    """

    standing: dict[str, dict[tuple[str, str], Posted]]
    brought: dict[tuple[str, str, str], list[Entry]]
    taken: dict[str, dict[str, Posted]]
    arrived: dict[tuple[str, str], date]


def _booked(entries: Iterable[Entry]) -> _Booked:
    found = _Booked({}, {}, {}, {})
    for entry in entries:
        day = entry.effective or date.min
        for posting in entry.postings:
            account = posting.account
            place = (account.flow, entry.unit)
            if place not in found.arrived or day < found.arrived[place]:
                found.arrived[place] = day
            if not is_stage(account):
                continue
            accounts = found.standing.setdefault(account.flow, {})
            accounts.setdefault((account.stage, entry.unit), []).append((day, posting))
            if account.flow != entry.flow:
                found.taken.setdefault(account.flow, {}).setdefault(entry.unit, []).append((day, _turned(posting)))
            elif brings(entry, account):
                found.brought.setdefault((account.stage, *place), []).append(entry)
    return found


def _turned(posting: Posting) -> Posting:
    # What a part takes is never open above, so its high figure is always there.
    high = posting.best if posting.high is None else posting.high
    return Posting(posting.account, -posting.low, -posting.best, -high)


def _stretches(posted: Posted) -> Iterator[tuple[date, date | None, Reading]]:
    """Add postings up day by day: from when until when how much stands, where anything does."""
    posted.sort(key=lambda pair: pair[0])
    tally = Tally()
    for place, (day, posting) in enumerate(posted):
        tally.post(posting)
        following = posted[place + 1][0] if place + 1 < len(posted) else None
        reading = tally.reading()
        if following != day and not reading.is_nothing():
            yield day, following, reading


class _Piece(NamedTuple):
    """What a share has of its own; the rest it has in common with all shares of its flow."""

    omitted: Omission | None
    stage: Stage
    unit: str
    reading: Reading | None
    first: date
    until: date | None
    valid: PartialDate | None = None
    dated: PartialDate | None = None
    dated_by: str = ""


def _pieces(flow: Flow, booked: _Booked, rates: RateBasis, aside: LinkKind | None) -> Iterator[_Piece]:
    quantities = quantities_of(flow)
    for (stage, unit), posted in sorted(booked.standing.get(flow.id, {}).items()):
        came = sorted(booked.brought.get((stage, flow.id, unit), ()), key=lambda entry: entry.effective or date.min)
        for first, until, reading in _stretches(posted):
            brought = next((entry for entry in reversed(came) if (entry.effective or date.min) <= first), None)
            valid = brought.valid if brought is not None else None
            dated, dated_by = rates.when(valid, brought.statements if brought is not None else ())
            yield _Piece(None, Stage(stage), unit, reading, first, until, valid, dated, dated_by)
    for unit, posted in sorted(booked.taken.get(flow.id, {}).items()):
        for first, until, reading in _stretches(posted):
            yield _Piece(Omission.IN_PARTS, flow.stage, unit, reading, first, until)
    for unit, quantity in sorted(quantities.items()):
        arrived = booked.arrived.get((flow.id, unit))
        if arrived is None:
            why = Omission.NOT_BOOKED if aside is None else Omission(aside.value)
            yield _Piece(why, flow.stage, unit, Reading.of(quantity), date.min, None)
        elif arrived > date.min:
            yield _Piece(Omission.LATER, flow.stage, unit, Reading.of(quantity), date.min, arrived)
    if not quantities:
        yield from _unquantified(flow)


def _unquantified(flow: Flow) -> Iterator[_Piece]:
    stages: dict[date, Stage] = {}
    moves = moves_of(flow)
    for place, move in enumerate(moves):
        standing = reached(moves[: place + 1])
        assert standing is not None
        stages[move.effective or date.min] = standing.stage
    days = [
        day
        for day, before in zip(sorted(stages), (None, *sorted(stages)), strict=False)
        if before is None or stages[before] is not stages[day]
    ]
    if days[0] > date.min:
        yield _Piece(Omission.LATER, flow.stage, "", None, date.min, days[0])
    for day, following in zip(days, (*days[1:], None), strict=True):
        yield _Piece(Omission.UNQUANTIFIED, stages[day], "", None, day, following)


def _of_flow(flow: Flow, pieces: Sequence[_Piece], pricing: Pricing) -> Iterator[Share]:
    """Number the shares of one flow, value those that stand, and see whether several do at a time."""
    several = _overlap([one for one in pieces if one.omitted is None and one.reading is not None and one.reading.best])
    funders = "+".join(flow.funders) or UNKNOWN
    recipients = "+".join(flow.recipients) or UNKNOWN
    period = "" if flow.period is None else str(flow.period)
    tranche = "" if flow.tranche is None else str(flow.tranche)
    for position, one in enumerate(pieces):
        value, rate, unpriced = None, None, None
        if one.omitted is None and one.reading is not None:
            value, rate, unpriced = pricing.nominal(one.unit, one.reading, one.dated)
        yield Share(
            flow.id,
            position,
            one.omitted,
            one.stage,
            one.unit,
            one.reading,
            None if one.first == date.min else one.first,
            one.until,
            one.valid,
            one.dated,
            one.dated_by,
            value,
            unpriced,
            rate.day if rate is not None else "",
            whose(rate.source) if rate is not None else "",
            several and one.omitted is None,
            flow.label,
            funders,
            recipients,
            flow.mechanism or "",
            flow.purpose or "",
            period,
            tranche,
            kind_of(flow, one.unit),
            flow.budget_origin.value,
            flow.implementing_actor,
        )


def whose(source: str) -> str:
    """Name whose rates a source is, without which mean of them it takes."""
    return source.partition(", mean of ")[0]


def _overlap(pieces: Sequence[_Piece]) -> bool:
    return any(
        (one.until is None or other.first < one.until) and (other.until is None or one.first < other.until)
        for one, other in combinations(pieces, 2)
    )

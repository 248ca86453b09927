"""Shares added up by what totals group by: few values for a book of any size, from which every total is read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from operator import attrgetter

from pledgebook.ledger.reading import EXACT, ZERO, Reading
from pledgebook.model.identity import content_id
from pledgebook.model.stage import Stage
from pledgebook.reports.query import Dimension, Omission
from pledgebook.reports.shares import COLUMNS, Share

KEPT: tuple[Dimension, ...] = tuple(Dimension(name) for name in Dimension if name not in {"flow", "purpose"})
"""The dimensions that sums are kept by. A flow, and mostly a purpose, has a sum of its own: these are added up anew."""

NOT_KEPT: tuple[Dimension, ...] = (Dimension.PURPOSE, Dimension.FLOW)


@dataclass(frozen=True, slots=True)
class Figures:
    """Added figures in three readings.

    Attributes:
        low: In the low reading.
        best: Of the best figures.
        high: In the high reading, an open side standing for its best figure.
        open_sides: How many of the figures are open above.
    """

    low: Decimal = ZERO
    best: Decimal = ZERO
    high: Decimal = ZERO
    open_sides: int = 0

    def plus(self, other: "Figures") -> "Figures":
        """Add."""
        sides = self.open_sides + other.open_sides
        return Figures(self.low + other.low, self.best + other.best, self.high + other.high, sides)

    def reading(self) -> Reading:
        """Return them as a reading."""
        return Reading(self.low, self.best, self.high, self.open_sides > 0)

    @classmethod
    def of(cls, reading: Reading | None) -> "Figures":
        """Take one reading; nothing of nothing."""
        if reading is None:
            return cls()
        return cls(reading.low, reading.best, reading.high, int(reading.open))


@dataclass(frozen=True, slots=True)
class ShareSum:
    """All shares that are alike in every dimension kept.

    Attributes:
        omitted: Why no total has them; None for what stands at its stage.
        stage: Where they stand.
        unit: Empty for support without a sum.
        funders: As in a share, and so are the next eight.
        recipients: Likewise.
        mechanism: Likewise.
        period: Likewise.
        tranche: Likewise.
        kind: Likewise.
        origin: Likewise.
        actor: Likewise.
        purpose: Likewise; empty unless sums by purpose were asked for.
        flow: Likewise; empty unless sums by flow were asked for.
        unpriced: Why they have no value in the reporting unit; None where they have one.
        rate_source: Whose rates brought them there; empty where nothing was converted.
        rate_first: The first day of these rates.
        rate_last: The last.
        ever: How many shares of any day are alike so; kept sums only.
        shares: How many there are.
        count: How many, without those that are nothing but width.
        figures: The sum in the unit.
        value: The sum in the reporting unit.
        flows: Of the count, those of flows with one share at a time: each is a flow of its own.
        undated: Of these, how many stand where they stand by an event without a date.
        shared: The other flows, whose shares lie in several sums; sorted.
        shared_undated: Of these, those with a share here by an event without a date.
    """

    omitted: Omission | None
    stage: Stage
    unit: str
    funders: str
    recipients: str
    mechanism: str
    period: str
    tranche: str
    kind: str
    origin: str
    actor: str
    purpose: str = ""
    flow: str = ""
    unpriced: Omission | None = None
    rate_source: str = ""
    rate_first: str = ""
    rate_last: str = ""
    ever: int = field(default=0, compare=False)
    shares: int = 0
    count: int = 0
    figures: Figures = field(default=Figures())
    value: Figures = field(default=Figures())
    flows: int = 0
    undated: int = 0
    shared: tuple[str, ...] = ()
    shared_undated: tuple[str, ...] = ()

    def cell(self, dimension: Dimension) -> str:
        """Return its value in a dimension of totals."""
        return str(getattr(self, COLUMNS[dimension]))

    def key(self) -> tuple[str, ...]:
        """Return what all its shares have in common, in the order of KEY."""
        return key_of(self)

    def plus(self, other: "ShareSum") -> "ShareSum":
        """Add a sum of the same key."""
        days = [day for day in (self.rate_first, other.rate_first) if day]
        return replace(
            self,
            rate_first=min(days, default=""),
            rate_last=max(self.rate_last, other.rate_last),
            ever=self.ever + other.ever,
            shares=self.shares + other.shares,
            count=self.count + other.count,
            figures=self.figures.plus(other.figures),
            value=self.value.plus(other.value),
            flows=self.flows + other.flows,
            undated=self.undated + other.undated,
            shared=_union(self.shared, other.shared),
            shared_undated=_union(self.shared_undated, other.shared_undated),
        )


KEY = (
    *("omitted", "stage", "unit", "funders", "recipients", "mechanism", "period", "tranche", "kind", "origin"),
    *("actor", "purpose", "flow", "unpriced", "rate_source"),
)
"""The attributes that tell sums apart."""


_read_key = attrgetter(*KEY)


def key_of(share: "Share | ShareSum") -> tuple[str, ...]:
    """Return what tells sums apart, in the order of KEY."""
    return tuple(["" if value is None else str(value) for value in _read_key(share)])


def kept_id(share: "Share | ShareSum") -> str:
    """Name the kept sum that a share is in."""
    return _id_of(replaced_key(key_of(share), ()))


@lru_cache(maxsize=65536)
def _id_of(key: tuple[str, ...]) -> str:
    return content_id("t", key)


def replaced_key(key: tuple[str, ...], also: Collection[Dimension]) -> tuple[str, ...]:
    """Leave out of a key the dimensions that are not kept, unless they are asked for."""
    flow = key[_FLOW] if Dimension.FLOW in also else ""
    purpose = key[_PURPOSE] if Dimension.PURPOSE in also else ""
    return (*key[:_PURPOSE], purpose, flow, *key[_FLOW + 1 :])


_PURPOSE, _FLOW = KEY.index("purpose"), KEY.index("flow")


def sum_shares(shares: Iterable[Share], also: Collection[Dimension] = ()) -> tuple[ShareSum, ...]:
    """Add shares up.

    Args:
        shares: Of one day.
        also: Of the dimensions that are not kept, those to tell sums apart by as well.
    """
    return _summed(((share, True) for share in shares), also)


def keep_sums(shares: Iterable[Share]) -> tuple[ShareSum, ...]:
    """Add the shares of today up and count those of any day; what a book keeps."""
    return _summed(((share, share.is_on(None)) for share in shares), (), ever=True)


def _summed(
    shares: Iterable[tuple[Share, bool]], also: Collection[Dimension], *, ever: bool = False
) -> tuple[ShareSum, ...]:
    tallies: dict[tuple[str, ...], _Tally] = {}
    with localcontext(EXACT):
        for share, counted in shares:
            key = replaced_key(key_of(share), also)
            tally = tallies.get(key)
            if tally is None:
                tally = tallies[key] = _Tally(share)
            tally.ever += ever
            if counted:
                tally.add(share)
        return tuple(tallies[key].total(also) for key in sorted(tallies))


class _Tally:
    """A running sum, made and dropped inside `sum_shares`."""

    def __init__(self, first: Share) -> None:
        self._first = first
        self.ever = self._shares = 0
        self._figures = [ZERO, ZERO, ZERO]
        self._value = [ZERO, ZERO, ZERO]
        self._open = self._value_open = self._count = self._flows = self._undated = 0
        self._shared: set[str] = set()
        self._shared_undated: set[str] = set()
        self._days: set[str] = set()

    def add(self, share: Share) -> None:
        self._shares += 1
        if share.reading is not None:
            self._open += _add(self._figures, share.reading)
        if share.value is not None:
            self._value_open += _add(self._value, share.value)
        if share.rate_day:
            self._days.add(share.rate_day)
        if share.is_mere_doubt():
            return
        self._count += 1
        undated = share.omitted is None and share.valid is None
        if share.several:
            self._shared.add(share.flow)
            self._shared_undated.update((share.flow,) if undated else ())
        else:
            self._flows += 1
            self._undated += undated

    def total(self, also: Collection[Dimension]) -> ShareSum:
        first = self._first
        return ShareSum(
            omitted=first.omitted,
            stage=first.stage,
            unit=first.unit,
            funders=first.funders,
            recipients=first.recipients,
            mechanism=first.mechanism,
            period=first.period,
            tranche=first.tranche,
            kind=first.kind,
            origin=first.origin,
            actor=first.actor,
            purpose=first.purpose if Dimension.PURPOSE in also else "",
            flow=first.flow if Dimension.FLOW in also else "",
            unpriced=first.unpriced,
            rate_source=first.rate_source,
            rate_first=min(self._days, default=""),
            rate_last=max(self._days, default=""),
            ever=self.ever,
            shares=self._shares,
            count=self._count,
            figures=_figures(self._figures, self._open),
            value=_figures(self._value, self._value_open),
            flows=self._flows,
            undated=self._undated,
            shared=tuple(sorted(self._shared)),
            shared_undated=tuple(sorted(self._shared_undated)),
        )


def _add(sums: list[Decimal], reading: Reading) -> int:
    sums[0] += reading.low
    sums[1] += reading.best
    sums[2] += reading.high
    return int(reading.open)


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({*one, *other})) if one and other else one or other


def _figures(sums: list[Decimal], open_sides: int) -> Figures:
    low, best, high = sums
    return Figures(low, best, high, open_sides)

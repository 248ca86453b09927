"""Flows in, balanced entries out: a pure fold. The rules are told in docs/ledger.md, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from pledgebook.ledger.conversion import CENT, DatedRate, RateBasis, converted, is_money, note_of
from pledgebook.ledger.lineage import ancestors, parents_of, set_aside
from pledgebook.ledger.reading import EXACT, ZERO, Reading, part_of
from pledgebook.ledger.timeline import PROMISES, Move, moves_of, rung
from pledgebook.model.entry import EXCHANGE, ORIGIN, Account, Entry, Posting
from pledgebook.model.flow import Flow
from pledgebook.model.identity import content_id, plain_decimal
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import LADDER, WAYS_OUT, Stage

_FIRM = frozenset({Stage.COMMITTED, Stage.ALLOCATED})


@dataclass(frozen=True, slots=True)
class Ledger:
    """The entries of a book, in the order in which they were booked, and what was odd.

    Attributes:
        entries: Balanced movements.
        problems: Those of the entries, and those that kept something out of the ledger.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


def quantities_of(flow: Flow) -> dict[str, Quantity]:
    """Return what a flow can be booked with, by unit: its figure, and each kind of goods with a count.

    A figure of zero or less moves nothing and is left out.
    """
    found: dict[str, Quantity] = {}
    if flow.quantity is not None:
        found[flow.quantity.unit] = flow.quantity
    for item in flow.items:
        unit = f"item:{item.item}"
        if item.quantity is None or (flow.quantity is not None and flow.quantity.unit == unit):
            continue
        count = Quantity(item.quantity, item.quantity, item.quantity, unit)
        found[unit] = found[unit].plus(count) if unit in found else count
    return {unit: quantity for unit, quantity in found.items() if quantity.best > 0}


def origin_of(flow: Flow) -> Account:
    """Return the funders' account that the money of a flow comes from."""
    return Account(ORIGIN, "+".join(flow.funders) or "unknown")


def book_flows(flows: Iterable[Flow], basis: RateBasis | None = None) -> Ledger:
    """Fold flows into balanced entries between stage accounts, per unit. The order of the flows does not matter.

    A flow whose money the book has elsewhere (a reimbursement, a pass-through, a carry-over, an overlap, a superseded
    sum) is not booked, nor are its parts. Nothing that is odd is refused; it is booked and named in a problem. Only a
    part whose whole is told in another currency, with no rate between the two, is kept out, because it would be counted
    twice.

    Args:
        flows: All flows of the book.
        basis: Rates for parts in another currency than their whole; None for no rates.
    """
    with localcontext(EXACT):
        by_id = {flow.id: flow for flow in flows}
        aside = set_aside(by_id)
        return _fold({name: flow for name, flow in by_id.items() if name not in aside}, basis or RateBasis())


def _fold(by_id: Mapping[str, Flow], basis: RateBasis) -> Ledger:
    parents, problems = parents_of(by_id)
    fold = _Fold(basis, [], list(problems))
    tracks: dict[str, dict[str, _Track]] = {}
    for depth, flow_id in sorted((len(ancestors(flow_id, parents)), flow_id) for flow_id in by_id):
        above = [tracks[ancestor] for ancestor in ancestors(flow_id, parents)]
        flow = by_id[flow_id]
        booked = (fold.track(flow, quantity, depth, above) for quantity in quantities_of(flow).values())
        tracks[flow_id] = {track.unit: track for track in booked if track is not None}
    every = [track for by_unit in tracks.values() for track in by_unit.values()]
    schedule = [(track.key(move), track, move) for track in every for move in track.moves]
    for _, track, move in sorted(schedule, key=lambda step: step[0]):
        fold.book(track, move)
    return Ledger(tuple(fold.entries), tuple(dict.fromkeys(fold.problems)))


@dataclass(slots=True)
class _Track:
    """One unit of one flow while it is folded: where it stands and what is left of it."""

    flow: Flow
    unit: str
    own: Reading
    depth: int
    moves: tuple[Move, ...]
    whole: "_Track | None"
    rate: DatedRate | None  # from its unit into that of its whole; None where they are the same
    bound: Decimal | None  # the most that its own words allow
    left: Reading
    account: Account | None = None
    before: Stage | None = None  # where it stood when it left the ladder
    firm: bool = False
    parts_low: Decimal = ZERO  # what all its parts come to in the low reading
    early: "list[tuple[_Track, Reading]]" = field(default_factory=list)  # parts that came before it
    parts: "list[_Track]" = field(default_factory=list)

    def key(self, move: Move) -> tuple[date, int, str, str, int]:
        return (move.effective or date.min, self.depth, self.flow.id, self.unit, rung(move.event.stage))

    def need(self) -> Reading:
        """Return its own figure in the unit of its whole."""
        return self.own if self.rate is None else converted(self.own, self.rate)

    def in_own_unit(self, taken: Reading, need: Reading) -> Reading:
        """Turn what it takes of its whole back into its own unit: all of it exactly, a part of it to the cent."""
        if self.rate is None or taken.is_nothing():
            return taken
        return Reading(
            _share(self.own.low, taken.low, need.low),
            _share(self.own.best, taken.best, need.best),
            _share(self.own.high, taken.high, need.high),
        )

    def bound_by(self, need: Reading) -> None:
        """Close its open side: it cannot be more than was left of its whole."""
        high = need.high if self.rate is None else _share(self.own.best, need.high, need.best)
        self.own = Reading(self.own.low, self.own.best, max(high, self.own.best))


@dataclass(slots=True)
class _Fold:
    """What the fold has made so far."""

    basis: RateBasis
    entries: list[Entry]
    problems: list[Problem]

    def track(self, flow: Flow, quantity: Quantity, depth: int, above: Sequence[dict[str, _Track]]) -> _Track | None:
        """Open a track, or say why it cannot be booked."""
        whole = _whole_of(quantity.unit, above)
        moves = moves_of(flow, whole.moves if whole else ())
        rate = None
        if whole is not None and whole.unit != quantity.unit:
            first = moves[0].event
            when, _ = self.basis.when(first.date or whole.moves[0].event.date, first.statements)
            rate = self.basis.between(quantity.unit, whole.unit, when)
            if rate is None:
                self.problems.append(_unconvertible(flow, quantity, whole))
                return None
        own = Reading.of(quantity)
        track = _Track(flow, quantity.unit, own, depth, moves, whole, rate, quantity.high, own)
        if whole is not None:
            whole.parts_low += track.need().low
            whole.parts.append(track)
        return track

    def book(self, track: _Track, move: Move) -> None:
        """Book one stage event: of the flow, and of those of its parts that stand lower."""
        found = list(_order_problems(track, move))
        if track.account is None:
            self._arrive(track, move, Account(move.event.stage.value, track.flow.id), found)
        else:
            self._raise(track, move, found)
        if move.event.stage not in WAYS_OUT:
            for part in track.parts:
                self._lift(part, move, track.flow.id)
        track.firm = track.firm or move.event.stage in _FIRM
        self.problems.extend(found)

    def _raise(self, track: _Track, move: Move, found: Sequence[Problem], note: str = "") -> None:
        """Move what is left of a flow to a higher stage or out; to a lower one nothing moves.

        What was stopped comes back to where it stood, or to the higher stage that is told now.
        """
        assert track.account is not None
        now, stage = Stage(track.account.stage), move.event.stage
        if now in WAYS_OUT and stage in LADDER:
            stage = max(stage, track.before or stage, key=rung)
            note = note or f"taken up again after it was {now.value}"
        elif now in LADDER and stage in WAYS_OUT:
            track.before = now
        if (stage in LADDER and now in WAYS_OUT) or rung(stage) > rung(now):
            account = Account(stage.value, track.flow.id)
            if not track.left.is_nothing():
                self._enter(track, move, (track.left.out_of(track.account), track.left.into(account)), found, note=note)
            track.account = account

    def _lift(self, part: _Track, move: Move, whole: str) -> None:
        """What is told of a whole is told of all its parts."""
        if part.account is not None and Stage(part.account.stage) in LADDER:
            self._raise(part, move, (), f"with its whole {whole}")
        for inner in part.parts:
            self._lift(inner, move, whole)

    def _arrive(self, track: _Track, move: Move, account: Account, found: list[Problem]) -> None:
        whole = track.whole
        if whole is None or whole.account is None:
            postings = (track.own.out_of(origin_of(track.flow)), track.own.into(account))
            if whole is not None:
                whole.early.append((track, track.need()))
            track.left = track.own
            self._enter(track, move, postings, found)
        else:
            found.extend(_below_whole(track, move, whole.account))
            if Stage(whole.account.stage) in LADDER and rung(move.event.stage) < rung(Stage(whole.account.stage)):
                account = Account(whole.account.stage, track.flow.id)
            self._take_out(track, move, account, found)
        track.account = account
        for part, need in track.early:
            self._give_back(track, move, part, need)

    def _take_out(self, track: _Track, move: Move, account: Account, found: list[Problem]) -> None:
        """Bring a part in: out of its whole as far as that reaches, the rest from the funders."""
        whole = track.whole
        assert whole is not None
        assert whole.account is not None
        need = track.need()
        taken, bounded = part_of(need, whole.left)
        if need.open and not bounded.open:
            track.bound_by(bounded)
        found.extend(_exceeding(whole, need, taken))
        whole.left = whole.left.minus(taken)
        share = track.in_own_unit(taken, bounded)
        rest = track.own.minus(share) if not track.own.open else _finite(track.own).minus(share)
        sides: list[Posting] = [taken.out_of(whole.account)]
        if track.rate is not None:
            exchange = Account(EXCHANGE, track.flow.id)
            note = note_of(track.unit, whole.unit, track.rate)
            if not taken.is_nothing():
                self._enter(track, move, (sides[0], taken.into(exchange)), [], whole.unit, note)
            sides = [share.out_of(exchange)]
        if taken.is_nothing():
            sides = []
        if not rest.is_nothing():
            sides.append(rest.out_of(origin_of(track.flow)))
        track.left = track.own
        self._enter(track, move, (*sides, track.own.into(account)), found)

    def _give_back(self, track: _Track, move: Move, part: _Track, need: Reading) -> None:
        """Take out of a whole that has just become known the part that had been counted before it."""
        assert track.account is not None
        taken, _ = part_of(need, track.left)
        found = list(_exceeding(track, need, taken))
        self.problems.extend(found)
        if taken.is_nothing():
            return
        track.left = track.left.minus(taken)
        postings = (taken.out_of(track.account), taken.into(origin_of(track.flow)))
        note = f"counted before as {part.flow.id}"
        if part.rate is not None:
            note = f"{note}; {note_of(part.unit, track.unit, part.rate)}"
        self._enter(part, move, postings, found, track.unit, note)

    def _enter(
        self,
        track: _Track,
        move: Move,
        postings: tuple[Posting, ...],
        found: Sequence[Problem],
        unit: str = "",
        note: str = "",
    ) -> None:
        unit = unit or track.unit
        event = move.event
        facts = (track.flow.id, unit, postings, event.date, move.effective, event.statements, tuple(found), note)
        self.entries.append(Entry(content_id("e", facts), *facts))


def _share(own: Decimal, taken: Decimal, need: Decimal) -> Decimal:
    """Return the share of its own figure that a part takes out of its whole, told in the unit of the whole."""
    # What rounds to nothing in the unit of the whole can be taken whole or not at all.
    return own if taken == need or not need else (own * taken / need).quantize(CENT, ROUND_HALF_EVEN)


def _finite(reading: Reading) -> Reading:
    return Reading(reading.low, reading.best, reading.high)


def _whole_of(unit: str, above: Sequence[dict[str, _Track]]) -> _Track | None:
    """Return the nearest flow above that is booked in the same unit, or for money in any currency."""
    for tracks in above:
        if unit in tracks:
            return tracks[unit]
        money = [track for track in tracks.values() if is_money(track.unit)]
        if is_money(unit) and money:
            return money[0]
    return None


def _order_problems(track: _Track, move: Move) -> Iterable[Problem]:
    stage = move.event.stage
    if move.after:
        later = ", ".join(move.after)
        message = f"{stage} on {move.event.date}, before it was {later}"
        yield Problem(ProblemCode.STAGE_OUT_OF_ORDER, Severity.WARNING, track.flow.id, message)
    if rung(Stage.DISBURSED) <= rung(stage) <= rung(Stage.DELIVERED) and not _is_firm(track):
        track.firm = True  # said once, at the first such movement
        message = f"{stage} without a known commitment"
        yield Problem(ProblemCode.NO_PREDECESSOR, Severity.WARNING, track.flow.id, message)


def _is_firm(track: _Track) -> bool:
    if track.firm or any(event.stage in _FIRM for event in track.flow.events):
        return True
    return track.whole is not None and any(move.event.stage in _FIRM for move in track.whole.moves)


def _below_whole(track: _Track, move: Move, account: Account) -> Iterable[Problem]:
    stage = move.event.stage
    if stage not in PROMISES and rung(stage) < rung(Stage(account.stage)):
        message = f"{stage}, while its whole {account.flow} is {account.stage} already"
        yield Problem(ProblemCode.STAGE_OUT_OF_ORDER, Severity.WARNING, track.flow.id, message)


def _exceeding(whole: _Track, need: Reading, taken: Reading) -> Iterable[Problem]:
    """Report parts that are more than their whole even if each is read as low and the whole as high as words allow.

    It is said of the whole, on the entries of those parts that found too little left.
    """
    if taken.best < need.best and whole.bound is not None and whole.parts_low > whole.bound:
        message = (
            f"the parts come to at least {plain_decimal(whole.parts_low)} {whole.unit}, "
            f"their whole to at most {plain_decimal(whole.bound)}"
        )
        yield Problem(ProblemCode.PARTS_EXCEED_WHOLE, Severity.WARNING, whole.flow.id, message)


def _unconvertible(flow: Flow, quantity: Quantity, whole: _Track) -> Problem:
    return Problem(
        ProblemCode.UNIT_DIFFERS,
        Severity.ERROR,
        flow.id,
        f"told in {quantity.unit}, its whole {whole.flow.id} in {whole.unit}, and no rate between the two: "
        "not booked, for it would be counted twice",
        plain_decimal(quantity.best),
    )

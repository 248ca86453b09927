"""What stands on each account: a fold of postings, as of any day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from pledgebook.ledger.reading import EXACT, ZERO, Reading
from pledgebook.ledger.timeline import rung
from pledgebook.model.entry import EXCHANGE, ORIGIN, Account, Entry, Posting
from pledgebook.model.stage import Stage

_NOT_A_STAGE = frozenset({ORIGIN, EXCHANGE})


@dataclass(slots=True)
class Tally:
    """A running sum of postings; the only changing value of this room, made and dropped inside a fold.

    Attributes:
        low: Sum in the low reading.
        best: Sum of the best figures.
        high: Sum in the high reading, an open side standing for its best figure.
        open: How many open sides have come in, less those that have gone out.
    """

    low: Decimal = ZERO
    best: Decimal = ZERO
    high: Decimal = ZERO
    open: int = 0

    def post(self, posting: Posting) -> None:
        """Add one posting."""
        self.low += posting.low
        self.best += posting.best
        if posting.high is None:
            self.high += posting.best
            # Nothing, give or take, has no direction: its open side stays where it was.
            self.open += (posting.best > 0) - (posting.best < 0)
        else:
            self.high += posting.high

    def reading(self) -> Reading:
        """Return the sums."""
        return Reading(self.low, self.best, self.high, self.open > 0)


@dataclass(frozen=True, slots=True)
class Balance:
    """What stands on one account in one unit.

    Attributes:
        account: Where.
        unit: ISO 4217 code or item unit.
        reading: How much, in three readings; never negative, except on the accounts of origin and exchange.
        undated: The part of the best figure that rests on entries without a date of their own: they are counted on
            every day from their predecessor's on, which may be too early.
        entries: Ids of the entries behind it, in the order in which they were given.
    """

    account: Account
    unit: str
    reading: Reading
    undated: Decimal
    entries: tuple[str, ...]


def is_stage(account: Account) -> bool:
    """Tell a stage account from those of the funders' side and of exchange."""
    return account.stage not in _NOT_A_STAGE


def in_booking_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Put entries that come from a store, where they lie by id, in order: day by day, up the ladder."""
    return tuple(sorted(entries, key=_booking_key))


def _booking_key(entry: Entry) -> tuple[date, int, str, str, str]:
    return entry.effective or date.min, max(map(_height, entry.postings)), entry.flow, entry.unit, entry.id


def _height(posting: Posting) -> int:
    """Return how far up the ladder a posting brings money, -1 for one that takes it away."""
    return rung(Stage(posting.account.stage)) if comes_in(posting) and is_stage(posting.account) else -1


def comes_in(posting: Posting) -> bool:
    """Tell whether a posting brings something to its account in any reading (a rest can be zero in the best one)."""
    return max(posting.low, posting.best, posting.best if posting.high is None else posting.high) > 0


def is_visible(entry: Entry, as_of: date | None) -> bool:
    """Tell whether an entry can have happened by a day; without a day, and without any date, it has."""
    return as_of is None or entry.effective is None or entry.effective <= as_of


def visible(entries: Iterable[Entry], as_of: date | None) -> tuple[Entry, ...]:
    """Return the entries that can have happened by a day. A later day shows the same ones and more."""
    return tuple(entry for entry in entries if is_visible(entry, as_of))


def is_certain(entry: Entry, as_of: date | None) -> bool:
    """Tell whether an entry has surely happened by a day: it is dated, and its date can be no later."""
    return entry.valid is not None and (as_of is None or entry.valid.latest() <= as_of)


def brings(entry: Entry, account: Account) -> bool:
    """Tell whether an entry brought a flow's money to an account; a flow comes to each of its accounts once."""
    return entry.flow == account.flow and any(
        posting.account == account and comes_in(posting) for posting in entry.postings
    )


def balances(entries: Iterable[Entry], as_of: date | None = None) -> tuple[Balance, ...]:
    """Fold entries into the balances of all accounts on which something is left, ordered by account and unit.

    Parts have been taken out of their wholes by the entries, so balances can be added without counting twice.

    Args:
        entries: In any order.
        as_of: The day; None for all that is known.
    """
    with localcontext(EXACT):
        return _fold(visible(entries, as_of))


def _fold(entries: Iterable[Entry]) -> tuple[Balance, ...]:
    tallies: dict[tuple[str, str, str], Tally] = {}  # by stage, flow and unit
    undated: dict[tuple[str, str, str], Decimal] = {}
    behind: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        for posting in entry.postings:
            key = (posting.account.stage, posting.account.flow, entry.unit)
            if key not in tallies:
                tallies[key], behind[key] = Tally(), []
            tallies[key].post(posting)
            behind[key].append(entry.id)
            if entry.valid is None:
                undated[key] = undated.get(key, ZERO) + posting.best
    found = ((key, tallies[key].reading()) for key in sorted(tallies))
    return tuple(
        Balance(Account(*key[:2]), key[2], reading, undated.get(key, ZERO), tuple(behind[key]))
        for key, reading in found
        if not reading.is_nothing()
    )

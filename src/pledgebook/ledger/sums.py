"""What each funder has at each stage: balances added up by funder, stage and unit, kept in the book for reading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from pledgebook.ledger.balances import Tally, is_stage, visible
from pledgebook.ledger.reading import EXACT, Reading
from pledgebook.model.entry import Entry
from pledgebook.model.flow import Flow
from pledgebook.model.stage import Stage


@dataclass(frozen=True, slots=True)
class StageSum:
    """All that funders have at one stage in one unit, parts taken out of their wholes.

    Attributes:
        funders: Codes joined by "+", "unknown" where no source names one: joint money stands under the joint name.
        stage: Where it stands.
        unit: ISO 4217 code or item unit.
        low: In the low reading.
        best: Sum of the best figures.
        high: In the high reading; where a part of it is open above, with the best figure of that part.
        open_sides: How many of its parts are open above; none for a closed sum.
    """

    funders: str
    stage: Stage
    unit: str
    low: Decimal
    best: Decimal
    high: Decimal
    open_sides: int

    def reading(self) -> Reading:
        """Return the sum in its three readings."""
        return Reading(self.low, self.best, self.high, self.open_sides > 0)


def stage_sums(entries: Iterable[Entry], flows: Mapping[str, Flow], as_of: date | None = None) -> tuple[StageSum, ...]:
    """Add up what stands at each stage, by funder and unit, ordered by these; what comes to nothing is left out.

    Args:
        entries: In any order.
        flows: The flows of the entries, by id.
        as_of: Only entries that can have happened by that day; None for all.
    """
    tallies: dict[tuple[str, str, str], Tally] = {}
    names: dict[str, str] = {}
    with localcontext(EXACT):
        for entry in visible(entries, as_of):
            for posting in entry.postings:
                account = posting.account
                if not is_stage(account):
                    continue
                funders = names.get(account.flow)
                if funders is None:
                    funders = names[account.flow] = "+".join(flows[account.flow].funders) or "unknown"
                key = (funders, account.stage, entry.unit)
                tally = tallies.get(key)
                if tally is None:
                    tally = tallies[key] = Tally()
                tally.post(posting)
    return tuple(
        StageSum(funders, Stage(stage), unit, tally.low, tally.best, tally.high, tally.open)
        for (funders, stage, unit), tally in sorted(tallies.items())
        if tally.low or tally.best or tally.high or tally.open
    )

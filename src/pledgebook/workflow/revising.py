"""Two editions of one coder's record in, what the later one changes out: added, withdrawn, and each changed value."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.exchange.incoming.base import Coded
from pledgebook.model.identity import plain_decimal
from pledgebook.model.statement import Statement


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier file has told of a series.

    Attributes:
        series: The record that is told anew.
        edition: Which telling the earlier one was.
        newer: True when it is the later edition after all: the file now read is the older.
        statements: Its statements that stand, with the coder's identifiers.
    """

    series: str
    edition: str
    newer: bool
    statements: Mapping[Statement, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is told otherwise.

    Attributes:
        identifier: The coder's name of the money.
        what: "value", "date", "stage", "explanation".
        before: As it was told.
        after: As it is told now.
    """

    identifier: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What a later edition changes.

    Attributes:
        added: Identifiers that are new.
        withdrawn: Identifiers that are gone.
        changes: What is told otherwise, by identifier.
        unchanged: How many identifiers are told as before.
    """

    added: tuple[str, ...]
    withdrawn: tuple[str, ...]
    changes: tuple[Change, ...]
    unchanged: int


def compare_editions(earlier: Iterable[Earlier], later: Iterable[Coded], *, dated: bool = True) -> Revision:
    """Compare by the coder's identifiers; what several statements tell of one is taken together.

    Args:
        earlier: What stood.
        later: What stands now.
        dated: Whether dates are told; those of snapshots are the snapshots' own and always differ.
    """
    old: dict[str, list[Statement]] = defaultdict(list)
    new: dict[str, list[Statement]] = defaultdict(list)
    series = set()
    for item in earlier:
        series.add(item.series)
        for statement, identifier in item.statements.items():
            old[identifier].append(statement)
    for record in later:
        if record.series in series and not record.aside:
            new[record.identifier].append(record.statement)
    changes = [
        change
        for identifier in sorted(old.keys() & new.keys())
        for change in _changes(identifier, old, new)
        if dated or change.what != "date"
    ]
    changed = {change.identifier for change in changes}
    return Revision(
        added=tuple(sorted(new.keys() - old.keys())),
        withdrawn=tuple(sorted(old.keys() - new.keys())),
        changes=tuple(changes),
        unchanged=len(old.keys() & new.keys() - changed),
    )


def _changes(
    identifier: str, old: Mapping[str, list[Statement]], new: Mapping[str, list[Statement]]
) -> Iterable[Change]:
    for what, read in (("value", _values), ("date", _dates), ("stage", _stages), ("explanation", _words)):
        before, after = read(old[identifier]), read(new[identifier])
        if before != after:
            yield Change(identifier, what, before, after)


def _values(told: Iterable[Statement]) -> str:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for statement in told:
        if statement.amount is not None and statement.amount.low is not None:
            sums[statement.amount.unit] += statement.amount.low
        for item in statement.items:
            sums[item.item] += item.quantity or Decimal(0)
    return ", ".join(f"{unit} {plain_decimal(value)}" for unit, value in sorted(sums.items()))


def _dates(told: Iterable[Statement]) -> str:
    return ", ".join(sorted({str(statement.date) for statement in told if statement.date}))


def _stages(told: Iterable[Statement]) -> str:
    return ", ".join(sorted({statement.stage.value for statement in told}))


def _words(told: Iterable[Statement]) -> str:
    """Return the longest stretch of words of the quotes: the explanation, whatever columns stand around it."""
    parts = [part for statement in told for part in statement.span.quote.split(" | ")]
    return max(parts, key=len, default="").partition(": ")[2][:300]

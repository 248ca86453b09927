"""Labelled and found statements of the same documents in, which found one is which labelled one out."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from pledgebook.model.quantity import Amount
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.figures import amounts_of

TOLERANCE = Decimal("0.005")
"""Two figures this near, as a share of the larger, are readings of one wording."""

_NAME = re.compile(r"[^\W_]{2,}")


def align_statements(labelled: Iterable[Statement], found: Iterable[Statement]) -> dict[str, str]:
    """Pair statements one to one inside each document: by a sum of one currency, else by goods, else by whose it is.

    The pair that agrees in most other fields goes first, among equals the first by id.

    Returns:
        Found id to labelled id; what has no partner is left out.
    """
    by_document: dict[str, tuple[list[Statement], list[Statement]]] = defaultdict(lambda: ([], []))
    for side, statements in enumerate((labelled, found)):
        for statement in statements:
            by_document[statement.document][side].append(statement)
    pairs: dict[str, str] = {}
    for document in sorted(by_document):
        pairs |= _align(*by_document[document])
    return pairs


def _align(labelled: Sequence[Statement], found: Sequence[Statement]) -> Mapping[str, str]:
    ranked = sorted(
        (-_agreement(label, guess), label.id, guess.id)
        for label in labelled
        for guess in found
        if _can_be_one(label, guess)
    )
    pairs: dict[str, str] = {}
    taken: set[str] = set()
    for _, label, guess in ranked:
        if label not in taken and guess not in pairs:
            taken.add(label)
            pairs[guess] = label
    return pairs


def _can_be_one(label: Statement, guess: Statement) -> bool:
    wanted, got = amounts_of(label), amounts_of(guess)
    if wanted or got:
        return any(_same_sum(a, b) for a in wanted for b in got)
    if label.items or guess.items:
        return bool(_goods(label) & _goods(guess))
    return bool(set(label.donors) & set(guess.donors)) or not (label.donors or guess.donors)


def _same_sum(one: Amount, other: Amount) -> bool:
    return one.unit == other.unit and _near(one.low, other.low) and _near(one.high, other.high)


def _near(one: Decimal | None, other: Decimal | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def _goods(statement: Statement) -> set[str]:
    return {word.casefold().rstrip("s") for item in statement.items for word in _NAME.findall(item.item)}


def _agreement(label: Statement, guess: Statement) -> int:
    fields = ("donors", "stage", "scope", "date", "period", "tranche", "mechanism")
    return sum(getattr(label, name) == getattr(guess, name) for name in fields)

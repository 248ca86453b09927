"""From drafts to statements: totals are named before their parts, so that `part_of` can hold an id."""

from collections.abc import Mapping, Sequence
from typing import Any

from pledgebook.extraction.drafts import Draft
from pledgebook.model.identity import content_id
from pledgebook.model.statement import Statement


def assemble(document: str, drafts: Sequence[Draft]) -> tuple[Statement, ...]:
    """Give every draft its id and return the statements in the order of the text; equal ones are folded.

    A chain of `part_of` that runs in a circle is cut where it closes.
    """
    ids: dict[int, str] = {}
    made: dict[int, Statement] = {}
    for place in range(len(drafts)):
        for current in reversed(_chain(drafts, place, ids)):
            parent = drafts[current].part_of
            statement = _statement(document, drafts[current], ids.get(parent) if parent is not None else None)
            ids[current] = statement.id
            made[current] = statement
    unique: dict[str, Statement] = {}
    for place in sorted(made, key=lambda number: (made[number].span.start, drafts[number].at, number)):
        unique.setdefault(made[place].id, made[place])
    return tuple(unique.values())


def _chain(drafts: Sequence[Draft], place: int, done: Mapping[int, str]) -> list[int]:
    """List a draft and the totals above it that have no id yet, the part first."""
    chain: list[int] = []
    current: int | None = place
    while current is not None and current not in done and current not in chain:
        chain.append(current)
        current = drafts[current].part_of
    return chain


def _statement(document: str, draft: Draft, parent: str | None) -> Statement:
    values: dict[str, Any] = {
        "document": document,
        "span": draft.span,
        "kind": draft.kind,
        "amount": draft.amount,
        "equivalents": draft.equivalents,
        "donors": draft.donors,
        "recipients": draft.recipients,
        "implementing_actor": draft.implementing_actor,
        "budget_origin": draft.budget_origin,
        "stage": draft.stage,
        "date": draft.date,
        "period": draft.period,
        "scope": draft.scope,
        "part_of": parent,
        "tranche": draft.tranche,
        "mechanism": draft.mechanism,
        "purpose": draft.purpose,
        "items": draft.items,
        "also": draft.also,
        "expectations": draft.expectations,
    }
    return Statement(id=content_id("s", values), rules=draft.rules, **values)

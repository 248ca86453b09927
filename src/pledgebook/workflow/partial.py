"""A part of a book as contents: some flows and checks with all that hangs on them, and nothing of the rest decoded."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from pledgebook.ledger.booking import Ledger
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import Contents
from pledgebook.store.asking import Asked, Condition, Relation, any_of, in_batches
from pledgebook.store.base import Store
from pledgebook.store.book_tables import CHECKS, DECISIONS, DOCUMENTS, ENTRIES, FLOWS, STATEMENTS
from pledgebook.store.tables import Projection

Value = TypeVar("Value")

_AT_ONCE = 400  # values of one question


def picked(store: Store, projection: Projection[Value], column: str, names: Iterable[str]) -> Iterator[Value]:
    """Read the values that have one of some texts in a column, in batches."""
    for batch in in_batches(sorted(set(names)), _AT_ONCE):
        yield from store.projected(projection, (any_of(column, *batch),))


def contents_around(
    store: Store,
    *,
    flows: Iterable[str] = (),
    checks: Iterable[str] = (),
    statements: Iterable[str] = (),
    documents: Iterable[str] = (),
    deep: bool = False,
) -> Contents:
    """Read what is needed to show some flows and checks in full, by the pure reports over contents.

    Args:
        store: The book.
        flows: Ids; the flows that they are part of come too, and their parts.
        checks: Ids; the flows that explain them come too.
        statements: Ids of further statements.
        documents: Ids of further documents.
        deep: The parts of parts come too, to the last.
    """
    with store.reading():
        found_checks = {check.id: check for check in picked(store, CHECKS, "id", checks)}
        wanted = {*flows, *(flow for check in found_checks.values() for flow in check.explained_by)}
        named = {flow.id: flow for flow in picked(store, FLOWS, "id", wanted)}
        found_checks |= {check.id: check for check in picked(store, CHECKS, "flow", named)}
        every = _family(store, named, deep=deep)
        told = _told_by(store, (*every.values(), *found_checks.values()), statements)
        sources = {*documents, *(statement.document for statement in told.values())}
        entries = {entry.id: entry for entry in picked(store, ENTRIES, "account_flow", every)}
        entries |= {entry.id: entry for entry in picked(store, ENTRIES, "flow", every)}
        owners: tuple[Flow | Check, ...] = (*named.values(), *found_checks.values())
        members = {name for owner in owners for name in owner.statements}
        decided = [*picked(store, DECISIONS, "left_statement", members)]
        decided += picked(store, DECISIONS, "right_statement", members)
        return Contents.of(
            documents=_documents(store, sources),
            statements=told.values(),
            decisions=sorted(set(decided), key=lambda decision: (decision.left, decision.right)),
            flows=(every[name] for name in sorted(every)),
            checks=(found_checks[name] for name in sorted(found_checks)),
            ledger=Ledger(
                tuple(entries[name] for name in sorted(entries)),
                tuple(problem for name in sorted(entries) for problem in entries[name].problems),
            ),
        )


def _family(store: Store, named: dict[str, Flow], *, deep: bool) -> dict[str, Flow]:
    """Add the wholes of some flows, to the top, and their parts."""
    every = dict(named)
    above: dict[str, Flow] = named
    while above:
        wanted = {flow.parent for flow in above.values() if flow.parent is not None} - every.keys()
        above = {flow.id: flow for flow in picked(store, FLOWS, "id", wanted)}
        every |= above
    below = named
    while below:
        below = {flow.id: flow for flow in picked(store, FLOWS, "parent", below) if flow.id not in every}
        every |= below
        if not deep:
            break
    return every


def _told_by(store: Store, owners: Iterable[Flow | Check], further: Iterable[str]) -> dict[str, Statement]:
    names = set(further)
    for owner in owners:
        names.update(owner.statements)
        names.update(rival.statement for rival in owner.rivals)
    return {statement.id: statement for statement in picked(store, STATEMENTS, "id", names)}


def _documents(store: Store, names: Iterable[str]) -> Iterator[Document]:
    return (line.document for line in picked(store, DOCUMENTS, "id", names))


# Any: projections of every type of value.
_NAMED: tuple[Projection[Any], ...] = (FLOWS, CHECKS, STATEMENTS, DOCUMENTS, ENTRIES)


def contents_of_target(store: Store, target: str) -> Contents:
    """Read what is needed to explain an id, or all that begins so: a flow, check, statement, document or entry."""
    with store.reading():
        flows, checks, statements, documents, entries = (_begun(store, projection, target) for projection in _NAMED)
        said = {statement.id for statement in picked(store, STATEMENTS, "document", documents)} | {*statements}
        flows = [*flows, *(flow.id for flow in picked(store, FLOWS, "statement", said))]
        flows += [entry.flow for entry in picked(store, ENTRIES, "id", entries)]
        checks = [*checks, *(check.id for check in picked(store, CHECKS, "statement", said))]
        return contents_around(store, flows=flows, checks=checks, statements=said, documents=documents)


def _begun(store: Store, projection: Projection[Any], target: str) -> list[str]:
    """Return the ids that are or begin with a name: of many no more than show that they are many."""
    found = store.found(projection, Asked((any_of("id", target),)))
    if not found.values and len(target) >= _SHORTEST:
        found = store.found(projection, Asked((Condition("id", Relation.BEGINS, (target,)),), limit=_MANY))
    return [value.document.id if projection is DOCUMENTS else value.id for value in found.values]


_SHORTEST = 4
_MANY = 200


def contents_announcing(store: Store) -> Contents:
    """Read the flows of which a next step is announced, with all wholes and parts in which it may have been seen."""
    with store.reading():
        announcing = store.projected(STATEMENTS, (Condition("expectations", Relation.FROM, (1,)),))
        names = [statement.id for statement in announcing]
        flows = [flow.id for flow in picked(store, FLOWS, "statement", names)]
        return contents_around(store, flows=flows, deep=True)

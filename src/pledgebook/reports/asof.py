"""What a book says as of a day: what can have happened by then, as its sources tell, and nothing of what came later."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from pledgebook.ledger.balances import visible
from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.lineage import ancestors, parents_of
from pledgebook.ledger.timeline import Move, moves_of, reached, rung
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.contents import Contents


def moves_by_flow(flows: Iterable[Flow]) -> dict[str, tuple[Move, ...]]:
    """Put the stage events of all flows in booking order, those of parts after the first of their wholes."""
    by_id = {flow.id: flow for flow in flows}
    parents, _ = parents_of(by_id)
    found: dict[str, tuple[Move, ...]] = {}
    for _, name in sorted((len(ancestors(name, parents)), name) for name in by_id):
        found[name] = moves_of(by_id[name], found[parents[name]] if name in parents else ())
    return found


def by_then(when: PartialDate | None, day: date) -> bool:
    """Tell whether something can have happened by a day; what is undated can."""
    return when is None or when.earliest() <= day


def flow_as_of(flow: Flow, moves: Iterable[Move], day: date) -> Flow | None:
    """Return a flow at the stage that it can have reached by a day; None where nothing of it had happened.

    Args:
        flow: The flow as all its sources tell it.
        moves: Its stage events with the first day of each (`moves_by_flow`).
        day: The day.
    """
    seen = [move for move in moves if move.effective is None or move.effective <= day]
    if not seen:
        return None
    standing = reached(seen)
    assert standing is not None
    stage = standing.stage
    events = {move.event for move in seen}
    return replace(
        flow,
        stage=stage,
        events=tuple(event for event in flow.events if event in events),
        expectations=tuple(step for step in flow.expectations if rung(step.stage) > rung(stage)),
    )


def flows_as_of(flows: Iterable[Flow], day: date | None) -> tuple[Flow, ...]:
    """Return the flows that can have begun by a day, each at its stage of then, in the order given."""
    listed = tuple(flows)
    if day is None:
        return listed
    moves = moves_by_flow(listed)
    found = (flow_as_of(flow, moves[flow.id], day) for flow in listed)
    return tuple(flow for flow in found if flow is not None)


def documents_as_of(documents: Iterable[Document], day: date | None) -> tuple[Document, ...]:
    """Return the documents that can have been published by a day, those without a date among them."""
    return tuple(document for document in documents if day is None or by_then(document.published, day))


def statements_as_of(
    statements: Iterable[Statement], documents: Mapping[str, Document], day: date | None
) -> tuple[Statement, ...]:
    """Return the statements about what can have happened by a day: by their own date, else that of their document."""

    def told(statement: Statement) -> PartialDate | None:
        document = documents.get(statement.document)
        return statement.date or (document.published if document is not None else None)

    return tuple(statement for statement in statements if day is None or by_then(told(statement), day))


def checks_as_of(checks: Iterable[Check], day: date | None) -> tuple[Check, ...]:
    """Return the totals that can have been asserted by a day. What explains them is all that the book knows."""
    return tuple(check for check in checks if day is None or by_then(check.date, day))


def contents_as_of(contents: Contents, day: date | None) -> Contents:
    """Return what a book says as of a day; decisions about statements are of the book, and stay.

    Documents and statements stay whole, too, so that quotes can be shown of whatever speaks of a flow that is left.
    """
    if day is None:
        return contents
    flows = {flow.id: flow for flow in flows_as_of(contents.flows.values(), day)}
    entries = tuple(entry for entry in visible(contents.ledger.entries, day) if entry.flow in flows)
    return replace(
        contents,
        flows=flows,
        checks={check.id: check for check in checks_as_of(contents.checks.values(), day)},
        ledger=Ledger(entries, tuple(problem for entry in entries for problem in entry.problems)),
    )

"""The fold: journal in, projections out. The same journal gives the same projections, always."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.problem import Problem
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.judgements import standing
from pledgebook.reports.flow_values import flow_values
from pledgebook.reports.share_sums import keep_sums
from pledgebook.reports.shares import shares_of
from pledgebook.store.base import Store, UnitOfWork
from pledgebook.store.projections import Projections
from pledgebook.workflow.journal import Journal, read_journal
from pledgebook.workflow.rating import BookRates, rate_basis_of

# Edition of reconciliation and ledger, as projections carry it: raise it when their rules change what they fold.
FOLD_EDITION = "fold/2"


# A book that is being filled is folded again when its journal is so many times as long: all folds together then cost
# about as much as five of the last one.
GROWN = 1.25


@dataclass(frozen=True, slots=True)
class Folded:
    """What a fold gives.

    Attributes:
        projections: As the store keeps them.
        problems: What reconciliation and ledger met.
    """

    projections: Projections
    problems: tuple[Problem, ...]


def fold_journal(journal: Journal, rates: BookRates) -> Folded:
    """Reconcile the statements, book the flows; what a person has taken out has no say in anything."""
    journal = _without_rejected(journal)
    reconciled = reconcile(journal.documents, journal.statements, journal.judgements, rates)
    basis = rate_basis_of(journal.documents, journal.statements, rates)
    ledger = book_flows(reconciled.flows, basis)
    by_id = {flow.id: flow for flow in reconciled.flows}
    shares = shares_of(ledger.entries, by_id, basis)
    projections = Projections(
        documents=journal.lines,
        statements=reconciled.statements,
        decisions=reconciled.decisions,
        flows=reconciled.flows,
        flow_values=flow_values(reconciled.flows, basis),
        checks=reconciled.checks,
        entries=ledger.entries,
        stage_sums=stage_sums(ledger.entries, by_id),
        shares=shares,
        share_sums=keep_sums(shares),
        folded_by=f"{FOLD_EDITION}; {rates.edition}",
    )
    return Folded(projections, (*reconciled.problems, *ledger.problems))


def _without_rejected(journal: Journal) -> Journal:
    out = standing(journal.judgements).rejected
    return replace(
        journal,
        documents=tuple(document for document in journal.documents if document.id not in out),
        statements=tuple(item for item in journal.statements if not {item.id, item.document} & out),
    )


def is_fold_due(store: Store, *, is_last: bool) -> bool:
    """Tell, within an open unit of work, whether the book is to be folded now.

    Args:
        store: The book.
        is_last: Nothing more is coming: whatever the last fold has not seen is due.
    """
    head = store.head().number
    folded = min((mark.folded_number for mark in store.projection_marks().values()), default=0)
    return head > folded * GROWN or (is_last and head > folded)


def refold(store: Store, work: UnitOfWork, rates: BookRates) -> Folded:
    """Fold what the store holds within an open unit of work, and let the projections be that."""
    with _uncollected():
        folded = fold_journal(read_journal(store), rates)
        work.replace_projections(folded.projections)
    return folded


@contextmanager
def _uncollected() -> Iterator[None]:
    """Stop the search for circles of garbage meanwhile.

    A fold makes millions of values that refer to each other in no circle. Looking for circles among them again and
    again took a third of its time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()

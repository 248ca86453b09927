"""The fold: journal in, projections out. The same journal gives the same projections, always."""

from dataclasses import dataclass

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.problem import Problem
from pledgebook.reconciliation.fold import reconcile
from pledgebook.store.base import Store, UnitOfWork
from pledgebook.store.projections import Projections
from pledgebook.workflow.journal import Journal, read_journal
from pledgebook.workflow.rating import BookRates, rate_basis_of

# Edition of reconciliation and ledger, as projections carry it: raise it when their rules change what they fold.
FOLD_EDITION = "fold/1"


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
    """Reconcile the statements, book the flows."""
    reconciled = reconcile(journal.documents, journal.statements, journal.judgements, rates)
    ledger = book_flows(reconciled.flows, rate_basis_of(journal.documents, journal.statements, rates))
    projections = Projections(
        statements=reconciled.statements,
        decisions=reconciled.decisions,
        flows=reconciled.flows,
        checks=reconciled.checks,
        entries=ledger.entries,
        stage_sums=stage_sums(ledger.entries, {flow.id: flow for flow in reconciled.flows}),
        folded_by=f"{FOLD_EDITION}; {rates.edition}",
    )
    return Folded(projections, (*reconciled.problems, *ledger.problems))


def refold(store: Store, work: UnitOfWork, rates: BookRates) -> Folded:
    """Fold what the store holds within an open unit of work, and let the projections be that."""
    folded = fold_journal(read_journal(store), rates)
    work.replace_projections(folded.projections)
    return folded

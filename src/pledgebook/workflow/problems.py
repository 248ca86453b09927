"""Every fault in the data of a book, as known at an instant and as of a day."""

from collections.abc import Iterator
from datetime import date

from pledgebook.ledger.balances import visible
from pledgebook.model.problem import Problem
from pledgebook.reports.asof import documents_as_of, flows_as_of, statements_as_of
from pledgebook.store.base import Store
from pledgebook.workflow.journal import read_extractions, read_journal
from pledgebook.workflow.projecting import Folded, fold_journal
from pledgebook.workflow.rating import BookRates


def problems_of(store: Store, rates: BookRates, as_of: date | None = None) -> tuple[Problem, ...]:
    """List what reading and extraction met, and what a fold of the book meets now.

    Args:
        store: The book.
        rates: For the fold.
        as_of: Only what is about documents, statements, flows and entries of that day; None for all.
    """
    journal = read_journal(store)
    folded = fold_journal(journal, rates)
    known = {document.id for document in documents_as_of(journal.documents, as_of)}
    met = (problem for found in read_extractions(store) if found.document in known for problem in found.problems)
    if as_of is None:
        return (*met, *folded.problems)
    documents = {document.id: document for document in journal.documents}
    told = {statement.id for statement in statements_as_of(journal.statements, documents, as_of)}
    return (*met, *_on(folded, told, as_of))


def _on(folded: Folded, told: set[str], day: date) -> Iterator[Problem]:
    """Yield the problems of a fold that are about what was there on a day."""
    flows, entries = folded.projections.flows, folded.projections.entries
    booked = {problem for entry in entries for problem in entry.problems}
    seen = {problem for entry in visible(entries, day) for problem in entry.problems}
    there = told | {flow.id for flow in flows_as_of(flows, day)}
    for problem in folded.problems:
        if problem in seen or (problem not in booked and problem.where in there):
            yield problem

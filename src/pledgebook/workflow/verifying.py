"""The proof of a book: its journal, and every projection against a fold of it."""

from pledgebook.store.base import Head, Store
from pledgebook.store.projections import Projections
from pledgebook.store.verifying import VerifyReport, verify_store
from pledgebook.workflow.journal import read_journal
from pledgebook.workflow.projecting import fold_journal
from pledgebook.workflow.rating import BookRates


def verify_book(store: Store, rates: BookRates) -> VerifyReport:
    """Prove a book, or say where it is broken; a broken book is a report, not an exception."""

    def rebuild(held: Store, head: Head) -> Projections:
        return fold_journal(read_journal(held, until=head.number), rates).projections

    return verify_store(store, rebuild)

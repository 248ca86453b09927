"""Conflicts and figures of a book, looked up in its store."""

from collections.abc import Iterable
from datetime import date

from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.conflicts import REASONS, Conflict, find_conflicts
from pledgebook.store.base import Store
from pledgebook.workflow.explaining import read_contents
from pledgebook.workflow.rating import BookRates


def conflicts_of(
    store: Store, rates: BookRates, reasons: Iterable[str] = REASONS, as_of: date | None = None
) -> tuple[Conflict, ...]:
    """List the conflicts of a book, as of a day where one is given."""
    return find_conflicts(contents_as_of(read_contents(store), as_of), rates, reasons)

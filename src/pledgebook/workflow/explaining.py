"""From what somebody asks about to its explanation."""

from datetime import date

from pledgebook.errors import UsageFault
from pledgebook.extraction.sums import find_sums
from pledgebook.ledger.booking import Ledger
from pledgebook.model.quantity import Quantity
from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.contents import Contents
from pledgebook.reports.explain import Explanation, explain
from pledgebook.store.base import RecordKind, Store
from pledgebook.store.book_tables import CHECKS, DECISIONS, ENTRIES, FLOWS, STATEMENTS
from pledgebook.store.codec import document_of
from pledgebook.workflow.partial import contents_of_target


def read_contents(store: Store) -> Contents:
    """Read everything a book says."""
    entries = tuple(store.projected(ENTRIES))
    return Contents.of(
        documents=(document_of(record) for record in store.records(RecordKind.DOCUMENT)),
        statements=store.projected(STATEMENTS),
        decisions=store.projected(DECISIONS),
        flows=store.projected(FLOWS),
        checks=store.projected(CHECKS),
        ledger=Ledger(entries, tuple(problem for entry in entries for problem in entry.problems)),
    )


def explain_target(store: Store, target: str, as_of: date | None = None) -> Explanation:
    """Explain a figure ("EUR 10 million"), or a flow, check, entry, statement or document by its id.

    Args:
        store: The book.
        target: What is meant.
        as_of: Only with what can have happened by that day; None for all.

    Raises:
        UsageFault: Nothing in the book is meant by that, or several things are.
    """
    figure = read_figure(target)
    contents = read_contents(store) if figure is not None else contents_of_target(store, target)
    explanation = explain(target, contents_as_of(contents, as_of), figure)
    if not (explanation.flows or explanation.checks or explanation.loose or explanation.document):
        raise UsageFault(
            f"{target}: no figure of the book is that or nearly that", remedy="list with: pledgebook flows"
        )
    return explanation


def read_figure(text: str) -> Quantity | None:
    """Read a figure with its currency, in any form a text could have; None where the text is no figure."""
    found = find_sums(text.strip())
    if len(found) != 1 or not found[0].amount.unit:
        return None
    return found[0].amount.quantity()

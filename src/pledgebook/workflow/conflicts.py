"""Conflicts and figures of a book, looked up in its store."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from pledgebook.errors import UsageFault
from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.conflicts import REASONS, Conflict, find_conflicts
from pledgebook.reports.found import Findings, find_everywhere
from pledgebook.store.base import Store
from pledgebook.workflow.explaining import read_contents, read_figure
from pledgebook.workflow.rating import BookRates, rate_basis_of


def conflicts_of(
    store: Store, rates: BookRates, reasons: Iterable[str] = REASONS, as_of: date | None = None
) -> tuple[Conflict, ...]:
    """List the conflicts of a book, as of a day where one is given."""
    return find_conflicts(contents_as_of(read_contents(store), as_of), rates, reasons)


def find_in(store: Store, rates: BookRates, target: str, as_of: date | None = None) -> Findings:
    """Find what in a book yields a figure ("EUR 1.4 bn"), as of a day where one is given.

    Raises:
        UsageFault: The text is no single figure with a currency.
    """
    asked = read_figure(target)
    if asked is None:
        raise UsageFault(f"{target}: no figure with its currency", remedy='write it as "EUR 1.4 bn"')
    contents = contents_as_of(read_contents(store), as_of)
    basis = rate_basis_of(contents.documents.values(), contents.statements.values(), rates)
    found = find_everywhere(asked, contents, basis)
    known = {
        (told.said.statement.id, told.figure.unit, told.figure.best): f"{item.reason}: {told.arithmetic}"
        for item in reversed(find_conflicts(contents, rates))
        for told in reversed(item.tellings())
        if told.said is not None
    }
    explained = (
        replace(match, explained=known.get((match.statement, match.figure.unit, match.figure.best), ""))
        for match in found.matches
    )
    return replace(found, matches=tuple(explained))

"""A book in counts, read from the store without walking through what is counted."""

from dataclasses import dataclass
from typing import Any

from pledgebook.store.base import RecordKind, Store
from pledgebook.store.book_tables import CHECKS, DOCUMENTS, ENTRIES, FLOWS, STATEMENTS
from pledgebook.store.tables import Projection


@dataclass(frozen=True, slots=True)
class Status:
    """How much a book holds."""

    place: str
    documents: int
    statements: int
    judgements: int
    flows: int
    checks: int
    entries: int
    refused_sums: int


def status_of(store: Store) -> Status:
    """Count what a book holds."""
    with store.reading():
        documents = store.tally(DOCUMENTS, (), add="refused")
        return Status(
            place=store.place,
            documents=sum(one.count for one in documents),
            statements=_count(store, STATEMENTS),
            judgements=sum(1 for _ in store.records(RecordKind.JUDGEMENT)),
            flows=_count(store, FLOWS),
            checks=_count(store, CHECKS),
            entries=_count(store, ENTRIES),
            refused_sums=sum(one.added for one in documents),
        )


# Any: projections of every type of value.
def _count(store: Store, projection: Projection[Any]) -> int:
    return sum(one.count for one in store.tally(projection, ()))

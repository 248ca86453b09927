"""Every store adds up, as of any day, exactly what the pure fold of the same entries adds up."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from random_books import random_book

from pledgebook.ledger.booking import Ledger
from pledgebook.ledger.sums import stage_sums
from pledgebook.model.flow import Flow
from pledgebook.store.base import Store
from pledgebook.store.book_tables import STAGE_SUMS
from pledgebook.store.projections import Projections
from pledgebook.store.registry import STORES, open_store

DAYS = [date(2022, 1, 1) + timedelta(days=step) for step in range(0, 1800, 150)]
Book = tuple[dict[str, Flow], Ledger]


@pytest.fixture(scope="module")
def book() -> Book:
    flows, ledger = random_book(600, seed=5)
    return {flow.id: flow for flow in flows}, ledger


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: Path, book: Book) -> Iterator[Store]:
    place = {"memory": "memory:", "sqlite": str(tmp_path / "book.db")}.get(str(request.param), "")
    if not place:
        place = str(request.getfixturevalue("postgres_place"))
    flows, ledger = book
    with open_store(place, create=True) as opened:
        with opened.begin() as work:
            sums = stage_sums(ledger.entries, flows)
            work.replace_projections(Projections(flows=tuple(flows.values()), entries=ledger.entries, stage_sums=sums))
            work.commit()
        yield opened


def test_as_of_any_day_it_is_the_pure_fold(store: Store, book: Book) -> None:
    flows, ledger = book
    for day in DAYS:
        assert store.stage_sums(day) == stage_sums(ledger.entries, flows, day)
    assert len(store.stage_sums(DAYS[-1])) > len(store.stage_sums(DAYS[1])) > 0


def test_what_is_kept_is_what_stands_in_the_end(store: Store, book: Book) -> None:
    flows, ledger = book
    kept = tuple(store.projected(STAGE_SUMS))
    assert sorted(kept, key=lambda one: (one.funders, one.stage, one.unit)) == list(stage_sums(ledger.entries, flows))
    assert store.stage_sums(date(2100, 1, 1)) == stage_sums(ledger.entries, flows)

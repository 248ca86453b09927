"""What is told of a part of a book, with nothing of the rest read, is what is told of it in the whole book."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from pledgebook.errors import UsageFault
from pledgebook.reports.asof import contents_as_of
from pledgebook.reports.contents import Contents
from pledgebook.reports.explain import explain
from pledgebook.reports.overdue import find_overdue
from pledgebook.store.base import Store
from pledgebook.store.registry import open_store
from pledgebook.workflow.book import Book, open_book
from pledgebook.workflow.demo import sample_sources
from pledgebook.workflow.explaining import explain_target, read_contents
from pledgebook.workflow.partial import contents_announcing

DAYS = (None, date(2024, 6, 1), date(2025, 6, 1))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("samples") / "book.db"
    with open_book(path, create=True) as book:
        book.add_sources(sample_sources())
    return path


@pytest.fixture
def store(place: Path) -> Iterator[Store]:
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def whole(store: Store) -> Contents:
    return read_contents(store)


def test_every_name_is_explained_as_in_the_whole_book(store: Store, whole: Contents) -> None:
    entries = [entry.id for entry in whole.ledger.entries]
    names = [*whole.flows, *whole.checks, *whole.statements, *whole.documents, *entries]
    assert len(names) > 100
    for place, name in enumerate(names):
        day = DAYS[place % len(DAYS)]
        try:
            expected = explain(name, contents_as_of(whole, day))
        except (UsageFault, KeyError) as fault:  # not there on that day
            with pytest.raises(type(fault)):
                explain_target(store, name, day)
            continue
        assert explain_target(store, name, day) == expected, (name, day)


def test_the_beginning_of_a_name_will_do_where_it_is_unique(store: Store, whole: Contents) -> None:
    for name in (*list(whole.flows)[:20], *list(whole.documents)[:5]):
        begun = name[:9]
        if sum(one.startswith(begun) for one in (*whole.flows, *whole.documents)) == 1:
            assert explain_target(store, begun) == explain(begun, whole)
    with pytest.raises(UsageFault, match="the beginning of"):
        explain_target(store, "f-") if len(whole.flows) < 2 else explain_target(store, _shared(whole))
    with pytest.raises(UsageFault, match="nothing in the book"):
        explain_target(store, "f-none-such")


def _shared(whole: Contents) -> str:
    """Return four characters with which two statements begin."""
    beginnings: dict[str, int] = {}
    for name in whole.statements:
        beginnings[name[:4]] = beginnings.get(name[:4], 0) + 1
    return next(begun for begun, count in sorted(beginnings.items()) if count > 1)


def test_announced_steps_are_those_of_the_whole_book(store: Store, whole: Contents) -> None:
    found = 0
    for day in (date(2024, 1, 1), date(2024, 12, 1), date(2026, 1, 1)):
        expected = find_overdue(whole, day)
        assert find_overdue(contents_announcing(store), day) == expected
        assert Book(store).overdue(day) == expected
        found += len(expected.overdue) + len(expected.running) + len(expected.undatable)
    assert found > 0

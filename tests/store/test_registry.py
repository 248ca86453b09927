from pathlib import Path

import pytest

from pledgebook.errors import BookMissing, UsageFault
from pledgebook.store.memory import MemoryStore
from pledgebook.store.registry import open_store
from pledgebook.store.sqlite import SqliteStore


def test_a_path_is_a_book_in_a_file(tmp_path: Path) -> None:
    place = tmp_path / "book.db"
    with pytest.raises(BookMissing, match="no book") as caught:
        open_store(place)
    assert "init" in caught.value.remedy
    for way in (place, str(place)):
        with open_store(way, create=True) as store:
            assert isinstance(store, SqliteStore)
            assert store.place == str(place)


@pytest.mark.parametrize("place", ["memory:", ":memory:"])
def test_a_book_in_memory(place: str) -> None:
    with open_store(place) as store:
        assert isinstance(store, MemoryStore)


@pytest.mark.parametrize("place", ["postgres://host/book", "postgresql://user:secret@host/book", "https://host/book"])
def test_addresses_are_not_served_yet_and_say_so_without_their_secrets(place: str) -> None:
    with pytest.raises(UsageFault, match="this edition") as caught:
        open_store(place)
    assert place.partition(":")[0] in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "file" in caught.value.remedy

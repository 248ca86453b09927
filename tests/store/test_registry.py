import sys
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


def test_an_address_is_a_book_on_a_server(postgres_place: str) -> None:
    with pytest.raises(BookMissing, match="no book") as caught:
        open_store(postgres_place)
    assert "init" in caught.value.remedy
    with open_store(postgres_place, create=True) as store:
        assert store.writable
        assert store.place.startswith("postgresql://")


@pytest.mark.parametrize("place", ["https://host/book", "mysql://user:secret@host/book"])
def test_other_addresses_are_refused_without_telling_their_secrets(place: str) -> None:
    with pytest.raises(UsageFault, match="files and in PostgreSQL") as caught:
        open_store(place)
    assert place.partition(":")[0] in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "postgresql://" in caught.value.remedy


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith(("psycopg", "pledgebook.store.postgres"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(UsageFault, match="extra 'postgres'") as caught:
        open_store("postgresql://user:secret@localhost/book")
    assert "pledgebook[postgres]" in caught.value.remedy

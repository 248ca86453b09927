"""One book of the samples for all tests that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_desk import desk, make_sample_book


@pytest.fixture(scope="session")
def sample_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of all samples; nobody writes to it."""
    return make_sample_book(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="session")
def client(sample_book: Path) -> Iterator[TestClient]:
    """A desk over it."""
    with desk(sample_book) as opened:
        yield opened

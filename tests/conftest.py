"""Fixtures of several rooms."""

from collections.abc import Iterator

import pytest

# The client library is loaded only by the tests that ask for a server.
# ruff: noqa: PLC0415


@pytest.fixture(scope="session")
def postgres_address() -> Iterator[str]:
    """The address of a database in which tests may make schemas; skips where there is no server to be had."""
    from postgres_server import server

    with server() as address:
        yield address


@pytest.fixture
def postgres_place(postgres_address: str) -> Iterator[str]:
    """The address of a book that is not there yet; its schema is dropped at the end."""
    from postgres_server import schema

    with schema(postgres_address) as place:
        yield place

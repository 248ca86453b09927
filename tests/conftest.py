"""Fixtures of several rooms."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The client library is loaded only by the tests that ask for a server.
# ruff: noqa: PLC0415

# Where a run decides whether a change lands, the same commit must give the same answer; elsewhere each run looks at
# new examples. How long one example takes on a machine that does other work says nothing about the law.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("searching", deadline=None)
settings.load_profile("repeatable" if os.environ.get("CI") else "searching")


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

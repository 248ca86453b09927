"""A book of the samples on disk, and a desk over it that is asked in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from starlette.testclient import TestClient

from pledgebook.web.app import create_app
from pledgebook.workflow.book import open_book
from pledgebook.workflow.demo import sample_sources


def make_sample_book(folder: Path) -> Path:
    """Put all samples into a book."""
    place = folder / "samples.db"
    with open_book(place, create=True) as book:
        book.add_sources(sample_sources())
    return place


@contextmanager
def desk(place: Path) -> Iterator[TestClient]:
    """Open a desk over a book."""
    app = create_app(str(place), author="tester", hosts={"testserver"})
    with TestClient(app, raise_server_exceptions=True) as client:
        yield client

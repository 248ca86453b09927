"""What a page is asked and what it answers, without any server: the desk and the published site share it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import TextLayer
from pledgebook.reports.changes import Changes
from pledgebook.store.codec import Extraction
from pledgebook.web.formats import Locale
from pledgebook.web.links import Links
from pledgebook.web.snapshot import Snapshot

LARGEST_PAGE = 200


class Archive(Protocol):
    """What is looked up in the book itself, because it is too large to be held."""

    def text_layer(self, document: str) -> TextLayer:
        """Return the unaltered text of a document, by its full id."""

    def extraction(self, document: str) -> Extraction | None:
        """Return what the latest extraction found in a document."""

    def learnt(self, statements: Iterable[str]) -> dict[str, datetime]:
        """Return when the book learnt of statements."""

    def changes(self, since: datetime, until: datetime | None) -> Changes:
        """Compare what the book knew at two instants."""


class Query:
    """The pairs behind the question mark of an address, in their order."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs = tuple((name, value) for name, value in pairs if value.strip())

    def get(self, name: str, default: str = "") -> str:
        """Return the last value of a name, without the white space around it."""
        return next((value.strip() for key, value in reversed(self.pairs) if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a name."""
        return tuple(value.strip() for key, value in self.pairs if key == name)

    def number(self, name: str, default: int, *, least: int = 1, most: int = 1_000_000) -> int:
        """Return a whole number (raises UsageFault where the value is none, or out of bounds)."""
        text = self.get(name)
        if not text:
            return default
        if not text.isascii() or not text.isdecimal() or not least <= int(text[:12]) <= most:
            raise UsageFault(f"{name}={text}: not a whole number from {least} to {most}", remedy=f"leave {name} out")
        return int(text)

    def choice(self, name: str, choices: Iterable[str], default: str = "") -> str:
        """Return one of several words (raises UsageFault where the value is none of them)."""
        text, known = self.get(name, default), tuple(choices)
        if text not in {*known, default}:
            raise UsageFault(f"{name}={text}: not known", remedy=f"use one of {', '.join(known)}")
        return text

    def without(self, *names: str) -> tuple[tuple[str, str], ...]:
        """Return the pairs but for some names."""
        return tuple((name, value) for name, value in self.pairs if name not in names)


@dataclass(frozen=True, slots=True)
class Ask:
    """A question to a page.

    Attributes:
        snapshot: The book as it is shown.
        query: What the address adds.
        names: The parts of the path that are names.
        links: Where other pages are.
        locale: How figures and dates are written.
        archive: Texts.
    """

    snapshot: Snapshot
    query: Query
    names: Mapping[str, str]
    links: Links
    locale: Locale
    archive: Archive


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: a template and its values.

    Attributes:
        template: File name of the template.
        title: What the page is called.
        values: What the template shows.
        here: The part of the desk that it belongs to, as the menu names it.
    """

    template: str
    title: str
    values: Mapping[str, Any] = field(default_factory=dict)
    here: str = ""


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a long list.

    Attributes:
        items: What is on it.
        total: How many there are in all.
        number: Which page, from 1.
        size: How many on a page.
    """

    items: tuple[Any, ...]
    total: int
    number: int
    size: int

    @property
    def pages(self) -> int:
        """How many pages there are; one of nothing."""
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        """The place of the first item, from 1; 0 of nothing."""
        return (self.number - 1) * self.size + 1 if self.items else 0

    @property
    def last(self) -> int:
        """The place of the last item."""
        return self.first + len(self.items) - 1 if self.items else 0


def cut(items: Iterable[Any], query: Query, size: int = 50) -> Slice:
    """Cut the asked page out of a list (raises UsageFault where page or size are no such numbers)."""
    listed = tuple(items)
    asked = query.number("size", size, most=LARGEST_PAGE)
    number = min(query.number("page", 1), max(1, -(-len(listed) // asked)))
    return Slice(listed[(number - 1) * asked : number * asked], len(listed), number, asked)

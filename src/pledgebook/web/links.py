"""Where things are: the addresses of pages on a served desk; the published site has its own."""

from collections.abc import Iterable
from typing import Protocol
from urllib.parse import quote, urlencode

Pairs = Iterable[tuple[str, str]]


class Links(Protocol):
    """Addresses of pages, as templates and pictures write them."""

    def page(self, name: str) -> str:
        """Return the address of a page by its path, "flows" or "" for the overview."""

    def flow(self, name: str) -> str:
        """Return the address of a flow."""

    def check(self, name: str) -> str:
        """Return the address of an asserted total."""

    def document(self, name: str, statement: str = "") -> str:
        """Return the address of a document, or of a statement in it."""

    def funder(self, code: str) -> str:
        """Return the address of a funder, or of several joint ones."""

    def mechanism(self, slug: str) -> str:
        """Return the address of a mechanism."""

    def flows(self, **filters: str) -> str:
        """Return the address of the flows that pass some filters."""

    def explain(self, target: str) -> str:
        """Return the address of the explanation of a figure or an id."""

    def asset(self, name: str) -> str:
        """Return the address of a style sheet, script or picture of ours."""

    def picture(self, name: str, form: str) -> str:
        """Return the address of a picture as a file: svg, csv."""

    def turn(self, pairs: Pairs, **changes: str) -> str:
        """Return the address of this page with some of its pairs changed; an empty value takes one out."""


class DeskLinks:
    """Addresses on a served desk; the clocks go along from page to page.

    Args:
        clocks: The pairs that carry them.
    """

    def __init__(self, clocks: Pairs = ()) -> None:
        self._clocks = tuple(clocks)

    def _at(self, path: str, pairs: Pairs = (), anchor: str = "") -> str:
        query = urlencode([*((name.replace("_", "-"), value) for name, value in pairs if value), *self._clocks])
        return f"/{path}" + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")

    def page(self, name: str) -> str:
        """Return the address of a page by its path."""
        return self._at(name)

    def flow(self, name: str) -> str:
        """Return the address of a flow."""
        return self._at(f"flows/{quote(name, safe='')}")

    def check(self, name: str) -> str:
        """Return the address of an asserted total."""
        return self._at(f"checks/{quote(name, safe='')}")

    def document(self, name: str, statement: str = "") -> str:
        """Return the address of a document, or of a statement in it."""
        return self._at(f"documents/{quote(name[:16], safe='')}", [("at", statement)], anchor=statement)

    def funder(self, code: str) -> str:
        """Return the address of a funder, or of several joint ones."""
        return self._at(f"funders/{quote(code or 'unknown', safe='+')}")

    def mechanism(self, slug: str) -> str:
        """Return the address of a mechanism."""
        return self._at(f"mechanisms/{quote(slug or 'none', safe='')}")

    def flows(self, **filters: str) -> str:
        """Return the address of the flows that pass some filters."""
        return self._at("flows", filters.items())

    def explain(self, target: str) -> str:
        """Return the address of the explanation of a figure or an id."""
        return self._at("explain", [("target", target)])

    def asset(self, name: str) -> str:
        """Return the address of a style sheet or script of ours."""
        return f"/static/{name}"

    def picture(self, name: str, form: str) -> str:
        """Return the address of a picture as a file."""
        return self._at(f"pictures/{name}.{form}")

    def turn(self, pairs: Pairs, **changes: str) -> str:
        """Return the address of this page with some of its pairs changed; an empty value takes one out."""
        names = {name.replace("_", "-") for name in changes}
        kept = [(name, value) for name, value in pairs if name not in names]
        added = [(name.replace("_", "-"), value) for name, value in changes.items() if value]
        return "?" + urlencode([*kept, *added, *self._clocks])

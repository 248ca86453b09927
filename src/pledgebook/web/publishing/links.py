"""Addresses in a folder of files: relative, so that the site opens wherever it is put."""

import re
from urllib.parse import quote

from pledgebook.model.identity import digest
from pledgebook.web.links import Pairs

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


def file_of(name: str) -> str:
    """Return a file name for a code or slug: the same for the same, safe on every disk."""
    plain = name.replace("+", "_")
    if _PLAIN.fullmatch(plain) and plain == plain.strip("."):
        return plain
    return f"x-{digest(name.encode())[:16]}"


class SiteLinks:
    """Addresses as a page of the site writes them.

    Args:
        path: Of the page, from the root of the site: "flows/f-1.html".
        pages: Names of what has a page of its own: those of funders and mechanisms, and stages.
    """

    def __init__(self, path: str, pages: frozenset[str] = frozenset()) -> None:
        self.path = path
        self._root = "../" * path.count("/")
        self._pages = pages

    def _at(self, path: str, anchor: str = "") -> str:
        return self._root + quote(path) + (f"#{anchor}" if anchor else "")

    def page(self, name: str) -> str:
        """Return the address of a page by its path."""
        return self._at(f"{name or 'index'}.html")

    def flow(self, name: str) -> str:
        """Return the address of a flow."""
        return self._at(f"flows/{file_of(name)}.html")

    def check(self, name: str) -> str:
        """Return the address of an asserted total."""
        return self._at(f"checks/{file_of(name)}.html")

    def document(self, name: str, statement: str = "") -> str:
        """Return the address of a document, or of a quote of it."""
        return self._at(f"documents/{name[:16]}.html", statement)

    def funder(self, code: str) -> str:
        """Return the address of a funder, or of several joint ones."""
        return self._at(f"funders/{file_of(code or 'unknown')}.html")

    def mechanism(self, slug: str) -> str:
        """Return the address of a mechanism."""
        return self._at(f"mechanisms/{file_of(slug or 'none')}.html")

    def flows(self, **filters: str) -> str:
        """Return the page that comes nearest to some filters: of a stage, a funder, a mechanism, else all flows."""
        asked = {name.replace("_", "-"): value for name, value in filters.items() if value}
        if set(asked) - {"sort"} in ({"stage"}, {"from-stage"}):
            kind = "stage" if "stage" in asked else "from-stage"
            return self._at(f"stages/{'further-' if kind == 'from-stage' else ''}{asked[kind]}.html")
        anchor = f"stage-{asked['stage']}" if "stage" in asked else ""
        if f"funders/{asked.get('funders')}" in self._pages:
            return self._at(f"funders/{file_of(asked['funders'])}.html", anchor)
        if f"mechanisms/{asked.get('mechanism')}" in self._pages:
            return self._at(f"mechanisms/{file_of(asked['mechanism'])}.html", anchor)
        return self._at("flows.html")

    def explain(self, target: str) -> str:
        """Return the address of the list of flows: a site of files cannot be asked."""
        return self._at("flows.html" if target else "index.html")

    def asset(self, name: str) -> str:
        """Return the address of a style sheet or script of ours."""
        return self._at(f"static/{name}")

    def picture(self, name: str, form: str) -> str:
        """Return the address of a picture as a file."""
        return self._at(f"pictures/{name}.{form}")

    def turn(self, pairs: Pairs, **changes: str) -> str:
        """Return the address of another page of the same list."""
        number = changes.get("page", "")
        name = self.path.rpartition("/")[2].removesuffix(".html")
        base = re.sub(r"-p\d+$", "", name) or next((value for _, value in pairs), name)
        return f"{quote(base)}.html" if number in {"", "1"} else f"{quote(base)}-p{number}.html"

"""pledgebook: who promised what to whom, what has really moved, and which sentence says so."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pledgebook.workflow.book import Book, open_book
    from pledgebook.workflow.extracting import extract

__all__ = ["Book", "extract", "open_book"]

# Public name → the module it lives in. Loaded when first asked for, so that `pledgebook --help` and the import of
# one room do not load all the others.
_HOMES = {
    "Book": "pledgebook.workflow.book",
    "extract": "pledgebook.workflow.extracting",
    "open_book": "pledgebook.workflow.book",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401  the type of a public name is the one TYPE_CHECKING shows
    """Load a public name from its home."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pledgebook' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return sorted(__all__)

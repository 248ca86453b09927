"""The style sheets and scripts of the desk: read once from the package, served by name; no path leads to the disk."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from pledgebook.model.identity import digest

KINDS = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file.

    Attributes:
        body: Its bytes.
        kind: Its media type.
        tag: Names its content.
    """

    body: bytes
    kind: str
    tag: str


@cache
def static_files() -> Mapping[str, StaticFile]:
    """Return every file by its name."""
    found: dict[str, StaticFile] = {}
    for entry in sorted((resources.files("pledgebook.web") / "static").iterdir(), key=lambda entry: entry.name):
        kind = KINDS.get("." + entry.name.rpartition(".")[2])
        if kind is not None:
            body = entry.read_bytes()
            found[entry.name] = StaticFile(body, kind, digest(body)[:16])
    return MappingProxyType(found)

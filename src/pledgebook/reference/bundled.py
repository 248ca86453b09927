"""Reading of the bundled reference files; each is read once."""

import json
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from pledgebook.errors import ReferenceFault

_DATA = "pledgebook.reference"


def read_text(path: str) -> str:
    """Return a bundled file's text; `path` is relative to reference/data, with forward slashes.

    Raises:
        ReferenceFault: The file is missing or not UTF-8.
    """
    place = files(_DATA).joinpath("data", *path.split("/"))
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise ReferenceFault(f"reference data missing: {path}", remedy="install pledgebook again") from fault


def exists(path: str) -> bool:
    """Tell whether a bundled file is there (a language may lack some)."""
    return files(_DATA).joinpath("data", *path.split("/")).is_file()


@cache
def read_toml(path: str) -> Mapping[str, Any]:
    """Return a bundled TOML file as a tree.

    Raises:
        ReferenceFault: The file is missing or no TOML.
    """
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as fault:
        raise ReferenceFault(f"reference data broken: {path}: {fault}", remedy="install pledgebook again") from fault


@cache
def read_json(path: str) -> Mapping[str, Any]:
    """Return a bundled JSON file as a tree.

    Raises:
        ReferenceFault: The file is missing or no JSON object.
    """
    try:
        tree = json.loads(read_text(path))
    except json.JSONDecodeError as fault:
        raise ReferenceFault(f"reference data broken: {path}: {fault}", remedy="install pledgebook again") from fault
    if not isinstance(tree, dict):
        raise ReferenceFault(f"reference data broken: {path}: not an object", remedy="install pledgebook again")
    return tree

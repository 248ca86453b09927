"""Languages as data: one folder per tag under data/languages, one TOML file per finder."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pledgebook.errors import ReferenceFault

UNDETERMINED = "und"  # BCP 47: what holds in every language (signs, codes, ISO dates)
_ALIASES = {"nb": "no", "nn": "no"}


def _root() -> Traversable:
    return files("pledgebook.reference") / "data" / "languages"


@cache
def language_tags() -> tuple[str, ...]:
    """Return the tags that have a folder, sorted, without "und"."""
    return tuple(sorted(entry.name for entry in _root().iterdir() if entry.is_dir() and entry.name != UNDETERMINED))


@cache
def resolve_language(tag: str) -> str:
    """Return the folder that serves a BCP 47 tag: its own, that of its primary tag, else "und"."""
    primary = tag.replace("_", "-").split("-")[0].lower()
    primary = _ALIASES.get(primary, primary)
    return primary if primary in language_tags() else UNDETERMINED


@cache
def load_lexicon(tag: str, part: str) -> Mapping[str, Any]:
    """Read data/languages/<tag>/<part>.toml; empty where the language has no such file.

    Args:
        tag: BCP 47 tag; unknown ones are served by "und".
        part: Name of the file without its ending: "sums", "dates", "goods", …

    Raises:
        ReferenceFault: The file is no TOML.
    """
    path = _root() / resolve_language(tag) / f"{part}.toml"
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ReferenceFault(f"language data {tag}/{part}.toml cannot be read: {fault}") from fault


def words(lexicon: Mapping[str, Any], *keys: str) -> tuple[str, ...]:
    """Return the list of words under a path of keys; empty where there is none."""
    node: Any = lexicon
    for key in keys:
        if not isinstance(node, Mapping) or key not in node:
            return ()
        node = node[key]
    return tuple(str(word) for word in node)


def table(lexicon: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """Return the table under a path of keys; empty where there is none."""
    node: Any = lexicon
    for key in keys:
        node = node.get(key, {}) if isinstance(node, Mapping) else {}
    return node if isinstance(node, Mapping) else {}


def entries(lexicon: Mapping[str, Any], *keys: str) -> Iterator[tuple[str, str]]:
    """Yield (word, meaning) of a table that maps a meaning to its words: EUR = ["euro", "euros"]."""
    for meaning, listed in table(lexicon, *keys).items():
        for word in listed:
            yield str(word), meaning

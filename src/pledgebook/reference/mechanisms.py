"""Mechanisms and instruments of support by slug, and what a language calls them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from pledgebook.errors import UsageFault
from pledgebook.reference.bundled import read_toml
from pledgebook.reference.languages import UNDETERMINED, load_lexicon


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A mechanism or instrument.

    Attributes:
        slug: Its short name in the book ("danish-model").
        title: Its name for people.
        description: One sentence.
        funders: Party codes where the mechanism itself fixes who pays.
        recipients: Party codes where the mechanism itself fixes who receives.
        since: Year or month it exists since; empty when it is no single programme.
        source: Where the facts are told; empty for our own coding.
    """

    slug: str
    title: str
    description: str
    funders: tuple[str, ...]
    recipients: tuple[str, ...]
    since: str
    source: str


@dataclass(frozen=True, slots=True)
class MechanismLexicon:
    """What a language calls the mechanisms.

    Attributes:
        names: Slug by wording.
        weak: Slug by wording, for wordings that count only where the mechanism has its strong name in the text.
        needs: For a wording: words of which one must stand in the text.
        patterns: Slug and expression for paraphrases, in order.
        gates: For a slug: its patterns are worth a search only where each of these groups has a word in the paragraph.
    """

    names: Mapping[str, str]
    weak: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]
    patterns: tuple[tuple[str, str], ...]
    gates: Mapping[str, tuple[tuple[str, ...], ...]]


@cache
def mechanisms() -> Mapping[str, Mechanism]:
    """Return every known mechanism by slug."""
    return MappingProxyType(
        {
            slug: Mechanism(
                slug=slug,
                title=row["title"],
                description=row["description"],
                funders=tuple(row.get("funders", ())),
                recipients=tuple(row.get("recipients", ())),
                since=row.get("since", ""),
                source=row.get("source", ""),
            )
            for slug, row in read_toml("mechanisms.toml").items()
        }
    )


def mechanism(slug: str) -> Mechanism:
    """Return a mechanism by its slug.

    Raises:
        UsageFault: There is no such slug.
    """
    found = mechanisms().get(slug)
    if found is None:
        raise UsageFault(f"no mechanism has the slug {slug!r}", remedy="see docs/reference-data.md for the slugs")
    return found


@cache
def mechanism_lexicon(language: str) -> MechanismLexicon:
    """Load what a language calls the mechanisms, with the proper names that are the same in every language."""
    data = load_lexicon(language, "mechanisms")
    parts: Mapping[str, str] = data.get("parts", {})
    everywhere = load_lexicon(UNDETERMINED, "mechanisms").get("names", {})
    return MechanismLexicon(
        names=MappingProxyType(_by_wording(everywhere) | _by_wording(data.get("names", {}))),
        weak=MappingProxyType(_by_wording(data.get("weak", {}))),
        needs=MappingProxyType({word: tuple(needed) for word, needed in data.get("needs", {}).items()}),
        patterns=tuple(
            (slug, _fill(pattern, parts)) for slug, listed in data.get("patterns", {}).items() for pattern in listed
        ),
        gates={slug: tuple(tuple(group) for group in groups) for slug, groups in data.get("gates", {}).items()},
    )


def _by_wording(section: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for slug, wordings in section.items():
        for wording in wordings:
            found.setdefault(wording, slug)
            found.setdefault(wording[:1].upper() + wording[1:], slug)
    return found


def _fill(pattern: str, parts: Mapping[str, str]) -> str:
    # str.format would stumble over the braces of repetitions
    for _ in range(2):  # a part may name another part
        for name, part in parts.items():
            pattern = pattern.replace("{" + name + "}", part)
    return pattern

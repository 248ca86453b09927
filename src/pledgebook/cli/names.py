"""Names for people: parties by name, lists joined."""

from collections.abc import Sequence
from pathlib import PurePath

from pledgebook.errors import UsageFault
from pledgebook.model.evidence import Document
from pledgebook.model.when import PartialDate
from pledgebook.reference.parties import party_name


def funders_text(codes: Sequence[str]) -> str:
    """Name funders: "Denmark + European Union"; "unnamed" where no source names one."""
    return " + ".join(party_text(code) for code in codes) or "unnamed"


def party_text(code: str) -> str:
    """Name a party; a code that the reference data lacks stands for itself, and "unknown" for a party nobody names."""
    if code == "unknown":
        return "unnamed"
    try:
        return party_name(code)
    except UsageFault:
        return code


def date_text(day: PartialDate | None) -> str:
    """Write a date with its precision; "undated" where there is none."""
    return "undated" if day is None else str(day)


def counted(count: int, noun: str) -> str:
    """Write a count with its noun: "1 flow", "3 flows"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def document_text(document: Document) -> str:
    """Name a document: its title, else the last part of the name it came under."""
    return document.title or PurePath(document.name).name


def short_id(identity: str) -> str:
    """Shorten a document digest; ids of statements, flows and entries are short already."""
    return identity[:12] if len(identity) > 24 else identity  # noqa: PLR2004  longer than any of our own ids

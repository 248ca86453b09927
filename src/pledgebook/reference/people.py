"""Heads of state and government, ministers and heads of organisations, with their time in office."""

from dataclasses import dataclass
from functools import cache

from pledgebook.model.when import PartialDate
from pledgebook.reference.bundled import read_toml


@dataclass(frozen=True, slots=True)
class Person:
    """One term in one office.

    Attributes:
        name: Full name as news texts write it.
        surname: The name texts use alone.
        code: Party code the person speaks for.
        office: The office, in English, in lower case.
        since: Start of the term.
        until: End of the term; None when in office at the last review.
        distinctive: True where the surname alone names nobody else.
    """

    name: str
    surname: str
    code: str
    office: str
    since: PartialDate
    until: PartialDate | None
    distinctive: bool


@cache
def people() -> tuple[Person, ...]:
    """Return the table of people, in the order of the file."""
    return tuple(_person(row) for row in read_toml("people.toml")["people"])


def _person(row: str) -> Person:
    name, code, office, since, until = (cell.strip() for cell in row.split("|"))
    plain = name.replace("*", "")
    return Person(
        name=plain,
        surname=_surname(plain),
        code=code,
        office=office,
        since=PartialDate.parse(since),
        until=PartialDate.parse(until) if until else None,
        distinctive="*" not in name,
    )


def _surname(name: str) -> str:
    """Return the last word with the particles before it ("von der Leyen", "De Wever")."""
    words = name.split()
    first = len(words) - 1
    while first > 1 and words[first - 1].lower() in {"von", "der", "van", "de", "den"}:
        first -= 1
    return " ".join(words[first:])

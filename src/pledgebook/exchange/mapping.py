"""Field mappings as data: what each field of a foreign format becomes here or comes from, and what is lost on the way.

`docs/mapping.md` is written from them (tools/write_docs.py, `exchange.mappings`), so page and program cannot part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """Which way a mapping reads."""

    INCOMING = "in"
    OUTGOING = "out"


@dataclass(frozen=True, slots=True)
class FieldMapping:
    """One field of a foreign format and its place here.

    Attributes:
        theirs: The field as the format names it: a column header, an XML path, a JSON path.
        ours: The field of our model ("statement.date"); empty for a field that has no place here.
        note: The rule of translation; empty when the value is taken as it is.
        lost: What does not survive; empty when nothing is lost.
    """

    theirs: str
    ours: str
    note: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class FormatMapping:
    """All fields of one format in one direction.

    Attributes:
        name: Key of the format in the registry of its direction.
        title: The format for people, with its version.
        direction: In or out.
        fields: In the order of the format.
        lost: What the format as a whole cannot say or we do not keep, one sentence each.
    """

    name: str
    title: str
    direction: Direction
    fields: tuple[FieldMapping, ...]
    lost: tuple[str, ...] = ()


_HEAD = """# What maps to what

Written by `make docs` from the tables in `src/pledgebook/exchange`. For each format, field by field: its place here,
the rule of translation, and what is lost. How to import and export is told in [exchange](exchange.md).
"""

_TITLES = {Direction.INCOMING: "In", Direction.OUTGOING: "Out"}


def render_mapping_page(mappings: Iterable[FormatMapping]) -> str:
    """Write the page of all mappings: incoming formats first, each in the order given."""
    every = tuple(mappings)
    lines = [_HEAD]
    for direction, title in _TITLES.items():
        chosen = [mapping for mapping in every if mapping.direction is direction]
        if chosen:
            lines.append(f"## {title}\n")
        for mapping in chosen:
            lines += _section(mapping)
    return "\n".join(lines).rstrip() + "\n"


def _section(mapping: FormatMapping) -> list[str]:
    theirs, ours = ("theirs", "here") if mapping.direction is Direction.INCOMING else ("written as", "from")
    lines = [f"### {mapping.title} (`{mapping.name}`)\n", f"| {theirs} | {ours} | rule | lost |", "|---|---|---|---|"]
    lines += [
        f"| {_cell(f'`{field.theirs}`')} | {_cell(f'`{field.ours}`' if field.ours else '–')} | {_cell(field.note)}"
        f" | {_cell(field.lost)} |"
        for field in mapping.fields
    ]
    if mapping.lost:
        lines.append("\nLost as a whole:\n")
        lines += [f"- {sentence}" for sentence in mapping.lost]
    return [*lines, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")

"""What a table's columns are: a small mapping in TOML in, checked values out; and a proposal for a table unseen."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.cells import Cell, CellFault, date_of, figure_of, text_of
from pledgebook.exchange.incoming.contract import normal
from pledgebook.exchange.incoming.parties import find_code
from pledgebook.model.stage import Stage
from pledgebook.reference.currencies import is_currency

Test = Callable[[Cell], bool]


@dataclass(frozen=True, slots=True)
class Target:
    """One field that a column can fill.

    Attributes:
        name: As the mapping file names it.
        ours: What it becomes.
        words: Words of headers that suggest it, the more telling first.
        note: The rule of translation.
    """

    name: str
    ours: str
    words: tuple[str, ...]
    note: str = ""


TARGETS = (
    Target(
        "identifier", "coded.identifier", ("grant id", "identifier", "reference", "ref", "id"), "else the row number"
    ),
    Target("whole", "coded.whole", ("parent", "programme", "package"), "identifier of the money that it is inside of"),
    Target(
        "donors", "statement.donors", ("donor", "funder", "giver", "source organisation", "from"), "split at ; and +"
    ),
    Target("recipients", "statement.recipients", ("recipient", "beneficiary", "country", "to"), "split at ; and +"),
    Target("amount", "statement.amount", ("amount", "value", "sum", "total", "best"), "times the scale"),
    Target("currency", "amount.unit", ("currency", "unit", "ccy"), "ISO 4217; item: and a name is a count of goods"),
    Target("date", "statement.date", ("date", "announced", "day", "reached"), "ISO, or month/day/year"),
    Target("stage", "statement.stage", ("stage", "status", "measure"), "our words, or by the table [stages]"),
    Target("purpose", "statement.purpose", ("purpose", "title", "description", "project", "sector")),
    Target("actor", "statement.implementing_actor", ("implement", "channel", "through", "agency")),
    Target("mechanism", "statement.mechanism", ("mechanism", "scheme")),
    Target("tranche", "statement.tranche", ("tranche",)),
    Target("period", "statement.period", ("period", "year"), "a year, or first-last"),
    Target("item", "statement.items", ("item", "goods")),
    Target("count", "statement.items", ("count", "quantity", "units", "number")),
)
_NAMES = frozenset(target.name for target in TARGETS)
_CONSTANTS = _NAMES - {"identifier", "amount", "count"}
_TABLES = frozenset(("columns", "constants", "stages", "coder", "scale", "sheet"))
_SAMPLE = 200
_MOST = 0.8


@dataclass(frozen=True, slots=True)
class TableMapping:
    """Which column is what.

    Attributes:
        columns: Field to header.
        constants: Field to a value that all rows share.
        stages: The table's words, in lower case, to stages.
        coder: Who coded it; empty for the caller's or the file's name.
        scale: What an amount of 1 is.
        sheet: Name of the sheet; empty for the first.
    """

    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    stages: Mapping[str, Stage] = field(default_factory=dict)
    coder: str = ""
    scale: Decimal = Decimal(1)
    sheet: str = ""


def parse_mapping(text: str) -> TableMapping:
    """Read a mapping file.

    Raises:
        UsageFault: It is no TOML, names unknown fields or stages, or tells neither amount nor item.
    """
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise UsageFault(f"the mapping is no TOML: {fault}", remedy="docs/exchange.md shows one") from fault
    _refuse("entries", set(tree) - _TABLES, _TABLES)
    columns, constants = _texts(tree, "columns"), _texts(tree, "constants")
    _refuse("columns", set(columns) - _NAMES, _NAMES)
    _refuse("constants", set(constants) - _CONSTANTS, _CONSTANTS)
    if "amount" not in columns and "item" not in columns:
        raise UsageFault("the mapping names neither an amount nor an item", remedy='put amount = "HEADER" in [columns]')
    if "amount" in columns and not {"currency"} & {*columns, *constants}:
        raise UsageFault("an amount needs its currency", remedy="put currency in [columns] or [constants]")
    stages = {word.strip().casefold(): _stage(name) for word, name in _texts(tree, "stages").items()}
    try:
        scale = Decimal(str(tree.get("scale", 1)))
    except InvalidOperation as fault:
        raise UsageFault(f"scale is no number: {tree['scale']!r}", remedy="scale = 1000000") from fault
    if not scale.is_finite() or scale <= 0:
        raise UsageFault(f"scale must be more than nothing: {scale}", remedy="scale = 1000000")
    return TableMapping(columns, constants, stages, str(tree.get("coder", "")), scale, str(tree.get("sheet", "")))


def _texts(tree: Mapping[str, Any], name: str) -> dict[str, str]:
    table = tree.get(name, {})
    if not isinstance(table, dict):
        raise UsageFault(f"[{name}] is no table", remedy="docs/exchange.md shows a mapping")
    return {str(key): str(value) for key, value in table.items()}


def _refuse(what: str, unknown: set[str], known: frozenset[str]) -> None:
    if unknown:
        named = ", ".join(sorted(unknown))
        raise UsageFault(f"the mapping has unknown {what}: {named}", remedy=f"known are {', '.join(sorted(known))}")


def _stage(name: str) -> Stage:
    try:
        return Stage(name.strip().casefold())
    except ValueError as fault:
        raise UsageFault(
            f"no stage is called {name!r}", remedy=f"stages are {', '.join(stage.value for stage in Stage)}"
        ) from fault


def guess_mapping(names: Sequence[str], rows: Sequence[Sequence[Cell]]) -> str:
    """Propose a mapping for a table: by the words of its headers, held against what its cells are.

    Returns:
        A mapping file; what could not be found stands in it as a comment.
    """
    sample = rows[:_SAMPLE]
    taken: dict[str, int] = {}
    for target in TARGETS:
        fitting = [
            (_rank(target, name), place)
            for place, name in enumerate(names)
            if place not in taken.values() and _rank(target, name) >= 0 and _looks(target.name, place, sample)
        ]
        if fitting:
            taken[target.name] = min(fitting)[1]
    if "currency" not in taken:
        place = next((p for p in range(len(names)) if p not in taken.values() and _looks("currency", p, sample)), None)
        if place is not None:
            taken["currency"] = place
    return _written(names, taken, sample)


def _rank(target: Target, header: str) -> int:
    """Tell how telling the words of a header are, 0 best; -1 when none suggests the field."""
    words = normal(header)
    for rank, word in enumerate(target.words):
        if words == word or re.search(rf"\b{re.escape(word)}s?\b", words):
            return rank
    return -1


def _looks(name: str, place: int, sample: Sequence[Sequence[Cell]]) -> bool:
    """Tell whether most cells of a column can be values of a field."""
    test = _TESTS.get(name)
    cells = [row[place] for row in sample if place < len(row) and text_of(row[place]).strip()]
    if test is None:
        return True
    return bool(cells) and sum(map(test, cells)) >= _MOST * len(cells)


def _reads(read: Callable[[Cell], object]) -> Test:
    def test(cell: Cell) -> bool:
        try:
            read(cell)
        except CellFault:
            return False
        return True

    return test


def _is_unit(cell: Cell) -> bool:
    text = text_of(cell).strip()
    return is_currency(text.upper()) or text.startswith("item:")


_TESTS: Mapping[str, Test] = {
    "amount": _reads(figure_of),
    "count": _reads(figure_of),
    "tranche": _reads(figure_of),
    "date": _reads(date_of),
    "currency": _is_unit,
}


def _written(names: Sequence[str], taken: Mapping[str, int], sample: Sequence[Sequence[Cell]]) -> str:
    lines = ["# A proposal: read it before you use it (docs/exchange.md).", "", "[columns]"]
    for target in TARGETS:
        place = taken.get(target.name)
        example = "" if place is None else next((text_of(row[place]) for row in sample if place < len(row)), "")
        shown = " ".join(example.split())[:40]
        lines.append(
            f'# {target.name} = ""'
            if place is None
            else f"{target.name} = {_quoted(names[place])}  # {shown}".rstrip("# ")
        )
    left = [name for place, name in enumerate(names) if place not in taken.values() and name.strip()]
    if left:
        lines += ["", f"# not used: {'; '.join(' '.join(name.split()) for name in left)}"]
    lines += ["", "[constants]"]
    lines += [f'# {name} = ""' for name in ("donors", "recipients", "currency", "stage") if name not in taken]
    lines += ["", "[stages]", *_stage_lines(taken, sample)]
    return "\n".join(lines) + "\n"


def _stage_lines(taken: Mapping[str, int], sample: Sequence[Sequence[Cell]]) -> list[str]:
    """List the words of the column of stages with the stage that they look like."""
    if "stage" not in taken:
        return []
    place = taken["stage"]
    words = Counter(text_of(row[place]).strip() for row in sample if place < len(row))
    return [f"{_quoted(word)} = {_quoted(_likely(word))}" for word in sorted(filter(None, words))]


_LIKELY = (
    ("cancel", Stage.CANCELLED),
    ("deliver", Stage.DELIVERED),
    ("contract", Stage.CONTRACTED),
    ("disburs", Stage.DISBURSED),
    ("paid", Stage.DISBURSED),
    ("transfer", Stage.DISBURSED),
    ("alloc", Stage.ALLOCATED),
    ("pledg", Stage.PLEDGED),
    ("announc", Stage.PLEDGED),
    ("propos", Stage.PROPOSED),
    ("plan", Stage.PROPOSED),
    ("signed", Stage.SIGNED),
)


def _likely(word: str) -> str:
    folded = word.casefold()
    return next((stage.value for part, stage in _LIKELY if part in folded), Stage.COMMITTED.value)


def _quoted(text: str) -> str:
    escaped = (
        text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
    )
    return f'"{escaped}"'


def splits(text: str) -> tuple[str, ...]:
    """Split a cell of parties at semicolons and plus signs; each as code where it is known."""
    parts = (part.strip() for part in re.split(r"[;+]", text))
    return tuple(sorted({find_code(part) or part for part in parts if part}))

"""Questions for parts of projections, answered from rows in memory: the meaning that every engine has to keep to."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from pledgebook.store.asking import (
    Asked,
    Cell,
    Condition,
    Order,
    Page,
    Relation,
    Tallied,
    check_asked,
    check_tally,
    link_of,
    lowered,
)
from pledgebook.store.projections import value_of
from pledgebook.store.tables import Projection, Row

Value = TypeVar("Value")

# Rows of a table by its name.
Rows = Callable[[str], Sequence[Row]]


def find_rows(rows: Rows, projection: Projection[Value], asked: Asked) -> Page[Value]:
    """Find a page of values."""
    check_asked(projection, asked)
    found = matching(rows, projection, asked.where)
    table = projection.tables[0]
    found.sort(key=table.key)
    for order in reversed(asked.order):
        found.sort(key=_sorting(rows, projection, order), reverse=order.falling)
    end = None if asked.limit is None else asked.offset + asked.limit
    return Page(tuple(value_of(projection, row) for row in found[asked.offset : end]), len(found))


def tally_rows(
    rows: Rows, projection: Projection[Any], by: Sequence[str], where: Sequence[Condition], add: str
) -> tuple[Tallied, ...]:
    """Count rows by columns."""
    check_tally(projection, by, where, add)
    columns = projection.tables[0].columns
    places = [columns.index(column) for column in by]
    counts: dict[tuple[Cell, ...], list[int]] = {}
    for row in matching(rows, projection, where):
        count = counts.setdefault(tuple(row[place] for place in places), [0, 0])
        count[0] += 1
        count[1] += int(row[columns.index(add)] or 0) if add else 0
    if not by and not counts:
        counts[()] = [0, 0]
    return in_order(Tallied(cells, count, added) for cells, (count, added) in counts.items())


def in_order(tallied: Iterable[Tallied]) -> tuple[Tallied, ...]:
    """Sort counts by their cells, empty ones first."""

    def key(one: Tallied) -> list[tuple[bool, int, str]]:
        return [(cell is not None, cell if isinstance(cell, int) else 0, str(cell)) for cell in one.cells]

    return tuple(sorted(tallied, key=key))


def matching(rows: Rows, projection: Projection[Any], where: Iterable[Condition]) -> list[Row]:
    """Return the rows of a projection's first table that fit all conditions."""
    table = projection.tables[0]
    found = list(rows(table.name))
    for condition in where:
        link = link_of(projection, condition.column)
        if link is None:
            place = table.columns.index(condition.column)
            found = [row for row in found if fits(condition, row[place])]
        else:
            owners = _owners(rows, projection, condition, link[0])
            found = [row for row in found if row[0] in owners]
    return found


def _owners(rows: Rows, projection: Projection[Any], condition: Condition, name: str) -> Collection[Cell]:
    link = next(table for table in projection.tables if table.name == name)
    place = link.columns.index(condition.column)
    return {row[0] for row in rows(name) if fits(condition, row[place])}


def fits(condition: Condition, cell: Cell) -> bool:
    """Tell whether a cell is as a condition asks."""
    return _FITS[condition.relation](cell, condition.values)


_FITS: Mapping[Relation, Callable[[Any, tuple[Any, ...]], bool]] = {
    Relation.IS: lambda cell, values: cell in values,
    Relation.NOT: lambda cell, values: cell not in values,
    Relation.HAS: lambda cell, values: cell is not None and any(str(value) in cell.split("+") for value in values),
    Relation.HOLDS: lambda cell, values: cell is not None and lowered(str(values[0])) in lowered(cell),
    Relation.BEGINS: lambda cell, values: cell is not None and cell.startswith(values[0]),
    Relation.FROM: lambda cell, values: cell is not None and cell >= values[0],
    Relation.TO: lambda cell, values: cell is not None and cell <= values[0],
    Relation.EMPTY: lambda cell, values: cell is None,  # noqa: ARG005  one form for all
    Relation.FILLED: lambda cell, values: cell is not None,  # noqa: ARG005  one form for all
    Relation.BY: lambda cell, values: cell is None or cell <= values[0],
    Relation.AFTER: lambda cell, values: cell is None or cell > values[0],
}


def _sorting(rows: Rows, projection: Projection[Any], order: Order) -> Callable[[Row], Any]:
    for beside in projection.beside:
        if beside.order == order.column:
            cells = {row[0]: row[1] for row in rows(beside.table)}
            return lambda row: cells.get(row[0], -(2**62))
    place = projection.tables[0].columns.index(order.column)
    return lambda row: row[place]

"""Questions to a store for a part of a projection: filtered, sorted, page by page, or counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pledgebook.errors import UsageFault
from pledgebook.store.tables import Projection

Value = TypeVar("Value")
Cell = str | int | None


class Relation(StrEnum):
    """What a condition asks of a column. Texts are compared by code point."""

    IS = "is"  # one of the values
    NOT = "not"  # none of the values
    HAS = "has"  # codes joined by "+" with one of the values among them
    HOLDS = "holds"  # the value within the text, capital letters of ASCII or not
    BEGINS = "begins"  # the text begins with the value
    FROM = "from"  # at least the value
    TO = "to"  # at most the value
    EMPTY = "empty"  # no cell; without values
    FILLED = "filled"  # a cell; without values
    BY = "by"  # at most the value, or empty
    AFTER = "after"  # more than the value, or empty


_WITHOUT_VALUES = frozenset({Relation.EMPTY, Relation.FILLED})
_SEVERAL_VALUES = frozenset({Relation.IS, Relation.NOT, Relation.HAS})


@dataclass(frozen=True, slots=True)
class Condition:
    """What a row must be like to be found.

    Attributes:
        column: Of the projection's first table, or of one of those that link it to others: flows by "statement".
        relation: What is asked.
        values: One, for IS, NOT and HAS any number, for EMPTY and FILLED none.
    """

    column: str
    relation: Relation
    values: tuple[str | int, ...] = ()


def any_of(column: str, *values: str | int) -> Condition:
    """Ask for one of some values."""
    return Condition(column, Relation.IS, values)


def on_day(day: str | None) -> tuple[Condition, ...]:
    """Ask for the shares of a day (YYYY-MM-DD); without one for those of today."""
    if day is None:
        return (Condition("until_day", Relation.EMPTY),)
    return (Condition("first_day", Relation.BY, (day,)), Condition("until_day", Relation.AFTER, (day,)))


@dataclass(frozen=True, slots=True)
class Order:
    """What found values are sorted by; ties fall by the key, rising.

    Attributes:
        column: One of the `orders` of the table, or the name of a `Beside` of the projection.
        falling: From the largest to the least.
    """

    column: str
    falling: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A part of a projection.

    Attributes:
        where: Conditions, all of which hold.
        order: What to sort by; the key for none.
        limit: How many values at most; None for all.
        offset: How many to pass over.
    """

    where: tuple[Condition, ...] = ()
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Page(Generic[Value]):
    """What was found.

    Attributes:
        values: In the order asked for, as many as asked for.
        total: How many there are without limit and offset.
    """

    values: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Tallied:
    """How many rows have the same cells.

    Attributes:
        cells: Of the columns asked for, in their order.
        count: How many.
        added: The sum of the column to be added up; 0 without one.
    """

    cells: tuple[Cell, ...]
    count: int
    added: int


# Any: projections of every type of value.
def link_of(projection: Projection[Any], column: str) -> tuple[str, str] | None:
    """Return the table that links a projection by a column, and its column for the owner; None for an own column.

    Raises:
        UsageFault: The projection has no such column.
    """
    first, *links = projection.tables
    if column in first.columns and column != "body":
        return None
    for table in links:
        if column in table.columns[1:]:
            return table.name, table.columns[0]
    raise UsageFault(
        f"{projection.name} cannot be asked by {column}", remedy=f"Use {', '.join(columns_of(projection))}."
    )


def columns_of(projection: Projection[Any]) -> tuple[str, ...]:
    """Return every column that a projection can be asked by."""
    first, *links = projection.tables
    own = (column for column in first.columns if column != "body")
    return (*own, *(column for table in links for column in table.columns[1:]))


def check_asked(projection: Projection[Any], asked: Asked) -> None:
    """Refuse what cannot be asked (raises UsageFault)."""
    check_conditions(projection, asked.where)
    orders = {*projection.tables[0].orders, *(beside.order for beside in projection.beside)}
    for order in asked.order:
        if order.column not in orders:
            raise UsageFault(
                f"{projection.name} cannot be sorted by {order.column}", remedy=f"Use {', '.join(sorted(orders))}."
            )
    if asked.offset < 0 or (asked.limit is not None and asked.limit < 0):
        raise UsageFault("a page begins and ends at no negative number", remedy="Count from 0.")


def check_conditions(projection: Projection[Any], where: Iterable[Condition]) -> None:
    """Refuse conditions that cannot be asked (raises UsageFault)."""
    for condition in where:
        link_of(projection, condition.column)
        count = len(condition.values)
        if condition.relation in _WITHOUT_VALUES:
            right = count == 0
        else:
            right = condition.relation in _SEVERAL_VALUES or count == 1
        if not right:
            raise UsageFault(f"{condition.relation} does not take {count} values", remedy="Mend the condition.")


def check_tally(projection: Projection[Any], by: Iterable[str], where: Iterable[Condition], add: str) -> None:
    """Refuse a count that cannot be made (raises UsageFault)."""
    check_conditions(projection, where)
    for column in (*by, *((add,) if add else ())):
        if link_of(projection, column) is not None:
            raise UsageFault(f"{projection.name} is not counted by {column}", remedy="Use a column of its own.")


def lowered(text: str) -> str:
    """Turn capital letters of ASCII into small ones, as every engine does it alike."""
    return text.translate(_SMALL)


_SMALL: Mapping[int, int] = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def in_batches(keys: Sequence[Value], size: int) -> Iterator[Sequence[Value]]:
    """Cut a sequence into pieces of at most so many."""
    return (keys[start : start + size] for start in range(0, len(keys), size))

"""What a projection is in terms of tables: typed columns, keys, what can be sorted by, and how values become rows."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")
Row = tuple[str | int | None, ...]
Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a projection.

    Attributes:
        name: As in the database.
        columns: In order; the first ones are the primary key.
        key_columns: How many.
        orders: Columns that its rows can be sorted by: those that are never empty.
    """

    name: str
    columns: tuple[str, ...]
    key_columns: int
    orders: tuple[str, ...] = ()

    def key(self, row: Row) -> Key:
        """Return the primary key of a row."""
        return row[: self.key_columns]  # type: ignore[return-value]  # no column of a key is ever empty


@dataclass(frozen=True, slots=True)
class Beside:
    """A column of another projection that values can be sorted by, too.

    Attributes:
        order: The name of the order.
        table: The other table; its first column is the key of the first.
        column: What is sorted by.
    """

    order: str
    table: str
    column: str


@dataclass(frozen=True, slots=True)
class Projection(Generic[Value]):
    """A kind of projected value: its tables and how a value becomes rows.

    Attributes:
        name: Of the projection and of the field of `Projections` that holds its values.
        value_type: What `body` decodes to.
        tables: The first has a row for each value, with the whole value in the column `body`, its last, unless `read`
            is given.
        rows: Turns a value into (table name, row) pairs.
        read: Turns a row of the first table back into its value; None where that is decoded from `body`.
        beside: What values can be sorted by that lies in other tables.
    """

    name: str
    value_type: type[Value]
    tables: tuple[Table, ...]
    rows: Callable[[Value], Iterable[tuple[str, Row]]]
    read: Callable[[Row], Value] | None = None
    beside: tuple[Beside, ...] = ()

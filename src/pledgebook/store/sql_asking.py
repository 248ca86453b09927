"""Questions for parts of projections as portable SQL: names are checked before, values are parameters."""

# ruff: noqa: S608  the names of tables and columns are our own, values are always parameters

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pledgebook.store.asking import Asked, Condition, Order, Relation, link_of, lowered
from pledgebook.store.sql import halves, value_columns
from pledgebook.store.tables import Projection

_COMPARED = {
    Relation.FROM: "{column} >= ?",
    Relation.TO: "{column} <= ?",
    Relation.EMPTY: "{column} IS NULL",
    Relation.FILLED: "{column} IS NOT NULL",
    Relation.BY: "({column} IS NULL OR {column} <= ?)",
    Relation.AFTER: "({column} IS NULL OR {column} > ?)",
}
MOST = 2**62
_LAST = "\U0010ffff"  # no text has it, and every text with a beginning lies before that beginning and this


@dataclass(frozen=True, slots=True)
class Query:
    """A query and its values."""

    text: str
    values: tuple[str | int, ...]


# Any: projections of every type of value.
def query_keys(projection: Projection[Any], asked: Asked) -> Query:
    """Find the keys of a page: from narrow indexes, without touching the wide rows."""
    table = projection.tables[0]
    keys = [f"{table.name}.{column}" for column in table.columns[: table.key_columns]]
    where = conditions(projection, asked.where)
    orders = [_order(projection, order) for order in asked.order]
    joins = "".join(
        f" LEFT JOIN {beside.table} ON {beside.table}.{_owner(beside.table)} = {keys[0]}"
        for beside in projection.beside
        if any(order.column == beside.order for order in asked.order)
    )
    text = f"SELECT {', '.join(keys)} FROM {table.name}{joins}{where.text} ORDER BY {', '.join((*orders, *keys))}"
    values = where.values
    if asked.limit is not None or asked.offset:
        text += " LIMIT ? OFFSET ?"
        values = (*values, MOST if asked.limit is None else asked.limit, asked.offset)
    return Query(text, values)


def _owner(table: str) -> str:
    return {"flow_values": "flow"}[table]


def _order(projection: Projection[Any], order: Order) -> str:
    for beside in projection.beside:
        if beside.order == order.column:
            # What has no row beside it stands behind all that has one.
            return f"COALESCE({beside.table}.{beside.column}, {-MOST}) {'DESC' if order.falling else 'ASC'}"
    return f"{projection.tables[0].name}.{order.column} {'DESC' if order.falling else 'ASC'}"


def query_values(projection: Projection[Any], keys: Sequence[Sequence[str | int]]) -> Query:
    """Read values by their keys, key and value columns in one row; in any order."""
    table = projection.tables[0]
    columns = table.columns[: table.key_columns]
    one = " AND ".join(f"{column} = ?" for column in columns)
    if len(columns) == 1:
        condition = f"{columns[0]} IN ({', '.join('?' * len(keys))})"
    else:
        condition = " OR ".join(f"({one})" for _ in keys)
    text = f"SELECT {', '.join(columns)}, {value_columns(projection)} FROM {table.name} WHERE {condition}"
    return Query(text, tuple(part for key in keys for part in key))


def query_all(projection: Projection[Any], where: Iterable[Condition]) -> Query:
    """Read all values that fit, ordered by key."""
    table = projection.tables[0]
    found = conditions(projection, where)
    keys = ", ".join(table.columns[: table.key_columns])
    return Query(f"SELECT {value_columns(projection)} FROM {table.name}{found.text} ORDER BY {keys}", found.values)


def query_tally(projection: Projection[Any], by: Sequence[str], where: Iterable[Condition], add: str) -> Query:
    """Count rows by columns."""
    table = projection.tables[0]
    found = conditions(projection, where)
    added = halves(f"{table.name}.{add}") if add else "0, 0"
    columns = [f"{table.name}.{column}" for column in by]
    grouped = f" GROUP BY {', '.join(columns)}" if columns else ""
    return Query(
        f"SELECT {', '.join((*columns, 'COUNT(*)', added))} FROM {table.name}{found.text}{grouped}", found.values
    )


def conditions(projection: Projection[Any], where: Iterable[Condition]) -> Query:
    """Write conditions as a WHERE; empty for none."""
    parts = [_condition(projection, condition) for condition in where]
    if not parts:
        return Query("", ())
    text = " AND ".join(part.text for part in parts)
    return Query(f" WHERE {text}", tuple(value for part in parts for value in part.values))


def _condition(projection: Projection[Any], condition: Condition) -> Query:
    table = projection.tables[0]
    link = link_of(projection, condition.column)
    if link is None:
        return _on(f"{table.name}.{condition.column}", condition)
    name, owner = link
    inner = _on(f"{name}.{condition.column}", condition)
    text = f"{table.name}.{table.columns[0]} IN (SELECT {name}.{owner} FROM {name} WHERE {inner.text})"
    return Query(text, inner.values)


def _on(column: str, condition: Condition) -> Query:
    values = condition.values
    match condition.relation:
        case Relation.IS:
            return Query(f"{column} IN ({', '.join('?' * len(values))})" if values else "1 = 0", values)
        case Relation.NOT:
            marks = ", ".join("?" * len(values))
            return Query(f"({column} IS NULL OR {column} NOT IN ({marks}))" if values else "1 = 1", values)
        case Relation.HAS:
            # Not by LIKE, which minds capital letters on some engines only.
            one = f"REPLACE('+' || {column} || '+', ?, '') <> '+' || {column} || '+'"
            text = " OR ".join(one for _ in values) or "1 = 0"
            return Query(f"({text})", tuple(f"+{value}+" for value in values))
        case Relation.HOLDS:
            text = f"LOWER({column}) LIKE ? ESCAPE '!'"
            return Query(text, tuple(f"%{_plain(lowered(str(value)))}%" for value in values))
        case Relation.BEGINS:
            return Query(f"({column} >= ? AND {column} < ?)", (str(values[0]), f"{values[0]}{_LAST}"))
        case relation:
            text = _COMPARED[relation].format(column=column)
            return Query(text, values)


def _plain(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")

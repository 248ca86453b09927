import pytest

from pledgebook.errors import BookBroken
from pledgebook.store.book_tables import FLOWS
from pledgebook.store.migrations.registry import MIGRATIONS
from pledgebook.store.migrations.steps import OLD_SQLITE, POSTGRESQL, SQLITE, Dialect
from pledgebook.store.projections import (
    PROJECTIONS,
    Projections,
    RowDifference,
    differences,
    differing_column,
    mark_of,
    value_of,
)
from pledgebook.store.sql import delete_row, insert_row, select_rows, select_value, update_row
from pledgebook.store.tables import Projection, Table

TABLE = Table("things", ("owner", "position", "size"), 2)


def test_every_projection_is_a_field_of_the_whole() -> None:
    names = [projection.name for projection in PROJECTIONS]
    assert [name for name in Projections.__dataclass_fields__ if name != "folded_by"] == names


def test_differences_come_in_the_order_of_keys() -> None:
    before = [("a", 1, 5), ("b", 1, 6), ("c", 1, 7)]
    after = [("a", 1, 5), ("b", 1, 60), ("b", 2, 8)]
    assert list(differences(TABLE, before, after)) == [
        RowDifference("things", ("b", 1), ("b", 1, 6), ("b", 1, 60)),
        RowDifference("things", ("b", 2), None, ("b", 2, 8)),
        RowDifference("things", ("c", 1), ("c", 1, 7), None),
    ]
    assert list(differences(TABLE, before, before)) == []


def test_the_column_that_differs_is_named() -> None:
    assert differing_column(TABLE, RowDifference("things", ("b", 1), ("b", 1, 6), ("b", 1, 60))) == "size"
    assert differing_column(TABLE, RowDifference("things", ("b", 1), None, ("b", 1, 60))) == ""


def test_a_mark_tells_rows_head_and_edition_apart() -> None:
    row = ("things", ("a", 1, 5))
    marks = [
        mark_of([], 1, "h", "r"),
        mark_of([row], 1, "h", "r"),
        mark_of([row, row], 1, "h", "r"),
        mark_of([row], 2, "h", "r"),
        mark_of([row], 1, "i", "r"),
        mark_of([row], 1, "h", "s"),
    ]
    assert len({mark.digest for mark in marks}) == len(marks)
    assert marks[1] == mark_of(iter([row]), 1, "h", "r")


def test_a_body_that_is_no_value_is_broken() -> None:
    with pytest.raises(BookBroken, match="flows"):
        value_of(FLOWS, ("{}",))


def test_the_sql_of_a_table() -> None:
    assert select_rows(TABLE) == "SELECT owner, position, size FROM things ORDER BY owner, position"
    assert (
        select_value(Projection("things", int, (TABLE,), lambda _: ()))
        == "SELECT body FROM things WHERE owner = ? AND position = ?"
    )
    assert insert_row(TABLE) == "INSERT INTO things (owner, position, size) VALUES (?, ?, ?)"
    assert update_row(TABLE) == "UPDATE things SET size = ? WHERE owner = ? AND position = ?"
    assert delete_row(TABLE) == "DELETE FROM things WHERE owner = ? AND position = ?"


@pytest.mark.parametrize("dialect", [SQLITE, OLD_SQLITE, POSTGRESQL])
def test_migrations_fill_in_every_dialect_without_a_float_for_anything(dialect: Dialect) -> None:
    for migration in MIGRATIONS:
        for statement in migration.statements:
            filled = dialect.fill(statement)
            assert "{" not in filled
            assert not {"REAL", "FLOAT", "DOUBLE", "NUMERIC"} & set(filled.upper().split())

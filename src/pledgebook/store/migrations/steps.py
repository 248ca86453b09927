"""What a migration is, in portable SQL, and which ones an opened book still needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from pledgebook.errors import BookForeign


@dataclass(frozen=True, slots=True)
class Dialect:
    """The few words that differ between engines; the migrations name them in braces.

    Attributes:
        integer: A 64-bit whole number.
        key_text: Text that is compared by code point, for keys.
        bytes: Raw bytes.
        table_end: What follows the closing bracket of a table.
    """

    integer: str
    key_text: str
    bytes: str
    table_end: str

    def fill(self, statement: str) -> str:
        """Put this engine's words into a portable statement."""
        return statement.format(
            integer=self.integer, key_text=self.key_text, bytes=self.bytes, table_end=self.table_end
        )


# STRICT came with SQLite 3.37: columns keep what their type says.
SQLITE = Dialect(integer="INTEGER", key_text="TEXT", bytes="BLOB", table_end=" STRICT")
OLD_SQLITE = Dialect(integer="INTEGER", key_text="TEXT", bytes="BLOB", table_end="")
POSTGRESQL = Dialect(integer="BIGINT", key_text='TEXT COLLATE "C"', bytes="BYTEA", table_end="")


@dataclass(frozen=True, slots=True)
class Migration:
    """One step.

    Attributes:
        name: "0001-first": the number gives the order, the name is what a book remembers.
        statements: Portable SQL, one statement each, with the words of a Dialect in braces.
        append_only: Tables that this step closes for ever to UPDATE and DELETE.
    """

    name: str
    statements: tuple[str, ...]
    append_only: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opening:
    """How a book is to be opened.

    Attributes:
        create: Make a new book where there is none.
        migrate: Bring an older book to the present schema.
        wait_seconds: How long to wait for another writer.
        migrations: The steps of the schema.
    """

    create: bool
    migrate: bool
    wait_seconds: float
    migrations: tuple[Migration, ...]


def pending(migrations: Sequence[Migration], applied: Sequence[str], place: str) -> tuple[Migration, ...]:
    """Return the steps that a book still needs.

    Args:
        migrations: All steps that this edition knows, in order.
        applied: The names a book remembers, in order.
        place: Of the book, for the message.

    Raises:
        BookForeign: The book has been through a step that this edition does not know.
    """
    known = [migration.name for migration in migrations]
    if list(applied) != known[: len(applied)]:
        unknown = next((name for name in applied if name not in known), applied[-1])
        raise BookForeign(
            f"{place} is a book of a newer pledgebook (it has been through {unknown!r})",
            remedy="Install the newest pledgebook.",
        )
    return tuple(migrations[len(applied) :])

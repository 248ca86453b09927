"""The tables of a book in PostgreSQL, described so that two of them can be held against each other."""

from psycopg import errors

from pledgebook.errors import BookFault
from pledgebook.store.migrations.steps import Migration
from pledgebook.store.postgres_address import Address
from pledgebook.store.postgres_opening import apply_step
from pledgebook.store.postgres_session import Session

# (name, description) of columns, constraints, indexes and guards; nothing in them names the schema itself.
_QUERIES = (
    """SELECT c.relname || '.' || a.attname,
         format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || coalesce(l.collname, '')
       FROM pg_namespace s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_attribute a ON a.attrelid = c.oid
         LEFT JOIN pg_collation l ON l.oid = a.attcollation
       WHERE s.nspname = ? AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped""",
    """SELECT c.relname || ' ' || n.conname, pg_get_constraintdef(n.oid) || ' ' || n.convalidated
       FROM pg_namespace s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_constraint n ON n.conrelid = c.oid
       WHERE s.nspname = ?""",
    """SELECT c.relname::text, regexp_replace(pg_get_indexdef(c.oid), ' ON [^ ]+[.]', ' ON ') || ' ' || i.indisvalid
       FROM pg_namespace s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_index i ON i.indexrelid = c.oid
       WHERE s.nspname = ?""",
    """SELECT c.relname || ' ' || t.tgname, t.tgtype || ' ' || t.tgenabled::text || ' ' || p.proname || ' ' || p.prosrc
       FROM pg_namespace s JOIN pg_class c ON c.relnamespace = s.oid JOIN pg_trigger t ON t.tgrelid = c.oid
         JOIN pg_proc p ON p.oid = t.tgfoid
       WHERE s.nspname = ? AND NOT t.tgisinternal""",
)


def schema_of(session: Session, schema: str) -> frozenset[tuple[str, str]]:
    """Describe every column, constraint, index and guard of a schema."""
    found = (row for query in _QUERIES for row in session.stream(query, schema))
    return frozenset((str(name), str(description)) for name, description in found)


def expected_schema(address: Address, migrations: tuple[Migration, ...]) -> frozenset[tuple[str, str]] | None:
    """Describe what a book of these steps has, from temporary tables that are made and forgotten.

    None where the server lets us make none: on a replica, or without the right to.
    """
    session = Session(address, wait_seconds=1)
    try:
        session.connection.execute("SET search_path TO pg_temp")
        session.connection.execute("BEGIN")
        for number, step in enumerate(migrations):
            apply_step(session, step, "pg_temp", first=number == 0)
        row = session.one("SELECT nspname::text FROM pg_namespace WHERE oid = pg_my_temp_schema()")
        return schema_of(session, str(row[0])) if row is not None else None
    except BookFault as fault:
        if isinstance(fault.__cause__, errors.InsufficientPrivilege | errors.ReadOnlySqlTransaction):
            return None
        raise
    finally:
        session.close()

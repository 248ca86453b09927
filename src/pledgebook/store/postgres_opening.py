"""From an address to a session on a book: what is no book is refused, an older one is brought up to date."""

from collections.abc import Sequence

from psycopg import sql

from pledgebook.errors import BookFault, BookForeign, BookMissing
from pledgebook.store.chain import GENESIS
from pledgebook.store.migrations.steps import POSTGRESQL, Migration, Opening, pending
from pledgebook.store.postgres_address import Address
from pledgebook.store.postgres_session import Session

_APPLIED = "CREATE TABLE migrations (position BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE)"

# One function for all guards of a schema; the name of the table comes from the trigger.
_GUARD = """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""


def connect(address: Address, opening: Opening) -> tuple[Session, bool, tuple[str, ...]]:
    """Open a book and tell whether it can be written, and which steps it was taken through.

    Raises:
        BookMissing: There is no such database, or no book in it.
        BookForeign: What is there is no book, or a book of a newer pledgebook.
        BookFault: The server cannot be reached or refuses us, or the book is of an older pledgebook and `migrate` was
            not asked for.
        BookBusy: Another writer holds it.
    """
    session = Session(address, opening.wait_seconds)
    try:
        migrated = _identify(session, opening)
        return session, _writable(session), migrated
    except BaseException:
        session.close()
        raise


def _identify(session: Session, opening: Opening) -> tuple[str, ...]:
    place, schema = session.place, session.address.schema
    if _is_blank(session, schema):
        if not opening.create:
            raise BookMissing(f"there is no book at {place}", remedy="Make one with `pledgebook init`.")
        applied: Sequence[str] = []
    else:
        applied = _applied(session)
    steps = pending(opening.migrations, applied, place)
    if not steps:
        return ()
    empty = not applied or session.one("SELECT number FROM journal_head") == (0,)
    if not (empty or opening.migrate):
        raise BookFault(
            f"{place} is a book of an older pledgebook", remedy="Bring it up to date: `pledgebook migrate`."
        )
    _migrate(session, opening.migrations)
    return tuple(step.name for step in steps)


def _is_blank(session: Session, schema: str) -> bool:
    """Tell whether a schema is missing or has nothing in it; refuse what is neither that nor a book."""
    found = session.one(
        "SELECT has_schema_privilege(s.oid, 'USAGE')::int,"
        " (SELECT count(*) FROM pg_class c WHERE c.relnamespace = s.oid),"
        " (SELECT count(*) FROM pg_class c WHERE c.relnamespace = s.oid AND c.relkind = 'r'"
        " AND c.relname IN ('migrations', 'journal', 'journal_head'))"
        " FROM pg_namespace s WHERE s.nspname = ?",
        schema,
    )
    if found is None or found[1] == 0:
        return True
    if found[2] != len(("migrations", "journal", "journal_head")):
        raise BookForeign(
            f"{session.place}: the schema {schema} holds something else than a book",
            remedy="Give another schema at the end of the address: ?schema=name.",
        )
    if not found[0]:
        raise BookFault(f"{session.place}: we may not read the schema {schema}", remedy="Ask for the right to.")
    return False


def _applied(session: Session) -> list[str]:
    return [str(row[0]) for row in session.stream("SELECT name FROM migrations ORDER BY position")]


def _writable(session: Session) -> bool:
    row = session.one(
        "SELECT (NOT pg_is_in_recovery() AND current_setting('default_transaction_read_only') = 'off'"
        " AND has_table_privilege('journal', 'INSERT') AND has_table_privilege('journal_head', 'UPDATE'))::int"
    )
    return row == (1,)


def _migrate(session: Session, migrations: tuple[Migration, ...]) -> None:
    """Run the pending steps, each in one transaction; another process may have run some of them meanwhile."""
    for _ in migrations:
        session.begin(reading=False)
        try:
            schema = session.address.schema
            blank = _is_blank(session, schema)
            applied = [] if blank else _applied(session)
            steps = pending(migrations, applied, session.place)
            if blank and session.one("SELECT 1 FROM pg_namespace WHERE nspname = ?", schema) is None:
                session.connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
            if steps:
                apply_step(session, steps[0], f'"{schema}"', first=not applied)
            session.commit()
        except BaseException:
            session.rollback()
            raise


def apply_step(session: Session, step: Migration, schema: str, *, first: bool) -> None:
    """Run one step in the transaction that is open; the schema is that of the guards' function."""
    if first:
        session.run(_APPLIED)
        session.connection.execute(_GUARD)
    for statement in step.statements:
        session.run(POSTGRESQL.fill(statement))
    for table in step.append_only:
        for action in ("UPDATE", "DELETE", "TRUNCATE"):
            name = f"{table}_no_{action.lower()}"
            session.run(
                f"CREATE TRIGGER {name} BEFORE {action} ON {table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {schema}.refuse_change()"
            )
            session.run(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")  # in replicas and while restoring too
    if first:
        session.run("INSERT INTO journal_head (only_row, number, hash) VALUES (1, 0, ?)", GENESIS)
    session.run("INSERT INTO migrations (position, name) SELECT count(*) + 1, ? FROM migrations", step.name)


def unmake(address: Address, wait_seconds: float) -> None:
    """Drop the tables of a book in which there is nothing; the schema stays. Whoever writes it meanwhile is waited for.

    Raises:
        BookBusy: A writer held the book for all of the waiting time.
        BookFault: The server cannot be reached, or does not let us.
    """
    session = Session(address, wait_seconds)
    try:
        session.begin(reading=False)
        kept = "SELECT 1 FROM journal UNION ALL SELECT 1 FROM archive UNION ALL SELECT 1 FROM texts LIMIT 1"
        if not _is_blank(session, address.schema) and session.one(kept) is None:
            names = session.stream(
                "SELECT c.relname::text FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace"
                " WHERE s.nspname = ? AND c.relkind = 'r' ORDER BY 1",
                address.schema,
            )
            tables = sql.SQL(", ").join(sql.Identifier(address.schema, str(name)) for (name,) in names)
            session.connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(tables))
            guard = sql.Identifier(address.schema, "refuse_change")
            session.connection.execute(sql.SQL("DROP FUNCTION {}()").format(guard))
        session.commit()
    finally:
        session.close()

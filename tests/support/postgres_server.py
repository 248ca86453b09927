"""A PostgreSQL server for tests: the one of PLEDGEBOOK_TEST_PG, else a private one that ends with the tests."""

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql

ADDRESS_VARIABLE = "PLEDGEBOOK_TEST_PG"
UNPRIVILEGED = "postgres"  # the user that the packages of PostgreSQL bring with them


def binaries() -> Path | None:
    """Return the folder with initdb and pg_ctl, the newest version first."""
    folders = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name.partition(".")[0]),
        reverse=True,
    )
    found = shutil.which("initdb")
    if found and shutil.which("pg_ctl"):
        folders.append(Path(found).parent)
    return folders[0] if folders else None


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a database in which tests may make schemas; skip where there is no server to be had."""
    given = os.environ.get(ADDRESS_VARIABLE)
    if given:
        yield given
        return
    folder = binaries()
    if folder is None:
        pytest.skip(f"no PostgreSQL: set {ADDRESS_VARIABLE} to an address, or install its server")
    with tempfile.TemporaryDirectory(prefix="pg") as place:  # short: the path of a socket has at most 107 bytes
        data = Path(place) / "data"
        if os.geteuid() == 0:
            shutil.chown(place, UNPRIVILEGED)
        _run(folder / "initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8")
        # No flushing: a test kills our programs, never the server's machine.
        options = f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off -c max_connections=50"
        _run(folder / "pg_ctl", "--pgdata", data, "--options", options, "--log", f"{place}/log", "--wait", "start")
        try:
            yield f"postgresql://postgres@/postgres?host={quote(place, safe='')}"
        finally:
            _run(folder / "pg_ctl", "--pgdata", data, "--mode", "immediate", "--wait", "stop")


def _run(program: Path, *arguments: str | Path) -> None:
    """Run a program of PostgreSQL; none of them runs as root."""
    command = [str(program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", UNPRIVILEGED, "--", *command]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def schema(address: str) -> Iterator[str]:
    """Give the address of a book that is not there yet, and drop its schema at the end."""
    name = f"test_{uuid.uuid4().hex}"
    yield f"{address}{'&' if '?' in address else '?'}schema={name}"
    drop(address, name)


def drop(address: str, name: str) -> None:
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))

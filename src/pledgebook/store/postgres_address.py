"""Addresses of books in PostgreSQL: which server, which database, which schema; and how they are shown."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from pledgebook.errors import UsageFault

SCHEMES = ("postgres", "postgresql")
DEFAULT_SCHEMA = "pledgebook"

_SECRETS = frozenset({"password", "sslpassword", "passfile", "oauth_client_secret"})
_SCHEMA_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_$]{0,62}")
_FORM = "postgresql://user@host/database?schema=name"


@dataclass(frozen=True, slots=True)
class Address:
    """One book on a server.

    Attributes:
        connection: What the client library connects by, secrets included: never shown.
        schema: The schema that is the book.
        place: The address without its secrets, for messages.
    """

    connection: str
    schema: str
    place: str

    @property
    def lock(self) -> int:
        """Key of the advisory lock that makes writers of this book wait for each other, in signed 64 bits."""
        name = hashlib.sha256(f"pledgebook/{self.schema}".encode()).digest()
        return int.from_bytes(name[:8], signed=True)


def parse_address(text: str) -> Address:
    """Read `postgresql://user:password@host:port/database?schema=name&sslmode=require`.

    All but `schema` is for the client library, as its documentation says; `schema` is "pledgebook" when not given.

    Raises:
        UsageFault: It is no such address, or the schema has a name that needs more than ASCII letters, digits and _.
    """
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES:
        raise UsageFault(f"{parts.scheme}:// is no address of a PostgreSQL server", remedy=f"Write {_FORM}.")
    given = parse_qsl(parts.query, keep_blank_values=True)
    schemas = [value for name, value in given if name == "schema"] or [DEFAULT_SCHEMA]
    schema = schemas[-1]
    if not _SCHEMA_NAME.fullmatch(schema) or schema.lower().startswith("pg_"):
        raise UsageFault(f"{schema!r} cannot be the schema of a book", remedy="Use letters, digits and _.")
    passed = [(name, value) for name, value in given if name != "schema"]
    shown = [(name, value) for name, value in passed if name not in _SECRETS] + [("schema", schema)]
    user, at, host = parts.netloc.rpartition("@")
    netloc = f"{user.partition(':')[0]}{at}{host}"
    return Address(
        connection=_joined(parts.netloc, parts.path, passed),
        schema=schema,
        place=_joined(netloc, parts.path, shown),
    )


def _joined(netloc: str, path: str, query: list[tuple[str, str]]) -> str:
    # Written by hand: the library's own joining drops the slashes before an empty host. And `quote`, for to the client
    # library a plus sign is a plus sign.
    options = urlencode(query, safe="", quote_via=quote)
    return f"postgresql://{netloc}{path or '/'}{'?' if options else ''}{options}"

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.errors import UsageFault
from pledgebook.store.postgres_address import parse_address
from pledgebook.store.postgres_session import escaped, unescaped


@pytest.mark.parametrize(
    ("text", "connection", "schema", "place"),
    [
        (
            "postgresql://ada:secret@db.example.org:5433/support?schema=baltic&sslmode=require",
            "postgresql://ada:secret@db.example.org:5433/support?sslmode=require",
            "baltic",
            "postgresql://ada@db.example.org:5433/support?sslmode=require&schema=baltic",
        ),
        (
            "postgres://host/support",
            "postgresql://host/support",
            "pledgebook",
            "postgresql://host/support?schema=pledgebook",
        ),
        (
            "postgresql:///support?host=%2Frun%2Fpg&password=secret&user=a%20b",
            "postgresql:///support?host=%2Frun%2Fpg&password=secret&user=a%20b",
            "pledgebook",
            "postgresql:///support?host=%2Frun%2Fpg&user=a%20b&schema=pledgebook",
        ),
        (
            "postgresql://a@[::1],second:5433/x",
            "postgresql://a@[::1],second:5433/x",
            "pledgebook",
            "postgresql://a@[::1],second:5433/x?schema=pledgebook",
        ),
    ],
)
def test_an_address_names_server_database_and_schema_and_is_shown_without_secrets(
    text: str, connection: str, schema: str, place: str
) -> None:
    address = parse_address(text)
    assert (address.connection, address.schema, address.place) == (connection, schema, place)
    assert "secret" not in address.place


@pytest.mark.parametrize("schema", ["", "a-b", 'a"b', "a.b", "a b", "pg_catalog", "ї", "1a", "a" * 64])
def test_a_schema_has_a_plain_name(schema: str) -> None:
    with pytest.raises(UsageFault, match="schema"):
        parse_address(f"postgresql://host/x?schema={schema}")


def test_each_schema_has_a_lock_of_its_own() -> None:
    locks = {parse_address(f"postgresql://host/x?schema=s{number}").lock for number in range(100)}
    assert len(locks) == 100
    assert all(-(2**63) <= lock < 2**63 for lock in locks)
    assert parse_address("postgresql://a/x").lock == parse_address("postgres://b@a/x?schema=pledgebook").lock


ODD = st.text("\0\1\2ab")


@given(ODD, ODD)
def test_texts_are_kept_whole_and_in_order_though_the_server_knows_no_character_zero(left: str, right: str) -> None:
    kept = [escaped(left), escaped(right)]
    assert "\0" not in str(kept[0])
    assert [unescaped(value) for value in kept] == [left, right]
    assert (left < right) == (str(kept[0]) < str(kept[1]))

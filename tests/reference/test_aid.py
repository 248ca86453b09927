"""Priors of who is helped and who gives."""

import pytest

from pledgebook.reference.aid import is_common_giver, is_commonly_helped
from pledgebook.reference.bundled import read_toml
from pledgebook.reference.parties import all_parties


@pytest.mark.parametrize("code", ["UA", "MD", "SY", "SD", "PS", "HT", "AM"])
def test_commonly_helped(code: str) -> None:
    assert is_commonly_helped(code)
    assert not is_common_giver(code)


@pytest.mark.parametrize("code", ["DK", "LT", "US", "EU", "JP"])
def test_common_givers(code: str) -> None:
    assert is_common_giver(code)
    assert not is_commonly_helped(code)


def test_every_code_is_a_party_and_stands_once() -> None:
    lists = read_toml("aid.toml")
    codes = [*lists["recipients"], *lists["members"]]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(all_parties())

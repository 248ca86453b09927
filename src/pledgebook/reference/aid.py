"""Who is commonly helped and who commonly gives: the lists of the OECD's Development Assistance Committee."""

from functools import cache

from pledgebook.reference.bundled import read_toml


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    data = read_toml("aid.toml")
    return frozenset(data["recipients"]), frozenset(data["members"])


def is_commonly_helped(code: str) -> bool:
    """Tell whether a state is on the list of recipients of official development assistance."""
    return code in _lists()[0]


def is_common_giver(code: str) -> bool:
    """Tell whether a state (or the Union) is a member of the committee of donors."""
    return code in _lists()[1]

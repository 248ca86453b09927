"""A wording in, what it says of how a sum relates to time or to other sums; the words are data of each language."""

import re
from functools import cache

from pledgebook.reference.languages import language_tags, load_lexicon, words


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return one expression for all that a key of the files `telling.toml` lists, of every language.

    The language of a wording is not asked: an outlet quotes a minister in his own.

    Args:
        key: "to_date", "yearly", "paid", "suspended" or the name of a kind of link.
    """
    listed = [expression for tag in language_tags() for expression in words(load_lexicon(tag, "telling"), key)]
    return re.compile("|".join(f"(?:{expression})" for expression in listed) or "(?!)", re.IGNORECASE)


def says(key: str, text: str) -> str:
    """Return the words of a text that say it, empty when none do."""
    found = pattern(key).search(text)
    return found[0] if found else ""

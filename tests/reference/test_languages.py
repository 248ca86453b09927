"""Languages are data: folders, aliases, and what every folder must hold."""

import pytest

from pledgebook.reference.languages import entries, language_tags, load_lexicon, resolve_language, table, words


def test_english_is_there_and_und_is_no_language() -> None:
    assert "en" in language_tags()
    assert "und" not in language_tags()


@pytest.mark.parametrize(
    ("tag", "folder"), [("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("xx", "und"), ("", "und")]
)
def test_a_tag_finds_its_folder(tag: str, folder: str) -> None:
    assert resolve_language(tag) == folder


def test_a_missing_part_is_empty() -> None:
    assert load_lexicon("en", "no-such-part") == {}


def test_paths_that_lead_nowhere_are_empty() -> None:
    lexicon = {"a": {"b": ["x"]}}
    assert words(lexicon, "a", "b") == ("x",)
    assert words(lexicon, "a", "c") == ()
    assert words(lexicon, "a", "b", "c") == ()
    assert table(lexicon, "z") == {}
    assert list(entries(lexicon, "a")) == [("x", "b")]


@pytest.mark.parametrize("tag", language_tags())
def test_every_language_has_what_the_finders_need(tag: str) -> None:
    sums, dates = load_lexicon(tag, "sums"), load_lexicon(tag, "dates")
    assert {"3", "6", "9"} <= set(table(sums, "scales"))
    assert "EUR" in table(sums, "currencies")
    for kind in ("about", "at_least", "at_most"):
        assert words(sums, "qualifiers", "before", kind)
    assert sorted(int(month) for month in table(dates, "months")) == list(range(1, 13))
    assert sorted(int(day) for day in table(dates, "weekdays")) == list(range(1, 8))

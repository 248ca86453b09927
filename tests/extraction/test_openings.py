"""Openings: a quick scan that finds exactly what the patterns themselves find."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.extraction.lexicon import compile_words, lexicon_of
from pledgebook.extraction.openings import MARK, needed, openings, phrase_finder


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("handed over", {"handed over"}),
        ("promis(?:e|es|ed)", {"promise", "promises", "promised"}),
        ("with(?:draws?|held)", {"withdraw", "withheld"}),
        ("set(?:ting)? aside", {"set aside", "setting aside"}),
        ("fr(?:ee|o)+ze", {"fr"}),
        ("put (?:[^.]{0,9} )?on hold", {"put", "put on hold"}),
        ("sends?", {"send"}),
        ("contracts? (?:were|was) signed", {"contract"}),
        (
            "(?:is|are) on (?:the|its) way",
            {f"{verb} on {whose} way" for verb in ("is", "are") for whose in ("the", "its")},
        ),
        ("(?:a |the )?new round", {"a new round", "the new round", "new round"}),
        ("[’']ll give", {"'", "’"}),
        ("<O> agreed", {MARK}),
        ("MoUs?", {"mou"}),
        (r"\w+ aid", None),
        ("(?:x|y)* aid", None),
        ("a?", None),
    ],
)
def test_openings_of_a_phrase(phrase: str, expected: set[str] | None) -> None:
    assert openings(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("handed over", "handed"),
        ("sends?", "send"),
        ("(?:was|is) (?:\\w+ )?Frozen", "frozen"),
        ("put (?:[^.;]{0,40} )?on hold", "hold"),
        ("a{2,3}b<P> food", "food"),
        ("(?:a(?:b|c)|d) food", "food"),
        ("food|drink", ""),
        ("(?:give|take)", ""),
    ],
)
def test_word_without_which_a_phrase_never_matches(phrase: str, expected: str) -> None:
    assert needed(phrase) == expected


WORDS = re.split(
    " ",
    "has have had is are was will be to not been given gave giving provided set aside sets allocated signed a letter "
    "letters of intent memorandum memorandums MoU pledges pledged promised will provide transferred paid out contract "
    "contracts were ordered on hold the aid suspended handed over draft budget Request REQUESTED agreed it’ll we'll "
    "\ue001 \ue801 \uf401 , . ; - (x) \ue001's non-committed recommitted set  aside set\u00a0aside",
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=30), st.sampled_from([" ", " ", "", "   ", "     "]))
def test_a_finder_finds_what_its_patterns_find(listed: list[str], blank: str) -> None:
    text = blank.join(listed)
    lexicon = lexicon_of("en")
    expected = [
        (number, match.span()) for number, item in enumerate(lexicon.stages) for match in item.pattern.finditer(text)
    ]
    assert [(number, match.span()) for number, match in lexicon.stage_finder.matches(text)] == expected


def test_a_pattern_that_may_begin_anywhere_is_tried_everywhere() -> None:
    phrases = [[r"\w+ly sent"], ["sent off"]]
    finder = phrase_finder([compile_words(listed) for listed in phrases], phrases)
    assert [(number, match.group()) for number, match in finder.matches("kindly sent off")] == [
        (0, "kindly sent"),
        (1, "sent off"),
    ]

"""Figures: national formats and number words."""

from decimal import Decimal

import pytest

from pledgebook.extraction.numbers import (
    Numeral,
    digit_runs,
    find_worded_scales,
    number_grammar,
    parse_figure,
    parse_words,
    read_digits,
)


@pytest.mark.parametrize(
    ("text", "decimal", "scaled", "value", "step"),
    [
        ("1,300,000", ".", False, "1300000", "1"),
        ("1.300.000", ".", False, "1300000", "1"),
        ("1.300", ".", False, "1300", "1"),
        ("1.325", ".", True, "1.325", "0.001"),
        ("1,325", ".", True, "1325", "1"),
        ("1,325", ",", True, "1.325", "0.001"),
        ("1.300", ",", True, "1300", "1"),
        ("0.125", ".", False, "0.125", "0.001"),
        ("2,5", ".", True, "2.5", "0.1"),
        ("1,234.5", ".", False, "1234.5", "0.1"),
        ("1.234,5", ".", False, "1234.5", "0.1"),
        ("1 300 000", ".", False, "1300000", "1"),
        ("1'300'000", ".", False, "1300000", "1"),
        ("1\u202f300,50", ",", False, "1300.50", "0.01"),
    ],
)
def test_separators_are_told_apart(text: str, decimal: str, scaled: bool, value: str, step: str) -> None:
    assert parse_figure(text, decimal, scaled=scaled) == (Decimal(value), Decimal(step))


@pytest.mark.parametrize(
    ("words", "value"),
    [("seven", 7), ("twenty-five", 25), ("two hundred and fifty", 250), ("hundred", 100), ("one hundred twelve", 112)],
)
def test_number_words_add_up(words: str, value: int) -> None:
    assert parse_words(words, number_grammar("en"))[0] == value


def numerals(text: str) -> list[Numeral]:
    grammar = number_grammar("en")
    read = (read_digits(text, start, end, grammar) for start, end in digit_runs(text))
    return [numeral for numeral in read if numeral is not None]


def test_digits_before_letters_that_are_no_scale_are_no_figures() -> None:
    values = [numeral.value for numeral in numerals("2A6 with 155mm guns, 12 of them, 3.5 million, 24th, 10m")]
    assert values == [6, 12, 3_500_000, 10_000_000]


def test_a_scale_word_alone_is_no_figure() -> None:
    assert list(find_worded_scales("millions of people and billions of stars")) == []


def test_the_full_stop_of_an_abbreviation_stays_with_the_sentence_end() -> None:
    text = "It cost 5 bn. More came, 6 bn. kroner in all."
    assert [text[numeral.start : numeral.end] for numeral in numerals(text)] == ["5 bn", "6 bn."]

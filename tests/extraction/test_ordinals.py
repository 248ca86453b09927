"""Ordinals of tranches and packages."""

import pytest

from pledgebook.extraction.ordinals import find_ordinals, parse_roman, write_roman


@pytest.mark.parametrize(
    ("text", "number", "noun"),
    [
        ("first tranche", 1, "tranche"),
        ("tranche 1", 1, "tranche"),
        ("an initial tranche", 1, "tranche"),
        ("the second instalment", 2, "instalment"),
        ("the second installment", 2, "instalment"),
        ("the third payment", 3, "payment"),
        ("package XXVII", 27, "package"),
        ("package No. 12", 12, "package"),
        ("the XXIII package", 23, "package"),
        ("the 18th support package", 18, "package"),
        ("its 21st military aid package", 21, "package"),
        ("the twenty-seventh donation package", 27, "package"),
        ("a presidential drawdown, the fourteenth since last year,", 14, "package"),
        ("No. XXV – April", 25, ""),
    ],
)
def test_ordinals_are_read(text: str, number: int, noun: str) -> None:
    (mention,) = find_ordinals(f"This is {text} of it; a tranche follows.")
    assert (mention.number, mention.noun) == (number, noun)


@pytest.mark.parametrize(
    "text",
    [
        "package of 20 million",
        "packages 20 million euros",
        "the first country to send a package",
        "a first step",
        "tranche 1.5 billion",
    ],
)
def test_other_figures_near_a_package_are_none(text: str) -> None:
    assert find_ordinals(text) == ()


def test_roman_numbers_have_one_writing() -> None:
    assert [parse_roman(write_roman(number)) for number in range(1, 200)] == list(range(1, 200))
    assert [parse_roman(text) for text in ("IIX", "VV", "IIII", "", "XD")] == [None] * 5

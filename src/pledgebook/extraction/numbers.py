"""Figures: digits in national formats, number words, and the scale words behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pledgebook.extraction.matching import WORD_END, alternatives, class_of, compile_words, normal, stem_places
from pledgebook.reference.languages import entries, load_lexicon, table, words

ONE = Decimal(1)
GROUP_DIGITS = 3  # "1,300,000": separators stand before groups of three

_DIGIT = r"\d"
# A run of digits with points and commas inside, and the groups of three that may go on behind a blank or apostrophe.
_DIGITS = re.compile(rf"{class_of(_DIGIT)}+(?:[.,]\d+)*")
_GROUPS = re.compile(r"(?:[ \u00a0\u202f\u2009'’]\d{3}(?!\d|-?\s?mm))+(?:[.,]\d+)?")
_LEAST_STEM = 5  # abbreviations do not follow number words
_BLANKS = 5  # the last letter of a number word stands within this many characters before a scale word
_WINDOW = 48  # how far left of a scale word its number words may begin


@dataclass(frozen=True, slots=True)
class Numeral:
    """A figure in the text, scale word included.

    Attributes:
        start: Offset of its first sign.
        end: Offset behind its last.
        value: What it says, scaled.
        step: One unit of its last stated digit: 100000 for "2.7 million".
        factor: What the scale word multiplies by ("million"); 1 without one.
        worded: The digits are words ("seven", "half a").
        glued: The scale is a letter that needs a currency beside it ("10m").
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    factor: Decimal
    worded: bool
    glued: bool = False


@dataclass(frozen=True, slots=True)
class NumberGrammar:
    """The number words of one language, compiled."""

    decimal: str
    values: dict[str, int]
    phrases: dict[str, Decimal]
    scales: dict[str, tuple[int, bool]]
    tails: dict[str, Decimal]
    tail_after: re.Pattern[str]
    stems: tuple[str, ...]
    scale_after: re.Pattern[str]
    scale_here: re.Pattern[str]
    words_before: re.Pattern[str]
    words_anywhere: re.Pattern[str]
    words_scaled: re.Pattern[str]


@cache
def number_grammar(language: str) -> NumberGrammar:
    """Compile the figures of a language (part "sums" of its data)."""
    lexicon = load_lexicon(language, "sums")
    values = {normal(word): int(value) for word, value in entries(lexicon, "numbers", "words")}
    phrases = {normal(phrase): Decimal(value) for phrase, value in entries(lexicon, "numbers", "phrases")}
    scales = {normal(word): (int(power), False) for word, power in entries(lexicon, "scales")}
    glued = {word: (int(power), True) for word, power in entries(lexicon, "glued_scales")}
    tails = {normal(phrase): Decimal(value) for phrase, value in entries(lexicon, "numbers", "tails")}
    joiners = alternatives(words(lexicon, "numbers", "joiners"))
    single = alternatives(values)
    run = rf"{single}(?:(?:\s{{1,3}}|-)(?:{joiners}\s)?{single}{WORD_END}){{0,4}}"
    phrase = alternatives(phrases)
    return NumberGrammar(
        decimal=str(table(lexicon, "numbers").get("decimal", ".")),
        values=values,
        phrases=phrases,
        scales=scales | glued,
        tails=tails,
        tail_after=re.compile(rf"\s{{1,3}}(?P<tail>{alternatives(tails)}){WORD_END}", re.IGNORECASE),
        stems=tuple(sorted({word[:6] for word in scales if len(word) >= _LEAST_STEM})),
        scale_after=re.compile(
            # "30 m²" is an area, "30m¹" a sum with the mark of a footnote.
            rf"(?:[\s]{{1,3}}|-)?(?:(?P<word>(?i:{alternatives(scales)})\.?)|(?P<glued>{alternatives(glued)})(?!-\d|[²³])){WORD_END}"
        ),
        scale_here=compile_words(scales),
        words_before=re.compile(rf"(?<!\w)(?:{phrase}|{run})(?:\s{{1,3}}|-)\Z", re.IGNORECASE),
        words_scaled=re.compile(
            rf"(?:{phrase}|{run})[\s-]{{1,3}}(?P<scale>{alternatives(scales)}){WORD_END}", re.IGNORECASE
        ),
        words_anywhere=re.compile(rf"(?<!\w){run}{WORD_END}", re.IGNORECASE),
    )


def digit_runs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of digits with their separators."""
    floor = 0
    for match in _DIGITS.finditer(text):
        start, end = match.span()
        if start < floor:
            continue
        if end - start <= GROUP_DIGITS and (groups := _GROUPS.match(text, end)) is not None:
            end = groups.end()
        floor = end
        yield start, end


def read_digits(text: str, start: int, end: int, grammar: NumberGrammar) -> Numeral | None:
    """Read a run of digits and the scale behind it; None where a letter follows that is no scale."""
    scale = grammar.scale_after.match(text, end)
    if scale is None:
        if end < len(text) and text[end].isalpha():
            return None
        value, step = parse_figure(text[start:end], grammar.decimal, scaled=False)
        return Numeral(start, end, value, step, ONE, worded=False)
    power, glued = _scale_power(scale, grammar)
    value, step = parse_figure(text[start:end], grammar.decimal, scaled=True)
    factor = Decimal(10) ** power
    return Numeral(
        start, _scale_end(scale), tidy(value * factor), tidy(step * factor), factor, worded=False, glued=glued
    )


def tidy(value: Decimal) -> Decimal:
    """Drop the zeros behind the point that scaling leaves: 1300000000.0 is 1300000000."""
    whole = value.to_integral_value()
    return whole if whole == value else value


def _scale_power(match: re.Match[str], grammar: NumberGrammar) -> tuple[int, bool]:
    word = match["word"]
    if word is None:
        return grammar.scales[match["glued"]]
    key = normal(word)
    return grammar.scales[key if key in grammar.scales else key.removesuffix(".")]


def _scale_end(match: re.Match[str]) -> int:
    """Keep the point of an abbreviation ("bn.") only where the sentence goes on behind it."""
    word = match["word"]
    if word is None or not word.endswith("."):
        return match.end()
    rest = match.string[match.end() : match.end() + 2]
    return match.end() if rest[:1].isspace() and rest[1:].islower() else match.end() - 1


def find_worded_scales(text: str, language: str = "en") -> Iterator[Numeral]:
    """Yield figures whose digits are words and that a scale word follows: "seven billion", "half a billion".

    A scale word alone ("millions of people") is no figure.
    """
    grammar = number_grammar(language)
    floor = 0
    for place in stem_places(text, grammar.stems):
        if place < floor or not text[max(0, place - _BLANKS) : place].rstrip(" \t\n-\xa0\u202f")[-1:].isalpha():
            continue  # behind digits, as most are
        scale = grammar.scale_here.match(text, place)
        match = grammar.words_before.search(text, max(floor, place - _WINDOW), place) if scale is not None else None
        if scale is None or match is None:
            continue
        value, step = parse_words(match[0], grammar)
        factor = Decimal(10) ** grammar.scales[normal(scale[0])][0]
        floor = scale.end()
        tail = grammar.tail_after.match(text, floor)
        if tail is not None:  # "a billion and a half"
            added = grammar.tails[normal(tail["tail"])]
            value, step, floor = value + added, min(step, Decimal("0.1")), tail.end()
        yield Numeral(match.start(), floor, tidy(value * factor), tidy(step * factor), factor, worded=True)


def parse_figure(text: str, decimal: str, *, scaled: bool) -> tuple[Decimal, Decimal]:
    """Read digits with separators; returns the value and one unit of its last digit.

    Blanks and apostrophes part groups. Where both points occur the last is the decimal sign; one that is repeated
    parts groups. A single one before three digits parts groups unless it
    is the language's decimal sign and a scale word follows ("1.325 billion").
    """
    plain = "".join(sign for sign in text if sign.isdigit() or sign in ".,")
    separators = [sign for sign in plain if sign in ".,"]
    mark = ""
    if len(set(separators)) > 1:
        mark = separators[-1]
    elif len(separators) == 1:
        groups = len(plain) - plain.index(separators[0]) - 1 == GROUP_DIGITS and not plain.startswith("0")
        mark = "" if groups and not (scaled and separators[0] == decimal) else separators[0]
    whole, _, fraction = plain.rpartition(mark) if mark else (plain, "", "")
    digits = "".join(sign for sign in whole if sign.isdigit()) or "0"
    return Decimal(f"{digits}.{fraction}" if fraction else digits), ONE.scaleb(-len(fraction))


def parse_words(text: str, grammar: NumberGrammar) -> tuple[Decimal, Decimal]:
    """Read number words ("twenty-five", "two hundred and fifty", "half a"); the step is one, or a tenth of one."""
    key = normal(text).rstrip(" -")
    if key in grammar.phrases:
        value = grammar.phrases[key]
        return value, ONE if value == value.to_integral_value() else Decimal("0.1")
    total = 0
    for word in key.replace("-", " ").split():
        number = grammar.values.get(word)
        if number is None:
            continue  # the joiner
        total = max(total, 1) * number if number in {12, 100} and total and number > total else total + number
    return Decimal(total), ONE

"""Figures of money: a numeral with the currency beside it, or scaled and bare."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.extraction.numbers import (
    ONE,
    NumberGrammar,
    Numeral,
    digit_runs,
    find_worded_scales,
    number_grammar,
    read_digits,
)
from pledgebook.extraction.sum_grammar import Currency, SumGrammar, sum_grammar
from pledgebook.model.quantity import GDP_SHARE

_DOUBTFUL = frozenset({"currency:bare-dollar", "currency:krone"})
_BLANKS = 4
_MOST_PARTNERS = 3
_PARTNER_WITHIN = 40
_BEFORE = 18  # no currency word in front of a figure is longer
_LAST_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its currency: the span covers both.

    Attributes:
        start: Offset of its first sign.
        end: Offset behind its last.
        value: In whole units.
        step: One unit of the last stated digit.
        unit: ISO 4217 code, "%GDP", or "" when unknown.
        factor: What its own scale word multiplies by; 1 without one.
        glued: Its scale is a letter that needs a currency ("10m").
        tail: Offset where what follows it begins, behind a currency in brackets ("$245 million [Australian dollars").
        currency_rule: How the currency was read; "" when there is none.
        shared: The unit is a neighbour's.
    """

    start: int
    end: int
    value: Decimal
    step: Decimal
    unit: str
    factor: Decimal
    glued: bool
    tail: int
    currency_rule: str
    shared: bool = False

    @property
    def scaled(self) -> bool:
        """Tell whether it has a scale word, its own or a neighbour's."""
        return self.factor != 1


def find_figures(text: str, language: str) -> list[Figure]:
    """Return the figures that are or may be money, in order; small bare ones included.

    A bare figure below a million without a scale is kept only as a partner ("1.3" in "DKK 1.3 and 2.9 billion");
    `sums` drops those that find none.
    """
    numbers, grammar = number_grammar(language), sum_grammar(language)
    found = list(_digit_figures(text, numbers, grammar))
    worded = [_figure(text, numeral, grammar) for numeral in find_worded_scales(text, language)]
    found.extend(figure for figure in worded if figure is not None)
    found.sort(key=lambda figure: (figure.start, -figure.end))
    return _without_overlaps(found)


def _digit_figures(text: str, numbers: NumberGrammar, grammar: SumGrammar) -> Iterator[Figure]:
    """Yield figures in digits; the many that neither scale nor currency stands beside cost two look-ups each."""
    plain: list[tuple[int, int]] = []
    for start, end in digit_runs(text):
        if not (_may_follow(text, end, grammar) or _may_precede(text, start, grammar)):
            plain.append((start, end))
            continue
        figure = _digit_figure(text, start, end, numbers, grammar)
        if figure is None:
            continue
        if figure.scaled or figure.unit or figure.currency_rule:
            partners = [run for run in plain[-_MOST_PARTNERS:] if figure.start - run[1] <= _PARTNER_WITHIN]
            plain.clear()
            for run in partners:
                if (partner := _digit_figure(text, *run, numbers, grammar)) is not None:
                    yield partner
        yield figure


def _may_follow(text: str, end: int, grammar: SumGrammar) -> bool:
    """Tell by the first two letters behind a figure whether a scale, a currency or a per cent sign may follow."""
    return grammar.follows.match(text, end) is not None


def _may_precede(text: str, start: int, grammar: SumGrammar) -> bool:
    """Tell by the last word or sign before a figure whether a currency may stand there."""
    ahead = text[max(start - _BEFORE, 0) : start]
    bare = ahead.rstrip()
    if not bare or len(ahead) - len(bare) >= _BLANKS:
        return False
    if not bare[-1].isalnum():
        return bare[-1] in grammar.last_words
    word = bare.rsplit(maxsplit=1)[-1]
    if word.lower() in grammar.last_words:
        return True
    return not word.isalnum() and _LAST_WORD.split(word)[-1].lower() in grammar.last_words


def _without_overlaps(figures: list[Figure]) -> list[Figure]:
    kept: list[Figure] = []
    for figure in figures:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


def _digit_figure(text: str, start: int, end: int, numbers: NumberGrammar, grammar: SumGrammar) -> Figure | None:
    numeral = read_digits(text, start, end, numbers)
    if numeral is None:
        return None
    return _figure(text, numeral, grammar)


def _figure(text: str, numeral: Numeral, grammar: SumGrammar) -> Figure | None:
    start, end = numeral.start, numeral.end
    before = grammar.before.search(text, max(0, start - _BEFORE), start) if _may_precede(text, start, grammar) else None
    after = _currency_after(text, end, grammar)
    if before is None and after is None:
        return _bare(text, numeral, grammar)
    currency = _meaning(before, grammar) if before is not None else None
    if before is not None:
        start = before.start()
    if after is not None:
        follower = _meaning(after, grammar)
        if currency is None or follower.unit == currency.unit or currency.rule == "currency:bare-dollar":
            currency, end = follower, after.end()
    if currency is None:
        raise AssertionError("one of both was found")
    tail = end
    if currency.rule in _DOUBTFUL and (bracketed := grammar.bracketed.match(text, end)) is not None:
        currency, tail = _meaning(bracketed, grammar), bracketed.end()
    return Figure(
        start, end, numeral.value, numeral.step, currency.unit, numeral.factor, numeral.glued, tail, currency.rule
    )


def _currency_after(text: str, end: int, grammar: SumGrammar) -> re.Match[str] | None:
    if not _may_follow(text, end, grammar):
        return None
    return grammar.after.match(text, end)


def _meaning(match: re.Match[str], grammar: SumGrammar) -> Currency:
    found = next(value for value in match.groupdict().values() if value is not None)
    if found in grammar.meanings:
        return grammar.meanings[found]
    return grammar.meanings[" ".join(found.lower().split())]


def _bare(text: str, numeral: Numeral, grammar: SumGrammar) -> Figure | None:
    if numeral.start and (text[numeral.start - 1].isalpha() or text[numeral.start - 1] in "#_@"):
        return None
    percent = None if numeral.factor != 1 else grammar.percent.match(text, numeral.end)
    if percent is not None:
        product = grammar.product.match(text, percent.end())
        if product is None:
            return None
        end = product.end()
        return Figure(numeral.start, end, numeral.value, numeral.step, GDP_SHARE, ONE, False, end, "unit:gdp-share")
    end = numeral.end
    return Figure(numeral.start, end, numeral.value, numeral.step, "", numeral.factor, numeral.glued, end, "")

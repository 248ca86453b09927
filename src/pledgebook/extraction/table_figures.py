"""Figures in tables whose heading gives currency and scale: "C$ m" over "835"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.extraction.figures import Figure
from pledgebook.extraction.matching import normal
from pledgebook.extraction.numbers import NumberGrammar, number_grammar, parse_figure, tidy
from pledgebook.extraction.sum_grammar import Currency, SumGrammar, sum_grammar

_LONGEST_HEADING = 80
_LINE = re.compile(r"[^\n]+")
_CELL = re.compile(r"[^|\t\n]+")
_PLAIN_FIGURE = re.compile(r"\s*(?P<figure>\d+(?:[.,' \u00a0\u202f]\d+)*)\s*\Z")


@dataclass(frozen=True, slots=True)
class _Heading:
    currency: Currency
    factor: Decimal


def find_table_figures(text: str, language: str) -> Iterator[Figure]:
    """Yield the plain figures of columns whose heading is a currency with a scale ("EUR million", "mio. kr.").

    Rows are lines parted by "|" or tabs; a line without either ends the table.
    """
    if "|" not in text and "\t" not in text:
        return
    numbers, grammar = number_grammar(language), sum_grammar(language)
    headings: dict[int, _Heading] = {}
    for line in _LINE.finditer(text):
        if "|" not in line[0] and "\t" not in line[0]:
            headings.clear()
            continue
        for column, cell in enumerate(_CELL.finditer(text, *line.span())):
            heading = _heading(cell[0], numbers, grammar)
            if heading is not None:
                headings[column] = heading
            elif column in headings and (figure := _PLAIN_FIGURE.match(cell[0])) is not None:
                yield _figure(cell.start() + figure.start("figure"), figure["figure"], headings[column], numbers)


def _heading(cell: str, numbers: NumberGrammar, grammar: SumGrammar) -> _Heading | None:
    """Read a heading; the unit may stand in brackets behind other words ("Amount (EUR million)")."""
    if len(cell) > _LONGEST_HEADING or any(sign.isdigit() for sign in cell):
        return None
    _, opening, bracketed = cell.strip().rstrip(")]").rpartition("(")
    parts = normal(bracketed if opening else cell.strip()).split()
    for cut in range(1, len(parts)):
        left, right = " ".join(parts[:cut]).removeprefix("in "), " ".join(parts[cut:])
        for name, scale in ((left, right), (right, left)):
            currency, power = (
                _currency(name, grammar),
                numbers.scales.get(scale) or numbers.scales.get(scale.rstrip(".")),
            )
            if currency is not None and power is not None:
                return _Heading(currency, Decimal(10) ** power[0])
    return None


def _currency(name: str, grammar: SumGrammar) -> Currency | None:
    return grammar.meanings.get(name) or grammar.meanings.get(name.upper()) or grammar.meanings.get(name.rstrip("."))


def _figure(start: int, wording: str, heading: _Heading, numbers: NumberGrammar) -> Figure:
    value, step = parse_figure(wording, numbers.decimal, scaled=True)
    value, step = tidy(value * heading.factor), tidy(step * heading.factor)
    end, currency = start + len(wording), heading.currency
    return Figure(start, end, value, step, currency.unit, heading.factor, False, end, currency.rule)

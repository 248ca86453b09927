"""Sums of money with their qualifiers, ranges, shared units and restatements in other currencies."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from pledgebook.extraction.figures import Figure, find_figures
from pledgebook.extraction.matching import normal
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.numbers import tidy
from pledgebook.extraction.referring import with_references
from pledgebook.extraction.restatements import Sum, bounds, join_restatements
from pledgebook.extraction.sum_grammar import SumGrammar, sum_grammar
from pledgebook.extraction.table_figures import find_table_figures
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier

_GAP = 40  # connectors between two figures are shorter
_BEFORE = 48  # qualifiers before a figure are shorter
_LARGEST_PARTNER = Decimal(1000)  # "1.3 and 2.9 billion": a figure this large has a scale of its own
_WIDEST_CHOICE = 2  # "1.3 or 1.4 billion" is a range, "1 or 10 billion" two figures
_THINGS_WITHIN = 3  # words behind a bare figure that are looked at
_LENGTH = re.compile(
    r"[-\s]+(?:long|wide|deep|tall|high|away|apart|off|from|below|above|under|range|radius|vessel|ship|boat|bridge|"
    r"sprint|race|dash|ahead|behind|altitude|depth|height|distance|square|cubic)\b"
)


def find_sums(text: str, language: str = "en") -> tuple[SumMention, ...]:
    """Find every sum of money and every share of GDP, in order and without overlaps.

    Units: ISO 4217, "%GDP", or "" where the text near the figure does not settle it; then `rules` say what is known:
    "currency:krone" (kroner, kronor, crowns without a country), "currency:rupee", "currency:lira" or "sum:bare" (a
    scaled figure without any currency: "the other 2.9 billion"). The caller takes the currency from the context or
    refuses the sum. A bare "$" or "dollars" gives USD with the rule "currency:bare-dollar", so that a context may
    overrule it. "currency:shared" marks a unit taken from the neighbour ("DKK 1.3 and 2.9 billion").

    Args:
        text: Any text; offsets of the result count its characters.
        language: BCP 47 tag of the text.
    """
    figures = find_figures(text, language)
    tabled = {figure.start: figure for figure in find_table_figures(text, language)}
    if tabled:
        figures = sorted(
            [figure for figure in figures if figure.start not in tabled] + list(tabled.values()),
            key=lambda figure: figure.start,
        )
    if not any(figure.unit or figure.scaled for figure in figures):
        return ()
    grammar = sum_grammar(language)
    figures = _share(text, figures, grammar)
    sums = _assemble(text, figures, grammar)
    return with_references(text, join_restatements(text, sums, grammar), language)


def _share(text: str, figures: list[Figure], grammar: SumGrammar) -> list[Figure]:
    """Give partners their neighbour's scale and currency, scales leftwards, currencies both ways."""
    shared = list(figures)
    for index in range(len(shared) - 2, -1, -1):
        left, right = shared[index], shared[index + 1]
        gap = _gap(text, left, right)
        if gap is None or GDP_SHARE in (left.unit, right.unit):
            continue
        if _takes_scale(gap, left, right, grammar):
            left = _scaled(left, right.factor)
        if _takes_unit(gap, left, right, grammar):
            left = _with_unit_of(left, right)
        shared[index] = left
    for index in range(len(shared) - 1):
        left, right = shared[index], shared[index + 1]
        gap = _gap(text, left, right)
        if gap is not None and _takes_unit(gap, right, left, grammar):
            shared[index + 1] = _with_unit_of(right, left)
    return shared


def _gap(text: str, left: Figure, right: Figure) -> str | None:
    """Return what stands between two figures, None where it is too long to connect them."""
    return text[left.tail : right.start] if 0 < right.start - left.tail <= _GAP else None


def _is_range(gap: str, grammar: SumGrammar) -> bool:
    return grammar.range_gap.match(gap) is not None


def _takes_scale(gap: str, left: Figure, right: Figure, grammar: SumGrammar) -> bool:
    if left.scaled or not right.scaled or left.value >= _LARGEST_PARTNER:
        return False
    if left.unit and right.unit and left.unit != right.unit:
        return False
    if grammar.parting_gap.match(gap) and left.value < right.value / right.factor:
        return True  # "15 of those 75 billion"
    connectors = (grammar.range_gap, grammar.and_gap, grammar.or_gap)
    return any(pattern.match(gap) for pattern in connectors) or (bool(left.unit) != bool(right.unit) and gap == ", ")


def _takes_unit(gap: str, taker: Figure, giver: Figure, grammar: SumGrammar) -> bool:
    if taker.currency_rule or not taker.scaled or not giver.currency_rule or giver.unit == GDP_SHARE:
        return False
    shared = grammar.sharing_gap.match(gap) or grammar.parting_gap.match(gap)
    return shared is not None or _is_range(gap, grammar)


def _scaled(figure: Figure, factor: Decimal) -> Figure:
    return replace(figure, value=tidy(figure.value * factor), step=tidy(figure.step * factor), factor=factor)


def _with_unit_of(figure: Figure, partner: Figure) -> Figure:
    return replace(figure, unit=partner.unit, currency_rule=partner.currency_rule, shared=True)


def _assemble(text: str, figures: Sequence[Figure], grammar: SumGrammar) -> list[Sum]:
    """Join ranges, read qualifiers and drop what is no money."""
    sums: list[Sum] = []
    letters = any(figure.glued and figure.unit and not figure.shared for figure in figures)
    index = 0
    while index < len(figures):
        first = figures[index]
        second = figures[index + 1] if index + 1 < len(figures) else None
        if second is not None and _forms_range(text, first, second, grammar):
            sums.append(_range(text, first, second, grammar))
            index += 2
            continue
        if _is_money(text, first, grammar, letters=letters):
            sums.append(_single(text, first, grammar))
        index += 1
    return sums


def _is_money(text: str, figure: Figure, grammar: SumGrammar, *, letters: bool = False) -> bool:
    """Tell whether a figure is money; a bare "30m" only in a text whose `letters` mean scales: it has a "€10m" too."""
    if figure.currency_rule and not figure.shared:
        return True
    if not figure.scaled:
        return False
    if figure.glued and not figure.unit and (not letters or _measures(text, figure.end)):
        return False
    return not _counts_things(text, figure.end, grammar)


def _measures(text: str, end: int) -> bool:
    """Tell whether the word behind "30m" makes it a length."""
    return _LENGTH.match(text, end) is not None


def _counts_things(text: str, end: int, grammar: SumGrammar) -> bool:
    """Tell whether the words behind a bare figure are what it counts: "2 million displaced people"."""
    for word in text[end : end + _GAP].split()[:_THINGS_WITHIN]:
        if grammar.things.match(word) is not None:
            return True
        if not word[-1].isalnum() or grammar.things_end.fullmatch(word) is not None:
            return False
    return False


def _forms_range(text: str, first: Figure, second: Figure, grammar: SumGrammar) -> bool:
    gap = _gap(text, first, second)
    if gap is None or first.unit != second.unit or (not second.scaled and not second.unit):
        return False
    if first.scaled != second.scaled or not first.value < second.value:
        return False
    before = text[max(0, first.start - _BEFORE) : first.start]
    if grammar.and_gap.match(gap):
        return grammar.between.search(before) is not None
    if grammar.or_gap.match(gap):
        return second.value <= first.value * _WIDEST_CHOICE
    if not _is_range(gap, grammar):
        return False
    grows = grammar.origin.search(before) is not None and grammar.ranging.search(before) is None
    if first.factor != 1 and first.unit and not first.shared:  # "raised by $100m to $185m"
        grows = grows or grammar.raising.search(before) is not None
    return _is_money(text, second, grammar) and not grows


def _range(text: str, first: Figure, second: Figure, grammar: SumGrammar) -> Sum:
    start, _ = _qualifier_before(text, first.start, grammar)
    between = grammar.between.search(text[max(0, first.start - _BEFORE) : first.start])
    if between is not None:
        start = first.start - len(between[0])
    rules = ("sum:range", *currency_rules(second if first.shared else first))
    amount = Amount(
        text[first.start : second.end], first.start, second.end, first.value, second.value, Qualifier.RANGE, first.unit,
        min(first.step, second.step),
    )  # fmt: skip
    return Sum(start, second.tail, second.tail, amount, rules)


def _single(text: str, figure: Figure, grammar: SumGrammar) -> Sum:
    start, qualifier = _qualifier_before(text, figure.start, grammar)
    end = figure.tail
    if qualifier is Qualifier.EXACT and (after := grammar.qualifier_after.match(text, figure.end)) is not None:
        word = normal(after[0]).lstrip("+- ")
        qualifier, end = grammar.qualifiers.get(word, Qualifier.AT_LEAST), after.end()
    rules = [*currency_rules(figure)]
    if qualifier is not Qualifier.EXACT:
        rules.append(f"qualifier:{qualifier.value}")
    low, high = bounds(figure.value, qualifier)
    wording = text[figure.start : figure.end]
    amount = Amount(wording, figure.start, figure.end, low, high, qualifier, figure.unit, figure.step)
    return Sum(start, end, max(end, figure.tail), amount, tuple(rules))


def currency_rules(figure: Figure) -> tuple[str, ...]:
    """Return the names of the rules that gave a figure its unit."""
    if not figure.currency_rule:
        return ("sum:bare",)
    return (figure.currency_rule, "currency:shared") if figure.shared else (figure.currency_rule,)


def _qualifier_before(text: str, start: int, grammar: SumGrammar) -> tuple[int, Qualifier]:
    match = grammar.qualifier_before.search(text, max(0, start - _BEFORE), start)
    if match is not None and grammar.unqualified.search(text, max(0, start - _BEFORE), start) is None:
        return match.start(), grammar.qualifiers[normal(match["word"])]
    for kind, framed in grammar.framed:
        if framed.search(text, max(0, start - _BEFORE), start) is not None:
            return start, kind
    return start, Qualifier.EXACT

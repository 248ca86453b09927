"""Sums of money with their qualifiers, ranges, shared units and restatements in other currencies."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pledgebook.extraction.figures import Figure, find_figures
from pledgebook.extraction.matching import normal
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.sum_grammar import SumGrammar, sum_grammar
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier

_GAP = 40  # connectors between two figures are shorter
_BEFORE = 48  # qualifiers before a figure are shorter
_AFTER = 60  # "(about 1.3 billion euros) in each of the next two years": the mark stands within this
_LARGEST_PARTNER = Decimal(1000)  # "1.3 and 2.9 billion": a figure this large has a scale of its own
_WIDEST_CHOICE = 2  # "1.3 or 1.4 billion" is a range, "1 or 10 billion" two figures
_THINGS_WITHIN = 3  # words behind a bare figure that are looked at
_CLOSERS = ")]"
_OPENERS = "(["


@dataclass(frozen=True, slots=True)
class _Sum:
    """One figure or a range of two, with its qualifier."""

    start: int
    end: int
    tail: int
    amount: Amount
    rules: tuple[str, ...]


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
    if not any(figure.unit or figure.scaled for figure in figures):
        return ()
    grammar = sum_grammar(language)
    figures = _share(text, figures, grammar)
    sums = _assemble(text, figures, grammar)
    return _with_equivalents(text, sums, grammar)


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
    connectors = (grammar.range_gap, grammar.and_gap, grammar.or_gap)
    return any(pattern.match(gap) for pattern in connectors) or (bool(left.unit) != bool(right.unit) and gap == ", ")


def _takes_unit(gap: str, taker: Figure, giver: Figure, grammar: SumGrammar) -> bool:
    if taker.currency_rule or not taker.scaled or not giver.currency_rule or giver.unit == GDP_SHARE:
        return False
    return grammar.sharing_gap.match(gap) is not None or _is_range(gap, grammar)


def _scaled(figure: Figure, factor: Decimal) -> Figure:
    return replace(figure, value=figure.value * factor, step=figure.step * factor, factor=factor)


def _with_unit_of(figure: Figure, partner: Figure) -> Figure:
    return replace(figure, unit=partner.unit, currency_rule=partner.currency_rule, shared=True)


def _assemble(text: str, figures: Sequence[Figure], grammar: SumGrammar) -> list[_Sum]:
    """Join ranges, read qualifiers and drop what is no money."""
    sums: list[_Sum] = []
    index = 0
    while index < len(figures):
        first = figures[index]
        second = figures[index + 1] if index + 1 < len(figures) else None
        if second is not None and _forms_range(text, first, second, grammar):
            sums.append(_range(text, first, second, grammar))
            index += 2
            continue
        if _is_money(text, first, grammar):
            sums.append(_single(text, first, grammar))
        index += 1
    return sums


def _is_money(text: str, figure: Figure, grammar: SumGrammar) -> bool:
    if figure.currency_rule and not figure.shared:
        return True
    if not figure.scaled or (figure.glued and not figure.unit):
        return False
    following = text[figure.end : figure.end + _GAP].split(maxsplit=_THINGS_WITHIN)[:_THINGS_WITHIN]
    near: list[str] = []
    for word in following:
        near.append(word)
        if word[-1] in ".,;:)":
            break
    return grammar.things.search(" ".join(near)) is None


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
    return _is_money(text, second, grammar) and not grows


def _range(text: str, first: Figure, second: Figure, grammar: SumGrammar) -> _Sum:
    start, _ = _qualifier_before(text, first.start, grammar)
    between = grammar.between.search(text[max(0, first.start - _BEFORE) : first.start])
    if between is not None:
        start = first.start - len(between[0])
    rules = ("sum:range", *currency_rules(second if first.shared else first))
    amount = Amount(
        text[first.start : second.end], first.start, second.end, first.value, second.value, Qualifier.RANGE, first.unit,
        min(first.step, second.step),
    )  # fmt: skip
    return _Sum(start, second.tail, second.tail, amount, rules)


def _single(text: str, figure: Figure, grammar: SumGrammar) -> _Sum:
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
    return _Sum(start, end, max(end, figure.tail), amount, tuple(rules))


def currency_rules(figure: Figure) -> tuple[str, ...]:
    """Return the names of the rules that gave a figure its unit."""
    if not figure.currency_rule:
        return ("sum:bare",)
    return (figure.currency_rule, "currency:shared") if figure.shared else (figure.currency_rule,)


def bounds(value: Decimal, qualifier: Qualifier) -> tuple[Decimal | None, Decimal | None]:
    """Return the stated bounds of one figure under a qualifier."""
    if qualifier is Qualifier.AT_LEAST:
        return value, None
    if qualifier is Qualifier.AT_MOST:
        return None, value
    return value, value


def _qualifier_before(text: str, start: int, grammar: SumGrammar) -> tuple[int, Qualifier]:
    match = grammar.qualifier_before.search(text, max(0, start - _BEFORE), start)
    if match is None:
        return start, Qualifier.EXACT
    return match.start(), grammar.qualifiers[normal(match["word"])]


def _with_equivalents(text: str, sums: list[_Sum], grammar: SumGrammar) -> tuple[SumMention, ...]:
    mentions: list[SumMention] = []
    index = 0
    while index < len(sums):
        pair = _respectively(text, sums, index, grammar)
        if pair:
            mentions.extend(_mention(text, main, [other], end, grammar) for main, other, end in pair)
            index += 2 * len(pair)
            continue
        main, others = sums[index], _restatements(text, sums, index, grammar)
        index += 1 + len(others)
        end = _closing(text, others[-1].tail) if others else main.end
        mentions.append(_mention(text, main, others, end, grammar))
    return tuple(mentions)


def _restatements(text: str, sums: list[_Sum], index: int, grammar: SumGrammar) -> list[_Sum]:
    """Return the sums behind one that say the same in other currencies."""
    found: list[_Sum] = []
    last, in_bracket = sums[index], text[sums[index].amount.end : sums[index].tail].lstrip()[:1] in _OPENERS_SET
    for candidate in sums[index + 1 :]:
        gap = text[last.tail : candidate.start]
        if len(gap) > _GAP or not _restates(text, gap, last, candidate, grammar, in_bracket=in_bracket):
            break
        in_bracket = in_bracket or any(sign in gap for sign in _OPENERS)
        if in_bracket and not _closes_soon(text, candidate.tail):
            break
        found.append(candidate)
        last = candidate
        if text[candidate.tail : candidate.tail + 1] in _OPENERS_SET | set(_CLOSERS):
            in_bracket = False
    return found


_OPENERS_SET = frozenset(_OPENERS)


def _restates(text: str, gap: str, last: _Sum, candidate: _Sum, grammar: SumGrammar, *, in_bracket: bool) -> bool:
    unit, other = last.amount.unit, candidate.amount.unit
    if not other or other == unit or GDP_SHARE in {unit, other}:
        return False
    if in_bracket and gap.strip() in {"", ",", ";", "/", "or", "and", "=", "–", "—"}:
        return True
    if grammar.equivalent_gap.match(gap) is None:
        return False
    sign = gap.strip()[:1]
    if sign in {*_OPENERS, "/", "="} - {""}:
        return True
    cue = gap.strip(" ,;–—-\n\t")
    if sign in {",", "–", "—"} and not cue:
        follower = text[candidate.tail : candidate.tail + 2].strip()[:1]
        return candidate.amount.qualifier is Qualifier.ABOUT and follower in set(",–—.;")
    return bool(cue)


def _closes_soon(text: str, position: int) -> bool:
    """Tell whether a bracket closes behind a restatement or goes on to another one."""
    for sign in text[position : position + _GAP]:
        if sign in ")]":
            return True
        if sign.isdigit() or sign in ",;/":
            return True
        if sign in ".(":
            return False
    return False


def _closing(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] in set(_CLOSERS) else position


def _respectively(text: str, sums: list[_Sum], index: int, grammar: SumGrammar) -> tuple[tuple[_Sum, _Sum, int], ...]:
    """Pair "A and B (C and D)" as A = C, B = D, where A and B share one currency and C and D another."""
    four = sums[index : index + 4]
    if len(four) < 4:  # noqa: PLR2004  two sums and two restatements
        return ()
    one, two, three, four_ = four
    units = [item.amount.unit for item in four]
    if units[0] != units[1] or units[2] != units[3] or units[1] == units[2] or not units[2]:
        return ()
    gaps = [text[left.tail : right.start] for left, right in pairwise(four)]
    if not (grammar.and_gap.match(gaps[0]) and grammar.and_gap.match(gaps[2])):
        return ()
    if gaps[1].strip()[:1] not in _OPENERS_SET or grammar.equivalent_gap.match(gaps[1]) is None:
        return ()
    return (one, three, one.end), (two, four_, _closing(text, four_.tail))


def _mention(text: str, main: _Sum, others: Sequence[_Sum], end: int, grammar: SumGrammar) -> SumMention:
    rules = main.rules
    if others:
        rules = (*rules, "sum:equivalent")
    per_year = _is_per_year(text, main.start, max(end, main.tail), grammar)
    if per_year:
        rules = (*rules, "sum:per-year")
    return SumMention(
        main.start, max(end, main.end), main.amount, tuple(_inherit(main.amount, other.amount) for other in others),
        per_year, rules,
    )  # fmt: skip


def _inherit(main: Amount, other: Amount) -> Amount:
    """Give a restatement without a qualifier that of its sum: "at least 15 billion kroner (1.3 billion euros)"."""
    if (
        other.qualifier is not Qualifier.EXACT
        or main.qualifier in {Qualifier.EXACT, Qualifier.RANGE}
        or other.low is None
    ):
        return other
    low, high = bounds(other.low, main.qualifier)
    return replace(other, low=low, high=high, qualifier=main.qualifier)


def _is_per_year(text: str, start: int, end: int, grammar: SumGrammar) -> bool:
    if grammar.per_year_before.search(text, max(0, start - _BEFORE), start) is not None:
        return True
    following = text[end : end + _AFTER]
    cut = next((place for place, sign in enumerate(following) if sign in ".,;:()" or sign.isdigit()), len(following))
    return grammar.per_year.search(following, 0, cut) is not None

"""Restatements of a sum in other currencies, and what a sum is once they are joined to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.sum_grammar import SumGrammar
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier

_GAP = 40  # connectors are shorter
_BEFORE = 24  # "an annual" stands within this before a figure
_AFTER = 60  # "(about 1.3 billion euros) in each of the next two years": the mark stands within this
_PAIRED = 2  # "A and B (C and D respectively)"
_OPENERS = frozenset("([")
_CLOSERS = frozenset(")]")


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure or a range of two, with its qualifier."""

    start: int
    end: int
    tail: int
    amount: Amount
    rules: tuple[str, ...]


def bounds(value: Decimal, qualifier: Qualifier) -> tuple[Decimal | None, Decimal | None]:
    """Return the stated bounds of one figure under a qualifier."""
    if qualifier is Qualifier.AT_LEAST:
        return value, None
    if qualifier is Qualifier.AT_MOST:
        return None, value
    return value, value


def join_restatements(text: str, sums: Sequence[Sum], grammar: SumGrammar) -> tuple[SumMention, ...]:
    """Turn sums into mentions, the sums that restate another folded into it."""
    mentions: list[SumMention] = []
    index = 0
    while index < len(sums):
        pair = _respectively(text, sums, index, grammar)
        if pair:
            mentions.extend(_mention(text, main, [other], end, grammar) for main, other, end in pair)
            index += _PAIRED * len(pair)
            continue
        main, others = sums[index], _restatements(text, sums, index, grammar)
        index += 1 + len(others)
        end = _closing(text, others[-1].tail) if others else main.end
        mentions.append(_mention(text, main, others, end, grammar))
    return tuple(mentions)


def _restatements(text: str, sums: Sequence[Sum], index: int, grammar: SumGrammar) -> list[Sum]:
    """Return the sums behind one that say the same in other currencies."""
    found: list[Sum] = []
    last = sums[index]
    in_bracket = text[last.amount.end : last.tail].lstrip()[:1] in _OPENERS
    for place in range(index + 1, len(sums)):  # no slice: a copy for every sum would make long lists slow
        candidate = sums[place]
        gap = text[last.tail : candidate.start]
        if len(gap) > _GAP or not _restates(text, gap, last, candidate, grammar, in_bracket=in_bracket):
            break
        in_bracket = in_bracket or not _OPENERS.isdisjoint(gap)
        if in_bracket and not _closes_soon(text, candidate.tail):
            break
        found.append(candidate)
        last = candidate
        if text[candidate.tail : candidate.tail + 1] in _CLOSERS:
            in_bracket = False
    return found


def _restates(text: str, gap: str, last: Sum, candidate: Sum, grammar: SumGrammar, *, in_bracket: bool) -> bool:
    unit, other = last.amount.unit, candidate.amount.unit
    if not other or other == unit or GDP_SHARE in {unit, other}:
        return False
    if in_bracket and gap.strip() in {"", ",", ";", "/", "or", "and", "=", "–", "—"}:
        return True
    if grammar.equivalent_gap.match(gap) is None:
        return False
    sign = gap.strip()[:1]
    if sign in _OPENERS or sign in {"/", "="}:
        return True
    cue = gap.strip(" ,;–—-\n\t")
    if sign in {",", "–", "—"} and not cue:
        follower = text[candidate.tail : candidate.tail + 2].strip()[:1]
        return candidate.amount.qualifier is not Qualifier.EXACT and follower in {*",–—.;"}
    return bool(cue)


def _closes_soon(text: str, position: int) -> bool:
    """Tell whether a bracket closes behind a restatement or goes on to another one."""
    for sign in text[position : position + _GAP]:
        if sign in _CLOSERS or sign.isdigit() or sign in {*",;/"}:
            return True
        if sign in {*".("}:
            return False
    return False


def _closing(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] in _CLOSERS else position


def _respectively(text: str, sums: Sequence[Sum], index: int, grammar: SumGrammar) -> tuple[tuple[Sum, Sum, int], ...]:
    """Pair "A and B (C and D respectively)" as A = C, B = D; A and B share one currency, C and D another."""
    four = sums[index : index + 2 * _PAIRED]
    if len(four) < 2 * _PAIRED:
        return ()
    first, second, third, fourth = four
    units = [item.amount.unit for item in four]
    if units[0] != units[1] or units[2] != units[3] or units[1] == units[2] or not units[2]:
        return ()
    gaps = [text[left.tail : right.start] for left, right in pairwise(four)]
    if max(len(gap) for gap in gaps) > _GAP or not grammar.and_gap.match(gaps[2]):
        return ()
    said = grammar.respectively.match(text, fourth.tail) is not None
    in_bracket = gaps[1].strip()[:1] in _OPENERS and grammar.equivalent_gap.match(gaps[1]) is not None
    if not said and not (in_bracket and grammar.and_gap.match(gaps[0])):
        return ()
    return (first, third, first.end), (second, fourth, _closing(text, fourth.tail))


def _mention(text: str, main: Sum, others: Sequence[Sum], end: int, grammar: SumGrammar) -> SumMention:
    end = max(end, main.end)
    rules = (*main.rules, "sum:equivalent") if others else main.rules
    per_year = _is_per_year(text, main.start, max(end, main.tail), grammar)
    if per_year:
        rules = (*rules, "sum:per-year")
    equivalents = tuple(_inherit(main.amount, other.amount) for other in others)
    return SumMention(main.start, end, main.amount, equivalents, per_year, rules)


def _inherit(main: Amount, other: Amount) -> Amount:
    """Give a restatement without a qualifier that of its sum: "at least 15 billion kroner (1.3 billion euros)"."""
    inherited = main.qualifier not in {Qualifier.EXACT, Qualifier.RANGE}
    if not inherited or other.qualifier is not Qualifier.EXACT or other.low is None:
        return other
    low, high = bounds(other.low, main.qualifier)
    return replace(other, low=low, high=high, qualifier=main.qualifier)


def _is_per_year(text: str, start: int, end: int, grammar: SumGrammar) -> bool:
    if grammar.per_year_before.search(text, max(0, start - _BEFORE), start) is not None:
        return True
    following = text[end : end + _AFTER]
    cut = next((place for place, sign in enumerate(following) if sign in ".,;:()" or sign.isdigit()), len(following))
    return grammar.per_year.search(following, 0, cut) is not None

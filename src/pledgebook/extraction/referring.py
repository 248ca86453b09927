"""Sums told by another that stands before them: "half of it", "of which a third", "as much again"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import zip_longest

from pledgebook.extraction.matching import alternatives, normal
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.sum_grammar import SumGrammar, sum_grammar
from pledgebook.model.quantity import GDP_SHARE, Amount, Qualifier
from pledgebook.reference.languages import entries, load_lexicon, words

_REACH = 160  # characters behind a sum within which words refer to it
_BEFORE = 40  # qualifiers are shorter
_PARAGRAPH = "\n\n"
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class _Grammar:
    pattern: re.Pattern[str] | None
    fractions: dict[str, Fraction]


@cache
def _grammar(language: str) -> _Grammar:
    lexicon = load_lexicon(language, "sums")
    fractions = {normal(word): Fraction(value) for word, value in entries(lexicon, "reference", "fractions")}
    if not fractions:
        return _Grammar(None, fractions)
    behind, before = words(lexicon, "reference", "behind"), words(lexicon, "reference", "before")
    filler = rf"(?:{alternatives(words(lexicon, 'reference', 'fillers'))}\s{{1,3}})?"
    part, again = alternatives(fractions), alternatives(words(lexicon, "reference", "again"))
    barred = alternatives(words(lexicon, "reference", "not_before"))
    return _Grammar(
        re.compile(
            rf"(?<![\w-])(?:(?P<first>{part})\s{{1,3}}{alternatives(behind)}"
            rf"|{alternatives(before)},?\s{{1,3}}{filler}(?P<second>{part})"
            rf"|(?P<again>{again}))(?![\w-]|\s{{1,3}}{barred}(?!\w))",
            re.IGNORECASE,
        ),
        fractions,
    )


def with_references(text: str, sums: Sequence[SumMention], language: str) -> tuple[SumMention, ...]:
    """Add to the sums of a text, in order, those that are told by the one right before them.

    The figure follows from the wording: half of EUR 3 billion is 1.5 billion, with the qualifier of the whole. Only
    words in the same paragraph and close behind the sum refer to it.

    Args:
        text: The text.
        sums: Its sums, in order.
        language: BCP 47 tag of the text.
    """
    grammar = _grammar(language)
    if grammar.pattern is None or not sums:
        return tuple(sums)
    found: list[SumMention] = []
    for mention, following in zip_longest(sums, sums[1:]):
        found.append(mention)
        if mention.amount.unit in {"", GDP_SHARE}:
            continue
        end = min(mention.end + _REACH, following.start if following is not None else len(text))
        paragraph = text.find(_PARAGRAPH, mention.end, end)
        found += _referring(text, mention, paragraph if paragraph >= 0 else end, (grammar, sum_grammar(language)))
    return tuple(found)


def _referring(text: str, whole: SumMention, end: int, grammars: tuple[_Grammar, SumGrammar]) -> Iterator[SumMention]:
    grammar, qualifiers = grammars
    assert grammar.pattern is not None
    for match in grammar.pattern.finditer(text, whole.end, end):
        bound = qualifiers.qualifier_before.search(text, max(whole.end, match.start() - _BEFORE), match.start())
        if bound is not None and qualifiers.qualifiers[normal(bound["word"])] is not Qualifier.ABOUT:
            continue  # "over half of it" follows from nothing
        word = match["first"] or match["second"]
        share = grammar.fractions[normal(word)] if word else Fraction(1)
        start, stop = (match.start("second"), match.end("second")) if match["second"] else match.span()
        amount = _share(whole.amount, share, text[start:stop], start)
        rule = "sum:part-by-reference" if word else "sum:same-by-reference"
        yield SumMention(start, stop, amount, (), whole.per_year, (*whole.rules[:1], rule))


def _share(whole: Amount, share: Fraction, wording: str, start: int) -> Amount:
    return replace(
        whole,
        text=wording,
        start=start,
        end=start + len(wording),
        low=_times(whole.low, share),
        high=_times(whole.high, share),
    )


def _times(value: Decimal | None, share: Fraction) -> Decimal | None:
    if value is None:
        return None
    exact = value * share.numerator / share.denominator
    whole = exact.to_integral_value()
    return whole if exact == whole else exact.quantize(_CENT)

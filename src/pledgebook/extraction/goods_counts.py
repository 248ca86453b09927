"""Counts before the names of goods: digits, words, sets ("a dozen"), shares ("eight of the 31"), and vague ones."""

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from pledgebook.extraction.matching import alternatives, normal
from pledgebook.extraction.numbers import NumberGrammar, number_grammar, parse_words, read_digits, tidy
from pledgebook.extraction.sum_grammar import sum_grammar
from pledgebook.model.quantity import Qualifier
from pledgebook.reference.languages import entries, load_lexicon, words

_MOST_FILLERS = 4
_LONGEST_COUNT = 30
_LONGEST_QUALIFIER = 45
_YEARS = range(1990, 2100)
_NATIONALITY = re.compile(r"(?:^|\s)[A-Z][a-zé]{2,}(?:ish|ian|ese|ch|an|ic|ss|ek)\Z")
_RANGE = re.compile(r"(?:(?<=\d)\s?[-–—]\s?|\s(?:to|bis|à|til|till|do|iki|a)\s)\Z")
_DIGITS = re.compile(r"[\d.,' \u00a0\u202f]*\d")
_BEHIND = re.compile(r"\s?[(](?P<inside>\d[\d,. ]*)[)]|\s?[x×]\s?(?P<times>\d[\d,.]*)(?![\w-])")


@dataclass(frozen=True, slots=True)
class Count:
    """What stands before a name.

    Attributes:
        value: The figure; None where there is none.
        qualifier: "more than", "up to", …
        start: Where the count begins; where the name begins when there is none.
        vague: True for "hundreds of".
    """

    value: Decimal | None
    qualifier: Qualifier
    start: int
    vague: bool = False


@dataclass(frozen=True, slots=True)
class CountGrammar:
    """What may stand before the names of goods, of one language."""

    fillers: re.Pattern[str]
    vague: re.Pattern[str]
    sets: re.Pattern[str]
    set_sizes: dict[str, Decimal]
    partitive: re.Pattern[str]
    qualifier_before: re.Pattern[str]
    qualifiers: dict[str, Qualifier]
    numbers: NumberGrammar
    worded: re.Pattern[str]


@cache
def count_grammar(language: str) -> CountGrammar:
    """Compile the count words of a language."""
    lexicon, numbers, sums = load_lexicon(language, "goods"), number_grammar(language), sum_grammar(language)
    sizes = {normal(word): Decimal(size) for word, size in entries(lexicon, "sets")}
    return CountGrammar(
        fillers=re.compile(rf"(?:^|\s){alternatives(words(lexicon, 'fillers', 'list'))}\Z", re.IGNORECASE),
        vague=re.compile(rf"(?<!\w){alternatives(words(lexicon, 'vague', 'list'))}\Z", re.IGNORECASE),
        sets=re.compile(rf"(?<!\w){alternatives(sizes)}\Z", re.IGNORECASE),
        set_sizes=sizes,
        partitive=re.compile(rf"\s{alternatives(words(lexicon, 'measures', 'partitive'))}\Z", re.IGNORECASE),
        qualifier_before=sums.qualifier_before,
        qualifiers=sums.qualifiers,
        numbers=numbers,
        worded=re.compile(rf"{numbers.words_anywhere.pattern}\Z", re.IGNORECASE),
    )


def count_before(text: str, left: int, begin: int, language: str) -> Count:
    """Read the count that stands before a name.

    Args:
        text: Any text.
        left: Nothing before this offset is looked at.
        begin: Where the name begins.
        language: BCP 47 tag of the text.
    """
    grammar = count_grammar(language)
    end = begin
    for _ in range(_MOST_FILLERS):
        bare = text[left:end].rstrip()
        more = bare.endswith("+")  # "1,000+ drones"
        bare = bare.rstrip("+")
        value, place = _number_at_end(text, left, left + len(bare), grammar)
        if value is not None:
            return _qualified(text, left, Count(value, Qualifier.AT_LEAST if more else Qualifier.EXACT, place), grammar)
        vague = grammar.vague.search(bare)
        if vague is not None:
            return Count(None, Qualifier.UNSPECIFIED, left + vague.start(), vague=True)
        filler = grammar.fillers.search(bare) or _NATIONALITY.search(bare)
        if filler is None or filler.start() == 0:
            break
        end = left + filler.start()
    return Count(None, Qualifier.UNSPECIFIED, begin)


def count_behind(text: str, end: int, language: str) -> Decimal | None:
    """Read a count that stands behind a name: "howitzers (18)", "howitzers x 18"."""
    match = _BEHIND.match(text, end)
    if match is None or match.lastgroup is None:
        return None
    start, stop = match.span(match.lastgroup)
    numeral = read_digits(text, start, stop, count_grammar(language).numbers)
    if numeral is None or numeral.end != stop or not _whole(numeral.value) or _is_year(text[start:stop]):
        return None
    return numeral.value


def _qualified(text: str, left: int, count: Count, grammar: CountGrammar) -> Count:
    """Add what stands before a figure: the share of it that is meant, the lower end of a range, a qualifier."""
    before = text[left : count.start]
    share = grammar.partitive.search(before.rstrip())
    if share is not None:
        value, place = _number_at_end(text, left, left + len(before[: share.start()].rstrip()), grammar)
        if value is not None and count.value is not None and value < count.value:
            return _qualified(text, left, Count(value, Qualifier.EXACT, place), grammar)
    between = _RANGE.search(before)
    if between is not None:
        value, place = _number_at_end(text, left, left + len(before[: between.start()].rstrip()), grammar)
        if value is not None and count.value is not None and value < count.value:
            return Count(value, Qualifier.AT_LEAST, place)
    match = grammar.qualifier_before.search(text, max(0, count.start - _LONGEST_QUALIFIER), count.start)
    if match is None:
        return count
    return Count(count.value, grammar.qualifiers[normal(match["word"])], match.start())


def _number_at_end(text: str, left: int, end: int, grammar: CountGrammar) -> tuple[Decimal | None, int]:
    """Read the number that ends at an offset; returns where it begins."""
    named = grammar.sets.search(text, left, end)
    if named is not None:
        return grammar.set_sizes[normal(named.group())], named.start()
    for start in range(max(left, end - _LONGEST_COUNT), end):
        glued = start > 0 and (text[start - 1].isalnum() or text[start - 1] in ".,-–$€£")
        if glued and not (text[start - 1] in "-–" and _RANGE.search(text, max(left, start - 3), start)):
            continue
        piece = text[start:end]
        if piece[0].isdigit():
            digits = _DIGITS.match(piece)
            numeral = read_digits(text, start, start + digits.end(), grammar.numbers) if digits is not None else None
            if numeral is None or numeral.end != end:
                continue
            good = _whole(numeral.value) and not _is_year(piece)
            return (numeral.value, start) if good else (None, end)
        if not piece[0].isalpha():
            continue
        value = _worded(piece, grammar)
        if value is not None:
            return value, start
    return None, end


def _worded(piece: str, grammar: CountGrammar) -> Decimal | None:
    if grammar.worded.fullmatch(piece) is not None:
        return parse_words(piece, grammar.numbers)[0]
    scaled = grammar.numbers.words_scaled.fullmatch(piece)
    if scaled is None:
        return None
    factor = Decimal(10) ** grammar.numbers.scales[normal(scaled["scale"])][0]
    return tidy(parse_words(piece[: scaled.start("scale")], grammar.numbers)[0] * factor)


def _whole(value: Decimal) -> bool:
    return value == value.to_integral_value()


def _is_year(piece: str) -> bool:
    return piece.isdigit() and int(piece) in _YEARS

"""Goods by plain trade names, with their counts."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pledgebook.extraction.goods_counts import Count, count_before, count_behind
from pledgebook.extraction.goods_phrases import is_measured, join_phrases
from pledgebook.extraction.goods_trained import find_trained
from pledgebook.extraction.matching import alternatives, lower, normal
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.extraction.numbers import NumberGrammar, number_grammar
from pledgebook.extraction.trie import rooted_pattern
from pledgebook.model.quantity import Qualifier
from pledgebook.reference.countries import countries
from pledgebook.reference.languages import UNDETERMINED, load_lexicon, words

_LEFT = 90  # name and count of goods stand within this many characters before the head
_INSIDE = r"\w-"  # what stands before a letter within a word
_MOST_MODIFIERS = 5
_SHORTEST_NAME = 2
_LEAST_OF_MASS = 1000  # stuff is not counted; a smaller figure before it is a calibre
_MOST_STRANGERS = 2
_TOKEN = re.compile(r"\d+[ \u00a0]?mm(?!\w)|[^\s,;:()\[\]\"“”„«»?!–—]+|[,;:()\[\]\"“”„«»?!–—]")
_DESIGNATION = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])[\w/.-]+\Z|[A-Z][A-Z/.-]+s?\Z")
_COUNT_DIGITS = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f]\d{3})+\Z|\d+(?:[.,]\d+)?\Z")
_STRANGER = re.compile(r"(?:^|(?<=\s))(?P<word>[^\W\d_][^\W\d_-]*)\s{1,3}\Z")
_CALIBRE = re.compile(r"\d+(?:[.,]\d+)?-?\s?mm\Z")


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    named: bool


@dataclass(frozen=True, slots=True)
class _Grammar:
    heads: re.Pattern[str]
    names: re.Pattern[str]
    weak: frozenset[str]
    modifiers: frozenset[str]
    not_before: re.Pattern[str]
    stops: frozenset[str]
    singular: frozenset[str]
    articles: re.Pattern[str]
    mass: frozenset[str]
    usage: re.Pattern[str]
    numbers: NumberGrammar
    language: str


@cache
def _grammar(language: str) -> _Grammar:
    lexicon, common = load_lexicon(language, "goods"), load_lexicon(UNDETERMINED, "goods")
    listed = frozenset(normal(word) for word in words(lexicon, "heads", "list"))
    return _Grammar(
        heads=re.compile(rf"{rooted_pattern(listed, _INSIDE)}(?![\w]|-\w)"),
        names=re.compile(rf"{rooted_pattern(words(common, 'names', 'list'), _INSIDE)}s?(?!\w)"),
        weak=frozenset(normal(word) for word in words(lexicon, "weak_heads", "list")),
        modifiers=frozenset(normal(word) for word in words(lexicon, "modifiers", "list")),
        not_before=re.compile(
            rf"(?:[\s-]{{1,3}}{alternatives(words(lexicon, 'not_before', 'list'))}"
            rf"|(?:,\s{{1,3}}[\w-]+){{0,2}},?\s{{1,3}}(?:and|or)\s{{1,3}}(?:[\w-]+\s{{1,3}}){{0,2}}"
            rf"{alternatives(words(lexicon, 'not_before_joined', 'list'))})(?!\w)",
            re.IGNORECASE,
        ),
        stops=frozenset(normal(word) for word in words(lexicon, "strangers", "stops")),
        singular=frozenset(word for word in listed if {f"{word}s", f"{word[:-1]}ies"} & listed),
        articles=re.compile(rf"(?<!\w){alternatives(words(lexicon, 'articles', 'list'))}\s{{1,3}}\Z", re.IGNORECASE),
        mass=frozenset(words(lexicon, "mass", "list")),
        usage=re.compile(
            rf"\s{{1,3}}{alternatives(words(lexicon, 'phrases', 'usage'))}\s{{1,3}}\w+ing(?:\s{{1,3}}[a-z]+)?"
        ),
        numbers=number_grammar(language),
        language=language,
    )


def find_goods(text: str, language: str = "en") -> tuple[GoodsMention, ...]:
    """Find goods, counted or not, in order and without overlaps.

    A name is a trade name ("Leopard 2", "CV90") or a head word ("howitzers") with the designations and describing words
    before it ("Bohdana self-propelled guns"). General heads ("systems", "vehicles") count only with one of these or
    with a count. "hundreds of" gives no count.

    Args:
        text: Any text.
        language: BCP 47 tag of the text.
    """
    grammar = _grammar(language)
    mentions: list[GoodsMention] = []
    floor = 0
    for head in _heads(text, grammar):
        if head.start < floor or grammar.not_before.match(text, head.end) is not None:
            continue
        measured = bool(mentions) and is_measured(text, mentions[-1], head.start, language)
        mention = _mention(text, floor, head, grammar, measured=measured)
        if mention is None:
            continue
        mentions.append(mention)
        floor = mention.end
    joined = join_phrases(text, mentions, language)
    trained = [item for item in find_trained(text, language) if not any(_overlap(item, other) for other in joined)]
    return tuple(sorted((*joined, *trained), key=lambda item: item.start)) if trained else joined


def _overlap(left: GoodsMention, right: GoodsMention) -> bool:
    return left.start < right.end and right.start < left.end


def _heads(text: str, grammar: _Grammar) -> list[_Head]:
    """Return heads and trade names; what only describing words part is one ("Bohdana self-propelled guns")."""
    heads = [_Head(*match.span(), named=False) for match in grammar.heads.finditer(lower(text))]
    heads.extend(_Head(*match.span(), named=True) for match in grammar.names.finditer(text))
    kept: list[_Head] = []
    for head in sorted(heads, key=lambda item: (item.start, -item.end)):
        if kept and head.start < kept[-1].end:
            continue
        if kept and _belongs(text, kept[-1].end, head.start, grammar):
            kept[-1] = replace(kept[-1], end=head.end)
        else:
            kept.append(head)
    return kept


def _belongs(text: str, end: int, start: int, grammar: _Grammar) -> bool:
    """Tell whether only blanks, hyphens and describing words stand between two heads."""
    between = text[end:start]
    if len(between) > _LEFT // 3 or not between[:1].isspace():
        return between in {"", "-"}
    return all(_modifies(word, grammar, capital=False) for word in _TOKEN.findall(between))


def _mention(text: str, floor: int, head: _Head, grammar: _Grammar, *, measured: bool) -> GoodsMention | None:
    """Read name and count of goods; general words are goods behind a count, a describing word or a measure alone."""
    left = max(floor, head.start - _LEFT)
    begin = _name_start(text, left, head.start, grammar)
    count = count_before(text, left, begin, grammar.language)
    described = head.named or begin < head.start
    word = normal(text[head.start : head.end])
    if count.value is not None and count.value < _LEAST_OF_MASS and word in grammar.mass:
        begin, count = count.start, Count(None, Qualifier.UNSPECIFIED, count.start)  # "155 ammunition": a calibre
    if count.value is None and not count.vague and grammar.stops:
        begin, count = _count_further_left(text, left, begin, grammar)
    if count.value is None and not count.vague:
        singular = not grammar.singular.isdisjoint({word, word.split()[-1]})
        count = _count_besides(text, left, begin, head.end, count, singular=singular, grammar=grammar)
    end = head.end
    if count.value is None and not (described or measured) and not count.vague and word in grammar.weak:
        use = grammar.usage.match(text, head.end)
        if use is None:
            return None
        end = use.end()
    name = " ".join(text[begin:end].split())
    return GoodsMention(count.start, end, name, count.value, count.qualifier, count.vague)


def _count_besides(
    text: str, left: int, begin: int, end: int, count: Count, *, singular: bool, grammar: _Grammar
) -> Count:
    """Count goods by the figure behind their name, or by the article of a singular."""
    behind = count_behind(text, end, grammar.language)
    if behind is not None:
        return Count(behind, Qualifier.EXACT, begin)
    article = grammar.articles.search(text, left, begin) if singular else None
    return Count(Decimal(1), Qualifier.EXACT, article.start()) if article is not None else count


def _count_further_left(text: str, left: int, begin: int, grammar: _Grammar) -> tuple[int, Count]:
    """Look past one or two unknown words for the count ("80 surplus unarmed rockets"); they join the name."""
    place = begin
    for _ in range(_MOST_STRANGERS):
        stranger = _STRANGER.search(text, left, place)
        if stranger is None or stranger["word"].lower() in grammar.stops:
            break
        place = stranger.start("word")
        count = count_before(text, left, place, grammar.language)
        if count.value is not None or count.vague:
            return place, count
    return begin, Count(None, Qualifier.UNSPECIFIED, begin)


def _name_start(text: str, left: int, start: int, grammar: _Grammar) -> int:
    """Go left over designations and describing words."""
    tokens = [match.span() for match in _TOKEN.finditer(text, left, start)]
    if tokens and tokens[0][0] == left and left and not text[left - 1].isspace():
        del tokens[0]  # the tail of a word cut in two
    begin = start
    for word_start, word_end in reversed(tokens[-_MOST_MODIFIERS:]):
        capital = not _opens_sentence(text, word_start)
        if not _modifies(text[word_start:word_end], grammar, capital=capital):
            break
        begin = word_start
    return begin


def _modifies(word: str, grammar: _Grammar, *, capital: bool) -> bool:
    """Tell whether a word describes the goods behind it; `capital`: a capital letter in it is no sentence's first."""
    key = word.lower()
    if key in grammar.modifiers or _CALIBRE.match(key):
        return True
    parts = key.split("-")
    if _COUNT_DIGITS.match(word) or any(part in grammar.numbers.values for part in parts) or not word[-1].isalnum():
        return False
    if _DESIGNATION.match(word):
        return True
    if len(parts) > 1 and word[0].isalpha():
        return True
    return capital and (grammar.names.fullmatch(word) is not None or _is_name(word))


def _is_name(word: str) -> bool:
    """Tell whether a capitalised word may be a trade name: no possessive, no nationality by its ending."""
    return (
        word[0].isupper()
        and len(word) > _SHORTEST_NAME
        and word not in _country_names()
        and not word.endswith(("’s", "'s", "ish", "ian", "ese", "ch", "an", "ic"))
    )


@cache
def _country_names() -> frozenset[str]:
    """Return the English names of countries: "send Ukraine armoured vehicles" names no goods of that name."""
    return frozenset(country.name for country in countries().values())


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip()[-1:]
    return before in {"", ".", "!", "?", ":"}

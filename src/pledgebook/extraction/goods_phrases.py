"""Goods that several words or mentions make up: measures, accessories, coordinated describing words, appositions."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from pledgebook.extraction.matching import alternatives, normal
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.reference.languages import load_lexicon, words

_APPOSITION = re.compile(r"\s{0,3}[(]\s?")
_DASHES = re.compile(r"\s?(?:[–—-]{1,2}|or)\s?")
_CAPITALS = re.compile(r"[A-Z]{3,}")
_QUOTE = re.compile(r"\s{1,3}[«\"“„‘]")
_UNQUOTE = re.compile(r"[»\"”“’]")
_LONGEST_LINK = 60  # characters between a measure and what it measures
_CLOSED = re.compile(r"\s?[)]")


@dataclass(frozen=True, slots=True)
class PhraseGrammar:
    """Words that tie mentions of goods together, of one language.

    Attributes:
        measures: Words that only count what stands behind "of": "rounds", "doses".
        bare: Measures that are no goods where something else is measured: "a round of talks".
        of: What stands between a measure and the goods.
        measured: The same, where "of" must stand and few words may follow it.
        other: A measure is followed by "of" and something else.
        accessories: Words whose goods may belong to other goods: "ammunition for the howitzers".
        belonging: What stands between the two.
        shared: Two describing words that share one head: "anti-tank and anti-air".
    """

    measures: frozenset[str]
    bare: frozenset[str]
    of: re.Pattern[str]
    measured: re.Pattern[str]
    other: re.Pattern[str]
    accessories: frozenset[str]
    belonging: re.Pattern[str]
    shared: re.Pattern[str]


@cache
def phrase_grammar(language: str) -> PhraseGrammar:
    """Compile the phrase words of a language; classes that it lacks match nothing."""
    lexicon = load_lexicon(language, "goods")
    of = alternatives(words(lexicon, "measures", "of"))
    describing = rf"(?:[\w-]+-[\w-]+|\d+\s?mm|{alternatives(words(lexicon, 'modifiers', 'list'))})"
    joint = alternatives(words(lexicon, "phrases", "and"))
    return PhraseGrammar(
        measures=frozenset(words(lexicon, "measures", "list")),
        bare=frozenset(words(lexicon, "measures", "bare")),
        of=re.compile(rf"\s{{1,3}}(?:{of}\s{{1,3}}(?:(?:[^\W\d_][\w&/–-]*|&)\s{{1,3}}){{0,4}})?", re.IGNORECASE),
        measured=re.compile(rf"\s{{1,3}}{of}\s{{1,3}}(?:[^\W\d_][\w-]*\s{{1,3}}){{0,2}}", re.IGNORECASE),
        other=re.compile(rf"\s{{1,3}}{of}(?!\w)", re.IGNORECASE),
        accessories=frozenset(words(lexicon, "phrases", "accessories")),
        belonging=re.compile(
            rf"\s{{1,3}}{alternatives(words(lexicon, 'phrases', 'belonging'))}\s{{1,3}}", re.IGNORECASE
        ),
        shared=re.compile(
            rf"(?:^|(?<=[\s(]))(?P<left>{describing}(?:\s{describing}){{0,2}})\s{joint}\s\Z", re.IGNORECASE
        ),
    )


def join_phrases(text: str, mentions: Sequence[GoodsMention], language: str) -> tuple[GoodsMention, ...]:
    """Join, part and drop mentions that stand in one phrase; the order and the lack of overlaps stay.

    Args:
        text: The text of the mentions.
        mentions: In order, without overlaps.
        language: BCP 47 tag of the text.
    """
    grammar = phrase_grammar(language)
    joined: list[GoodsMention] = []
    for mention in mentions:
        last = joined[-1] if joined else None
        if last is None:
            joined.append(mention)
        elif _is_apposition(text, last, mention):
            continue
        elif _is_quoted_name(text, last, mention):
            joined[-1] = replace(last, end=mention.end, item=f"{last.item} {mention.item}")
        elif _measures(text, last, mention, grammar) or _belongs(text, last, mention, grammar):
            name = " ".join(text[_name_start(text, last) : mention.end].split())
            joined[-1] = replace(last, end=mention.end, item=name)
        else:
            joined.append(mention)
    kept = [mention for mention in joined if not _measures_other(text, mention, grammar)]
    return tuple(_parted(text, kept, grammar))


def _name_start(text: str, mention: GoodsMention) -> int:
    """Return where the name of a mention begins: behind its count."""
    place = mention.end
    for word in reversed(mention.item.split()):
        place = text.rfind(word, mention.start, place)
    return max(place, mention.start)


def _is_apposition(text: str, name: GoodsMention, mention: GoodsMention) -> bool:
    """Tell whether a mention in brackets only repeats the name before it: "Surface-to-Air System (NASAMS)"."""
    if mention.quantity is not None:
        return False
    if _DASHES.fullmatch(text, name.end, mention.start) is not None and _CAPITALS.fullmatch(mention.item):
        words_before = name.item.split()
        return len(words_before) > 1 and any(word[:1] == mention.item[0] for word in words_before)
    bracket = _APPOSITION.fullmatch(text, name.end, mention.start)
    return bracket is not None and _CLOSED.match(text, mention.end) is not None


def _is_quoted_name(text: str, goods: GoodsMention, mention: GoodsMention) -> bool:
    """Tell whether a mention is the trade name in quotation marks of the goods before it: howitzers “Bohdana”."""
    return (
        mention.quantity is None
        and _QUOTE.fullmatch(text, goods.end, mention.start) is not None
        and _UNQUOTE.match(text, mention.end) is not None
    )


def is_measured(text: str, measure: GoodsMention, start: int, language: str) -> bool:
    """Tell whether what begins at a place stands behind a measure: the flour of "20 tonnes of flour"."""
    grammar = phrase_grammar(language)
    if normal(measure.item).split()[-1] not in grammar.measures or not 0 < start - measure.end <= _LONGEST_LINK:
        return False
    return grammar.measured.fullmatch(text, measure.end, start) is not None


def _measures(text: str, measure: GoodsMention, mention: GoodsMention, grammar: PhraseGrammar) -> bool:
    """Tell whether the mention before only counts this one: "150,000 rounds of 155mm ammunition"."""
    if mention.quantity is not None or normal(measure.item).split()[-1] not in grammar.measures:
        return False
    return grammar.of.fullmatch(text, measure.end, mention.start) is not None


def _belongs(text: str, owner: GoodsMention, mention: GoodsMention, grammar: PhraseGrammar) -> bool:
    """Tell whether goods are only said to be for other goods: "munitions for NASAMS"."""
    return (
        mention.quantity is None
        and normal(owner.item).split()[-1] in grammar.accessories
        and grammar.belonging.fullmatch(text, owner.end, mention.start) is not None
    )


def _measures_other(text: str, mention: GoodsMention, grammar: PhraseGrammar) -> bool:
    """Tell whether a measure counts something that is no goods: "a new round of donations"."""
    return normal(mention.item).split()[-1] in grammar.bare and grammar.other.match(text, mention.end) is not None


def _parted(text: str, mentions: Sequence[GoodsMention], grammar: PhraseGrammar) -> Iterator[GoodsMention]:
    """Give describing words that share a head a mention each: "anti-tank and anti-air systems"."""
    floor = 0
    for mention in mentions:
        parts = mention.item.split()
        if mention.quantity is None and not mention.vague and len(parts) > 1:
            left = grammar.shared.search(text, max(floor, mention.start - 60), mention.start)
            if left is not None:
                name = f"{' '.join(left['left'].split())} {parts[-1]}"
                yield GoodsMention(left.start("left"), left.end("left"), name, None, mention.qualifier)
        yield mention
        floor = mention.end

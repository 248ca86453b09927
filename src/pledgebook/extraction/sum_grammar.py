"""The wording of sums in one language, compiled from its data: currencies, qualifiers, connectors."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product

from pledgebook.extraction.matching import WORD_END, alternatives, compile_words, normal, phrase_pattern, word_pattern
from pledgebook.extraction.trie import exact_trie_pattern
from pledgebook.model.quantity import Qualifier
from pledgebook.reference.languages import UNDETERMINED, entries, load_lexicon, table, words

_LAST_LETTERS = re.compile(r"[^\W_]+\Z")


@dataclass(frozen=True, slots=True)
class Currency:
    """What a sign or word says: the unit ("" when several share it) and the rule to record."""

    unit: str
    rule: str


@dataclass(frozen=True, slots=True)
class SumGrammar:
    """Compiled patterns. `before…` end where a figure begins, the others begin where it ends."""

    meanings: dict[str, Currency]
    follows: re.Pattern[str]
    last_words: frozenset[str]
    before: re.Pattern[str]
    after: re.Pattern[str]
    bracketed: re.Pattern[str]
    percent: re.Pattern[str]
    product: re.Pattern[str]
    qualifier_before: re.Pattern[str]
    qualifier_after: re.Pattern[str]
    qualifiers: dict[str, Qualifier]
    unqualified: re.Pattern[str]
    between: re.Pattern[str]
    origin: re.Pattern[str]
    ranging: re.Pattern[str]
    range_gap: re.Pattern[str]
    and_gap: re.Pattern[str]
    or_gap: re.Pattern[str]
    sharing_gap: re.Pattern[str]
    parting_gap: re.Pattern[str]
    raising: re.Pattern[str]
    equivalent_gap: re.Pattern[str]
    per_year: re.Pattern[str]
    per_year_before: re.Pattern[str]
    respectively: re.Pattern[str]
    framed: tuple[tuple[Qualifier, re.Pattern[str]], ...]
    things: re.Pattern[str]
    things_end: re.Pattern[str]


@cache
def sum_grammar(language: str) -> SumGrammar:
    """Compile the wording of sums of a language together with what holds in every language."""
    common, lexicon = load_lexicon(UNDETERMINED, "sums"), load_lexicon(language, "sums")
    signs, names = _signs(common), _names(common, lexicon)
    spoken = [word for word, meaning in names.items() if meaning.rule != "currency:code"]
    codes = alternatives(words(common, "codes", "list"))
    qualifiers = {
        normal(word): Qualifier(kind)
        for side in ("before", "after")
        for kind in ("at_most", "at_least", "about")
        for word in words(lexicon, "qualifiers", side, kind)
    }
    return SumGrammar(
        meanings=signs | names,
        follows=_follows(_followers(lexicon, [*signs, *names])),
        last_words=frozenset(_last_words(signs, names)),
        before=_before(signs, names),
        after=re.compile(
            rf"(?:\s{{1,3}}|-)?{_joiner(lexicon)}(?:(?P<code>{codes}){WORD_END}(?!\s{{0,3}}\d)|(?P<word>(?i:{word_pattern(spoken)}))"
            rf"|(?P<sign>{alternatives(signs)}){WORD_END})"
        ),
        bracketed=re.compile(rf"\s?[(\[](?:(?P<code>{codes})(?!\w)|(?P<word>(?i:{word_pattern(spoken)})))"),
        percent=re.compile(rf"\s{{0,2}}-?{alternatives(words(lexicon, 'gdp', 'percent'))}(?!\w)", re.IGNORECASE),
        product=re.compile(rf"\s{{1,3}}{alternatives(words(lexicon, 'gdp', 'product'))}(?!\w)", re.IGNORECASE),
        qualifier_before=_qualifier_before(lexicon),
        qualifier_after=re.compile(rf"\s{{0,3}}(?:\+(?!\s?\d)|-plus(?!\w)|{_after_words(lexicon)})", re.IGNORECASE),
        qualifiers=qualifiers,
        unqualified=_unqualified(lexicon),
        between=_ending(words(lexicon, "ranges", "between")),
        origin=_ending(words(lexicon, "ranges", "from")),
        ranging=_ending(words(lexicon, "ranges", "ranging")),
        range_gap=re.compile(
            rf"\s?[-–—‑−]\s?\Z|\s{{1,3}}{alternatives(words(lexicon, 'ranges', 'to'))}\s{{1,3}}\Z", re.IGNORECASE
        ),
        and_gap=_gap(words(lexicon, "ranges", "and")),
        or_gap=_gap(words(lexicon, "ranges", "or")),
        sharing_gap=re.compile(
            rf"\s?[,;/]?\s{{0,3}}(?:{alternatives(words(lexicon, 'sharing', 'list'))}\s{{1,3}})?\Z", re.IGNORECASE
        ),
        parting_gap=_gap(words(lexicon, "reference", "parting")),
        raising=_ending(words(lexicon, "reference", "raising")),
        equivalent_gap=re.compile(
            rf"\s?(?:[,(\[/=;–—-]\s?)?(?:{alternatives(words(lexicon, 'equivalents', 'list'))}[\s,:]{{1,3}}){{0,2}}\Z",
            re.IGNORECASE,
        ),
        per_year=re.compile(rf"(?:{word_pattern(words(lexicon, 'per_year', 'list'))})", re.IGNORECASE),
        per_year_before=re.compile(rf"{word_pattern(words(lexicon, 'per_year', 'before'))}\s{{1,3}}\Z", re.IGNORECASE),
        respectively=re.compile(
            rf",?\s{{0,3}}{word_pattern(words(lexicon, 'sharing', 'respectively'))}", re.IGNORECASE
        ),
        framed=tuple(_framed(lexicon)),
        things=compile_words((*words(lexicon, "things", "list"), *_peoples(lexicon, language))),
        things_end=compile_words(words(lexicon, "things", "end")),
    )


def _peoples(lexicon: Mapping[str, object], language: str) -> Iterator[str]:
    """Yield the names of several of a people ("Moldovans"), by the endings that the language makes them with."""
    endings = words(lexicon, "things", "people_endings")
    for names in table(load_lexicon(language, "parties"), "adjectives").values():
        yield from (
            name for name in names if any(name.removesuffix(end) in names for end in endings if name.endswith(end))
        )


def _followers(lexicon: Mapping[str, object], currencies: Iterable[str]) -> Iterator[str]:
    """Yield everything that may stand directly behind a figure of money."""
    yield from currencies
    yield from words(lexicon, "currency_joiner", "list")
    yield from words(lexicon, "gdp", "percent")
    for scales in ("scales", "glued_scales"):
        yield from (word for word, _ in entries(lexicon, scales))


def _follows(followers: Iterable[str]) -> re.Pattern[str]:
    """Match the first two letters of what may stand behind a figure; a word of one letter is not followed by others."""
    written = {form for word in followers for form in (word[:2], word[:2].lower(), word[:2].upper(), word[:2].title())}
    pairs = exact_trie_pattern(form for form in written if len(form) > 1)
    single = exact_trie_pattern(form for form in written if len(form) == 1)
    return re.compile(rf"(?:-\s{{0,3}}|\s{{0,3}})(?:{pairs}|{single}(?![^\W\d_]))")


def _last_words(signs: Mapping[str, Currency], names: Mapping[str, Currency]) -> Iterator[str]:
    """Yield in lower case the last word of what may stand before a figure, or its last sign."""
    for sign in signs:
        yield from (sign[-1], *_LAST_LETTERS.findall(sign.lower()))
    for name, meaning in names.items():
        if meaning.rule in {"currency:code", "currency:word"}:
            yield from _LAST_LETTERS.findall(name.lower())


def _joiner(lexicon: Mapping[str, object]) -> str:
    """Return what may stand between scale and currency: "millones de euros", "millions d'euros"."""
    listed = words(lexicon, "currency_joiner", "list")
    parts = [alternatives([word]) + ("" if word.endswith(("'", "’")) else r"\s{1,3}") for word in listed]
    return f"(?:{'|'.join(parts)})?" if parts else ""


def _signs(common: Mapping[str, object]) -> dict[str, Currency]:
    meanings = {sign: Currency(unit, "currency:sign") for sign, unit in entries(common, "signs")}
    for unit, shared in table(common, "shared_signs").items():
        for sign in shared["words"]:
            meanings[sign] = Currency(unit, shared["rule"])
    return meanings


def _names(common: Mapping[str, object], lexicon: Mapping[str, object]) -> dict[str, Currency]:
    meanings = {code.lower(): Currency(code, "currency:code") for code in words(common, "codes", "list")}
    for word, unit in entries(lexicon, "currencies"):
        meanings[normal(word)] = Currency(unit, "currency:word")
    for key, before, after in (
        ("compound_currencies", "before", "words"),
        ("compound_currencies_after", "words", "after"),
    ):
        for unit, parts in table(lexicon, key).items():
            for first, second in product(parts[before], parts[after]):
                meanings[normal(f"{first} {second}")] = Currency(unit, "currency:word")
    for shared in table(lexicon, "shared_currencies").values():
        for word in shared["words"]:
            meanings[normal(word)] = Currency(shared["unit"], shared["rule"])
    return meanings


def _before(signs: dict[str, Currency], names: dict[str, Currency]) -> re.Pattern[str]:
    codes = alternatives(name.upper() for name, meaning in names.items() if meaning.rule == "currency:code")
    spoken = alternatives([name for name, meaning in names.items() if meaning.rule == "currency:word"])
    lettered = alternatives(sign for sign in signs if sign[0].isalpha())
    plain = alternatives(sign for sign in signs if not sign[0].isalpha())
    return re.compile(
        rf"(?:(?<!\w)(?:(?P<code>{codes})|(?P<word>(?i:{spoken}))\s|(?P<letters>{lettered}))|(?P<sign>{plain}))"
        r"[\s\u00a0]{0,3}\Z"
    )


def _qualifier_before(lexicon: Mapping[str, object]) -> re.Pattern[str]:
    kinds = ("about", "at_least", "at_most")
    listed = [word for kind in kinds for word in words(lexicon, "qualifiers", "before", kind)]
    fillers = alternatives(words(lexicon, "qualifiers", "before", "fillers"))
    return re.compile(
        rf"(?<![\w])(?P<word>{alternatives(listed)})\s{{0,3}}(?:{fillers}\s{{1,3}}){{0,2}}\Z", re.IGNORECASE
    )


def _unqualified(lexicon: Mapping[str, object]) -> re.Pattern[str]:
    """Match a qualifier behind a noun that makes it a mere preposition: "Vertrag über"."""
    pairs = table(lexicon, "qualifiers", "except")
    listed = "|".join(
        rf"\w*{alternatives([*nouns, *(noun.lower() for noun in nouns)])}\s{{1,3}}{phrase_pattern(word)}\s"
        for word, nouns in pairs.items()
    )
    return re.compile(rf"(?:{listed})\s*\Z" if listed else "(?!)")


def _framed(lexicon: Mapping[str, object]) -> Iterator[tuple[Qualifier, re.Pattern[str]]]:
    """Yield qualifiers in two words that hold other words between them: "capped the programme at 75 billion"."""
    for kind, frame in table(lexicon, "qualifiers", "framed").items():
        opening, closing = word_pattern(frame["open"]), word_pattern(frame["close"])
        yield Qualifier(kind), re.compile(rf"{opening}\b[^.,;\d]{{0,30}}\s{closing}\s{{1,3}}\Z", re.IGNORECASE)


def _after_words(lexicon: Mapping[str, object]) -> str:
    kinds = ("about", "at_least", "at_most")
    return word_pattern([word for kind in kinds for word in words(lexicon, "qualifiers", "after", kind)])


def _ending(listed: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"{word_pattern(listed)}\s{{1,3}}\Z", re.IGNORECASE)


def _gap(listed: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s{{1,3}}{alternatives(listed)}\s{{1,3}}\Z", re.IGNORECASE)

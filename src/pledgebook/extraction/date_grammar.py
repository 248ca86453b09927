"""The wording of dates and periods in one language, compiled from its data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from pledgebook.extraction.matching import alternatives, key_word, normal
from pledgebook.extraction.numbers import number_grammar
from pledgebook.reference.languages import entries, load_lexicon, table, words

YEAR = r"(?:19[5-9]\d|20\d\d)"
_DASH = r"\s?[-–—‑/]\s?"


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """Compiled patterns and the meaning of the words in them.

    `needs` says by the name of a pattern which words (lower case, without signs) it cannot do without one of; patterns
    that are not named there need a year in figures.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    days: dict[str, int]
    relative: dict[str, tuple[str, int]]
    ahead: dict[str, int]
    ago_units: dict[str, str]
    ago_numbers: dict[str, int]
    lead_kinds: dict[str, str]
    careful: frozenset[str]
    day_first_slashes: bool
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    vocabulary: frozenset[str]
    needs: Mapping[str, frozenset[str]]
    leads: re.Pattern[str]
    since: re.Pattern[str]
    until: re.Pattern[str]
    dateline_key: re.Pattern[str]
    scale_after: re.Pattern[str]


@cache
def date_grammar(language: str) -> DateGrammar:
    """Compile the dates of a language (part "dates" of its data); unknown languages get ISO dates and figures only."""
    lexicon = load_lexicon(language, "dates")
    relative = {
        normal(word): (kind, int(shift))
        for kind in table(lexicon, "relative")
        for word, shift in entries(lexicon, "relative", kind)
    }
    lead_kinds = {normal(word): kind for word, kind in entries(lexicon, "weekday_lead")}
    needs = {name: frozenset(key_word(word) for word in listed) - {""} for name, listed in _needs(lexicon)}
    return DateGrammar(
        months={word.lower(): int(number) for word, number in entries(lexicon, "months")},
        weekdays={word.lower(): int(number) for word, number in entries(lexicon, "weekdays")},
        days={normal(word): int(shift) for word, shift in entries(lexicon, "days")},
        relative=relative,
        ahead={str(word): int(number) for word, number in table(lexicon, "ahead", "numbers").items()},
        ago_units={word.lower(): unit for word, unit in entries(lexicon, "ago", "units")},
        ago_numbers={normal(word): int(number) for word, number in entries(lexicon, "ago", "numbers")},
        lead_kinds=lead_kinds,
        careful=frozenset(words(lexicon, "careful")),
        day_first_slashes=bool(lexicon.get("day_first_slashes", True)),
        patterns=tuple(_patterns(lexicon)),
        vocabulary=frozenset().union(*needs.values()),
        needs=needs,
        leads=_ending(words(lexicon, "leads")),
        since=_ending(words(lexicon, "since")),
        until=_ending(words(lexicon, "until")),
        scale_after=number_grammar(language).scale_after,
        dateline_key=re.compile(
            rf"^[\"']?{alternatives(words(lexicon, 'dateline', 'keys') or ('date',))}[\"']?\s{{0,2}}:\s{{0,3}}",
            re.IGNORECASE | re.MULTILINE,
        ),
    )


def _needs(lexicon: Mapping[str, object]) -> Iterable[tuple[str, tuple[str, ...]]]:
    """Yield by pattern the wordings of which one must stand in every match."""

    def listed(*keys: str) -> tuple[str, ...]:
        return tuple(word for word, _ in entries(lexicon, *keys))

    yield from ((name, listed("months")) for name in ("day-month", "month"))
    yield "weekday", listed("weekdays")
    yield "day", listed("days")
    yield "relative", tuple(word for kind in table(lexicon, "relative") for word in listed("relative", kind))
    yield "ago", listed("ago", "units")
    yield "ahead", words(lexicon, "ahead", "unit")
    yield "duration", words(lexicon, "ahead", "months")


def _ending(listed: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternatives(listed)}(?:\s{{1,3}}(?:the\s)?|-)\Z", re.IGNORECASE)


def _patterns(lexicon: Mapping[str, object]) -> Iterable[tuple[str, re.Pattern[str]]]:
    """Yield (name, pattern), the more telling first: where two match at one place the earlier wins."""
    names = "" if lexicon.get("capitals") else "(?i)"
    yield "iso", re.compile(rf"(?<![\d-])(?P<year>{YEAR})-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12]\d|3[01])(?!\d)")
    yield (
        "figures",
        re.compile(
            rf"(?<![\d.,])(?P<one>\d{{1,2}})(?P<mark>[./])\s?(?P<two>\d{{1,2}})(?P=mark)\s?(?P<year>{YEAR})(?!\d)"
        ),
    )
    yield from _day_patterns(lexicon, names)
    yield from _period_patterns(lexicon)
    relative = [word for kind in table(lexicon, "relative") for word, _ in entries(lexicon, "relative", kind)]
    yield "relative", re.compile(rf"(?i)(?<!\w)(?P<word>{alternatives(relative)})(?!\w)")
    yield from _ago_patterns(lexicon)
    days = alternatives(word for word, _ in entries(lexicon, "days"))
    yield "day", re.compile(rf"(?i)(?<!\w)(?P<word>{days})(?!\w)")


def _ago_patterns(lexicon: Mapping[str, object]) -> Iterable[tuple[str, re.Pattern[str]]]:
    """Yield "two days ago" and "vor zwei Tagen": the word may stand before, behind, or on both sides."""
    lead, behind = words(lexicon, "ago", "lead"), words(lexicon, "ago", "behind")
    if not lead and not behind:
        return
    number = alternatives(word for word, _ in entries(lexicon, "ago", "numbers"))
    unit = alternatives(word for word, _ in entries(lexicon, "ago", "units"))
    before = rf"{alternatives(lead)}\s{{1,3}}" if lead else ""
    after = rf"\s{{1,3}}{alternatives(behind)}" if behind else ""
    yield "ago", re.compile(rf"(?i)(?<!\w){before}(?P<count>{number}|\d{{1,2}})\s{{1,3}}(?P<unit>{unit}){after}(?!\w)")


def _day_patterns(lexicon: Mapping[str, object], names: str) -> Iterable[tuple[str, re.Pattern[str]]]:
    month = alternatives(word for word, _ in entries(lexicon, "months"))
    weekday = alternatives(word for word, _ in entries(lexicon, "weekdays"))
    suffix = alternatives(words(lexicon, "day_suffix"))
    day = rf"\d{{1,2}}(?:{suffix}|\.)?"
    between = alternatives(words(lexicon, "between_days"))
    days = rf"(?:{day}(?:{_DASH}|\s{between}\s))?(?P<day>\d{{1,2}})(?:{suffix}|\.)?"
    on_weekday = rf"(?:(?P<weekday>{weekday})(?:,?\s{{1,3}}(?:the\s)?(?:den\s)?)(?:(?:(?i:on|am|le|el)\s)?))?"
    joiner = rf"(?:{alternatives(words(lexicon, 'day_joiner'))}\s)?"
    year_joiner = rf"(?:,?\s{{1,3}}(?:{alternatives(words(lexicon, 'year_joiner'))}\s)?(?P<year>{YEAR})(?![\d,.]*\d))?"
    yield (
        "day-month",
        re.compile(
            rf"{names}(?<![\w.,])(?:{on_weekday})(?<![\d.,]){days}\s{{0,3}}{joiner}(?P<month>{month})(?!\w){year_joiner}"
        ),
    )
    if lexicon.get("month_first"):
        yield (
            "day-month",
            re.compile(
                rf"{names}(?<!\w){on_weekday}(?P<month>{month})\s{{1,3}}(?P<day>\d{{1,2}})(?:{suffix})?(?:{_DASH}(?P<last>\d{{1,2}})(?:{suffix})?)?(?![\w,.]*\d)(?!\w)(?:,?\s{{1,3}}(?P<year>{YEAR})(?!\d))?"
            ),
        )
    if lexicon.get("year_first"):
        marks = alternatives(words(lexicon, "year_mark"))
        ends = alternatives(words(lexicon, "day_mark"))
        yield (
            "day-month",
            re.compile(
                rf"{names}(?<!\w)(?:(?P<year>{YEAR})\s{{0,3}}(?:{marks}\s{{0,3}})?)?(?P<month>{month})\s{{1,3}}(?:{day}\s?[-–]\s?)?(?P<day>\d{{1,2}})\s{{0,3}}{ends}"
            ),
        )
        yield (
            "month",
            re.compile(rf"{names}(?<!\w)(?P<year>{YEAR})\s{{0,3}}(?:{marks}\s{{0,3}})(?P<month>{month})(?!\w)"),
        )
    part = alternatives(words(lexicon, "part", "list"))
    yield (
        "month",
        re.compile(
            rf"{names}(?<!\w)(?:(?i:{part})[\s-]{{1,3}}(?:(?i:in|de|af|av|of)\s)?)?(?P<month>{month})(?!\w)(?:,?\s{{1,3}}(?:{joiner})(?P<year>{YEAR})(?![\d,.]*\d))?"
        ),
    )
    lead = alternatives(word for word, _ in entries(lexicon, "weekday_lead"))
    yield "weekday", re.compile(rf"{names}(?<!\w)(?:(?P<lead>{lead})\s{{1,3}})?(?P<weekday>{weekday})(?!\w)")


def _period_patterns(lexicon: Mapping[str, object]) -> Iterable[tuple[str, re.Pattern[str]]]:
    end = r"(?![\d]|[.,]\d|-\d)"
    join = alternatives(words(lexicon, "years", "join"))
    origin = alternatives(words(lexicon, "years", "from"))
    yield (
        "years",
        re.compile(
            rf"(?i)(?<![\w.,-])(?:{origin}\s{{1,3}})?(?P<first>{YEAR})(?:{_DASH}(?P<short>{YEAR}|\d\d)|(?:,\s{YEAR}){{0,3}}\s{{1,3}}{join}\s{{1,3}}(?:in\s)?(?P<last>{YEAR})){end}"
        ),
    )
    behind = alternatives(words(lexicon, "years", "behind"))
    yield "year-in", re.compile(rf"(?i)(?<![\w.,-])(?P<year>{YEAR})\s{{1,3}}{behind}(?!\w)")
    part = alternatives(words(lexicon, "part", "list"))
    yield "year-in", re.compile(rf"(?i)(?<!\w){part}[\s-]{{0,3}}(?P<year>{YEAR}){end}")
    for name in ("for", "until", "by", "since", "in"):
        lead = alternatives(words(lexicon, "years", name))
        yield f"year-{name}", re.compile(rf"(?i)(?<!\w){lead}[\s-]{{0,3}}(?P<year>{YEAR}){end}")
    yield (
        "year-for",
        re.compile(
            rf"(?i)(?<![\w.,-])(?P<year>{YEAR})\s{{1,3}}{alternatives(words(lexicon, 'years', 'budget'))}(?!\w)"
        ),
    )
    for name, key in (("year-quarter", "signs"),):
        yield (
            name,
            re.compile(
                rf"(?<!\w){alternatives(words(lexicon, 'quarters', key))}\s?[1-4][\s/]{{1,2}}(?P<year>{YEAR}){end}"
            ),
        )
    yield (
        "year-quarter",
        re.compile(rf"(?i)(?<!\w){alternatives(words(lexicon, 'quarters', 'words'))}\s{{1,3}}(?P<year>{YEAR}){end}"),
    )
    yield "year-bare", re.compile(r"(?<![\w.,$€£%/+-])(?P<year>20[1-3]\d)(?![\w%/+]|[.,]\d|-\d)")
    lead, unit = alternatives(words(lexicon, "ahead", "lead")), alternatives(words(lexicon, "ahead", "unit"))
    numbers = alternatives(table(lexicon, "ahead", "numbers"))
    yield "ahead", re.compile(rf"(?i)(?<!\w){lead}\s{{1,3}}(?P<count>{numbers}|\d{{1,2}})\s{{1,3}}{unit}(?!\w)")
    over = alternatives(words(lexicon, "ahead", "duration_lead"))
    months = alternatives(words(lexicon, "ahead", "months"))
    yield "duration", re.compile(rf"(?i)(?<!\w){over}\s{{1,3}}(?P<count>\d{{1,3}})[\s-]{{1,3}}{months}(?!\w)")

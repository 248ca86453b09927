"""Dates and periods, resolved against the day of publication or against a weekday that settles the year."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from pledgebook.extraction.date_grammar import DateGrammar, date_grammar
from pledgebook.extraction.date_resolution import Clock, WrittenDate, calendar_date, read, settled_by_weekday
from pledgebook.extraction.matching import normal, plain_words, windows
from pledgebook.extraction.mentions import DateMention
from pledgebook.model.when import PartialDate, Period

_HEAD = 700  # a dateline stands within the first characters
_HEAD_LINES = 4
_HEAD_WIDTH = 120
_LONGEST_BYLINE = 60
_LEAD = 24
_MARGIN = 64  # no wording of a date is longer
_YEAR_FIGURES = re.compile(r"(?:19|20)\d\d|FY")
_LONGEST_JOINER = len("of")
_WEEK = timedelta(days=7)


def find_dates(text: str, published: PartialDate | None, language: str = "en") -> tuple[DateMention, ...]:
    """Find dates and periods in order, without overlaps; those that nothing settles are left out.

    A date without a year is the latest such date not after publication. Its rule ends in ":last" then, so that
    `to_future` can turn it where the sentence speaks of what is to come. Rules of dates that bound rather than name end
    in ":since" or ":until". "in 2024" is a date ("date:year"), "for 2024" a period ("period:year").

    Without a publication date a weekday beside a day and month settles the year: the latest up to 2026 in which they
    meet. Days and weekdays near such a date follow it.

    Args:
        text: Any text.
        published: When it was published, as far as known.
        language: BCP 47 tag of the text.
    """
    grammar = date_grammar(language)
    matches = _matches(text, grammar)
    clock = _clock(published) if published is not None else _settled_clock(matches, grammar)
    mentions: list[DateMention] = []
    for match in _with_told_years(text, matches, clock, grammar):
        mention = _resolve(match, clock, grammar)
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)


def _with_told_years(
    text: str, matches: list[WrittenDate], clock: Clock, grammar: DateGrammar
) -> Iterator[WrittenDate]:
    """Give days and months the year that stands in words behind them: "in May last year"."""
    skip = False
    for match, following in zip_longest(matches, matches[1:]):
        if skip:
            skip = False
            continue
        yearless = match.name in {"month", "day-month"} and not match.groups.get("year")
        if yearless and following is not None and following.name == "relative" and clock.year is not None:
            kind, shift = grammar.relative[normal(following.groups["word"] or "")]
            if (
                kind in {"year-date", "year-period"}
                and len(text[match.end : following.start].strip()) <= _LONGEST_JOINER
            ):
                groups = {**match.groups, "year": str(clock.year + shift)}
                yield replace(match, end=following.end, groups=groups)
                skip = True
                continue
        yield match


def to_future(mention: DateMention, published: PartialDate) -> DateMention:
    """Turn a date whose year was taken as the last into the next one after publication ("will be paid in March")."""
    if mention.date is None or ":last" not in mention.rule:
        return mention
    rule = mention.rule.replace(":last", ":next")
    if "weekday" in mention.rule and mention.date.day:
        shifted = PartialDate.of(mention.date.earliest() + _WEEK)
        return replace(mention, date=shifted, rule=rule)
    if mention.date.latest() >= published.earliest():
        return mention
    year = mention.date.year + 1
    return replace(mention, date=calendar_date(year, mention.date.month, mention.date.day) or mention.date, rule=rule)


def find_dateline(text: str, language: str = "en") -> PartialDate | None:
    """Return the publication date that the head of a text states: front matter, "Published: …", a dateline or byline.

    Only a date with its year counts; a dateline without one ("MOSCOW, June 5.") does not tell it.
    """
    head = text[:_HEAD]
    grammar = date_grammar(language)
    keyed = grammar.dateline_key.search(head)
    if keyed is not None:
        line = head[keyed.end() :].split("\n", 1)[0]
        found = _full_date(line, grammar)
        if found is not None:
            return found[0]
    for line in [line for line in head.split("\n") if line.strip()][:_HEAD_LINES]:
        found = _full_date(line[:_HEAD_WIDTH], grammar)
        if found is not None and _is_dateline(line, *found[1:]):
            return found[0]
    return None


def _is_dateline(line: str, start: int, end: int) -> bool:
    """Tell whether a date in a line dates the text: it opens it, ends a short one, or follows a town."""
    before, behind = line[:start].strip(" \t([*_#-–—|,:"), line[end:].strip(" \t)]*_.|")
    mark = line[end : end + 3].strip()[:1]
    if not before:
        return not behind or mark in {*",-–—|:.)/"}
    if len(before) > _LONGEST_BYLINE or any(sign in before for sign in "!?"):
        return False
    if not behind:
        return not line.rstrip().endswith((".", "!", "?"))
    return before == before.upper() or (mark in {*"–—-)/:"} and "." not in before)


def _full_date(line: str, grammar: DateGrammar) -> tuple[PartialDate, int, int] | None:
    if _YEAR_FIGURES.search(line) is None:
        return None
    for match in _matches(line, grammar):
        if match.name in {"iso", "figures", "day-month"} and match.groups.get("year"):
            mention = _resolve(match, Clock(None, None, 0, published=False), grammar)
            if mention is not None and mention.date is not None:
                return mention.date, match.start, match.end
    return None


def _matches(text: str, grammar: DateGrammar) -> list[WrittenDate]:
    """Return all wordings in order; where two overlap the longer wins, then the more telling kind."""
    found: list[tuple[int, int, int, WrittenDate]] = []
    years = [match.start() for match in _YEAR_FIGURES.finditer(text)]
    for low, high in windows(text, grammar.vocabulary, _MARGIN, years):
        known = plain_words(text[low:high])
        dated = bisect_left(years, low) < bisect_left(years, high)
        for rank, (name, pattern) in enumerate(grammar.patterns):
            if grammar.needs[name].isdisjoint(known) if name in grammar.needs else not dated:
                continue
            for match in pattern.finditer(text, low, high):
                start, end = match.span()
                lead = text[max(0, start - _LEAD) : start]
                if name.startswith("year") and grammar.scale_after.match(text, end):
                    continue  # "2025 million euros"
                if name in {"month", "weekday"} and not _is_plain(match, lead, grammar):
                    continue
                found.append((start, -end, rank, WrittenDate(start, end, name, match.groupdict(), lead)))
    found.sort(key=lambda item: item[:3])
    kept: list[WrittenDate] = []
    for *_, candidate in found:
        if kept and candidate.start < kept[-1].end:
            if (
                candidate.end > kept[-1].end
                and candidate.name in {"day-month", "iso", "figures"}
                and kept[-1].name not in {"day-month", "iso", "figures"}
            ):
                kept[-1] = candidate
            continue
        kept.append(candidate)
    return kept


def _is_plain(match: re.Match[str], lead: str, grammar: DateGrammar) -> bool:
    """Tell whether a name that is a word of its own too ("May", "March") is a date here."""
    groups = match.groupdict()
    name = groups.get("month") or groups.get("weekday") or ""
    if name not in grammar.careful or groups.get("year") or groups.get("lead"):
        return True
    return (
        match.start() < match.start("month" if groups.get("month") else "weekday")
        or grammar.leads.search(lead) is not None
    )


def _clock(published: PartialDate) -> Clock:
    day = published.earliest() if published.day else None
    return Clock(day, published.year, published.month, published=True)


def _settled_clock(matches: list[WrittenDate], grammar: DateGrammar) -> Clock:
    """Take the date that the text itself settles: by a weekday, else by the one full date it has."""
    settled = [when for match in matches if (when := settled_by_weekday(match, grammar)) is not None]
    if not settled:
        full = {when for match in matches if (when := _stated(match, grammar)) is not None}
        settled = list(full) if len(full) == 1 else []
    if not settled:
        return Clock(None, None, 0, published=False)
    return Clock(max(settled), max(settled).year, max(settled).month, published=False)


def _stated(match: WrittenDate, grammar: DateGrammar) -> date | None:
    """Return a date told in full, unless it only bounds something ("since 24 February 2022")."""
    groups = match.groups
    if match.name != "day-month" or not groups.get("year") or grammar.since.search(match.lead):
        return None
    month = grammar.months[(groups["month"] or "").lower()]
    when = calendar_date(int(groups["year"] or 0), month, int(groups["day"] or 0))
    return when.earliest() if when is not None else None


def _resolve(match: WrittenDate, clock: Clock, grammar: DateGrammar) -> DateMention | None:
    bound = ":since" if grammar.since.search(match.lead) else ":until" if grammar.until.search(match.lead) else ""
    for when, rule in read(match, clock, grammar):
        if when is None:
            return None
        if isinstance(when, Period):
            return DateMention(match.start, match.end, None, when, rule)
        return DateMention(match.start, match.end, when, None, rule + bound)
    return None

"""Dates and periods, resolved against the day of publication or against a weekday that settles the year."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pledgebook.extraction.date_grammar import DateGrammar, date_grammar
from pledgebook.extraction.matching import normal
from pledgebook.extraction.mentions import DateMention
from pledgebook.model.when import PartialDate, Period

LATEST_YEAR = 2026  # a weekday settles the year as the latest that fits, not later than this
_EARLIEST_YEAR = 2014  # support of the kind this book holds begins here
_NEAR = timedelta(days=45)  # a day and month this near to a settled date are of its year
_HEAD = 700  # a dateline stands within the first characters
_HEAD_LINES = 4
_HEAD_WIDTH = 120
_LONGEST_BYLINE = 60
_LONGEST_PERIOD = 60  # years
_LEAD = 24
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class _Clock:
    """What relative dates count from.

    Attributes:
        day: The day of publication, or the settled date that stands for it; None when neither is known.
        year: Its year; None when unknown.
        month: Its month; 0 when only the year is known.
        published: True when it is a day of publication.
    """

    day: date | None
    year: int | None
    month: int
    published: bool


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    name: str
    groups: dict[str, str | None]
    lead: str


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
    for match in matches:
        mention = _resolve(match, clock, grammar)
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)


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
    return replace(mention, date=_partial(year, mention.date.month, mention.date.day) or mention.date, rule=rule)


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
    for match in _matches(line, grammar):
        if match.name in {"iso", "figures", "day-month"} and match.groups.get("year"):
            mention = _resolve(match, _Clock(None, None, 0, published=False), grammar)
            if mention is not None and mention.date is not None:
                return mention.date, match.start, match.end
    return None


def _matches(text: str, grammar: DateGrammar) -> list[_Match]:
    """Return all wordings in order; where two overlap the longer wins, then the more telling kind."""
    found: list[tuple[int, int, int, _Match]] = []
    for rank, (name, pattern) in enumerate(grammar.patterns):
        for match in pattern.finditer(text):
            lead = text[max(0, match.start() - _LEAD) : match.start()]
            start = match.start()
            if name in {"month", "weekday"} and not _is_plain(match, lead, grammar):
                continue
            found.append((start, -match.end(), rank, _Match(start, match.end(), name, match.groupdict(), lead)))
    found.sort(key=lambda item: item[:3])
    kept: list[_Match] = []
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


def _clock(published: PartialDate) -> _Clock:
    day = published.earliest() if published.day else None
    return _Clock(day, published.year, published.month, published=True)


def _settled_clock(matches: list[_Match], grammar: DateGrammar) -> _Clock:
    """Take the date that the text itself settles: by a weekday, else by the one full date it has."""
    settled = [when for match in matches if (when := _by_weekday(match, grammar)) is not None]
    if not settled:
        full = {when for match in matches if (when := _stated(match, grammar)) is not None}
        settled = list(full) if len(full) == 1 else []
    if not settled:
        return _Clock(None, None, 0, published=False)
    return _Clock(max(settled), max(settled).year, max(settled).month, published=False)


def _stated(match: _Match, grammar: DateGrammar) -> date | None:
    """Return a date told in full, unless it only bounds something ("since 24 February 2022")."""
    groups = match.groups
    if match.name != "day-month" or not groups.get("year") or grammar.since.search(match.lead):
        return None
    month = grammar.months[(groups["month"] or "").lower()]
    when = _partial(int(groups["year"] or 0), month, int(groups["day"] or 0))
    return when.earliest() if when is not None else None


def _by_weekday(match: _Match, grammar: DateGrammar) -> date | None:
    if match.name != "day-month" or not match.groups.get("weekday") or match.groups.get("year"):
        return None
    weekday = grammar.weekdays[(match.groups["weekday"] or "").lower()]
    month, day = grammar.months[(match.groups["month"] or "").lower()], int(match.groups["day"] or 0)
    for year in range(LATEST_YEAR, _EARLIEST_YEAR - 1, -1):
        when = _partial(year, month, day)
        if when is not None and when.earliest().isoweekday() == weekday:
            return when.earliest()
    return None


def _partial(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None  # "31 June": the text is at fault, nothing is invented


def _resolve(match: _Match, clock: _Clock, grammar: DateGrammar) -> DateMention | None:
    bound = ":since" if grammar.since.search(match.lead) else ":until" if grammar.until.search(match.lead) else ""
    for when, rule in _readings(match, clock, grammar):
        if when is None:
            return None
        if isinstance(when, Period):
            return DateMention(match.start, match.end, None, when, rule)
        return DateMention(match.start, match.end, when, None, rule + bound)
    return None


def _readings(match: _Match, clock: _Clock, grammar: DateGrammar) -> Iterator[tuple[PartialDate | Period | None, str]]:
    groups = match.groups
    year = int(groups.get("year") or 0)
    if match.name == "iso":
        yield _partial(year, int(groups["month"] or 0), int(groups["day"] or 0)), "date:full"
    elif match.name == "figures":
        yield _from_figures(groups, year, grammar), "date:full"
    elif match.name == "day-month":
        yield _day_month(match, year, clock, grammar)
    elif match.name == "month":
        yield _month(grammar.months[(groups["month"] or "").lower()], year, clock)
    elif match.name == "weekday":
        yield _weekday(match, clock, grammar)
    elif match.name == "day":
        shift = grammar.days[normal(groups["word"] or "")]
        yield (PartialDate.of(clock.day + timedelta(days=shift)) if clock.day and clock.published else None), "date:day"
    elif match.name == "relative":
        yield _relative(*grammar.relative[normal(groups["word"] or "")], clock)
    else:
        yield _years(match, year, clock, grammar)


def _from_figures(groups: dict[str, str | None], year: int, grammar: DateGrammar) -> PartialDate | None:
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    if groups["mark"] == "/" and not grammar.day_first_slashes:
        one, two = two, one
    return _partial(year, two, one) or _partial(year, one, two)


def _day_month(match: _Match, year: int, clock: _Clock, grammar: DateGrammar) -> tuple[PartialDate | None, str]:
    month = grammar.months[(match.groups["month"] or "").lower()]
    day = int(match.groups.get("last") or match.groups.get("day") or 0)
    if year:
        return _partial(year, month, day), "date:full"
    if not clock.published:
        settled = _by_weekday(match, grammar)
        if settled is not None:
            return PartialDate.of(settled), "date:weekday-settles-year"
        return _near(clock, month, day), "date:day-month:near"
    if clock.year is None:
        return None, ""
    limit = PartialDate(clock.year, clock.month, clock.day.day if clock.day else 0).latest()
    for candidate in (clock.year, clock.year - 1, clock.year - 2, clock.year - 3):
        when = _partial(candidate, month, day)
        if when is not None and when.earliest() <= limit:
            return when, "date:day-month:last"
    return None, ""


def _near(clock: _Clock, month: int, day: int) -> PartialDate | None:
    if clock.day is None:
        return None
    for year in (clock.day.year, clock.day.year - 1, clock.day.year + 1):
        when = _partial(year, month, day)
        if when is not None and abs(when.earliest() - clock.day) <= _NEAR:
            return when
    return None


def _month(month: int, year: int, clock: _Clock) -> tuple[PartialDate | None, str]:
    if year:
        return _partial(year, month), "date:month"
    if clock.year is None or not clock.published:
        return None, ""
    limit = clock.month or 12
    return _partial(clock.year if month <= limit else clock.year - 1, month), "date:month:last"


def _weekday(match: _Match, clock: _Clock, grammar: DateGrammar) -> tuple[PartialDate | None, str]:
    if clock.day is None:
        return None, ""
    weekday = grammar.weekdays[(match.groups["weekday"] or "").lower()]
    kind = grammar.lead_kinds.get(normal(match.groups.get("lead") or ""), "")
    back = (clock.day.isoweekday() - weekday) % 7
    if kind == "next":
        return PartialDate.of(clock.day + timedelta(days=7 - back)), "date:weekday:next"
    if not clock.published:
        days = -back if back <= 3 else 7 - back  # noqa: PLR2004  the nearer side of the week
        return PartialDate.of(clock.day + timedelta(days=days)), "date:weekday:near"
    if kind == "last" and back == 0:
        back = 7
    return PartialDate.of(clock.day - timedelta(days=back)), "date:weekday:last"


def _relative(kind: str, shift: int, clock: _Clock) -> tuple[PartialDate | Period | None, str]:
    if clock.year is None or (not clock.published and not kind.startswith("year")):
        return None, ""
    if kind == "year-date":
        return PartialDate(clock.year + shift), "date:relative-year"
    if kind == "year-period":
        return Period(clock.year + shift, clock.year + shift), "period:relative-year"
    if kind == "month" and clock.month:
        months = clock.year * 12 + clock.month - 1 + shift
        return PartialDate(months // 12, months % 12 + 1), "date:relative-month"
    if kind == "week" and clock.day:
        when = clock.day + shift * _WEEK
        return PartialDate(when.year, when.month), "date:relative-week"
    return None, ""


def _years(match: _Match, year: int, clock: _Clock, grammar: DateGrammar) -> tuple[PartialDate | Period | None, str]:
    groups = match.groups
    if match.name == "years":
        first, last = int(groups["first"] or 0), groups["last"] or groups["short"] or ""
        end = int(last) if len(last) > len("27") else first // 100 * 100 + int(last)  # "2026-27"
        return (Period(first, end) if first <= end <= first + _LONGEST_PERIOD else None), "period:years"
    if match.name == "year-for":
        return Period(year, year), "period:year"
    if match.name == "year-until":
        return Period(None, year), "period:until"
    if match.name in {"ahead", "duration"}:
        return _ahead(match, clock, grammar)
    suffix = {"year-by": ":until", "year-since": ":since"}.get(match.name, "")
    return PartialDate(year), f"date:{'quarter' if match.name == 'year-quarter' else 'year'}{suffix}"


def _ahead(match: _Match, clock: _Clock, grammar: DateGrammar) -> tuple[Period | None, str]:
    if clock.year is None:
        return None, ""
    count = match.groups["count"] or "0"
    number = grammar.ahead.get(count.lower()) or int(count)
    if match.name == "ahead":
        return Period(clock.year + 1, clock.year + number), "period:ahead"
    months = clock.year * 12 + max(clock.month, 1) - 1 + number
    return Period(clock.year, months // 12), "period:duration"

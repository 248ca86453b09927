"""What a wording of a date or period means, counted from the day of publication."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from pledgebook.extraction.date_grammar import DateGrammar
from pledgebook.extraction.matching import normal
from pledgebook.model.when import PartialDate, Period

LATEST_YEAR = 2026  # a weekday settles the year as the latest that fits, not later than this
_EARLIEST_YEAR = 2014  # support of the kind this book holds begins here
_NEAR = timedelta(days=45)  # a day and month this near to a settled date are of its year
_LONGEST_PERIOD = 60  # years
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Clock:
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
class WrittenDate:
    """One wording: the name of the pattern that found it, its groups, and the few words before it (`lead`)."""

    start: int
    end: int
    name: str
    groups: dict[str, str | None]
    lead: str


def settled_by_weekday(match: WrittenDate, grammar: DateGrammar) -> date | None:
    """Return the latest day up to 2026 on which the weekday beside a day and month falls; None without a weekday."""
    if match.name != "day-month" or not match.groups.get("weekday") or match.groups.get("year"):
        return None
    weekday = grammar.weekdays[(match.groups["weekday"] or "").lower()]
    month, day = grammar.months[(match.groups["month"] or "").lower()], int(match.groups["day"] or 0)
    for year in range(LATEST_YEAR, _EARLIEST_YEAR - 1, -1):
        when = calendar_date(year, month, day)
        if when is not None and when.earliest().isoweekday() == weekday:
            return when.earliest()
    return None


def calendar_date(year: int, month: int = 0, day: int = 0) -> PartialDate | None:
    """Return a date, None where the calendar has none such."""
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None  # "31 June": the text is at fault, nothing is invented


def read(match: WrittenDate, clock: Clock, grammar: DateGrammar) -> Iterator[tuple[PartialDate | Period | None, str]]:
    """Yield what a wording means, with the name of its rule; the value is None where nothing settles it."""
    groups = match.groups
    year = int(groups.get("year") or 0)
    if match.name == "iso":
        yield calendar_date(year, int(groups["month"] or 0), int(groups["day"] or 0)), "date:full"
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
    elif match.name == "ago":
        yield _ago(groups, clock, grammar)
    else:
        yield _years(match, year, clock, grammar)


def _from_figures(groups: dict[str, str | None], year: int, grammar: DateGrammar) -> PartialDate | None:
    one, two = int(groups["one"] or 0), int(groups["two"] or 0)
    if groups["mark"] == "/" and not grammar.day_first_slashes:
        one, two = two, one
    return calendar_date(year, two, one) or calendar_date(year, one, two)


def _day_month(match: WrittenDate, year: int, clock: Clock, grammar: DateGrammar) -> tuple[PartialDate | None, str]:
    month = grammar.months[(match.groups["month"] or "").lower()]
    day = int(match.groups.get("last") or match.groups.get("day") or 0)
    if year:
        return calendar_date(year, month, day), "date:full"
    if not clock.published:
        settled = settled_by_weekday(match, grammar)
        if settled is not None:
            return PartialDate.of(settled), "date:weekday-settles-year"
        return _near(clock, month, day), "date:day-month:near"
    if clock.year is None:
        return None, ""
    limit = PartialDate(clock.year, clock.month, clock.day.day if clock.day else 0).latest()
    for candidate in (clock.year, clock.year - 1, clock.year - 2, clock.year - 3):
        when = calendar_date(candidate, month, day)
        if when is not None and when.earliest() <= limit:
            return when, "date:day-month:last"
    return None, ""


def _near(clock: Clock, month: int, day: int) -> PartialDate | None:
    if clock.day is None:
        return None
    for year in (clock.day.year, clock.day.year - 1, clock.day.year + 1):
        when = calendar_date(year, month, day)
        if when is not None and abs(when.earliest() - clock.day) <= _NEAR:
            return when
    return None


def _month(month: int, year: int, clock: Clock) -> tuple[PartialDate | None, str]:
    if year:
        return calendar_date(year, month), "date:month"
    if clock.year is None or not clock.published:
        return None, ""
    limit = clock.month or 12
    return calendar_date(clock.year if month <= limit else clock.year - 1, month), "date:month:last"


def _weekday(match: WrittenDate, clock: Clock, grammar: DateGrammar) -> tuple[PartialDate | None, str]:
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


def _relative(kind: str, shift: int, clock: Clock) -> tuple[PartialDate | Period | None, str]:
    if clock.year is None or (not clock.published and not kind.startswith("year")):
        return None, ""
    if kind == "year-period":
        return Period(clock.year + shift, clock.year + shift), "period:relative-year"
    if kind.startswith("year"):
        return PartialDate(clock.year + shift, 12 if kind == "year-end" else 0), "date:relative-year"
    return _recent(kind, shift, clock, clock.year)


def _recent(kind: str, shift: int, clock: Clock, year: int) -> tuple[PartialDate | None, str]:
    """Count in weeks, months and seasons; for a season `shift` is its last month."""
    if kind == "week" and clock.day:
        when = clock.day + shift * _WEEK
        return PartialDate(when.year, when.month), "date:relative-week"
    if kind == "season" and clock.month:
        return PartialDate(year if clock.month > shift else year - 1), "date:season"
    if kind == "month" and clock.month:
        return _shifted_month(year, clock.month, shift), "date:relative-month"
    return None, ""


def _shifted_month(year: int, month: int, shift: int) -> PartialDate:
    months = year * 12 + month - 1 + shift
    return PartialDate(months // 12, months % 12 + 1)


def _ago(groups: dict[str, str | None], clock: Clock, grammar: DateGrammar) -> tuple[PartialDate | None, str]:
    """Count back: days to the day, weeks and months and one year to the month, more years to the year."""
    count = normal(groups["count"] or "0")
    number, unit = grammar.ago_numbers.get(count) or int(count), grammar.ago_units[(groups["unit"] or "").lower()]
    if clock.year is None or not clock.published:
        return None, ""
    if unit == "year" and number > 1:
        return PartialDate(clock.year - number), "date:ago"
    if unit in {"day", "week"}:
        if clock.day is None:
            return None, ""
        when = PartialDate.of(clock.day - timedelta(days=number * (7 if unit == "week" else 1)))
        return when if unit == "day" else PartialDate(when.year, when.month), "date:ago"
    if not clock.month:
        return None, ""
    return _shifted_month(clock.year, clock.month, -number * (12 if unit == "year" else 1)), "date:ago"


def _years(
    match: WrittenDate, year: int, clock: Clock, grammar: DateGrammar
) -> tuple[PartialDate | Period | None, str]:
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
    if match.name == "year-bare":
        return PartialDate(year), "date:bare-year"
    suffix = {"year-by": ":until", "year-since": ":since"}.get(match.name, "")
    return PartialDate(year), f"date:{'quarter' if match.name == 'year-quarter' else 'year'}{suffix}"


def _ahead(match: WrittenDate, clock: Clock, grammar: DateGrammar) -> tuple[Period | None, str]:
    if clock.year is None:
        return None, ""
    count = match.groups["count"] or "0"
    number = grammar.ahead.get(count.lower()) or int(count)
    if match.name == "ahead":
        return Period(clock.year + 1, clock.year + number), "period:ahead"
    months = clock.year * 12 + max(clock.month, 1) - 1 + number
    return Period(clock.year, months // 12), "period:duration"

"""Dates and periods, with and without a day of publication."""

import pytest

from pledgebook.extraction.dates import find_dateline, find_dates, to_future
from pledgebook.model.when import PartialDate

PUBLISHED = PartialDate(2024, 11, 25)  # a Monday


def read(text: str, published: PartialDate | None = PUBLISHED) -> list[str]:
    return [str(mention.date or mention.period) for mention in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("on 1 December 2022", "2022-12-01"),
        ("on December 1, 2022", "2022-12-01"),
        ("on the 1st of December 2022", "2022-12-01"),
        ("2024-11-23", "2024-11-23"),
        ("23.11.2024", "2024-11-23"),
        ("25/11/2024", "2024-11-25"),
        ("November 23rd", "2024-11-23"),
        ("Saturday, November 23rd", "2024-11-23"),
        ("28 November", "2023-11-28"),
        ("on 13 June", "2024-06-13"),
        ("1 and 2 August", "2024-08-02"),
        ("in June", "2024-06"),
        ("June brought a package", "2024-06"),
        ("late December", "2023-12"),
        ("at the end of September", "2024-09"),
        ("in May 2022", "2022-05"),
        ("last month", "2024-10"),
        ("this month", "2024-11"),
        ("last Friday", "2024-11-22"),
        ("this Friday", "2024-11-22"),
        ("next Friday", "2024-11-29"),
        ("last Monday", "2024-11-18"),
        ("on Wednesday", "2024-11-20"),
        ("on Monday", "2024-11-25"),
        ("yesterday", "2024-11-24"),
        ("today", "2024-11-25"),
        ("earlier this year", "2024"),
        ("last year", "2023"),
        ("in 2024", "2024"),
        ("spring 2023", "2023"),
        ("in the first half of the year", "2024"),
        ("Q3 2025", "2025"),
        ("the second quarter of 2025", "2025"),
        ("last week", "2024-11"),
        ("two days ago", "2024-11-23"),
        ("three months ago", "2024-08"),
        ("a year ago", "2023-11"),
        ("two years ago", "2022"),
        ("last summer", "2024"),
        ("last winter", "2024"),
        ("at the end of last year", "2023-12"),
        ("in May of last year", "2023-05"),
        ("on 3 October last year", "2023-10-03"),
    ],
)
def test_a_date_is_resolved_against_publication(text: str, date: str) -> None:
    assert read(f"It happened {text}.") == [date]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("for 2025", "2025"),
        ("in 2025 and 2026", "2025-2026"),
        ("2024-2028", "2024-2028"),
        ("2026–27", "2026-2027"),
        ("2024 to 2027", "2024-2027"),
        ("from 2024 to 2027", "2024-2027"),
        ("between 2024 and 2027", "2024-2027"),
        ("until 2027", "-2027"),
        ("to 2030", "-2030"),
        ("over the next two years", "2025-2026"),
        ("this year", "2024"),
        ("next year", "2025"),
        ("fiscal year 2025", "2025"),
        ("FY2025", "2025"),
        ("the 2026 budget", "2026"),
        ("for 48 months", "2024-2028"),
    ],
)
def test_a_period_keeps_its_open_side(text: str, period: str) -> None:
    (mention,) = find_dates(f"Money is set aside {text}.", PUBLISHED)
    assert (str(mention.period), mention.date) == (period, None)


@pytest.mark.parametrize(
    "text", ["2025 million euros", "the may of a verb", "it may march on", "1945 drones", "31 June 2024"]
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert read(f"They have {text} left.") == []


def test_a_weekday_settles_the_year_without_publication() -> None:
    assert read("They signed on Saturday, November 23rd. This Friday Sweden joined.", None) == [
        "2024-11-23",
        "2024-11-22",
    ]


def test_days_near_a_settled_date_follow_its_year() -> None:
    assert read("On Saturday, November 23rd they met; on 3 December they signed.", None) == ["2024-11-23", "2024-12-03"]


@pytest.mark.parametrize(
    "text", ["on 13 June", "in June", "yesterday", "last Friday", "this year", "over the next two years"]
)
def test_nothing_is_invented_without_publication(text: str) -> None:
    assert read(f"They signed {text}.", None) == []


def test_bounds_are_marked() -> None:
    rules = [mention.rule for mention in find_dates("since 24 February 2022 and until June", PUBLISHED)]
    assert rules[0].endswith(":since")
    assert rules[1].endswith(":until")


@pytest.mark.parametrize(
    ("text", "date"),
    [("in March", "2025-03"), ("on 13 June", "2025-06-13"), ("on Friday", "2024-11-29"), ("in May 2022", "2022-05")],
)
def test_a_date_taken_as_the_last_can_be_turned_to_the_next(text: str, date: str) -> None:
    (mention,) = find_dates(f"It will be paid {text}.", PUBLISHED)
    assert str(to_future(mention, PUBLISHED).date) == date


def test_a_month_of_publication_is_enough_for_months() -> None:
    assert read("in June and in December", PartialDate(2024, 11)) == ["2024-06", "2023-12"]


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("A headline\n2024-04-17, Harbour Gazette\n\nText.", "2024-04-17"),
        ("KYIV, 5 June 2025 – Text.", "2025-06-05"),
        ("Published: 3 May 2024\nText.", "2024-05-03"),
        ("---\ntitle: x\ndate: 2023-02-01\n---\nText.", "2023-02-01"),
        ("By A. Writer, 5 June 2025\n\nText.", "2025-06-05"),
    ],
)
def test_the_head_of_a_text_states_its_date(text: str, date: str) -> None:
    assert str(find_dateline(text)) == date


@pytest.mark.parametrize(
    "text", ["HARBOUR, June 5. Text.", "The two signed a memorandum on 5 June 2025 in the capital.", ""]
)
def test_a_date_in_the_story_is_no_dateline(text: str) -> None:
    assert find_dateline(text) is None

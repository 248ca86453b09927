from datetime import UTC, datetime, timedelta, timezone

import pytest

from pledgebook.store.instants import from_microseconds, next_instant, system_clock, to_microseconds

NOON = datetime(2025, 3, 1, 12, 0, 0, 123_456, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@pytest.mark.parametrize("instant", [NOON, datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_instants_rest_to_the_microsecond(instant: datetime) -> None:
    assert from_microseconds(to_microseconds(instant)) == instant


def test_an_instant_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_microseconds(NOON.replace(tzinfo=None))


def test_no_calendar_has_every_count() -> None:
    with pytest.raises(OverflowError):
        from_microseconds(2**62)


def test_the_next_instant_is_later_than_the_last() -> None:
    assert next_instant(NOON, None) == NOON
    assert next_instant(NOON, NOON - MICROSECOND) == NOON
    assert next_instant(NOON, NOON) == NOON + MICROSECOND
    assert next_instant(NOON - timedelta(days=1), NOON) == NOON + MICROSECOND


def test_the_next_instant_is_in_utc() -> None:
    elsewhere = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert next_instant(elsewhere, None).tzinfo is UTC
    assert system_clock().tzinfo is UTC

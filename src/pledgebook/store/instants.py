"""Recorded instants: where they come from, their order, and how they rest."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def system_clock() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def next_instant(now: datetime, last: datetime | None) -> datetime:
    """Return the recorded instant of a new unit of work: now, but always later than the last one.

    A clock that was set back, or two units within one microsecond, must not make the order of knowledge ambiguous.
    """
    now = now.astimezone(UTC)
    return now if last is None or now > last else last + _MICROSECOND


def to_microseconds(instant: datetime) -> int:
    """Return an aware instant as whole microseconds since 1970 (UTC).

    Raises:
        ValueError: The instant is naive.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return (instant - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """Return the instant of a count of microseconds since 1970, in UTC.

    Raises:
        OverflowError: No calendar has that instant.
    """
    return _EPOCH + timedelta(microseconds=count)

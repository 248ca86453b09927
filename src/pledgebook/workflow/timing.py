"""Instants of the book's own clock, as people write them."""

from datetime import UTC, date, datetime, time

from pledgebook.model.when import PartialDate


def start_of(day: date) -> datetime:
    """Return the first instant of a day, in UTC."""
    return datetime.combine(day, time.min, UTC)


def end_of(day: date) -> datetime:
    """Return the last instant of a day, in UTC, to the microsecond in which a book counts."""
    return datetime.combine(day, time.max, UTC)


def instant_of(text: str, *, first: bool = False) -> datetime:
    """Read an instant: ISO 8601 with its offset (none means UTC), or a year, month or day for its end.

    Args:
        text: "2026-11-22T09:30:00+01:00", "2026-11-22 09:30", "2026-11-22", "2026-11" or "2026".
        first: A year, month or day means its beginning instead.

    Raises:
        ValueError: The text is none of these.
    """
    plain = text.strip()
    if ":" not in plain:
        day = PartialDate.parse(plain)
        return start_of(day.earliest()) if first else end_of(day.latest())
    found = datetime.fromisoformat(plain)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)

"""The two clocks of a page, read from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from pledgebook.errors import UsageFault
from pledgebook.model.when import PartialDate
from pledgebook.workflow.timing import instant_of


@dataclass(frozen=True, slots=True)
class Clocks:
    """As of which day, as known at which instant.

    Attributes:
        as_of: Only what can have happened by that day; None for all that is told.
        known_at: Only what the book had learnt by that instant; None for all that it has.
        as_of_text: The day as the address had it.
        known_at_text: The instant as the address had it.
    """

    as_of: date | None = None
    known_at: datetime | None = None
    as_of_text: str = ""
    known_at_text: str = ""

    def day(self) -> date:
        """Return the day for questions that need one: that asked for, else that of the knowledge, else today."""
        return self.as_of or (self.known_at or datetime.now(UTC)).date()

    def query(self) -> tuple[tuple[str, str], ...]:
        """Return the pairs that carry the clocks from page to page."""
        pairs = (("as-of", self.as_of_text), ("known-at", self.known_at_text))
        return tuple(pair for pair in pairs if pair[1])


def read_clocks(query: Mapping[str, str]) -> Clocks:
    """Read `as-of` and `known-at`.

    Raises:
        UsageFault: One of them is no date or no instant.
    """
    as_of, known_at = query.get("as-of", "").strip(), query.get("known-at", "").strip()
    return Clocks(read_day(as_of), read_instant(known_at), as_of, known_at)


def read_day(text: str) -> date | None:
    """Read a date to its last day; None for none (raises UsageFault)."""
    if not text:
        return None
    try:
        return PartialDate.parse(text).latest()
    except ValueError as fault:
        raise UsageFault(f"{text}: not a date", remedy="write it as 2025, 2025-06 or 2025-06-30") from fault


def read_instant(text: str, *, first: bool = False) -> datetime | None:
    """Read an instant, or a date for its end (or beginning); None for none (raises UsageFault)."""
    if not text:
        return None
    try:
        return instant_of(text, first=first)
    except ValueError as fault:
        raise UsageFault(f"{text}: not a moment", remedy="write it as 2026-11-22 or 2026-11-22T09:30Z") from fault

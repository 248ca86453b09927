"""Dates that keep their precision, and the periods money is for."""

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, the month or the day.

    Attributes:
        year: Calendar year.
        month: 1 to 12, or 0 when only the year is known.
        day: 1 to 31, or 0 when only the month is known.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        """Refuse what no calendar has (raises ValueError)."""
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read "2024", "2024-11" or "2024-11-23" (a time after it is passed over).

        Raises:
            ValueError: The text is none of these.
        """
        match = _ISO.match(text.strip())
        if match is None or (match.end() < len(text.strip()) and text.strip()[match.end()] not in "T "):
            raise ValueError(f"not a date of the form YYYY, YYYY-MM or YYYY-MM-DD: {text!r}")
        year, month, day = match.groups()
        return cls(int(year), int(month or 0), int(day or 0))

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Take a full calendar date."""
        return cls(day.year, day.month, day.day)

    def earliest(self) -> date:
        """Return the first day it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    def latest(self) -> date:
        """Return the last day it can be."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def covers(self, other: "PartialDate") -> bool:
        """Tell whether the other date can be this one, told more precisely."""
        return self.earliest() <= other.earliest() and other.latest() <= self.latest()

    def __str__(self) -> str:
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"


@dataclass(frozen=True, slots=True)
class Period:
    """The years that money is for; an open side is None. Written "2025", "2024-2028" or "-2030"."""

    first_year: int | None
    last_year: int | None

    def __str__(self) -> str:
        if self.first_year is not None and self.first_year == self.last_year:
            return str(self.first_year)
        return f"{self.first_year or ''}-{self.last_year or ''}"

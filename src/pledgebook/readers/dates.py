"""Dates as documents declare them in their metadata, read without guessing which figure is the month."""

import re
from email.utils import parsedate_tz

from pledgebook.model.when import PartialDate

_SLASHED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T\d+Z?)?")


def read_declared_date(text: str) -> PartialDate | None:
    """Read a declared date; the day is the one written, in the document's own time zone.

    Read are ISO 8601 (a time after it is passed over), "2024/6/5", "20240605" and the dates of e-mail and RSS
    ("Wed, 05 Jun 2024 10:00:00 GMT"). "05/06/2024" is not: it is two dates.

    Returns:
        The date, or None when the text is none of these.
    """
    text = text.strip()
    try:
        return PartialDate.parse(text)
    except ValueError:
        pass
    figures = _SLASHED.match(text) or _COMPACT.fullmatch(text)
    if figures is not None:
        year, month, day = (int(figure) for figure in figures.groups())
    else:
        parsed = parsedate_tz(text) if any(sign.isalpha() for sign in text) else None
        if parsed is None:
            return None
        year, month, day = parsed[:3]
    try:
        return PartialDate(year, month, day)
    except ValueError:
        return None


def primary_language(tag: str) -> str:
    """Return the primary part of a language tag in lower case ("en" of "en_GB"); empty when it is no tag."""
    match = re.match(r"([A-Za-z]{2,3})(?=[-_]|$)", tag.strip())
    return match[1].lower() if match else ""

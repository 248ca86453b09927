"""What the book has learnt, as an Atom feed: an entry for each unit of work, the newest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from pledgebook.model.identity import digest

MOST_ENTRIES = 50


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """Something that the book has learnt at one moment.

    Attributes:
        at: When.
        title: A line.
        lines: What it was, a line each, with the address of each; empty for none.
    """

    at: datetime
    title: str
    lines: Sequence[tuple[str, str]]


def atom(entries: Iterable[FeedEntry], title: str, address: str) -> bytes:
    """Write the feed.

    Args:
        entries: The newest first.
        title: Of the feed.
        address: Where the site will stand, ending in a slash; empty where nobody says, and links are relative then.
    """
    listed = list(entries)[:MOST_ENTRIES]
    updated = listed[0].at if listed else datetime.fromisoformat("1970-01-01T00:00:00+00:00")
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(title)}</title>",
        f"<id>urn:pledgebook:{digest((title + address).encode())[:32]}</id>",
        f"<updated>{_instant(updated)}</updated>",
        "<author><name>pledgebook</name></author>",
        f'<link rel="alternate" href={quoteattr(address + "index.html")}/>',
    ]
    if address:
        head.append(f'<link rel="self" href={quoteattr(address + "feed.atom")}/>')
    return "\n".join([*head, *(_entry(entry, address) for entry in listed), "</feed>", ""]).encode()


def _entry(entry: FeedEntry, address: str) -> str:
    told = "".join(
        f"<li><a href={quoteattr(address + place)}>{escape(line)}</a></li>" if place else f"<li>{escape(line)}</li>"
        for line, place in entry.lines
    )
    place = address + (entry.lines[0][1] if entry.lines else "index.html")
    name = digest((entry.at.isoformat() + entry.title).encode())[:32]
    return "\n".join(
        (
            "<entry>",
            f"<title>{escape(entry.title)}</title>",
            f"<id>urn:pledgebook:{name}</id>",
            f"<updated>{_instant(entry.at)}</updated>",
            f'<link rel="alternate" href={quoteattr(place)}/>',
            f'<content type="html">{escape("<ul>" + told + "</ul>")}</content>',
            "</entry>",
        )
    )


def _instant(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")

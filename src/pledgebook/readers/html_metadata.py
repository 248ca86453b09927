"""What an HTML page says about itself: title, date, publisher, address, language; and what of it is broken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec
from lxml import etree

from pledgebook.model.when import PartialDate
from pledgebook.readers.dates import primary_language, read_declared_date

# Names and properties of <meta> in the order in which they are believed.
_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "publication_date",
    "publish-date",
    "publish_date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "dcterms.created",
    "date",
)
_PUBLISHERS = ("og:site_name", "publisher", "dc.publisher", "dcterms.publisher", "application-name")
_URLS = ("og:url", "twitter:url", "dc.identifier")
_LANGUAGES = ("content-language", "dc.language", "dcterms.language", "og:locale")
_MOST_RECORDS = 2000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the page says about itself; empty where it says nothing.

    Attributes:
        title: Its title.
        published: Its publication date.
        publisher: Its publisher.
        url: Its canonical address, absolute.
        language: Primary language tag.
        faults: What was there and could not be read, in words.
    """

    title: str
    published: PartialDate | None
    publisher: str
    url: str
    language: str
    faults: tuple[str, ...]


def read_metadata(root: etree._Element) -> Metadata:
    """Collect what the page's head, its linked data (JSON-LD) and its time elements say."""
    meta = _meta(root)
    records, broken = _linked_data(root)
    dates = [*_of(meta, _DATES), *_texts(records, "datePublished"), *_times(root)]
    published = next((date for date in map(read_declared_date, dates) if date is not None), None)
    faults = list(broken)
    if dates and published is None:
        faults.append(f"The date is not understood: {dates[0][:60]!r}.")
    return Metadata(
        title=_first(
            [*_of(meta, _TITLES), *_texts(records, "headline"), *_text_of(root, "title"), *_text_of(root, "h1")]
        ),
        published=published,
        publisher=_first([*_of(meta, _PUBLISHERS), *_publishers(records)]),
        url=_first(address for address in (*_canonical(root), *_of(meta, _URLS)) if _is_address(address)),
        language=_first(map(primary_language, [*_declared_languages(root), *_of(meta, _LANGUAGES)])),
        faults=tuple(faults),
    )


def _first(values: Iterable[str]) -> str:
    return next((" ".join(value.split()) for value in values if value.strip()), "")


def _meta(root: etree._Element) -> dict[str, str]:
    """Return the contents of <meta> and of itemprops by lower-case name; the first of a name counts."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            key, content = element.get(attribute), element.get("content")
            if key and content and content.strip():
                found.setdefault(key.strip().lower(), content.strip())
    return found


def _of(meta: dict[str, str], names: tuple[str, ...]) -> list[str]:
    return [meta[name] for name in names if name in meta]


def _linked_data(root: etree._Element) -> tuple[list[dict[str, object]], list[str]]:
    """Return the records of the page's JSON-LD, articles first, and a word on each script that is broken."""
    records: list[dict[str, object]] = []
    broken = []
    for script in root.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json" or not script.text:
            continue
        try:
            records += _records(msgspec.json.decode(script.text.strip().encode()))
        except (msgspec.DecodeError, RecursionError) as fault:
            broken.append(f"Its JSON-LD is broken: {fault}.")
    return sorted(records, key=lambda record: not _is_article(record)), broken


def _records(value: object) -> Iterator[dict[str, object]]:
    """Yield the records of a JSON-LD document, breadth first, a bounded number of them."""
    waiting: list[object] = [value]
    for _ in range(_MOST_RECORDS):
        if not waiting:
            return
        match waiting.pop(0):
            case dict() as record:
                yield record
                waiting.append(record.get("@graph"))
                waiting.append(record.get("mainEntity"))
            case list() as values:
                waiting += values[:_MOST_RECORDS]
            case _:
                pass


def _is_article(record: dict[str, object]) -> bool:
    kinds = record.get("@type")
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        isinstance(name, str) and name.endswith(("Article", "Report", "Posting", "PressRelease")) for name in names
    )


def _texts(records: list[dict[str, object]], key: str) -> list[str]:
    return [value for record in records if isinstance(value := record.get(key), str)]


def _publishers(records: list[dict[str, object]]) -> Iterator[str]:
    for record in records:
        match record.get("publisher"):
            case str() as name:
                yield name
            case {"name": str() as name} | [{"name": str() as name}, *_]:
                yield name
            case _:
                pass


def _times(root: etree._Element) -> Iterator[str]:
    """Yield the instants of time elements, those that are marked as the publication date first."""
    times = [(element, element.get("datetime") or "") for element in root.iter("time")]
    marked = [
        value
        for element, value in times
        if element.get("pubdate") is not None or "datepublished" in (element.get("itemprop") or "").lower()
    ]
    yield from (value for value in marked if value.strip())
    yield from (value for _, value in times[:1] if value.strip())


def _text_of(root: etree._Element, tag: str) -> Iterator[str]:
    element = root.find(f".//{tag}")
    if element is not None:
        yield "".join(text for text in element.itertext() if isinstance(text, str))


def _canonical(root: etree._Element) -> Iterator[str]:
    for element in root.iter("link"):
        if "canonical" in (element.get("rel") or "").lower().split():
            yield (element.get("href") or "").strip()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _declared_languages(root: etree._Element) -> Iterator[str]:
    for element in (root, root.find("body")):
        if element is not None:
            yield element.get("lang") or element.get("{http://www.w3.org/XML/1998/namespace}lang") or ""

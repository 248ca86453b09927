"""Markdown, and any text that opens with front matter: the file's characters, unaltered, with their roles."""

from dataclasses import dataclass
from pathlib import PurePath

from pledgebook.model.evidence import Block, BlockRole, Source, TextLayer
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.when import PartialDate
from pledgebook.readers.base import Reading
from pledgebook.readers.dates import primary_language, read_declared_date
from pledgebook.readers.decoding import decode, sniff
from pledgebook.readers.front_matter import FrontMatter, read_front_matter
from pledgebook.readers.lines import mark_blocks

_SUFFIXES = frozenset({".md", ".markdown", ".mdown", ".qmd"})
_DATE_KEYS = ("date", "published", "published_time", "published_at", "publication_date", "datepublished", "pubdate")
_PUBLISHER_KEYS = ("publisher", "outlet", "site", "site_name", "source")
_URL_KEYS = ("url", "source_url", "canonical_url", "canonical", "permalink", "link")
_LANGUAGE_KEYS = ("language", "lang", "locale")
_EXCERPT = 120


@dataclass(frozen=True, slots=True)
class MarkdownReader:
    """Reads Markdown with or without front matter, and texts with front matter under any name."""

    name: str = "markdown"
    version: int = 1

    def identify(self, name: str, head: bytes) -> bool:
        """Tell it by its suffix or by the dashes that open front matter."""
        return PurePath(name).suffix.lower() in _SUFFIXES or read_front_matter(sniff(head)) != FrontMatter(0)

    def read(self, source: Source) -> Reading | Problem:
        """Decode the bytes, read the front matter, mark the blocks; the front matter is part of the text."""
        decoded = decode(source)
        if isinstance(decoded, Problem):
            return decoded
        text = decoded.text
        head = read_front_matter(text)
        opening = (Block(0, head.end, BlockRole.FRONT_MATTER),) if head.end else ()
        blocks = opening + mark_blocks(text, head.end, markdown=True)
        problems = [_broken(source, fault.line, fault.message, fault.excerpt) for fault in head.faults]
        published, undated = _published(head)
        if undated:
            problems.append(_broken(source, 1, "The date is not understood.", undated))
        return Reading(
            layer=TextLayer(text, f"{self.name}/{self.version}", blocks),
            title=head.first("title", "headline") or _first_title(text, blocks),
            published=published,
            publisher=head.first(*_PUBLISHER_KEYS),
            url=head.first(*_URL_KEYS),
            language=primary_language(head.first(*_LANGUAGE_KEYS)),
            problems=tuple(problems),
        )


def _published(head: FrontMatter) -> tuple[PartialDate | None, str]:
    """Return the first date that is understood, and else the first that is not."""
    stated = [value for key in _DATE_KEYS if (value := head.first(key))]
    for value in stated:
        date = read_declared_date(value)
        if date is not None:
            return date, ""
    return None, stated[0] if stated else ""


def _first_title(text: str, blocks: tuple[Block, ...]) -> str:
    for block in blocks:
        if block.role is BlockRole.TITLE:
            return text[block.start : block.end].splitlines()[0].strip("# \t")
    return ""


def _broken(source: Source, line: int, message: str, excerpt: str) -> Problem:
    return Problem(
        ProblemCode.BROKEN_FRONT_MATTER,
        Severity.WARNING,
        f"{source.name}:{line}",
        message,
        excerpt=excerpt[:_EXCERPT],
        remedy="Write one 'key: value' a line (dates as YYYY-MM-DD); the text below was read all the same.",
    )

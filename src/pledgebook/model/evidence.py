"""Documents, their text layers and the spans that every claim stands on."""

from dataclasses import dataclass
from enum import StrEnum

from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes as they came, before any reader has seen them.

    Attributes:
        name: File name or address they came under, printable; "-" for standard input.
        data: The raw bytes.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text layer: half-open character offsets and the text between them.

    The law of the house: `text[start:end] == quote`, always.
    """

    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, text: str, start: int, end: int) -> "Span":
        """Cut a span out of a text.

        Raises:
            ValueError: The offsets do not name a non-empty stretch of the text.
        """
        if not 0 <= start < end <= len(text):
            raise ValueError(f"no such stretch: {start}:{end} of {len(text)} characters")
        return cls(start, end, text[start:end])


class BlockRole(StrEnum):
    """What a stretch of a document is, as far as its format tells."""

    FRONT_MATTER = "front-matter"
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CAPTION = "caption"
    LINK = "link"  # a pointer to another text ("Read more: …")
    BOILERPLATE = "boilerplate"  # navigation, footers, cookie notes


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a text layer with its role; blocks are in order and do not overlap."""

    start: int
    end: int
    role: BlockRole


@dataclass(frozen=True, slots=True)
class TextLayer:
    """The unaltered text of a document as one reader sees it.

    Attributes:
        text: The text; nothing normalised, so that offsets and quotes hold.
        reader: Name and version of the reader, "plain/1".
        blocks: What the format says about stretches of the text; may be empty.
    """

    text: str
    reader: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """One archived source.

    Attributes:
        id: SHA-256 of the raw bytes, 64 hexadecimal digits.
        name: File name or address it came under.
        publisher: Who published it; empty when unknown.
        url: Where it was published; empty when unknown.
        title: Its own title; empty when it has none.
        published: Publication date as far as known.
        language: BCP 47 primary tag ("en"); empty when unknown.
        reader: Reader that made the text layer, "plain/1".
        text_digest: SHA-256 of the text layer in UTF-8.
        size_bytes: Length of the raw bytes.
        fingerprint: Least hashes of its runs of words, by which near copies are known; empty for short texts and for
            those that came before there were any.
    """

    id: str
    name: str
    publisher: str
    url: str
    title: str
    published: PartialDate | None
    language: str
    reader: str
    text_digest: str
    size_bytes: int
    fingerprint: str = ""

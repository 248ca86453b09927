"""What a reader is: bytes of one source in, a reading with its text layer (or a problem) out."""

from dataclasses import dataclass
from typing import Protocol

from pledgebook.model.evidence import Source, TextLayer
from pledgebook.model.problem import Problem
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Reading:
    """A source as one reader sees it.

    Attributes:
        layer: The text with what the format says about its stretches.
        title: The document's own title; empty when it states none.
        published: Its own publication date as far as it states one.
        publisher: Who it says published it; empty when it does not say.
        url: Where it says it was published; empty when it does not say.
        language: BCP 47 primary tag it declares ("en"); empty when it declares none.
        problems: What was not understood but kept nothing out (warnings).
    """

    layer: TextLayer
    title: str = ""
    published: PartialDate | None = None
    publisher: str = ""
    url: str = ""
    language: str = ""
    problems: tuple[Problem, ...] = ()


class Reader(Protocol):
    """Reads one format.

    Attributes:
        name: Lower-case word, the key in the registry; stands in `TextLayer.reader`.
        version: Raised by every change that can alter a text layer or its blocks.
    """

    @property
    def name(self) -> str:
        """Return the registry's key."""

    @property
    def version(self) -> int:
        """Return the version of the text layers it makes."""

    def identify(self, name: str, head: bytes) -> bool:
        """Tell whether a source is of this format, by its name and its first bytes (at most 4,096)."""

    def read(self, source: Source) -> Reading | Problem:
        """Read the source; a fault that keeps it out is the problem returned, and nothing is raised for bad data."""

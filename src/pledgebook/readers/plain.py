"""Plain text: the characters of the file, unaltered."""

from dataclasses import dataclass

from pledgebook.model.evidence import Source, TextLayer
from pledgebook.model.problem import Problem
from pledgebook.readers.base import Reading
from pledgebook.readers.decoding import decode
from pledgebook.readers.lines import mark_blocks


@dataclass(frozen=True, slots=True)
class PlainReader:
    """Reads whatever no other reader takes, as long as it is text."""

    name: str = "plain"
    version: int = 1

    def identify(self, name: str, head: bytes) -> bool:  # noqa: ARG002  # the protocol's: text needs no sign
        """Take everything: this reader stands last in the registry."""
        return True

    def read(self, source: Source) -> Reading | Problem:
        """Decode the bytes; line ends, non-breaking spaces and the rest stay as they are."""
        decoded = decode(source)
        if isinstance(decoded, Problem):
            return decoded
        layer = TextLayer(decoded.text, f"{self.name}/{self.version}", mark_blocks(decoded.text))
        return Reading(layer)

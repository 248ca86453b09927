"""What every way in hands onwards: sources, or problems in their place; and how much it may take."""

from dataclasses import dataclass
from typing import TypeAlias

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem

Found: TypeAlias = Source | Problem


@dataclass(frozen=True, slots=True)
class Limits:
    """What a way in refuses.

    Attributes:
        largest_bytes: A source with more bytes becomes a problem FILE_TOO_LARGE. The default leaves room above the
            50 MB of text that must be read, and keeps a disk image named by mistake out of memory.
    """

    largest_bytes: int = 200_000_000


DEFAULT_LIMITS = Limits()

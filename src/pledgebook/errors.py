"""The exceptions of pledgebook: faults in code, use or the world. Faults in data are values (`model.problem`).

PledgebookError
├── UsageFault          exit 2   the call does not make sense
│   └── NotInBook       exit 2   the book does not have what is asked for
├── InputFault          exit 3   nothing of what was given could be read
├── BookFault           exit 4   the book cannot be opened or is not a book
│   ├── BookMissing     exit 4
│   ├── BookForeign     exit 4   the file is no book, or one of a newer pledgebook
│   └── BookBroken      exit 1   the journal or a projection is not what it should be
├── BookBusy            exit 5   another writer holds the book
└── ReferenceFault      exit 6   bundled reference data is missing or unusable
"""

from typing import ClassVar


class PledgebookError(Exception):
    """A fault with a message for people and a remedy.

    Attributes:
        exit_code: What the command line ends with.
        remedy: What the reader can do about it; empty when nothing is known.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.remedy = remedy


class UsageFault(PledgebookError):
    """The call does not make sense: an unknown name, a value out of its domain."""

    exit_code = 2


class NotInBook(UsageFault):
    """The book does not have what is asked for by name, as it is looked at."""


class InputFault(PledgebookError):
    """Nothing of what was given could be read."""

    exit_code = 3


class BookFault(PledgebookError):
    """The book cannot be opened."""

    exit_code = 4


class BookMissing(BookFault):
    """There is no book at that place."""


class BookForeign(BookFault):
    """The file is no book, or a book of a newer pledgebook."""


class BookBroken(BookFault):
    """The journal or a projection is not what it should be."""

    exit_code = 1


class BookBusy(PledgebookError):
    """Another writer holds the book for longer than we wait."""

    exit_code = 5


class ReferenceFault(PledgebookError):
    """Bundled reference data is missing or unusable."""

    exit_code = 6

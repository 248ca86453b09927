"""What an importer is: the bytes of one file in, an intake of coded records (or the problems that kept it out) out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from pledgebook.exchange.mapping import FormatMapping
from pledgebook.model.evidence import Source, TextLayer
from pledgebook.model.problem import Problem
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate


@dataclass(frozen=True, slots=True)
class Coded:
    """One statement with what its coder says of its place among the others.

    Attributes:
        statement: What is said, on the row or element that says it.
        identifier: The coder's own name of the money; statements with the same one are about the same money.
        whole: Identifier of the money that it is inside of; empty when it is in none.
        series: The record that a later edition replaces as a whole ("an activity", "a release"); never with "@".
        edition: Which telling of the series it is, sortable as text; empty where the coder does not number them.
        adds: True when its figure is added to that of the identifier's first statement: a top-up, a correction.
        aside: Why it is not counted though it is true (another record has the money); empty when it is counted.
    """

    statement: Statement
    identifier: str
    whole: str = ""
    series: str = ""
    edition: str = ""
    adds: bool = False
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file gave. Law: read = accepted + rejected.

    Attributes:
        coder: Who coded it, a slug; the author of its judgements.
        layer: The text layer: a line for each record, its cells and values verbatim.
        records: The statements, in the order of the text.
        read: Rows or elements met that tell of support.
        rejected: Those of them that are kept out; each has an error among the problems.
        problems: Errors (what was kept out) and warnings (what was odd).
        publisher: Who published it; empty when the file does not say.
        title: Its own title.
        published: Its own date.
        language: BCP 47 primary tag; empty when unknown.
        history: True when the file is one of dated snapshots: what an earlier one said stays beside the later.
    """

    coder: str
    layer: TextLayer
    records: tuple[Coded, ...]
    read: int
    rejected: int
    problems: tuple[Problem, ...] = ()
    publisher: str = ""
    title: str = ""
    published: PartialDate | None = None
    language: str = ""
    history: bool = False

    @property
    def accepted(self) -> int:
        """Records that are in the book."""
        return self.read - self.rejected


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that cannot be read at all; nothing of it goes in.

    Attributes:
        problems: Why; at least one error.
    """

    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller knows that the file does not say.

    Attributes:
        coder: Who coded it, where the format is anyone's; empty for the format's own.
        published: Date of the data, where the file has none.
        mapping: Text of a mapping file, for tables.
        settings: Further settings of single formats by name.
    """

    coder: str = ""
    published: PartialDate | None = None
    mapping: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


class Importer(Protocol):
    """Reads one foreign format.

    Attributes:
        name: Lower-case word, the key in the registry.
        version: Raised by every change that alters what it reads out of a file.
        endings: Of the files that are tried where a folder is named, in small letters (".xml").
        mapping: Which field becomes what.
    """

    @property
    def name(self) -> str:
        """Return the registry's key."""

    @property
    def version(self) -> int:
        """Return the version of its text layers and statements."""

    @property
    def endings(self) -> frozenset[str]:
        """Return the endings of its files; what else lies in a folder is passed over."""

    @property
    def mapping(self) -> FormatMapping:
        """Return the field mapping that docs/mapping.md shows."""

    def read(self, source: Source, options: Options) -> Intake | Refusal:
        """Read a file; faults of the data are problems of the result and nothing is raised for them."""

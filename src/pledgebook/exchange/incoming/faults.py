"""Problems of foreign files, with file, row and column; many alike are told once with their number."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from pledgebook.model.problem import Problem, ProblemCode, Severity

LONGEST_EXCERPT = 200
MOST_ALIKE = 3
"""Warnings of one kind and wording that are listed one by one; the rest are counted."""


def error(code: ProblemCode, where: str, message: str, excerpt: str = "", remedy: str = "") -> Problem:
    """Make a problem that keeps something out."""
    return Problem(code, Severity.ERROR, where, message, excerpt[:LONGEST_EXCERPT], remedy)


def warning(code: ProblemCode, where: str, message: str, excerpt: str = "", remedy: str = "") -> Problem:
    """Make a problem that keeps nothing out."""
    return Problem(code, Severity.WARNING, where, message, excerpt[:LONGEST_EXCERPT], remedy)


def at(name: str, row: int, column: str = "") -> str:
    """Write a place in a table: "file.csv, row 7, column 'donor'"."""
    return f"{name}, row {row}, column {column!r}" if column else f"{name}, row {row}"


@dataclass(slots=True)
class Faults:
    """Collects the problems of one file: every error, of warnings with one message the first few and their number.

    Attributes:
        errors: In the order in which they were met.
        warnings: The same.
        counts: How often each warning was met, by code and message.
    """

    errors: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    counts: dict[tuple[ProblemCode, str], int] = field(default_factory=dict)

    def error(self, code: ProblemCode, where: str, message: str, excerpt: str = "", remedy: str = "") -> None:
        """Note what kept a record or the file out."""
        self.errors.append(error(code, where, message, excerpt, remedy))

    def warn(self, code: ProblemCode, where: str, message: str, excerpt: str = "", remedy: str = "") -> None:
        """Note what is odd."""
        key = (code, message)
        self.counts[key] = self.counts.get(key, 0) + 1
        if self.counts[key] <= MOST_ALIKE:
            self.warnings.append(warning(code, where, message, excerpt, remedy))

    def all(self) -> tuple[Problem, ...]:
        """Return errors, then warnings, then one line for each kind of warning that was cut short."""
        cut = [
            warning(code, where_all(self.warnings, message), f"{message} (and {count - MOST_ALIKE} times more)")
            for (code, message), count in self.counts.items()
            if count > MOST_ALIKE
        ]
        return (*self.errors, *self.warnings, *cut)


def where_all(problems: Iterable[Problem], message: str) -> str:
    """Return the file of the first problem with a message."""
    return next((item.where.split(",")[0] for item in problems if item.message == message), "")

"""Faults in data as values: they flow beside results and are never thrown."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad it is: an error kept something out of the book, a warning did not."""

    ERROR = "error"
    WARNING = "warning"


class ProblemCode(StrEnum):
    """Every kind of fault in data. Each has a paragraph in docs/problems.md (a test holds that)."""

    # reading
    EMPTY_FILE = "empty-file"
    BINARY_FILE = "binary-file"
    UNDECODABLE_TEXT = "undecodable-text"
    FILE_TOO_LARGE = "file-too-large"
    UNREADABLE_PATH = "unreadable-path"
    UNSUPPORTED_FORMAT = "unsupported-format"
    BROKEN_FRONT_MATTER = "broken-front-matter"
    BROKEN_MARKUP = "broken-markup"
    # exchange with other formats
    BROKEN_STRUCTURE = "broken-structure"
    HOSTILE_INPUT = "hostile-input"
    SCHEMA_FAULT = "schema-fault"
    MISSING_COLUMN = "missing-column"
    UNKNOWN_COLUMN = "unknown-column"
    RECORD_REJECTED = "record-rejected"
    VALUE_UNREADABLE = "value-unreadable"
    VALUE_ODD = "value-odd"
    # extraction
    DATE_UNRESOLVED = "date-unresolved"
    CURRENCY_UNRESOLVED = "currency-unresolved"
    FIGURE_OUT_OF_RANGE = "figure-out-of-range"
    # second proposer
    ASSIST_UNAVAILABLE = "assist-unavailable"
    ASSIST_UNUSABLE = "assist-unusable"
    ASSIST_REFUSED = "assist-refused"
    ASSIST_BUDGET = "assist-budget"
    # ledger
    NO_PREDECESSOR = "no-predecessor"
    PARTS_EXCEED_WHOLE = "parts-exceed-whole"
    STAGE_OUT_OF_ORDER = "stage-out-of-order"
    UNIT_DIFFERS = "unit-differs"
    # reconciliation
    JUDGEMENTS_CONTRADICT = "judgements-contradict"
    JUDGEMENT_UNUSABLE = "judgement-unusable"
    IMPLIED_RATE_OFF = "implied-rate-off"
    # reports
    RATE_MISSING = "rate-missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault.

    Attributes:
        code: Which kind.
        severity: Error or warning.
        where: File, document, flow or entry it was met in, with line or offset where there is one.
        message: What is wrong, in one sentence.
        excerpt: The offending text, shortened; may be empty.
        remedy: What can be done about it; may be empty.
    """

    code: ProblemCode
    severity: Severity
    where: str
    message: str
    excerpt: str = ""
    remedy: str = ""

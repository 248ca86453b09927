"""The values of a book that reports look things up in, with look-ups by id."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pledgebook.ledger.booking import Ledger
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.judgement import Decision
from pledgebook.model.statement import Statement


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document with what its latest extraction found, counted.

    Attributes:
        document: Which.
        statements: How many statements hold.
        refused: How many sums were no support.
        problems: How many problems were met.
    """

    document: Document
    statements: int
    refused: int
    problems: int


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything a book says, as mappings by id.

    Attributes:
        documents: By digest.
        statements: By id.
        decisions: About pairs of statements, as reconciliation made them.
        flows: By id.
        checks: By id.
        ledger: The entries of the flows.
    """

    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    decisions: tuple[Decision, ...]
    flows: Mapping[str, Flow]
    checks: Mapping[str, Check]
    ledger: Ledger

    @classmethod
    def of(
        cls,
        *,
        documents: Iterable[Document] = (),
        statements: Iterable[Statement] = (),
        decisions: Iterable[Decision] = (),
        flows: Iterable[Flow] = (),
        checks: Iterable[Check] = (),
        ledger: Ledger | None = None,
    ) -> "Contents":
        """Put the values of a book in order."""
        return cls(
            {document.id: document for document in documents},
            {statement.id: statement for statement in statements},
            tuple(decisions),
            {flow.id: flow for flow in flows},
            {check.id: check for check in checks},
            ledger or Ledger((), ()),
        )

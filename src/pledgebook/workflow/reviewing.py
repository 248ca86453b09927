"""What waits for a person: pairs that no rule decides, with the sentences of both."""

from dataclasses import dataclass

from pledgebook.model.evidence import Document
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.questions import Question
from pledgebook.store.base import Store
from pledgebook.workflow.journal import read_journal
from pledgebook.workflow.rating import BookRates


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two statements of a question, and its document; None where the book no longer has it."""

    statement: Statement
    document: Document | None


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A question with what is needed to answer it."""

    question: Question
    left: Side
    right: Side


def open_questions(store: Store, rates: BookRates) -> tuple[ReviewItem, ...]:
    """List what only a person can decide, those first on which most money hangs; nothing that has been judged."""
    journal = read_journal(store)
    found = reconcile(journal.documents, journal.statements, journal.judgements, rates)
    documents = {document.id: document for document in journal.documents}
    statements = {statement.id: statement for statement in found.statements}
    sides = {name: Side(item, documents.get(item.document)) for name, item in statements.items()}
    return tuple(ReviewItem(question, sides[question.left], sides[question.right]) for question in found.questions)

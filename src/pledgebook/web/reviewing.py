"""What waits for a person at the desk, by the money that hangs on it, and what becomes of a decision."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Lock

from pledgebook.errors import UsageFault
from pledgebook.model.flow import Flow
from pledgebook.model.judgement import PAIRWISE, Judgement, Verdict
from pledgebook.model.statement import Statement
from pledgebook.reconciliation.judgements import standing
from pledgebook.reconciliation.questions import Question
from pledgebook.web.filters import flow_sizes
from pledgebook.web.shelf import Shelf
from pledgebook.web.snapshot import Snapshot
from pledgebook.workflow.book import Book

EDITABLE = (
    *("amount", "currency", "donors", "recipients", "stage", "date"),
    *("scope", "tranche", "mechanism", "purpose"),
)
MOST_SPLIT = 12
TURNED = ":turned"
"""Behind a verdict about two: the right statement is its subject, the left its object."""
RELATIONS = (
    *(Verdict.ADDS_TO, Verdict.REIMBURSES, Verdict.PASSES_ON, Verdict.CARRIES_OVER),
    *(Verdict.OVERLAPS, Verdict.SUPERSEDES),
)
"""Verdicts about two that are chosen from a list: rarer than the same, different and a part."""


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to decide.

    Attributes:
        key: Names it in forms: "s:" and a statement, or "p:" and two.
        at_stake: Money that hangs on it, in the reporting currency.
        statement: The statement; the left one of a pair.
        other: The right one of a pair; None for a statement alone.
        question: The score of a pair and its evidence; None for a statement alone.
    """

    key: str
    at_stake: Decimal
    statement: Statement
    other: Statement | None = None
    question: Question | None = None


@dataclass(slots=True)
class Reviewer:
    """What the desk remembers of a browser while it runs: the name, what was skipped, what can be taken back."""

    name: str = ""
    skipped: set[str] = field(default_factory=set)
    done: list[tuple[str, ...]] = field(default_factory=list)
    told: str = ""


class Reviewers:
    """The reviewers at the desk, by session; the least recent are forgotten."""

    def __init__(self, most: int = 500) -> None:
        self._most = most
        self._known: dict[str, Reviewer] = {}
        self._lock = Lock()

    def of(self, session: str) -> Reviewer:
        """Return the reviewer of a session."""
        with self._lock:
            found = self._known.pop(session, None) or Reviewer()
            self._known[session] = found
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
            return found


def judgements(shelf: Shelf, snapshot: Snapshot) -> tuple[Judgement, ...]:
    """Return all judgements ever made."""
    return snapshot.once("judgements", lambda: shelf.read(lambda book: book.judgements()))


def waiting(shelf: Shelf, snapshot: Snapshot) -> tuple[Task, ...]:
    """Return what nobody has decided, the most money first."""
    return snapshot.once("waiting", lambda: tuple(_tasks(shelf, snapshot)))


def _tasks(shelf: Shelf, snapshot: Snapshot) -> list[Task]:
    made = standing(judgements(shelf, snapshot))
    judged = {item.subject for item in made.values} | made.rejected | accepted(judgements(shelf, snapshot))
    sizes = flow_sizes(snapshot)
    tasks = [
        Task(f"p:{asked.left}:{asked.right}", asked.at_stake, item.left.statement, item.right.statement, asked)
        for item in shelf.read(lambda book: book.questions())
        for asked in (item.question,)
    ]
    for statement in snapshot.contents.statements.values():
        if statement.id not in judged:
            owner = snapshot.owners.get(statement.id)
            size = sizes.get(owner.id, Decimal(0)) if isinstance(owner, Flow) else Decimal(0)
            tasks.append(Task(f"s:{statement.id}", size.quantize(Decimal(1)), statement))
    return sorted(tasks, key=lambda task: (-task.at_stake, task.other is None, task.key))


def accepted(made: Iterable[Judgement]) -> set[str]:
    """Return the statements whose latest word is that they stand."""
    last: dict[str, Verdict] = {}
    withdrawn = {item.subject for item in made if item.verdict is Verdict.WITHDRAW}
    for item in made:
        if item.verdict in {Verdict.ACCEPT, Verdict.REJECT} and item.id not in withdrawn:
            last[item.subject] = item.verdict
    return {name for name, verdict in last.items() if verdict is Verdict.ACCEPT}


def decided_by(made: Sequence[Judgement], task_key: str) -> Judgement | None:
    """Return the judgement that has settled a task meanwhile; None while it is open."""
    kind, _, names = task_key.partition(":")
    parts = set(names.split(":"))
    withdrawn = {item.subject for item in made if item.verdict is Verdict.WITHDRAW}
    for item in reversed(made):
        if item.id in withdrawn:
            continue
        if kind == "p" and item.verdict in PAIRWISE and {item.subject, item.object} == parts:
            return item
        if kind == "s" and item.verdict in {Verdict.ACCEPT, Verdict.REJECT} and item.subject in parts:
            return item
    return None


@dataclass(frozen=True, slots=True)
class Decision:
    """What a reviewer sent.

    Attributes:
        key: Of the task.
        verdict: accept, reject, edit, split, or one about two (`PAIRWISE`), with TURNED behind it where right is the
            subject; whole-of is part-of turned.
        author: Who.
        reason: Why.
        values: For edit: field and new value of each that was changed.
    """

    key: str
    verdict: str
    author: str
    reason: str
    values: tuple[tuple[str, str], ...] = ()


def decide(book: Book, decision: Decision, members: Sequence[str]) -> tuple[str, ...]:
    """Record a decision and return the ids of its judgements.

    Args:
        book: The book, in the thread that writes it.
        decision: What was sent.
        members: The other statements of the statement's flow, for a split.

    Raises:
        UsageFault: It does not make sense, or somebody has decided it meanwhile.
    """
    kind, _, names = decision.key.partition(":")
    before = decided_by(book.judgements(), decision.key)
    if before is not None:
        raise UsageFault(
            f"{before.author} has decided this meanwhile: {before.verdict.value}",
            remedy="go on with the next one; a decision can be taken back in the list of decisions",
        )
    reason = decision.reason.strip() or "reviewed at the desk"

    def judge(verdict: Verdict, subject: str, other: str = "", *, named: str = "", value: str = "") -> str:
        made = book.judge(verdict, subject, other, field=named, value=value, author=decision.author, reason=reason)
        return made.id

    if kind == "p":
        left, _, right = names.partition(":")
        verdict, is_turned = _about_two(decision.verdict)
        return (judge(verdict, right, left) if is_turned else judge(verdict, left, right),)
    if decision.verdict == "edit":
        edits = tuple(judge(Verdict.SET_VALUE, names, named=named, value=value) for named, value in decision.values)
        return (*edits, judge(Verdict.ACCEPT, names))
    if decision.verdict == "split":
        if not members:
            raise UsageFault("this flow has one statement only", remedy="reject the statement if it is no support")
        apart = tuple(judge(Verdict.DIFFERENT, names, other) for other in members[:MOST_SPLIT])
        return (*apart, judge(Verdict.ACCEPT, names))
    if decision.verdict not in {Verdict.ACCEPT.value, Verdict.REJECT.value}:
        raise UsageFault(f"{decision.verdict}: no decision about one", remedy="accept, reject, edit or split")
    return (judge(Verdict(decision.verdict), names),)


def _about_two(sent: str) -> tuple[Verdict, bool]:
    """Read a verdict about two and whether it is turned."""
    if sent == "whole-of":
        return Verdict.PART_OF, True
    word = sent.removesuffix(TURNED)
    if word not in {verdict.value for verdict in PAIRWISE}:
        known = ", ".join(sorted(verdict.value for verdict in PAIRWISE))
        raise UsageFault(f"{sent or 'nothing'}: no decision about two", remedy=f"choose one of {known} or whole-of")
    return Verdict(word), word != sent


def take_back(book: Book, made: Iterable[str], author: str) -> None:
    """Withdraw judgements, the last first (raises UsageFault)."""
    for name in reversed(tuple(made)):
        book.judge(Verdict.WITHDRAW, name, author=author, reason="taken back at the desk")


def current_values(statement: Statement) -> dict[str, str]:
    """Return what a statement says in the form in which people set it."""
    amount = statement.amount
    figure = "" if amount is None else f"{amount.quantity().best:f}"
    return {
        "amount": f"{amount.unit} {figure}" if amount is not None else "",
        "currency": amount.unit if amount is not None else "",
        "donors": ",".join(statement.donors),
        "recipients": ",".join(statement.recipients),
        "stage": statement.stage.value,
        "date": "" if statement.date is None else str(statement.date),
        "scope": statement.scope.value,
        "tranche": "" if statement.tranche is None else str(statement.tranche),
        "mechanism": statement.mechanism or "",
        "purpose": statement.purpose or "",
    }

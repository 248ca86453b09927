"""From a figure, a flow, a check, a statement or a document down to the sentences that say it, as a tree of values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pledgebook.errors import UsageFault
from pledgebook.ledger.balances import in_booking_order
from pledgebook.model.entry import Entry
from pledgebook.model.evidence import Document, Span
from pledgebook.model.flow import Check, Flow, Rival
from pledgebook.model.judgement import Decision
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import Contents
from pledgebook.reports.figures import FigureMatch, find_figure

SHORTEST_PREFIX = 4


@dataclass(frozen=True, slots=True)
class StatementExplanation:
    """What one document says, on the words that say it.

    Attributes:
        statement: The statement; its `rules` tell how it was found, its `also` where its document says it again.
        document: The document; None where the book no longer has it.
        span: The sentence with its offsets in the document's text layer.
    """

    statement: Statement
    document: Document | None
    span: Span


@dataclass(frozen=True, slots=True)
class RivalExplanation:
    """A figure that differs from the chosen one, with the sentence that gives it."""

    rival: Rival
    said: StatementExplanation | None


@dataclass(frozen=True, slots=True)
class FlowExplanation:
    """A flow from its entries down to its sentences.

    Attributes:
        flow: The flow; `chosen` and `choice_rule` tell whose figure it has and why.
        entries: Its entries, in booking order, those of its parts that take money out of it included.
        whole: The flow it is part of; None for none.
        parts: The flows that are part of it, ordered by id.
        statements: All who tell of it, the chosen one first.
        rivals: Figures that differ.
        decisions: What tied its statements together, then what held others apart from it, with the evidence.
        checks: Asserted totals that it helps to make up, ordered by id.
    """

    flow: Flow
    entries: tuple[Entry, ...]
    whole: Flow | None
    parts: tuple[Flow, ...]
    statements: tuple[StatementExplanation, ...]
    rivals: tuple[RivalExplanation, ...]
    decisions: tuple[Decision, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class CheckExplanation:
    """An asserted total: who asserts it, and which flows make it up.

    Attributes:
        check: The check, with what is explained and what remains.
        statements: Who asserts it.
        explained_by: The flows, in the order in which the check names them.
        rivals: Other figures for the same total.
        decisions: What ties its statements to others.
    """

    check: Check
    statements: tuple[StatementExplanation, ...]
    explained_by: tuple[Flow, ...]
    rivals: tuple[RivalExplanation, ...]
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer to "where does this come from".

    Attributes:
        target: What was asked.
        matches: For a figure: where the book has it or nearly has it, closest first; empty otherwise.
        flows: The flows it is about.
        checks: The checks it is about.
        loose: Statements it is about that are in no flow and no check.
        document: For a document: the document.
    """

    target: str
    matches: tuple[FigureMatch, ...] = ()
    flows: tuple[FlowExplanation, ...] = ()
    checks: tuple[CheckExplanation, ...] = ()
    loose: tuple[StatementExplanation, ...] = ()
    document: Document | None = None


def explain(target: str, contents: Contents, figure: Quantity | None = None) -> Explanation:
    """Explain a flow, a check, an entry, a statement or a document by its id, or a figure.

    Args:
        target: An id, or the beginning of one (four characters at least, as long as it is unique); or the words of the
            figure.
        contents: What the book says.
        figure: The figure, where the target is one ("EUR 10 million" as its interval).

    Raises:
        UsageFault: Nothing has that id, or several things have.
    """
    if figure is not None:
        matches = find_figure(figure, contents)
        owners = tuple(dict.fromkeys(match.owner for match in matches))
        flows = tuple(explain_flow(contents.flows[owner], contents) for owner in owners if owner in contents.flows)
        checks = tuple(explain_check(contents.checks[owner], contents) for owner in owners if owner in contents.checks)
        return Explanation(target, matches, flows, checks)
    found = _resolve(target, contents)
    if found in contents.flows:
        return Explanation(target, flows=(explain_flow(contents.flows[found], contents),))
    if found in contents.checks:
        return Explanation(target, checks=(explain_check(contents.checks[found], contents),))
    if found in contents.statements:
        return _around(target, (found,), contents)
    if found in contents.documents:
        said = [statement.id for statement in contents.statements.values() if statement.document == found]
        return _around(target, said, contents, contents.documents[found])
    flow = next(entry.flow for entry in contents.ledger.entries if entry.id == found)
    return Explanation(target, flows=(explain_flow(contents.flows[flow], contents),))


def explain_flow(flow: Flow, contents: Contents) -> FlowExplanation:
    """Take one flow apart, down to its sentences."""
    order = sorted(flow.statements, key=lambda statement: (statement != flow.chosen, statement))
    return FlowExplanation(
        flow,
        in_booking_order(entry for entry in contents.ledger.entries if _touches(entry, flow.id)),
        contents.flows.get(flow.parent) if flow.parent is not None else None,
        tuple(part for _, part in sorted(contents.flows.items()) if part.parent == flow.id),
        _said(order, contents),
        _rivals(flow.rivals, contents),
        _decisions(flow.statements, contents),
        tuple(check for _, check in sorted(contents.checks.items()) if flow.id in check.explained_by),
    )


def explain_check(check: Check, contents: Contents) -> CheckExplanation:
    """Take one asserted total apart: who says it and what makes it up."""
    return CheckExplanation(
        check,
        _said(check.statements, contents),
        tuple(contents.flows[flow] for flow in check.explained_by if flow in contents.flows),
        _rivals(check.rivals, contents),
        _decisions(check.statements, contents),
    )


def _around(target: str, said: Sequence[str], contents: Contents, document: Document | None = None) -> Explanation:
    """Explain the flows and checks that some statements belong to."""
    asked = frozenset(said)
    flows = tuple(flow for flow in contents.flows.values() if asked & set(flow.statements))
    checks = tuple(check for check in contents.checks.values() if asked & set(check.statements))
    owned = (*(flow.statements for flow in flows), *(check.statements for check in checks))
    placed = {statement for members in owned for statement in members}
    return Explanation(
        target,
        flows=tuple(explain_flow(flow, contents) for flow in flows),
        checks=tuple(explain_check(check, contents) for check in checks),
        loose=_said((statement for statement in said if statement not in placed), contents),
        document=document,
    )


def _resolve(target: str, contents: Contents) -> str:
    """Complete the beginning of an id."""
    entries = (entry.id for entry in contents.ledger.entries)
    every = {*contents.flows, *contents.checks, *contents.statements, *contents.documents, *entries}
    if target in every:
        return target
    remedy = (
        "`flows`, `statements` and `documents` list what the book holds; a figure needs its currency: EUR 10 million."
    )
    if len(target) < SHORTEST_PREFIX:
        raise UsageFault(f"{target!r} is too short for the beginning of an id", remedy=remedy)
    begun = sorted(known for known in every if known.startswith(target))
    if not begun:
        raise UsageFault(f"nothing in the book is called {target!r}", remedy=remedy)
    if len(begun) > 1:
        raise UsageFault(
            f"{target!r} is the beginning of {len(begun)} ids: {', '.join(begun[:3])}"
            f"{', …' if len(begun) > len(begun[:3]) else ''}",
            remedy="Give more of it.",
        )
    return begun[0]


def _touches(entry: Entry, flow: str) -> bool:
    return entry.flow == flow or any(posting.account.flow == flow for posting in entry.postings)


def _said(statements: Iterable[str], contents: Contents) -> tuple[StatementExplanation, ...]:
    return tuple(
        StatementExplanation(statement, contents.documents.get(statement.document), statement.span)
        for statement in (contents.statements[key] for key in statements if key in contents.statements)
    )


def _rivals(rivals: Iterable[Rival], contents: Contents) -> tuple[RivalExplanation, ...]:
    return tuple(RivalExplanation(rival, next(iter(_said((rival.statement,), contents)), None)) for rival in rivals)


def _decisions(statements: Iterable[str], contents: Contents) -> tuple[Decision, ...]:
    members = frozenset(statements)
    touching = (decision for decision in contents.decisions if {decision.left, decision.right} & members)
    return tuple(sorted(touching, key=lambda decision: not {decision.left, decision.right} <= members))

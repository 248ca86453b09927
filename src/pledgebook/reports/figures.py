"""Where the book has a figure, or nearly has it, with the difference named."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from pledgebook.model.flow import Check, Flow
from pledgebook.model.quantity import Quantity
from pledgebook.model.statement import Statement
from pledgebook.reports.contents import Contents

NEARLY = Decimal("0.01")
"""Figures that the words of neither allow are still shown when they are this close, as a share of the asked one."""

ROUNDING = Decimal("0.25")
"""What the words allow is called rounding up to here: "up to 77 million" allows 10 million and is not that rounded."""


class Role(StrEnum):
    """What a figure is to its flow or check, weightiest first."""

    CHOSEN = "chosen"
    ASSERTED = "asserted"
    RIVAL = "rival"
    STATED = "stated"  # by one of its statements
    EQUIVALENT = "equivalent"  # the same sum in another currency, by one of its statements
    EXPLAINED = "explained"  # the part of an asserted total that the book explains
    REMAINDER = "remainder"  # the part that it does not


class Closeness(StrEnum):
    """How near a figure is to the asked one, nearest first."""

    SAME = "same"
    WITHIN_ROUNDING = "within-rounding"
    NEARLY = "nearly"


@dataclass(frozen=True, slots=True)
class FigureMatch:
    """One place where the book has the figure.

    Attributes:
        owner: Flow or check.
        label: Its line for people.
        role: What the figure is to it.
        statement: Who gives it; empty for what is computed.
        figure: As the book has it.
        closeness: How near.
        difference: The book's figure less the asked one (best figures).
        reason: For a rival, why it differs from the chosen figure; empty otherwise.
        explained: What the book knows against the figure as it is told there, with the arithmetic; empty for nothing.
    """

    owner: str
    label: str
    role: Role
    statement: str
    figure: Quantity
    closeness: Closeness
    difference: Decimal
    reason: str = ""
    explained: str = ""


def find_figure(asked: Quantity, contents: Contents) -> tuple[FigureMatch, ...]:
    """Find the flows and checks that have a figure: chosen, asserted, stated, restated, rival or computed.

    Each is named once, by the place where its figure is closest and, of those, weightiest.
    """
    found: dict[str, FigureMatch] = {}
    for candidate in _candidates(contents):
        match = _compare(asked, candidate)
        if match is not None and (match.owner not in found or _rank(match) < _rank(found[match.owner])):
            found[match.owner] = match
    return tuple(sorted(found.values(), key=lambda match: (*_rank(match), match.owner)))


@dataclass(frozen=True, slots=True)
class _Candidate:
    owner: Flow | Check
    role: Role
    statement: str
    figure: Quantity
    reason: str = ""


_ROLES = tuple(Role)
_CLOSENESS = tuple(Closeness)


def _rank(match: FigureMatch) -> tuple[int, int, Decimal]:
    return _CLOSENESS.index(match.closeness), _ROLES.index(match.role), abs(match.difference)


def _candidates(contents: Contents) -> Iterator[_Candidate]:
    for flow in contents.flows.values():
        if flow.quantity is not None:
            yield _Candidate(flow, Role.CHOSEN, flow.chosen, flow.quantity)
        yield from _told(flow, (contents.statements[key] for key in flow.statements if key in contents.statements))
        for rival in flow.rivals:
            yield _Candidate(flow, Role.RIVAL, rival.statement, rival.quantity, rival.reason)
    for check in contents.checks.values():
        yield _Candidate(check, Role.ASSERTED, check.statements[0] if check.statements else "", check.asserted)
        yield from _told(check, (contents.statements[key] for key in check.statements if key in contents.statements))
        for rival in check.rivals:
            yield _Candidate(check, Role.RIVAL, rival.statement, rival.quantity, rival.reason)
        yield _Candidate(check, Role.EXPLAINED, "", check.explained)
        yield _Candidate(check, Role.REMAINDER, "", check.remainder)


def _told(owner: Flow | Check, statements: Iterable[Statement]) -> Iterator[_Candidate]:
    for statement in statements:
        worded = () if statement.amount is None else ((Role.STATED, statement.amount),)
        for role, amount in (*worded, *((Role.EQUIVALENT, amount) for amount in statement.equivalents)):
            if amount.low is not None or amount.high is not None:
                yield _Candidate(owner, role, statement.id, amount.quantity())


def _holds(interval: Quantity, figure: Decimal) -> bool:
    """Tell whether the words of one figure allow another; an open side allows too much to tell anything."""
    return interval.high is not None and interval.low <= figure <= interval.high


def closeness(asked: Quantity, figure: Quantity) -> Closeness | None:
    """Tell how near a figure of the book is to the asked one; None where it is another figure, or of another unit."""
    if figure.unit != asked.unit or not figure.best:
        return None
    difference = figure.best - asked.best
    if not difference:
        return Closeness.SAME
    if abs(difference) <= ROUNDING * abs(asked.best) and (_holds(figure, asked.best) or _holds(asked, figure.best)):
        return Closeness.WITHIN_ROUNDING
    return Closeness.NEARLY if abs(difference) <= NEARLY * abs(asked.best) else None


def _compare(asked: Quantity, candidate: _Candidate) -> FigureMatch | None:
    figure = candidate.figure
    near = closeness(asked, figure)
    if near is None:
        return None
    return FigureMatch(
        candidate.owner.id,
        candidate.owner.label,
        candidate.role,
        candidate.statement,
        figure,
        near,
        figure.best - asked.best,
        candidate.reason,
    )

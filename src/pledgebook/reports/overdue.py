"""Announced next steps whose time has passed and that nobody has seen, each with the sentences that announce it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pledgebook.ledger.lineage import ancestors, parents_of
from pledgebook.ledger.timeline import Move, reached, rung
from pledgebook.model.evidence import Document, Span
from pledgebook.model.flow import Flow
from pledgebook.model.stage import WAYS_OUT, Stage
from pledgebook.model.statement import Expectation, Statement
from pledgebook.model.when import PartialDate
from pledgebook.reports.asof import by_then, moves_by_flow
from pledgebook.reports.contents import Contents

VAGUE_DAYS = 90
"""How many days after its publication a word without a date ("shortly", "soon") is still given."""


class DueRule(StrEnum):
    """Where the last day of an announced step comes from."""

    STATED = "stated"  # the words tell it: "by year end"
    VAGUE = "vague"  # they name no day: so many days after publication
    UNKNOWN = "unknown"  # they name no day, and the document has no date


@dataclass(frozen=True, slots=True)
class Announcement:
    """One sentence that announces a step.

    Attributes:
        statement: Its id.
        document: Digest of its document.
        publisher: Who published it; the name of the document where that is unknown.
        published: When; None when unknown.
        wording: The words for when, with their offsets in the text layer.
        rule: Where the last day comes from.
        last_day: The last day that the words allow; None when unknown.
    """

    statement: str
    document: str
    publisher: str
    published: PartialDate | None
    wording: Span
    rule: DueRule
    last_day: date | None


@dataclass(frozen=True, slots=True)
class AnnouncedStep:
    """A step that was announced for a flow and has not been seen.

    Attributes:
        flow: Which flow, as all its sources tell it.
        awaited: The stage that is to come.
        reached: The stage that it had reached by the day.
        last_day: The earliest last day of the announcements; None when none has one.
        days: Days since then; negative while the time runs; None without a last day.
        announcements: Who announced it, the earliest last day first.
        seen_in: Ids of parts of the flow that have reached the awaited stage, sorted: the step was taken in part.
    """

    flow: Flow
    awaited: Stage
    reached: Stage
    last_day: date | None
    days: int | None
    announcements: tuple[Announcement, ...]
    seen_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverdueReport:
    """All announced steps that had not been seen by a day.

    Attributes:
        day: The day asked for.
        vague_days: How many days words without a date were given.
        overdue: Their last day has passed; the longest overdue first.
        running: Their time still runs; the next one first.
        undatable: Nothing says until when.
    """

    day: date
    vague_days: int
    overdue: tuple[AnnouncedStep, ...]
    running: tuple[AnnouncedStep, ...]
    undatable: tuple[AnnouncedStep, ...]


def find_overdue(contents: Contents, day: date, vague_days: int = VAGUE_DAYS) -> OverdueReport:
    """Tell which announced steps had not been seen by a day, and which of them are overdue.

    What a whole has reached, its parts have. A flow that is cancelled, or suspended and not yet taken up again, is
    awaited no more.

    Args:
        contents: What the book says.
        day: The day; what was published or happened later is not looked at.
        vague_days: How long after publication a word without a date is given.
    """
    steps = list(_steps(contents, day, vague_days))
    dated = sorted((step for step in steps if step.days is not None), key=_age)
    return OverdueReport(
        day,
        vague_days,
        overdue=tuple(step for step in dated if _age(step) < (0, "", "")),
        running=tuple(step for step in dated if _age(step) >= (0, "", "")),
        undatable=tuple(step for step in steps if step.days is None),
    )


def _age(step: AnnouncedStep) -> tuple[int, str, str]:
    return -(step.days or 0), step.flow.id, step.awaited.value


def _steps(contents: Contents, day: date, vague_days: int) -> Iterator[AnnouncedStep]:
    moves = moves_by_flow(contents.flows.values())
    parents, _ = parents_of(contents.flows)
    stages_reached = {name: _reached(found, day) for name, found in moves.items()}
    below: dict[str, list[str]] = {}
    for part in contents.flows:
        for whole in ancestors(part, parents):
            below.setdefault(whole, []).append(part)
    for name, flow in sorted(contents.flows.items()):
        above = [stages_reached[whole] for whole in ancestors(name, parents)]
        stages = [stage for stage in (stages_reached[name], *above) if stage is not None]
        if not stages or stages_reached[name] in WAYS_OUT:
            continue
        standing = max((stage for stage in stages if stage not in WAYS_OUT), key=rung)
        for awaited, found in _announced(flow, contents, day, vague_days).items():
            if rung(awaited) <= rung(standing):
                continue
            last_day = min((one.last_day for one in found if one.last_day is not None), default=None)
            seen = tuple(sorted(part for part in below.get(name, ()) if _has_reached(stages_reached[part], awaited)))
            days = None if last_day is None else (day - last_day).days
            yield AnnouncedStep(flow, awaited, standing, last_day, days, found, seen)


def _reached(moves: tuple[Move, ...], day: date) -> Stage | None:
    standing = reached(move for move in moves if move.effective is None or move.effective <= day)
    return None if standing is None else standing.stage


def _has_reached(stage: Stage | None, awaited: Stage) -> bool:
    return stage is not None and stage not in WAYS_OUT and rung(stage) >= rung(awaited)


def _announced(flow: Flow, contents: Contents, day: date, vague_days: int) -> Mapping[Stage, tuple[Announcement, ...]]:
    """Collect what the statements of a flow announce, by stage.

    The flow's own list leaves out what has been seen since; as of an earlier day that was still awaited.
    """
    found: dict[Stage, list[Announcement]] = {}
    for name in flow.statements:
        statement = contents.statements.get(name)
        document = contents.documents.get(statement.document) if statement is not None else None
        if statement is None or (document is not None and not by_then(document.published, day)):
            continue
        for expectation in statement.expectations:
            one = _announcement(statement, document, expectation, vague_days)
            found.setdefault(expectation.stage, []).append(one)
    return {stage: tuple(sorted(every, key=_urgency)) for stage, every in found.items()}


def _urgency(one: Announcement) -> tuple[date, str, int]:
    return one.last_day or date.max, one.statement, one.wording.start


def _announcement(
    statement: Statement, document: Document | None, expectation: Expectation, vague_days: int
) -> Announcement:
    published = document.published if document is not None else None
    publisher = (document.publisher or document.title or document.name) if document is not None else ""
    rule, last_day = DueRule.UNKNOWN, None
    if expectation.due is not None:
        rule, last_day = DueRule.STATED, expectation.due.latest()
    elif published is not None:
        rule, last_day = DueRule.VAGUE, published.latest() + timedelta(days=vague_days)
    return Announcement(statement.id, statement.document, publisher, published, expectation.wording, rule, last_day)

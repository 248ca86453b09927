"""What a book holds, in counts, and its flows by funder and stage."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import FlowKind
from pledgebook.model.stage import LADDER, Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Dimension, TotalsQuery, TotalsReport
from pledgebook.reports.totals import total_support


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are of something."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """A book in figures.

    Attributes:
        documents: How many documents.
        publishers: Documents by publisher, most first; those without one under the empty name.
        published: First and last publication date; empty when none is known.
        statements: How many statements.
        statements_by_kind: Money, goods, unquantified; most first.
        silent_documents: Documents in which nothing was found.
        flows: How many flows, packages and parts included.
        packages: Of these, wholes whose money reappears in parts.
        parts: Of these, flows that are part of another.
        flows_by_stage: Flows by the furthest stage reached, in ladder order.
        checks: Asserted totals by verdict, most first.
        entries: How many entries.
        problems: Problems of the ledger by code, most first.
        by_funder_and_stage: What each funder has at each stage, all stages of the ladder shown.
    """

    documents: int
    publishers: tuple[Counted, ...]
    published: tuple[PartialDate, ...]
    statements: int
    statements_by_kind: tuple[Counted, ...]
    silent_documents: int
    flows: int
    packages: int
    parts: int
    flows_by_stage: tuple[Counted, ...]
    checks: tuple[Counted, ...]
    entries: int
    problems: tuple[Counted, ...]
    by_funder_and_stage: TotalsReport


def overview(contents: Contents, rates: RateBasis, *, currency: str = "EUR", as_of: date | None = None) -> Overview:
    """Count what a book holds.

    Args:
        contents: What it holds.
        rates: For the reporting currency.
        currency: The reporting currency.
        as_of: The day of the table by funder and stage; None for all that is known.
    """
    flows = tuple(contents.flows.values())
    published = [document.published for document in contents.documents.values() if document.published is not None]
    stages = Counter(flow.stage for flow in flows)
    spoken = {statement.document for statement in contents.statements.values()}
    query = TotalsQuery((Dimension.FUNDER, Dimension.STAGE), frozenset(LADDER), currency, as_of)
    return Overview(
        documents=len(contents.documents),
        publishers=_most_first(document.publisher for document in contents.documents.values()),
        published=(min(published), max(published)) if published else (),
        statements=len(contents.statements),
        statements_by_kind=_most_first(statement.kind for statement in contents.statements.values()),
        silent_documents=len(contents.documents.keys() - spoken),
        flows=len(flows),
        packages=sum(flow.kind is FlowKind.PACKAGE for flow in flows),
        parts=sum(flow.parent in contents.flows for flow in flows),
        flows_by_stage=tuple(Counted(stage.value, stages[stage]) for stage in Stage if stages[stage]),
        checks=_most_first(check.verdict for check in contents.checks.values()),
        entries=len(contents.ledger.entries),
        problems=_most_first(problem.code for problem in contents.ledger.problems),
        by_funder_and_stage=total_support(contents.ledger, flows, contents.checks.values(), rates, query),
    )


def _most_first(names: Iterable[StrEnum | str]) -> tuple[Counted, ...]:
    counts = Counter(str(name) for name in names)
    return tuple(Counted(name, count) for name, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

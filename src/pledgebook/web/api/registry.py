"""Every question of the API by its path, with what describes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pledgebook.model.flow import Check
from pledgebook.model.statement import Statement
from pledgebook.reports.explain import Explanation
from pledgebook.reports.found import Findings
from pledgebook.reports.overdue import OverdueReport
from pledgebook.web.api import answers, shapes
from pledgebook.web.asking import LARGEST_PAGE, Ask
from pledgebook.web.filters import FILTERS, SORTS

PAGE = {"page": "which page, from 1", "size": f"how many on a page, at most {LARGEST_PAGE}"}
ORDER = {"sort": f"one of {', '.join(SORTS)}", "order": "up or down"}
CLOCKS = {
    "as-of": "only what can have happened by that date, as the sources tell: 2025, 2025-06 or 2025-06-30",
    "known-at": "only what the book had learnt by that instant (UTC without an offset), or by the end of that date",
}
REPEATED = frozenset({"stage", "has"})


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One question.

    Attributes:
        ask: Answers it.
        answer: The shape of the answer.
        summary: A line for people.
        pairs: What the address can add, with meanings; the clocks go with every question.
    """

    ask: Callable[[Ask], Any]
    answer: type
    summary: str
    pairs: Mapping[str, str] = field(default_factory=dict)


ENDPOINTS: Mapping[str, Endpoint] = {
    "/api/overview": Endpoint(answers.overview, shapes.OverviewAnswer, "The book in figures."),
    "/api/flows": Endpoint(
        answers.flows, shapes.FlowsAnswer, "Flows, filtered as on the page of flows.", {**FILTERS, **ORDER, **PAGE}
    ),
    "/api/flows/{name}": Endpoint(answers.flow, shapes.FlowAnswer, "One flow with its evidence."),
    "/api/documents": Endpoint(answers.documents, shapes.DocumentsAnswer, "Documents.", PAGE),
    "/api/documents/{name}": Endpoint(answers.document, shapes.DocumentAnswer, "One document with what it says."),
    "/api/statements/{name}": Endpoint(answers.statement, Statement, "One statement."),
    "/api/funders": Endpoint(answers.funders, shapes.GroupsAnswer, "Who gives, by stage."),
    "/api/mechanisms": Endpoint(answers.mechanisms, shapes.GroupsAnswer, "By which ways it is given, by stage."),
    "/api/checks": Endpoint(
        answers.checks,
        shapes.ChecksAnswer,
        "Totals that sources assert.",
        {"verdict": "only with this one", **PAGE},
    ),
    "/api/checks/{name}": Endpoint(answers.check, Check, "One asserted total."),
    "/api/conflicts": Endpoint(
        answers.conflicts, shapes.ConflictsAnswer, "Rival figures.", {"reason": "only for this reason", **PAGE}
    ),
    "/api/overdue": Endpoint(
        answers.overdue,
        OverdueReport,
        "Announced steps that nobody has seen.",
        {"vague-days": "how many days words without a date are given"},
    ),
    "/api/find": Endpoint(
        answers.find, Findings, "What yields a figure.", {"figure": "a figure with its currency: EUR 1.4 bn"}
    ),
    "/api/explain": Endpoint(
        answers.explain, Explanation, "From a figure or an id down to the sentences.", {"target": "a figure, or an id"}
    ),
}

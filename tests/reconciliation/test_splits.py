"""One total that a text splits twice, by giver and otherwise, is counted by one split only."""

from collections.abc import Callable
from typing import Any

from pledgebook.model.flow import LinkKind
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile

Make = Callable[..., Any]


def told(statement: Make, *, loans: str) -> list[Any]:
    part = {"scope": "part", "part_of": "a-1", "recipients": ["SY"], "date": "2025-03-17"}
    return [
        statement("a-1", sum="EUR 10 billion", donors=[], recipients=["SY"], scope="total", date="2025-03-17"),
        statement("a-2", sum="EUR 6 billion", donors=[], purpose="grants", **part),
        statement("a-3", sum=f"EUR {loans} billion", donors=[], purpose="loans", **part),
        statement("a-4", sum="EUR 3 billion", donors=["EU"], **part),
        statement("a-5", sum="EUR 2 billion", donors=["DE"], **part),
    ]


def test_the_split_by_giver_is_counted_and_the_other_set_aside(statement: Make, documents: Make, rates: Rates) -> None:
    statements = told(statement, loans="4")
    result = reconcile(documents(*statements), statements, [], rates)
    (check,) = result.checks
    assert check.verdict == "partly-explained"
    assert check.explained.best == 5 * 10**9
    aside = {flow.statements: [(link.kind, link.other) for link in flow.links] for flow in result.flows if flow.links}
    assert aside == {("a-2",): [(LinkKind.OVERLAP, check.id)], ("a-3",): [(LinkKind.OVERLAP, check.id)]}


def test_parts_that_fit_together_are_one_split(statement: Make, documents: Make, rates: Rates) -> None:
    statements = [item for item in told(statement, loans="1") if item.id != "a-2"]
    result = reconcile(documents(*statements), statements, [], rates)
    assert not any(flow.links for flow in result.flows)
    assert len(result.checks[0].explained_by) == 3

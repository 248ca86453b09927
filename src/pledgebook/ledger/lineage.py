"""Which flow is part of which: parents that exist, without circles, and how deep each flow lies."""

from collections.abc import Mapping

from pledgebook.model.flow import Flow, LinkKind
from pledgebook.model.problem import Problem, ProblemCode, Severity


def parents_of(flows: Mapping[str, Flow]) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the parent of each flow that has one in the book, circles cut at their least id.

    A parent that is not in the book is passed over: the flow then stands on its own.
    """
    parents = {flow.id: flow.parent for flow in flows.values() if flow.parent is not None and flow.parent in flows}
    problems: list[Problem] = []
    for start in sorted(parents):
        circle = _circle_from(start, parents)
        if circle:
            cut = min(circle)
            del parents[cut]
            message = "part of itself through " + ", ".join(sorted(circle)) + "; booked as standing on its own"
            problems.append(Problem(ProblemCode.JUDGEMENTS_CONTRADICT, Severity.WARNING, cut, message))
    return parents, tuple(problems)


def set_aside(flows: Mapping[str, Flow]) -> dict[str, LinkKind]:
    """Return the flows whose money is not added, and why: their own link, or that of the nearest flow above."""
    if not any(flow.links for flow in flows.values()):
        return {}
    parents, _ = parents_of(flows)
    found: dict[str, LinkKind] = {}
    for name in flows:
        linked = next((item for item in (name, *ancestors(name, parents)) if flows[item].links), None)
        if linked is not None:
            found[name] = flows[linked].links[0].kind
    return found


def ancestors(flow: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return the flows that a flow is part of, nearest first."""
    above: list[str] = []
    while flow in parents:
        flow = parents[flow]
        above.append(flow)
    return tuple(above)


def _circle_from(start: str, parents: Mapping[str, str]) -> tuple[str, ...]:
    walked = [start]
    while walked[-1] in parents:
        above = parents[walked[-1]]
        if above in walked:
            return tuple(walked[walked.index(above) :])
        walked.append(above)
    return ()

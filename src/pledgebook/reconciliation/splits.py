"""The flows inside a total in, those out that split it another way: by purpose beside by giver would count it twice."""

from collections.abc import Sequence

from pledgebook.model.flow import Flow, FlowLink, LinkKind
from pledgebook.reconciliation.checks import build_check
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.flows import Group

EXCEEDED = "exceeded"
GROUND = "the same total, split another way"


def split_another_way(group: Group, inside: Sequence[Flow], rates: Rates) -> tuple[tuple[str, FlowLink], ...]:
    """Find the parts of a total that are its parts a second time.

    Rule: some parts name givers, others none or all of them; all together exceed the total, and neither do those with
    givers nor those without when they stand alone. The split by giver is the one that totals can use, so the parts
    without are set aside.

    Returns:
        Id of each flow that is set aside, with the link that says so.
    """
    check = build_check(group, None, inside, rates)
    if check.verdict != EXCEEDED:
        return ()
    by_giver = [flow for flow in inside if flow.funders and set(flow.funders) != set(check.funders)]
    others = [flow for flow in inside if flow not in by_giver]
    if not by_giver or len(others) < 2:  # noqa: PLR2004  one part beside others splits nothing
        return ()
    alone = (build_check(group, None, split, rates).verdict for split in (by_giver, others))
    if EXCEEDED in alone:
        return ()
    link = FlowLink(LinkKind.OVERLAP, check.id, check.chosen, GROUND)
    return tuple((flow.id, link) for flow in others if not flow.links)

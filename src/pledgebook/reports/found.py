"""Where a figure can come from: flows, checks and simple sums that are it, or nearly, and what differs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import GDP_SHARE, Quantity
from pledgebook.model.stage import COUNTED, LADDER, Stage
from pledgebook.reports.contents import Contents
from pledgebook.reports.figures import Closeness, FigureMatch, closeness, find_figure
from pledgebook.reports.pricing import Pricing
from pledgebook.reports.query import Dimension, TotalsQuery, TotalsRow
from pledgebook.reports.shares import shares_of
from pledgebook.reports.totals import total_shares

GROUPINGS: tuple[tuple[Dimension, ...], ...] = (
    (),
    (Dimension.FUNDER,),
    (Dimension.RECIPIENT,),
    (Dimension.MECHANISM,),
    (Dimension.FUNDER, Dimension.STAGE),
    (Dimension.FUNDER, Dimension.MECHANISM),
    (Dimension.FUNDER, Dimension.PERIOD),
)
"""The simple questions that a told figure is an answer to as a rule."""

PROMISED = frozenset(LADDER)
"""Every stage but cancelled: what is told in public seldom leaves out promises."""

FARTHEST = Decimal("0.05")
"""A sum of roughly worded figures allows much; this share away from the asked one it is no answer any more."""


@dataclass(frozen=True, slots=True)
class SumMatch:
    """A sum of the book that is the asked figure, or nearly.

    Attributes:
        by: Dimensions grouped by.
        key: The values of the group.
        stages: "committed and further" or "promised and further".
        figure: The sum, in the unit asked for.
        converted: True for a sum of all currencies at dated rates, False for one of this currency alone.
        closeness: How near.
        difference: The sum less the asked figure.
        explained: What makes the difference, in words; empty when there is none.
        flows: Ids of the flows in it.
    """

    by: tuple[Dimension, ...]
    key: tuple[str, ...]
    stages: str
    figure: Quantity
    converted: bool
    closeness: Closeness
    difference: Decimal
    explained: str
    flows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything in a book that yields a figure.

    Attributes:
        asked: The figure.
        matches: Flows and checks that have it.
        sums: Simple sums that come to it, of several flows each, or of one flow in another currency.
    """

    asked: Quantity
    matches: tuple[FigureMatch, ...]
    sums: tuple[SumMatch, ...]


def find_everywhere(asked: Quantity, contents: Contents, rates: RateBasis) -> Findings:
    """Find flows, checks and simple sums that yield a figure or nearly yield it.

    A sum of one flow that has the figure itself is not repeated; of sums over the same flows the simplest is listed.
    """
    matches = find_figure(asked, contents)
    known = {match.owner for match in matches}
    sums: dict[tuple[tuple[str, ...], bool], SumMatch] = {}
    if asked.unit != GDP_SHARE and not asked.unit.startswith("item:"):
        for match in _sums(asked, contents, rates):
            if set(match.flows) <= known and len(match.flows) == 1:
                continue
            sums.setdefault((match.flows, match.converted), match)
    ranked = sorted(
        sums.values(), key=lambda match: (_RANK[match.closeness], abs(match.difference), match.by, match.key)
    )
    return Findings(asked, matches, tuple(ranked))


_RANK = {near: rank for rank, near in enumerate(Closeness)}


def _sums(asked: Quantity, contents: Contents, rates: RateBasis) -> Iterator[SumMatch]:
    flows = contents.flows
    shares = shares_of(contents.ledger.entries, flows, rates)
    for by in (*GROUPINGS, (Dimension.FLOW,)):
        for words, stages in (("committed and further", COUNTED), ("promised and further", PROMISED)):
            query = TotalsQuery(by=by, stages=frozenset(Stage(stage) for stage in stages), currency=asked.unit)
            report = total_shares(shares, (), Pricing(rates, query))
            for row in report.rows if by else (report.total,):
                for figure, converted in _figures(row, asked.unit):
                    near = closeness(asked, figure)
                    if near is not None and abs(figure.best - asked.best) <= FARTHEST * asked.best:
                        members = [flows[name] for name in row.flows if name in flows]
                        difference = figure.best - asked.best
                        text = _explain(asked, figure, near, members)
                        yield SumMatch(by, row.key, words, figure, converted, near, difference, text, row.flows)


def _figures(row: TotalsRow, unit: str) -> Iterator[tuple[Quantity, bool]]:
    """Yield the sum in the one currency, and that of all currencies where it differs."""
    own = next((amount for amount in row.amounts if amount.unit == unit), None)
    if own is not None:
        yield own, False
    if row.reporting is not None and (own is None or row.reporting.best != own.best):
        yield row.reporting, True


def _explain(asked: Quantity, figure: Quantity, near: Closeness, members: Iterable[Flow]) -> str:
    """Say what makes the difference: one flow too much, the wording of the figures, or nothing that is known."""
    if near is Closeness.SAME:
        return ""
    difference = figure.best - asked.best
    for flow in sorted(members, key=lambda flow: flow.id):
        if difference > 0 and flow.quantity is not None and flow.quantity.unit == figure.unit:
            rest = figure.best - flow.quantity.best
            if rest and abs(rest - asked.best) < abs(difference) and asked.low <= rest <= (asked.high or rest):
                return f"without {flow.id} ({flow.label}) it is the asked figure"
    if near is Closeness.WITHIN_ROUNDING:
        return "the wording of the figures allows it"
    return f"{difference / asked.best * 100:+.1f} % of the asked figure, which no single flow makes up"

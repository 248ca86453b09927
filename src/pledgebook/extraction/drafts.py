"""Statements in the making: what the steps after the roles fill in, before ids are given."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.view import Mark, MarkKind, SentenceView
from pledgebook.model.evidence import Span
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Expectation, Item, Kind, Scope
from pledgebook.model.when import PartialDate, Period

_EDGE = ",;:–—-|•*"


@dataclass(frozen=True, slots=True)
class Draft:
    """A statement in the making; the fields are those of `Statement`.

    Attributes:
        index: Number of its sentence.
        at: Masked offset of the sum, or of the word that carries a statement without a sum.
        mention: The sum; None without one.
        part_of: Place of the total in the list of drafts.
        named: True where the words of its own sentence name the donors; False where the context lent them.
        said: True where its own clause has a stage word; False where the context lent the stage.
        group_size: For a group of donors without names its stated number ("five countries"), else 0.
    """

    index: int
    at: int
    mention: SumMention | None
    kind: Kind
    amount: Amount | None
    equivalents: tuple[Amount, ...]
    span: Span
    donors: tuple[str, ...]
    recipients: tuple[str, ...]
    stage: Stage
    rules: tuple[str, ...]
    implementing_actor: str = ""
    budget_origin: BudgetOrigin = BudgetOrigin.UNKNOWN
    date: PartialDate | None = None
    period: Period | None = None
    scope: Scope = Scope.SINGLE
    part_of: int | None = None
    tranche: int | None = None
    mechanism: str | None = None
    purpose: str | None = None
    items: tuple[Item, ...] = ()
    also: tuple[Span, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    named: bool = False
    said: bool = False
    group_size: int = 0

    def ruled(self, *rules: str) -> "Draft":
        """Return the draft with further rules noted."""
        return replace(self, rules=(*self.rules, *rules))


def quote_span(context: DocumentContext, index: int, at: int) -> Span:
    """Cut the shortest clause around a masked offset, up to the next strong boundary on either side."""
    view = context.views[index]
    start, end = strong_bounds(view, at)
    first, last = view.to_text(start), view.to_text(end)
    text = context.layer.text
    while first < last and (text[first].isspace() or text[first] in _EDGE):
        first += 1
    while last > first and (text[last - 1].isspace() or text[last - 1] in _EDGE):
        last -= 1
    return Span.of(text, first, last)


def strong_bounds(view: SentenceView, at: int) -> tuple[int, int]:
    """Return the masked offsets of the strong clause boundaries around an offset."""
    before, behind = bisect_left(view.walls, at), bisect_right(view.walls, at)
    return (
        view.walls[before - 1] + 1 if before else 0,
        view.walls[behind] if behind < len(view.walls) else len(view.masked),
    )


def territory(view: SentenceView, at: int) -> tuple[int, int]:
    """Return the stretch that belongs to one sum: between its neighbours, within its clause."""
    start, end = strong_bounds(view, at)
    sums = view.of_kind(MarkKind.SUM)
    before, behind = bisect_left(sums, at, key=_place), bisect_right(sums, at, key=_place)
    return (
        max(start, sums[before - 1].at + 1) if before else start,
        min(end, sums[behind].at) if behind < len(sums) else end,
    )


def _place(mark: Mark) -> int:
    return mark.at

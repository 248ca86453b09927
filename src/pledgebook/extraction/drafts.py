"""Statements in the making: what the steps after the roles fill in, before ids are given."""

from dataclasses import dataclass, replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.evidence import Span
from pledgebook.model.quantity import Amount
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Expectation, Item, Kind, Scope
from pledgebook.model.when import PartialDate, Period

_STRONG = 6  # the weight of a strong clause boundary in `view`
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
    start, end = 0, len(view.masked)
    for number, place in enumerate(view.breaks):
        if view.break_sums[number + 1] - view.break_sums[number] < _STRONG:
            continue
        if place < at:
            start = place + 1
        elif place > at:
            end = place
            break
    return start, end


def territory(view: SentenceView, at: int) -> tuple[int, int]:
    """Return the stretch that belongs to one sum: between its neighbours, within its clause."""
    start, end = strong_bounds(view, at)
    for mark in view.of_kind(MarkKind.SUM):
        if mark.at < at:
            start = max(start, mark.at + 1)
        elif mark.at > at:
            end = min(end, mark.at)
            break
    return start, end

"""Pooled money told as one funder's: where words give to few what other words of the same money give to more."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pledgebook.extraction.mentions import PartyForm
from pledgebook.extraction.parties import find_parties
from pledgebook.model.evidence import Document
from pledgebook.model.flow import Check, Flow
from pledgebook.model.statement import Kind, Scope, Statement
from pledgebook.reconciliation.figures import Match, Rates, amounts_of, match_figures, read_figure
from pledgebook.reports.contents import Contents

MOST_WIDER = 50
"""Pooled sums of one funder and year that a figure is held against."""

_GIVERS = frozenset((PartyForm.NAME, PartyForm.ADJECTIVE))
_AGREE = (Match.EQUAL, Match.ROUNDED, Match.CONVERTED)


@dataclass(frozen=True, slots=True)
class PooledFigure:
    """A figure that is told of fewer funders than pay it.

    Attributes:
        statement: Who tells it so.
        wider: Who names more funders of the same money; the same statement where its own document does.
        owner: The flow or check of the wider telling.
        arithmetic: How it was found.
    """

    statement: Statement
    wider: Statement
    owner: Flow | Check
    arithmetic: str


def find_pooled(contents: Contents, rates: Rates) -> Iterator[PooledFigure]:
    """Find pooled money that is told as the money of some of its funders.

    Three signs: statements of one sum name more and fewer funders; a sum of its own has the figure and years of a
    pooled total that its funder pays into; a sentence names one funder alone of a sum that its document gives to more.
    """
    owners: list[Flow | Check] = [*contents.checks.values(), *contents.flows.values()]
    for owner in owners:
        told = [contents.statements[name] for name in owner.statements if name in contents.statements]
        yield from _within(owner, [item for item in told if item.amount is not None])
        for statement in told:
            yield from _by_its_own_words(owner, statement, contents.documents)
    yield from _beside(owners, contents, rates)


def _codes(funders: Iterable[str]) -> str:
    return "+".join(sorted(funders))


def _within(owner: Flow | Check, told: Sequence[Statement]) -> Iterator[PooledFigure]:
    for narrow in told:
        wider = [item for item in told if item.document != narrow.document and set(narrow.donors) < set(item.donors)]
        if narrow.donors and wider:
            widest = min(wider, key=lambda item: (-len(item.donors), item.id))
            text = f"told of {_codes(narrow.donors)}; the same money is told of {_codes(widest.donors)}"
            yield PooledFigure(narrow, widest, owner, text)


def _by_its_own_words(
    owner: Flow | Check, statement: Statement, documents: Mapping[str, Document]
) -> Iterator[PooledFigure]:
    if len(statement.donors) < 2 or statement.amount is None or statement.scope is not Scope.TOTAL:  # noqa: PLR2004  pooled
        return
    document = documents.get(statement.document)
    language = document.language if document is not None and document.language else "en"
    mentions = find_parties(statement.span.quote, language)
    named = {item.code for item in mentions if item.code and item.form in _GIVERS} & set(statement.donors)
    every = {item.code for item in mentions} & set(statement.donors)  # an organisation, an office, a capital
    unnamed = any(not item.code and item.form is PartyForm.GROUP for item in mentions)
    if len(named) == 1 and every == named and not unnamed:
        text = f"the sentence names {_codes(named)} alone; its document gives the sum to {_codes(statement.donors)}"
        yield PooledFigure(statement, statement, owner, text)


def _beside(owners: Iterable[Flow | Check], contents: Contents, rates: Rates) -> Iterator[PooledFigure]:
    """Hold each sum of one funder against the pooled totals of the year that it pays into."""
    pooled: dict[tuple[str, int], list[tuple[Flow | Check, Statement]]] = defaultdict(list)
    alone: list[tuple[Flow | Check, Statement]] = []
    for owner in owners:
        for name in owner.statements:
            statement = contents.statements.get(name)
            if statement is None or statement.kind is not Kind.MONEY or not amounts_of(statement):
                continue
            alone.append((owner, statement))
            if statement.scope is Scope.TOTAL and len(statement.donors) > 1:
                for year in _years(statement, contents.documents):
                    for funder in statement.donors:
                        pooled[funder, year].append((owner, statement))
    for owner, statement in alone:
        if len(statement.donors) != 1:
            continue
        keys = [(funder, year) for funder in statement.donors for year in _years(statement, contents.documents)]
        wider = {item.id: (whose, item) for key in keys for whose, item in pooled.get(key, ())[:MOST_WIDER]}
        found = [
            (whose, item)
            for whose, item in wider.values()
            if whose.id != owner.id and _may_be_of(statement, item) and _agree(statement, item, contents, rates)
        ]
        if found:
            whose, widest = min(found, key=lambda pair: (-len(pair[1].donors), pair[1].id))
            text = f"told of {_codes(statement.donors)}; the figure is that of a total of {_codes(widest.donors)}"
            yield PooledFigure(statement, widest, whose, text)


def _may_be_of(narrow: Statement, wide: Statement) -> bool:
    """Tell whether words of few funders can be about a pooled total: fewer funders, no other scheme."""
    schemes = narrow.mechanism is None or wide.mechanism is None or narrow.mechanism == wide.mechanism
    helped = bool(set(narrow.recipients) & set(wide.recipients))
    whole = narrow.scope is not Scope.PART and narrow.tranche is None
    return set(narrow.donors) < set(wide.donors) and schemes and helped and whole


def _agree(narrow: Statement, wide: Statement, contents: Contents, rates: Rates) -> bool:
    """Hold the sums as stated against each other: a restatement of the one may be off (“over EUR 400 million”)."""
    days = [_day(item, contents.documents) for item in (narrow, wide)]
    one, other = (
        read_figure(amounts_of(item)[0], rates, day, stated=True)
        for item, day in zip((narrow, wide), days, strict=True)
    )
    found = match_figures((one,), (other,))
    same_scheme = narrow.mechanism is not None and narrow.mechanism == wide.mechanism
    return found.match in _AGREE or (same_scheme and found.match is Match.NEAR)


def _day(statement: Statement, documents: Mapping[str, Document]) -> date | None:
    document = documents.get(statement.document)
    when = statement.date or (document.published if document is not None else None)
    return None if when is None else when.earliest()


def _years(statement: Statement, documents: Mapping[str, Document]) -> tuple[int, ...]:
    """Return the one year that the money is for, else the year of the event or the telling; none of a longer frame."""
    if statement.period is not None:
        first, last = statement.period.first_year, statement.period.last_year
        return (first,) if first is not None and first == last else ()
    day = _day(statement, documents)
    return () if day is None else (day.year,)

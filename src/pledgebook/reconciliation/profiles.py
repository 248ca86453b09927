"""A statement and its document in, a profile out: everything a comparison needs, made ready once."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from pledgebook.model.evidence import Document
from pledgebook.model.identity import plain_decimal
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind, Scope, Statement
from pledgebook.model.when import PartialDate, Period
from pledgebook.reconciliation.figures import Figure, Rates, amounts_of, read_figure
from pledgebook.reconciliation.wording import says

_WORD = re.compile(r"[^\W\d_]{4,}")
STEM_LENGTH = 5
MOST_YEARS = 10
"""Longer frames are open ends, not a number of years to multiply by."""

_COMMON_WORDS = frozenset(
    {"weapo", "equip", "milit", "suppo", "ukrai", "defen", "purch", "help", "gear", "other", "their", "with", "from"}
    | {"among", "order", "made", "produ", "assis", "arms"}
)


@dataclass(frozen=True, slots=True)
class Profile:
    """A statement made ready for comparison.

    Attributes:
        statement: The statement, with people's values set.
        funders: Whose money it is said to be.
        recipients: Who gets it, its own funders left out: a donor as recipient is a slip of the text.
        figures: Its sum and the restatements of it.
        event: First and last day on which its stage can have been reached; None when untold.
        step: Its stage and when that was reached, as text.
        told: Day the document was published; None when unknown.
        years: First and last year the money is for, open sides closed to 1900 and 2999; None when untold.
        words: Stems of the words of its purpose that tell purposes apart.
        goods: Stems of the names of goods.
        counts: How many of them.
        shares: The told parts of a total by funder, where the text splits it by funder.
        has_parts: True when parts of it are told.
        fingerprint: Of its document, to know near copies by.
    """

    statement: Statement
    funders: frozenset[str]
    recipients: frozenset[str]
    figures: tuple[Figure, ...]
    event: tuple[date, date] | None
    step: str
    told: date | None
    years: tuple[int, int] | None
    words: frozenset[str]
    goods: frozenset[str]
    counts: frozenset[Decimal]
    shares: tuple[tuple[str, Figure], ...]
    has_parts: bool
    fingerprint: str = ""

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.statement.id

    @property
    def day(self) -> date | None:
        """The day to order and convert it by: of the event, else of the telling."""
        return self.event[0] if self.event else self.told


def profile_statements(
    documents: Sequence[Document], statements: Sequence[Statement], rates: Rates
) -> dict[str, Profile]:
    """Prepare all statements, in the order of their ids.

    A figure is converted at the rate of its event's day, else of its document's day, else of the document's other
    events, else of the median day of the whole book (a statement that nothing dates must be compared at some rate).
    """
    known = {document.id: document for document in documents}
    published = {name: document.published for name, document in known.items()}
    ordered = sorted(statements, key=lambda statement: statement.id)
    wholes = {statement.part_of for statement in ordered if statement.part_of}
    days = _conversion_days(ordered, published)
    profiles = {
        statement.id: _profile(statement, known.get(statement.document), rates, days.get(statement.id), wholes)
        for statement in ordered
    }
    return profiles | {whole: replace(profiles[whole], shares=parts) for whole, parts in _shares(profiles).items()}


def _shares(profiles: Mapping[str, Profile]) -> dict[str, tuple[tuple[str, Figure], ...]]:
    """Collect the parts of each total that are one funder's each; a funder with two parts has no one share."""
    parts: dict[str, dict[str, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for profile in profiles.values():
        whole = profile.statement.part_of
        if whole is not None and whole in profiles and len(profile.statement.donors) == 1 and profile.figures:
            parts[whole][profile.statement.donors[0]].append(profile.figures[0])
    return {
        whole: tuple((funder, figures[0]) for funder, figures in sorted(shares.items()) if len(figures) == 1)
        for whole, shares in parts.items()
        if len(shares) > 1
    }


def _profile(
    statement: Statement, document: Document | None, rates: Rates, day: date | None, wholes: set[str]
) -> Profile:
    amounts = amounts_of(statement)
    figures = [read_figure(amount, rates, day, stated=amount is statement.amount) for amount in amounts]
    if figures and figures[0].stated:
        figures += _whole_of_yearly(statement, figures[0])
    event = (statement.date.earliest(), statement.date.latest()) if statement.date else None
    return Profile(
        statement=statement,
        funders=frozenset(statement.donors),
        recipients=frozenset(statement.recipients) - frozenset(statement.donors),
        figures=tuple(figures),
        event=event,
        step=f"{statement.stage} {statement.date}",
        told=document.published.latest() if document and document.published else None,
        years=close_years(statement.period),
        words=stems(statement.purpose or "") - _COMMON_WORDS,
        goods=stems(" ".join(item.item for item in statement.items)),
        counts=frozenset(item.quantity for item in statement.items if item.quantity),
        shares=(),
        has_parts=statement.id in wholes,
        fingerprint=document.fingerprint if document else "",
    )


def _whole_of_yearly(statement: Statement, rate: Figure) -> list[Figure]:
    """A sum "a year" for several years is also the sum of all of them."""
    years = close_years(statement.period)
    if years is None or statement.amount is None:
        return []
    count = years[1] - years[0] + 1
    if not 1 < count <= MOST_YEARS or not says("yearly", f"{statement.amount.text} {statement.span.quote}"):
        return []
    best = rate.best * count
    whole = replace(rate, low=rate.low * count, best=best, high=rate.high * count)
    euros = None if rate.euros is None else rate.euros * count
    return [replace(whole, euros=euros, text=f"{rate.unit} {plain_decimal(best)}".strip(), reckoned=True)]


def close_years(period: Period | None) -> tuple[int, int] | None:
    """Return first and last year of a period, an open side far away."""
    if period is None:
        return None
    return (period.first_year or 1900, period.last_year or 2999)


def stems(text: str) -> frozenset[str]:
    """Return the beginnings of the words of a text: long enough to tell words apart, without their endings."""
    return frozenset(word.casefold()[:STEM_LENGTH] for word in _WORD.findall(text))


def _conversion_days(statements: Sequence[Statement], published: Mapping[str, PartialDate | None]) -> dict[str, date]:
    days: dict[str, date] = {}
    of_document: dict[str, date] = {}
    for statement in statements:
        told = published.get(statement.document)
        if statement.date is not None:
            # The middle of "2024" is a better day for its mean rate than the first of January.
            days[statement.id] = _middle(statement.date)
            latest = of_document.get(statement.document)
            of_document[statement.document] = max(latest or days[statement.id], days[statement.id])
        elif told is not None:
            days[statement.id] = told.earliest()
    everything = sorted(days.values())
    median = everything[len(everything) // 2] if everything else None
    for statement in statements:
        fallback = of_document.get(statement.document, median)
        if statement.id not in days and fallback is not None:
            days[statement.id] = fallback
    return days


def _middle(when: PartialDate) -> date:
    first, last = when.earliest(), when.latest()
    return first + (last - first) / 2


def is_bare(profile: Profile) -> bool:
    """Tell whether a statement names neither a sum nor goods."""
    return not profile.figures and not profile.statement.items


def is_total_of_many(profile: Profile) -> bool:
    """Tell whether it sums the money of several funders, named or not."""
    statement = profile.statement
    return statement.scope is Scope.TOTAL and statement.kind is Kind.MONEY and len(statement.donors) != 1


REACHED_ONCE = frozenset((Stage.SIGNED, Stage.COMMITTED, Stage.DISBURSED, Stage.CONTRACTED, Stage.DELIVERED))
"""Stages that are an event of one day: two such events far apart are two sums. A promise may be made again."""

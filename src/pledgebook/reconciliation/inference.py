"""Groups in, reasons out that no text states: a sum inside the total, frame or year that its figures say it is in."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product

from pledgebook.model.statement import Scope
from pledgebook.reconciliation.links import PACKAGE, WIDER, Link, make_link, size
from pledgebook.reconciliation.profiles import Profile, is_total_of_many

MOST_WHOLES = 40
"""Totals of one mechanism and one span of years that a sum is held against."""

MOST_SUMS, MOST_COMBINATIONS = 4, 32
"""Sums of one funder, and combinations of all, up to which an addition that comes out proves something."""

DAYS_BEFORE, DAYS_AFTER = 400, 31
"""Days before and after a total in which the sums that it adds up may be told."""

CONVERSION_SLACK = Decimal("0.01")
"""What the conversion of a part may add to the difference, as a share of the part."""


@dataclass(frozen=True, slots=True)
class _Summary:
    """What the members of a group say together, as far as inference needs it.

    Attributes:
        place: Place of the group.
        told: A member that names mechanism and years.
        funders: All funders that any member names.
        years: The years of that member.
        is_total: True when a member sums several funders.
        is_frame: True when a member is a total, the whole of told parts, or money for several years.
        is_numbered: True when a member has a tranche or package number.
    """

    place: int
    told: Profile
    funders: frozenset[str]
    years: tuple[int, int]
    is_total: bool
    is_frame: bool
    is_numbered: bool


def _summarise(place: int, members: Sequence[Profile]) -> _Summary | None:
    dated = [item for item in members if item.statement.mechanism and item.years and item.figures]
    if not dated or dated[0].years is None:
        return None
    return _Summary(
        place,
        dated[0],
        frozenset(funder for item in members for funder in item.funders),
        dated[0].years,
        any(is_total_of_many(item) for item in members),
        any(_is_frame(item) for item in members),
        any(item.statement.tranche is not None for item in members),
    )


def _is_frame(profile: Profile) -> bool:
    several_years = profile.years is not None and profile.years[0] < profile.years[1]
    return profile.statement.scope is Scope.TOTAL or profile.has_parts or several_years


def infer_wider(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> Iterable[Link]:
    """Infer what no text says: a sum inside the total, or the longer frame, of its mechanism and funders.

    - inside-total: one mechanism and the same years; the whole sums several funders, the child is of some of them;
    - year-of-frame: one mechanism, the years of the whole contain those of the child;
    - tranche-of-frame: one mechanism, the same years and funders; the child is numbered, the whole is not.
    """
    by_mechanism: dict[str, list[_Summary]] = defaultdict(list)
    for place, members in enumerate(groups):
        summary = _summarise(place, [profiles[member] for member in members])
        if summary is not None:
            by_mechanism[str(summary.told.statement.mechanism)].append(summary)
    for summaries in by_mechanism.values():
        yield from _wider_of_one_mechanism(summaries)


def _wider_of_one_mechanism(summaries: Sequence[_Summary]) -> Iterable[Link]:
    by_years: dict[tuple[int, int], list[_Summary]] = defaultdict(list)
    for summary in summaries:
        by_years[summary.years].append(summary)
    wholes = {years: [item for item in found if item.is_frame][:MOST_WHOLES] for years, found in by_years.items()}
    for child in summaries:
        around = [years for years in sorted(wholes) if years[0] <= child.years[0] and child.years[1] <= years[1]]
        for whole in (whole for years in around for whole in wholes[years]):
            rule = _inference(child, whole)
            if rule:
                yield make_link(child.told, whole.told, rule, WIDER, (child.place, whole.place))


def _inference(child: _Summary, whole: _Summary) -> str:
    """Name the rule that puts one group inside another; empty when none does."""
    if child.place == whole.place:
        return ""
    if child.is_total:
        # Totals are told of more or fewer of their funders; that they share some must do.
        inside = whole.is_total and child.years != whole.years and child.funders & whole.funders
        return "year-of-frame" if inside else ""
    if not child.funders or not child.funders <= whole.funders:
        return ""
    if child.years != whole.years:
        return "year-of-frame"
    if whole.is_total:
        return "inside-total"
    numbered = child.is_numbered and not whole.is_numbered
    return "tranche-of-frame" if numbered and child.funders == whole.funders else ""


@dataclass(frozen=True, slots=True)
class _Undated:
    """What is needed to put an instalment into the sum that it is of where the texts tell no years."""

    place: int
    told: Profile
    euros: Decimal
    is_numbered: bool
    has_years: bool


def infer_instalments(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> Iterable[Link]:
    """Infer what a numbered sum is an instalment of, where one sum alone can be meant and not both tell their years.

    Rule instalment-of-sum: the one larger sum without a number of the same funders, recipients and scheme; known before
    the instalment is paid, or at most a month after it.
    """
    filed: dict[tuple[str, frozenset[str], frozenset[str]], list[_Undated]] = defaultdict(list)
    for place, members in enumerate(groups):
        found = _undated(place, [profiles[member] for member in members])
        if found is not None and found.told.funders:
            key = (str(found.told.statement.mechanism), found.told.funders, found.told.recipients)
            filed[key].append(found)
    for sums in filed.values():
        wholes = [item for item in sums if not item.is_numbered]
        if len(wholes) > MOST_WHOLES:
            continue  # a scheme with so many sums cannot single one out
        for child in (item for item in sums if item.is_numbered):
            around = [whole for whole in wholes if _can_hold(child, whole)]
            if len(around) == 1:
                yield make_link(child.told, around[0].told, "instalment-of-sum", WIDER, (child.place, around[0].place))


def _undated(place: int, members: Sequence[Profile]) -> _Undated | None:
    told = [item for item in members if item.statement.mechanism and item.figures]
    euros = size([item.id for item in members], {item.id: item for item in members})
    if not told or not euros or any(is_total_of_many(item) for item in members):
        return None
    numbered = any(item.statement.tranche is not None for item in members)
    first = min(told, key=lambda item: (item.day or date.max, item.id))
    return _Undated(place, first, euros, numbered, any(item.years is not None for item in members))


def _can_hold(child: _Undated, whole: _Undated) -> bool:
    """Tell whether a sum is large and early enough to be paid by an instalment, and years do not decide it."""
    if child.euros >= whole.euros or (child.has_years and whole.has_years):
        return False
    known, paid = whole.told.day, child.told.day
    return known is not None and paid is not None and (known - paid).days <= DAYS_AFTER


def infer_sums(groups: Sequence[tuple[str, ...]], profiles: Mapping[str, Profile]) -> Iterable[Link]:
    """Find totals over named funders that are, to the precision of the words, one told sum of each of them.

    Rule parts-add-up: every funder has a sum of the same mechanism within a year before the total (where none is told,
    one for the same recipients within a month), the text gives the total no parts of its own, and exactly one of few
    combinations adds up.
    """
    singles: dict[tuple[str, str], list[_Sum]] = defaultdict(list)
    totals: list[_Sum] = []
    for place, members in enumerate(groups):
        found = _sum_of(place, [profiles[member] for member in members])
        if found is not None and is_total_of_many(found.told):
            totals.append(found)
        elif found is not None and len(found.told.funders) == 1:
            singles[_scheme(found.told), next(iter(found.told.funders))].append(found)
    for total in totals:
        if not total.told.has_parts and len(total.told.funders) > 1:
            scheme = _scheme(total.told)
            choices = [
                [item for item in singles.get((scheme, funder), ()) if _in_time(item.told, total.told)]
                for funder in sorted(total.told.funders)
            ]
            for part in _only_combination(total, choices):
                yield make_link(part.told, total.told, "parts-add-up", PACKAGE, (part.place, total.place))


@dataclass(frozen=True, slots=True)
class _Sum:
    """A group as one figure in the common unit, with the statement that gives it and what it may be off."""

    place: int
    told: Profile
    euros: Decimal
    slack: Decimal


def _sum_of(place: int, members: Sequence[Profile]) -> _Sum | None:
    dated = [item for item in members if item.day and item.figures]
    dated = [item for item in dated if item.statement.mechanism] or dated
    euros = size([item.id for item in members], {item.id: item for item in members})
    if not dated or not euros:
        return None
    figure = dated[0].figures[0]
    slack = (figure.high - figure.low) / 2 / figure.best * euros if figure.best else Decimal(0)
    return _Sum(place, dated[0], euros, slack + euros * CONVERSION_SLACK * (figure.unit != "EUR"))


def _scheme(profile: Profile) -> str:
    """Name what a sum is added up with: its mechanism, else whom it is for."""
    return profile.statement.mechanism or "for " + "+".join(sorted(profile.recipients))


def _in_time(part: Profile, total: Profile) -> bool:
    if not part.day or not total.day:
        return False
    before = DAYS_BEFORE if total.statement.mechanism else DAYS_AFTER
    return -DAYS_AFTER <= (total.day - part.day).days <= before


def _only_combination(total: _Sum, choices: Sequence[Sequence[_Sum]]) -> tuple[_Sum, ...]:
    """Return the one way to add up to the total with one sum of each funder; empty when there is none, or more."""
    if any(not 0 < len(sums) <= MOST_SUMS for sums in choices):
        return ()
    combinations = list(product(*choices))
    if len(combinations) > MOST_COMBINATIONS:
        return ()
    fitting = [
        parts
        for parts in combinations
        if abs(sum(part.euros for part in parts) - total.euros) <= total.slack + sum(part.slack for part in parts)
    ]
    return fitting[0] if len(fitting) == 1 else ()

"""Who is told to give one sum: windfall money, the best giver, partners without names, else the topic of the story."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pledgebook.extraction.context import DocumentContext, apposed, recipient_strength
from pledgebook.extraction.drafts import strong_bounds, territory
from pledgebook.extraction.groups import PartyGroup, row_goes_on
from pledgebook.extraction.homes import issuer_of
from pledgebook.extraction.mentions import MechanismMention, OrdinalMention, PartyForm
from pledgebook.extraction.role_patterns import role_patterns
from pledgebook.extraction.roles import Giver, givers
from pledgebook.extraction.view import MarkKind, SentenceView, mark_class
from pledgebook.model.statement import BudgetOrigin
from pledgebook.reference.aid import is_commonly_helped

UNION = "EU"
WINDFALL_SLUG = "windfall-profits"
WINDFALL = frozenset({"windfall-profits", "immobilized-assets", "immobilised-assets"})
_SEVERAL = 2
_HEAD = 1  # sentences behind the first that may say that a story is about a conference
_LOOK_BACK = 3  # sentences in which the speaker of a quotation is looked for
_SAYING = 40  # characters between a speaker and the word of saying behind
_ROW_REACH = 60  # characters between a row of givers and their row of sums
_ROW = re.compile(r"\s*,?\s*(?:and|und|et|y|og|och|i|та|і|ir|resp\.)?\s*")
_QUOTES = re.compile(r"[\"“”„«»]")
_WHOLES = ("joint", "total")  # word classes of sums that several givers make up
_INTO = re.compile(rf"\b(?:into|to|towards)\s+(?:the\s+)?{mark_class(MarkKind.MECHANISM)}")  # "paid into the Facility"
_GATHERINGS = frozenset({"pledging-conference", "urc", "brussels-conference-syria"})
_LENDERS = frozenset({"CA", "GB", "JP", "US"})  # states outside the Union that lend on the income of assets held in it
_LOOSE = -3.0  # score of a group that may give where the story has named nobody yet
_SURE = 2.0  # a group without names must be tied to the sum more clearly than a named one
_ALLIANCE = "NATO"
_ALLIES = re.compile(r"\b[Aa]llies\b")  # of the alliance that the sentence names
_OF_UNION = re.compile(r"\b(?:EU|European)\b")  # "EU states", "European partners"


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who gives a sum.

    Attributes:
        donors: Codes, sorted.
        rule: The rule that decided.
        named: True where the sentence itself names them.
        implementing: Who only spends it.
        origin: Whose budget.
        group_size: Stated size of a group without names.
    """

    donors: tuple[str, ...]
    rule: str
    named: bool = False
    implementing: str = ""
    origin: BudgetOrigin = BudgetOrigin.UNKNOWN
    group_size: int = 0


def attribute(context: DocumentContext, view: SentenceView, at: int, topic: tuple[str, ...]) -> Attribution:
    """Decide who gives the sum at a masked offset: windfall money, then the best giver, then the topic."""
    threshold = context.lexicon.weights.get("threshold", 0.0)
    scored = givers(context, view.index, at)
    ranked = [giver for giver in scored if giver.score > threshold]
    windfall = _windfall(context, view, at)
    implementing = next((giver for giver in scored if giver.implementing), None)
    spender = _first_code(context, implementing)
    base = _from_givers(context, view, at, ranked)
    if windfall == "all" and not (base is not None and base.donors and _LENDERS.issuperset(base.donors)):
        return Attribution((UNION,), "windfall", named=True, implementing=spender or "", origin=BudgetOrigin.WINDFALL)
    base = base or _without_names(context, view, at, scored)
    if base is None:
        base = _by_default(context, view, at, topic, scored)
        if implementing is not None:
            base = Attribution((UNION,), "implemented", named=True, origin=BudgetOrigin.WINDFALL)
    if windfall == "share":
        base = _sharers(context, view, at, base, spender) or base
        base = replace(base, donors=tuple(sorted({*base.donors, UNION})), rule=f"{base.rule}+windfall")
    if spender and spender not in base.donors:
        base = replace(base, implementing=spender)
    return base


def _sharers(
    context: DocumentContext, view: SentenceView, at: int, base: Attribution, spender: str
) -> Attribution | None:
    """Name who pays beside the windfall money: who is joined to it by "and", or who spends it with their own."""
    if base.rule == "implemented" and spender:
        return Attribution((spender,), "implemented", named=True)
    if base.named:
        return None
    low, high = strong_bounds(view, at)
    for group in context.groups[view.index]:
        if low <= group.start < high and row_goes_on(view, group.end, context.lexicon):
            codes = _giving(context, view, at, group)
            if codes:
                return Attribution(codes, "row", named=True)
    return None


def _by_default(
    context: DocumentContext, view: SentenceView, at: int, topic: tuple[str, ...], scored: Sequence[Giver]
) -> Attribution:
    """Name the giver of a sum whose sentence names none: the owner of its fund, of its currency, the story's giver."""
    low, high = territory(view, at)
    owners = context.lexicon.mechanism_donors.get(mechanism_of(view, low, high, at) or "", ())
    if owners and not set(owners) & set(context.recipients[:1]) and not _INTO.search(view.masked, low, high):
        return Attribution(owners, "owner-of-mechanism", named=True)
    publisher = tuple(code for code in context.speakers if code not in no_givers(context))
    donors = topic or publisher or context.donors[:1]
    issuer = issuer_of(view, at)
    if issuer and issuer not in donors and issuer not in no_givers(context):
        whole = any(context.lexicon.word(name).search(view.masked, *strong_bounds(view, at)) for name in _WHOLES)
        if topic and whole:
            return Attribution(tuple(sorted({*topic, issuer})), "currency-home-joint")
        return Attribution((issuer,), "currency-home")
    near = () if topic else _loosely_tied(context, view, at, scored)
    return Attribution(near or donors, "topic" if topic else "near" if near else "document")


def _loosely_tied(context: DocumentContext, view: SentenceView, at: int, scored: Sequence[Giver]) -> tuple[str, ...]:
    """Name the best group of the sentence that words do not tie to the sum, but do not keep from it either."""
    for giver in scored:
        codes = _giving(context, view, at, giver.group)
        able = giver.group.form is not PartyForm.ADJECTIVE and not giver.implementing
        helped = recipient_strength(giver.group, context.lexicon) > 0.0
        if codes and able and not helped and giver.score > _LOOSE and giver.rule not in {"led", "spent_by"}:
            return codes
    return ()


def _without_names(
    context: DocumentContext, view: SentenceView, at: int, scored: Sequence[Giver]
) -> Attribution | None:
    """Tell whether several give whom the text does not name: partners, states that one leads, a conference, a pot."""
    low, high = strong_bounds(view, at)
    word = context.lexicon.word
    if word("partners_give").search(view.masked, low, at):
        return Attribution((), "partners", named=True)
    if any(giver.rule == "led" for giver in scored):
        return Attribution((), "led-by", named=True)
    if _at_gathering(context, view) and _holds(word("pooled"), view, at):
        return Attribution((), "gathering", named=True)
    if _speaks_of_gathering(context, view) and _holds(word("pooled_here"), view, at):
        return Attribution((), "gathering", named=True)
    if word("common_pot").search(view.masked, low, high):
        return Attribution((), "common-pot", named=True)
    return None


def _holds(pattern: re.Pattern[str], view: SentenceView, at: int) -> bool:
    """Tell whether a pattern matches around the sum at a masked offset, within its clause."""
    return any(match.start() <= at <= match.end() for match in pattern.finditer(view.masked, *strong_bounds(view, at)))


def _at_gathering(context: DocumentContext, view: SentenceView) -> bool:
    """Tell whether a sentence speaks of a gathering of givers, or the beginning of the story does."""
    return any(_speaks_of_gathering(context, item) for item in (view, *context.views[: _HEAD + 1]))


def _speaks_of_gathering(context: DocumentContext, view: SentenceView) -> bool:
    marks = view.of_kind(MarkKind.MECHANISM)
    named = any(getattr(mark.mention, "slug", "") in _GATHERINGS for mark in marks)
    return named or context.lexicon.word("gathering").search(view.masked) is not None


def _first_code(context: DocumentContext, giver: Giver | None) -> str:
    codes = [code for code in giver.group.codes if code not in context.recipients[:1]] if giver else []
    return codes[0] if codes else ""


def _from_givers(context: DocumentContext, view: SentenceView, at: int, ranked: Sequence[Giver]) -> Attribution | None:
    """Take the best group that can be resolved to names, or is an unnamed group of partners."""
    for giver in ranked:
        group = giver.group
        if giver.implementing or giver.rule == "led":
            continue
        codes = _giving(context, view, at, group)
        if codes:
            return Attribution(codes, giver.rule, named=True)
        if group.form is PartyForm.SELF:
            speakers = _speakers(context, view, group)
            if speakers:
                return Attribution(speakers, f"{giver.rule}-speaker", named=True)
        elif group.form is PartyForm.OFFICE and giver.score > 0.0:
            own = tuple(code for code in context.speakers if code not in no_givers(context))
            return Attribution(own, f"{giver.rule}-publisher", named=True) if len(own) == 1 else None
        elif group.form is PartyForm.GROUP and giver.score > _SURE:
            body = _body_of(context, view, group)
            size = 0 if body else _group_size(context, group)
            return Attribution(body, giver.rule if body else f"{giver.rule}-group", named=True, group_size=size)
    return None


def _body_of(context: DocumentContext, view: SentenceView, group: PartyGroup) -> tuple[str, ...]:
    """Name the body whose members a group without names are: "European partners", "allies" beside the alliance."""
    place = (group.members[0].start, group.members[-1].end)
    if _OF_UNION.search(context.layer.text, *place):
        return (UNION,)
    near = any(_ALLIANCE in other.codes for other in context.groups[view.index])
    return (_ALLIANCE,) if near and _ALLIES.search(context.layer.text, *place) else ()


def _giving(context: DocumentContext, view: SentenceView, at: int, group: PartyGroup) -> tuple[str, ...]:
    """Name those of a group who give the sum: not who is helped or borrows; of a row of sums only whose turn it is."""
    codes = tuple(code for code in group.codes if code not in no_givers(context))
    if len(codes) < _SEVERAL:
        return codes
    lenders = tuple(code for code in codes if not is_commonly_helped(code))
    codes = lenders or codes  # "the Bank and Egypt signed a loan"
    return _respective(view, at, group, codes) or codes


def _respective(view: SentenceView, at: int, group: PartyGroup, codes: tuple[str, ...]) -> tuple[str, ...]:
    """Pair a row of givers with a row of as many sums behind it: "Dutch and Danish money: €2m and 3 million kroner"."""
    row = [mark.at for mark in view.of_kind(MarkKind.SUM) if mark.at >= group.end]
    if len(row) != len(group.members) or set(codes) != {member.code for member in group.members}:
        return ()
    joined = all(_ROW.fullmatch(view.masked, left + 1, right) for left, right in itertools.pairwise(row))
    if not joined or at not in row or row[0] - group.end > _ROW_REACH:
        return ()
    return (group.members[row.index(at)].code,)


def _speakers(context: DocumentContext, view: SentenceView, group: PartyGroup) -> tuple[str, ...]:
    """Name whom a "we" means: whose turn it is, who is quoted, else who publishes the text; nobody who is helped."""
    one = context.turns[view.index] or quoted_speaker(context, view, group)
    found = apposed(view, context.groups[view.index], group) or ((one,) if one else context.speakers)
    return tuple(code for code in found if code not in no_givers(context))


def quoted_speaker(context: DocumentContext, view: SentenceView, group: PartyGroup) -> str:
    """Name who says "we" inside quotation marks: the party beside the word of saying, else the last office holder."""
    ahead, behind = view.masked[: group.start], view.masked[group.end :]
    if len(_QUOTES.findall(ahead)) % 2 == 0:
        return ""
    report = context.lexicon.word("report")
    closing = _QUOTES.search(behind)
    for other in context.groups[view.index]:
        if not other.codes or other.form in {PartyForm.SELF, PartyForm.GROUP}:
            continue
        if closing is not None and other.start >= group.end + closing.end():
            between = view.masked[group.end + closing.end() : other.start]
            tail = view.masked[other.end : other.end + _SAYING]
            if report.search(between) or report.search(tail):
                return other.codes[0]
        elif other.end <= group.start and report.search(view.masked, other.end, group.start):
            return other.codes[0]
    return _last_speaker(context, view.index)


def _last_speaker(context: DocumentContext, before: int) -> str:
    """Name the last office holder whom the sentences before let speak."""
    reports = role_patterns(context.lexicon.tag).reports
    for index in range(before - 1, max(before - _LOOK_BACK, 0) - 1, -1):
        for other in reversed(context.groups[index]):
            speaks = reports.match(other.behind)
            if other.form is PartyForm.OFFICE and other.codes and speaks:
                return other.codes[0]
    return ""


def no_givers(context: DocumentContext) -> frozenset[str]:
    """Return the parties that never give in a document: who is fought and who is helped first of all."""
    return context.adversaries | frozenset(context.recipients[:1])


def _group_size(context: DocumentContext, group: PartyGroup) -> int:
    words = context.layer.text[max(0, group.members[0].start - 24) : group.members[-1].end].lower().split()
    return next((context.lexicon.group_size[word] for word in words if word in context.lexicon.group_size), 0)


def _windfall(context: DocumentContext, view: SentenceView, at: int) -> str:
    """Tell whether the sum is windfall money: "all", "share" (one of its sources) or ""."""
    low, high = territory(view, at)
    places = [match.start() for match in context.lexicon.word("windfall").finditer(view.masked, low, high)]
    places += [
        mark.at
        for mark in view.of_kind(MarkKind.MECHANISM)
        if low <= mark.at < high and isinstance(mark.mention, MechanismMention) and mark.mention.slug in WINDFALL
    ]
    if not places:
        return ""
    nearest = min(places, key=lambda place: view.distance(place, at))
    ahead = view.masked[max(low, nearest - 60) : nearest]
    if context.lexicon.word("windfall_not").search(ahead):
        return ""
    return "share" if context.lexicon.word("windfall_share").search(ahead) else "all"


def tranche_of(view: SentenceView, low: int, high: int, at: int) -> int | None:
    """Take the nearest ordinal of the clause."""
    marks = [mark for mark in view.of_kind(MarkKind.ORDINAL) if low <= mark.at < high]
    if not marks:
        return None
    nearest = min(marks, key=lambda mark: view.distance(mark.at, at)).mention
    return nearest.number if isinstance(nearest, OrdinalMention) else None


def mechanism_of(view: SentenceView, low: int, high: int, at: int) -> str | None:
    """Take the nearest mechanism of the clause."""
    marks = [mark for mark in view.of_kind(MarkKind.MECHANISM) if low <= mark.at < high]
    if not marks:
        return None
    nearest = min(marks, key=lambda mark: view.distance(mark.at, at)).mention
    return nearest.slug if isinstance(nearest, MechanismMention) else None

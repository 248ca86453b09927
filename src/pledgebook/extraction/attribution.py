"""Who is told to give one sum: windfall money, the best giver, partners without names, else the topic of the story."""

import re
from dataclasses import dataclass, replace

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import strong_bounds, territory
from pledgebook.extraction.groups import PartyGroup
from pledgebook.extraction.homes import issuer_of
from pledgebook.extraction.mentions import MechanismMention, OrdinalMention, PartyForm
from pledgebook.extraction.roles import Giver, givers
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.model.statement import BudgetOrigin

UNION = "EU"
WINDFALL_SLUG = "windfall-profits"
WINDFALL = frozenset({"windfall-profits", "immobilized-assets", "immobilised-assets"})
_SURE = 2.0  # a group without names must be tied to the sum more clearly than a named one
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
    base = _from_givers(context, view.index, ranked)
    if windfall == "all":
        return Attribution((UNION,), "windfall", named=True, implementing=spender or "", origin=BudgetOrigin.WINDFALL)
    if base is None and _by_partners(context, view, at):
        return Attribution((), "partners", named=True)
    if base is None:
        donors = topic or context.donors[:1]
        base = Attribution(donors, "topic" if topic else "document")
        issuer = issuer_of(view, at)
        if issuer and issuer not in donors and issuer not in no_givers(context):
            base = Attribution((issuer,), "currency-home")
        low, high = territory(view, at)
        owners = context.lexicon.mechanism_donors.get(mechanism_of(view, low, high, at) or "", ())
        if owners and not set(owners) & set(context.recipients[:1]):
            base = Attribution(owners, "owner-of-mechanism", named=True)
        if implementing is not None:
            base = Attribution((UNION,), "implemented", named=True, origin=BudgetOrigin.WINDFALL)
    if windfall == "share":
        base = replace(base, donors=tuple(sorted({*base.donors, UNION})), rule=f"{base.rule}+windfall")
    if spender and spender not in base.donors:
        base = replace(base, implementing=spender)
    return base


def _by_partners(context: DocumentContext, view: SentenceView, at: int) -> bool:
    """Tell whether the subject of the clause is nobody by name: "Governments and banks have pledged"."""
    low, _ = strong_bounds(view, at)
    return context.lexicon.word("partners_give").search(view.masked, low, at) is not None


def _first_code(context: DocumentContext, giver: Giver | None) -> str:
    codes = [code for code in giver.group.codes if code not in context.recipients[:1]] if giver else []
    return codes[0] if codes else ""


def _from_givers(context: DocumentContext, index: int, ranked: list[Giver]) -> Attribution | None:
    """Take the best group that can be resolved to names, or is an unnamed group of partners."""
    for giver in ranked:
        group = giver.group
        if giver.implementing:
            continue
        codes = tuple(code for code in group.codes if code not in no_givers(context))
        if codes:
            return Attribution(codes, giver.rule, named=True)
        if group.form is PartyForm.SELF:
            speaker = context.turns[index] or context.speaker
            if speaker:
                return Attribution((speaker,), f"{giver.rule}-speaker", named=True)
        elif group.form is PartyForm.OFFICE and giver.score > 0.0:
            return None
        elif group.form is PartyForm.GROUP and giver.score > _SURE:
            if _OF_UNION.search(context.layer.text, group.members[0].start, group.members[-1].end):
                return Attribution((UNION,), giver.rule, named=True)
            return Attribution((), f"{giver.rule}-group", named=True, group_size=_group_size(context, group))
    return None


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

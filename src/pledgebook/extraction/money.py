"""From sums to drafts: which sums are support, who gives each, how far it is."""

import re
from dataclasses import dataclass, replace

from pledgebook.extraction.context import DocumentContext, after, giver_strength, is_actor, recipient_strength
from pledgebook.extraction.distractors import refusal
from pledgebook.extraction.drafts import Draft, quote_span, strong_bounds, territory
from pledgebook.extraction.groups import PartyGroup
from pledgebook.extraction.homes import issuer_of
from pledgebook.extraction.mentions import MechanismMention, OrdinalMention, PartyForm, SumMention
from pledgebook.extraction.relevance import is_support, read_relevance
from pledgebook.extraction.role_patterns import role_patterns
from pledgebook.extraction.roles import Giver, givers
from pledgebook.extraction.stages import StageCue, best_stage, stage_cues
from pledgebook.extraction.view import Mark, MarkKind, SentenceView
from pledgebook.model.evidence import BlockRole, Span
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Kind, RefusedSum

UNION = "EU"
WINDFALL_SLUG = "windfall-profits"
_SEVERAL = 2
_SURE = 2.0  # a group without names must be tied to the sum more clearly than a named one
WINDFALL = frozenset({"windfall-profits", "immobilized-assets", "immobilised-assets"})
_RELATIVE = re.compile(r"\b(?:that|which|who|whom|where|when)\b")  # behind it begins a clause inside the sentence
_CONTINUES = re.compile(
    r"\s*,?\s*(?:to|against|from|up from|down from|compared with|or|and|versus|in)\s*(?:about|around|some)?\s*"
)
_OF_UNION = re.compile(r"\b(?:EU|European)\b")  # "EU states", "European partners"
_LOOK_BACK = 2  # sentences in which the helped side is looked for
_SUBJECT_REACH = 90  # the subject of a sentence stands near its beginning
_LEADING = 2  # givers that a story is mostly about
SKIPPED = frozenset({BlockRole.FRONT_MATTER, BlockRole.BOILERPLATE})


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


def money_drafts(context: DocumentContext) -> tuple[list[Draft], list[RefusedSum]]:
    """Make a draft of every sum that is support; say of the others why they are not."""
    drafts: list[Draft] = []
    refused: list[RefusedSum] = []
    topic = _first_topic(context)
    relevance = read_relevance(context)
    for view in context.views:
        if view.sentence.role in SKIPPED:
            continue
        cues = stage_cues(view, context.lexicon) if view.of_kind(MarkKind.SUM) else ()
        spoken: tuple[str, ...] = ()
        last: tuple[int, tuple[str, str]] | None = None
        for mark in view.of_kind(MarkKind.SUM):
            reason = refusal(view, mark.at, context.lexicon)
            if reason is None and last is not None and _CONTINUES.fullmatch(view.masked, last[0] + 1, mark.at):
                reason = last[1]
            if reason is not None:
                refused.append(_refused(context, mark, *reason))
                last = (mark.at, reason)
                continue
            source = drafts[-1].donors if drafts and _same_source(context, view, mark.at) else topic
            draft = _draft(context, view, mark, cues, source)
            follows = bool(drafts) and context.views[drafts[-1].index].sentence.paragraph == view.sentence.paragraph
            if not is_support(context, relevance, draft, follows=follows):
                refused.append(_refused(context, mark, "no-support", ""))
                continue
            drafts += _split_each(context, view, draft)
            if draft.named and draft.donors and not context.is_head(view.index):
                spoken = draft.donors
                topic = draft.donors
        if not spoken:
            topic = _subject(context, view) or topic
    return drafts, refused


def _same_source(context: DocumentContext, view: SentenceView, at: int) -> bool:
    """Tell whether a sum comes "from the same source" as the sum before it."""
    low, high = territory(view, at)
    return context.lexicon.word("same_source").search(view.masked, low, high) is not None


def _split_each(context: DocumentContext, view: SentenceView, draft: Draft) -> list[Draft]:
    """Part "£3m each from Canada and Luxembourg" into two sums."""
    each = context.lexicon.word("each").match(view.masked[draft.at + 1 :].lstrip())
    if each is None or len(draft.donors) < _SEVERAL:
        return [draft]
    return [replace(draft, donors=(code,)).ruled("who:each") for code in draft.donors]


def _first_topic(context: DocumentContext) -> tuple[str, ...]:
    """A story whose headline speaks of windfall money is about the Union's money."""
    marks = context.views[0].of_kind(MarkKind.MECHANISM) if context.views else ()
    windfall = any(isinstance(mark.mention, MechanismMention) and mark.mention.slug in WINDFALL for mark in marks)
    return (UNION,) if windfall else ()


def _refused(context: DocumentContext, mark: Mark, reason: str, cue: str) -> RefusedSum:
    return RefusedSum(Span.of(context.layer.text, mark.mention.start, mark.mention.end), reason, cue)


def _draft(
    context: DocumentContext, view: SentenceView, mark: Mark, cues: tuple[StageCue, ...], topic: tuple[str, ...]
) -> Draft:
    mention = mark.mention
    assert isinstance(mention, SumMention)
    who = attribute(context, view, mark.at, topic)
    cue = best_stage(view, cues, mark.at)
    low, high = territory(view, mark.at)
    draft = Draft(
        index=view.index,
        at=mark.at,
        mention=mention,
        kind=Kind.MONEY,
        amount=mention.amount,
        equivalents=mention.equivalents,
        span=quote_span(context, view.index, mark.at),
        donors=who.donors,
        recipients=recipients_of(context, view, mark.at, who.donors),
        stage=cue.stage if cue else Stage.PLEDGED,
        rules=(*mention.rules, f"who:{who.rule}", cue.rule if cue else "stage:default"),
        implementing_actor=who.implementing,
        budget_origin=who.origin,
        tranche=tranche_of(view, low, high, mark.at),
        mechanism=mechanism_of(view, low, high, mark.at),
        named=who.named,
        said=cue is not None,
        group_size=who.group_size,
    )
    if who.origin is BudgetOrigin.WINDFALL:
        return replace(draft, mechanism=WINDFALL_SLUG)
    if draft.mechanism in WINDFALL and set(who.donors) != {UNION}:
        return replace(draft, mechanism=None)
    return draft


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
        if issuer and issuer not in donors and issuer not in _no_givers(context):
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
        codes = tuple(code for code in group.codes if code not in _no_givers(context))
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


def _no_givers(context: DocumentContext) -> frozenset[str]:
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


def _subject(context: DocumentContext, view: SentenceView) -> tuple[str, ...]:
    """Name whom a sentence is about: its first group that can act."""
    patterns = role_patterns(context.lexicon.tag)
    for group in context.groups[view.index]:
        codes = tuple(code for code in group.codes if code not in _no_givers(context))
        if not codes or group.form is PartyForm.ORGANISATION or group.start > _SUBJECT_REACH:
            continue
        if group.form is PartyForm.ADJECTIVE and not patterns.aid_noun.match(after(view, group)):
            continue
        if is_actor(view, group, context.lexicon) and not _RELATIVE.search(view.masked, 0, group.start):
            gives = giver_strength(view, group, context.lexicon) > 0.0
            return codes if gives or set(codes) & set(context.donors[:_LEADING]) else ()
    return ()


def recipients_of(context: DocumentContext, view: SentenceView, at: int, donors: tuple[str, ...]) -> tuple[str, ...]:
    """Name for whom a sum is: a party behind "to" or "for" in its clause, else the document's."""
    low, high = strong_bounds(view, at)
    best: tuple[float, tuple[str, ...]] | None = None
    for group in context.groups[view.index]:
        if not low <= group.start < high:
            continue
        codes = tuple(code for code in group.codes if code in context.recipients and code not in donors)
        ahead = view.masked[max(0, group.start - 24) : group.start]
        if codes and context.lexicon.receives(re.sub(r"\s+the\s*$", " ", ahead)):
            distance = view.distance(group.start, at)
            if best is None or distance < best[0]:
                best = (distance, codes)
    if best is not None:
        return best[1]
    if len(context.recipients) > 1:
        for index in range(view.index, max(view.index - _LOOK_BACK, 0) - 1, -1):
            near = _named_recipients(context, index, donors)
            if near:
                return near
    return tuple(code for code in context.recipients[:1] if code not in donors)


def _named_recipients(context: DocumentContext, index: int, donors: tuple[str, ...]) -> tuple[str, ...]:
    """Name the helped parties that a sentence speaks of as such, the first group only."""
    view = context.views[index]
    for group in context.groups[index]:
        codes = tuple(code for code in group.codes if code in context.recipients and code not in donors)
        if codes and recipient_strength(view, group, context.lexicon) > 0.0:
            return codes
    return ()


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

"""Who gives a sum: every party group near it is scored by the words that tie it to the sum; the best one wins."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from heapq import nsmallest

from pledgebook.extraction.context import DocumentContext, recipient_strength, stands_as_place
from pledgebook.extraction.groups import PartyGroup
from pledgebook.extraction.homes import issuer_of
from pledgebook.extraction.lexicon import Lexicon
from pledgebook.extraction.mentions import PartyForm
from pledgebook.extraction.role_patterns import RolePatterns, role_patterns
from pledgebook.extraction.view import MarkKind, SentenceView, mark_class

_Add = Callable[..., None]  # notes a feature by its weight's name, and how many times it counts
_PARTY = mark_class(MarkKind.PARTY)
_SUM = mark_class(MarkKind.SUM)
_NAME_REACH = 2  # words between a bare name and its word of giving: "US military aid"
_CLEAR_RECIPIENT = 2.0
_TAIL = 90  # characters between a sum and the giver behind it
_SHORT_TAIL = 12
_NEAREST = 14  # groups looked at for one sum, so that a sentence of many stays cheap
_WINDOW = 700  # a giver further away in the same sentence is no giver
_WHICH = re.compile(r"\b(?:which|whom|that)\s+(?:the\s+)?$")  # a clause of its own begins with the group behind it
_FAR_OF = re.compile(r"\S.*\bof\s+(?:the\s+)?$", re.DOTALL)  # "model of Denmark" is no "€2m of Denmark's"
_PART = re.compile(r"\bof (?:which|it|that|this|what)\b")  # "half of which comes from the States"
_THE = re.compile(r"\s+the\s+$", re.IGNORECASE)
_LEAD = re.compile(r"\W*")  # what may stand before the party that heads a row of a list
_ROW_SIGN = re.compile(r"\s*(?:[:|\t]|[–—-]\s)")
_FOR_PARTY = re.compile(rf"\s(?:to|for|towards)\s+(?:the\s+)?{_PARTY}")
_IT = re.compile(r"(?:[;,]|\band\b|\bbut\b)\s+(?:it|they|he|she)\s", re.IGNORECASE)
_ARTICLE = re.compile(r"(?:^|\W)the\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Giver:
    """A group that may give a sum.

    Attributes:
        group: The parties.
        score: How strongly the words tie it to the sum.
        rule: The feature that weighed most.
        implementing: True where it spends the money of somebody else.
    """

    group: PartyGroup
    score: float
    rule: str
    implementing: bool


def givers(context: DocumentContext, index: int, at: int) -> tuple[Giver, ...]:
    """Score every group of a sentence as giver of the sum at a masked offset, the best first."""
    view = context.views[index]
    found = []
    near = nsmallest(_NEAREST, context.groups[index], key=lambda group: abs(group.start - at))
    issuer = issuer_of(view, at)
    for group in near:
        if abs(group.start - at) > _WINDOW:
            continue
        found.append(_score(context, view, group, at, issuer))
    return tuple(sorted(found, key=lambda item: (-item.score, abs(item.group.start - at))))


def _score(context: DocumentContext, view: SentenceView, group: PartyGroup, at: int, issuer: str) -> Giver:
    lexicon, weights = context.lexicon, context.lexicon.weights
    features: list[tuple[str, float]] = []

    def add(name: str, times: float = 1.0) -> None:
        features.append((name, weights.get(name, 0.0) * times))

    patterns = role_patterns(lexicon.tag)
    implementing, ahead = False, group.ahead
    if lexicon.anchored("led_by").search(ahead):
        add("led")
    elif lexicon.anchored("spent_by").search(ahead):
        add("spent_by")
    elif group.end <= at:
        implementing = _left_features(view, group, at, lexicon, patterns, add)
    elif group.start > at:
        implementing = _right_features(view, group, at, lexicon, patterns, add)
    _side_features(context, group, patterns, add)
    if issuer in group.codes:
        add("home_currency")
    _preposition_features(view, group, at, lexicon, add)
    anchor = group.end if group.end <= at else group.start
    add("distance", view.distance(anchor, at))
    led = any(name == "led" for name, _ in features)
    best = "led" if led else max(features, key=lambda item: item[1])[0]
    return Giver(group, sum(value for _, value in features), best, implementing)


def _side_features(context: DocumentContext, group: PartyGroup, patterns: RolePatterns, add: _Add) -> None:
    """Note on which side of the story a group stands: helped, fought, or the giver it is about."""
    codes, behind = set(group.codes), group.behind
    if codes and codes <= set(context.recipients[:1]):
        add("recipient")
    if codes and codes <= context.adversaries:
        add("adversary")
    if patterns.adversary.match(behind) and not patterns.subject.match(behind):
        add("adversary", 0.5)
    if recipient_strength(group, context.lexicon) >= _CLEAR_RECIPIENT:
        add("object", 0.5)
    if set(context.donors[:1]) & codes:
        add("topic")


def _preposition_features(view: SentenceView, group: PartyGroup, at: int, lexicon: Lexicon, add: _Add) -> None:
    """Note what the preposition before a group makes of it."""
    ahead = group.ahead
    between = view.masked[min(group.end, at + 1) : max(group.start, at)]
    if lexicon.anchored("behalf").search(ahead):
        if not re.search(_SUM, between):
            add("behalf")
    elif lexicon.anchored("against").search(ahead):
        add("adversary")
    elif lexicon.receives(ahead):
        add("object")
    elif (
        group.form is not PartyForm.ADJECTIVE
        and stands_as_place(ahead, lexicon)
        and not lexicon.anchored("from_party").search(ahead)
    ):
        add("place")


def _left_features(
    view: SentenceView, group: PartyGroup, at: int, lexicon: Lexicon, patterns: RolePatterns, add: _Add
) -> bool:
    """Score a group that stands before the sum; tell whether it only spends the money."""
    between, behind = view.masked[group.end : at], group.behind[: max(at - group.end, 0)]
    clean = not re.search(rf"{_PARTY}|{_SUM}", between)
    possessive = bool(re.match(r"['’]", behind))
    adjective = group.form is PartyForm.ADJECTIVE
    follows = adjective and lexicon.anchored("aid_before").search(group.ahead) is not None  # "une aide belge"
    people = adjective and patterns.direct.match(behind) is not None and _ARTICLE.search(view.masked[: group.start])
    loose = adjective and not follows and not people and not patterns.aid_noun.match(behind)
    helped = lexicon.receives(group.ahead) and not (possessive or adjective)
    taken = _is_agent(re.split(_SUM, view.masked[: group.start])[-1], lexicon) and bool(
        re.search(_SUM, view.masked[: group.start])
    )
    if re.search(_SUM, between):
        add("other_sum")
    if clean and not helped and not taken and patterns.own_front.fullmatch(between):
        add("own_front")
    elif possessive and patterns.aid_noun.match(behind):
        add("own_possessive")
    elif follows or _near_aid(patterns, group, behind):
        add("adjective_aid")
    implementing = bool(patterns.implements.match(behind))
    if loose and not patterns.own_front.fullmatch(between):
        add("adjective_loose")
    _clause_features(view, group, between, behind, add)
    verb = _verb_feature(patterns, behind, possessive=possessive, implementing=implementing)
    inverted = lexicon.anchored("inverted").search(group.ahead) is not None
    add("subject_give" if verb in {"plain", "report"} and inverted else verb)
    if lexicon.anchored("from_party").search(group.ahead):
        add("own_possessive", 0.4)
    if clean and lexicon.word("own").search(between[-_TAIL:]) and not possessive:
        add("pronoun_back")
    return implementing


def _clause_features(view: SentenceView, group: PartyGroup, between: str, behind: str, add: _Add) -> None:
    """Note how the clause of a group reaches the sum behind it: as head of a row, by a pronoun, or not at all."""
    if _LEAD.fullmatch(view.masked, 0, group.start) and _ROW_SIGN.match(behind):
        add("lead")
    if _IT.search(between) and not re.search(_PARTY, _FOR_PARTY.sub(" ", _IT.split(between)[-1])):
        add("pronoun_clause")
    if "," in between and _WHICH.search(view.masked[: group.start]):
        add("relative_left")


def _near_aid(patterns: RolePatterns, group: PartyGroup, behind: str) -> bool:
    """Tell whether a word of giving goes with a group: "Danish … aid", but a bare name only right before it."""
    match = patterns.aid_noun.match(behind)
    if match is None:
        return False
    return group.form is PartyForm.ADJECTIVE or len(match.group().split()) <= _NAME_REACH


def _verb_feature(patterns: RolePatterns, behind: str, *, possessive: bool, implementing: bool) -> str:
    """Name what the verb behind a group makes of it."""
    if implementing:
        return "implement"
    if patterns.receives.match(behind) and not possessive:
        return "receive"
    if not possessive and patterns.subject.match(behind):
        return "subject_give"
    if possessive and patterns.person.match(behind):
        return "subject_give"
    if patterns.said_self.match(behind):
        return "said_self"
    return "report" if patterns.reports.match(behind) else "plain"


def _right_features(
    view: SentenceView, group: PartyGroup, at: int, lexicon: Lexicon, patterns: RolePatterns, add: _Add
) -> bool:
    """Score a group that stands behind the sum; tell whether it only spends the money."""
    between, ahead, behind = view.masked[at + 1 : group.start], group.ahead, group.behind
    clean = not re.search(_SUM, between)
    if group.form is PartyForm.ADJECTIVE and not patterns.own_money.match(behind) and between.strip():
        add("adjective_loose")
    if not between.strip() and patterns.aid_noun.match(behind) and group.form is not PartyForm.GROUP:
        add("own_behind")
    elif clean and _is_agent(between, lexicon):
        add("agent_after", 1.5 if len(_THE.sub(" ", between)) < _SHORT_TAIL else 1.0)
        if re.search(_PARTY, between) or _PART.search(between):
            add("other_agent")
    elif clean and re.search(r"\bby\s+(?:the\s+)?$", between):
        add("by_agent")
    elif clean and patterns.implements.match(behind) and re.search(r"(?:that|which)\s+(?:the\s+)?$", between):
        add("implement")
        return True
    elif clean and patterns.subject.match(behind) and _is_relative(between, lexicon, patterns):
        add("relative_give")
    elif clean and re.fullmatch(r"(?:\s+of it| of which)?(?:\s+(?:is|are|was|were|being))?\s*", between):
        add("own_front", 0.8)
    else:
        _loose_features(ahead, behind, lexicon, patterns, add)
    return False


def _loose_features(ahead: str, behind: str, lexicon: Lexicon, patterns: RolePatterns, add: _Add) -> None:
    """Note what little ties a group to a sum somewhere before it."""
    add("right")
    if lexicon.anchored("from_party").search(ahead):
        add("by_agent", 0.5)
    elif patterns.receives.match(behind):
        add("receive")


def _is_agent(between: str, lexicon: Lexicon) -> bool:
    """Tell whether a group gives the sum before it: "€2m from the Dutch", but not "€2m and a letter from the Dutch"."""
    near = _THE.sub(" ", between)
    joined = lexicon.word("and").search(between) is not None or _FAR_OF.search(between) is not None
    return not joined and len(between) < _TAIL and lexicon.anchored("from_party").search(near) is not None


def _is_relative(between: str, lexicon: Lexicon, patterns: RolePatterns) -> bool:
    """Tell whether the words between a sum and a group open a relative clause: "€2m that Oslo promised"."""
    if len(between) >= _TAIL or not patterns.relative.search(between) or _PART.search(between):
        return False
    opened = re.search(r"(?:that|which|whom|what)\s+(?:the\s+)?(?:\w+\s+){0,2}$", between)
    return bool(opened or lexicon.anchored("relative").search(between) or not between.strip())

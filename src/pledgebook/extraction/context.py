"""What a whole document tells: who is helped, who is fought, who gives by default, who speaks, which kroner."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from pledgebook.extraction.groups import PartyGroup, party_groups
from pledgebook.extraction.lexicon import Lexicon, lexicon_of
from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.extraction.role_patterns import role_patterns
from pledgebook.extraction.view import MarkKind, SentenceView, mark_class
from pledgebook.model.evidence import BlockRole, TextLayer
from pledgebook.model.when import PartialDate
from pledgebook.reference.aid import is_common_giver, is_commonly_helped
from pledgebook.reference.parties import PartyKind, party_kind

_LEAD_WEIGHTS = (4.0, 3.0, 2.0)  # headline, first and second sentence say who the story is about
SHORT = 16  # sentences; a text as short as this is about one thing
_SILENT_WEIGHT = 0.5  # a party that is named without a word of giving
_OFTEN = 3  # a party whose aggression is named this often is fought, however often it is named
_ORGANISATION_WEIGHT = 0.5  # organisations are more often where things happen than who gives
_REMEMBERED = 4096  # groups of parties whose words are remembered
_RECIPIENT_NEEDED = 0.9
_COMMONLY_HELPED = 0.2  # a prior; the words of the text weigh more
_COMMON_GIVER = 1.2
_NAMED_AT_ALL = 0.1
_LEADERS_OF = re.compile(rf"\s*,\s*the\s+(?:[\w-]+\s+){{0,4}}?(?={mark_class(MarkKind.PARTY)})")
_OWN_SUM = re.compile(rf"(?:['’]s?)?(?:\s+\S+){{0,3}}?\s+{mark_class(MarkKind.SUM)}")  # "Iceland's €2.7 million"
_TERRITORIES: Mapping[str, tuple[str, ...]] = {
    "US": ("PR", "GU", "VI", "AS", "MP")
}  # what a state spends there it spends at home
_PLACED = 0.4  # what is done in a country, or to things called after it, hints that it is helped
_MECHANISM_WORTH = 1.0  # a mechanism made for one country speaks of it
_NAMED = frozenset({PartyForm.NAME, PartyForm.ADJECTIVE, PartyForm.CAPITAL, PartyForm.OFFICE})
_PLACES = _NAMED - {PartyForm.ADJECTIVE}
_PARTY = mark_class(MarkKind.PARTY)
_HEADS = frozenset({BlockRole.TITLE, BlockRole.HEADING, BlockRole.LINK})
_POSSESSIVE = re.compile(r"^['’]s?")
KRONER: Mapping[str, str] = {"DK": "DKK", "NO": "NOK", "SE": "SEK", "IS": "ISK", "CZ": "CZK", "EE": "EEK", "FO": "DKK"}


@dataclass(frozen=True, slots=True)
class DocumentContext:
    """A document as the later steps see it.

    Attributes:
        layer: The text layer.
        lexicon: Word classes of its language.
        views: Its sentences, masked.
        groups: The party groups of each sentence.
        published: Publication date as far as known.
        recipients: Who is helped, the likeliest first; empty when nobody is.
        adversaries: Parties that are fought or sanctioned; they give nothing.
        donors: Parties by how much the story is about them as givers, the likeliest first.
        speaker: Who "we" is outside a quotation ("" when nobody can tell, or several speak).
        speakers: The same, all of them where several publish a text together.
        turns: Who speaks in each sentence of a transcript; empty strings elsewhere.
        dollar: Unit of a bare dollar sign.
        length: Number of sentences of the document, those included that were left out of `views`.
        touched: Numbers of the sentences that name a helped party, a mechanism or a global cause, ascending.
    """

    layer: TextLayer
    lexicon: Lexicon
    views: tuple[SentenceView, ...]
    groups: tuple[tuple[PartyGroup, ...], ...]
    published: PartialDate | None
    recipients: tuple[str, ...]
    adversaries: frozenset[str]
    donors: tuple[str, ...]
    speaker: str
    speakers: tuple[str, ...]
    turns: tuple[str, ...]
    dollar: str
    length: int
    touched: tuple[int, ...]

    def touches(self, index: int) -> bool:
        """Tell whether a sentence names a helped party, a mechanism or a global cause."""
        place = bisect_left(self.touched, index)
        return place < len(self.touched) and self.touched[place] == index

    def is_head(self, index: int) -> bool:
        """Tell whether a sentence is a headline or a pointer, which only repeat what a body says."""
        return self.views[index].sentence.role in _HEADS


def read_context(
    layer: TextLayer,
    lexicon: Lexicon,
    views: tuple[SentenceView, ...],
    published: PartialDate | None,
    left_out: int = 0,
    speakers: tuple[str, ...] = (),
) -> DocumentContext:
    """Read from all sentences together what single sentences leave open.

    Args:
        layer: The text layer.
        lexicon: Word classes of its language.
        views: Its sentences, masked.
        published: Publication date as far as known.
        left_out: How many more sentences the document has, which say nothing (see `condensing`).
        speakers: Who publishes it about themselves (see `speakers`).
    """
    length = len(views) + left_out
    groups = tuple(party_groups(view, lexicon) for view in views)
    adversaries = _adversaries(groups, lexicon)
    speakers = speakers or _introduced(views, groups)
    speaker = speakers[0] if len(speakers) == 1 else ""
    recipients = tuple(
        code
        for code in _recipients(views, groups, lexicon, adversaries, length)
        if code != speaker and code not in _TERRITORIES.get(speaker, ())
    )
    return DocumentContext(
        layer=layer,
        lexicon=lexicon,
        views=views,
        groups=groups,
        published=published,
        recipients=recipients,
        adversaries=adversaries,
        donors=_donors(views, groups, lexicon, (adversaries | set(recipients[:1]), frozenset(recipients[1:]))),
        speaker=speaker,
        speakers=speakers,
        turns=_turns(layer.text, views, speaker),
        dollar=_dollar(layer.text),
        length=length,
        touched=tuple(_touched(views, groups, frozenset(recipients) - {speaker}, lexicon)),
    )


def _touched(
    views: Sequence[SentenceView], groups: Sequence[Sequence[PartyGroup]], helped: frozenset[str], lexicon: Lexicon
) -> Iterator[int]:
    for view, found in zip(views, groups, strict=True):
        if (
            (helped and any(not helped.isdisjoint(group.codes) for group in found))
            or view.of_kind(MarkKind.MECHANISM)
            or view.of_kind(MarkKind.ORDINAL)
            or lexicon.word("cause").search(view.masked)
        ):
            yield view.index


def _adversaries(groups: Sequence[Sequence[PartyGroup]], lexicon: Lexicon) -> frozenset[str]:
    """A party is fought where "against" stands before it or its invasion, aggression or frozen assets are spoken of."""
    counts: dict[str, int] = {}
    mentions: dict[str, int] = {}
    for group in chain.from_iterable(groups):
        fought = _is_fought(lexicon.tag, group.ahead, group.behind)
        for code in group.codes:
            mentions[code] = mentions.get(code, 0) + 1
            if fought:
                counts[code] = counts.get(code, 0) + 1
    return frozenset(code for code, count in counts.items() if count * 4 >= mentions[code] or count >= _OFTEN)


@lru_cache(maxsize=_REMEMBERED)
def _is_fought(tag: str, ahead: str, behind: str) -> bool:
    lexicon, adversary = lexicon_of(tag), role_patterns(tag).adversary
    return (
        lexicon.anchored("against").search(ahead) is not None
        or adversary.match(_POSSESSIVE.sub("", behind) if behind[:1] in {"'", "’"} else behind) is not None
    )


@dataclass(slots=True)
class _Standing:
    """What the words of a text make of one party: helped, giving, or only the place where something is done."""

    helped: float = 0.0
    gives: float = 0.0
    placed: float = 0.0


def _recipients(
    views: Sequence[SentenceView],
    groups: Sequence[Sequence[PartyGroup]],
    lexicon: Lexicon,
    adversaries: frozenset[str],
    length: int,
) -> tuple[str, ...]:
    """Name who is helped, the likeliest first: by words of receiving; in a short text also by place ("in Ukraine")."""
    standings: dict[str, _Standing] = defaultdict(_Standing)
    for view, found in zip(views, groups, strict=True):
        for group in found:
            _note(standings, group, lexicon)
        for mark in view.of_kind(MarkKind.MECHANISM):
            code = lexicon.mechanism_recipients.get(getattr(mark.mention, "slug", ""), "")
            if code:
                standings[code].helped += _MECHANISM_WORTH
    standings = {
        code: item
        for code, item in standings.items()
        if party_kind(code) is PartyKind.STATE and code not in adversaries
    }
    for code, item in standings.items():
        item.helped += _COMMONLY_HELPED if is_commonly_helped(code) else 0.0
        item.gives += _COMMON_GIVER if is_common_giver(code) else 0.0
    ranked = sorted(standings, key=lambda code: (standings[code].gives - standings[code].helped, code))
    sure = tuple(code for code in ranked if standings[code].helped - standings[code].gives >= _RECIPIENT_NEEDED)
    if sure or length > SHORT:
        return sure
    ranked = [
        code for code in ranked if not is_common_giver(code) and (is_commonly_helped(code) or standings[code].helped)
    ]
    others_give = {code for code in standings if any(standings[other].gives for other in standings if other != code)}
    likely = [
        code
        for code in ranked
        if standings[code].helped + standings[code].placed - standings[code].gives
        >= (_NAMED_AT_ALL if code in others_give else 2 * _NAMED_AT_ALL)
    ]
    likely.sort(key=lambda code: (-(standings[code].helped + standings[code].placed - standings[code].gives), code))
    return tuple(likely[:1])


def _note(standings: dict[str, _Standing], group: PartyGroup, lexicon: Lexicon) -> None:
    """Add what one mention says about its parties."""
    helped = recipient_strength(group, lexicon)
    gives = giver_strength(group, lexicon)
    ahead, behind = group.ahead, group.behind
    placed = _NAMED_AT_ALL
    if group.form in {PartyForm.NAME, PartyForm.CAPITAL} and stands_as_place(ahead, lexicon):
        placed = _PLACED if group.form is PartyForm.NAME else _PLACED / 2
    elif group.form is PartyForm.ADJECTIVE and not role_patterns(lexicon.tag).aid_noun.match(behind):
        placed = _PLACED
    if not helped and _OWN_SUM.match(behind):
        gives += 1.0
    for code in group.codes:
        standings[code].helped += helped
        standings[code].gives += gives
        standings[code].placed += placed


def recipient_strength(group: PartyGroup, lexicon: Lexicon) -> float:
    """Say how clearly the words around a group make it the side that is helped (0 when nothing does)."""
    return _strengths(lexicon.tag, group.ahead, group.behind, group.form)[0]


def giver_strength(group: PartyGroup, lexicon: Lexicon) -> float:
    """Say how clearly the words around a group make it a giver."""
    return _strengths(lexicon.tag, group.ahead, group.behind, group.form)[1]


@lru_cache(maxsize=_REMEMBERED)  # several rules ask of the same group in turn
def _strengths(tag: str, ahead: str, behind: str, form: PartyForm) -> tuple[float, float]:
    lexicon, patterns = lexicon_of(tag), role_patterns(tag)
    owning = form is PartyForm.ADJECTIVE or behind[:1] in {"'", "’"}
    to_it = lexicon.receives(ahead)
    aid = owning and patterns.aid_noun.match(behind) is not None
    helped_noun = owning and patterns.recipient_noun.match(behind) is not None and not patterns.aid_strict.match(behind)
    receives = patterns.receives.match(behind) is not None or (
        owning and patterns.owner_receives.match(behind) is not None
    )
    helped = (1.5 if to_it and not aid else 0.0) + (1.0 if helped_noun else 0.0) + (1.0 if receives else 0.0)
    if to_it or receives:
        return helped, 0.0
    if owning:
        return helped, 1.0 if aid and not helped_noun else 0.0
    return helped, 1.0 if patterns.gives.match(behind) else 0.0


def _donors(
    views: Sequence[SentenceView],
    groups: Sequence[Sequence[PartyGroup]],
    lexicon: Lexicon,
    excluded: tuple[frozenset[str], frozenset[str]],
) -> tuple[str, ...]:
    """Rank who gives; of `excluded`, the first never do, the second (also helped) where words of giving or no other."""
    never, seldom = excluded
    scores: dict[str, float] = defaultdict(float)
    ordinal = 0
    for view, found in zip(views, groups, strict=True):
        if view.sentence.role in {BlockRole.FRONT_MATTER, BlockRole.BOILERPLATE}:
            continue
        weight = _LEAD_WEIGHTS[ordinal] if ordinal < len(_LEAD_WEIGHTS) else 1.0
        ordinal += 1
        for group in found:
            if not is_actor(group, lexicon):
                continue
            for code in group.codes:
                giving = giver_strength(group, lexicon) > 0.0
                usual = is_common_giver(code) or party_kind(code) is not PartyKind.STATE
                if code not in never and (giving or (usual and code not in seldom)):
                    scores[code] += (
                        weight
                        * (1.0 if giving else _SILENT_WEIGHT)
                        * (_ORGANISATION_WEIGHT if group.form is PartyForm.ORGANISATION else 1.0)
                    )
    if not scores and seldom:
        return _donors(views, groups, lexicon, (never, frozenset()))
    return tuple(code for code, _ in sorted(scores.items(), key=lambda item: (-item[1], item[0])))


def is_actor(group: PartyGroup, lexicon: Lexicon) -> bool:
    """Tell whether a group may act: no place ("in Copenhagen"), no receiver ("to Kyiv"), no enemy."""
    return group.form not in {PartyForm.GROUP, PartyForm.SELF} and _may_act(
        lexicon.tag, group.ahead, group.behind, group.form
    )


@lru_cache(maxsize=_REMEMBERED)
def _may_act(tag: str, ahead: str, behind: str, form: PartyForm) -> bool:
    lexicon = lexicon_of(tag)
    if lexicon.anchored("against").search(ahead):
        return False
    if lexicon.receives(ahead) and not (behind[:1] in {"'", "’"} and role_patterns(tag).aid_strict.match(behind)):
        return False
    return form not in _PLACES or not stands_as_place(ahead, lexicon)


def stands_as_place(ahead: str, lexicon: Lexicon) -> bool:
    """Tell whether the words before a name make it a place: "in Copenhagen", but not "the government in Copenhagen"."""
    place = lexicon.anchored("place").search(ahead)
    if place is None:
        return False
    rest = ahead[: place.start()].rstrip()
    return not (lexicon.anchored("giver_noun").search(rest) or (rest and re.match(_PARTY, rest[-1])))


_TURN = re.compile(r"\s*((?:[A-ZÀ-Þ][A-ZÀ-Þ.'’-]*\s){0,6}[A-ZÀ-Þ][A-ZÀ-Þ.'’-]{2,}):")
_QUESTION = re.compile(r"\s*Q\s")


def apposed(view: SentenceView, groups: Sequence[PartyGroup], group: PartyGroup) -> tuple[str, ...]:
    """Name whom a "we" itself says that it means: "we, the ministers of Denmark and Norway"."""
    if group.codes:
        return group.codes
    named = _LEADERS_OF.match(view.masked, group.end)
    return next((item.codes for item in groups if named is not None and item.start == named.end()), ())


def _introduced(views: Sequence[SentenceView], groups: Sequence[Sequence[PartyGroup]]) -> tuple[str, ...]:
    """Name the first "we" of a text that says whom it means."""
    return next(
        (
            codes
            for view, found in zip(views, groups, strict=True)
            for group in found
            if group.form is PartyForm.SELF and (codes := apposed(view, found, group))
        ),
        (),
    )


def _turns(text: str, views: Sequence[SentenceView], speaker: str) -> tuple[str, ...]:
    """Say for each sentence of a transcript whose turn it is: "PRESIDENT MICHEL:" is the Michel whom the text names.

    The names and their countries are those of the office holders that the finder of parties has met in the text.
    """
    holders: dict[str, str] = {}
    for view in views:
        for mark in view.of_kind(MarkKind.PARTY):
            party = mark.mention
            if isinstance(party, PartyMention) and party.code and party.form is PartyForm.OFFICE:
                holders.setdefault(text[party.start : party.end].rsplit(maxsplit=1)[-1].upper(), party.code)
    turns, current = [], ""
    for view in views:
        opening = text[view.sentence.start : view.sentence.start + 80]
        match = _TURN.match(opening)
        if match is not None:
            current = holders.get(match.group(1).split()[-1], speaker)
        elif _QUESTION.match(opening):
            current = ""
        turns.append(current)
    return tuple(turns)


_DECLARED_DOLLAR = re.compile(
    r"\b(?:amounts?|figures?|sums?|values?|dollars?)\b[^.\n]{0,40}\b(?:in|are)\s+(Canadian|Australian|New\s+Zealand)\s+(?:dollars?)",
    re.IGNORECASE,
)
_DOLLARS = {"canadian": "CAD", "australian": "AUD", "new zealand": "NZD"}


def _dollar(text: str) -> str:
    match = _DECLARED_DOLLAR.search(text)
    return _DOLLARS[" ".join(match.group(1).lower().split())] if match else "USD"

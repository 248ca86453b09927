"""Support in kind: goods that are given, ordered or handed over, and goods that a sum pays for."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pledgebook.extraction.attribution import Attribution, attribute, mechanism_of, tranche_of
from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.drafts import Draft, quote_span, strong_bounds
from pledgebook.extraction.giving import GivenList, given_lists, giving_words, is_counted, is_vague, may_be_given
from pledgebook.extraction.item_lists import VAGUE, bulleted, follows, item_of, with_items, without_repeats
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.extraction.money import SKIPPED, recipients_of
from pledgebook.extraction.relevance import is_question, read_relevance, speaks_of_helped
from pledgebook.extraction.stages import StageCue, best_stage, stage_cues
from pledgebook.extraction.view import Mark, MarkKind, SentenceView, mark_class
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind, Scope

_WORTH_REACH = 60  # "4,500 drones, together worth 5 million euros"
_CUE_REACH = 16.0  # how far from its verb goods may stand (see SentenceView.distance)
_CLOSE_REACH = 7.0  # goods without a count must stand closer
_OF_MONEY = {Stage.DISBURSED: Stage.DELIVERED}  # what is said of goods as of money: "gave", "sent", "received"
_GIVING = frozenset(
    {Stage.PLEDGED, Stage.ALLOCATED, Stage.CONTRACTED, Stage.DELIVERED, Stage.COMMITTED, Stage.DISBURSED}
)
_SURE = frozenset(
    {"passive", "participle", "premodified", "inverted", "bullets", "trained"}
)  # rules whose word can only mean handing over
_DENSE = 0.2  # a text whose sentences name the helped side as often as this is about it
_AROUND = 2  # sentences in which the helped side may be named
_SUM = mark_class(MarkKind.SUM)
_OTHER_LIST = re.compile(r"\s+(?:by|for|through|to|in|from|via|efforts|funding|money)\b")  # "including by …": deeds
_COLON = re.compile(r":\s")
_AIM = re.compile(r"\bto\s+(?!help\b|be\b|the\b|its\b|their\b|our\b|strengthen\b|bolster\b|support\b)[a-z]+")  # needs
_FROM_TO = re.compile(rf"\s+{mark_class(MarkKind.GOODS)}\s+to\b")  # "from tanks to shells"
_LIST_GAP = re.compile(rf"{mark_class(MarkKind.GOODS)}(?:,| and|, and)\s*$")


def gift_drafts(context: DocumentContext, drafts: Sequence[Draft]) -> list[Draft]:
    """Turn sums that stand for goods into gifts in kind and add drafts for goods without a sum."""
    result = list(drafts)
    topic: tuple[str, ...] = ()
    by_sentence: dict[int, list[int]] = {}
    bullets: set[tuple[int, int]] = set()
    relevance = read_relevance(context)
    about = relevance.headline or relevance.density >= _DENSE
    for place, draft in enumerate(result):
        by_sentence.setdefault(draft.index, []).append(place)
    for view in context.views:
        if view.sentence.role in SKIPPED or is_question(view):
            continue
        goods = [mark for mark in view.of_kind(MarkKind.GOODS) if (view.index, mark.at) not in bullets]
        for place in by_sentence.get(view.index, ()):
            result[place], goods = _priced(context, view, result[place], goods)
            topic = result[place].donors or topic
        goods = _taken_up(context, view, result, by_sentence.get(view.index - 1, ()), goods)
        if goods:
            for gift in _gifts(context, view, goods, topic, about=about):
                by_sentence.setdefault(view.index, []).append(len(result))
                result.append(gift)
        listed = bulleted(context, view)
        if listed:
            bullets.update((other.index, mark.at) for other, marks in listed for mark in marks)
            places = by_sentence.setdefault(view.index, [])
            places += _list_under(context, view, result, places, [mark for _, marks in listed for mark in marks], topic)
    return without_repeats(context, result)


def _gifts(
    context: DocumentContext, view: SentenceView, goods: list[Mark], topic: tuple[str, ...], *, about: bool
) -> list[Draft]:
    """Make drafts of the goods of a sentence that no sum has claimed; `about`: the text is about the helped side."""
    cues = stage_cues(view, context.lexicon)
    listed = given_lists(context, view, goods)
    gifts = [_given(context, view, found, cues, topic, about=about) for found in listed]
    claimed = {mark.at for found in listed for mark in found.marks}
    left = [mark for mark in goods if mark.at not in claimed]
    gifts.append(_standing_alone(context, view, left, cues, topic) if left else None)
    return [gift for gift in gifts if gift is not None]


def _taken_up(
    context: DocumentContext, view: SentenceView, drafts: list[Draft], before: Sequence[int], goods: list[Mark]
) -> list[Mark]:
    """Give the package of the sentence before the goods that this sentence says it holds; return the other goods."""
    if not goods or not before:
        return goods
    place = _package(context, context.views[view.index - 1], drafts, before)
    if place is None:
        return goods
    free = {mark.at for mark in goods}
    marks = [mark for mark in follows(context, view) if mark.at in free]
    if not marks:
        return goods
    drafts[place] = with_items(drafts[place], marks, "goods:follows")
    return [mark for mark in goods if mark not in marks]


def _package(
    context: DocumentContext, view: SentenceView, drafts: Sequence[Draft], places: Sequence[int]
) -> int | None:
    """Find the package that a sentence speaks of: its last sum beside a word for military or other kit, or its gift."""
    kit = context.lexicon.word("kit").search(view.masked) is not None
    held = [
        place for place in places if drafts[place].kind is Kind.IN_KIND or (kit and drafts[place].amount is not None)
    ]
    return held[-1] if held else None


def _list_under(
    context: DocumentContext,
    lead: SentenceView,
    drafts: list[Draft],
    places: Sequence[int],
    marks: list[Mark],
    topic: tuple[str, ...],
) -> list[int]:
    """Put the goods of bullets under the sentence that opens their list; return the place of a gift made for them.

    They belong to the package of that sentence; where it names none they are a gift of their own.
    """
    place = _package(context, lead, drafts, places)
    if place is not None:
        drafts[place] = with_items(drafts[place], marks, "goods:bullets")
        return []
    at = len(lead.masked.rstrip(" *_:")) - 1  # before the colon, which ends the clause
    if at < 0:
        return []
    given = GivenList((Mark(at, MarkKind.GOODS, marks[0].mention), *marks[1:]), at, "bullets")
    draft = _given(context, lead, given, stage_cues(lead, context.lexicon), topic, about=False)
    if draft is None:
        return []
    drafts.append(draft)
    return [len(drafts) - 1]


def _priced(context: DocumentContext, view: SentenceView, draft: Draft, goods: list[Mark]) -> tuple[Draft, list[Mark]]:
    """Give a sum the goods it is the worth of, or that its package lists; return what goods are left."""
    taken = [mark for mark in goods if _worth(context, view, draft.at, mark)]
    if not taken:
        taken = _listed(context, view, draft.at, goods)
    if not taken:
        return draft, goods
    items = tuple(item_of(mark) for mark in taken)
    left = [mark for mark in goods if mark not in taken]
    stage = _OF_MONEY.get(draft.stage, draft.stage)
    return replace(draft, kind=Kind.IN_KIND, items=items, stage=stage).ruled("goods:of-sum"), left


def _worth(context: DocumentContext, view: SentenceView, at: int, mark: Mark) -> bool:
    """Counted goods stand right before or behind "worth" and the sum."""
    mention = mark.mention
    if not isinstance(mention, GoodsMention) or mention.quantity is None or abs(mark.at - at) > _WORTH_REACH:
        return False
    between = view.masked[min(mark.at, at) + 1 : max(mark.at, at)]
    return mark.at < at and context.lexicon.word("worth").search(between) is not None and "." not in between


def _listed(context: DocumentContext, view: SentenceView, at: int, goods: list[Mark]) -> list[Mark]:
    """A package "including …", "of weapons: …" lists its goods behind the sum."""
    low, high = strong_bounds(view, at)
    sought = (context.lexicon.word("list_lead"), giving_words(context.lexicon.tag).opener, _COLON)
    openers = [pattern.search(view.masked, at) for pattern in sought]
    opener = min((found for found in openers if found is not None), key=lambda found: found.start(), default=None)
    if opener is None or opener.start() - at > 2 * _WORTH_REACH:
        return []
    if _OTHER_LIST.match(view.masked, opener.end()) or (
        opener.group().lower() == "from" and not _FROM_TO.match(view.masked, opener.end())
    ):
        return []
    stretch = view.masked[at + 1 : opener.start()]
    if _AIM.search(stretch):
        return []
    if not context.lexicon.word("kit").search(view.masked, low, opener.start()) or re.search(_SUM, stretch):
        return []
    return [mark for mark in goods if opener.end() <= mark.at < max(high, opener.end() + 400) and low <= mark.at]


def _standing_alone(
    context: DocumentContext, view: SentenceView, goods: list[Mark], cues: tuple[StageCue, ...], topic: tuple[str, ...]
) -> Draft | None:
    """Make one draft of the goods of a sentence that are given, ordered or handed over."""
    verbs = [_governing(context, view, mark, cues) for mark in goods]
    known = giving_words(context.lexicon.tag).known
    for places in (range(1, len(goods)), range(len(goods) - 2, -1, -1))[: 1 if known else 2]:
        for place in places:
            near = place - 1 if places.step > 0 else place + 1
            if verbs[place] is None and verbs[near] is not None and _joined(view, goods, place, near):
                verbs[place] = verbs[near]
    chosen = [mark for mark, verb in zip(goods, verbs, strict=True) if verb is not None]
    cue = next((verb for verb in verbs if verb is not None), None)
    if not chosen or cue is None:
        return None
    at = chosen[0].at
    who = attribute(context, view, at, topic)
    counted = any(isinstance(mark.mention, GoodsMention) and mark.mention.quantity is not None for mark in chosen)
    if not who.donors or (not who.named and not counted):
        return None
    if not speaks_of_helped(context, view):
        return None
    largest = context.lexicon.word("donor_of").search(view.masked) is not None
    return replace(
        _gift(context, view, chosen, who, Stage.DELIVERED if largest else cue.stage),
        rules=("goods:given", f"who:{who.rule}", cue.rule),
        scope=Scope.TOTAL if largest else Scope.SINGLE,
        said=True,
    )


def _gift(context: DocumentContext, view: SentenceView, goods: Sequence[Mark], who: Attribution, stage: Stage) -> Draft:
    """Make a draft of goods that somebody gives; words for paying mean handing over where goods are given."""
    at = goods[0].at
    low, high = strong_bounds(view, at)
    return Draft(
        index=view.index,
        at=at,
        mention=None,
        kind=Kind.IN_KIND,
        amount=None,
        equivalents=(),
        span=quote_span(context, view.index, at),
        donors=who.donors,
        recipients=recipients_of(context, view, at, who.donors),
        stage=_OF_MONEY.get(stage, stage),
        rules=(),
        tranche=tranche_of(view, low, high, at),
        mechanism=mechanism_of(view, low, high, at),
        items=tuple(item_of(mark) for mark in goods),
        named=who.named,
    )


def _given(
    context: DocumentContext,
    view: SentenceView,
    given: GivenList,
    cues: tuple[StageCue, ...],
    topic: tuple[str, ...],
    *,
    about: bool,
) -> Draft | None:
    """Make a draft of a list of goods that a word of its sentence gives."""
    at = given.marks[0].at
    who = attribute(context, view, at, topic)
    counted = any(is_counted(context, mark) for mark in given.marks)
    if not (counted or who.named or (who.donors and (given.rule in _SURE or _names_helped(context, view)))):
        return None
    if not counted and view.of_kind(MarkKind.SUM):
        return None  # goods without a count beside a sum are what it is for
    if not (
        speaks_of_helped(context, view)
        or _names_helped(context, view)
        or ((counted or who.named or given.rule in _SURE) and (about or _near_helped(context, view)))
    ):
        return None
    cue = best_stage(view, cues, given.verb) or best_stage(view, cues, at)
    if cue is not None and cue.stage is Stage.PROPOSED and given.rule == "noun":
        return None  # "discussed supplies of shells": talk about giving is no gift
    stage = cue.stage if cue is not None else Stage.DELIVERED if given.rule in _SURE else Stage.PLEDGED
    vague = (VAGUE,) if any(is_vague(mark) for mark in given.marks) else ()
    return replace(
        _gift(context, view, given.marks, who, stage),
        rules=(f"goods:{given.rule}", *vague, f"who:{who.rule}", cue.rule if cue is not None else "stage:default"),
        said=cue is not None,
    )


def _names_helped(context: DocumentContext, view: SentenceView) -> bool:
    """Tell whether a sentence names the helped side itself."""
    grammar = giving_words(context.lexicon.tag)
    if grammar.helped.search(view.masked):
        return True
    return any(set(group.codes) & set(context.recipients[:1]) for group in context.groups[view.index])


def _near_helped(context: DocumentContext, view: SentenceView) -> bool:
    """Tell whether the sentences around speak of the helped side."""
    around = context.views[max(0, view.index - _AROUND) : view.index + _AROUND]
    return any(speaks_of_helped(context, other) for other in around)


def _governing(context: DocumentContext, view: SentenceView, mark: Mark, cues: tuple[StageCue, ...]) -> StageCue | None:
    """Return the verb that gives, orders or hands over these goods; None where they are only a purpose."""
    mention = mark.mention
    ahead = view.masked[max(0, mark.at - 40) : mark.at]
    if not isinstance(mention, GoodsMention) or _is_purpose(
        context, view, mark.at, counted=mention.quantity is not None
    ):
        return None
    cue = best_stage(view, cues, mark.at)
    if context.lexicon.anchored("donor_of").search(ahead):
        return cue or StageCue(0, 1, Stage.DELIVERED, Stage.DELIVERED, 1.0, "stage:donor", "")
    if cue is None or cue.stage not in _GIVING or not may_be_given(context, view, mark):
        return None
    counted = mention.quantity is not None
    if not counted and (cue.is_noun or not context.lexicon.word("handing").search(cue.words)):
        return None
    anchor = cue.end if cue.end <= mark.at else cue.at
    if not counted and re.search(_SUM, view.masked[min(anchor, mark.at) : max(anchor, mark.at)]):
        return None
    return cue if view.distance(anchor, mark.at) <= (_CUE_REACH if counted else _CLOSE_REACH) else None


def _is_purpose(context: DocumentContext, view: SentenceView, at: int, *, counted: bool) -> bool:
    """Tell whether the words before goods make them what money is for, or an item of a list judged as a whole."""
    ahead, behind = view.masked[max(0, at - 40) : at], view.masked[at + 1 : at + 24].lstrip()
    lexicon = context.lexicon
    return bool(
        lexicon.word("goods_compound").match(behind)
        or lexicon.word("making").search(ahead)
        or _LIST_GAP.search(ahead)
        or (not counted and lexicon.anchored("goods_purpose").search(ahead))
        or lexicon.word("hostile_act").search(view.masked)
    )


def _joined(view: SentenceView, goods: Sequence[Mark], place: int, other: int) -> bool:
    """Tell whether two goods are items of one list."""
    low, high = min(goods[place].at, goods[other].at), max(goods[place].at, goods[other].at)
    return re.fullmatch(r"[^.;:]{0,30}(?:,|\band\b)[^.;:]{0,24}", view.masked[low + 1 : high]) is not None

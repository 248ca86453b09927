"""Which goods of a sentence are given: by the verb before or behind their list, or by a noun of handing over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pledgebook.extraction.context import DocumentContext
from pledgebook.extraction.goods_trained import TRAINED
from pledgebook.extraction.lexicon import compile_words
from pledgebook.extraction.mentions import GoodsMention
from pledgebook.extraction.view import Mark, MarkKind, SentenceView, mark_class
from pledgebook.reference.languages import load_lexicon, words

_GOODS = mark_class(MarkKind.GOODS)
_PARTY = mark_class(MarkKind.PARTY)
_SUM = mark_class(MarkKind.SUM)
_REACH = 150  # how far before a list its verb is sought
_BEHIND = 110
_NEAR = 50
_CLAUSE = re.compile(r"[.;!?]\s|\s[–—-]{1,2}\s(?=(?:and|but|he|she|they|we|it)\b)")
_TO_PARTY = re.compile(rf"\b(?:to|for|onto|into)\s+(?:the\s+)?{_PARTY}")
_WITH = re.compile(rf"{_PARTY}(?:['’]s)?\s+(?:\w+\s+){{0,3}}with\b")


_LINK = re.compile(
    r"[^,;.:!?–—]{0,40}?(?:,|;|[–—/&]|\b(?:and|or|as well as|plus|along with|including|such as|to)\b)[^;.!?]{0,60}",
    re.IGNORECASE,
)
_NEW_CLAUSE = re.compile(r",\s+(?:and|but|so|while|as|although|though)\s")
_OBJECT = re.compile(  # goods behind a preposition are no subject
    r"\b(?:of|for|on|with|against|from|to|in|by|as|at|about|into|than|like)\s+(?:[\w-]+\s+){0,3}$"
    r"|\bkeep(?:ing|s)?\s+(?:[\w-]+\s+){0,4}$",
    re.IGNORECASE,
)
_PURPOSE = re.compile(r"\b(?:for|on|against|with|like)\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_SAID_BEHIND = frozenset({"participle", "passive"})
_FOR = re.compile(r"\bfor\s+(?:[\w-]+\s+){0,2}$", re.IGNORECASE)
_PURPOSE_TO = re.compile(
    r"\bto (?:operate|enable|counter|destroy|shoot down|make|build|produce|replace|develop|repair)\b"
)
_FAR_VERB = re.compile(
    r"[;.!?]|,\s+and\s+(?!(?:has|have|had|is|are|was|were|will|then|already)\b)|\b(?:which|that|who|because|while|but)\b(?!\s+(?:has|have|had|is|are|was|were|will))"
)


_ARTICLE = re.compile(r"(?:an?|another)\s(?!(?:hundred|thousand|million|dozen|couple|pair)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class GivingWords:
    """Word classes of giving goods, of one language.

    Attributes:
        give: Verbs before goods whose object they are: "provides".
        noun: Nouns of handing over: "delivery of".
        behind: What stands behind goods that are handed over: "were delivered", "are on their way".
        reduced: Participles right behind goods: "donated by".
        before: Participles right before goods: "U.S.-provided".
        blocked: Words that part goods from a verb before them: "to counter", "against".
        refused: Words of the clause before goods that are needed, sold or deployed.
        negated: What stands before a verb that does not hold.
        denied: The same anywhere.
        buying: Verbs before goods that say nothing of goods without a count.
        buying_behind: The same of what stands behind goods.
        inverted: "Already supplied are".
        lead: What opens a list: "the contents:".
        follow: How a sentence goes on about the package of the sentence before.
        home: Sentences about the giver's own people.
        aim: What stands before a verb or noun of giving where goods without a count are only what money is for.
        definite: Words before goods without a count that have been spoken of before.
        money: Subjects of a sentence that goes on about money, not about a package.
        helped: The helped side without a name: "to 110 countries".
        general: Names that without a count are no goods: "military equipment".
        opener: Verbs between a sum and the goods of its package: "comprises".
        made: What stands behind goods that are made or held: "we produce each month".
        known: False where the language has no such words.
    """

    give: re.Pattern[str]
    noun: re.Pattern[str]
    behind: re.Pattern[str]
    reduced: re.Pattern[str]
    before: re.Pattern[str]
    blocked: re.Pattern[str]
    refused: re.Pattern[str]
    negated: re.Pattern[str]
    denied: re.Pattern[str]
    buying: re.Pattern[str]
    home: re.Pattern[str]
    made: re.Pattern[str]
    opener: re.Pattern[str]
    general: re.Pattern[str]
    helped: re.Pattern[str]
    money: re.Pattern[str]
    definite: re.Pattern[str]
    aim: re.Pattern[str]
    known: bool
    follow: re.Pattern[str]
    lead: re.Pattern[str]
    buying_behind: re.Pattern[str]
    inverted: re.Pattern[str]


@cache
def giving_words(language: str) -> GivingWords:
    """Compile the word classes of a language; those that it lacks match nothing."""
    lexicon = load_lexicon(language, "goods")

    def listed(name: str, *, at_end: bool = False) -> re.Pattern[str]:
        return compile_words(words(lexicon, "giving", name), at_end=at_end)

    return GivingWords(
        give=listed("give"),
        noun=listed("noun"),
        behind=listed("behind"),
        reduced=listed("reduced"),
        before=listed("before", at_end=True),
        blocked=listed("blocked"),
        refused=listed("refused"),
        negated=listed("negated", at_end=True),
        denied=listed("negated"),
        buying=listed("buying"),
        home=listed("home"),
        made=listed("made"),
        opener=listed("opener"),
        general=listed("general"),
        helped=listed("helped"),
        money=listed("money"),
        definite=listed("definite", at_end=True),
        aim=listed("aim", at_end=True),
        known=bool(words(lexicon, "giving", "give")),
        follow=listed("follow"),
        lead=listed("lead"),
        buying_behind=listed("buying_behind"),
        inverted=listed("inverted"),
    )


@dataclass(frozen=True, slots=True)
class GivenList:
    """Goods of one list that a sentence says are given.

    Attributes:
        marks: The goods, in order.
        verb: Masked offset of the word that gives them.
        rule: Name of the rule.
    """

    marks: tuple[Mark, ...]
    verb: int
    rule: str


def given_lists(context: DocumentContext, view: SentenceView, goods: Sequence[Mark]) -> list[GivenList]:
    """Return the lists of goods that a sentence says are given, promised, sent, received.

    Args:
        context: The document.
        view: The sentence.
        goods: Its goods that no sum has claimed, in order.
    """
    grammar = giving_words(context.lexicon.tag)
    given: list[GivenList] = []
    if grammar.home.search(view.masked) or context.lexicon.word("hostile_act").search(view.masked):
        return given
    for marks in goods_lists(view, goods, grammar):
        found = _giver_word(context, view, marks, grammar)
        if found is not None:
            kept = _behind_semicolon(view, marks) if found[1] in _SAID_BEHIND else marks
            named = [mark for mark in kept if is_counted(context, mark) or not _is_general(mark, grammar)]
            if named:
                given.append(GivenList(tuple(named), *found))
    return given


def _is_general(mark: Mark, grammar: GivingWords) -> bool:
    """Tell whether a name is too general to stand for goods without a count."""
    return isinstance(mark.mention, GoodsMention) and grammar.general.fullmatch(mark.mention.item) is not None


def _behind_semicolon(view: SentenceView, marks: Sequence[Mark]) -> list[Mark]:
    """Return the goods of the last part of a list: what is said behind it is said of them alone."""
    cut = view.masked.rfind(";", marks[0].at, marks[-1].at)
    return [mark for mark in marks if mark.at > cut]


def goods_lists(view: SentenceView, goods: Sequence[Mark], grammar: GivingWords) -> list[list[Mark]]:
    """Part the goods of a sentence into lists: what commas, "and" and few other words join."""
    lists: list[list[Mark]] = []
    for mark in goods:
        if lists and _joined(view.masked[lists[-1][-1].at + 1 : mark.at], grammar):
            lists[-1].append(mark)
        else:
            lists.append([mark])
    return lists


def _joined(between: str, grammar: GivingWords) -> bool:
    """Tell whether the stretch between two goods makes them items of one list."""
    if re.search(_SUM, between) or grammar.behind.search(between) or grammar.blocked.search(between):
        return False
    return _LINK.fullmatch(between) is not None


def _giver_word(
    context: DocumentContext, view: SentenceView, marks: Sequence[Mark], grammar: GivingWords
) -> tuple[int, str] | None:
    """Find the word that gives a list, with its rule."""
    masked, first, last = view.masked, marks[0].at, marks[-1].at
    start = _clause_start(masked, first)
    ahead, behind = masked[start:first], masked[last + 1 : last + 1 + _BEHIND]
    if grammar.refused.search(_near_clause(ahead)) or grammar.made.match(behind.lstrip()):
        return None
    counted = any(is_counted(context, mark) for mark in marks)
    found: tuple[int, str] | None = None
    if all(_is_trained(mark) for mark in marks):
        found = first, "trained"
    elif grammar.before.search(ahead):
        found = first, "premodified"
    elif (match := grammar.reduced.match(behind.lstrip())) and (
        counted or not (grammar.buying_behind.search(match[0]) or grammar.definite.search(ahead))
    ):
        found = last, "participle"
    elif (tied := _tied_before(ahead, grammar, counted=counted)) is not None:
        found = start + tied[0], tied[1]
    elif (place := _passive(ahead, behind, grammar, counted=counted)) is not None:
        found = last + 1 + place, "passive"
    if found is None or _of_enemy(context, view, found[0]) or _for_enemy(context, view, min(found[0], first)):
        return None
    return found


def _is_trained(mark: Mark) -> bool:
    """Tell whether a mark stands for people whom the words around it train."""
    return isinstance(mark.mention, GoodsMention) and mark.mention.item.endswith(TRAINED)


def _near_clause(ahead: str) -> str:
    """Return the last clause of a stretch."""
    return _NEW_CLAUSE.split(ahead)[-1]


def _passive(ahead: str, behind: str, grammar: GivingWords, *, counted: bool) -> int | None:
    """Find the verb behind goods that hands them over, where they are its subject."""
    match = grammar.behind.search(behind)
    if match is None or not _reaches(behind[: match.start()], grammar):
        return None
    if not counted and (
        _OBJECT.search(ahead) or grammar.definite.search(ahead) or grammar.buying_behind.search(match.group())
    ):
        return None
    return None if _PURPOSE.search(ahead) else match.start()


def _tied_before(ahead: str, grammar: GivingWords, *, counted: bool) -> tuple[int, str] | None:
    """Find the noun or verb before a list whose object it is."""
    kinds = ((grammar.noun, "noun"), (grammar.inverted, "inverted"), (grammar.give, "verb"), (grammar.lead, "lead"))
    for pattern, rule in kinds:
        found = last_tied(pattern, ahead, grammar)
        if found is None or grammar.negated.search(ahead[: found.start()]):
            continue
        if counted or _gives_uncounted(ahead, found, grammar):
            return found.start(), rule
    return None


def _gives_uncounted(ahead: str, found: re.Match[str], grammar: GivingWords) -> bool:
    """Tell whether a word gives goods without a count: no purchase, no purpose of money, no goods known already."""
    before = ahead[: found.start()]
    barred = (
        grammar.buying.fullmatch(found.group())
        or grammar.aim.search(before)
        or (grammar.noun.fullmatch(found.group()) and _FOR.search(before))
        or grammar.definite.search(ahead)
        or re.search(_SUM, before)
    )
    return not barred


def _clause_start(masked: str, at: int) -> int:
    start = max(0, at - _REACH)
    for match in _CLAUSE.finditer(masked, start, at):
        start = match.end()
    return start


def last_tied(pattern: re.Pattern[str], ahead: str, grammar: GivingWords) -> re.Match[str] | None:
    """Return the last giving word before a list from which nothing parts it."""
    last = None
    for match in pattern.finditer(ahead):
        last = match
    if last is None:
        return None
    gap = ahead[last.end() :]
    if grammar.blocked.search(gap) or re.search(_SUM, gap):
        return None
    return last


def _reaches(between: str, grammar: GivingWords) -> bool:
    """Tell whether a verb behind goods may be said of them."""
    parted = _FAR_VERB.search(between) or grammar.negated.search(between) or re.search(_SUM, between)
    return parted is None


def is_counted(context: DocumentContext, mark: Mark) -> bool:
    """Tell whether goods have a count, be it a vague one; an article alone is none."""
    mention = mark.mention
    if not isinstance(mention, GoodsMention):
        return False
    article = _ARTICLE.match(context.layer.text, mention.start) is not None
    return mention.vague or (mention.quantity is not None and not article)


def is_vague(mark: Mark) -> bool:
    """Tell whether goods are counted in no figure: "hundreds of"."""
    return isinstance(mark.mention, GoodsMention) and mark.mention.vague


def may_be_given(context: DocumentContext, view: SentenceView, mark: Mark) -> bool:
    """Tell whether goods near a word of a stage may be given though no rule says so: counted, not denied or needed.

    Always true in a language without words of giving.
    """
    grammar = giving_words(context.lexicon.tag)
    if not grammar.known:
        return True
    ahead = view.masked[_clause_start(view.masked, mark.at) : mark.at]
    barred = (
        grammar.refused.search(_near_clause(ahead))
        or grammar.denied.search(ahead[-_NEAR:])
        or _PURPOSE_TO.search(ahead)
    )
    barred = barred or grammar.made.match(view.masked[mark.at + 1 :].lstrip())
    return barred is None and is_counted(context, mark) and grammar.home.search(view.masked) is None


def _of_enemy(context: DocumentContext, view: SentenceView, verb: int) -> bool:
    """Tell whether the party right before a verb is fought."""
    acting = [group for group in context.groups[view.index] if group.end <= verb and group.codes]
    return bool(acting) and set(acting[-1].codes) <= context.adversaries


def _for_enemy(context: DocumentContext, view: SentenceView, place: int) -> bool:
    """Tell whether goods go to a party that is fought: "to Russia", "Russia with"."""
    for group in context.groups[view.index]:
        if not group.codes or not set(group.codes) <= context.adversaries:
            continue
        around = view.masked[max(0, group.start - 12) : group.end + 24]
        if group.start > place and (_TO_PARTY.search(around) or _WITH.search(around)):
            return True
    return False

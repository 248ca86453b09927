"""The finite-state patterns that tie a party to a sum, built once per language from its word classes."""

import re
from dataclasses import dataclass
from functools import cache

from pledgebook.extraction.lexicon import lexicon_of
from pledgebook.extraction.party_grammar import UPPER
from pledgebook.extraction.view import MarkKind, mark_class

_WORDS = "(?:\\s+[\\w\ue400-\uf3ff'’.&-]+)"  # a word, or the mark of a date, a mechanism, goods or an ordinal
_APPOSITION = r"(?:\s*,[^,.;]{1,90},|\s*\([^)]{1,40}\))?"


@dataclass(frozen=True, slots=True)
class RolePatterns:
    """Patterns that are matched right behind a group of parties, except `relative` and `own_front`.

    Attributes:
        own_front: All that stands between a party and its own sum: "Sweden – €20m", "Denmark's €10m".
        subject: The party is subject of a giving verb.
        gives: The same, with a verb that means giving by itself ("will" does not).
        receives: The party is subject of a receiving verb.
        owner_receives: What belongs to the party receives: "Ukraine's energy fund has received".
        implements: The party only spends.
        reports: The party only speaks.
        aid_noun: "Danish aid", "Sweden's latest package".
        relative: The end of a stretch that opens a relative clause.
        adversary: "Russian invasion".
        recipient_noun: "Ukraine's army", "Ukrainian plants".
        aid_strict: "Danish military aid": a word of giving within a few words.
        direct: The party, named by its adjective, is itself the subject: "the Swedes give", "the Dutch will".
        person: What stands between a possessive and a giving verb: "Spain's Pedro Sanchez announced".
        said_self: The party says that it gives: "Berlin said it was resuming aid".
        own_money: "British", "Danish state money", "the Dutch government": an adjective that can give.
    """

    own_front: re.Pattern[str]
    subject: re.Pattern[str]
    gives: re.Pattern[str]
    receives: re.Pattern[str]
    owner_receives: re.Pattern[str]
    implements: re.Pattern[str]
    reports: re.Pattern[str]
    aid_noun: re.Pattern[str]
    relative: re.Pattern[str]
    adversary: re.Pattern[str]
    recipient_noun: re.Pattern[str]
    own_money: re.Pattern[str]
    aid_strict: re.Pattern[str]
    direct: re.Pattern[str]
    person: re.Pattern[str]
    said_self: re.Pattern[str]


@cache
def role_patterns(tag: str) -> RolePatterns:
    """Build the patterns of a language."""
    lexicon = lexicon_of(tag)

    def word(name: str) -> str:
        return lexicon.word(name).pattern

    near = rf"(?:\s+(?!{word('halt')})[\w'’.&-]+)"
    flow = rf"(?:(?!\s+{word('break')}){_WORDS})"
    core = word("aid_core") if "aid_core" in lexicon.classes else word("aid_strict")
    marks = f"{mark_class(MarkKind.ORDINAL)}|{mark_class(MarkKind.MECHANISM)}"
    flags = re.IGNORECASE
    return RolePatterns(
        own_front=re.compile(
            rf"(?:['’]s?)?(?:,\s+{word('break')}[^,;]{{1,60}},)?\s*(?:[–—:,(|-]\s*)?(?:[\w'’-]+\s+){{0,2}}[–—:,|-]?\s*"
        ),
        subject=re.compile(rf"{_APPOSITION}(?:\s*,\s*{word('break')})?{flow}{{0,5}}?\s+{word('give')}", flags),
        gives=re.compile(
            rf"{_APPOSITION}(?:\s*,\s*{word('break')})?{flow}{{0,5}}?\s+(?!{word('auxiliary')}){word('give')}", flags
        ),
        receives=re.compile(rf"{flow}{{0,3}}?\s+{word('receive')}", flags),
        owner_receives=re.compile(rf"(?:['’]s?)?{_WORDS}{{1,5}}?\s+{word('receive')}", flags),
        implements=re.compile(rf"(?:\s*,)?{_WORDS}{{0,3}}?\s+{word('implement')}", flags),
        reports=re.compile(rf"(?:['’]s)?{_WORDS}{{0,4}}?\s+{word('report')}", flags),
        aid_noun=re.compile(rf"(?:['’]s?)?{near}{{0,4}}?\s+(?:{word('aid')}|{marks})", flags),
        relative=re.compile(r"(?:^|\s)(?:that|which|whom|whose|what|by which|with which)?\s*(?:the\s+)?$", flags),
        adversary=re.compile(rf"(?:['’]s?)?{near}{{0,2}}?\s+{word('hostile')}", flags),
        own_money=re.compile(rf"(?:\s*$|\s*[.,;)]|(?:\s+[\w-]+){{0,2}}?\s+{word('giver_noun')})", flags),
        aid_strict=re.compile(rf"(?:['’]s?)?{near}{{0,4}}?\s+{core}", flags),
        direct=re.compile(rf"(?:\s+[\w-]+ly|\s+(?:now|also|already|then|alone|themselves))?\s+{word('give')}", flags),
        person=re.compile(rf"['’]s?((?:\s+(?-i:{UPPER})[\w.’'-]*){{1,4}}){flow}{{0,3}}?\s+{word('give')}", flags),
        said_self=re.compile(
            rf"{_APPOSITION}{_WORDS}{{0,3}}?\s+{word('report')}{_WORDS}{{0,3}}?\s+{word('self_said')}\s", flags
        ),
        recipient_noun=re.compile(rf"(?:['’]s?)?{_WORDS}{{0,2}}?\s+{word('recipient_noun')}", flags),
    )

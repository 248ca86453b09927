"""Groups of parties in a sentence: "Denmark, Sweden and Norway" act as one."""

import re
from dataclasses import dataclass

from pledgebook.extraction.lexicon import Lexicon
from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.extraction.view import Mark, MarkKind, SentenceView, mark_class

_POSSESSIVE = r"(?:['’]s?)?"
_COMMA = re.compile(rf"{_POSSESSIVE}\s*(?:,|/)\s*(?:the\s+)?$", re.IGNORECASE)
_LONGEST_LINK = 24
_MECHANISM = re.compile(mark_class(MarkKind.MECHANISM))
_PAIR = 2
_ARTICLE = re.compile(r"\s+(?:the|its|their|his|her|an?(?:\s+(?:new|special|joint|separate))?)\s*$", re.IGNORECASE)
_ARTICLE_ENDS = ("the", "its", "their", "his", "her", "a", "an", "new", "special", "joint", "separate")
NEAR = 48  # characters looked at on either side of a party
_HYPHEN = re.compile(r"\s?[-–]\s?$")


@dataclass(frozen=True, slots=True)
class PartyGroup:
    """One or more parties that play one part in their sentence.

    Attributes:
        start: Masked offset of the first.
        end: Masked offset behind the last.
        members: The mentions, in order.
        codes: Codes of the members that have one, sorted, each once.
        form: Form of the first member.
        ahead: The stretch before it, without an article at its end, with the mark of the case of its first name.
        behind: The stretch behind it.
    """

    start: int
    end: int
    members: tuple[PartyMention, ...]
    codes: tuple[str, ...]
    form: PartyForm
    ahead: str
    behind: str


def party_groups(view: SentenceView, lexicon: Lexicon) -> tuple[PartyGroup, ...]:
    """Join the party marks of a sentence into groups.

    Commas alone join only three names or more, or names that an "and" closes: in "help to Ukraine, Denmark said" the
    comma parts two clauses.
    """
    chains: list[list[tuple[Mark, str]]] = []
    for mark in view.of_kind(MarkKind.PARTY):
        link = _link(view, chains[-1][-1][0], mark, lexicon) if chains else ""
        if link:
            chains[-1].append((mark, link))
        else:
            chains.append([(mark, "")])
    groups: list[PartyGroup] = []
    for chain in chains:
        closed = row_goes_on(view, chain[-1][0].at + 1, lexicon)
        groups += [_group(view.masked, run) for run in _split(chain, closed=closed)]
    return tuple(groups)


def _group(masked: str, run: list[Mark]) -> PartyGroup:
    start, end = run[0].at, run[-1].at + 1
    members = tuple(mark.mention for mark in run if isinstance(mark.mention, PartyMention))
    codes = {member.code for member in members if member.code}
    ahead = masked[max(0, start - NEAR) : start]
    if ahead.rstrip().lower().endswith(_ARTICLE_ENDS):
        ahead = _ARTICLE.sub(" ", ahead)
    return PartyGroup(
        start,
        end,
        members,
        codes=tuple(sorted(codes)) if len(codes) > 1 else tuple(codes),
        form=members[0].form,
        ahead=ahead + members[0].case,
        behind=masked[end : end + 2 * NEAR],
    )


def _link(view: SentenceView, left: Mark, right: Mark, lexicon: Lexicon) -> str:
    between = view.masked[left.at + 1 : right.at]
    if len(between) > _LONGEST_LINK:
        return ""
    if _COMMA.fullmatch(between):
        return "comma"
    if _HYPHEN.fullmatch(between):
        return "and"
    stripped = re.sub(r"^(?:['’]s?)?[\s,]*|\s*(?:the\s+)?$", "", between, flags=re.IGNORECASE)
    return "and" if stripped and lexicon.word("and").fullmatch(stripped) else ""


def row_goes_on(view: SentenceView, end: int, lexicon: Lexicon) -> bool:
    """Tell whether an "and" with something else than a party closes a row: "Oslo, Bern and the Peace Facility pay"."""
    match = _MECHANISM.search(view.masked, end, end + _LONGEST_LINK)
    if match is None:
        return False
    between = re.sub(r"^(?:['’]s?)?[\s,]*|\s*(?:the\s+)?$", "", view.masked[end : match.start()])
    return bool(between) and lexicon.word("and").fullmatch(between) is not None


def _split(chain: list[tuple[Mark, str]], *, closed: bool) -> list[list[Mark]]:
    if len(chain) == 1:
        return [[chain[0][0]]]
    joined = closed or any(link == "and" for _, link in chain) or len(chain) > _PAIR
    runs: list[list[Mark]] = []
    for mark, link in chain:
        if runs and (joined or link == "and"):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return runs

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
_HYPHEN = re.compile(r"\s?[-–]\s?$")


@dataclass(frozen=True, slots=True)
class PartyGroup:
    """One or more parties that play one part in their sentence.

    Attributes:
        start: Masked offset of the first.
        end: Masked offset behind the last.
        members: The mentions, in order.
    """

    start: int
    end: int
    members: tuple[PartyMention, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Codes of the members that have one, sorted, each once."""
        return tuple(sorted({member.code for member in self.members if member.code}))

    @property
    def form(self) -> PartyForm:
        """Form of the first member."""
        return self.members[0].form


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
        groups += _split(chain, closed=row_goes_on(view, chain[-1][0].at + 1, lexicon))
    return tuple(groups)


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


def _split(chain: list[tuple[Mark, str]], *, closed: bool) -> list[PartyGroup]:
    joined = closed or any(link == "and" for _, link in chain) or len(chain) > _PAIR
    runs: list[list[Mark]] = []
    for mark, link in chain:
        if runs and (joined or link == "and"):
            runs[-1].append(mark)
        else:
            runs.append([mark])
    return [
        PartyGroup(
            run[0].at, run[-1].at + 1, tuple(mark.mention for mark in run if isinstance(mark.mention, PartyMention))
        )
        for run in runs
    ]

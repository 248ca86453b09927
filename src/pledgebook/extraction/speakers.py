"""Who publishes a text about itself, and is the "we" of it: told from its address, its letterhead and its title."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from pledgebook.extraction.lexicon import lexicon_of
from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.extraction.parties import find_parties
from pledgebook.extraction.party_grammar import party_grammar
from pledgebook.reference.countries import countries
from pledgebook.reference.parties import AliasKind

_HEAD = 4000  # characters in which the address, the letterhead and the title stand
_LINES = 4  # lines that may be letterhead or title
_LONGEST_LINE = 160
_FRONT_MATTER = re.compile(r"\A\s*---\n.*?\n---\n", re.DOTALL)
_HOST = re.compile(r"https?://([\w.-]+)", re.IGNORECASE)
_SHORTEST = 6  # letters of an office's name that a host name may hold: "whitehouse"
_GOVERNMENT = re.compile(r"(?:^|\.)(?:gov|gouv|gob|gv|govt|mil)\.([a-z]{2})$")  # gov.pl, gouv.fr, gob.es
_STATES_BY_DOMAIN: Mapping[str, str] = {
    ".gov": "US",
    ".mil": "US",
    "europa.eu": "EU",
    "government.nl": "NL",
    "canada.ca": "CA",
}
_CODES_BY_DOMAIN: Mapping[str, str] = {"UK": "GB"}  # where the domain is not the code of ISO 3166
_BODIES = frozenset({PartyForm.OFFICE, PartyForm.ORGANISATION})
_ASIDE = re.compile(r"\b(?:at|on|with|to|for|about|regarding|following|before|after|in|between)\b", re.IGNORECASE)
_SIGNS = " \t#*|•–—-:,.0123456789"


def speakers_of(text: str, language: str) -> tuple[str, ...]:
    """Name whom "we" means outside quotations: the office whose address or letterhead a text carries.

    A joint statement has several. A news story has none: the offices that its headline names do not publish it.

    Args:
        text: Any text.
        language: BCP 47 tag of its language.

    Returns:
        Codes, sorted; empty when nobody can tell.
    """
    front = _FRONT_MATTER.match(text)
    by_address = _by_address(front.group() if front else "")
    if by_address:
        return (by_address,)
    release = lexicon_of(language).word("release")
    lines = list(_head_lines(text[front.end() if front else 0 :][:_HEAD]))
    for line in lines:
        bodies = [item for item in find_parties(line, language) if item.code]
        if any(_is_letterhead(line, item) for item in bodies):
            return tuple(sorted({item.code for item in bodies if item.form in _BODIES}))
        cue = release.search(line)
        by = [item for item in bodies if cue is not None and not _ASIDE.search(line[: item.start])]
        if by:
            return _of_release(by)
    return ()


def speaker_of(text: str, language: str) -> str:
    """Name who "we" is where it is one party only; empty otherwise."""
    found = speakers_of(text, language)
    return found[0] if len(found) == 1 else ""


def _by_address(front_matter: str) -> str:
    """Name the office whose host a text comes from: "regering.example" is nobody's, "gov.pl" is Poland's."""
    match = _HOST.search(front_matter)
    host = match.group(1).lower() if match else ""
    national = _GOVERNMENT.search(host)
    if national is not None:
        code = national.group(1).upper()
        code = _CODES_BY_DOMAIN.get(code, code)
        return code if code in countries() else ""
    named = next((code for wording, code in _host_names().items() if wording in host.replace("-", "")), "")
    return named or next((code for end, code in _STATES_BY_DOMAIN.items() if host.endswith(end)), "")


@cache
def _host_names() -> Mapping[str, str]:
    """Return the names of offices as host names spell them, the longest first."""
    squashed = {
        re.sub(r"[^a-z]", "", alias.text.lower()): alias.code
        for alias in party_grammar("en").aliases.values()
        if alias.kind in {AliasKind.OFFICE, AliasKind.ORGANISATION} and not alias.weak and alias.code
    }
    return {
        name: squashed[name] for name in sorted(squashed, key=lambda name: (-len(name), name)) if len(name) >= _SHORTEST
    }


def _head_lines(head: str) -> Iterator[str]:
    lines = [line.strip() for line in head.splitlines() if line.strip()]
    for line in lines[:_LINES]:
        if len(line) > _LONGEST_LINE:
            return
        yield line


def _is_letterhead(line: str, body: PartyMention) -> bool:
    """Tell whether an office fills a line, or heads it: "Danish Ministry of Defence: donation moves ahead"."""
    if body.form not in _BODIES or line[: body.start].strip(_SIGNS + "TtHhEe"):
        return False
    return not line[body.end :].strip(_SIGNS) or line[body.end : body.end + 1] == ":"


def _of_release(parties: list[PartyMention]) -> tuple[str, ...]:
    """Of a line that says "press release" or "statement by": its offices, else its first state."""
    bodies = sorted({item.code for item in parties if item.form in _BODIES})
    states = [item.code for item in parties if item.form in {PartyForm.NAME, PartyForm.ADJECTIVE}]
    return tuple(bodies[:1] if bodies and not states else sorted({*bodies, *states}) if bodies else states[:1])

"""A document in, whether the state or the organisation itself speaks in it: official words go before reports."""

import re
from functools import cache

from pledgebook.model.evidence import Document
from pledgebook.reference.languages import language_tags
from pledgebook.reference.organisations import organisations
from pledgebook.reference.parties import AliasKind, party_lexicon

_OFFICIAL_HOSTS = re.compile(
    # The name spaces that states keep for themselves, and those of institutions by their usual label under a land.
    r"(?:^|\.)(?:gov|gob|gouv|government|mil)(?:\.[a-z]{2,3})?$"
    r"|(?:^|\.)(?:mfa|mod|minfin|parliament|parlament|president)\.[a-z]{2}$"
    r"|(?:^|\.)(?:europa\.eu|nato\.int|regeringen\.se|regjeringen\.no|fmn\.dk|bund\.de|bundesregierung\.de|bundestag\.de"
    r"|rijksoverheid\.nl|government\.nl|gc\.ca|lrv\.lt|stjornarradid\.is|state\.gov|whitehouse\.gov|worldbank\.org|imf\.org"
    r"|un\.org|ebrd\.com|eib\.org|admin\.ch|valtioneuvosto\.fi)$",
    re.IGNORECASE,
)
_OFFICIAL_NAMES = re.compile(
    # Ministries: Germanic languages write them as one word with their field ("Forsvarsministeriet").
    r"\b(?:ministry|\w*minist[eè]ri\w*|ministère|ministerstw\w*|\w*departementet|министерств\w*|міністерств\w*|міноборони|мінфін|"
    # Governments and their chiefs' offices.
    r"governments?|gouvernement|gobierno|rząd|rządu|\w*regierung|regering(?:en|skansliet)?|regjering(?:en)?|"
    r"vyriausyb\w*|уряд|кабінет міністрів|white house|chancellery|cabinet of ministers|council of ministers|"
    # Parliaments.
    r"parliament|parlament\w*|parlement|verkhovna rada|верховна рада|"
    # Institutions of the Union and of states.
    r"european commission|commission|council of the eu|delegation of the european union|eu delegation|"
    r"department of|office of the|embassy|armed forces|"
    # Central banks.
    r"central bank|reserve bank|\w*bundesbank|\w*riksbank|norges bank|\w*nationalbank|national bank of|"
    r"bank of england|banque de france|національний банк)\b",
    re.IGNORECASE,
)
_PRESS = re.compile(
    r"\b(?:magazine|times|journal|gazette|herald|tribune|insider|review|monitor|weekly|daily|tv|radio|news|watch)\b"
    r"(?! (?:service|office|cent(?:er|re)|desk|release))|\bgovernment executive\b",
    re.IGNORECASE,
)
"""What a paper about governments calls itself ("Government Executive"), unless it is their own press office."""
_BETWEEN = re.compile(r"\s*[,;|/()]\s*|\s+(?:[-–—]|via)\s+")
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/?#@]*@)?(?P<host>[^/?#:@]+)", re.IGNORECASE)
_KINDS_OF_STATES = frozenset({"union", "alliance", "un", "bank", "fund", "group"})


def is_official(document: Document | None) -> bool:
    """Tell by publisher and address whether a government or an organisation of states published it.

    A publisher counts that the party lexicon of any language knows as a state, an office or an organisation of states,
    or whose name says that it is a ministry, a government, a parliament, an institution or a central bank.
    """
    if document is None:
        return False
    return bool(_OFFICIAL_HOSTS.search(_host(document.url))) or any(
        piece in _official_parties() or bool(_OFFICIAL_NAMES.search(piece) and not _PRESS.search(piece))
        for piece in _BETWEEN.split(document.publisher)
    )


def _host(url: str) -> str:
    """Return the host of an address, with or without scheme: a path that looks like a host is none."""
    found = _HOST.match(url)
    return found["host"] if found else ""


@cache
def _official_parties() -> frozenset[str]:
    """Return the names, in every language, by which states, their offices and organisations of states sign."""
    signing = {AliasKind.NAME, AliasKind.OFFICE, AliasKind.ORGANISATION}
    of_states = {code for code, one in organisations().items() if one.kind in _KINDS_OF_STATES}
    private = organisations().keys() - of_states
    return frozenset(
        alias.text
        for tag in language_tags()
        for alias in party_lexicon(tag).aliases.values()
        if alias.kind in signing and not alias.weak and alias.code and alias.code not in private
    )

"""A document in, whether the state or the organisation itself speaks in it: official words go before reports."""

import re

from pledgebook.model.evidence import Document

_OFFICIAL_HOSTS = re.compile(
    r"(?:^|[/.@])(?:[\w-]+\.)*(?:gov|gob|gouv|government|mil)(?:\.[a-z]{2,3})?(?:[/:]|$)"
    r"|(?:^|[/.])(?:[\w-]+\.)*(?:europa\.eu|nato\.int|regeringen\.se|regjeringen\.no|fmn\.dk|bund\.de|bundesregierung\.de"
    r"|rijksoverheid\.nl|government\.nl|gc\.ca|lrv\.lt|stjornarradid\.is|state\.gov|whitehouse\.gov|worldbank\.org|imf\.org)"
    r"(?:[/:]|$)",
    re.IGNORECASE,
)
_OFFICIAL_NAMES = re.compile(
    r"\b(?:ministry|ministerium|ministeri\w*|ministère|ministerie|ministerstw\w*|міністерств\w*|government|governments?|"
    r"regering\w*|regjering\w*|bundesregierung|commission|council of the eu|white house|department of|office of the|"
    r"embassy|parliament|chancellery|armed forces)\b",
    re.IGNORECASE,
)


def is_official(document: Document | None) -> bool:
    """Tell by publisher and address whether a government or an organisation of states published it."""
    if document is None:
        return False
    return bool(_OFFICIAL_HOSTS.search(document.url) or _OFFICIAL_NAMES.search(document.publisher))

"""Lines that point to another text ("Read more: …"): their words repeat a headline and are no part of the story."""

import re

# How outlets of many languages lead over to another article. The phrase must open the line and be followed by a colon,
# a dash or nothing: "Read more books, the minister said" is a sentence of a story.
_LEADS = (
    r"(?:read|see|watch|learn)\s+(?:more|also|next|on)(?:\s+(?:on|about)\s+(?:(?:the|this)\s+)?(?:topic|subject|story|this))?",
    r"also\s+(?:read|see)",
    r"more\s+(?:on\s+(?:this|the)\s+(?:topic|subject|story)|news|stories)",
    r"related(?:\s+(?:articles?|news|stor(?:y|ies)|posts?|links?|content|topics?))?",
    r"further\s+reading",
    r"you\s+(?:may|might)\s+also\s+(?:like|be\s+interested\s+in)",
    r"lesen\s+sie\s+(?:auch|mehr|dazu)|mehr\s+(?:dazu|zum\s+thema)|(?:siehe|lies)\s+auch|weiterlesen",
    r"(?:à\s+)?lire\s+(?:aussi|également|la\s+suite)|voir\s+aussi|pour\s+aller\s+plus\s+loin",
    r"lea\s+(?:también|más)|lee\s+(?:también|más)|leer\s+más|te\s+puede\s+interesar",
    r"leia\s+(?:também|mais)|veja\s+também|leggi\s+(?:anche|pure)|per\s+approfondire",
    r"lees\s+(?:ook|meer|verder)|læs\s+(?:også|mere)|les\s+(?:også|mer)|läs\s+(?:också|även|mer)|lue\s+(?:myös|lisää)",
    r"skaityki?(?:te)?\s+(?:taip\s+pat|daugiau|plačiau)|lasi(?:et)?\s+arī|loe\s+(?:ka|lisaks|veel)",
    r"czytaj\s+(?:też|także|również|więcej|dalej)|zobacz\s+(?:też|także|również|więcej)|čtěte\s+(?:také|více)|viz\s+také",
    r"čítajte\s+(?:aj|viac)|citește\s+și|citiți\s+și|olvass[ao]\s+(?:el|tovább)|lásd\s+még|прочетете\s+(?:още|също)",
    r"чита[йт](?:те)?\s+(?:також|ще|также|ещ[её]|далее|далі|подробнее)|див(?:ись|іться)\s+також|смотри(?:те)?\s+также",
    r"по\s+темі|по\s+теме|більше\s+(?:за|по)\s+тем(?:ою|і)",
)
_POINTER = re.compile(rf"[>*_\W]{{0,8}}(?:{'|'.join(_LEADS)})[*_]{{0,2}}\s*(?:[:：\-–—|→»>]|$)", re.IGNORECASE)
_LONGEST = 400


def points_elsewhere(line: str) -> bool:
    """Tell whether a line (or a block's text) only leads to another text."""
    line = line.strip()
    return len(line) <= _LONGEST and _POINTER.match(line) is not None

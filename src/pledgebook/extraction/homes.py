"""Whose an office or a currency is that stands alone: "the government" in a Norwegian text, the giver of francs."""

from collections.abc import Iterable
from dataclasses import replace

from pledgebook.extraction.mentions import PartyForm, PartyMention, SumMention
from pledgebook.extraction.view import MarkKind, SentenceView
from pledgebook.reference.languages import load_lexicon

_SHARED = frozenset({"USD", "EUR", "ANG"})  # reckoned in by everybody
_SUPRANATIONAL = "X"  # first letter of the codes of currencies and units that no one state issues
_ISO = 3


def issuer_of(view: SentenceView, at: int) -> str:
    """Name the state whose own currency the sum at a masked offset is in; empty for dollars, euros and open units.

    ISO 4217 forms a currency's code from the ISO 3166 code of its state. Hardly anybody but that state gives in it.
    """
    mark = next((mark for mark in view.of_kind(MarkKind.SUM) if mark.at == at), None)
    if mark is None or not isinstance(mark.mention, SumMention):
        return ""
    unit = mark.mention.amount.unit
    usable = len(unit) == _ISO and unit not in _SHARED and not unit.startswith(_SUPRANATIONAL) and unit.isalpha()
    return unit[:2] if usable else ""


def at_home(parties: Iterable[PartyMention], tag: str) -> tuple[PartyMention, ...]:
    """Give offices that the text ties to no country that of the one state whose press writes in the language.

    The state is `home` of roles.toml; a language of several states has none, and nothing changes.
    """
    home = load_lexicon(tag, "roles").get("home", "")
    return tuple(
        replace(party, code=home) if home and party.form is PartyForm.OFFICE and not party.code else party
        for party in parties
    )

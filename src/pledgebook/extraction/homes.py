"""Offices without a country: "the government" in a Norwegian text that names no other is the Norwegian one."""

from collections.abc import Iterable
from dataclasses import replace

from pledgebook.extraction.mentions import PartyForm, PartyMention
from pledgebook.reference.languages import load_lexicon


def at_home(parties: Iterable[PartyMention], tag: str) -> tuple[PartyMention, ...]:
    """Give offices that the text ties to no country that of the one state whose press writes in the language.

    The state is `home` of roles.toml; a language of several states has none, and nothing changes.
    """
    home = load_lexicon(tag, "roles").get("home", "")
    return tuple(
        replace(party, code=home) if home and party.form is PartyForm.OFFICE and not party.code else party
        for party in parties
    )

import json
from pathlib import Path

import pytest

from pledgebook.errors import UsageFault
from pledgebook.reference.countries import countries, country
from pledgebook.reference.languages import language_tags
from pledgebook.reference.parties import (
    AliasKind,
    PartyKind,
    SuffixRule,
    all_parties,
    currency_of,
    find_party,
    inflected,
    party_kind,
    party_lexicon,
    party_name,
)

LANGUAGES = ("en", "da", "sv", "no", "lt", "uk", "de", "fr", "es", "pl")
DATA = Path(__file__).resolve().parents[2] / "src" / "pledgebook" / "reference" / "data"


def test_codes_are_iso_3166_and_unique() -> None:
    assert all(len(code) == 2 and code.isupper() for code in countries())
    alpha3 = [row.alpha3 for row in countries().values()]
    assert len(alpha3) == len(set(alpha3))
    assert all(len(code) == 3 for code in alpha3)


@pytest.mark.parametrize(
    ("code", "name", "currency"),
    [
        ("DK", "Denmark", "DKK"),
        ("UA", "Ukraine", "UAH"),
        ("BG", "Bulgaria", "EUR"),
        ("HR", "Croatia", "EUR"),
        ("XK", "Kosovo", "EUR"),
        ("HT", "Haiti", "HTG"),
        ("SD", "Sudan", "SDG"),
        ("AM", "Armenia", "AMD"),
    ],
)
def test_a_state_has_its_name_and_its_tender_of_today(code: str, name: str, currency: str) -> None:
    assert (party_name(code), currency_of(code), party_kind(code)) == (name, currency, PartyKind.STATE)


def test_a_country_is_found_by_either_code() -> None:
    assert country("dnk") is country("DK")
    with pytest.raises(UsageFault, match="QQ"):
        country("QQ")
    with pytest.raises(UsageFault, match="QQ"):
        party_name("QQ")


def test_no_organisation_takes_the_code_of_a_state() -> None:
    assert len(all_parties()) == len(set(all_parties()))
    assert {"DK", "EU", "NATO", "UN", "WB", "IMF", "EBRD", "G7"} <= set(all_parties())


@pytest.mark.parametrize(
    ("language", "wordings"),
    [
        (
            "en",
            {
                "the Netherlands": None,
                "Holland": "NL",
                "US": "US",
                "U.S.": "US",
                "Czech Republic": "CZ",
                "Türkiye": "TR",
            },
        ),
        (
            "en",
            {"Republic of Korea": "KR", "North Korea": "KP", "Niger": "NE", "Kiev": "UA", "Swedes": "SE", "IMF": "IMF"},
        ),
        ("da", {"Danmarks": "DK", "hollandsk": "NL", "Europa-Kommissionen": "EU", "ukrainske": "UA"}),
        ("sv", {"Sveriges": "SE", "svenska": "SE", "Köpenhamn": "DK", "Världsbanken": "WB"}),
        ("no", {"Norges": "NO", "norske": "NO", "Nederland": "NL", "FN": "UN"}),
        ("lt", {"Lietuvos": "LT", "Danijos": "DK", "JAV": "US", "Kopenhagoje": "DK"}),
        ("uk", {"Данії": "DK", "Швецією": "SE", "литовського": "LT", "Києва": "UA", "Євросоюзу": "EU"}),
        ("de", {"Dänemarks": "DK", "dänischen": "DK", "IWF": "IMF", "Kopenhagen": "DK"}),
        ("fr", {"Pays-Bas": "NL", "norvégienne": "NO", "Copenhague": "DK", "FMI": "IMF"}),
        ("es", {"Países Bajos": "NL", "suecas": "SE", "ucranianas": "UA", "OTAN": "NATO"}),
        ("pl", {"Danii": "DK", "Szwecję": "SE", "duńskiego": "DK", "Niemiec": "DE"}),
    ],
)
def test_every_language_knows_its_forms(language: str, wordings: dict[str, str | None]) -> None:
    assert {wording: find_party(wording, language) for wording in wordings} == wordings


@pytest.mark.parametrize("language", LANGUAGES)
def test_wordings_are_clean_and_name_known_parties(language: str) -> None:
    assert language in language_tags()
    aliases = party_lexicon(language).aliases
    assert len(aliases) > 900
    known = {*all_parties(), ""}
    for wording, alias in aliases.items():
        assert wording == wording.strip()
        assert wording, "an empty wording would match everywhere"
        assert alias.code in known, wording
        assert alias.code or alias.kind in {AliasKind.MASK, AliasKind.PERSON}, wording


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_a_name_in_every_language(language: str) -> None:
    named = {alias.code for alias in party_lexicon(language).aliases.values() if alias.kind is AliasKind.NAME}
    assert set(countries()) - named == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_generated_names_say_where_they_come_from(language: str) -> None:
    tree = json.loads((DATA / "languages" / language / "countries.json").read_text(encoding="utf-8"))
    assert "CLDR" in tree["source"]


def test_an_unknown_language_still_knows_organisations_and_people() -> None:
    assert find_party("NATO", "xx") == "NATO"
    assert find_party("Dänemark", "xx") is None


def test_the_first_fitting_suffix_rule_inflects() -> None:
    rules = [SuffixRule(ending="ia", forms=["ia", "ii"]), SuffixRule(ending="a", forms=["a", "y"])]
    assert list(inflected("Dania", rules)) == ["Dania", "Dania", "Danii"]
    assert list(inflected("Oslo", rules)) == ["Oslo"]

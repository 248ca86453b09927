import re

import pytest

from pledgebook.errors import UsageFault
from pledgebook.reference.languages import language_tags, load_lexicon
from pledgebook.reference.mechanisms import mechanism, mechanism_lexicon, mechanisms
from pledgebook.reference.parties import all_parties

LANGUAGES = ("en", "da", "sv", "no", "lt", "uk", "de", "fr", "es", "pl")


def test_slugs_are_slugs_and_funders_are_parties() -> None:
    for slug, found in mechanisms().items():
        assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
        assert found.title
        assert found.description.endswith(".")
        assert {*found.funders, *found.recipients} <= set(all_parties())
        assert re.fullmatch(r"(?:\d{4}(?:-\d{2})?)?", found.since)


def test_fixed_funders_and_recipients_are_told() -> None:
    assert mechanism("windfall-profits").funders == ("EU",)
    assert mechanism("danish-model").recipients == ("UA",)
    assert mechanism("purl").funders == ()
    with pytest.raises(UsageFault, match="no-such"):
        mechanism("no-such")


@pytest.mark.parametrize("language", [*LANGUAGES, "und"])
def test_every_wording_leads_to_a_known_mechanism(language: str) -> None:
    lexicon = mechanism_lexicon(language)
    slugs = {*lexicon.names.values(), *lexicon.weak.values(), *(slug for slug, _ in lexicon.patterns), *lexicon.gates}
    assert slugs <= set(mechanisms())
    assert all(wording == wording.strip() and wording for wording in lexicon.names)
    assert set(lexicon.needs) <= {*lexicon.names, *lexicon.weak}


@pytest.mark.parametrize("language", LANGUAGES)
def test_patterns_stay_in_the_subset_of_re2(language: str) -> None:
    assert language in language_tags()
    for slug, pattern in mechanism_lexicon(language).patterns:
        re.compile(pattern)
        assert not re.search(r"\(\?[=!<]|\\[1-9]|\(\?P=", pattern), f"{slug}: look-around or back-reference"
        assert not re.search(r"[\])][+*]", pattern), f"{slug}: a repetition without an end may take quadratic time"
        assert not re.search(r"\{[a-z_]+\}", pattern), f"{slug}: a part without a text"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_core_mechanisms_have_a_name_in_every_language(language: str) -> None:
    named = set(mechanism_lexicon(language).names.values())
    assert {"danish-model", "windfall-profits", "epf", "czech-initiative", "drone-coalition", "purl"} <= named
    assert load_lexicon(language, "mechanisms")

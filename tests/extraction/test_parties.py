import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.extraction.mechanisms import find_mechanisms
from pledgebook.extraction.mentions import PartyForm
from pledgebook.extraction.parties import find_parties
from pledgebook.extraction.trie import whole_words


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    """Return wording and code of what is a party for certain (no group, no speaker)."""
    return [
        (text[mention.start : mention.end], mention.code)
        for mention in find_parties(text, language)
        if mention.form not in {PartyForm.GROUP, PartyForm.SELF}
    ]


def forms(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(text[mention.start : mention.end], mention.form.value) for mention in find_parties(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Denmark and the Netherlands", [("Denmark", "DK"), ("Netherlands", "NL")]),
        ("the U.S. and the UK", [("U.S.", "US"), ("UK", "GB")]),
        ("aid from the U.S. It came late.", [("U.S.", "US")]),
        ("UKRAINE THANKS SWEDEN", [("UKRAINE", "UA"), ("SWEDEN", "SE")]),
        ("South Sudan, Sudan and Guinea-Bissau", [("South Sudan", "SS"), ("Sudan", "SD"), ("Guinea-Bissau", "GW")]),
        ("the United\nStates of America", [("United\nStates of America", "US")]),
        ("Côte d’Ivoire and Haiti", [("Côte d’Ivoire", "CI"), ("Haiti", "HT")]),
        ("the World Bank, the IMF and UNICEF", [("World Bank", "WB"), ("IMF", "IMF"), ("UNICEF", "UNICEF")]),
        ("the European Commission in Brussels", [("European Commission", "EU"), ("Brussels", "EU")]),
        ("the White House and Downing Street", [("White House", "US"), ("Downing Street", "GB")]),
        ("a Danish-financed plant of the Danes", [("Danish", "DK"), ("Danes", "DK")]),
        ("the Palestinian Authority and Gaza", [("Palestinian Authority", "PS"), ("Gaza", "PS")]),
        ("the Democratic Republic of the Congo", [("Democratic Republic of the Congo", "CD")]),
    ],
)
def test_states_and_organisations_are_found_by_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Danish government", [("Danish government", "DK")]),
        ("Danish Defence Ministry", [("Danish Defence Ministry", "DK")]),
        ("the Ministry of Defence of Denmark", [("Ministry of Defence of Denmark", "DK")]),
        ("Danish Defence Minister Anna Blom said", [("Danish Defence Minister Anna Blom", "DK")]),
        (
            "Lithuania's Minister of National Defense Jonas Kazlauskas",
            [("Lithuania's Minister of National Defense Jonas Kazlauskas", "LT")],
        ),
        ("Swedish and Norwegian governments", [("Swedish", "SE"), ("Norwegian governments", "NO")]),
        ("Ministry of Defence of Ukraine", [("Ministry of Defence of Ukraine", "UA")]),
        ("President Biden said", [("President Biden", "US")]),
        ("Vice President Harris said", [("Vice President Harris", "US")]),
        ("the ministry said", [("ministry", "")]),
        ("Ministry of Finance officials", [("Ministry of Finance", "")]),
    ],
)
def test_an_office_is_one_mention_with_its_state(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected
    assert {form for _, form in forms(text)} <= {"office", "adjective"}


def test_a_shared_name_follows_the_office_beside_it() -> None:
    assert found("Prime Minister Mark Rutte spoke.") == [("Prime Minister Mark Rutte", "NL")]
    assert found("Secretary General Mark Rutte spoke.") == [("Secretary General Mark Rutte", "NATO")]


def test_the_text_itself_says_who_holds_an_office() -> None:
    text = "Danish Defence Minister Anna Blom signed. Blom smiled. The Polish minister, Jan Nowak, joined. Nowak left."
    assert [code for wording, code in found(text) if wording in {"Blom", "Nowak"}] == ["DK", "PL"]
    before = "Anna Blom, the Danish foreign minister, signed. Blom smiled."
    assert ("Blom", "DK") in found(before)


@pytest.mark.parametrize(
    "text",
    [
        "Jim Jordan and Chad Wolf spoke.",
        "Governor Murphy of New Jersey spoke.",
        "The Washington Post and the Kyiv Independent wrote.",
        "It cost 5 million Danish kroner, or US$700,000, or 900,000 Canadian dollars.",
        "A turkey, some polish, a swede and us.",
        "the Paris Agreement, the Vienna Convention, the Paris Club",
        "Copenhagen Airport and Kyiv region",
        "the Soviet Union and Latin America",
        "the Danish model and the Czech initiative",
        "the Council of Economic Advisers",
        "Senators from Atlanta, Georgia, ran a campaign.",
    ],
)
def test_what_only_carries_a_party_s_name_is_none(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Jordan hosts refugees.", "JO"),
        ("King Abdullah of Jordan came.", "JO"),
        ("The European Union helps; the Commission pays.", "EU"),
        ("Georgia, where Tbilisi burnt, asked for aid.", "GE"),
        ("Chad received the money.", "TD"),
    ],
)
def test_an_ambiguous_name_counts_where_it_stands_alone(text: str, code: str) -> None:
    assert code in {found_code for _, found_code in found(text)}


def test_a_weak_name_needs_a_strong_one_in_the_text() -> None:
    assert found("The Commission met.") == []
    assert found("The Commission met. The EU paid.") == [("Commission", "EU"), ("EU", "EU")]


def test_groups_and_speakers_have_no_code() -> None:
    text = "Seven donors and the two countries met. We thank our partners; I think it helps us. Package I was first."
    groups = [wording for wording, form in forms(text) if form == "group"]
    speakers = [wording for wording, form in forms(text) if form == "self"]
    assert groups == ["Seven donors", "two countries", "partners"]
    assert speakers == ["We", "our", "I", "us"]
    assert not any(mention.code for mention in find_parties(text))


def test_a_group_of_an_organisation_s_members_is_the_organisation() -> None:
    assert found("EU states and NATO allies will pay; other countries wait.") == [
        ("EU states", "EU"),
        ("NATO allies", "NATO"),
    ]


def test_a_person_of_two_offices_follows_the_one_named_before() -> None:
    assert ("Kaja Kallas", "EU") in found("High Representative Kaja Kallas spoke.")
    assert ("Prime Minister Kaja Kallas", "EE") in found("Prime Minister Kaja Kallas spoke.")


def test_mechanisms_at_hand_give_the_same_as_found_anew() -> None:
    text = "Danish money for the Czech initiative and the Danish model, says the Danish government."
    assert find_parties(text, mechanisms=find_mechanisms(text)) == find_parties(text)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("da", "Danmarks regering og den svenske forsvarsminister", ["DK", "SE"]),
        ("sv", "Norges regering och danska pengar", ["NO", "DK"]),
        ("no", "den danske regjeringen og Storbritannia", ["DK", "GB"]),
        ("de", "Die dänische Regierung und das Auswärtige Amt", ["DK", "DE"]),
        ("fr", "le ministre danois de la Défense et la Suède", ["DK", "SE"]),
        ("es", "el Ministerio de Defensa danés y los Países Bajos", ["DK", "NL"]),
        ("pl", "duńskie ministerstwo obrony i rząd Litwy", ["DK", "LT"]),
        ("uk", "міністр оборони Данії та литовський уряд", ["DK", "LT"]),
        ("lt", "Danijos vyriausybė ir krašto apsaugos ministras", ["DK", "LT"]),
    ],
)
def test_offices_in_other_languages(language: str, text: str, expected: list[str]) -> None:
    assert [code for _, code in found(text, language)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "500 mio. norske kroner"),
        ("de", "500 Millionen US-Dollar und kanadische Dollar"),
        ("fr", "500 millions de couronnes danoises"),
        ("es", "500 millones de coronas suecas"),
        ("pl", "500 mln koron duńskich"),
        ("uk", "500 млн данських крон"),
        ("lt", "500 mln. Danijos kronų"),
    ],
)
def test_currencies_are_no_parties_in_other_languages(language: str, text: str) -> None:
    assert found(text, language) == []


@given(st.text(alphabet="DanishUkre. \nNATOwetheminsrPd,'’", max_size=300))
def test_mentions_are_in_order_and_do_not_overlap(text: str) -> None:
    mentions = find_parties(text)
    assert all(0 <= each.start < each.end <= len(text) for each in mentions)
    assert all(left.end <= right.start for left, right in itertools.pairwise(mentions))
    assert find_parties(text) == mentions


@given(
    st.lists(st.text(alphabet="abc ' ’", min_size=1, max_size=6), min_size=1, max_size=12),
    st.text("abc '’x", max_size=60),
)
def test_a_trie_finds_what_a_plain_search_finds(words: list[str], text: str) -> None:
    listed = [" ".join(word.split()).replace("’", "'") for word in words]
    listed = [word for word in listed if word and word[0].isalpha() and word[-1].isalpha()]
    for match in whole_words(listed).finditer(text):
        assert " ".join(match.group().split()).replace("’", "'") in listed


@pytest.mark.parametrize(
    "unit",
    [
        "Danish Foreign and Defence ",
        "Prime Minister Anna Blom ",
        "the United ",
        "Minister of ",
        "A B C. ",
        "we us our ",
        "several other European partner ",
        "Denmark's government, Anna Blom, ",
    ],
)
def test_time_grows_with_length_alone(unit: str) -> None:
    def seconds(size: int) -> float:
        text = unit * (size // len(unit))
        began = time.perf_counter()
        find_parties(text)
        return time.perf_counter() - began

    find_parties("")
    small, large = min(seconds(20_000) for _ in range(3)), min(seconds(160_000) for _ in range(2))
    assert large < 8 * small * 4 + 0.2, f"{small:.3f} s for 20 kB, {large:.3f} s for 160 kB"

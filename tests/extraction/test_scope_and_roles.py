from collections.abc import Sequence

import pytest

from pledgebook.extraction.extract import Extraction, extract_statements
from pledgebook.model.evidence import TextLayer
from pledgebook.model.stage import Stage
from pledgebook.model.statement import BudgetOrigin, Scope, Statement
from pledgebook.model.when import PartialDate

DAY = PartialDate(2025, 3, 5)


def extract(text: str) -> Extraction:
    return extract_statements(TextLayer(text, "plain/1"), document="d", published=DAY, language="en")


def sums(text: str) -> Sequence[Statement]:
    return [item for item in extract(text).statements if item.amount is not None]


def figures(text: str) -> dict[str, Statement]:
    return {item.amount.text: item for item in sums(text) if item.amount is not None}


def test_parts_of_a_list_are_tied_to_their_total() -> None:
    found = figures(
        "Norway pledged EUR 500 million to Ukraine. Of this, EUR 350 million is military and EUR 150 million civilian."
    )
    total = found["EUR 500 million"]
    assert total.scope is Scope.TOTAL
    assert found["EUR 350 million"].part_of == total.id
    assert found["EUR 150 million"].part_of == total.id


def test_what_a_sum_is_taken_from_is_a_whole() -> None:
    found = figures("The EUR 20 million for Ukraine comes out of the EUR 63 million that Sweden set aside in October.")
    assert found["EUR 63 million"].scope is Scope.TOTAL


def test_each_of_several_gives_its_own_sum() -> None:
    donors = [
        item.donors for item in sums("Ukraine received EUR 10 million from Germany and EUR 3 million from Canada.")
    ]
    assert donors == [("DE",), ("CA",)]


def test_the_sum_each_of_two_gives_is_told_twice() -> None:
    found = sums("Ukraine will receive EUR 3 million each from Canada and Luxembourg for drones.")
    assert sorted(item.donors for item in found) == [("CA",), ("LU",)]


def test_windfall_money_is_the_unions_whoever_spends_it() -> None:
    found = sums("Denmark will spend EUR 390 million in windfall profits on behalf of the EU on weapons for Ukraine.")
    assert [item.donors for item in found] == [("EU",)]
    assert found[0].budget_origin is BudgetOrigin.WINDFALL
    assert found[0].mechanism == "windfall-profits"


def test_according_to_somebody_is_no_gift_to_him() -> None:
    found = sums("According to the Finnish Defence Ministry, Finland will give Ukraine EUR 159 million in aid.")
    assert (found[0].donors, found[0].recipients) == (("FI",), ("UA",))


def test_a_headline_and_its_body_are_one_statement() -> None:
    text = "Denmark gives Ukraine 20 million euros\n\nDenmark will give Ukraine EUR 20 million, it said on Tuesday."
    found = sums(text)
    assert len(found) == 1
    assert [span.quote for span in found[0].also] == ["20 million euros"]


def test_kroner_are_those_of_the_giver() -> None:
    found = figures("Norway gives Ukraine 500 million kroner. Sweden adds 300 million kronor.")
    assert {item.amount.unit for item in found.values() if item.amount} == {"NOK", "SEK"}


def test_an_approval_still_to_come_makes_a_proposal() -> None:
    found = sums("Norway's government plans to give Ukraine NOK 5 billion, subject to approval by parliament.")
    assert found[0].stage is Stage.PROPOSED


@pytest.mark.parametrize(
    "text", ["x" * 200_000, "EUR 5 million " * 3_000, "Denmark, " * 8_000 + "gives EUR 1 million."]
)
def test_hostile_text_ends_soon_and_breaks_nothing(text: str) -> None:
    for item in extract(text).statements:
        assert text[item.span.start : item.span.end] == item.span.quote


@pytest.mark.parametrize(
    ("language", "text", "donors"),
    [
        ("da", "Danmark giver 1,3 mia. kr. til den ukrainske våbenindustri.", ("DK",)),
        ("sv", "Sverige ger 16 miljarder kronor i stöd till Ukraina.", ("SE",)),
        ("de", "Deutschland gibt 4 Milliarden Euro Militärhilfe für die Ukraine.", ("DE",)),
        ("fr", "La Suède a annoncé une aide de 16 milliards de couronnes à l'Ukraine.", ("SE",)),
        ("uk", "Канада виділила 100 млн канадських доларів на дрони для України.", ("CA",)),
    ],
)
def test_other_languages_find_sum_and_giver(language: str, text: str, donors: tuple[str, ...]) -> None:
    found = extract_statements(TextLayer(text, "plain/1"), document="d", published=DAY, language=language).statements
    assert [item.donors for item in found if item.amount is not None] == [donors]


def test_a_share_of_a_sum_is_part_of_it_and_counted_once() -> None:
    whole, half = sums("Norway will give Moldova EUR 40 million, half of it for wells.")
    assert [item.amount.low for item in (whole, half) if item.amount is not None] == [40_000_000, 20_000_000]
    assert half.scope is Scope.PART
    assert half.part_of == whole.id
    assert "scope:by-reference" in half.rules


def test_as_much_again_is_a_sum_of_its_own() -> None:
    first, second = sums("Norway will give Moldova EUR 40 million for wells and as much again for roads.")
    assert (first.amount and first.amount.low) == (second.amount and second.amount.low)
    assert second.part_of is None

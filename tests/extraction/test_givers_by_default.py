"""Who gives where the sentence of a sum names nobody: issuers of currencies, common givers, well-known bodies."""

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.model.evidence import TextLayer
from pledgebook.model.when import PartialDate


def donors(text: str) -> dict[str, tuple[str, ...]]:
    found = extract_statements(
        TextLayer(text, "plain/1"), document="d", published=PartialDate(2025, 3, 5), language="en"
    )
    return {item.amount.text: item.donors for item in found.statements if item.amount is not None}


@pytest.mark.parametrize(
    ("wording", "giver"),
    [("CHF 40 million", "CH"), ("NOK 40 million", "NO"), ("4 billion yen", "JP"), ("A$40 million", "AU")],
)
def test_a_sum_in_a_states_own_currency_is_that_states(wording: str, giver: str) -> None:
    text = f"Germany has pledged €25 million in aid to Ukraine. Canada sent generators. Another {wording} is for homes."
    assert donors(text)[wording] == (giver,)


def test_dollars_and_euros_tell_nothing_of_the_giver() -> None:
    text = "Norway has pledged NOK 25 million in aid to Ukraine. A further $4 million is meant for shelters."
    assert donors(text)["$4 million"] == ("NO",)


def test_the_helped_sides_currency_makes_it_no_giver() -> None:
    text = "Denmark has pledged €25 million in aid to Ukraine. The sum of UAH 1 billion will go to Ukrainian hospitals."
    assert ("UA",) not in donors(text).values()


def test_a_capital_that_is_the_only_named_giver_is_not_taken_for_the_helped_side() -> None:
    text = (
        "Seoul keeps its shells, as a visiting Ukrainian minister learned. "
        "For this year 300 million dollars in help has been set aside."
    )
    assert donors(text)["300 million dollars"] == ("KR",)


def test_the_commission_is_the_unions_where_the_text_reckons_in_euros() -> None:
    text = "France has doubled its aid to Armenia to €12 million. The Commission added €5 million for refugees."
    assert donors(text)["€5 million"] == ("EU",)


def test_a_bare_letter_is_a_scale_only_where_the_text_writes_millions_so() -> None:
    text = "The EU signed loan agreements for Albania (922m) and Montenegro (383m), part of €600m of support."
    assert {"922m", "383m"} <= donors(text).keys()
    lengths = "Norway has pledged €40m in aid to Ukraine, among it a ferry 120m long."
    assert donors(lengths).keys() == {"€40m"}

"""What is no support: counts, web addresses, household matters, private money, and talk about aid."""

import pytest

from pledgebook.extraction.addresses import without_addresses
from pledgebook.extraction.sums import find_sums
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Kind
from pledgebook.workflow.extracting import extract

FILLING = " ".join(f"The two sides also spoke about matter {number} of their agenda." for number in range(40))


@pytest.mark.parametrize(
    "text",
    [
        "The programme reached nearly 3 million youth in Moldova.",
        "Some 26 million borrowers have applied, and 40 million Americans may.",
        "More than 4 million bed nets were handed out in Angola.",
    ],
)
def test_where_no_currency_stands_a_scaled_figure_counts_something(text: str) -> None:
    assert extract(text) == ()


def test_what_a_bare_figure_counts_is_no_money_beside_a_sum_either() -> None:
    found = find_sums("Norway gives EUR 5 million; the clinics have treated 3 million youth.")
    assert [item.amount.text for item in found] == ["EUR 5 million"]


def test_people_are_counted_by_the_name_of_any_people() -> None:
    found = find_sums("Norway gives EUR 5 million; 1.2 million Moldovans and 3 million Jordanians live there.")
    assert [item.amount.text for item in found] == ["EUR 5 million"]


def test_a_bare_figure_beside_a_sum_is_money() -> None:
    found = find_sums("Of the EUR 5 billion, the other 2.9 billion goes to Moldova.")
    assert len(found) == 2


def test_web_addresses_are_blanked_at_their_length() -> None:
    text = "See [the note](https://example.org/aid-of-1-2-billion-to-moldova/) and www.example.org/x."
    blanked = without_addresses(text)
    assert len(blanked) == len(text)
    assert "billion" not in blanked
    assert blanked.startswith("See [the note](")
    assert blanked.endswith(".")


def test_a_figure_within_an_address_is_no_statement() -> None:
    text = "Norway supports [Moldova](https://example.org/norway-gives-moldova-over-1-2-billion-kroner/) in many ways."
    assert extract(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The administration of the United States has approved $45 billion in debt relief for student loan borrowers.",
        "Today the United States is announcing $1.7 billion for communities that the hurricane hit, FEMA said.",
        "Refugees in the United States contributed almost $124 billion to our nation's economy.",
    ],
)
def test_money_spent_at_home_is_no_support(text: str) -> None:
    assert [item for item in extract(text) if item.amount] == []


def test_money_at_home_beside_a_helped_state_is_weighed_with_the_rest() -> None:
    text = "The United States gives Moldova $30 million, so that Americans and Moldovans trade more."
    assert [item.amount.text for item in extract(text) if item.amount] == ["$30 million"]


@pytest.mark.parametrize(
    "text",
    [
        "In Moldova, Example Holdings, Inc. announced a $100 million plant.",
        "The grant of the United States will leverage $15 million for clinics in Moldova.",
        "The conference for Moldova brought private sector commitments of $3.2 billion.",
    ],
)
def test_private_money_is_no_support(text: str) -> None:
    assert [item for item in extract(text) if item.amount and item.amount.text != "$5 million"] == []


def _unquantified(text: str) -> list[tuple[tuple[str, ...], Stage]]:
    return [(item.donors, item.stage) for item in extract(text) if item.kind is Kind.UNQUANTIFIED]


def test_support_that_is_promised_is_told() -> None:
    assert _unquantified("Sweden will provide Moldova with substantial funds.") == [(("SE",), Stage.PLEDGED)]


@pytest.mark.parametrize(
    "text",
    [
        "The ministers of Sweden spoke about the importance of military aid to Moldova.",
        "Sweden has called for efforts to increase the flow of humanitarian aid to Moldova.",
    ],
)
def test_support_that_is_only_talked_about_is_not_told(text: str) -> None:
    assert _unquantified(text) == []


def test_only_aid_that_is_stopped_is_support_stopped() -> None:
    assert _unquantified("Sweden has suspended its aid to Moldova.") == [(("SE",), Stage.CANCELLED)]
    other = (
        "Sweden has suspended the talks about the northern railway line and its stations with Norway; "
        "in Moldova people read about it, and aid was not among the matters."
    )
    assert _unquantified(other) == []


def test_in_a_long_text_a_paper_must_speak_of_support() -> None:
    space = "Sweden and Moldova signed a memorandum of understanding on the use of space. "
    help_paper = "Sweden signed a memorandum of understanding on financial assistance to Moldova. "
    assert _unquantified(space + FILLING) == []
    assert _unquantified(help_paper + FILLING) == [(("SE",), Stage.SIGNED)]

"""Goods that are given: which sentences give them, which only speak of them, and lists over several sentences."""

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.model.evidence import TextLayer
from pledgebook.model.statement import Kind, Statement

TITLE = "More support for Ukraine\n\n"


def statements(text: str) -> tuple[Statement, ...]:
    layer = TextLayer(TITLE + text, "plain/1")
    found = extract_statements(layer, document="t", language="en").statements
    assert all(layer.text[item.span.start : item.span.end] == item.span.quote for item in found)
    return found


def goods(text: str) -> list[tuple[str, int | None]]:
    return [
        (item.item, None if item.quantity is None else int(item.quantity))
        for statement in statements(text)
        for item in statement.items
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Estonia has handed over 24 howitzers and 5,000 mines.", [("howitzers", 24), ("mines", 5000)]),
        ("Latvia is sending six helicopters to Ukraine.", [("helicopters", 6)]),
        ("Poland will supply Ukraine with 60 PT-91 tanks.", [("PT-91 tanks", 60)]),
        ("Two more Patriot launchers have been promised by the Netherlands.", [("Patriot launchers", 2)]),
        ("Twelve ambulances arrived in Kyiv from Spain.", [("ambulances", 12)]),
        ("Ukraine has received more than 1,400 missiles from Canada.", [("missiles", 1400)]),
        ("Japan has provided generators to Ukrainian hospitals.", [("generators", None)]),
        ("Norway sent Ukraine a shipment of air defence missiles.", [("air defence missiles", None)]),
        ("Already supplied by Estonia are patrol boats.", [("patrol boats", None)]),
        ("Sweden trained 1,500 Ukrainian soldiers.", [("Ukrainian soldiers trained", 1500)]),
        ("Ukraine thanked Norway for 22 launchers.", [("launchers", 22)]),
        ("The 60 buses that Austria gave reached Kharkiv.", [("buses", 60)]),
        ("Finland's new package contains tents and winter clothing.", [("tents", None), ("winter clothing", None)]),
        ("Germany gave Ukraine hundreds of generators.", [("generators", None)]),
        (
            "Canada has sent anti-tank and anti-ship missiles.",
            [("anti-tank missiles", None), ("anti-ship missiles", None)],
        ),
    ],
)
def test_what_is_given_is_listed(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert goods(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Ukraine needs 300 tanks and 1,000 drones.",
        "Kyiv asked Germany for 300 tanks.",
        "Germany has allocated 300 million euros for long-range drones.",
        "Germany will buy long-range drones from Ukrainian makers.",
        "Russia launched 120 drones against Ukraine.",
        "Ukraine destroyed 12 helicopters.",
        "Sweden will not send Gripen jets to Ukraine.",
        "Switzerland refused to supply 96 tanks.",
        "The plant in Ukraine can produce 200 drones a month.",
        "Poland sold Ukraine 40 vehicles.",
        "Denmark pays for training on tanks.",
        "The ministry did not say which brigades will receive the guns.",
        "Denmark announced a new round of donations for Ukraine.",
        "Sweden could add to the 14,000 shells that Ukraine produces each month.",
    ],
)
def test_what_is_only_spoken_of_is_not(text: str) -> None:
    assert goods(text) == []


def test_a_package_with_a_value_lists_its_goods_in_one_statement() -> None:
    found = [
        item
        for item in statements(
            "The United States announced a $400 million package including 18 howitzers and spare parts."
        )
        if item.items
    ]
    assert [(item.kind, len(item.items)) for item in found] == [(Kind.IN_KIND, 2)]
    assert found[0].amount is not None
    assert found[0].amount.low == 400_000_000


def test_the_sentence_behind_a_package_names_what_it_holds() -> None:
    found = statements(
        "The United States announced $300 million in military assistance for Ukraine. "
        "It includes two radars and ammunition."
    )
    assert [[item.item for item in statement.items] for statement in found if statement.items] == [
        ["radars", "ammunition"]
    ]
    assert found[0].amount is not None


def test_money_is_not_what_it_buys() -> None:
    text = "Norway gives Ukraine 20 million euros in aid. This funding will provide food and clean water."
    assert goods(text) == []


def test_bullets_under_a_lead_are_one_statement() -> None:
    text = """The United States has provided Ukraine with:

• Over 2,000 Stinger missiles;
• 198 155mm howitzers and 3,000 rounds of ammunition;
• Night vision devices; and
• Funding for training.
"""
    found = [item for item in statements(text) if item.items]
    assert len(found) == 1
    assert [(item.item, item.quantity) for item in found[0].items] == [
        ("Stinger missiles", 2000),
        ("155mm howitzers", 198),
        ("rounds of ammunition", 3000),
        ("Night vision devices", None),
    ]
    assert found[0].donors == ("US",)


def test_a_lead_that_is_nothing_but_signs_makes_no_statement() -> None:
    assert goods("Denmark gives support.\n\n**:**\n\n- 18 tanks\n") == []


def test_the_same_goods_are_told_once() -> None:
    text = "Denmark has sent Ukraine 18 howitzers. The 18 howitzers were delivered by Denmark in May."
    assert goods(text) == [("howitzers", 18)]


def test_equal_numbers_from_different_givers_are_two_gifts() -> None:
    text = "Estonia has sent Ukraine 24 howitzers. The Czech Republic has sent Ukraine 24 howitzers."
    assert goods(text) == [("howitzers", 24), ("howitzers", 24)]


def test_goods_go_to_others_than_ukraine_too() -> None:
    layer = TextLayer(
        "Kenya receives vaccines\n\nKenya received 880,000 doses of vaccine from the United States.", "plain/1"
    )
    found = extract_statements(layer, document="t").statements
    assert [(item.donors, item.recipients) for item in found if item.items] == [(("US",), ("KE",))]

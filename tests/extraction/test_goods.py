"""Goods and their counts."""

import pytest

from pledgebook.extraction.goods import find_goods


def read(text: str) -> list[tuple[str, int | None, str]]:
    return [
        (mention.item, None if mention.quantity is None else int(mention.quantity), mention.qualifier.value)
        for mention in find_goods(text)
    ]


@pytest.mark.parametrize(
    ("text", "item", "quantity", "qualifier"),
    [
        ("18 howitzers", "howitzers", 18, "exact"),
        ("Eighteen Bohdana self-propelled guns", "Bohdana self-propelled guns", 18, "exact"),
        ("20 M113 carriers", "M113 carriers", 20, "exact"),
        ("4,500 drones", "drones", 4500, "exact"),
        ("100 more drone-detection radars", "drone-detection radars", 100, "exact"),
        ("1.5 million rounds", "rounds", 1_500_000, "exact"),
        ("more than 50 tanks", "tanks", 50, "at_least"),
        ("up to 30 tanks", "tanks", 30, "at_most"),
        ("two IRIS-T systems", "IRIS-T systems", 2, "exact"),
        ("five hundred Latvian combat drones", "combat drones", 500, "exact"),
        ("49 M1A1 Abrams tanks", "M1A1 Abrams tanks", 49, "exact"),
        ("Leopard 2 tanks", "Leopard 2 tanks", None, "unspecified"),
        ("ten Leopard 2", "Leopard 2", 10, "exact"),
        ("hundreds of generators", "generators", None, "unspecified"),
        ("four and a half thousand drones", "drones", 4500, "exact"),
        ("80,840 surplus unarmed rockets", "surplus unarmed rockets", 80_840, "exact"),
        ("18 155mm howitzers", "155mm howitzers", 18, "exact"),
        ("120 T-72 tanks", "T-72 tanks", 120, "exact"),
        ("1,000+ drones", "drones", 1000, "at_least"),
        ("a Patriot battery", "Patriot battery", 1, "exact"),
        ("an air defence system", "air defence system", 1, "exact"),
        ("150,000 rounds of 155mm ammunition", "rounds of 155mm ammunition", 150_000, "exact"),
        ("18 Bohdana 155 mm howitzers", "Bohdana 155 mm howitzers", 18, "exact"),
        ("half a dozen boats", "boats", 6, "exact"),
        ("a pair of patrol boats", "patrol boats", 2, "exact"),
        ("eight of the 31 tanks", "tanks", 8, "exact"),
        ("10-12 howitzers", "howitzers", 10, "at_least"),
        ("18 x M777 howitzers", "M777 howitzers", 18, "exact"),
        ("Leopard 2 tanks (14)", "Leopard 2 tanks", 14, "exact"),
        ("1.2 million doses of the Moderna vaccine", "doses of the Moderna vaccine", 1_200_000, "exact"),
        ("450 metric tons of medical supplies", "metric tons of medical supplies", 450, "exact"),
        ("munitions for the Patriot batteries", "munitions for the Patriot batteries", None, "unspecified"),
        ("one million additional vaccine doses", "vaccine doses", 1_000_000, "exact"),
    ],
)
def test_goods_are_named_and_counted(text: str, item: str, quantity: int | None, qualifier: str) -> None:
    assert read(f"They will send {text} to the front.") == [(item, quantity, qualifier)]


@pytest.mark.parametrize(
    "text",
    [
        "the drone coalition",
        "50,000 soldiers",
        "50 countries",
        "a tank battalion",
        "support for the system",
        "20 per cent more",
        "the drone industry",
        "a new round of talks",
        "a drone barrage",
    ],
)
def test_what_is_no_goods_is_passed_over(text: str) -> None:
    assert read(f"They spoke of {text}.") == []


def test_a_year_is_no_count() -> None:
    assert read("delivered in 2024 tanks and shells") == [
        ("tanks", None, "unspecified"),
        ("shells", None, "unspecified"),
    ]


def test_a_list_gives_one_mention_each() -> None:
    assert [item for item, _, _ in read("It holds 12 tanks, 3 radars and night-vision goggles.")] == [
        "tanks",
        "radars",
        "night-vision goggles",
    ]


def test_words_without_a_figure_count_vaguely() -> None:
    text = "They sent hundreds of additional generators and heaters."
    assert [(mention.item, mention.quantity, mention.vague) for mention in find_goods(text)] == [
        ("generators", None, True),
        ("heaters", None, False),
    ]


def test_describing_words_that_share_a_head_name_goods_each() -> None:
    assert [item for item, _, _ in read("They sent anti-tank and anti-air systems.")] == [
        "anti-tank systems",
        "anti-air systems",
    ]


def test_a_bracketed_short_name_is_no_goods_of_its_own() -> None:
    assert [item for item, _, _ in read("They sent the High Mobility Rocket System (HIMARS).")] == [
        "High Mobility Rocket System"
    ]


def test_a_quoted_trade_name_belongs_to_the_goods_before_it() -> None:
    assert [item for item, _, _ in read("They sent 18 howitzers “Bohdana” to the front.")] == ["howitzers Bohdana"]


def test_what_goods_are_used_for_names_them() -> None:
    assert [item for item, _, _ in read("They sent radars and gear for evacuating casualties.")] == [
        "radars",
        "gear for evacuating casualties",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oslo handed over 70 tonnes of fuel.", [("tonnes of fuel", "70")]),
        ("They gave 23,000 tonnes of rice.", [("tonnes of rice", "23000")]),
        ("Bern drove 20 lorry-loads of flour to the border.", [("lorry-loads of flour", "20")]),
        ("a plane with 33 tonnes of food and a field clinic", [("tonnes of food", "33"), ("field clinic", "1")]),
        ("a new round of talks", []),
        ("They ate rice.", []),
    ],
)
def test_what_is_measured_is_goods_however_general_its_name(text: str, expected: list[tuple[str, str]]) -> None:
    found = [(item.item, str(item.quantity)) for item in find_goods(text) if item.item != "plane"]
    assert found == expected

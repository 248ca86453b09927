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
        ("150,000 rounds of 155mm ammunition", "155mm ammunition", 150_000, "exact"),
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

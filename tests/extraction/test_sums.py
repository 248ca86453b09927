"""Sums: every wording, bound, unit and restatement that the finder promises."""

from decimal import Decimal

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.mentions import SumMention
from pledgebook.extraction.sums import find_sums
from pledgebook.model.evidence import TextLayer
from pledgebook.model.quantity import Qualifier


def only(text: str, language: str = "en") -> SumMention:
    found = find_sums(text, language)
    assert len(found) == 1, found
    return found[0]


def in_short(text: str, language: str = "en") -> list[tuple[str, int | None, int | None, str]]:
    return [
        (
            mention.amount.text,
            None if mention.amount.low is None else int(mention.amount.low),
            None if mention.amount.high is None else int(mention.amount.high),
            mention.amount.unit,
        )
        for mention in find_sums(text, language)
    ]


@pytest.mark.parametrize(
    ("wording", "value", "unit"),
    [
        ("EUR 10 million", 10_000_000, "EUR"),
        ("EUR10m", 10_000_000, "EUR"),
        ("€10-million", 10_000_000, "EUR"),
        ("€10m", 10_000_000, "EUR"),
        ("10 million euros", 10_000_000, "EUR"),
        ("DKK 1.3bn", 1_300_000_000, "DKK"),
        ("US$28.5 million", 28_500_000, "USD"),
        ("C$4.5 billion", 4_500_000_000, "CAD"),
        ("CAN$4.5 billion", 4_500_000_000, "CAD"),
        ("A$245 million", 245_000_000, "AUD"),
        ("$870 million US dollars", 870_000_000, "USD"),
        ("5 billion Norwegian kroner", 5_000_000_000, "NOK"),
        ("25 billion Swedish kronor", 25_000_000_000, "SEK"),
        ("500 million pounds sterling", 500_000_000, "GBP"),
        ("£2.26bn", 2_260_000_000, "GBP"),
        ("65 billion yen", 65_000_000_000, "JPY"),
        ("3 million zlotys", 3_000_000, "PLN"),
        ("40 billion hryvnias", 40_000_000_000, "UAH"),
        ("UAH 40 bln", 40_000_000_000, "UAH"),
        ("two million euros", 2_000_000, "EUR"),
        ("half a billion euros", 500_000_000, "EUR"),
        ("two and a half billion euros", 2_500_000_000, "EUR"),
        ("a quarter of a billion dollars", 250_000_000, "USD"),
        ("Two billion euro", 2_000_000_000, "EUR"),
        ("twenty-five million euros", 25_000_000, "EUR"),
        ("two hundred and fifty thousand euros", 250_000, "EUR"),
        ("€1,300,000", 1_300_000, "EUR"),
        ("EUR 1.300.000", 1_300_000, "EUR"),
        ("1 300 000 euros", 1_300_000, "EUR"),
        ("1\u00a0300\u202f000 euros", 1_300_000, "EUR"),
        ("€1,5 million", 1_500_000, "EUR"),
        ("$20\nbillion", 20_000_000_000, "USD"),
        ("$64.8-million", 64_800_000, "USD"),
    ],
)
def test_a_sum_is_read_with_its_currency(wording: str, value: int, unit: str) -> None:
    text = f"They gave {wording} in spring."
    mention = only(text)
    assert mention.amount.text == wording
    assert (mention.amount.low, mention.amount.high) == (Decimal(value), Decimal(value))
    assert mention.amount.unit == unit
    assert text[mention.amount.start : mention.amount.end] == wording


@pytest.mark.parametrize(
    ("wording", "precision"),
    [("€2.7 million", "100000"), ("€2,700,000", "1"), ("seven billion euros", "1000000000"), ("€1.26bn", "10000000")],
)
def test_the_precision_is_one_unit_of_the_last_stated_digit(wording: str, precision: str) -> None:
    assert only(wording).amount.precision == Decimal(precision)


@pytest.mark.parametrize(
    ("lead", "qualifier"),
    [
        ("nearly", Qualifier.ABOUT),
        ("an estimated", Qualifier.ABOUT),
        ("just under", Qualifier.ABOUT),
        ("some", Qualifier.ABOUT),
        ("more than", Qualifier.AT_LEAST),
        ("just over", Qualifier.AT_LEAST),
        ("no less than", Qualifier.AT_LEAST),
        ("upwards of", Qualifier.AT_LEAST),
        ("up to", Qualifier.AT_MOST),
        ("as much as", Qualifier.AT_MOST),
        ("no more than", Qualifier.AT_MOST),
        ("a maximum of", Qualifier.AT_MOST),
        ("more than another", Qualifier.AT_LEAST),
    ],
)
def test_a_qualifier_bounds_the_sum_and_belongs_to_the_mention(lead: str, qualifier: Qualifier) -> None:
    text = f"It set aside {lead} €30 million."
    mention = only(text)
    assert mention.amount.qualifier is qualifier
    assert mention.amount.text == "€30 million"
    assert text[mention.start :].startswith(lead)
    assert (mention.amount.low is None) is (qualifier is Qualifier.AT_MOST)
    assert (mention.amount.high is None) is (qualifier is Qualifier.AT_LEAST)


@pytest.mark.parametrize(("text", "qualifier"), [("€5 million or more", "at_least"), ("€5 million-plus", "at_least")])
def test_a_qualifier_may_follow(text: str, qualifier: str) -> None:
    assert only(text).amount.qualifier.value == qualifier


def test_a_preposition_before_an_article_is_no_qualifier() -> None:
    assert only("They spoke about a €30 million grant.").amount.qualifier is Qualifier.EXACT


def test_a_frame_around_other_words_bounds_the_sum() -> None:
    assert only("The law capped the whole scheme at €75 million.").amount.qualifier is Qualifier.AT_MOST


@pytest.mark.parametrize(
    ("text", "low", "high", "wording"),
    [
        ("between 2 and 3 billion euros", 2_000_000_000, 3_000_000_000, "2 and 3 billion euros"),
        ("between 15 billion and 20 billion euros", 15 * 10**9, 20 * 10**9, "15 billion and 20 billion euros"),
        ("€2–3 billion", 2_000_000_000, 3_000_000_000, "€2–3 billion"),
        ("€5-10m", 5_000_000, 10_000_000, "€5-10m"),
        ("1.3 or 1.4 billion euros", 1_300_000_000, 1_400_000_000, "1.3 or 1.4 billion euros"),
        ("15 billion to 20 billion euros", 15 * 10**9, 20 * 10**9, "15 billion to 20 billion euros"),
    ],
)
def test_a_range_is_one_sum(text: str, low: int, high: int, wording: str) -> None:
    amount = only(text).amount
    assert (amount.low, amount.high) == (Decimal(low), Decimal(high))
    assert (amount.unit, amount.text) == ("EUR", wording)
    assert amount.qualifier is Qualifier.RANGE


def test_growth_from_one_figure_to_another_is_two_sums() -> None:
    assert in_short("Aid rises from 100 million euros to 300 million.") == [
        ("100 million euros", 100_000_000, 100_000_000, "EUR"),
        ("300 million", 300_000_000, 300_000_000, "EUR"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DKK 1.3 and 2.9 billion", [("DKK 1.3", 1_300_000_000), ("2.9 billion", 2_900_000_000)]),
        ("DKK 1.3 billion and 2.9 billion", [("DKK 1.3 billion", 1_300_000_000), ("2.9 billion", 2_900_000_000)]),
    ],
)
def test_neighbours_share_currency_and_scale(text: str, expected: list[tuple[str, int]]) -> None:
    assert [(wording, low) for wording, low, _, _ in in_short(text)] == expected
    assert {mention.amount.unit for mention in find_sums(text)} == {"DKK"}


def test_a_part_takes_the_currency_of_its_whole() -> None:
    part, whole = find_sums("Arms take 5.4 billion of the 7 billion euros.")
    assert (part.amount.unit, whole.amount.unit) == ("EUR", "EUR")
    assert "currency:shared" in part.rules
    assert "currency:shared" not in whole.rules


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("The other 2.9 billion comes from profits.", "2.9 billion"),
        ("A further 400 million is for firms.", "400 million"),
        ("The first billion was paid in August.", "first billion"),
        ("the rest of a five-billion loan", "five-billion"),
        ("* 3 billion for anti-tank weapons", "3 billion"),
    ],
)
def test_a_bare_scaled_figure_is_handed_on_without_a_unit(text: str, wording: str) -> None:
    mention = only(text)
    assert (mention.amount.text, mention.amount.unit) == (wording, "")
    assert "sum:bare" in mention.rules


@pytest.mark.parametrize(
    "text",
    [
        "1.5 million rounds",
        "8 million displaced people",
        "In 2024, 18 howitzers and 50,000 soldiers",
        "millions of dollars",
        "a growth of 3.5 percent",
        "M113 carriers, 155mm shells, 48 months",
        "Article 5 and page 10 m",
    ],
)
def test_what_is_no_money_is_passed_over(text: str) -> None:
    assert find_sums(text) == ()


def test_kroner_without_a_country_have_no_unit_but_a_rule() -> None:
    mention = only("seven billion kroner")
    assert mention.amount.unit == ""
    assert "currency:krone" in mention.rules


def test_a_bare_dollar_is_american_but_marked() -> None:
    assert only("$5 million").amount.unit == "USD"
    assert "currency:bare-dollar" in only("$5 million").rules
    assert "currency:bare-dollar" in only("5 million dollars").rules
    assert "currency:bare-dollar" not in only("US$5 million").rules


def test_a_currency_in_brackets_names_a_bare_dollar() -> None:
    mention = only("about $245 million [Australian dollars, $164 million US dollars]")
    assert (mention.amount.unit, mention.amount.text) == ("AUD", "$245 million")
    assert [(other.unit, other.low) for other in mention.equivalents] == [("USD", Decimal(164_000_000))]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("DKK 4.2 billion (about $629 million)", ["USD"]),
        ("9.4 billion kroner (€1.22 billion)", ["EUR"]),
        ("DKK 200 million — or $28.5m — for arms", ["USD"]),
        ("4.2 billion kroner, or $630 million, for arms", ["USD"]),
        ("4.2 billion kroner, about $630 million, for arms", ["USD"]),
        ("€500 million, equivalent to $579 million, for arms", ["USD"]),
        ("NOK 5bn (€430m; $470m)", ["EUR", "USD"]),
        ("DKK 500 million ($77.8 million or UAH 3.3 billion)", ["USD", "UAH"]),
    ],
)
def test_the_same_sum_in_other_currencies_is_folded_in(text: str, units: list[str]) -> None:
    mention = only(text)
    assert [other.unit for other in mention.equivalents] == units
    assert "sum:equivalent" in mention.rules


def test_two_sums_and_their_restatements_are_paired() -> None:
    first, second = find_sums(
        "SEK 57.4 billion and SEK 48.4 billion (about 4.99 billion and 4.20 billion euros respectively)"
    )
    assert [other.low for other in first.equivalents] == [Decimal(4990000000)]
    assert [other.low for other in second.equivalents] == [Decimal(4200000000)]


def test_different_sums_side_by_side_stay_apart() -> None:
    assert [unit for *_, unit in in_short("€10 million from Vilnius, $20 million from Ottawa and £3m more")] == [
        "EUR",
        "USD",
        "GBP",
    ]


def test_a_restatement_takes_the_qualifier_of_its_sum() -> None:
    mention = only("at least 15 billion yen (90 million euros)")
    assert (mention.equivalents[0].low, mention.equivalents[0].high) == (Decimal(90_000_000), None)


@pytest.mark.parametrize(
    "text",
    [
        "€15 million a year",
        "€15 million annually",
        "an annual €15 million",
        "€15 million (about $16 million) in each of the next two years",
    ],
)
def test_a_yearly_sum_is_marked(text: str) -> None:
    assert only(text).per_year


def test_a_sum_once_given_is_not_yearly() -> None:
    assert not only("€15 million, announced last year").per_year


def test_a_share_of_national_product_is_no_money() -> None:
    mention = only("at least 0.25 per cent of GDP")
    assert (mention.amount.unit, mention.amount.low, mention.amount.high) == ("%GDP", Decimal("0.25"), None)


def test_a_year_before_a_code_in_a_table_is_no_sum() -> None:
    assert in_short("arms, 2025\n DKK 373 m   weapons") == [("DKK 373 m", 373_000_000, 373_000_000, "DKK")]


@pytest.mark.parametrize("heading", ["C$ m", "Amount (C$ million)", "million Canadian dollars"])
def test_a_column_takes_unit_and_scale_from_its_heading(heading: str) -> None:
    rows = f"| {heading} | use |\n| 835 | arms in 12 lots |\n| 1.5 | other |\n"
    text = f"It is spent so.\n\n{rows}\nIn all 900 people came.\n"
    assert in_short(text) == [("835", 835_000_000, 835_000_000, "CAD"), ("1.5", 1_500_000, 1_500_000, "CAD")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway gives EUR 3 billion, half of it for Moldova.", [("half of it", "1500000000", "EUR")]),
        ("GBP 20 million, of which three quarters is paid", [("three quarters", "15000000", "GBP")]),
        ("EUR 9 million. A third of that sum is a gift.", [("A third of that sum", "3000000", "EUR")]),
        ("£10m for wells and as much again for roads", [("as much again", "10000000", "GBP")]),
        ("EUR 10 million, a third of it a loan", [("a third of it", "3333333.33", "EUR")]),
        ("EUR 3 billion, over half of it for Moldova", []),
        ("EUR 3 billion for 200 towns, half of them in the north", []),
        ("EUR 3 billion, as much again as last year", []),
        ("EUR 3 billion.\n\nHalf of it was eaten.", []),
        ("Half of it was eaten.", []),
        ("3 billion people, half of it", []),
    ],
)
def test_sums_told_by_another(text: str, expected: list[tuple[str, str, str]]) -> None:
    found = [item for item in find_sums(text) if any(rule.endswith("by-reference") for rule in item.rules)]
    assert [(item.amount.text, str(item.amount.low), item.amount.unit) for item in found] == expected
    assert all(text[item.amount.start : item.amount.end] == item.amount.text for item in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15 of those NOK 75 billion fall to each year", [("15000000000", "NOK"), ("75000000000", "NOK")]),
        ("contracts for 3.1 of the 5.2 billion euros", [("3100000000", "EUR"), ("5200000000", "EUR")]),
        ("2023 of the 5.2 billion euros", [("5200000000", "EUR")]),
        ("raised by $100m to $185m", [("100000000", "USD"), ("185000000", "USD")]),
        ("a billion and a half euros", [("1500000000", "EUR")]),
        ("two million and a quarter euros", [("2250000", "EUR")]),
    ],
)
def test_figures_that_lean_on_a_neighbour(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(str(item.amount.low), item.amount.unit) for item in find_sums(text)] == expected


@pytest.mark.parametrize("text", ["EUR 5 million¹ to Moldova", "5 million euros² to Moldova", "€5m¹⁰ to Moldova"])
def test_the_mark_of_a_footnote_behind_a_sum_is_no_part_of_it(text: str) -> None:
    [statement] = extract_statements(TextLayer(f"Latvia has given {text}.", "plain/1"), document="d").statements
    assert statement.amount is not None
    assert statement.amount.low == 5_000_000
    assert statement.amount.text in text


def test_a_raised_figure_behind_a_measure_makes_no_sum_of_it() -> None:
    found = extract_statements(
        TextLayer("Latvia has given Moldova a hall of 30 m² and €5 m².", "plain/1"), document="d"
    )
    assert all(item.amount is None or item.amount.low != 30_000_000 for item in found.statements)
    assert all(item.amount is None or item.amount.low != 5_000_000 for item in found.statements)

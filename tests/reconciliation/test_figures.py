from datetime import date
from decimal import Decimal

import pytest

from pledgebook.model.quantity import Amount, Qualifier
from pledgebook.reconciliation.figures import (
    Figure,
    Match,
    Rates,
    closed,
    match_figures,
    read_figure,
    significant_digits,
)

DAY = date(2024, 11, 11)


def amount(value: str, unit: str, qualifier: str = "exact", precision: str = "1000000") -> Amount:
    number = Decimal(value)
    low = None if qualifier == "at_most" else number
    high = None if qualifier == "at_least" else number
    return Amount(value, 0, len(value), low, high, Qualifier(qualifier), unit, Decimal(precision))


def figure(value: str, unit: str, rates: Rates, qualifier: str = "exact", precision: str = "1000000") -> Figure:
    return read_figure(amount(value, unit, qualifier, precision), rates, DAY, stated=True)


@pytest.mark.parametrize(
    ("qualifier", "value", "precision", "low", "high"),
    [
        ("exact", "535e6", "1e6", "534.5e6", "535.5e6"),
        ("exact", "1e9", "1e9", "0.95e9", "1.05e9"),
        ("about", "500e6", "1e6", "475e6", "525e6"),
        ("about", "538e6", "1e6", "537e6", "539e6"),
        ("at_least", "50e6", "1e6", "49.5e6", "55e6"),
        ("at_most", "50e6", "1e6", "45e6", "50.5e6"),
    ],
)
def test_intervals_are_closed_on_both_sides(qualifier: str, value: str, precision: str, low: str, high: str) -> None:
    interval = closed(amount(value, "EUR", qualifier, precision))
    assert (interval.low, interval.high) == (Decimal(low), Decimal(high))


def test_relations_from_equal_to_apart(rates: Rates) -> None:
    chosen = figure("535e6", "EUR", rates)
    relations = {
        "535e6 EUR": Match.EQUAL,
        "500e6 EUR": Match.NEAR,
        "120e6 EUR": Match.APART,
        "535e9 EUR": Match.SAME_DIGITS,
        "553e6 EUR": Match.NEAR,
        "535e6 USD": Match.SAME_DIGITS,
        "4000e6 DKK": Match.CONVERTED,
        "900e6 DKK": Match.APART,
    }
    for told, expected in relations.items():
        value, unit = told.split()
        assert match_figures((chosen,), (figure(value, unit, rates),)).match is expected, told


def test_a_coarser_figure_is_a_rounding_of_a_finer_one(rates: Rates) -> None:
    assert match_figures((figure("390e6", "EUR", rates),), (figure("400e6", "EUR", rates),)).match is Match.ROUNDED
    assert match_figures((figure("538e6", "EUR", rates),), (figure("600e6", "EUR", rates),)).match is Match.NEAR


def test_swapped_digits_are_a_slip(rates: Rates) -> None:
    told = (figure("783e6", "DKK", rates),), (figure("738e6", "DKK", rates),)
    assert match_figures(*told).match is Match.NEAR  # near enough to need no slip to explain it
    told = (figure("128e6", "DKK", rates),), (figure("182e6", "DKK", rates),)
    assert match_figures(*told).match is Match.SAME_DIGITS


def test_sums_of_one_currency_decide_before_their_restatements(rates: Rates) -> None:
    dollars = read_figure(amount("1.5e9", "USD", "exact", "1e8"), rates, DAY, stated=False)
    first = (figure("10.4e9", "DKK", rates, precision="1e8"), dollars)
    second = (figure("10.5e9", "DKK", rates, precision="1e8"), dollars)
    assert match_figures(first, second).match is Match.NEAR


def test_without_a_figure_nothing_is_known(rates: Rates) -> None:
    assert match_figures((), (figure("1e6", "EUR", rates),)).match is Match.UNKNOWN


def test_a_day_without_a_rate_takes_an_earlier_one() -> None:
    class OnlyEarlier:
        def convert(self, amount: Decimal, from_unit: str, to_unit: str, on: date) -> Decimal | None:
            assert (from_unit, to_unit) == ("DKK", "EUR")
            return amount / 10 if on < DAY else None

    assert figure("100e6", "DKK", OnlyEarlier()).euros == Decimal("10e6")


def test_significant_digits() -> None:
    assert significant_digits(Decimal(4_200_000_000)) == significant_digits(Decimal("4.2")) == "42"

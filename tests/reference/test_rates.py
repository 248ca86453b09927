from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.errors import InputFault
from pledgebook.model.when import PartialDate
from pledgebook.reference.rates import FIXED, RateTable, ecb_rates, read_rates

HRYVNIA = "Date,UAH,DKK\n2024-01-03,41.9,1\n2024-01-02,42.1,N/A\n"


@pytest.fixture(scope="module")
def ecb() -> RateTable:
    return ecb_rates()


def test_a_weekend_takes_the_last_published_day(ecb: RateTable) -> None:
    sunday = ecb.rate("DKK", date(2024, 11, 24))
    assert sunday is not None
    assert (sunday.day, sunday.units_per_eur) == (date(2024, 11, 22), Decimal("7.4577"))


def test_the_longest_holiday_is_bridged(ecb: RateTable) -> None:
    easter_monday = ecb.rate("USD", date(2024, 4, 1))
    assert easter_monday is not None
    assert easter_monday.day == date(2024, 3, 28)


@pytest.mark.parametrize(
    ("unit", "day"),
    [
        ("UAH", date(2024, 1, 2)),  # the ECB has none
        ("RUB", date(2022, 3, 20)),  # suspended on 1 March 2022
        ("ISK", date(2015, 1, 5)),  # a gap of nine years
        ("USD", date(1998, 12, 30)),  # before the euro
        ("USD", date(2999, 1, 1)),
        ("item:Leopard 2", date(2024, 1, 2)),
    ],
)
def test_what_is_missing_is_none_and_never_a_guess(ecb: RateTable, unit: str, day: date) -> None:
    assert ecb.rate(unit, day) is None
    assert ecb.convert(Decimal(1), unit, "EUR", day) is None


def test_rates_older_than_seven_days_are_refused(ecb: RateTable) -> None:
    newest = ecb.newest_day
    assert ecb.rate("USD", newest + timedelta(days=7)) is not None
    assert ecb.rate("USD", newest + timedelta(days=8)) is None


def test_a_currency_that_joined_the_euro_keeps_its_fixed_rate(ecb: RateTable) -> None:
    before, after = ecb.rate("HRK", date(2022, 12, 30)), ecb.rate("HRK", date(2024, 6, 1))
    assert before is not None
    assert after is not None
    assert before.source != FIXED
    assert (after.units_per_eur, after.source) == (Decimal("7.53450"), FIXED)
    assert ecb.rate("DEM", date(1998, 12, 31)) is None
    month = ecb.monthly_mean("LTL", 2016, 5)
    assert month is not None
    assert month.units_per_eur == Decimal("3.45280")


def test_means_are_arithmetic_over_published_days(ecb: RateTable) -> None:
    days = [date(2024, 11, day) for day in range(1, 31)]
    published = {rate.day: rate.units_per_eur for day in days if (rate := ecb.rate("SEK", day)) is not None}
    inside = [value for day, value in published.items() if day.month == 11]
    mean = ecb.monthly_mean("SEK", 2024, 11)
    assert mean is not None
    assert mean.units_per_eur == sum(inside, Decimal(0)) / len(inside)
    assert "2024-11" in mean.source
    year = ecb.yearly_mean("SEK", 2024)
    assert year is not None
    assert year.day == date(2024, 12, 31)
    assert ecb.monthly_mean("SEK", 1998, 11) is None


def test_a_partial_date_takes_the_mean_of_what_is_known(ecb: RateTable) -> None:
    month = ecb.convert(Decimal(1000), "DKK", "EUR", PartialDate(2024, 11))
    mean = ecb.monthly_mean("DKK", 2024, 11)
    assert month is not None
    assert mean is not None
    assert month.result == Decimal(1000) / mean.units_per_eur
    day = ecb.convert(Decimal(1000), "DKK", "EUR", PartialDate(2024, 11, 24))
    assert day == ecb.convert(Decimal(1000), "DKK", "EUR", date(2024, 11, 24))


def test_a_conversion_keeps_both_rates_and_is_exact_within_one_currency(ecb: RateTable) -> None:
    found = ecb.convert(Decimal(1300000000), "DKK", "USD", date(2024, 9, 29))
    assert found is not None
    assert [rate.currency for rate in found.rates] == ["DKK", "USD"]
    assert {rate.day for rate in found.rates} == {date(2024, 9, 27)}
    assert found.result == found.amount / found.rates[0].units_per_eur * found.rates[1].units_per_eur
    same = ecb.convert(Decimal("0.03"), "SEK", "SEK", date(2024, 9, 29))
    assert same is not None
    assert same.result == Decimal("0.03")


def test_an_added_table_fills_gaps_only_and_names_its_source(ecb: RateTable) -> None:
    table = ecb.with_fallback(read_rates(HRYVNIA, "central bank"))
    hryvnia, krone = table.rate("UAH", date(2024, 1, 5)), table.rate("DKK", date(2024, 1, 3))
    assert hryvnia is not None
    assert (hryvnia.units_per_eur, hryvnia.day, hryvnia.source) == (Decimal("41.9"), date(2024, 1, 3), "central bank")
    assert krone == ecb.rate("DKK", date(2024, 1, 3))
    mean = table.monthly_mean("UAH", 2024, 1)
    assert mean is not None
    assert mean.units_per_eur == Decimal(42)


@pytest.mark.parametrize(
    "text", ["", "Date,USD\n", "Day,USD\n2024-01-02,1.1\n", "Date,USD\n02.01.2024,1.1\n"], ids=repr
)
def test_a_table_of_another_form_is_refused(text: str) -> None:
    with pytest.raises(InputFault, match="mine"):
        read_rates(text, "mine")


def test_a_cell_that_is_no_number_is_refused_where_it_is_read() -> None:
    table = read_rates("Date,USD\n2024-01-02,much\n", "mine")
    with pytest.raises(InputFault, match="much"):
        table.rate("USD", date(2024, 1, 2))


@given(
    st.dates(date(1999, 1, 10), date(2026, 6, 30)), st.sampled_from(["USD", "JPY", "DKK", "SEK", "GBP", "CAD", "NOK"])
)
def test_a_rate_is_never_of_a_later_day_and_never_too_old(day: date, unit: str) -> None:
    rate = ecb_rates().rate(unit, day)
    assert rate is not None
    assert timedelta(0) <= day - rate.day <= timedelta(days=7)
    assert rate.units_per_eur > 0


@given(
    st.decimals(Decimal("0.01"), Decimal("1e12"), places=2),
    st.sampled_from(["USD", "DKK", "JPY"]),
    st.dates(date(2000, 1, 1), date(2026, 1, 1)),
)
def test_there_and_back_is_the_same_sum_to_the_cent(amount: Decimal, unit: str, day: date) -> None:
    there = ecb_rates().convert(amount, "EUR", unit, day)
    assert there is not None
    back = ecb_rates().convert(there.result, unit, "EUR", day)
    assert back is not None
    assert round(back.result, 2) == amount

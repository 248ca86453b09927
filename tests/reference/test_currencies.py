from datetime import date
from decimal import Decimal

import pytest

from pledgebook.errors import UsageFault
from pledgebook.reference.countries import countries
from pledgebook.reference.currencies import currencies, currency, is_currency, minor_units
from pledgebook.reference.organisations import organisations


@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        ("EUR", 2),
        ("DKK", 2),
        ("UAH", 2),
        ("JPY", 0),
        ("ISK", 0),
        ("KRW", 0),
        ("XOF", 0),
        ("KWD", 3),
        ("TND", 3),
        ("CLF", 4),
    ],
)
def test_minor_units_follow_iso_4217(code: str, exponent: int) -> None:
    assert minor_units(code) == exponent


def test_withdrawn_currencies_keep_their_end_and_their_euro_rate() -> None:
    kuna, lev, litas = currency("HRK"), currency("BGN"), currency("LTL")
    assert (kuna.withdrawn, kuna.euro_rate) == (date(2023, 1, 14), Decimal("7.53450"))
    assert (lev.withdrawn, lev.euro_since) == (date(2025, 12, 31), date(2026, 1, 1))
    assert litas.euro_since == date(2015, 1, 1)
    assert currency("DKK").withdrawn is None


def test_an_unknown_code_is_a_fault_of_use_with_a_remedy() -> None:
    assert not is_currency("XXQ")
    with pytest.raises(UsageFault, match="XXQ") as caught:
        minor_units("XXQ")
    assert caught.value.remedy


def test_every_tender_and_unit_of_a_party_is_a_currency_in_use() -> None:
    units = {country.currency for country in countries().values()} | {body.unit for body in organisations().values()}
    units.discard("")
    assert {unit for unit in units if not is_currency(unit) or currency(unit).withdrawn} == set()


def test_codes_are_three_capital_letters_and_names_are_unique_enough_to_read() -> None:
    assert all(len(code) == 3 and code.isalpha() and code.isupper() for code in currencies())
    assert all(found.name and found.symbol for found in currencies().values())

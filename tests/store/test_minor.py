from decimal import Decimal

import pytest

from pledgebook.errors import UsageFault
from pledgebook.store.minor import LARGEST, fits, from_minor, to_minor, usual_exponent


@pytest.mark.parametrize(
    ("unit", "exponent"),
    [("EUR", 2), ("JPY", 0), ("KWD", 3), ("item:Leopard 2", 0), ("%GDP", 2), ("no currency", 2)],
)
def test_the_usual_decimals_of_a_unit(unit: str, exponent: int) -> None:
    assert usual_exponent(unit) == exponent


@pytest.mark.parametrize(
    ("unit", "figure", "number", "exponent"),
    [
        ("EUR", "10000000", 1_000_000_000, 2),
        ("EUR", "1E+7", 1_000_000_000, 2),
        ("EUR", "0.10", 10, 2),
        ("EUR", "-0.005", -5, 3),
        ("EUR", "1.2000", 120, 2),
        ("JPY", "0.5", 5, 1),
        ("item:howitzer", "18", 18, 0),
        ("%GDP", "0.25", 25, 2),
        ("EUR", "0", 0, 2),
        ("EUR", "0E-30", 0, 2),
        ("EUR", "92233720368547758.07", LARGEST, 2),
    ],
)
def test_figures_rest_as_whole_numbers(unit: str, figure: str, number: int, exponent: int) -> None:
    minor = to_minor(unit, Decimal(figure))
    assert (minor.numbers, minor.exponent) == ((number,), exponent)
    assert from_minor(number, exponent) == Decimal(figure)


def test_figures_of_one_quantity_share_their_exponent() -> None:
    minor = to_minor("EUR", Decimal("9.5"), Decimal("10.125"), None)
    assert (minor.numbers, minor.exponent) == ((9500, 10125, None), 3)
    assert from_minor(None, 3) is None


@pytest.mark.parametrize(
    "figure",
    ["92233720368547758.08", "-92233720368547758.08", "1E+17", "1E+1000000", "1E-19", "NaN", "Infinity", "sNaN"],
)
def test_what_cannot_rest_is_refused_with_a_remedy(figure: str) -> None:
    with pytest.raises(UsageFault) as caught:
        to_minor("EUR", Decimal(1), Decimal(figure))
    assert caught.value.remedy
    assert not fits("EUR", Decimal(1), Decimal(figure))
    assert fits("EUR", Decimal(1), None)

"""Tables of the user's: indices, annual changes chained, national products; what cannot be read is refused."""

from decimal import Decimal
from pathlib import Path

import pytest

from pledgebook.errors import InputFault
from pledgebook.reports.year_table import read_amounts, read_indices

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"


def test_indices_by_country_and_currency() -> None:
    table = read_indices(
        ["Country Code,Year,Index", "DNK,2020,100", "DNK,2024,118.5", "EUR,2020,90", "eur,2024,99"], "own.csv"
    )
    assert table.change("DK", 2020, 2024) == Decimal("1.185")
    assert table.change("EUR", 2024, 2020) == Decimal(90) / Decimal(99)
    assert table.change("EUR", 2020, 2020) == 1
    assert table.change("EUR", 2020, 2023) is None
    assert table.change("SE", 2020, 2024) is None


def test_annual_changes_are_chained_and_not_across_gaps() -> None:
    lines = ["code,year,inflation", "NO,2020,10", "NO,2021,-50", "NO,2023,100", "NO,2022,", "NO,2024,0"]
    table = read_indices(lines, "own.csv")
    assert table.change("NO", 2019, 2020) == Decimal("1.1")
    assert table.change("NO", 2019, 2021) == Decimal("0.55")
    assert table.change("NO", 2022, 2023) == 2
    assert table.change("NO", 2021, 2023) is None, "nobody knows how prices moved in 2022"


def test_amounts() -> None:
    table = read_amounts(["Country Name,Country Code,Year,Value", "Denmark,DNK,2021,4.05e11"], "gdp.csv")
    assert (table.unit, table.value("DK", 2021), table.value("DK", 2020)) == ("USD", Decimal("4.05e11"), None)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["country code,year"],
        ["year,index", "2020,1"],
        ["code,year,index", "DK,then,1"],
        ["code,year,index", "DK,2020,much"],
        ["code,year,index", "DK,2020,nan"],
        ["code,year,index", "DK,2020,0"],
    ],
)
def test_what_is_no_table_is_refused(lines: list[str]) -> None:
    with pytest.raises(InputFault):
        read_indices(lines, "own.csv")


@pytest.mark.skipif(not SHARED.exists(), reason="the tables of ../shared are not here")
def test_published_tables_are_read_as_they_come() -> None:
    with (SHARED / "deflators" / "inflation-gdp.csv").open(encoding="utf-8-sig", newline="") as lines:
        prices = read_indices(lines, "inflation-gdp.csv")
    with (SHARED / "gdp" / "gdp.csv").open(encoding="utf-8-sig", newline="") as lines:
        products = read_amounts(lines, "gdp.csv")
    change = prices.change("DK", 2010, 2020)
    assert change is not None
    assert Decimal(1) < change < Decimal("1.5")
    product = products.value("DK", 2021)
    assert product is not None
    assert Decimal(300_000_000_000) < product < Decimal(500_000_000_000)

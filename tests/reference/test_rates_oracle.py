"""The monthly means against an independent witness: values that Kiel converted, read where the workbook is at hand."""

import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from pledgebook.reference.rates import ecb_rates

WORKBOOK = Path(__file__).resolve().parents[3] / "shared" / "data" / "kiel" / "r21" / "UkraineTracker_Categorized.xlsx"
NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
COLUMNS = {"A": "id", "D": "date", "H": "currency", "K": "value", "L": "euros"}
FIRST_DAY = date(1899, 12, 30)  # the day spreadsheets count from


def cells_of(sheet: zipfile.ZipFile) -> Iterator[dict[str, str]]:
    with sheet.open("xl/sharedStrings.xml") as stream:
        shared = ["".join(item.itertext()) for _, item in etree.iterparse(stream, tag=f"{NS}si")]
    with sheet.open("xl/worksheets/sheet1.xml") as stream:
        for _, row in etree.iterparse(stream, tag=f"{NS}row"):
            found = {}
            for cell in row:
                name = COLUMNS.get(str(cell.get("r", "")).rstrip("0123456789"))
                value = cell.findtext(f"{NS}v")
                if name and value is not None:
                    found[name] = shared[int(value)] if cell.get("t") == "s" else value
            row.clear()
            yield found


@pytest.mark.slow
def test_monthly_means_agree_with_figures_converted_elsewhere() -> None:
    if not WORKBOOK.exists():
        pytest.skip("the Kiel workbook is not at hand")
    with zipfile.ZipFile(WORKBOOK) as sheet:
        rows = {tuple(row.get(name, "") for name in COLUMNS.values()) for row in cells_of(sheet)}
    equal = near = total = 0
    for _, day, currency, value, euros in rows:
        try:
            serial, amount, expected = float(day), Decimal(value), Decimal(euros)
        except (ValueError, ArithmeticError):
            continue
        if not amount or not expected or currency in {"", "EUR"}:
            continue
        announced = FIRST_DAY + timedelta(days=serial)
        mean = ecb_rates().monthly_mean(currency.strip(), announced.year, announced.month)
        assert mean is not None, currency
        total += 1
        ratio = amount / mean.units_per_eur / expected
        equal += abs(ratio - 1) < Decimal("1e-9")
        near += abs(ratio - 1) < Decimal("0.01")
    assert total > 600
    assert near == total
    assert equal >= total * Decimal("0.95")

"""How figures and tables are written for people."""

from decimal import Decimal

import pytest

from pledgebook.cli.names import counted
from pledgebook.cli.output import bounds_text, money_text, quantity_text, write_table
from pledgebook.model.quantity import Quantity


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("10000000", "EUR", "EUR 10,000,000"),
        ("1E+7", "EUR", "EUR 10,000,000"),
        ("2029819.9", "EUR", "EUR 2,029,819.90"),
        ("0.005", "KWD", "KWD 0.005"),
        ("-530000000.00", "EUR", "EUR -530,000,000"),
        ("18", "item:howitzers", "18 × howitzers"),
        ("0.25", "%GDP", "0.25 % of GDP"),
    ],
)
def test_money(value: str, unit: str, text: str) -> None:
    assert money_text(Decimal(value), unit) == text


def interval(low: str, best: str, high: str | None) -> Quantity:
    return Quantity(Decimal(low), Decimal(best), None if high is None else Decimal(high), "EUR")


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (None, "no sum stated"),
        (interval("9", "10", "11"), "EUR 10"),
        (interval("9", "10", None), "≥ EUR 10"),
        (interval("0", "10", "10"), "≤ EUR 10"),
        (interval("0", "0", "0"), "EUR 0"),
    ],
)
def test_quantities(quantity: Quantity | None, text: str) -> None:
    assert quantity_text(quantity) == text


def test_bounds() -> None:
    assert bounds_text(interval("9", "10", None)) == "between EUR 9 and no upper bound"


def test_counts() -> None:
    assert [counted(number, "flow") for number in (0, 1, 1200)] == ["0 flows", "1 flow", "1,200 flows"]


def test_a_table_aligns_and_shortens(capsys: pytest.CaptureFixture[str]) -> None:
    write_table(["what", "sum"], [("a\nb", "1"), ("c" * 80, "1000")], right=["sum"])
    head, rule, first, second = capsys.readouterr().out.splitlines()
    assert head == "what" + " " * 60 + "   sum"
    assert set(rule) == {"─", " "}
    assert first == "a b" + " " * 61 + "     1"
    assert second == "c" * 63 + "…  1000"


def test_an_empty_table_shows_its_headings(capsys: pytest.CaptureFixture[str]) -> None:
    write_table(["what"], [])
    assert capsys.readouterr().out.splitlines() == ["what", "────"]

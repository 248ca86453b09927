"""Safe totals on other bases: constant prices, shares of national product; what has no value is left out and named."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from cli_running import run

from pledgebook.errors import UsageFault
from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import DatedRate, RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate
from pledgebook.reports.query import Basis, Omission, TotalsQuery, TotalsReport
from pledgebook.reports.totals import total_support
from pledgebook.reports.year_table import YearTable, read_amounts, read_indices

FlowMaker = Callable[..., Flow]

PRICES = read_indices(
    ["code,year,index", "DK,2022,100", "DK,2024,125", "SE,2024,50", "SE,2022,40", "EUR,2022,80", "EUR,2024,100"],
    "prices.csv",
)
PRODUCTS = read_amounts(["code,year,gdp", "DK,2021,400000000000", "SE,2021,500000000000"], "gdp.csv")


class Moving:
    """The krone at ten to the euro in 2022 and at eight after; the dollar at par; nothing else."""

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        krone = Decimal(10) if when.year <= 2022 else Decimal(8)
        value = {"EUR": Decimal(1), "USD": Decimal(1), "DKK": 1 / krone}
        if from_unit not in value or to_unit not in value:
            return None
        return DatedRate(value[from_unit] / value[to_unit], str(when), "a test")


def totals(flows: Sequence[Flow], table: YearTable | None, **asked: object) -> TotalsReport:
    query = TotalsQuery(**asked)  # type: ignore[arg-type]  # as each test spells it
    rates = RateBasis(Moving())
    return total_support(book_flows(flows, rates), flows, (), rates, query, table)


def test_constant_prices_deflate_at_home_and_convert_at_the_base_year(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "DKK 100", "committed 2024-05-01", funders="DK"),
        flow("f-2", "EUR 10", "committed 2024-05-01", funders="SE"),
        flow("f-3", "EUR 1", "committed 2022-05-01", funders="SE"),
    ]
    report = totals(flows, PRICES, basis=Basis.CONSTANT, year=2022)
    sums = {row.key: row.reporting.best for row in report.rows if row.reporting}
    # 100 × 100/125 = 80 kroner of 2022, at ten to the euro; Sweden's euros follow euro prices: 10 × 80/100 + 1.
    assert sums == {("DK",): 8_000_000, ("SE",): 9_000_000}
    assert report.total.reporting is not None
    assert report.total.reporting.best == 17_000_000
    assert (report.valuation, report.table_source) == ("constant prices and exchange rates of 2022", "prices.csv")
    assert [line.index for line in report.conversions if line.flow == "f-1"] == [
        "prices of DK, 2024 to 2022: × 0.800000"
    ]
    assert report.total.amounts[0].best == 100_000_000, "the exact sums stay as told"


def test_what_the_table_lacks_is_left_out_and_named(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "USD 10", "committed 2024-05-01", funders="US"),
        flow("f-2", "EUR 10", "committed 2019-05-01", funders="DE"),
        flow("f-3", "EUR 10", "committed", funders="DE"),
        flow("f-4", "EUR 10", "committed 2024-05-01", funders="DE"),
    ]
    report = totals(flows, PRICES, basis=Basis.CONSTANT, year=2022)
    assert [line.id for line in report.left_out if line.reason is Omission.NO_TABLE] == ["f-1", "f-2", "f-3"]
    assert report.total.reporting is not None
    assert report.total.reporting.best == 8_000_000
    assert {problem.message for problem in report.problems} == {
        "no value in the table of the basis for some sums of US in USD",
        "no value in the table of the basis for some sums of DE in EUR",
    }


def test_shares_of_national_product(flow: FlowMaker) -> None:
    flows = [
        flow("f-1", "DKK 8000", "committed 2024-05-01", funders="DK"),
        flow("f-2", "EUR 500", "committed 2024-05-01", funders="SE"),
        flow("f-3", "EUR 500", "committed 2024-05-01", funders="DK+SE"),
    ]
    report = totals(flows, PRODUCTS, basis=Basis.GDP, year=2021)
    sums = {row.key: row.reporting for row in report.rows}
    denmark, sweden = sums["DK",], sums["SE",]
    assert denmark is not None
    assert sweden is not None
    assert (denmark.best, denmark.unit, sweden.best) == (Decimal("0.25"), "%GDP", Decimal("0.1"))
    assert sums["DK+SE",] is None
    assert [line.id for line in report.left_out if line.reason is Omission.NO_TABLE] == ["f-3"]
    assert report.total.reporting is None, "shares of different products have no sum"


def test_a_basis_needs_its_table_and_year(flow: FlowMaker) -> None:
    with pytest.raises(UsageFault, match="needs a table"):
        totals([flow("f-1", "EUR 1", "committed")], None, basis=Basis.CONSTANT, year=2022)
    with pytest.raises(UsageFault, match="needs a table"):
        totals([flow("f-1", "EUR 1", "committed")], PRODUCTS, basis=Basis.GDP)


def test_every_total_names_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Norway has allocated NOK 250 million to Moldova on 3 March 2025.\n")
    (tmp_path / "gdp.csv").write_text("country code,year,gdp\nNOR,2021,500000000000\n")
    (tmp_path / "prices.csv").write_text("currency,year,index\nNOK,2022,100\nNOK,2025,110\n")
    book = str(tmp_path / "a.db")
    assert run("add", str(tmp_path / "a.txt"), "--book", book).code == 0
    told = run("report", "totals", "--book", book, "--gdp-of", "2021", str(tmp_path / "gdp.csv"))
    assert "per cent of the funder's GDP of 2021 values (gdp.csv)" in told.output
    assert "scope: all flows of the book" in told.output
    assert "ECB euro reference rates" in told.output
    constant = run(
        *("report", "totals", "--book", book, "--json", "--only", "funder=NO"),
        *("--prices-of", "2022", str(tmp_path / "prices.csv")),
    ).value()
    assert constant["valuation"] == "constant prices and exchange rates of 2022"
    assert (constant["scope"], constant["table_source"]) == ("funder=NO", "prices.csv")
    assert constant["rate_days"] == ["2022", "2022"]
    both = run(
        *("report", "totals", "--book", book, "--gdp-of", "2021", "x.csv", "--prices-of", "2022", "x.csv"),
    )
    assert both.code == 2
    assert run("report", "totals", "--book", book, "--gdp-of", "2021", str(tmp_path / "none.csv")).code == 3

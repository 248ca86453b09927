"""Funders' sums as shares of their national product, where the user gives a table."""

import re
from html import unescape
from pathlib import Path

from starlette.testclient import TestClient

from pledgebook.reports.query import Basis
from pledgebook.web.app import create_app
from pledgebook.web.snapshot import Reporting
from pledgebook.workflow.reporting import read_table

TABLE = "country code,year,gdp\nLTU,2021,66000000000\nDNK,2021,400000000000\n"


def test_shares_stand_beside_the_sums_with_their_year(sample_book: Path, tmp_path: Path) -> None:
    path = tmp_path / "gdp.csv"
    path.write_text(TABLE, encoding="utf-8")
    table = read_table(str(path), Basis.GDP)
    app = create_app(str(sample_book), reporting=Reporting("EUR", 2021, table), hosts={"testserver"})
    with TestClient(app) as client:
        text = unescape(client.get("/funders").text)
    assert "Of GDP 2021" in text
    assert "% of GDP" in text
    # Ten million euros are some eleven million dollars of sixty-six thousand million: 0.016 to 0.017 per cent.
    row = text.partition(">Lithuania</a>")[2].partition("</tr>")[0]
    assert re.search(r">0\.01[67]\s%<", row), row
    assert ">–<" in text.partition(">Iceland</a>")[2].partition("</tr>")[0], "the table has no Iceland"


def test_without_a_table_no_share_is_shown(client: TestClient) -> None:
    assert "Of GDP" not in client.get("/funders").text

from collections import defaultdict
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter
from foreign_data import shared
from python_calamine import CalamineWorkbook

from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.kiel import KielImporter
from pledgebook.exchange.incoming.parties import party_of
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode, Severity
from pledgebook.model.stage import Stage
from pledgebook.model.when import PartialDate
from pledgebook.reports.query import Dimension
from pledgebook.workflow.book import open_book

NEW_HEADER = (
    *("activity_id", "sub_activity_id", "donor", "announcement_date", "aid_type_general", "explanation"),
    *("reporting_currency", "measure", "tot_activity_value", "tot_activity_value_EUR", "tot_sub_activity_value_EUR"),
    *("tot_sub_activity_value_EUR_redistr", "tot_value_deliv_EUR", "item", "item_numb", "item_numb_deliv"),
)


def csv(*rows: tuple[object, ...], header: tuple[str, ...] = NEW_HEADER) -> Source:
    lines = [",".join(f'"{cell}"' for cell in row) for row in (header, *rows)]
    return Source("release.csv", "\n".join(lines).encode())


def row(
    sub: object, donor: str = "Norway", date: str = "2024-05-06", *, measure: str = "Allocation", **values: object
) -> tuple[object, ...]:
    given: dict[str, object] = {
        "activity_id": "NOM1",
        "sub_activity_id": sub,
        "donor": donor,
        "announcement_date": date,
        "aid_type_general": "Military ",
        "explanation": "Boats.",
        "reporting_currency": "NOK",
        "measure": measure,
    }
    given |= values
    return tuple(given.get(name, "") for name in NEW_HEADER)


def read(source: Source) -> Intake:
    intake = KielImporter().read(source, Options())
    assert isinstance(intake, Intake)
    return intake


def test_a_package_holds_its_parts_and_they_their_goods(tmp_path: Path) -> None:
    source = csv(
        row(0, measure="Commitment", tot_activity_value=1000, tot_activity_value_EUR="90.5"),
        row("NOM1_1", tot_sub_activity_value_EUR_redistr=60, item="boat", item_numb=4, item_numb_deliv=1),
        row("NOM1_2", tot_sub_activity_value_EUR_redistr=20, item=".", item_numb="undisclosed"),
    )
    (tmp_path / "release.csv").write_bytes(source.data)
    with open_book("memory:") as book:
        report = book.import_files("kiel", [tmp_path / "release.csv"])
        assert [(file.read, file.accepted, file.rejected) for file in report.files] == [(3, 3, 0)]
        whole = next(flow for flow in book.flows() if flow.stage is Stage.COMMITTED)
        parts = [flow for flow in book.flows() if flow.parent == whole.id]
        assert [flow.quantity and flow.quantity.best for flow in parts] == [Decimal(60), Decimal(20)]
        sums = {(item.stage, item.unit): item.best for item in book.stage_sums()}
        assert sums[Stage.COMMITTED, "EUR"] == Decimal("10.5"), "what is allocated has left the package"
        assert sums[Stage.ALLOCATED, "EUR"] == 80
        assert sums[Stage.ALLOCATED, "item:boat"] == 3
        assert sums[Stage.DELIVERED, "item:boat"] == 1
        statement = book.statements()[0]
        assert statement.equivalents[0].unit == "NOK"
        assert {flow.purpose for flow in book.flows()} == {"military"}
        assert book.verify().sound


def test_dirt_is_told_with_row_and_column_and_keeps_nothing_out() -> None:
    intake = read(
        csv(
            row("NOM1_1", date="until 12/31/2022", tot_sub_activity_value_EUR_redistr=1),
            row("NOM1_2", date="2922-02-09", tot_sub_activity_value_EUR_redistr="nan"),
            row("NOM1_3", date="unclear, 04/22", donor="NORWAy", item="boat", item_numb="1.000.00"),
            row("NOM1_4", date="Not given", tot_sub_activity_value_EUR_redistr="1e400"),
        )
    )
    assert intake.read == intake.accepted == 4
    dates = [str(record.statement.date) for record in intake.records]
    assert dates == ["2022-12-31", "None", "2022-04", "None"]
    assert {record.statement.donors for record in intake.records} == {("NO",)}
    told = {(problem.where, problem.code) for problem in intake.problems if problem.excerpt}
    unreadable = ProblemCode.VALUE_UNREADABLE
    assert told == {
        ("release.csv, row 3, column 'announcement_date'", unreadable),
        ("release.csv, row 3, column 'tot_sub_activity_value_EUR_redistr'", unreadable),
        ("release.csv, row 4, column 'item_numb'", unreadable),
        ("release.csv, row 5, column 'tot_sub_activity_value_EUR_redistr'", unreadable),
    }


def test_a_row_without_a_donor_is_rejected_with_its_place() -> None:
    intake = read(csv(row("NOM1_1", tot_sub_activity_value_EUR_redistr=1), row("NOM1_2", donor="")))
    assert (intake.read, intake.accepted, intake.rejected) == (2, 1, 1)
    errors = [problem for problem in intake.problems if problem.severity is Severity.ERROR]
    assert [(error.code, error.where) for error in errors] == [
        (ProblemCode.RECORD_REJECTED, "release.csv, row 3, column 'donor'")
    ]


def test_a_missing_required_column_stops_the_import_with_the_names_it_is_known_by() -> None:
    renamed = tuple("giver" if name == "donor" else name for name in NEW_HEADER)
    refusal = KielImporter().read(csv(row("NOM1_1"), header=renamed), Options())
    assert isinstance(refusal, Refusal)
    assert refusal.problems[0].code is ProblemCode.MISSING_COLUMN
    assert "'countries'" in refusal.problems[0].message


def test_columns_are_found_by_their_header_wherever_it_stands() -> None:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        workbook.add_worksheet("ReadMe").write(0, 0, "ID")
        sheet = workbook.add_worksheet("Bilateral Assistance, MAIN DATA")
        names = [*reversed([name.upper().replace("_", " ") for name in NEW_HEADER]), "a new one"]
        values = [*reversed(row("NOM1_1", tot_sub_activity_value_EUR_redistr=12.5)), "x"]
        for place, (name, value) in enumerate(zip(names, values, strict=True), start=1):
            sheet.write(3, place, name)
            sheet.write(4, place, value)
    intake = read(Source("release.xlsx", buffer.getvalue()))
    assert [record.statement.amount and record.statement.amount.low for record in intake.records] == [Decimal("12.5")]
    assert any("'a new one'" in problem.message for problem in intake.problems)


def test_a_later_release_replaces_the_earlier_and_says_what_it_changes(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(
        csv(
            row("NOM1_1", tot_sub_activity_value_EUR_redistr=5), row("NOM1_2", tot_sub_activity_value_EUR_redistr=7)
        ).data
    )
    second.write_bytes(
        csv(
            row("NOM1_1", tot_sub_activity_value_EUR_redistr=6, explanation="Boats and motors for the boats."),
            row("NOM1_3", tot_sub_activity_value_EUR_redistr=9),
        ).data
    )
    with open_book("memory:") as book:
        book.import_files("kiel", [first])
        (report,) = book.import_files("kiel", [second]).files
        assert report.superseded == 2
        assert report.revision is not None
        assert (report.revision.added, report.revision.withdrawn) == (("NOM1_3",), ("NOM1_2",))
        changes = [(change.what, change.before, change.after) for change in report.revision.changes]
        assert changes[0] == ("value", "EUR 5", "EUR 6")
        assert sum(flow.quantity.best for flow in book.flows() if flow.quantity) == 15
        (again,) = book.import_files("kiel", [second]).files
        assert again.outcome == "known"
        assert book.verify().sound


@pytest.mark.parametrize("release", ["r07/Ukraine_Support_Tracker.xlsx", "r21/UkraineTracker_Categorized.xlsx"])
def test_real_releases_come_in_whole(release: str) -> None:
    path = shared(f"kiel/{release}")
    intake = read(Source(path.name, path.read_bytes()))
    assert intake.rejected == 0
    assert intake.read == {"r07": 1032, "r21": 4444}[release[:3]]
    for record in intake.records:
        span = record.statement.span
        assert intake.layer.text[span.start : span.end] == span.quote
    assert len({record.statement.id for record in intake.records}) == len(intake.records)


def test_release_7_comes_to_its_own_country_summary() -> None:
    path = shared("kiel/r07/Ukraine_Support_Tracker.xlsx")
    summary = CalamineWorkbook.from_path(path).get_sheet_by_name("Country Summary").to_python(skip_empty_area=False)
    with open_book("memory:") as book:
        book.import_files("kiel", [path])
        report = book.totals(by=[Dimension.FUNDER, Dimension.PURPOSE])
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for line in report.rows:
        found[line.key[0], line.key[1]] += sum(
            (exact.best for exact in line.amounts if exact.unit == "EUR"), Decimal(0)
        )
    cells = agreeing = 0
    for country in summary:
        if isinstance(country[1], str) and isinstance(country[2], float):
            for purpose, cell in zip(("financial", "humanitarian", "military"), country[3:6], strict=True):
                assert isinstance(cell, float)
                told = Decimal(repr(cell)) * 10**9
                cells += 1
                agreeing += abs(found[party_of(country[1]), purpose] - told) < Decimal("0.5")
    assert (cells, agreeing) == (123, 123)


def test_the_website_comes_in_by_donor_and_month() -> None:
    path = shared("kiel/r29-site/data/data_explorer.csv")
    intake = read(Source(path.name, path.read_bytes()))
    assert (intake.read, intake.rejected) == (1079, 0)
    first = intake.records[0].statement
    assert (first.date, first.stage, first.donors) == (PartialDate(2022, 2), Stage.COMMITTED, ("AU",))
    assert first.amount is not None
    assert first.amount.low == Decimal(2_645_000)

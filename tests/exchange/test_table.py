import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
import xlsxwriter

from pledgebook.errors import UsageFault
from pledgebook.exchange.incoming.base import Intake, Options, Refusal
from pledgebook.exchange.incoming.table import TableImporter
from pledgebook.exchange.incoming.table_mapping import parse_mapping
from pledgebook.model.evidence import Source
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book

HEADER = ("Grant ID", "Funder", "Country", "Amount (m)", "Currency", "Award date", "Status", "Title")
ROWS = (
    ("G1", "Denmark + Sweden", "Moldova", "1,5", "DKK", "2024-02-03", "Approved", "Pumps"),
    ("G2", "Norway", "MDA", "2.25", "NOK", "2024-03", "Paid out", "Pipes"),
)
MAPPING = """
coder = "Water Fund"
scale = 1000000
[columns]
identifier = "grant id"
donors = "Funder"
recipients = "Country"
amount = "Amount (m)"
currency = "Currency"
date = "Award date"
stage = "Status"
purpose = "Title"
[stages]
"Approved" = "committed"
"paid out" = "disbursed"
"""


def csv(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER) -> Source:
    return Source("grants.csv", "\n".join(";".join(row) for row in (header, *rows)).encode())


def read(source: Source, mapping: str = MAPPING) -> Intake:
    intake = TableImporter().read(source, Options(mapping=mapping))
    assert isinstance(intake, Intake), intake
    return intake


def check(intake: Intake) -> None:
    (record,) = [item for item in intake.records if item.identifier == "G2"]
    statement = record.statement
    assert statement.amount is not None
    assert (statement.amount.low, statement.amount.unit) == (Decimal(2_250_000), "NOK")
    assert (statement.donors, statement.recipients) == (("NO",), ("MD",))
    assert (str(statement.date), statement.stage, statement.purpose) == ("2024-03", Stage.DISBURSED, "Pipes")
    assert intake.coder == "Water Fund"


def test_a_csv_comes_in_by_its_mapping_and_a_bad_row_is_rejected_with_row_and_column() -> None:
    intake = read(csv(*ROWS))
    check(intake)
    assert (intake.read, intake.accepted, intake.rejected) == (2, 1, 1), "1,5 is two numbers or one: not guessed"
    (problem,) = intake.problems
    assert (problem.code, problem.where) == (ProblemCode.RECORD_REJECTED, "grants.csv, row 2, column 'Amount (m)'")


def test_a_workbook_json_lines_and_parquet_tell_the_same(tmp_path: Path) -> None:
    sound = (("G1", "Denmark", "Moldova", "1.5", "DKK", "2024-02-03", "Approved", "Pumps"), ROWS[1])
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("grants")
        for number, row in enumerate((HEADER, *sound)):
            for place, cell in enumerate(row):
                sheet.write(number, place, float(cell) if place == 3 and number else cell)
    lines = "\n".join(json.dumps(dict(zip(HEADER, row, strict=True))) for row in sound)
    duckdb = pytest.importorskip("duckdb")
    (tmp_path / "g.jsonl").write_text(lines)
    parquet = tmp_path / "g.parquet"
    duckdb.read_json(str(tmp_path / "g.jsonl")).write_parquet(str(parquet))
    for source in (
        Source("g.xlsx", buffer.getvalue()),
        Source("g.jsonl", lines.encode()),
        Source("g.json", f"[{lines.replace(chr(10), ',')}]".encode()),
        Source("g.parquet", parquet.read_bytes()),
    ):
        intake = read(source)
        check(intake)
        assert (intake.read, intake.rejected) == (2, 0), source.name


def test_a_guess_is_a_mapping_that_works() -> None:
    sound = (("G1", "Denmark", "Moldova", "1.5", "DKK", "2024-02-03", "Approved", "Pumps"), ROWS[1])
    guessed = TableImporter().guess(csv(*sound))
    assert isinstance(guessed, str)
    mapping = parse_mapping(guessed)
    assert mapping.columns == {
        "identifier": "Grant ID",
        "donors": "Funder",
        "recipients": "Country",
        "amount": "Amount (m)",
        "currency": "Currency",
        "date": "Award date",
        "stage": "Status",
        "purpose": "Title",
    }
    assert mapping.stages == {"approved": Stage.COMMITTED, "paid out": Stage.DISBURSED}
    assert read(csv(*sound), guessed).rejected == 0


def test_a_column_of_words_is_not_guessed_to_be_a_sum() -> None:
    guessed = TableImporter().guess(csv(("x", "large"), ("y", "small"), header=("Name", "Amount")))
    assert isinstance(guessed, str)
    assert 'amount = "Amount"' not in guessed


@pytest.mark.parametrize(
    ("mapping", "words"),
    [
        ("columns = 3", "[columns] is no table"),
        ("[columns]\namount = 'A'", "needs its currency"),
        ("[columns]\nsum = 'A'", "unknown columns: sum"),
        ("[columns]\nitem = 'A'\n[stages]\nx = 'gone'", "no stage is called 'gone'"),
        ("[columns", "no TOML"),
        ("scale = 'nan'\n[columns]\nitem = 'A'", "more than nothing"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_with_the_reason(mapping: str, words: str) -> None:
    with pytest.raises(UsageFault) as fault:
        parse_mapping(mapping)
    assert words in str(fault.value)
    assert fault.value.remedy


def test_a_table_without_a_mapping_says_how_to_get_one() -> None:
    with pytest.raises(UsageFault) as fault:
        TableImporter().read(csv(*ROWS), Options())
    assert "--guess" in (fault.value.remedy or "")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Amount (m)": "inf"}, "'inf' is no number"),
        ({"Amount (m)": "-3"}, "a negative sum: give corrections a row of their own meaning, or net them"),
        ({"Amount (m)": "1e40"}, "1.000E+46 is more than anybody has given"),
        ({"Currency": "XXQ"}, "'XXQ' is no currency"),
        ({"Status": "odd"}, "'odd' is no stage: say in [stages] which it is"),
        ({"Award date": "2024-02-31"}, "'2024-02-31' is no date"),
        ({"Grant ID": "G2"}, "'G2' stands in the table twice: it names two rows"),
    ],
)
def test_absurd_cells_keep_their_row_out_and_name_it(change: dict[str, str], reason: str) -> None:
    row = dict(zip(HEADER, ("G3", *ROWS[1][1:]), strict=True)) | change
    intake = read(csv(ROWS[1], tuple(row.values())))
    assert (intake.read, intake.rejected) == (2, 1)
    assert intake.problems[0].message == reason
    assert intake.problems[0].where.startswith("grants.csv, row 3")


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01\x02", b"a;b\n\xff\xfe\xfd", b"PAR1 no parquet", b"PK\x03\x04 no zip", b'{"a": 1}\n{"a"']
)
def test_what_is_no_table_is_refused(data: bytes) -> None:
    assert isinstance(TableImporter().read(Source("x", data), Options(mapping=MAPPING)), Refusal)


def test_nothing_of_a_refused_file_is_in_the_book(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"position": "a"}\n{"position"')
    with open_book("memory:") as book:
        (report,) = book.import_files("table", [path], Options(mapping="[columns]\nitem = 'position'")).files
        assert report.outcome == "refused"
        assert report.problems[0].where == f"{path}, line 2"
        assert book.status().documents == 0

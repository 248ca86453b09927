"""`import` takes in what others have coded, says what it could not read, and proposes mappings."""

from pathlib import Path

from cli_running import run

TABLE = "id;funder;sum;currency;date;status\n1;Norway;100;NOK;2024-05-06;Approved\n2;Norway;x;NOK;2024-05-06;Approved\n"


def test_a_table_is_guessed_mapped_and_taken_in(tmp_path: Path) -> None:
    table, mapping, place = tmp_path / "grants.csv", tmp_path / "grants.toml", str(tmp_path / "book.db")
    table.write_text(TABLE.replace("x", "50"))
    guessed = run("import", "table", str(table), "--guess")
    assert guessed.code == 0
    mapping.write_text(guessed.output)
    told = ("--mapping", str(mapping), "--coder", "A fund", "--book", place)
    taken = run("import", "table", str(table), *told)
    assert taken.code == 0
    assert "new" in taken.output
    assert run("import", "table", str(table), *told, "--json").value()["files"][0]["outcome"] == "known"
    flows = run("flows", "--book", place).output
    assert "NOK 100" in flows


def test_a_rejected_row_is_printed_and_ends_with_exit_code_3(tmp_path: Path) -> None:
    table, mapping = tmp_path / "grants.csv", tmp_path / "grants.toml"
    table.write_text(TABLE)
    mapping.write_text(
        '[columns]\nidentifier="id"\ndonors="funder"\namount="sum"\ncurrency="currency"\ndate="date"\n'
        '[constants]\nstage="committed"\n'
    )
    taken = run("import", "table", str(table), "--mapping", str(mapping), "--book", str(tmp_path / "book.db"))
    assert taken.code == 3
    assert "record-rejected" in taken.errors
    assert "row 3, column 'sum'" in taken.errors
    listed = run("problems", "--book", str(tmp_path / "book.db"))
    assert "record-rejected" in listed.output + listed.errors


def test_guess_is_for_tables_and_a_table_needs_a_mapping(tmp_path: Path) -> None:
    table = tmp_path / "grants.csv"
    table.write_text(TABLE)
    assert run("import", "iati", str(table), "--guess").code == 2
    asked = run("import", "table", str(table), "--book", str(tmp_path / "book.db"))
    assert asked.code == 2
    assert "--guess" in asked.errors


def test_a_file_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    taken = run("import", "iati", str(tmp_path / "none.xml"), "--book", str(tmp_path / "book.db"))
    assert taken.code == 3
    assert "unreadable-path" in taken.errors


IATI = """<iati-activities version="2.03"><iati-activity default-currency="NOK"><iati-identifier>NO-1</iati-identifier>
<reporting-org ref="NO-GOV-1" type="10"/><transaction><transaction-type code="3"/>
<transaction-date iso-date="2024-05-06"/><value>100</value></transaction></iati-activity></iati-activities>"""


def test_notes_in_a_folder_are_passed_over_and_a_named_one_is_tried(tmp_path: Path) -> None:
    folder, place = tmp_path / "activities", str(tmp_path / "book.db")
    folder.mkdir()
    (folder / "NO.XML").write_text(IATI)
    (folder / "NOTICE").write_text("Open data, free to use.")
    (folder / "README.md").write_bytes(b"")
    taken = run("import", "iati", str(folder), "--book", place, "--json")
    assert taken.code == 0, taken.errors
    outcomes = {Path(file["name"]).name: file["outcome"] for file in taken.value()["files"]}
    assert outcomes == {"NO.XML": "new", "NOTICE": "passed-over", "README.md": "passed-over"}
    named = run("import", "iati", str(folder / "NOTICE"), "--book", place)
    assert named.code == 3
    assert "refused" in named.output
    (folder / "NO.XML").unlink()
    nothing = run("import", "iati", str(folder), "--book", place)
    assert nothing.code == 3
    assert "no file there has an ending of iati (.xml)" in nothing.errors

"""`pledgebook export` as a person calls it."""

import subprocess
import sys
from pathlib import Path

import pytest
from cli_running import run

from pledgebook.exchange.outgoing.registry import EXPORTERS


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("export") / "demo.db")
    assert run("demo", "--book", place).code == 0
    return place


@pytest.mark.parametrize("name", EXPORTERS)
def test_every_format_is_written(book: str, name: str, tmp_path: Path) -> None:
    out = tmp_path / f"out{EXPORTERS[name].suffix}"
    ran = run("export", name, "--book", book, "--out", str(out), "--only", "unit=EUR")
    assert ran.code == 0, ran.errors
    assert EXPORTERS[name].title in ran.output
    assert out.exists()


def test_it_can_be_told_to_programs(book: str, tmp_path: Path) -> None:
    ran = run("export", "csv", "--book", book, "--out", str(tmp_path / "csv"), "--json")
    assert ran.value()["manifest"]["counts"]["flows"] > 50
    assert ran.value()["manifest"]["header"]["format"] == "csv"


def test_one_file_goes_to_standard_output(book: str) -> None:
    command = [sys.executable, "-c", "from pledgebook.cli.main import main; main()"]
    ran = subprocess.run([*command, "export", "iati", "--book", book], capture_output=True, check=True)
    assert ran.stdout.startswith(b"<?xml")
    assert ran.stdout.rstrip().endswith(b"</iati-activities>")
    assert b"lost in translation" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("csv",), "folder of files"),
        (("iati", "--json"), "--json tells of a file"),
        (("csv", "--out", "x", "--only", "colour=red"), "not a dimension"),
        (("csv", "--out", "x", "--only", "funder"), "not a narrowing"),
        (("csv", "--out", "x", "--only", "document=ffffffffff"), "no document has such an id"),
        (("docx", "--out", "x"), "docx"),
    ],
)
def test_what_makes_no_sense_is_said(book: str, arguments: tuple[str, ...], message: str) -> None:
    ran = run("export", *arguments, "--book", book)
    assert ran.code == 2
    assert message in ran.errors

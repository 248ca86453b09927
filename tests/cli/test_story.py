"""The story that must come out right: the seed article through the command line."""

import json
from pathlib import Path

import pytest
from cli_running import Ran, run

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "lithuania-danish-model.txt"

pytestmark = pytest.mark.skipif(not SEED.exists(), reason="the seed article of ../shared is not here")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> str:
    place = str(tmp_path_factory.mktemp("story") / "seed.db")
    assert run("add", str(SEED), "--book", place).code == 0
    return place


def ask(book: str, *arguments: str) -> Ran:
    ran = run(*arguments, "--book", book, "--json")
    assert ran.code == 0, ran.errors
    return ran


def test_five_statements_with_their_quotes() -> None:
    ran = run("extract", str(SEED), "--jsonl")
    records = [json.loads(line) for line in ran.output.splitlines()]
    text = SEED.read_text(encoding="utf-8")
    assert all(text[record["start"] : record["end"]] == record["quote"] for record in records)
    told = {(tuple(r["donors"]), r["kind"], r["low"], r["stage"], r["date"], r["scope"], r["tranche"]) for r in records}
    assert told == {
        (("LT",), "unquantified", None, "signed", "2024-11-23", "single", None),
        (("LT",), "money", 10_000_000, "allocated", None, "single", 1),
        (("SE",), "unquantified", None, "signed", "2024-11-22", "single", None),
        (("DK", "SE"), "money", 535_000_000, "signed", None, "total", None),
        (("ES",), "in_kind", None, "delivered", None, "total", None),
    }
    tranche = next(record for record in records if record["tranche"] == 1)
    assert tranche["also"] == ["€10 Million"], "the headline under Read more repeats it: one flow, not two"
    tank = next(record for record in records if record["donors"] == ["ES"])
    (item,) = tank["items"]
    assert item["item"].startswith("Leopard 2")
    assert item["quantity"] is None


def test_lithuania_is_allocated_and_not_disbursed(book: str) -> None:
    flows = ask(book, "flows", "--funder", "LT").value()
    sums = [(flow["quantity"]["best"], flow["quantity"]["unit"], flow["stage"]) for flow in flows if flow["quantity"]]
    assert sums == [("10000000", "EUR", "allocated")]
    expectations = [step["stage"] for flow in flows for step in flow["expectations"]]
    assert expectations == ["disbursed"], "announced, not made"


def test_the_asserted_total_is_a_check_and_no_money(book: str) -> None:
    (check,) = ask(book, "check").value()
    assert (check["asserted"]["best"], check["asserted"]["unit"]) == ("535000000", "EUR")
    assert check["funders"] == ["DK", "SE"]
    assert (check["explained_by"], check["verdict"]) == ([], "unexplained")
    money = [flow["quantity"]["best"] for flow in ask(book, "flows").value() if flow["quantity"]]
    assert "535000000" not in money


def test_totals(book: str) -> None:
    report = ask(book, "report", "totals", "--by", "funder,stage").value()
    assert [(amount["best"], amount["unit"]) for amount in report["total"]["amounts"]] == [("10000000", "EUR")]
    (lithuania,) = [row for row in report["rows"] if row["amounts"]]
    assert lithuania["key"] == ["LT", "allocated"]
    sweden = [row for row in report["rows"] if row["key"][0] == "SE"]
    assert [row["unquantified"] for row in sweden] == [[["signed", 1]]], (
        "counted as support without a sum, never as zero"
    )
    assert "check" in {line["reason"] for line in report["left_out"]}


def test_explain_opens_on_the_sentence(book: str) -> None:
    explanation = ask(book, "explain", "EUR 10 million").value()
    text = SEED.read_text(encoding="utf-8")
    spans = [said["span"] for flow in explanation["flows"] for said in flow["statements"]]
    assert spans
    assert all(text[span["start"] : span["end"]] == span["quote"] for span in spans)
    assert any("first tranche worth EUR 10 million" in span["quote"] for span in spans)


def test_verify(book: str) -> None:
    assert ask(book, "verify").value()["faults"] == []


def test_the_same_bytes_twice_change_nothing(book: str) -> None:
    before = ask(book, "flows").value()
    again = run("add", str(SEED), "--book", book, "--json")
    assert [document["outcome"] for document in again.value()["documents"]] == ["known"]
    assert ask(book, "flows").value() == before

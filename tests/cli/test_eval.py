"""`eval` measures extraction where no verb is named, and flows by their verb."""

import json
from pathlib import Path

import pytest
from cli_running import run

TEXT = "Lithuania has allocated EUR 10 million to Ukraine, its defence ministry said on 23 November 2024.\n"
AGAIN = "The EUR 10 million that Lithuania has allocated to Ukraine will be paid soon.\n"


def label(name: str, quote: str) -> dict[str, object]:
    return {
        "id": name,
        "quote": quote.strip(),
        "kind": "money",
        "amount_text": "EUR 10 million",
        "low": 10000000,
        "high": 10000000,
        "qualifier": "exact",
        "currency": "EUR",
        "equivalents": [],
        "donors": ["LT"],
        "recipients": ["UA"],
        "stage": "allocated",
        "date": None,
        "period": None,
        "scope": "single",
        "part_of": None,
        "tranche": None,
        "mechanism": None,
        "purpose": None,
        "items": [],
        "also": [],
    }


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    for folder in ("labels", "texts"):
        (tmp_path / folder).mkdir()
    for name, text in (("d1", TEXT), ("d2", AGAIN)):
        (tmp_path / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        (tmp_path / "labels" / f"{name}.jsonl").write_text(json.dumps(label(f"{name}-1", text)) + "\n", "utf-8")
    dates = [{"id": "d1", "published": "2024-11-24"}, {"id": "d2", "published": "2024-11-25"}]
    (tmp_path / "index.jsonl").write_text("".join(json.dumps(item) + "\n" for item in dates), "utf-8")
    flow = {"flow": "F1", "parent": None, "statements": ["d1-1", "d2-1"]}
    (tmp_path / "flows.jsonl").write_text(json.dumps(flow) + "\n", "utf-8")
    pairs = {"hard_negative": [], "hard_positive": [["d1-1", "d2-1", "one sum told twice"]]}
    (tmp_path / "pairs.json").write_text(json.dumps(pairs), "utf-8")
    return tmp_path


def test_without_a_verb_it_measures_extraction(labelled: Path) -> None:
    asked = [str(labelled / "labels"), "--texts", str(labelled / "texts"), "--json"]
    plain, named = run("eval", *asked), run("eval", "extraction", *asked)
    assert (plain.code, plain.output) == (named.code, named.output)
    assert plain.value()["sums"]["f1"] == 1.0
    assert run("eval", "--texts", str(labelled / "texts"), str(labelled / "labels"), "--json").output == plain.output


def test_flows_are_measured_on_labels_and_end_to_end(labelled: Path) -> None:
    out = labelled / "predicted.jsonl"
    files = [f"--{name}={labelled / place}" for name, place in (("flows", "flows.jsonl"), ("pairs", "pairs.json"))]
    ran = run("eval", "flows", str(labelled / "labels"), *files, f"--texts={labelled / 'texts'}", f"--out={out}")
    assert ran.code == 0
    lines = ran.output.splitlines()
    assert [line.split("  ")[0] for line in lines[3:]] == ["labelled statements", "end to end"]
    assert all("1/1" in line and "0/0" in line for line in lines[3:])
    [written] = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert written["statements"] == ["d1-1", "d2-1"]
    value = run("eval", "flows", str(labelled / "labels"), *files, "--json").value()
    assert value["labelled"]["same"]["f1"] == 1
    assert value["end_to_end"] is None


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [("pairs.json", "[", "pairs.json"), ("flows.jsonl", "7\n", "flows.jsonl:1"), ("labels/d1.jsonl", "{}\n", "label")],
)
def test_broken_labels_are_named(labelled: Path, file: str, content: str, said: str) -> None:
    (labelled / file).write_text(content, "utf-8")
    files = [f"--{name}={labelled / place}" for name, place in (("flows", "flows.jsonl"), ("pairs", "pairs.json"))]
    ran = run("eval", "flows", str(labelled / "labels"), *files)
    assert ran.code not in (0, 70)
    assert said in ran.errors


def test_a_missing_text_is_named(labelled: Path) -> None:
    (labelled / "texts" / "d2.txt").unlink()
    ran = run(
        "eval",
        "flows",
        str(labelled / "labels"),
        f"--flows={labelled / 'flows.jsonl'}",
        f"--texts={labelled / 'texts'}",
    )
    assert ran.code != 0
    assert "d2.txt" in ran.errors


def test_help_shows_both_verbs() -> None:
    ran = run("eval", "--help")
    assert ran.code == 0
    assert "extraction" in ran.output
    assert "flows" in ran.output

"""`--assist` as a person uses it: off by default, its statements marked, `explain` shows whose proposal they are."""

from pathlib import Path

import pytest
from cli_running import run
from model_server import answer, completion, proposal, said, serving

from pledgebook.workflow.assisting import LONGEST_STRETCH, stretches

TEXT = """Norway transferred EUR 40 million to Moldova on 3 March 2025.

The minister sat in the garden and wrote to a friend about wells. Norway is far away.
"""


@pytest.fixture
def story(tmp_path: Path) -> str:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def test_nothing_is_asked_by_default(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLEDGEBOOK_ASSIST", raising=False)
    with serving(answer(completion())) as service:
        assert run("extract", story, "--jsonl").code == 0
    assert service.asked == []


def test_what_the_text_bears_out_is_added_and_the_rest_refused(story: str) -> None:
    goods = proposal("Norway is far away.", goods=["wells"])
    with serving(answer(completion(proposal("Norway transferred nothing."), goods))) as service:
        plain = run("extract", story, "--jsonl")
        ran = run("extract", story, "--jsonl", "--assist", service.url, "--assist-model", "small")
    assert ran.code == 0
    assert ran.output == plain.output
    assert ran.errors.count("A proposal of the model is refused") == 2
    assert len(service.asked) == 1


def test_a_proposal_in_the_book_is_explained_as_such(story: str, tmp_path: Path) -> None:
    book = str(tmp_path / "book.db")
    told = proposal("Norway is far away", donors=["Norway"], recipients=[], stage="proposed")
    with serving(answer(completion(told))) as service:
        added = run("add", story, "--book", book, "--assist", service.url, "--assist-model", "small", "--json")
        again = run("add", story, "--book", book, "--assist", service.url, "--assist-model", "small", "--json")
    assert added.value()["documents"][0]["statements"] == 2
    assert again.value()["documents"][0]["outcome"] == "known"
    assert len(service.asked) == 1
    flows = run("flows", "--book", book, "--json").value()
    explained = [run("explain", flow["id"], "--book", book).output for flow in flows]
    assert sum("assist:small" in text for text in explained) == 1


def test_a_useless_service_keeps_no_document_out(story: str, tmp_path: Path) -> None:
    book = str(tmp_path / "book.db")
    with serving(answer(said("no"))) as service:
        added = run("add", story, "--book", book, "--assist", service.url, "--assist-model", "small")
    assert added.code == 0
    assert "1 statement" in added.output
    assert "not in the form" in added.errors


def test_settings_come_from_the_environment(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(completion())) as service:
        monkeypatch.setenv("PLEDGEBOOK_ASSIST", service.url)
        monkeypatch.setenv("PLEDGEBOOK_ASSIST_MODEL", "named-here")
        monkeypatch.setenv("PLEDGEBOOK_ASSIST_CALLS", "1")
        assert run("extract", story, story).code == 0
        monkeypatch.setenv("PLEDGEBOOK_ASSIST_CALLS", "many")
        assert run("extract", story).code == 2
    assert [asked["model"] for asked in service.asked] == ["named-here"]


def test_a_model_must_be_named(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PLEDGEBOOK_ASSIST_MODEL", raising=False)
    ran = run("extract", story, "--assist", "http://127.0.0.1:9/v1")
    assert ran.code == 2
    assert "--assist-model" in ran.errors


@pytest.mark.parametrize("sign", ["\n\n", "\n", " ", ""])
def test_stretches_together_are_the_text(sign: str) -> None:
    text = ("word" * 20 + sign) * 500
    cut = list(stretches(text))
    assert "".join(cut) == text
    assert len(cut) > 1
    assert all(len(part) <= LONGEST_STRETCH for part in cut)

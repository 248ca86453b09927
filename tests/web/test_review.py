"""The review desk: most money first, decisions into the journal, nothing asked twice, undo, two reviewers at once."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_desk import desk, make_sample_book

from pledgebook.model.judgement import Verdict
from pledgebook.web.reviewing import RELATIONS
from pledgebook.workflow.book import open_book


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return make_sample_book(tmp_path)


@pytest.fixture
def reviewer(place: Path) -> Iterator[TestClient]:
    with desk(place) as client:
        yield client


def form_of(page: str) -> dict[str, str]:
    """The token and the task of a review page."""
    token = re.search(r'name="token" value="([0-9a-f]+)"', page)
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert token is not None
    return {"token": token.group(1), "key": unescape(key.group(1)) if key else ""}


def decide(client: TestClient, verdict: str, kind: str = "", **more: str) -> str:
    """Decide the task that is shown and return its key."""
    form = form_of(client.get(f"/review?kind={kind}").text)
    answer = client.post("/review/decide", data={**form, "verdict": verdict, "kind": kind, **more})
    assert answer.status_code == 200, answer.text
    return form["key"]


def waiting(client: TestClient) -> int:
    found = re.search(r"([\d,]+) questions? wait", client.get("/review").text)
    assert found is not None
    return int(found.group(1).replace(",", ""))


def test_the_most_money_comes_first(reviewer: TestClient, place: Path) -> None:
    with open_book(place) as book:
        question = book.questions()[0].question
    assert form_of(reviewer.get("/review?kind=pairs").text)["key"] == f"p:{question.left}:{question.right}"


def test_ten_decisions_are_in_the_journal_and_none_is_asked_again(reviewer: TestClient, place: Path) -> None:
    before = waiting(reviewer)
    keys = [decide(reviewer, "accept", "statements") for _ in range(8)]
    keys += [decide(reviewer, "different", "pairs") for _ in range(2)]
    assert len(set(keys)) == 10
    assert waiting(reviewer) <= before - 10
    with open_book(place) as book:
        made = book.judgements()
        assert book.verify().sound
    assert [item.verdict for item in made] == [Verdict.ACCEPT] * 8 + [Verdict.DIFFERENT] * 2
    assert {item.author for item in made} == {"tester"}


@pytest.mark.parametrize("verdict", [verdict.value for verdict in RELATIONS])
def test_the_rarer_relations_of_two_are_offered_in_both_directions(
    reviewer: TestClient, place: Path, verdict: str
) -> None:
    page = reviewer.get("/review?kind=pairs").text
    assert f'<option value="{verdict}">' in page
    assert f'<option value="{verdict}:turned">' in page
    first = decide(reviewer, "relation", "pairs", relation=verdict)
    second = decide(reviewer, "relation", "pairs", relation=f"{verdict}:turned")
    assert first != second
    with open_book(place) as book:
        straight, turned = book.judgements()
    assert [straight.verdict, turned.verdict] == [Verdict(verdict)] * 2
    assert f"p:{straight.subject}:{straight.object}" == first
    assert f"p:{turned.object}:{turned.subject}" == second
    assert form_of(reviewer.get("/review?kind=pairs").text)["key"] not in {first, second}


def test_no_relation_chosen_records_nothing(reviewer: TestClient, place: Path) -> None:
    form = form_of(reviewer.get("/review?kind=pairs").text)
    sent = {**form, "verdict": "relation", "relation": "", "kind": "pairs"}
    assert "no decision about two" in unescape(reviewer.post("/review/decide", data=sent).text)
    with open_book(place) as book:
        assert book.judgements() == ()


def test_undo_brings_the_question_back(reviewer: TestClient) -> None:
    key = decide(reviewer, "reject", "statements")
    assert form_of(reviewer.get("/review?kind=statements").text)["key"] != key
    form = form_of(reviewer.get("/review").text)
    reviewer.post("/review/undo", data={"token": form["token"], "kind": "statements"})
    assert form_of(reviewer.get("/review?kind=statements").text)["key"] == key


def test_skipping_asks_the_next_one_and_comes_back_when_asked_again(reviewer: TestClient) -> None:
    form = form_of(reviewer.get("/review").text)
    reviewer.post("/review/skip", data=form)
    assert form_of(reviewer.get("/review").text)["key"] != form["key"]
    reviewer.post("/review/skip", data={"token": form["token"]})
    assert form_of(reviewer.get("/review").text)["key"] == form["key"]


def test_an_edit_sets_only_what_was_changed(reviewer: TestClient, place: Path) -> None:
    page = reviewer.get("/review?kind=statements").text
    form = form_of(page)
    fields = {name: unescape(value) for name, value in re.findall(r'name="(set-[a-z]+)" value="([^"]*)"', page)}
    for name in ("stage", "scope"):
        chosen = re.search(rf'name="set-{name}">.*?<option selected>([a-z]+)', page, re.DOTALL)
        assert chosen is not None
        fields[f"set-{name}"] = chosen.group(1)
    fields["set-purpose"] = "spare parts"
    reviewer.post("/review/decide", data={**form, **fields, "verdict": "edit", "reason": "as the annex says"})
    with open_book(place) as book:
        made = book.judgements()
        statement = next(item for item in book.statements() if item.id == form["key"][2:])
    assert [(item.verdict, item.field) for item in made] == [(Verdict.SET_VALUE, "purpose"), (Verdict.ACCEPT, "")]
    assert made[0].reason == "as the annex says"
    assert statement.purpose == "spare parts"


def test_two_reviewers_see_each_other_and_decide_once(place: Path) -> None:
    with desk(place) as anna, desk(place) as ben:
        for client, name in ((anna, "Anna"), (ben, "Ben")):
            token = form_of(client.get("/review").text)["token"]
            client.post("/review/name", data={"token": token, "author": name})
        shown = form_of(ben.get("/review?kind=pairs").text)
        key = decide(anna, "same", "pairs")
        assert key == shown["key"]
        assert "Anna" in ben.get("/review").text
        assert ben.get("/review/recent?since=0").json()["decisions"][0]["author"] == "Anna"
        late = ben.post("/review/decide", data={**shown, "verdict": "different", "kind": "pairs"})
        assert "Anna has decided this meanwhile" in unescape(late.text)
    with open_book(place) as book:
        assert [item.verdict for item in book.judgements()] == [Verdict.SAME]


def test_a_form_from_elsewhere_changes_nothing(reviewer: TestClient, place: Path) -> None:
    form = form_of(reviewer.get("/review").text)
    for data, headers in (
        ({**form, "token": "0" * 64}, {}),
        ({"key": form["key"]}, {}),
        (form, {"Origin": "https://evil.example"}),
    ):
        answer = reviewer.post("/review/decide", data={**data, "verdict": "accept"}, headers=headers)
        assert answer.status_code == 403
    with open_book(place) as book:
        assert not book.judgements()


def test_a_split_takes_a_statement_out_of_its_flow(reviewer: TestClient, place: Path) -> None:
    with open_book(place) as book:
        flow = next(flow for flow in book.flows() if len(flow.statements) >= 3)
    name = next(one for one in flow.statements if one != flow.chosen)
    token = form_of(reviewer.get("/review").text)["token"]
    reviewer.post("/review/decide", data={"token": token, "key": f"s:{name}", "verdict": "split"})
    with open_book(place) as book:
        owner = next((item for item in book.flows() if name in item.statements), None)
        assert owner is None or not set(owner.statements) & set(flow.statements) - {name}


def test_the_past_is_not_reviewed(reviewer: TestClient) -> None:
    assert reviewer.get("/review?known-at=2020-01-01").status_code == 400

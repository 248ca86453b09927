"""Documents and official records come in at the desk; wrong fields are told, nothing typed is lost."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_desk import desk, make_sample_book

from pledgebook.model.identity import digest
from pledgebook.model.judgement import Verdict
from pledgebook.model.stage import Stage
from pledgebook.workflow.book import open_book

TEXT = "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry said."
RECORD = {
    "kind": "transfer",
    "number": "2026/17",
    "issuer": "Ministry of Finance",
    "date": "2025-03-04",
    "funders": "Iceland",
    "recipients": "Moldova",
    "amount": "EUR 2,500,000.50",
    "purpose": "school buses",
    "author": "Anna",
}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return make_sample_book(tmp_path)


@pytest.fixture
def client(place: Path) -> Iterator[TestClient]:
    with desk(place) as opened:
        yield opened


def token(client: TestClient, path: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', client.get(path).text)
    assert found is not None
    return found.group(1)


def test_a_pasted_text_is_a_document_with_its_statements(client: TestClient, place: Path) -> None:
    data = {"token": token(client, "/add"), "text": TEXT, "publisher": "A paper", "published": "2025-03-04"}
    page = client.post("/add", data=data)
    assert page.status_code == 200
    assert "/documents/" in str(page.url)
    with open_book(place) as book:
        document = book.document(digest(TEXT.encode()))
        assert document.publisher == "A paper"
        assert [item.stage for item in book.statements(document.id)] == [Stage.DISBURSED]
    again = client.post("/add", data={**data, "token": token(client, "/add")})
    assert again.status_code == 200


def test_a_file_is_a_document(client: TestClient, place: Path) -> None:
    files = {"file": ("../../etc/news.txt", TEXT.encode(), "text/plain")}
    assert client.post("/add", data={"token": token(client, "/add")}, files=files).status_code == 200
    with open_book(place) as book:
        assert book.document(digest(TEXT.encode())).name == "news.txt"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "nothing was given"),
        ({"text": TEXT, "published": "soon"}, "not a date"),
        ({"text": "x", "url": "file:///etc"}, "no web address"),
    ],
)
def test_what_cannot_be_added_is_told_and_kept_in_the_form(
    client: TestClient, fields: dict[str, str], told: str
) -> None:
    answer = client.post("/add", data={"token": token(client, "/add"), **fields})
    assert answer.status_code == 400
    assert told in answer.text
    assert fields.get("text", "") in unescape(answer.text)


def test_an_unreadable_file_is_refused_with_its_remedy(client: TestClient) -> None:
    files = {"file": ("act.bin", b"\x00\x01\x02\x03" * 50, "application/octet-stream")}
    page = client.post("/add", data={"token": token(client, "/add")}, files=files)
    assert page.status_code == 200
    assert "refused" in page.text


def test_a_record_is_a_flow_with_its_paper_archived(client: TestClient, place: Path) -> None:
    paper = b"%PDF-1.7 not really"
    files = {"paper": ("advice.pdf", paper, "application/pdf")}
    page = client.post("/record", data={"token": token(client, "/record"), **RECORD}, files=files)
    assert page.status_code == 200
    assert "/flows/f-" in str(page.url)
    assert "EUR\u00a02,500,000.50" in unescape(page.text)
    with open_book(place) as book:
        flow = next(flow for flow in book.flows() if flow.id == str(page.url).rpartition("/")[2])
        statement = next(item for item in book.statements() if item.id == flow.chosen)
        layer = book.text_layer(statement.document)
        assert statement.amount is not None
        assert layer.text[statement.amount.start : statement.amount.end] == "EUR 2500000.5"
        assert layer.text[statement.span.start : statement.span.end] == statement.span.quote
        assert digest(paper) in layer.text
        assert book.store.archive(digest(paper)) == paper
        assert [item.verdict for item in book.judgements()] == [Verdict.ACCEPT]
        assert book.verify().sound
    assert (flow.stage, flow.funders, flow.purpose) == (Stage.DISBURSED, ("IS",), "school buses")


def test_a_record_can_be_the_money_of_a_flow(client: TestClient, place: Path) -> None:
    with open_book(place) as book:
        flow = next(flow for flow in book.flows() if flow.funders == ("LT",) and flow.stage is Stage.ALLOCATED)
    fields = {**RECORD, "funders": "LT", "recipients": "UA", "amount": "EUR 10 million", "same-as": flow.id}
    page = client.post("/record", data={"token": token(client, "/record"), **fields})
    assert page.status_code == 200
    with open_book(place) as book:
        now = next(item for item in book.flows() if set(flow.statements) < set(item.statements))
    assert now.stage is Stage.DISBURSED


def test_every_wrong_field_of_a_record_is_told_and_nothing_is_lost(client: TestClient, place: Path) -> None:
    fields = {**RECORD, "date": "soon", "funders": "Atlantis", "amount": "much", "tranche": "x"}
    answer = client.post("/record", data={"token": token(client, "/record"), **fields})
    assert answer.status_code == 400
    text = unescape(answer.text)
    for name in ("date", "funders", "amount", "tranche"):
        assert f'id="wrong-{name}"' in text
    assert 'value="Atlantis"' in text
    assert 'value="school buses"' in text
    with open_book(place) as book:
        assert len(book.documents()) == 46


def test_a_record_about_a_flow_that_is_not_there_is_told(client: TestClient) -> None:
    answer = client.post("/record", data={"token": token(client, "/record"), **RECORD, "same-as": "f-00000000"})
    assert answer.status_code == 400
    assert "flows have ids that begin so" in answer.text

"""Every page answers, says what it should, and leads only to pages that are there."""

import re
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pledgebook.workflow.book import open_book

LISTS = (
    "/",
    "/flows",
    "/funders",
    "/mechanisms",
    "/programmes",
    "/documents",
    "/checks",
    "/conflicts",
    "/overdue",
    "/changed",
    "/changed?since=2020-01-01",
    "/find?figure=EUR+535+million",
    "/explain?target=EUR+10+million",
)


def links_of(text: str) -> set[str]:
    """Addresses of our own on a page, without anchors."""
    found = {unescape(address).partition("#")[0] for address in re.findall(r'href="([^"]*)"', text)}
    return {address for address in found if address.startswith("/") and not address.startswith("/api")}


@pytest.mark.parametrize("path", LISTS)
def test_lists_answer(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<h1" in answer.text
    assert "None" not in re.sub(r"<[^>]+>", " ", answer.text).replace("None.", "").split(), "a value is missing"


def test_every_flow_document_and_check_has_its_page(client: TestClient, sample_book: Path) -> None:
    with open_book(sample_book) as book:
        paths = [f"/flows/{flow.id}" for flow in book.flows()]
        paths += [f"/documents/{document.id}" for document in book.documents()]
        paths += [f"/checks/{check.id}" for check in book.checks()]
    assert len(paths) > 100
    for path in paths:
        assert client.get(path).status_code == 200, path


def test_links_of_the_first_page_are_not_broken(client: TestClient) -> None:
    addresses = links_of(client.get("/").text) - {"/review", "/record", "/add"}
    assert len(addresses) > 80
    for address in sorted(addresses):
        assert client.get(address).status_code == 200, address


def test_the_first_page_is_small(client: TestClient) -> None:
    page = client.get("/")
    parts = [len(page.content)]
    parts += [
        len(client.get(f"/static/{name}").content) for name in ("style.css", "picture.css", "desk.js", "mark.svg")
    ]
    assert sum(parts) < 300_000


def test_what_is_not_there_says_so(client: TestClient) -> None:
    for path in ("/flows/f-0000000000000000", "/documents/ffffffffffff", "/checks/c-0", "/funders/ZZ", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert "<h1" in answer.text


@pytest.mark.parametrize(
    "query", ["page=x", "size=0", "stage=paid", "sort=colour", "least=much", "as-of=soon", "known-at=once", "since=May"]
)
def test_a_wrong_question_is_answered_with_its_remedy(client: TestClient, query: str) -> None:
    answer = client.get(f"/flows?{query}")
    assert answer.status_code == 400
    assert "What you can do" in answer.text


def test_flows_are_filtered_and_added_up_as_the_totals_are(client: TestClient, sample_book: Path) -> None:
    with open_book(sample_book) as book:
        report = book.totals(by=("funder", "stage"), stages=("committed",))
        row = next(row for row in report.rows if row.key == ("DK", "committed"))
    assert row.reporting is not None
    text = unescape(client.get("/flows?funders=DK&stage=committed").text)
    told = re.search(r'class="big">EUR\s([\d.]+)\s(bn|m)<', text)
    assert told is not None
    shown = float(told.group(1)) * {"bn": 1e9, "m": 1e6}[told.group(2)]
    assert shown == pytest.approx(float(row.reporting.best), rel=0.005)


def test_a_document_shows_all_of_its_text_and_every_statement(client: TestClient, sample_book: Path) -> None:
    with open_book(sample_book) as book:
        for document in book.documents():
            page = client.get(f"/documents/{document.id}").text
            article = page.partition('<article class="text"')[2].partition(">")[2].partition("</article>")[0]
            shown = unescape(re.sub(r"<a class=\"pin.*?</a>", "", article, flags=re.DOTALL))
            assert re.sub(r"</?span[^>]*>", "", shown) == book.text_layer(document.id).text
            for statement in book.statements(document.id):
                assert f'id="{statement.id}"' in article


def test_clocks_are_kept_from_page_to_page(client: TestClient) -> None:
    page = client.get("/?as-of=2024-06-30").text
    flows = {address for address in links_of(page) if address.startswith("/flows/")}
    assert flows
    assert all("as-of=2024-06-30" in address for address in flows)
    assert len(re.findall("<tr>", client.get("/flows?as-of=2024-06-30&size=200").text)) < len(
        re.findall("<tr>", client.get("/flows?size=200").text)
    )
    assert "46 documents" not in client.get("/?known-at=2000-01-01").text


def test_an_unchanged_page_is_not_sent_again(client: TestClient) -> None:
    first = client.get("/flows")
    again = client.get("/flows", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert not again.content
    other = client.get("/flows?stage=pledged", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200

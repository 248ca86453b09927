"""The API answers what its description says, with the filters of the pages and one shape of errors."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.testclient import TestClient

from pledgebook.web.api.registry import ENDPOINTS
from pledgebook.workflow.book import open_book

QUERIES = {"/api/find": "?figure=EUR+535+million", "/api/explain": "?target=EUR+10+million"}


@pytest.fixture(scope="session")
def described(client: TestClient) -> dict[str, Any]:
    answer = client.get("/api/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    return dict(answer.json())


def name_for(path: str, book_path: Path) -> str:
    with open_book(book_path) as book:
        names = {
            "flows": book.flows()[0].id,
            "documents": book.documents()[0].id,
            "statements": book.statements()[0].id,
            "checks": book.checks()[0].id,
        }
    return path.replace("{name}", names.get(path.split("/")[2], ""))


@pytest.mark.parametrize("path", sorted(ENDPOINTS))
def test_answers_have_the_described_shape(
    client: TestClient, described: dict[str, Any], sample_book: Path, path: str
) -> None:
    answer = client.get(name_for(path, sample_book) + QUERIES.get(path, ""))
    assert answer.status_code == 200
    content = described["paths"][path]["get"]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": described["components"]}
    jsonschema.validate(answer.json(), schema)


def test_the_description_names_nothing_that_is_not_there(described: dict[str, Any]) -> None:
    def walk(node: object) -> None:
        if isinstance(node, dict):
            reference = node.get("$ref")
            if reference is not None:
                assert reference.rpartition("/")[2] in described["components"]["schemas"]
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(described["paths"])
    names = [path["get"]["operationId"] for path in described["paths"].values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "status", "kind"),
    [
        ("/api/flows/f-0", 404, "NotInBook"),
        ("/api/flows?stage=paid", 400, "UsageFault"),
        ("/api/find", 400, "UsageFault"),
        ("/api/nothing", 404, "NotFound"),
        ("/api/flows?as-of=soon", 400, "UsageFault"),
    ],
)
def test_errors_have_one_shape(
    client: TestClient, described: dict[str, Any], path: str, status: int, kind: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    schema = {"$ref": "#/components/schemas/FaultAnswer", "components": described["components"]}
    jsonschema.validate(answer.json(), schema)
    assert answer.json()["error"]["kind"] == kind
    assert answer.json()["error"]["status"] == status


def test_pages_of_flows_are_all_of_them_once(client: TestClient, sample_book: Path) -> None:
    seen: list[str] = []
    address: str | None = "?size=20"
    while address:
        answer = client.get(f"/api/flows{address}").json()
        seen += [line["flow"]["id"] for line in answer["items"]]
        address = answer["paging"]["next"]
    with open_book(sample_book) as book:
        assert sorted(seen) == sorted(flow.id for flow in book.flows())


@pytest.mark.parametrize("query", ["funder=DK", "stage=pledged&stage=signed", "q=drones", "mechanism=danish-model"])
def test_filters_are_those_of_the_pages(client: TestClient, query: str) -> None:
    items = client.get(f"/api/flows?{query}&size=200").json()["items"]
    page = client.get(f"/flows?{query}&size=200").text
    assert items
    assert all(f"/flows/{line['flow']['id']}" in page for line in items)
    assert page.count('<td class="what">') == len(items)


def test_sums_by_stage_are_those_of_the_totals(client: TestClient, sample_book: Path) -> None:
    answer = client.get("/api/overview").json()
    with open_book(sample_book) as book:
        report = book.totals(by=("stage",), stages=("pledged", "committed", "disbursed"))
    for row in report.rows:
        if row.reporting is None:
            continue  # only flows without a sum stand there
        told = next(part for part in answer["standing"] if part["stage"] == row.key[0])
        assert Decimal(told["value"]) == row.reporting.best


def test_an_unchanged_answer_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/api/flows?size=5").headers["etag"]
    assert client.get("/api/flows?size=5", headers={"If-None-Match": tag}).status_code == 304
    assert client.get("/api/flows?size=6", headers={"If-None-Match": tag}).status_code == 200

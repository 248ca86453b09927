"""What keeps a desk safe: headers on every answer, hosts, escaping, no path to the disk."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient
from web_desk import desk

from pledgebook.model.evidence import Source
from pledgebook.workflow.book import open_book

NASTY = (
    "<script>alert(1)</script> Denmark will give Ukraine EUR 25 million <img src=x onerror=alert(2)> for drones, the"
    ' ministry said on 3 March 2025. "><svg onload=alert(3)> javascript:alert(4) {{ 7 * 7 }} &lt;b&gt;\n'
)


@pytest.mark.parametrize("path", ["/", "/flows", "/nowhere", "/static/style.css", "/pictures/ways.svg"])
def test_headers_stand_on_every_answer(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_other_hosts_are_refused(client: TestClient) -> None:
    assert client.get("/", headers={"Host": "evil.example"}).status_code == 421
    assert client.get("/", headers={"Host": "testserver:8310"}).status_code == 200


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static/"])
def test_no_path_leads_to_the_disk(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("name", ["page.txt", "page.md"])
def test_a_document_full_of_scripts_is_shown_as_text(tmp_path: Path, name: str) -> None:
    place = tmp_path / "nasty.db"
    with open_book(place, create=True) as book:
        book.add_sources([Source(name=f'"><script>alert(5)</script>{name}', data=NASTY.encode())])
        document = book.documents()[0]
        flows = book.flows()
    assert flows
    with desk(place) as client:
        for path in ("/", "/documents", f"/documents/{document.id}", "/flows", f"/flows/{flows[0].id}", "/funders"):
            text = client.get(path).text
            assert "<script>alert" not in text, path
            assert "<img src=x" not in text, path
            assert "<svg onload" not in text, path
            assert "{{ 7 * 7 }}" in text or "49" not in text.partition("<article")[2].partition("</article>")[0]


def test_templates_have_no_inline_script_style_or_foreign_address() -> None:
    folder = Path(__file__).resolve().parents[2] / "src" / "pledgebook" / "web"
    for path in [*folder.glob("templates/*.html"), *folder.glob("static/*")]:
        text = path.read_text(encoding="utf-8")
        assert "style=" not in text, path.name
        assert "<style" not in text, path.name
        assert " onclick" not in text, path.name
        assert "<script>" not in text, path.name
        assert "|safe" not in text.replace(" ", ""), path.name
        outside = text.replace("http://www.w3.org/", "").replace('startswith(("http://", "https://"))', "")
        assert "http://" not in outside, path.name
        assert "https://" not in outside, path.name

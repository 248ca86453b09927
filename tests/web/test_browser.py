"""The main journeys in a real browser, accessibility of every page, and a document full of scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_desk import browser, served
from playwright.sync_api import Browser, Page, expect
from web_desk import make_sample_book

from pledgebook.model.evidence import Source
from pledgebook.model.judgement import Verdict
from pledgebook.web.publishing.site import publish_site
from pledgebook.workflow.book import open_book

pytestmark = pytest.mark.slow

TEXT = "Norway transferred NOK 250 million to Moldova on 3 March 2025, the ministry said."
NASTY = (
    "<script>window.owned = 1</script> Denmark will give Ukraine EUR 25 million <img src=x onerror='window.owned = 2'>"
    ' for drones it said on 3 March 2025. "><svg onload="window.owned = 3"></svg> <iframe src="javascript:1">'
    "\n<a href='javascript:window.owned = 4'>link</a> {{ 7 * 7 }} ${7 * 7} <style>body { display: none }</style>\n"
)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_sample_book(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="module")
def address(place: Path, chromium: Browser) -> Iterator[str]:  # noqa: ARG001  no browser, no server
    with served(place) as found:
        yield found


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh page; any error of a script on it fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    yield opened
    context.close()
    assert not faults


def test_follow_a_bar_to_its_sentence(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#funders svg.wide a", has_text="Lithuania").first.click()
    page.locator("table.flows a", has_text="EUR 10 million").first.click()
    expect(page.locator("h1")).to_contain_text("Lithuania: EUR 10 million")
    page.locator("blockquote a.quote").first.click()
    marked = page.locator(".sum.chosen").first
    expect(marked).to_be_in_viewport()
    expect(marked).to_have_text("EUR 10 million")


def test_every_mark_can_be_reached_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_class("skip")
    page.locator("#pipeline svg.wide a").first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') !== null")
    page.keyboard.press("Enter")
    page.wait_for_url("**/flows?stage=*")


@pytest.mark.parametrize("path", ["funders", "mechanisms", "checks"])
def test_bars_in_tables_stay_in_their_rows(page: Page, address: str, path: str) -> None:
    page.goto(f"{address}/{path}")
    boxes = page.locator("td.bar").evaluate_all(
        "cells => cells.map(c => [getComputedStyle(c).display, c.offsetHeight, c.parentElement.offsetHeight])"
    )
    assert boxes
    assert all(display == "table-cell" and height == row for display, height, row in boxes)


def test_find_a_figure(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("/")
    page.keyboard.type("EUR 535 million")
    page.keyboard.press("Enter")
    expect(page.locator("h2").first).to_contain_text("EUR 535,000,000".replace("EUR ", "EUR\u00a0"))
    page.locator("td.what a").first.click()
    expect(page.locator(".said").first).to_be_visible()


def test_filters_apply_as_they_are_chosen(page: Page, address: str) -> None:
    page.goto(f"{address}/flows")
    page.locator("select[name=funder]").select_option("LT")
    page.wait_for_url("**/flows?*funder=LT*")
    assert "mechanism=" not in page.url, "empty fields stay out of the address"
    assert page.locator("table.flows tbody tr").count() >= 1
    page.locator(".tag.off").first.click()
    page.wait_for_url(re.compile(r"/flows\?sort=size$|/flows\?$|/flows$"))


def test_reading_works_without_scripts(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}/flows")
    plain.locator("input[type=search]").fill("drones")
    plain.locator(".filters button").click()
    assert "q=drones" in plain.url
    assert plain.locator("table.flows tbody tr").count() >= 1
    context.close()


def test_add_a_document_then_look_at_the_past(page: Page, tmp_path: Path) -> None:
    book_path = make_sample_book(tmp_path)
    with open_book(book_path) as book:
        before = max(record.recorded_at for record in book.store.records())
    with served(book_path) as found:
        page.goto(f"{found}/add")
        page.locator("textarea[name=text]").fill(TEXT)
        page.locator("input[name=publisher]").fill("The ministry")
        page.get_by_role("button", name="Add", exact=True).click()
        expect(page.locator(".sum")).to_have_text("NOK 250 million")
        page.goto(found)
        expect(page.locator(".lead")).to_contain_text("47 documents")
        page.locator("input[name=known-at]").fill(before.isoformat())
        page.get_by_role("button", name="Show", exact=True).click()
        expect(page.locator(".lead")).to_contain_text("46 documents")
        expect(page.locator(".clocks")).to_contain_text("You look at the past")
        page.locator(".menu a", has_text="Flows").click()
        assert "known-at=" in page.url
        page.locator(".clocks a", has_text="Back to now").click()
        assert "known-at=" not in page.url


def test_review_ten_statements_by_keyboard_with_one_undo(page: Page, tmp_path: Path) -> None:
    book_path = make_sample_book(tmp_path)
    with served(book_path) as found:
        page.goto(f"{found}/review?kind=statements")
        seen: list[str] = []
        for number in range(10):
            seen.append(_task(page))
            page.keyboard.press("r" if number == 4 else "a")
            page.wait_for_function("key => document.querySelector('[name=key]').value !== key", arg=seen[-1])
        assert len(set(seen)) == 10, "nothing is asked twice"
        page.keyboard.press("u")
        page.wait_for_function("key => document.querySelector('[name=key]').value === key", arg=seen[-1])
        page.keyboard.press("k")
        page.wait_for_function("key => document.querySelector('[name=key]').value !== key", arg=seen[-1])
        expect(page.locator(".progress")).to_contain_text("9 decisions stand, 9 of them yours")
    with open_book(book_path) as book:
        made = [item.verdict for item in book.judgements()]
    assert made == [*[Verdict.ACCEPT] * 4, Verdict.REJECT, *[Verdict.ACCEPT] * 5, Verdict.WITHDRAW]


def _task(page: Page) -> str:
    return page.locator("[name=key]").first.input_value()


def test_two_reviewers_see_each_other(chromium: Browser, tmp_path: Path) -> None:
    with served(make_sample_book(tmp_path)) as found:
        contexts = [chromium.new_context() for _ in range(2)]
        anna, ben = (context.new_page() for context in contexts)
        for one in (anna, ben):
            one.goto(f"{found}/review?kind=pairs")
        assert _task(anna) == _task(ben)
        key = _task(anna)
        anna.keyboard.press("d")
        anna.wait_for_function("key => document.querySelector('[name=key]')?.value !== key", arg=key)
        expect(ben.locator("#meanwhile")).to_contain_text("has just decided this one", timeout=12_000)
        for context in contexts:
            context.close()


def test_publish_and_open_the_site_from_a_folder(page: Page, place: Path, tmp_path: Path) -> None:
    with open_book(place) as book:
        publish_site(book, tmp_path / "site")
    page.goto((tmp_path / "site" / "index.html").as_uri())
    assert page.evaluate("getComputedStyle(document.querySelector('.card')).borderRadius") == "10px"
    page.locator("#funders svg.wide a", has_text="Lithuania").first.click()
    page.locator("table.flows a").first.click()
    page.locator("blockquote a.quote").first.click()
    assert "/documents/" in page.url
    expect(page.locator("blockquote:target")).to_be_visible()
    page.locator(".menu a", has_text="Data").click()
    expect(page.locator("h1")).to_have_text("Data")


def test_a_document_full_of_scripts_is_harmless(page: Page, tmp_path: Path) -> None:
    book_path = tmp_path / "nasty.db"
    with open_book(book_path, create=True) as book:
        book.add_sources([Source('"><script>window.owned = 5</script>.txt', NASTY.encode())])
        document = book.documents()[0].id
        flow = book.flows()[0].id
        publish_site(book, tmp_path / "site")
    with served(book_path) as found:
        for path in ("/", "/documents", f"/documents/{document}", "/flows", f"/flows/{flow}", "/review", "/funders"):
            page.goto(found + path)
            _is_harmless(page)
    for file in sorted((tmp_path / "site").rglob("*.html"))[:40]:
        page.goto(file.as_uri())
        _is_harmless(page)


def _is_harmless(page: Page) -> None:
    assert page.evaluate("window.owned") is None, page.url
    assert page.locator("iframe, main script, main style, main img").count() == 0, page.url
    assert page.locator("a[href^='javascript:']").count() == 0, page.url
    assert page.locator("main").is_visible(), page.url


PATHS = (
    *("/", "/flows", "/funders", "/funders/DK", "/mechanisms", "/mechanisms/danish-model", "/programmes", "/documents"),
    *("/checks", "/conflicts", "/overdue", "/changed?since=2020-01-01", "/find?figure=EUR+535+million"),
    *("/explain?target=EUR+10+million", "/review?kind=pairs", "/review?kind=statements", "/record", "/add", "/nowhere"),
)


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_no_page_has_a_serious_fault_of_access_or_is_wider_than_the_screen(
    chromium: Browser, place: Path, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with open_book(place) as book:
        flow = next(flow for flow in book.flows() if flow.rivals and flow.events)
        document = max(book.documents(), key=lambda item: len(book.statements(item.id)))
        paths = (*PATHS, f"/flows/{flow.id}", f"/documents/{document.id}", f"/checks/{book.checks()[0].id}")
    # The checker is put into the page, which our own policy would refuse.
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    opened = context.new_page()
    for path in paths:
        opened.goto(address + path)
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, path
        found = Axe().run(opened).response
        assert found["passes"], "the checker ran"
        serious = [fault["id"] for fault in found["violations"] if fault["impact"] in {"serious", "critical"}]
        assert not serious, (path, serious)
    context.close()

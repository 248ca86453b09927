"""HTML pages to their text view and metadata."""

import time

import pytest

from pledgebook.model.evidence import Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.model.when import PartialDate
from pledgebook.readers.base import Reading
from pledgebook.readers.registry import read_source


def read(page: str | bytes, name: str = "page.html") -> Reading:
    reading = read_source(Source(name, page.encode() if isinstance(page, str) else page))
    assert isinstance(reading, Reading), reading
    return reading


def refused(page: bytes) -> Problem:
    problem = read_source(Source("page.html", page))
    assert isinstance(problem, Problem)
    return problem


def marked(body: str) -> list[tuple[str, str]]:
    layer = read(f"<!doctype html><html><body>{body}</body></html>").layer
    return [(block.role.value, layer.text[block.start : block.end]) for block in layer.blocks]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>€5<b>0</b> mil<i>lion</i></p>", "€50 million"),
        ("<p>EUR&nbsp;5&#8239;000 &amp; more</p>", "EUR\u00a05\u202f000 & more"),
        ("<p>one\n   <b> two </b>\tthree </p>", "one two three"),
        ("<p>one<br>two</p>", "one\ntwo"),
        ("<p>EUR 535 million<sup>1</sup> in 2024<sup><a href=#n>23</a></sup></p>", "EUR 535 million¹ in 2024²³"),
        ("<p>H<sub>2</sub>O, the 1<sup>st</sup></p>", "H₂O, the 1st"),
        ("<p>a<script>b()</script><style>c</style><noscript>d</noscript><template>e</template>f</p>", "af"),
        ("<p>a<!-- b -->c</p>", "ac"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
        ("<p>soft&shy;hyphen</p>", "soft\u00adhyphen"),
        ("loose text", "loose text"),
    ],
)
def test_text_is_what_one_sees(body: str, text: str) -> None:
    assert [found for _, found in marked(body)] == [text]


def test_blocks_are_parted_by_empty_lines() -> None:
    assert read("<p>one<p>two<div>three<div>four</div></div>five").layer.text == "one\n\ntwo\n\nthree\n\nfour\n\nfive"


def test_two_line_breaks_end_a_paragraph() -> None:
    assert [text for _, text in marked("one<br>two<br> <br>three")] == ["one\ntwo", "three"]


def test_roles_of_the_parts_of_a_story() -> None:
    body = """<article><header><h1>Title</h1><p>By line</p></header><h2>Heading</h2><p>Text</p>
    <ul><li>one<li><p>two</p></ul><figure><img src=x alt=y><figcaption>Caption</figcaption></figure>
    <blockquote>Quote</blockquote></article>"""
    assert marked(body) == [
        ("title", "Title"),
        ("paragraph", "By line"),
        ("heading", "Heading"),
        ("paragraph", "Text"),
        ("list-item", "one"),
        ("list-item", "two"),
        ("caption", "Caption"),
        ("paragraph", "Quote"),
    ]


def test_a_row_of_a_table_is_one_block_with_tabs() -> None:
    body = """<table><caption>Sums</caption><tr><th>Donor</th><th>EUR</th></tr>
    <tr><td>Denmark</td><td><p>125 million</p></td></tr>
    <tr><td><p>Sweden</p><p>2024</p></td><td>20 million</td></tr></table>"""
    assert marked(body) == [
        ("caption", "Sums"),
        ("table-row", "Donor\tEUR"),
        ("table-row", "Denmark\t125 million"),
        ("table-row", "Sweden\n2024\t20 million"),
    ]


def test_a_table_that_lays_out_a_page_makes_no_rows() -> None:
    body = "<table><tr><td>Menu</td><td><h2>Heading</h2><p>one</p><p>two</p></td></tr></table>"
    assert marked(body)[1:] == [("heading", "Heading"), ("paragraph", "one"), ("paragraph", "two")]


@pytest.mark.parametrize(
    "frame",
    [
        "<nav>{}</nav>",
        "<header>{}</header>",
        "<footer>{}</footer>",
        "<aside>{}</aside>",
        "<form>{}</form>",
        "<div hidden>{}</div>",
        "<div style='color:red; display : none'>{}</div>",
        "<div aria-hidden=true>{}</div>",
        "<div role=navigation>{}</div>",
        "<div class='x cookie-banner'>{}</div>",
        "<div id=newsletter>{}</div>",
        "<div class=sidebar-right>{}</div>",
    ],
)
def test_what_frames_the_story_is_kept_and_marked(frame: str) -> None:
    assert marked("<main><p>Story</p></main>" + frame.format("<p>EUR 5 million</p>")) == [
        ("paragraph", "Story"),
        ("boilerplate", "EUR 5 million"),
    ]


@pytest.mark.parametrize(
    "frame",
    [
        "<form action=/page>{}</form>",
        "<div class=sidebar>{}</div>",
        "<header>{}</header>",
        "<div class='page-with-sidebar'>{}</div>",
        "<div class=shareholders>{}</div>",
    ],
)
def test_what_holds_the_story_is_no_frame(frame: str) -> None:
    assert marked(frame.format("<article><p>EUR 5 million</p></article>")) == [("paragraph", "EUR 5 million")]


def test_a_page_hidden_until_it_is_drawn_is_read() -> None:
    assert (
        read("<html><body style='visibility:hidden' class=sidebar><p>Text</p></body></html>").layer.blocks[0].role
        == "paragraph"
    )


@pytest.mark.parametrize(
    "body",
    [
        "<p>Read more: <a href=/x>Lithuania gives</a></p>",
        "<p><a href=/x>Lithuania gives</a></p>",
        "<ul><li><a href=/x>Lithuania gives</a></li></ul>",
        "<h3><a href=/x>Lithuania gives</a></h3>",
        "<div class=related-articles>Lithuania gives</div>",
    ],
)
def test_pointers_elsewhere_are_links(body: str) -> None:
    assert [role for role, _ in marked(f"<article><p>Story</p>{body}</article>")] == ["paragraph", "link"]


def test_links_inside_a_sentence_leave_it_a_paragraph() -> None:
    assert marked("<p>Denmark <a href=/x>gives</a> more.</p>") == [("paragraph", "Denmark gives more.")]
    assert marked("<h2><a href='#sums'>Sums</a></h2>") == [("heading", "Sums")]


def test_the_page_title_is_text_only_where_no_heading_is() -> None:
    assert [text for _, text in marked("<h1>Heading</h1>")] == ["Heading"]
    layer = read("<html><head><title>Page title</title></head><body><p>Text</p></body></html>").layer
    assert layer.text == "Page title\n\nText"
    assert layer.blocks[0].role == "title"


META = """<!doctype html><html lang=en-GB><head><title>Long title | Site</title>
<meta property="og:title" content="Title"><meta property=og:site_name content="The Site">
<meta property="article:published_time" content="2024-11-22T23:30:00+02:00"><link rel=canonical href="https://example.org/a?b=1&amp;c">
</head><body><p>Text</p></body></html>"""


def test_metadata_of_the_head() -> None:
    reading = read(META)
    assert reading.title == "Title"
    assert reading.publisher == "The Site"
    assert reading.published == PartialDate(2024, 11, 22)
    assert reading.url == "https://example.org/a?b=1&c"
    assert reading.language == "en"
    assert reading.problems == ()


def test_metadata_of_linked_data() -> None:
    data = """{"@context": "https://schema.org", "@graph": [
    {"@type": "WebSite", "publisher": {"name": "Other"}},
    {"@type": ["NewsArticle"], "headline": "Title", "datePublished": "2024-11-21",
     "publisher": {"@type": "Organization", "name": "The Site"}}]}"""
    reading = read(f"<html><script type='application/ld+json'>{data}</script><p>Text</p></html>")
    assert (reading.title, reading.publisher, str(reading.published)) == ("Title", "The Site", "2024-11-21")


@pytest.mark.parametrize(
    ("markup", "date"),
    [
        ("<time datetime=2024-11-22>today</time>", "2024-11-22"),
        ("<time datetime=2024-11-20></time><time itemprop=datePublished datetime=2024-11-22></time>", "2024-11-22"),
        ("<meta itemprop=datePublished content=2024-11-22>", "2024-11-22"),
        ("<meta name=DC.date.issued content=2024-11>", "2024-11"),
        ("<meta name=date content='Fri, 22 Nov 2024 10:00:00 GMT'>", "2024-11-22"),
    ],
)
def test_dates_of_a_page(markup: str, date: str) -> None:
    assert str(read(f"<html>{markup}<p>Text</p></html>").published) == date


@pytest.mark.parametrize(
    "markup",
    ["<meta name=date content='22/11/2024'>", "<script type='application/ld+json'>{broken</script>"],
)
def test_unusable_metadata_is_a_warning(markup: str) -> None:
    reading = read(f"<html>{markup}<p>Text</p></html>")
    assert [(problem.code, problem.severity) for problem in reading.problems] == [
        (ProblemCode.BROKEN_MARKUP, Severity.WARNING)
    ]


@pytest.mark.parametrize("url", ["/relative", "javascript:alert(1)", "https://", "http://[bad"])
def test_only_whole_web_addresses_are_taken(url: str) -> None:
    assert read(f"<html><link rel=canonical href='{url}'><p>Text</p></html>").url == ""


def test_a_declared_encoding_is_believed() -> None:
    page = "<html><meta charset=windows-1257><p>Lietuva skirs 10 mln. €, ačiū</p>".encode("cp1257")
    assert read(page).layer.text == "Lietuva skirs 10 mln. €, ačiū"


def test_a_page_that_is_utf8_against_its_word_is_told() -> None:
    reading = read("<html><meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'><p>€5m</p>")
    assert reading.layer.text == "€5m"
    assert [problem.code for problem in reading.problems] == [ProblemCode.BROKEN_MARKUP]


def test_an_undeclared_encoding_is_not_guessed() -> None:
    assert refused("<html><p>ačiū €".encode("cp1257")).code is ProblemCode.UNDECODABLE_TEXT


@pytest.mark.parametrize(
    "page", [b"<html></html>", b"<html><p> &nbsp; </p></html>", b"<!-- only this -->", b"<script>a()</script>"]
)
def test_a_page_that_shows_nothing_is_a_problem(page: bytes) -> None:
    problem = refused(page)
    assert problem.code is ProblemCode.BROKEN_MARKUP
    assert problem.severity is Severity.ERROR
    assert problem.remedy


def test_deep_pages_are_read_whole_or_refused_and_never_cut() -> None:
    assert read(b"<div>" * 1500 + b"deep").layer.text == "deep"
    assert "depth" in refused(b"<p>before</p>" + b"<div>" * 5000 + b"deep").message
    assert "depth" in refused(b"<p>before" + b"</x><" * 5000 + b"<div>" * 5000 + b"deep").message


def test_no_entity_reaches_the_disk(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.txt"
    secret.write_text("SECRET")
    reading = read(f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file://{secret}'>]><html><p>[&x;]</p></html>")
    assert "SECRET" not in reading.layer.text


@pytest.mark.parametrize(
    "page",
    [
        b"<p>" + b"Denmark gave 5 million. " * 100_000,
        b"<p>Denmark gave" * 40_000,
        b"<b><i>" * 1_000 + b"Denmark gave 5 million. " * 50_000,
        b"<a href=x>" * 20_000 + b"text",
        b"<p class='" + b"nav-x " * 200_000 + b"'>text",
        b"<table><tr><td>text" * 600,
    ],
    ids=["one line", "many paragraphs", "deep and long", "open links", "long class", "tables"],
)
def test_large_pages_take_linear_time(page: bytes) -> None:
    started = time.process_time()
    read(page)
    assert time.process_time() - started < 5  # each takes well under a second; a quadratic reader takes minutes


@pytest.mark.parametrize(
    ("name", "data"), [("-", b"<!DOCTYPE html><p>a"), ("a.txt", b"\n <html><p>a"), ("a.htm", b"<p>a")]
)
def test_pages_are_known_by_name_or_by_their_beginning(name: str, data: bytes) -> None:
    assert read(data, name).layer.reader == "html/1"

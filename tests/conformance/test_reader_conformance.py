"""What every reader owes: offsets that hold, the same reading each time, and problems in place of exceptions."""

from importlib.util import find_spec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.model.evidence import Block, Source
from pledgebook.model.problem import Problem, ProblemCode, Severity
from pledgebook.readers.base import Reader, Reading
from pledgebook.readers.registry import MAIN_CONTENT_READERS, READERS, read_source

WITH_EXTRA = find_spec("trafilatura") is not None
SAMPLES = {
    "plain": b"Latvia gave EUR 5 million.\r\n\r\nRead more: Estonia gives too\r\n",
    "markdown": "---\ntitle: Aid\ndate: 2024-05-01\n---\n# Aid\n\nLatvia gave €5\u00a0million.\n\n- one\n".encode(),
    "html": b"<!doctype html><html lang=en><title>Aid</title><h1>Aid</h1><p>Latvia gave EUR 5 m.<li>one",
    "html+main": b"<!doctype html><html lang=en><title>Aid</title><h1>Aid</h1><p>Latvia gave EUR 5 m.<li>one",
}
EVERY = {**READERS, **MAIN_CONTENT_READERS}
HOSTILE = {
    "nothing": b"",
    "blanks": b" \n\t\r\n ",
    "only a mark": b"\xef\xbb\xbf",
    "zero bytes": b"\0\0\0\0",
    "half a UTF-16": b"\xff\xfea",
    "lone surrogate": b"\xff\xfe\x00\xd8a\x00",
    "latin one": "Læs også".encode("cp1252"),
    "open head": b"---\ntitle: x\n",
    "broken head": b'---\ntitle: "x\n  : [\n- - -\na: {b: c}\na: 1\n---\ntext',
    "half a pair": b'---\ntitle: "\\ud800"\n---\ntext',
    "deep page": b"<html>" + b"<div>" * 60_000 + b"deep",
    "deep inline": b"<html>" + b"<b><i>" * 30_000 + b"deep",
    "deep linked data": b"<html><script type='application/ld+json'>" + b"[" * 50_000 + b"</script><p>text",
    "entities": b"<!DOCTYPE html [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]><html><p>&b;&b;&b;",
    "outside entity": b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/hostname'>]><html><p>[&a;]",
    "wrong charset": b"<html><meta charset=base64><p>YWJj",
    "many marks": b"* " * 20_000,
    "many rules": b"-" * 50_000,
    "many pipes": b"|" * 50_000,
    "many brackets": b"[" * 50_000,
    "many comments": b"<!--" * 20_000,
}
# What documents are made of, so that generated ones reach past the first checks.
FRAGMENTS = st.sampled_from(
    [
        *(b"---\n", b"title: x\n", b"date: 2024-01-01\n", b'a: "b\\', b"# h\n", b"- item\n", b"\n", b"\r\n"),
        *(b"| a | b |\n", b"="),
        *(b"<html>", b"<p>", b"</p>", b"<li>", b"<table><tr><td>", b"</td>", b"<br>", b"<h1>", b"<!--", b"<script>"),
        *(b"<meta charset=latin1>", b"<pre>", b"<sup>1</sup>", b"<div hidden>", b"<a href=x>", b"&nbsp;", b"\xc2\xa0"),
        *(
            b"Read more: ",
            b"Norway gives NOK 5 million. ",
            b" ",
            b"\xff",
            b"\0",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
            "€".encode(),
        ),
    ]
)
DOCUMENTS = st.one_of(st.binary(max_size=200), st.lists(FRAGMENTS, max_size=30).map(b"".join))

every_reader = pytest.mark.parametrize(
    "reader",
    [
        pytest.param(
            reader,
            id=name,
            marks=pytest.mark.skipif(name == "html+main" and not WITH_EXTRA, reason="needs the extra html"),
        )
        for name, reader in EVERY.items()
    ],
)


def check(reading: Reading | Problem, reader: Reader) -> None:
    if isinstance(reading, Problem):
        assert reading.severity is Severity.ERROR
        assert reading.message
        assert reading.remedy
        return
    text = reading.layer.text
    assert text.strip()
    assert text.encode()  # a digest can be made: there is no half of a surrogate pair
    assert reading.layer.reader == f"{reader.name}/{reader.version}"
    behind = 0
    for block in reading.layer.blocks:
        assert behind <= block.start < block.end <= len(text)
        assert text[block.start : block.end].strip()
        behind = block.end
    assert all(problem.severity is Severity.WARNING for problem in reading.problems)


@every_reader
def test_registry_lists_a_reader_under_its_name(reader: Reader) -> None:
    assert EVERY[reader.name] is reader
    assert reader.version >= 1
    assert reader.name in SAMPLES


@every_reader
def test_reader_is_the_one_asked_for_its_own_sample(reader: Reader) -> None:
    readers = READERS if reader.name in READERS else MAIN_CONTENT_READERS
    reading = read_source(Source("document", SAMPLES[reader.name]), readers)
    assert isinstance(reading, Reading)
    check(reading, reader)
    assert reading.layer.blocks


@every_reader
@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_input_gives_a_reading_or_a_problem(reader: Reader, data: bytes) -> None:
    check(reader.read(Source("document", data)), reader)


@every_reader
@given(data=DOCUMENTS)
def test_any_bytes_give_the_same_valid_reading_twice(reader: Reader, data: bytes) -> None:
    source = Source("document", data)
    reader.identify(source.name, data[:64])
    reading = reader.read(source)
    check(reading, reader)
    assert reader.read(source) == reading


@pytest.mark.parametrize("name", ["plain", "markdown"])
@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0\ufeff"), min_size=1))
def test_text_is_the_decoded_bytes_unaltered(name: str, text: str) -> None:
    reading = READERS[name].read(Source("document", text.encode()))
    if isinstance(reading, Problem):
        assert reading.code is ProblemCode.EMPTY_FILE
        assert not text.strip()
    else:
        assert reading.layer.text == text


@pytest.mark.parametrize("name", ["plain", "markdown"])
@given(lines=st.lists(st.text(alphabet="ab -#*1.|=\r\t", max_size=12)))
def test_every_visible_character_outside_rules_is_in_a_block(name: str, lines: list[str]) -> None:
    text = "\n".join(lines)
    reading = READERS[name].read(Source("document", text.encode()))
    if isinstance(reading, Problem):
        return
    blocks: tuple[Block, ...] = reading.layer.blocks
    covered = {offset for block in blocks for offset in range(block.start, block.end)}
    letters = {offset for offset, sign in enumerate(text) if sign in "ab1"}
    assert letters <= covered


@given(data=DOCUMENTS)
def test_every_visible_character_of_a_page_is_in_a_block(data: bytes) -> None:
    reading = READERS["html"].read(Source("page", data))
    if isinstance(reading, Problem):
        return
    text, behind = reading.layer.text, 0
    for block in reading.layer.blocks:
        assert not text[behind : block.start].strip()
        behind = block.end
    assert not text[behind:].strip()


@given(data=DOCUMENTS)
def test_some_reader_or_a_problem_answers_for_any_bytes(data: bytes) -> None:
    reading = read_source(Source("document", data))
    if isinstance(reading, Reading):
        check(reading, READERS[reading.layer.reader.partition("/")[0]])

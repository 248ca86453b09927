"""Plain text comes through unaltered."""

from pledgebook.model.evidence import Source, Span
from pledgebook.readers.base import Reading
from pledgebook.readers.registry import read_source

STORY = "Latvia will give EUR\u00a05\u202f000\u202f000.\r\nRead more: Estonia gives too\r\n\r\n- first\r\n"


def test_nothing_is_normalised() -> None:
    reading = read_source(Source("story.txt", STORY.encode()))
    assert isinstance(reading, Reading)
    assert reading.layer.text == STORY
    assert reading.layer.reader == "plain/1"
    assert (reading.title, reading.published, reading.publisher, reading.url, reading.language) == (
        "",
        None,
        "",
        "",
        "",
    )


def test_blocks_are_spans_of_the_text() -> None:
    reading = read_source(Source("-", STORY.encode()))
    assert isinstance(reading, Reading)
    quotes = [(block.role.value, Span.of(STORY, block.start, block.end).quote) for block in reading.layer.blocks]
    assert quotes == [
        ("paragraph", "Latvia will give EUR\u00a05\u202f000\u202f000."),
        ("link", "Read more: Estonia gives too"),
        ("list-item", "- first"),
    ]

"""The bundled samples: readable, dated, short, in our own words, and labelled beside the tests."""

import re
import tomllib
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pledgebook.model.evidence import Block, BlockRole, Source
from pledgebook.model.stage import Stage
from pledgebook.readers.base import Reading
from pledgebook.readers.front_matter import read_front_matter
from pledgebook.readers.registry import read_source

FOLDER = resources.files("pledgebook.samples")
NAMES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".md"))
EXPECTED = tomllib.loads((Path(__file__).parent / "expected.toml").read_text("utf-8"))
SHARED = Path(__file__).parents[3] / "shared"
LONGEST_SHARED_RUN = 7

every_sample = pytest.mark.parametrize("name", NAMES)


def read(name: str) -> Reading:
    reading = read_source(Source(name, FOLDER.joinpath(name).read_bytes()))
    assert isinstance(reading, Reading)
    return reading


def body(reading: Reading) -> str:
    head = reading.layer.blocks[0]
    assert head.role is BlockRole.FRONT_MATTER
    return reading.layer.text[head.end :]


def runs(text: str) -> set[tuple[str, ...]]:
    """Return all runs of words one longer than may be shared; "1.6" is one word."""
    words = re.findall(r"\w+(?:[.,'’]\w+)*", text.lower())
    length = LONGEST_SHARED_RUN + 1
    return {tuple(words[start : start + length]) for start in range(len(words) - length + 1)}


def test_there_are_enough_samples() -> None:
    assert len(NAMES) >= 24


@every_sample
def test_sample_says_where_its_facts_are_from(name: str) -> None:
    reading = read(name)
    assert reading.problems == ()
    assert reading.title
    assert reading.publisher
    assert reading.published is not None
    assert str(reading.published)[:4] in name
    assert reading.language == "en"
    assert urlsplit(reading.url).scheme == "https"
    assert "in our own words" in read_front_matter(reading.layer.text).first("note")


@every_sample
def test_sample_is_short(name: str) -> None:
    assert 80 <= len(body(read(name)).split()) <= 190


@every_sample
def test_sample_shares_no_long_run_of_words_with_the_labelled_texts(name: str) -> None:
    folders = [SHARED / "gold" / "texts", SHARED / "gold" / "retold" / "texts", SHARED / "seeds"]
    texts = [path.read_text("utf-8") for folder in folders for path in folder.glob("*.txt")]
    if not texts:
        pytest.skip("the shared labelled texts are not here")
    known = set().union(*map(runs, texts))
    assert runs(body(read(name))) & known == set()


def test_samples_share_no_long_run_among_each_other() -> None:
    seen: dict[tuple[str, ...], str] = {}
    for name in NAMES:
        for run in runs(body(read(name))):
            assert seen.setdefault(run, name) == name


def test_every_sample_is_labelled_or_listed_as_empty() -> None:
    labelled = {statement["document"] for statement in EXPECTED["statement"]}
    assert labelled | set(EXPECTED["empty"]) == set(NAMES)
    assert not labelled & set(EXPECTED["empty"])


@pytest.mark.parametrize("statement", EXPECTED["statement"], ids=lambda statement: statement["document"])
def test_labels_quote_their_document(statement: dict[str, object]) -> None:
    text = body(read(str(statement["document"])))
    assert str(statement["amount_text" if statement["kind"] == "money" else "quote"]) in text
    assert Stage(str(statement["stage"]))
    if statement["kind"] == "money":
        assert isinstance(statement.get("low", 0), int)
        assert isinstance(statement.get("high", 0), int)
        assert re.fullmatch(r"[A-Z]{3}", str(statement["currency"]))


def test_the_story_of_the_seed_points_elsewhere_twice() -> None:
    layer = read("2024-11-25-danish-model-club.md").layer
    links: list[Block] = [block for block in layer.blocks if block.role is BlockRole.LINK]
    assert [layer.text[link.start : link.start + 10] for link in links] == ["Read more:"] * 2

from collections.abc import Sequence

import pytest

from pledgebook.extraction.extract import Extraction, extract_statements
from pledgebook.extraction.record import statement_record
from pledgebook.model.evidence import TextLayer
from pledgebook.model.stage import Stage
from pledgebook.model.statement import Statement
from pledgebook.model.when import PartialDate

DAY = PartialDate(2025, 3, 5)


def extract(text: str, published: PartialDate | None = DAY, language: str = "en") -> Extraction:
    return extract_statements(TextLayer(text, "plain/1"), document="d", published=published, language=language)


def sums(text: str) -> Sequence[Statement]:
    return [item for item in extract(text).statements if item.amount is not None]


def only(text: str) -> Statement:
    found = sums(text)
    assert len(found) == 1, [item.span.quote for item in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "donors"),
    [
        ("Denmark will give Ukraine EUR 20 million for drones.", ("DK",)),
        ("Ukraine will receive EUR 20 million from Denmark for drones.", ("DK",)),
        ("EUR 20 million for drones was promised to Ukraine by Denmark.", ("DK",)),
        ("Danish aid to Ukraine worth EUR 20 million was announced.", ("DK",)),
        ("Denmark and Sweden will together give Ukraine EUR 20 million.", ("DK", "SE")),
        ("Denmark, Sweden and Norway pledged EUR 20 million to Moldova.", ("DK", "NO", "SE")),
        ("Umerov said that Denmark would give Ukraine EUR 20 million.", ("DK",)),
        ("Denmark's new package for Ukraine is worth EUR 20 million.", ("DK",)),
        ("The EUR 20 million that Denmark promised Ukraine will be paid in May.", ("DK",)),
    ],
)
def test_the_giver_is_found_in_many_phrasings(text: str, donors: tuple[str, ...]) -> None:
    assert only(text).donors == donors


@pytest.mark.parametrize(
    ("text", "recipients"),
    [
        ("Germany pledged EUR 20 million in humanitarian aid to Sudan.", ("SD",)),
        ("Germany pledged EUR 20 million to help Moldova pay for gas.", ("MD",)),
        ("Germany pledged EUR 20 million to Ukraine.", ("UA",)),
    ],
)
def test_the_recipient_may_be_anybody(text: str, recipients: tuple[str, ...]) -> None:
    assert only(text).recipients == recipients


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Denmark will give Ukraine EUR 20 million.", Stage.PLEDGED),
        ("Denmark promised Ukraine EUR 20 million.", Stage.PLEDGED),
        ("Denmark has allocated EUR 20 million for Ukraine.", Stage.ALLOCATED),
        ("Denmark will allocate EUR 20 million for Ukraine.", Stage.PLEDGED),
        ("Denmark has set aside EUR 20 million for Ukraine.", Stage.ALLOCATED),
        ("Denmark transferred EUR 20 million to Ukraine.", Stage.DISBURSED),
        ("Denmark will transfer EUR 20 million to Ukraine.", Stage.PLEDGED),
        ("Parliament in Denmark approved EUR 20 million for Ukraine.", Stage.COMMITTED),
        ("Denmark is considering EUR 20 million for Ukraine.", Stage.PROPOSED),
        ("Denmark has suspended EUR 20 million of aid to Ukraine.", Stage.CANCELLED),
    ],
)
def test_tense_and_mood_move_the_stage(text: str, stage: Stage) -> None:
    assert only(text).stage is stage


@pytest.mark.parametrize(
    "text",
    [
        "Denmark will give Ukraine EUR 20 million. Each drone costs EUR 2 million.",
        "Denmark will give Ukraine EUR 20 million. Ukraine needs EUR 5 billion this year.",
        "Denmark will give Ukraine EUR 20 million. The plants could make arms worth EUR 5 billion a year.",
        "Denmark will give Ukraine EUR 20 million. The company had a turnover of EUR 5 billion.",
    ],
)
def test_a_distractor_is_refused_with_its_reason(text: str) -> None:
    result = extract(text)
    assert [item.amount.text for item in result.statements if item.amount] == ["EUR 20 million"]
    assert len(result.refused) == 1
    assert result.refused[0].reason


def test_spans_hold_and_runs_agree() -> None:
    text = (
        "Denmark gives Ukraine €10 million (DKK 75 million).\n\nSweden has set aside SEK 1 billion for the same drones."
    )
    first, second = extract(text), extract(text)
    assert first == second
    for item in first.statements:
        assert text[item.span.start : item.span.end] == item.span.quote
        assert item.amount is None or text[item.amount.start : item.amount.end] == item.amount.text
        for span in item.also:
            assert text[span.start : span.end] == span.quote


def test_the_record_has_the_fields_of_the_labelling_guide() -> None:
    record = statement_record(only("Denmark promised Ukraine EUR 20 million."), 1, "doc")
    assert record["id"] == "doc-1"
    assert (record["low"], record["high"], record["currency"]) == (20_000_000, 20_000_000, "EUR")
    assert isinstance(record["low"], int)
    assert record["donors"] == ["DK"]
    assert record["amount_text"] == "EUR 20 million"
    assert record["rules"]


def test_an_empty_text_says_nothing() -> None:
    assert extract("") == Extraction((), (), ())

"""Laws of the finders: whatever the text, offsets hold, nothing overlaps, and what is written is read back."""

import calendar
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.extraction.dates import find_dates
from pledgebook.extraction.goods import find_goods
from pledgebook.extraction.ordinals import find_ordinals, parse_roman, write_roman
from pledgebook.extraction.segments import split_sentences
from pledgebook.extraction.sums import find_sums
from pledgebook.model.evidence import TextLayer
from pledgebook.model.quantity import Qualifier
from pledgebook.model.when import PartialDate
from pledgebook.reference.languages import language_tags

# Pieces that meet in every order: the finders must hold together on what no writer would write.
PIECES = st.sampled_from(
    [
        "DKK",
        "$",
        "€",
        "US$",
        "1.3",
        "2,9",
        "535",
        "1 300 000",
        "billion",
        "bn",
        "m",
        "million",
        "kroner",
        "euros",
        "and",
        "or",
        "to",
        "–",
        "-",
        "(",
        ")",
        "[",
        ",",
        ".",
        "\n",
        "\n\n",
        " ",
        " ",
        " ",
        "nearly",
        "more than",
        "up to",
        "between",
        "two and a half",
        "half a",
        "first",
        "tranche",
        "package",
        "XXVII",
        "18th",
        "on",
        "1 December 2022",
        "June",
        "Friday",
        "last",
        "year",
        "in",
        "2025",
        "2024-2028",
        "tanks",
        "Leopard 2",
        "18",
        "howitzers",
        "of",
        "the",
        "%",
        "of GDP",
        "annually",
        "Mr.",
        "No.",
        "* ",
        "| ",
        "Read more:",
        "---\n",
        "İ",
        "ß",
        "\u202f",
        "млрд",
        "крон",
        "kr.",
        "mia.",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=40).map(" ".join), st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200)
)
LANGUAGES = st.sampled_from([*language_tags(), "xx"])
DAYS = st.one_of(st.none(), st.builds(PartialDate, st.integers(2000, 2030), st.integers(1, 12), st.integers(1, 28)))


@given(TEXTS, LANGUAGES)
@settings(max_examples=200, deadline=None)
def test_a_sum_stands_on_its_words(text: str, language: str) -> None:
    position = 0
    for mention in find_sums(text, language):
        amount = mention.amount
        assert text[amount.start : amount.end] == amount.text
        assert mention.start <= amount.start < amount.end <= mention.end <= len(text)
        assert amount.start >= position
        position = amount.end
        assert amount.precision > 0
        assert (amount.low is None) is (amount.qualifier is Qualifier.AT_MOST)
        assert (amount.high is None) is (amount.qualifier is Qualifier.AT_LEAST)
        amount.quantity()
        for other in mention.equivalents:
            assert text[other.start : other.end] == other.text
            assert other.unit


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_sentences_cover_every_word_that_is_no_front_matter_in_order(text: str) -> None:
    position = 0
    for sentence in split_sentences(TextLayer(text, "plain/1")):
        assert position <= sentence.start < sentence.end <= len(text)
        words = text[sentence.start : sentence.end]
        assert words == words.strip()
        if not text.lstrip("\ufeff").startswith("---"):
            assert not text[position : sentence.start].strip()
        position = sentence.end
    if not text.lstrip("\ufeff").startswith("---"):
        assert not text[position:].strip()


@given(TEXTS, DAYS, LANGUAGES)
@settings(max_examples=200, deadline=None)
def test_a_date_mention_has_one_of_both_and_does_not_overlap(
    text: str, published: PartialDate | None, language: str
) -> None:
    position = 0
    for mention in find_dates(text, published, language):
        assert position <= mention.start < mention.end <= len(text)
        assert (mention.date is None) is not (mention.period is None)
        assert mention.rule
        position = mention.end


@given(TEXTS, LANGUAGES)
@settings(max_examples=200, deadline=None)
def test_goods_and_ordinals_are_in_order(text: str, language: str) -> None:
    position = 0
    for goods in find_goods(text, language):
        assert position <= goods.start < goods.end <= len(text)
        assert goods.item
        assert goods.quantity is None or goods.quantity == goods.quantity.to_integral_value()
        assert (goods.quantity is None) is (goods.qualifier is Qualifier.UNSPECIFIED)
        position = goods.end
    position = 0
    for ordinal in find_ordinals(text, language):
        assert position <= ordinal.start < ordinal.end <= len(text)
        assert ordinal.number > 0
        position = ordinal.end


@given(
    st.integers(1, 999),
    st.integers(0, 9),
    st.sampled_from([("million", 6), ("billion", 9), ("bn", 9), ("trillion", 12)]),
    st.sampled_from(["EUR", "USD", "DKK", "SEK", "NOK", "UAH"]),
    st.sampled_from(
        ["{code} {figure} {scale}", "{code}{figure} {scale}", "{figure} {scale} {code}", "{code} {figure}-{scale}"]
    ),
)
def test_a_written_sum_is_read_back(whole: int, tenth: int, scale: tuple[str, int], code: str, form: str) -> None:
    figure = f"{whole}.{tenth}" if tenth else str(whole)
    (mention,) = find_sums(f"They gave {form.format(code=code, figure=figure, scale=scale[0])} to it.")
    value = Decimal(figure) * 10 ** scale[1]
    assert (mention.amount.low, mention.amount.high, mention.amount.unit) == (value, value, code)
    assert mention.amount.precision == Decimal(10) ** (scale[1] - (1 if tenth else 0))


@given(st.integers(1, 10**9), st.sampled_from([",", ".", " ", "\u00a0", "\u202f"]))
def test_every_national_grouping_is_the_same_figure(value: int, separator: str) -> None:
    (mention,) = find_sums(f"EUR {f'{value:,}'.replace(',', separator)} was paid")
    assert mention.amount.low == value


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_full_date_is_read_back(day: date) -> None:
    for form in (
        f"{day:%Y-%m-%d}",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%B} {day.day}, {day.year}",
        f"{day:%d.%m.%Y}",
    ):
        (mention,) = find_dates(f"Signed on {form} in town.", None)
        assert mention.date == PartialDate.of(day), form


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)), st.integers(1, 12))
def test_a_month_without_a_year_is_never_after_publication(day: date, month: int) -> None:
    (mention,) = find_dates(f"They signed in {calendar.month_name[month]}.", PartialDate.of(day))
    assert mention.date is not None
    assert mention.date.earliest() <= day
    assert (day - mention.date.earliest()).days < 366


@given(st.integers(1, 199))
def test_roman_numbers_go_both_ways(number: int) -> None:
    assert parse_roman(write_roman(number)) == number

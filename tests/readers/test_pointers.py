"""Lines that lead to another text, and those that only look so."""

import pytest

from pledgebook.readers.pointers import points_elsewhere


@pytest.mark.parametrize(
    "line",
    [
        "Read more: Spain gives tanks",
        "READ ALSO: Norway joins",
        "Read more on this topic: Denmark",
        "See also – the list of donors",
        "Related",
        "**Read more:** Denmark",
        "> Read also: Ukraine receives tranche",
        "Lesen Sie auch: Dänemark zahlt",
        "Lire aussi : Le Danemark",
        "Les også: Norge gir mer",
        "Læs også: Danmark giver mere",
        "Läs mer: Sverige",
        "Читайте також: Данія",
        "Читайте также: Дания",
        "Skaitykite taip pat: Lietuva",
        "Czytaj też: Polska",
        "Lees ook: Nederland",
        "Lue myös: Suomi",
    ],
)
def test_pointers_of_many_languages(line: str) -> None:
    assert points_elsewhere(line)


@pytest.mark.parametrize(
    "line",
    [
        "Read more books, the minister said.",
        "Related costs of EUR 5 million are borne by Denmark.",
        "More news came from Oslo: NOK 500 million.",
        "See the annex: it lists all donors.",
        "Denmark gives more. Read more: never.",
        "",
        "Read more: " + "x" * 500,
    ],
)
def test_sentences_are_no_pointers(line: str) -> None:
    assert not points_elsewhere(line)

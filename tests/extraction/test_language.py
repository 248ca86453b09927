"""The language of a text is told from its small words; names and figures of other languages do not mislead."""

import pytest

from pledgebook.extraction.language import detect_language

ENGLISH = (
    "Spain's Pilar Quintero announced 70 million euros for Moldova",
    "Macron: 50 million euros more",
    "Minister Margarita Robles visited Las Palmas",
    "The mayor of Los Angeles met a delegation from La Rioja",
    "Von der Leyen: EUR 35 billion loan",
    "De Croo announces 100 million euros",
    "France's Charles de Gaulle left Toulon",
    "Spain sends 12 Leopard 2A4",
    "Germany gave Moldova 40 million euros",
    "NORWAY GIVES A BILLION TO MOLDOVA",
    "EUR 5 m",
    "",
)
OTHERS = (
    ("es", "Robles anuncia 70 millones de euros para Moldavia"),
    ("es", "ESPAÑA ANUNCIA LA ENTREGA DE 70 MILLONES PARA MOLDAVIA"),
    ("fr", "La France versera 50 millions d'euros à la Moldavie"),
    ("de", "Die Schweiz sagte der Ukraine 25 Millionen Franken zu."),
    ("da", "Danmark lover Moldova 40 mio. euro til energi."),
    ("pl", "Szwecja wypłaciła Ukrainie 40 mln euro."),
    ("lt", "Estija pervedė Ukrainai 8 mln. eurų."),
    ("uk", "Литва виділила Україні 15 млн євро."),
)


@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_stays_english(text: str) -> None:
    assert detect_language(text) == "en"


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_short_texts_of_others_are_known(language: str, text: str) -> None:
    assert detect_language(text) == language


def test_a_name_in_a_long_text_does_not_turn_it() -> None:
    text = "Los Angeles, La Paz, El Salvador and Las Palmas each gave a million euros. " * 3
    assert detect_language(text) == "en"

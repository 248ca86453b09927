"""The same finders in other languages: only the data differs."""

from decimal import Decimal

import pytest

from pledgebook.extraction.dates import find_dates
from pledgebook.extraction.goods import find_goods
from pledgebook.extraction.ordinals import find_ordinals
from pledgebook.extraction.sums import find_sums
from pledgebook.model.when import PartialDate

PUBLISHED = PartialDate(2024, 11, 25)  # a Monday


@pytest.mark.parametrize(
    ("language", "text", "wording", "value", "unit", "qualifier"),
    [
        ("da", "Der er sat knap 1,3 mia. kr. af til det.", "1,3 mia. kr.", 1_300_000_000, "", "about"),
        ("da", "De gav mindst 20 millioner euro.", "20 millioner euro", 20_000_000, "EUR", "at_least"),
        ("da", "De gav en halv milliard danske kroner.", "en halv milliard danske kroner", 500_000_000, "DKK", "exact"),
        (
            "no",
            "De gir om lag 3,5 milliarder norske kroner.",
            "3,5 milliarder norske kroner",
            3_500_000_000,
            "NOK",
            "about",
        ),
        ("no", "De 500 millionene er betalt.", "500 millionene", 500_000_000, "", "exact"),
        ("sv", "Stödet är upp till 16 miljarder kronor.", "16 miljarder kronor", 16_000_000_000, "", "at_most"),
        ("sv", "De gav drygt 20 miljoner euro.", "20 miljoner euro", 20_000_000, "EUR", "at_least"),
        ("de", "Sie gaben gut 50 Millionen Euro.", "50 Millionen Euro", 50_000_000, "EUR", "at_least"),
        ("de", "Ein Vertrag über 4,2 Mrd. dänische Kronen.", "4,2 Mrd. dänische Kronen", 4_200_000_000, "DKK", "exact"),
        ("de", "Sie gaben zweieinhalb Milliarden Euro.", "zweieinhalb Milliarden Euro", 2_500_000_000, "EUR", "exact"),
        ("fr", "Une aide de près de 1,48 milliard d'euros.", "1,48 milliard d'euros", 1_480_000_000, "EUR", "about"),
        (
            "fr",
            "Jusqu'à 16 milliards de dollars américains.",
            "16 milliards de dollars américains",
            16 * 10**9,
            "USD",
            "at_most",
        ),
        (
            "es",
            "Unos 4.400 millones de coronas danesas.",
            "4.400 millones de coronas danesas",
            4_400_000_000,
            "DKK",
            "about",
        ),
        ("es", "Más de 830 millones de euros.", "830 millones de euros", 830_000_000, "EUR", "at_least"),
        ("pl", "Przekazano ponad 10 mln euro.", "10 mln euro", 10_000_000, "EUR", "at_least"),
        (
            "pl",
            "Pakiet wart 1,2 miliarda koron duńskich.",
            "1,2 miliarda koron duńskich",
            1_200_000_000,
            "DKK",
            "exact",
        ),
        ("uk", "Виділено близько 1,2 млрд данських крон.", "1,2 млрд данських крон", 1_200_000_000, "DKK", "about"),
        ("uk", "Дали понад 100 млн канадських доларів.", "100 млн канадських доларів", 100_000_000, "CAD", "at_least"),
        ("uk", "Передали півтора мільярда гривень.", "півтора мільярда гривень", 1_500_000_000, "UAH", "exact"),
        ("lt", "Skirta daugiau kaip 10 mln. eurų paramos.", "10 mln. eurų", 10_000_000, "EUR", "at_least"),
        ("lt", "Skirta 3,5 milijardo Danijos kronų.", "3,5 milijardo Danijos kronų", 3_500_000_000, "DKK", "exact"),
    ],
)
def test_sums(language: str, text: str, wording: str, value: int, unit: str, qualifier: str) -> None:
    (mention,) = find_sums(text, language)
    amount = mention.amount
    assert (amount.text, amount.unit, amount.qualifier.value) == (wording, unit, qualifier)
    assert (amount.low if amount.low is not None else amount.high) == Decimal(value)


@pytest.mark.parametrize(
    ("language", "text", "date"),
    [
        ("da", "Det skete den 23. november 2024.", "2024-11-23"),
        ("da", "Det skete i søndags.", "2024-11-24"),
        ("da", "Det skete for to måneder siden.", "2024-09"),
        ("no", "Det skjedde 5. juni.", "2024-06-05"),
        ("no", "Det skjedde i fjor.", "2023"),
        ("sv", "Det skedde i våras.", "2024"),
        ("sv", "Det skedde den 3 oktober 2023.", "2023-10-03"),
        ("de", "Es geschah am 3. Dezember.", "2023-12-03"),
        ("de", "Es geschah im Mai 2022.", "2022-05"),
        ("de", "Es geschah am vergangenen Freitag.", "2024-11-22"),
        ("fr", "C'était le 1er juin 2024.", "2024-06-01"),
        ("fr", "C'était vendredi.", "2024-11-22"),
        ("es", "Fue el 12 de mayo de 2024.", "2024-05-12"),
        ("es", "Fue el viernes pasado.", "2024-11-22"),
        ("pl", "Stało się to 12 maja 2024 r.", "2024-05-12"),
        ("pl", "Stało się to w ubiegły piątek.", "2024-11-22"),
        ("uk", "Це сталося 5 червня 2024 року.", "2024-06-05"),
        ("uk", "Це сталося у суботу.", "2024-11-23"),
        ("lt", "Tai įvyko 2024 m. lapkričio 23 d.", "2024-11-23"),
        ("lt", "Tai įvyko praėjusį penktadienį.", "2024-11-22"),
    ],
)
def test_dates(language: str, text: str, date: str) -> None:
    assert [str(mention.date) for mention in find_dates(text, PUBLISHED, language)] == [date]


@pytest.mark.parametrize(
    ("language", "text", "period"),
    [
        ("da", "Beløbet er til 2025-2026.", "2025-2026"),
        ("no", "Det gjelder neste år.", "2025"),
        ("sv", "Det gäller till och med 2027.", "-2027"),
        ("de", "Das gilt für 2025.", "2025"),
        ("fr", "C'est pour 2025.", "2025"),
        ("es", "Es para este año.", "2024"),
        ("pl", "To na lata 2025–2027.", "2025-2027"),
        ("uk", "Це на 2025 рік.", "2025"),
        ("lt", "Tai nuo 2025 iki 2027 metų.", "2025-2027"),
    ],
)
def test_periods(language: str, text: str, period: str) -> None:
    assert [str(mention.period) for mention in find_dates(text, PUBLISHED, language)] == [period]


@pytest.mark.parametrize(
    ("language", "text", "number"),
    [
        ("da", "den 20. donationspakke", 20),
        ("no", "den andre transjen", 2),
        ("sv", "det tjugonde stödpaketet", 20),
        ("de", "die erste Tranche", 1),
        ("fr", "le dix-neuvième paquet", 19),
        ("es", "el segundo tramo", 2),
        ("pl", "drugą transzę", 2),
        ("uk", "перший транш", 1),
        ("uk", "дев'ятнадцятого пакета", 19),
        ("lt", "antrąją dalį", 2),
    ],
)
def test_ordinals(language: str, text: str, number: int) -> None:
    assert [mention.number for mention in find_ordinals(text, language)] == [number]


@pytest.mark.parametrize(
    ("language", "text", "quantity"),
    [
        ("da", "18 haubitser", 18),
        ("no", "tolv stridsvogner", 12),
        ("sv", "4 500 drönare", 4500),
        ("de", "achtzehn Radhaubitzen", 18),
        ("fr", "dix-huit canons", 18),
        ("es", "diez tanques", 10),
        ("pl", "osiemnaście haubic", 18),
        ("uk", "вісімнадцять самохідних гаубиць", 18),
        ("lt", "4500 dronų", 4500),
    ],
)
def test_goods(language: str, text: str, quantity: int) -> None:
    assert [mention.quantity for mention in find_goods(text, language)] == [Decimal(quantity)]


def test_an_unknown_language_still_has_codes_and_iso_dates() -> None:
    assert [mention.amount.text for mention in find_sums("xxx EUR 10 yyy", "xx")] == ["EUR 10"]
    assert [str(mention.date) for mention in find_dates("xxx 2024-11-23 yyy", None, "xx")] == ["2024-11-23"]

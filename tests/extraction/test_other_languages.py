"""Statements in nine languages besides English, each from a sentence in our own words."""

import pytest

from pledgebook.extraction.extract import extract_statements
from pledgebook.extraction.language import detect_language
from pledgebook.model.evidence import TextLayer

# language, text, then per sum: millions, unit, donors, stage; no sums where the text holds no support
Case = tuple[str, str, tuple[tuple[int, str, str, str], ...]]

CASES: tuple[Case, ...] = (
    # Danish
    ("da", "Danmark lover Moldova 40 mio. euro til energi.", ((40, "EUR", "DK", "pledged"),)),
    ("da", "Danmark har underskrevet en hensigtserklæring om 300 mio. kr. til Ukraine.",
     ((300, "DKK", "DK", "signed"),)),
    ("da", "Folketinget har godkendt dansk støtte til Ukraine på 700 mio. kr.",
     ((700, "DKK", "DK", "committed"),)),
    ("da", "Danmark har afsat 90 mio. kr. til nødhjælp i Gaza.", ((90, "DKK", "DK", "allocated"),)),
    ("da", "Norge har overført 25 mio. euro til Ukraine.", ((25, "EUR", "NO", "disbursed"),)),
    ("da", "Sverige har bestilt våben til Ukraine for 60 mio. euro.", ((60, "EUR", "SE", "contracted"),)),
    ("da", "Ukraine har brug for 500 mio. euro til vinteren.", ()),
    # Swedish
    ("sv", "Sverige ska ge Moldavien 30 miljoner euro i stöd.", ((30, "EUR", "SE", "pledged"),)),
    ("sv", "Sverige undertecknade en avsiktsförklaring om 80 miljoner euro till Ukraina.",
     ((80, "EUR", "SE", "signed"),)),
    ("sv", "Riksdagen har godkänt svenskt stöd till Ukraina på 2 miljarder kronor.",
     ((2000, "SEK", "SE", "committed"),)),
    ("sv", "Sverige har avsatt 150 miljoner kronor till humanitärt bistånd i Sudan.",
     ((150, "SEK", "SE", "allocated"),)),
    ("sv", "Finland har betalat ut 12 miljoner euro till Ukraina.", ((12, "EUR", "FI", "disbursed"),)),
    ("sv", "Sverige har beställt ammunition till Ukraina för 45 miljoner euro.", ((45, "EUR", "SE", "contracted"),)),
    ("sv", "Bolagets omsättning i Ukraina var 90 miljoner kronor.", ()),
    # Norwegian
    ("no", "Norge vil gi Moldova 20 millioner euro i energistøtte.", ((20, "EUR", "NO", "pledged"),)),
    ("no", "Norge signerte en intensjonsavtale om 400 millioner kroner til Ukraina.", ((400, "NOK", "NO", "signed"),)),
    ("no", "Stortinget har vedtatt norsk støtte til Ukraina på 3 milliarder kroner.",
     ((3000, "NOK", "NO", "committed"),)),
    ("no", "Norge har satt av 250 millioner kroner til nødhjelp i Gaza.", ((250, "NOK", "NO", "allocated"),)),
    ("no", "Norge har overført 500 millioner kroner til Ukraina.", ((500, "NOK", "NO", "disbursed"),)),
    ("no", "Norge har bestilt droner til Ukraina for 35 millioner euro.", ((35, "EUR", "NO", "contracted"),)),
    ("no", "Gjenoppbyggingen av Ukraina vil koste 400 milliarder euro.", ()),
    # Lithuanian
    ("lt", "Lietuva pažadėjo Moldovai 5 mln. eurų paramą.", ((5, "EUR", "LT", "pledged"),)),
    ("lt", "Lietuva pasirašė ketinimų protokolą dėl 10 mln. eurų Ukrainai.", ((10, "EUR", "LT", "signed"),)),
    ("lt", "Seimas patvirtino Lietuvos paramą Ukrainai: 30 mln. eurų.", ((30, "EUR", "LT", "committed"),)),
    ("lt", "Lietuva skyrė 2 mln. eurų humanitarinei pagalbai Gazos Ruože.", ((2, "EUR", "LT", "allocated"),)),
    ("lt", "Estija pervedė Ukrainai 8 mln. eurų.", ((8, "EUR", "EE", "disbursed"),)),
    ("lt", "Lietuva užsakė Ukrainai dronų už 4 mln. eurų.", ((4, "EUR", "LT", "contracted"),)),
    ("lt", "Danijos skirta parama Ukrainai siekia 90 mln. eurų.", ((90, "EUR", "DK", "allocated"),)),
    ("lt", "Ukrainai trūksta 60 mln. eurų.", ()),
    # Ukrainian
    ("uk", "Литва обіцяє Молдові 5 млн євро допомоги.", ((5, "EUR", "LT", "pledged"),)),
    ("uk", "Данія підписала лист про наміри щодо допомоги Україні на 90 млн євро.", ((90, "EUR", "DK", "signed"),)),
    ("uk", "Парламент схвалив рішення, за яким Швеція надасть Україні 200 млн євро.",
     ((200, "EUR", "SE", "committed"),)),
    ("uk", "Литва виділила Україні 15 млн євро.", ((15, "EUR", "LT", "allocated"),)),
    ("uk", "Виробництво безпілотників в Україні профінансовано Данією на 50 млн євро.",
     ((50, "EUR", "DK", "disbursed"),)),
    ("uk", "Нідерланди замовили для України дрони на 70 млн євро.", ((70, "EUR", "NL", "contracted"),)),
    ("uk", "Збитки України від обстрілів сягнули 800 млн євро.", ()),
    # German
    ("de", "Deutschland will der Republik Moldau 40 Millionen Euro für Energie geben.",
     ((40, "EUR", "DE", "pledged"),)),
    ("de", "Die Schweiz sagte der Ukraine 25 Millionen Franken zu.", ((25, "CHF", "CH", "pledged"),)),
    ("de", "Dänemark hat eine Absichtserklärung über 60 Millionen Euro für die Ukraine unterzeichnet.",
     ((60, "EUR", "DK", "signed"),)),
    ("de", "Der Bundestag hat 900 Millionen Euro deutsche Hilfe für die Ukraine bewilligt.",
     ((900, "EUR", "DE", "committed"),)),
    ("de", "Österreich hat für Flüchtlinge in Syrien 12 Millionen Euro bereitgestellt.",
     ((12, "EUR", "AT", "allocated"),)),
    ("de", "Von Norwegen wurden der Ukraine 70 Millionen Euro überwiesen.", ((70, "EUR", "NO", "disbursed"),)),
    ("de", "Schweden hat für die Ukraine Drohnen im Wert von 30 Millionen Euro bestellt.",
     ((30, "EUR", "SE", "contracted"),)),
    ("de", "Die Ukraine braucht im Winter 500 Millionen Euro.", ()),
    # French
    ("fr", "La France versera 50 millions d'euros à la Moldavie.", ((50, "EUR", "FR", "pledged"),)),
    ("fr", "Le Danemark a signé une lettre d'intention portant sur 90 millions d'euros pour l'Ukraine.",
     ((90, "EUR", "DK", "signed"),)),
    ("fr", "Le Parlement a approuvé une aide belge de 100 millions d'euros à l'Ukraine.",
     ((100, "EUR", "BE", "committed"),)),
    ("fr", "La Suisse a alloué 8 millions d'euros à l'aide humanitaire au Soudan.", ((8, "EUR", "CH", "allocated"),)),
    ("fr", "L'Ukraine a reçu 60 millions d'euros du Canada.", ((60, "EUR", "CA", "disbursed"),)),
    ("fr", "La Suède a commandé des drones pour l'Ukraine d'une valeur de 20 millions d'euros.",
     ((20, "EUR", "SE", "contracted"),)),
    ("fr", "Les pertes de l'Ukraine atteignent 700 millions d'euros.", ()),
    # Spanish
    ("es", "España aportará 15 millones de euros a Moldavia.", ((15, "EUR", "ES", "pledged"),)),
    ("es", "Dinamarca firmó una carta de intenciones por 70 millones de euros para Ucrania.",
     ((70, "EUR", "DK", "signed"),)),
    ("es", "El Gobierno español ha aprobado una ayuda de 40 millones de euros para Ucrania.",
     ((40, "EUR", "ES", "committed"),)),
    ("es", "Portugal ha destinado 5 millones de euros a la población de Gaza.", ((5, "EUR", "PT", "allocated"),)),
    ("es", "Países Bajos ha transferido 80 millones de euros a Ucrania.", ((80, "EUR", "NL", "disbursed"),)),
    ("es", "Suecia ha encargado drones para Ucrania por valor de 25 millones de euros.",
     ((25, "EUR", "SE", "contracted"),)),
    ("es", "Ucrania necesita 300 millones de euros para el invierno.", ()),
    # Polish
    ("pl", "Polska przekaże Mołdawii 20 mln euro.", ((20, "EUR", "PL", "pledged"),)),
    ("pl", "Dania podpisała list intencyjny na 90 mln euro dla Ukrainy.", ((90, "EUR", "DK", "signed"),)),
    ("pl", "Sejm zatwierdził polską pomoc dla Ukrainy w wysokości 100 mln złotych.",
     ((100, "PLN", "PL", "committed"),)),
    ("pl", "Litwa przeznaczyła 3 mln euro na pomoc humanitarną w Strefie Gazy.", ((3, "EUR", "LT", "allocated"),)),
    ("pl", "Szwecja wypłaciła Ukrainie 40 mln euro.", ((40, "EUR", "SE", "disbursed"),)),
    ("pl", "Holandia zamówiła dla Ukrainy drony za 70 mln euro.", ((70, "EUR", "NL", "contracted"),)),
    ("pl", "Ukraina potrzebuje 500 mln euro na zimę.", ()),
)  # fmt: skip


@pytest.mark.parametrize(("language", "text", "expected"), CASES, ids=[f"{case[0]}: {case[1][:40]}" for case in CASES])
def test_sums_donors_and_stages(language: str, text: str, expected: tuple[tuple[int, str, str, str], ...]) -> None:
    found = extract_statements(TextLayer(text, "plain/1"), document="d", language=language)
    got = tuple(
        (int(item.amount.low / 1_000_000), item.amount.unit, ",".join(item.donors), item.stage.value)
        for item in found.statements
        if item.amount is not None and item.amount.low is not None
    )
    assert got == expected, found.refused
    assert all(text[item.span.start : item.span.end] == item.span.quote for item in found.statements)


@pytest.mark.parametrize("language", sorted({case[0] for case in CASES}))
def test_language_is_told_from_the_words(language: str) -> None:
    assert detect_language(" ".join(text for tag, text, _ in CASES if tag == language)) == language

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.flow import Flow
from pledgebook.reconciliation.figures import Rates
from pledgebook.reconciliation.fold import reconcile
from pledgebook.reconciliation.publishers import is_official

Make = Callable[..., Any]
DANE = {"donors": ["DK"], "tranche": 27, "date": "2025-09-26"}


@pytest.fixture
def only_flow(documents: Make, rates: Rates) -> Callable[..., Flow]:
    def fold(*told: Any, **published: str) -> Flow:  # noqa: ANN401  statements made by a fixture
        (flow,) = reconcile(documents(*told, **published), told, [], rates).flows
        return flow

    return fold


def test_the_funders_own_currency_goes_before_a_retold_one(statement: Make, only_flow: Make) -> None:
    flow = only_flow(
        statement("a-1", sum="EUR 214 million", **DANE),
        statement("b-1", sum="DKK 1.6 billion", **DANE),
        a="2025-11-01",
        b="2025-09-26",
    )
    assert flow.chosen == "b-1"
    assert flow.choice_rule == "original currency"


def test_the_later_of_two_that_disagree_and_the_more_precise_of_those_that_agree(
    statement: Make, only_flow: Make
) -> None:
    flow = only_flow(
        statement("a-1", sum="DKK 1.50 billion", **DANE),
        statement("b-1", sum="DKK 1.6 billion", qualifier="about", **DANE),
        statement("c-1", sum="DKK 1.58 billion", **DANE),
        a="2025-09-26",
        b="2025-10-03",
        c="2025-09-27",
    )
    assert flow.chosen == "c-1"
    assert flow.choice_rule == "latest telling, then most precise wording"
    assert {rival.statement: rival.reason for rival in flow.rivals} == {"a-1": "superseded", "b-1": "rounding"}


def test_an_official_source_goes_before_a_later_report(statement: Make, documents: Make, rates: Rates) -> None:
    told = [statement("a-1", sum="DKK 2.6 billion", **DANE), statement("b-1", sum="DKK 2.7 billion", **DANE)]
    first, second = documents(*told, a="2025-09-26", b="2025-09-29")
    first = dataclasses.replace(first, publisher="Danish Ministry of Defence")
    (flow,) = reconcile([first, second], told, [], rates).flows
    assert flow.chosen == "a-1"
    assert "official source" in flow.choice_rule


def test_a_slip_of_digits_does_not_beat_two_witnesses(statement: Make, only_flow: Make) -> None:
    flow = only_flow(
        statement("a-1", sum="DKK 6.7 billion", **DANE),
        statement("b-1", sum="DKK 6.7 billion", **DANE),
        statement("c-1", sum="DKK 6.7 million", **DANE),
        c="2025-12-01",
    )
    assert flow.chosen in ("a-1", "b-1")
    assert [(rival.statement, rival.reason) for rival in flow.rivals] == [("c-1", "typo")]


def test_the_number_under_another_sign_is_told_apart_from_a_conversion(statement: Make, only_flow: Make) -> None:
    dollars = [{"low": 250_000_000, "high": 250_000_000, "currency": "USD"}]
    euros = [{"low": 250_000_000, "high": 250_000_000, "currency": "EUR"}]
    flow = only_flow(
        statement("a-1", sum="DKK 1.7 billion", equivalents=dollars, **DANE),
        statement("b-1", sum="DKK 1.7 billion", equivalents=euros, **DANE),
    )
    assert {rival.statement: rival.reason for rival in flow.rivals} == {"a-1": "conversion", "b-1": "currency"}


def test_a_figure_that_another_text_converts_to_is_a_conversion(statement: Make, only_flow: Make) -> None:
    deal = {"donors": ["DK", "EU"], "scope": "total", "tranche": 1, "date": "2024-11-11"}
    dollars = [{"low": 650_000_000, "high": 650_000_000, "currency": "USD"}]
    flow = only_flow(
        statement("a-1", sum="DKK 4.2 billion", equivalents=dollars, **deal),
        statement("b-1", sum="USD 655 million", **deal),
    )
    assert {rival.statement: rival.reason for rival in flow.rivals} == {"a-1": "conversion", "b-1": "conversion"}
    assert "another text restates DKK 4200000000 as USD 650000000" in flow.rivals[1].arithmetic


def test_a_yearly_rate_is_explained_by_its_years(statement: Make, only_flow: Make) -> None:
    years = {"donors": ["DK"], "period": "2026-2027", "date": "2025-04-03"}
    flow = only_flow(
        statement("a-1", sum="DKK 2 billion", **years),
        statement("b-1", sum="DKK 1 billion", quote="one billion kroner a year", **years),
        b="2025-11-12",
    )
    assert flow.chosen == "a-1"
    (rival,) = flow.rivals
    assert rival.reason == "yearly-rate"
    assert "2 years" in rival.arithmetic


@pytest.mark.parametrize(
    ("publisher", "url", "expected"),
    [
        ("Danish Ministry of Defence", "", True),
        ("", "https://www.gov.uk/government/news/x", True),
        ("", "https://www.kmu.gov.ua/en/news/x", True),
        ("", "https://www.consilium.europa.eu/en/press/x", True),
        ("Ministry of Defence", "", True),
        ("Ministry of Defence, Denmark", "", True),
        ("Forsvarsministeriet", "", True),
        ("Utenriksdepartementet", "", True),
        ("Bundesministerium der Verteidigung", "", True),
        ("Міністерство оборони України", "", True),
        ("Krašto apsaugos ministerija", "", True),
        ("Government of Canada", "", True),
        ("Government of Canada News Office", "", True),
        ("Regeringen", "", True),
        ("Rząd RP", "", True),
        ("European Commission", "", True),
        ("Council of the European Union", "", True),
        ("European External Action Service", "", True),
        ("Folketinget", "", True),
        ("Verkhovna Rada", "", True),
        ("Executive Office of the President", "", True),
        ("World Bank", "", True),
        ("NATO", "", True),
        ("European Central Bank", "", True),
        ("Danmarks Nationalbank", "", True),
        ("National Bank of Ukraine", "", True),
        ("", "https://www.mod.bg/en/news/1", True),
        ("", "fmn.dk/en/news/1", True),
        ("", "https://news.example/europa.eu/mod.bg/", False),
        ("", "http://[broken", False),
        ("Government Executive", "", False),
        ("The Parliament Magazine", "", False),
        ("Defence News", "", False),
        ("European Council on Foreign Relations", "", False),
        ("Red Cross Volunteers", "", False),
        ("Kyiv Independent", "", False),
        ("Ukrinform via MENAFN", "", False),
        ("Euromaidan Press", "https://euromaidanpress.com/2025/01/07/x", False),
        ("", "https://governance-news.example/x", False),
        ("", "", False),
    ],
)
def test_official_sources_by_name_and_address(documents: Make, publisher: str, url: str, expected: bool) -> None:
    (document,) = documents(type("Said", (), {"document": "a"}))
    assert is_official(dataclasses.replace(document, publisher=publisher, url=url)) is expected

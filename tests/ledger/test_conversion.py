"""Conversion: at which day, at whose rate, rounded how."""

from collections.abc import Callable
from decimal import Decimal

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import DatedRate, RateBasis, Rates, converted, is_money, note_of
from pledgebook.ledger.reading import Reading
from pledgebook.model.flow import Flow
from pledgebook.model.when import PartialDate

FlowMaker = Callable[..., Flow]
PEG = DatedRate(Decimal("0.134"), "2024-11-22", "ECB")


def test_the_day_is_that_of_the_event_then_of_publication_then_the_default() -> None:
    basis = RateBasis(None, {"s-1": PartialDate(2024, 5), "s-2": PartialDate(2024, 4, 30)}, PartialDate(2023))
    assert basis.when(PartialDate(2024, 1), ("s-1",)) == (PartialDate(2024, 1), "event")
    assert basis.when(None, ("s-1", "s-2", "s-3")) == (PartialDate(2024, 4, 30), "publication")
    assert basis.when(None, ("s-3",)) == (PartialDate(2023), "default")
    assert RateBasis().when(None, ("s-3",)) == (None, "undated")


def test_without_rates_or_without_a_day_there_is_no_rate(flow: FlowMaker, rates: Rates) -> None:
    assert RateBasis().between("DKK", "EUR", PartialDate(2024)) is None
    assert RateBasis(rates).between("DKK", "EUR", None) is None
    (entry,) = book_flows([flow("f-1", "DKK 100", "committed 2024-03")]).entries
    rate, why = RateBasis(rates).rate_of(entry, "EUR")
    assert rate == DatedRate(Decimal("0.13405"), "2024-03", "ECB")
    assert why == "event"


def test_figures_are_rounded_to_cents_half_to_even() -> None:
    half = DatedRate(Decimal("0.5"), "2024", "ECB")
    figures = Reading(Decimal("0.01"), Decimal("0.03"), Decimal("0.05"))
    assert converted(figures, half) == Reading(Decimal("0.00"), Decimal("0.02"), Decimal("0.02"))


def test_an_open_side_stays_open() -> None:
    assert converted(Reading(Decimal(1), Decimal(1), Decimal(1), open=True), PEG).open


def test_goods_and_shares_of_product_are_no_money() -> None:
    assert [is_money(unit) for unit in ("EUR", "", "item:Leopard 2", "%GDP")] == [True, True, False, False]


def test_a_rate_is_named_in_a_line() -> None:
    assert note_of("DKK", "EUR", PEG) == "1 DKK = 0.134 EUR, ECB, 2024-11-22"

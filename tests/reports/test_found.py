"""A figure is found in flows, checks and simple sums, and what makes the difference is said."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.quantity import Quantity
from pledgebook.reports.contents import Contents
from pledgebook.reports.figures import Closeness
from pledgebook.reports.found import SumMatch, find_everywhere
from pledgebook.reports.query import Dimension

FlowMaker = Callable[..., Flow]


def euros(millions: str) -> Quantity:
    best = Decimal(millions) * 10**6
    return Quantity(best - 500_000, best, best + 500_000, "EUR")


@pytest.fixture
def two_gifts(flow: FlowMaker) -> Contents:
    flows = [
        flow("f-1", "EUR 30", "committed 2024-11-23", funders="DK"),
        flow("f-2", "EUR 12", "committed 2024-11-24", funders="DK"),
        flow("f-3", "EUR 5", "pledged 2024-11-24", funders="SE"),
    ]
    return Contents.of(flows=flows, ledger=book_flows(flows))


def sums(contents: Contents, basis: RateBasis, asked: Quantity) -> dict[tuple[str, ...], SumMatch]:
    return {match.flows: match for match in find_everywhere(asked, contents, basis).sums}


def test_a_sum_over_a_funder_is_found(two_gifts: Contents, basis: RateBasis) -> None:
    found = sums(two_gifts, basis, euros("42"))["f-1", "f-2"]
    assert found.closeness is Closeness.SAME
    assert not found.difference
    assert not found.explained
    assert found.stages == "committed and further"


def test_promises_are_counted_in_a_sum_of_their_own(two_gifts: Contents, basis: RateBasis) -> None:
    found = sums(two_gifts, basis, euros("47"))["f-1", "f-2", "f-3"]
    assert (found.by, found.stages) == ((), "promised and further")


def test_one_flow_that_has_the_figure_is_no_sum(two_gifts: Contents, basis: RateBasis) -> None:
    findings = find_everywhere(euros("30"), two_gifts, basis)
    assert [match.owner for match in findings.matches] == ["f-1"]
    assert ("f-1",) not in {match.flows for match in findings.sums}


def test_a_sum_a_little_off_says_by_how_much(two_gifts: Contents, basis: RateBasis) -> None:
    found = sums(two_gifts, basis, Quantity(Decimal(41_700_000), Decimal(41_700_000), Decimal(41_700_000), "EUR"))
    assert found["f-1", "f-2"].difference == 300_000
    assert found["f-1", "f-2"].explained


def test_what_one_flow_too_much_makes_is_named(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 300", "committed 2024-11-23", funders="DK"),
        flow("f-2", "EUR 2", "committed 2024-11-24", funders="DK"),
    ]
    contents = Contents.of(flows=flows, ledger=book_flows(flows))
    found = sums(contents, basis, euros("300"))["f-1", "f-2"]
    assert found.explained.startswith("without f-2")


def test_a_flow_in_another_currency_is_found_at_dated_rates(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [flow("f-1", "DKK 1000", "committed 2024-11-23", funders="DK")]
    contents = Contents.of(flows=flows, ledger=book_flows(flows))
    found = sums(contents, basis, euros("134"))["f-1",]
    assert found.converted
    assert not found.difference


def test_nothing_is_made_of_goods_and_shares_of_product(two_gifts: Contents, basis: RateBasis) -> None:
    share = Quantity(Decimal("0.25"), Decimal("0.25"), Decimal("0.25"), "%GDP")
    assert find_everywhere(share, two_gifts, basis).sums == ()


def test_the_simplest_question_that_has_the_answer_is_named(two_gifts: Contents, basis: RateBasis) -> None:
    found = sums(two_gifts, basis, euros("42"))["f-1", "f-2"]
    assert found.by in {(), (Dimension.FUNDER,)}

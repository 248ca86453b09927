"""Totals: what is in them, what is beside them, and what is left out with its reason."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Flow
from pledgebook.model.identity import to_plain
from pledgebook.model.problem import ProblemCode
from pledgebook.model.stage import COUNTED, LADDER, Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import Period
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Dimension, Omission, TotalsQuery, TotalsReport
from pledgebook.reports.totals import total_support

FlowMaker = Callable[..., Flow]
FUNDER_AND_STAGE = (Dimension.FUNDER, Dimension.STAGE)


def totals(flows: list[Flow], basis: RateBasis, query: TotalsQuery | None = None) -> TotalsReport:
    return total_support(book_flows(flows, basis), flows, (), basis, query or TotalsQuery(FUNDER_AND_STAGE))


def table(report: TotalsReport) -> dict[tuple[str, ...], str]:
    """Write the rows as "13 DKK = 2 EUR, 1 signed", in millions."""
    rows = {}
    for row in report.rows:
        parts = [f"{amount.best / 1_000_000:f} {amount.unit}" for amount in row.amounts]
        text = " + ".join(parts)
        if row.reporting is not None:
            text += f" = {(row.reporting.best / 1_000_000).normalize():f} {row.reporting.unit}"
        beside = ", ".join(f"{count} {stage.value}" for stage, count in row.unquantified)
        rows[row.key] = f"{text}, {beside}" if beside else text
    return rows


def omissions(report: TotalsReport) -> dict[str, str]:
    return {
        f"{line.id} {line.quantity.unit if line.quantity else ''}".strip(): line.reason.value
        for line in report.left_out
    }


def test_the_story(contents: Contents, basis: RateBasis) -> None:
    """Lithuania's tranche is in the total, Sweden's intent beside it, the asserted total is a check and no money."""
    query = TotalsQuery(FUNDER_AND_STAGE)
    report = total_support(contents.ledger, contents.flows.values(), contents.checks.values(), basis, query)
    assert table(report) == {("LT", "allocated"): "10 EUR = 10 EUR", ("SE", "signed"): ", 1 signed"}
    assert omissions(report) == {"c-all EUR": "check", "f-se": "unquantified"}
    assert [check.verdict for check in report.checks] == ["partly-explained"]
    assert report.valuation == "nominal"
    assert report.rate_days == ()
    assert report.total.flows == ("f-lt",)


def test_promises_that_nothing_binds_are_left_out_and_can_be_asked_for(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 5", "proposed"),
        flow("f-2", "EUR 6", "pledged"),
        flow("f-3", "EUR 7", "signed"),
        flow("f-4", "EUR 8", "committed"),
        flow("f-5", "EUR 9", "committed", "cancelled"),
    ]
    report = totals(flows, basis)
    assert table(report) == {("DK", "committed"): "8 EUR = 8 EUR"}
    assert omissions(report) == {
        "f-1 EUR": "below-stage",
        "f-2 EUR": "below-stage",
        "f-3 EUR": "below-stage",
        "f-5 EUR": "cancelled",
    }
    wider = totals(flows, basis, TotalsQuery((), frozenset(LADDER)))
    assert table(wider) == {(): "26 EUR = 26 EUR"}
    assert omissions(wider) == {"f-5 EUR": "cancelled"}
    everything = totals(flows, basis, TotalsQuery((), COUNTED | {Stage.CANCELLED}))
    assert table(everything) == {(): "17 EUR = 17 EUR"}


def test_stages_are_listed_up_the_ladder_and_other_keys_by_name(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 1", "committed", "delivered"),
        flow("f-2", "EUR 1", "committed", "allocated"),
        flow("f-3", "EUR 1", "committed", funders="CA"),
    ]
    assert list(table(totals(flows, basis))) == [("CA", "committed"), ("DK", "allocated"), ("DK", "delivered")]


def test_a_sum_of_several_funders_is_shown_whole_under_their_joint_name(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [flow("f-1", "EUR 10", "committed", funders="DK+EU"), flow("f-2", "EUR 3", "committed")]
    assert table(totals(flows, basis, TotalsQuery())) == {("DK",): "3 EUR = 3 EUR", ("DK+EU",): "10 EUR = 10 EUR"}
    narrow = totals(flows, basis, TotalsQuery(only=((Dimension.FUNDER, "EU"),)))
    assert table(narrow) == {("DK+EU",): "10 EUR = 10 EUR"}


def test_money_of_a_whole_is_shown_in_its_parts_once(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 100", "committed 2024-01"),
        flow("f-2", "EUR 40", "disbursed 2024-02", parent="f-1"),
    ]
    report = totals(flows, basis)
    assert table(report) == {("DK", "committed"): "60 EUR = 60 EUR", ("DK", "disbursed"): "40 EUR = 40 EUR"}
    (line,) = report.left_out
    assert (line.reason, line.id) == (Omission.IN_PARTS, "f-1")
    assert line.quantity is not None
    assert line.quantity.best == 40_000_000
    assert report.total.amounts[0].low == 99_500_000
    assert report.total.amounts[0].high == 100_500_000


def test_a_rest_of_zero_give_or_take_widens_the_sum_and_is_listed_nowhere(flow: FlowMaker, basis: RateBasis) -> None:
    """60 and 40 of 100, each give or take a half: what is left is nothing but doubt."""
    flows = [
        flow("f-1", "EUR 100", "pledged"),
        flow("f-2", "EUR 60", "committed", parent="f-1"),
        flow("f-3", "EUR 40", "committed", parent="f-1"),
    ]
    report = totals(flows, basis, TotalsQuery((Dimension.STAGE,), frozenset(LADDER)))
    assert report.total.amounts[0].low == 99_500_000
    assert report.total.flows == ("f-2", "f-3")
    assert omissions(totals(flows, basis)) == {"f-1 EUR": "in-parts"}


def test_each_conversion_names_rate_day_and_source(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "DKK 100", "committed 2024-09-29"),
        flow("f-2", "DKK 200", "committed", statements=("s-published",)),
        flow("f-3", "DKK 300", "committed"),
        flow("f-4", "EUR 1", "committed"),
    ]
    report = totals(flows, basis, TotalsQuery((Dimension.CURRENCY,)))
    assert [(line.flow, line.rate.day, line.dated_by) for line in report.conversions] == [
        ("f-1", "2024-09-29", "event"),
        ("f-2", "2024-09-30", "publication"),
        ("f-3", "2025", "default"),
    ]
    assert table(report) == {("DKK",): "600 DKK = 80.4 EUR", ("EUR",): "1 EUR = 1 EUR"}
    assert report.rate_sources == ("ECB",)
    assert report.rate_days == ("2024-09-29", "2025")
    assert report.undated == ("f-2", "f-3", "f-4")


def test_the_day_of_a_conversion_is_that_on_which_the_sum_came_where_it_stands(
    flow: FlowMaker, basis: RateBasis
) -> None:
    flows = [flow("f-1", "DKK 100", "pledged 2024-01-05", "committed 2024-03-07")]
    assert totals(flows, basis).conversions[0].rate.day == "2024-03-07"


def test_a_currency_without_a_rate_is_in_its_own_sum_and_named(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [flow("f-1", "UAH 100", "committed 2024-09-29"), flow("f-2", "EUR 1", "committed")]
    report = totals(flows, basis, TotalsQuery(()))
    assert table(report) == {(): "1 EUR + 100 UAH = 1 EUR"}
    assert omissions(report) == {"f-1 UAH": "no-rate"}
    (problem,) = report.problems
    assert problem.code is ProblemCode.RATE_MISSING
    assert "UAH to EUR" in problem.message


def test_a_reporting_currency_of_ones_own(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [flow("f-1", "DKK 100", "committed 2024-09-29"), flow("f-2", "EUR 1", "committed")]
    report = totals(flows, basis, TotalsQuery((), currency="DKK"))
    assert table(report) == {(): "100 DKK + 1 EUR = 100 DKK"}
    assert omissions(report) == {"f-2 EUR": "no-rate"}


def test_goods_are_counted_and_not_valued(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 1", "committed", items=(Item("howitzer", Decimal(18)),)),
        flow("f-2", "", "pledged", items=(Item("Leopard 2", None),)),
    ]
    report = totals(flows, basis, TotalsQuery((Dimension.KIND,)))
    assert report.rows[0].key == ("in_kind",)
    assert [(amount.unit, amount.best) for amount in report.rows[0].amounts] == [("item:howitzer", Decimal(18))]
    assert report.rows[0].reporting is None
    assert report.rows[0].unquantified == ((Stage.PLEDGED, 1),)
    assert report.rows[1].key == ("money",)
    assert omissions(report) == {"f-1 item:howitzer": "not-money", "f-2": "unquantified"}


def test_shares_of_product_are_a_kind_of_their_own(flow: FlowMaker, basis: RateBasis) -> None:
    report = totals([flow("f-1", "%GDP 1", "committed")], basis, TotalsQuery((Dimension.KIND,)))
    assert report.rows[0].key == ("gdp-share",)
    assert omissions(report) == {"f-1 %GDP": "not-money"}


def test_a_part_that_no_rate_takes_out_of_its_whole_is_left_out(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [flow("f-1", "DKK 100", "committed 2024-09"), flow("f-2", "UAH 5", "allocated 2024-09", parent="f-1")]
    report = totals(flows, basis, TotalsQuery(()))
    assert table(report) == {(): "100 DKK = 13.4 EUR"}
    assert omissions(report) == {"f-2 UAH": "not-booked"}


def test_as_of_a_day_only_what_can_have_happened(flow: FlowMaker, basis: RateBasis) -> None:
    flows = [
        flow("f-1", "EUR 100", "pledged 2024-01-01", "committed 2024-03-01"),
        flow("f-2", "EUR 40", "disbursed 2024-05-01", parent="f-1"),
        flow("f-3", "", "pledged 2024-02-01", "committed 2024-04-01"),
    ]
    in_march = totals(flows, basis, TotalsQuery((Dimension.STAGE,), as_of=date(2024, 3, 15)))
    assert table(in_march) == {("committed",): "100 EUR = 100 EUR", ("pledged",): ", 1 pledged"}
    assert omissions(in_march) == {"f-2 EUR": "later", "f-3": "unquantified"}
    in_january = totals(flows, basis, TotalsQuery((Dimension.STAGE,), as_of=date(2024, 1, 15)))
    assert table(in_january) == {}
    assert omissions(in_january) == {"f-1 EUR": "below-stage", "f-2 EUR": "later", "f-3": "later"}


FACTS: list[tuple[Dimension, dict[str, object], str]] = [
    (Dimension.MECHANISM, {"mechanism": "danish-model"}, "danish-model"),
    (Dimension.RECIPIENT, {"recipients": ("MD", "UA")}, "MD+UA"),
    (Dimension.RECIPIENT, {"recipients": ()}, "unknown"),
    (Dimension.PURPOSE, {"purpose": "air defence"}, "air defence"),
    (Dimension.PERIOD, {"period": Period(2024, 2028)}, "2024-2028"),
    (Dimension.PERIOD, {"period": None}, ""),
    (Dimension.TRANCHE, {"tranche": 2}, "2"),
    (Dimension.ORIGIN, {"budget_origin": BudgetOrigin.WINDFALL}, "windfall"),
    (Dimension.ACTOR, {"implementing_actor": "DK"}, "DK"),
    (Dimension.FLOW, {}, "f-1"),
    (Dimension.CURRENCY, {}, "EUR"),
    (Dimension.KIND, {}, "money"),
]


@pytest.mark.parametrize(("dimension", "facts", "key"), FACTS)
def test_every_dimension_groups_and_narrows(
    flow: FlowMaker, basis: RateBasis, dimension: Dimension, facts: dict[str, object], key: str
) -> None:
    flows = [flow("f-1", "EUR 7", "committed", **facts)]
    assert table(totals(flows, basis, TotalsQuery((dimension,)))) == {(key,): "7 EUR = 7 EUR"}
    assert table(totals(flows, basis, TotalsQuery((), only=((dimension, key),)))) == {(): "7 EUR = 7 EUR"}
    assert table(totals(flows, basis, TotalsQuery((), only=((dimension, "other"),)))) == {}


def test_a_report_has_the_same_bytes_on_every_machine(contents: Contents, basis: RateBasis) -> None:
    """The stages of the query are a set, and sets have no order of their own."""
    report = total_support(contents.ledger, contents.flows.values(), (), basis, TotalsQuery(stages=frozenset(LADDER)))
    assert to_plain(report)["query"]["stages"] == sorted(stage.value for stage in LADDER)


def test_checks_are_narrowed_as_far_as_they_have_the_dimension(contents: Contents, basis: RateBasis) -> None:
    def listed(*only: tuple[Dimension, str]) -> int:
        query = TotalsQuery(only=only)
        return len(
            total_support(contents.ledger, contents.flows.values(), contents.checks.values(), basis, query).checks
        )

    assert listed() == 1
    assert listed((Dimension.FUNDER, "SE")) == 1
    assert listed((Dimension.FUNDER, "NO")) == 0
    assert listed((Dimension.MECHANISM, "danish-model"), (Dimension.TRANCHE, "1")) == 1
    assert listed((Dimension.CURRENCY, "DKK")) == 0

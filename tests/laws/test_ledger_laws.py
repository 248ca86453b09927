"""Laws of ledger and totals: every entry balances, nothing is counted twice, nothing is lost."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from pledgebook.ledger.balances import balances, is_stage, visible
from pledgebook.ledger.booking import Ledger, book_flows, quantities_of
from pledgebook.ledger.conversion import DatedRate, RateBasis
from pledgebook.ledger.reading import Reading
from pledgebook.ledger.sums import stage_sums
from pledgebook.ledger.timeline import rung
from pledgebook.model.entry import Entry, Posting
from pledgebook.model.flow import Check, Flow, FlowKind, StageEvent
from pledgebook.model.quantity import Quantity
from pledgebook.model.stage import COUNTED, LADDER, WAYS_OUT, Stage
from pledgebook.model.statement import BudgetOrigin, Item
from pledgebook.model.when import PartialDate
from pledgebook.reports.pricing import Pricing
from pledgebook.reports.query import REPORTING_ONLY, Basis, Dimension, Omission, TotalsQuery, TotalsReport
from pledgebook.reports.share_sums import keep_sums, sum_shares
from pledgebook.reports.shares import shares_of
from pledgebook.reports.totals import also_of, is_as_kept, report_of, total_shares, total_support
from pledgebook.reports.year_table import read_amounts, read_indices

ZERO = Decimal(0)
IDS = tuple(f"f-{number}" for number in range(5))
FUNDERS = (("DK",), ("SE",), ("DK", "SE"), ())
MONEY = ("EUR", "DKK")


class Pegged:
    """The krone at a fixed rate; every other pair is unknown."""

    def between(self, from_unit: str, to_unit: str, when: PartialDate) -> DatedRate | None:
        rates = {("DKK", "EUR"): Decimal("0.13405"), ("EUR", "DKK"): Decimal("7.46")}
        rate = rates.get((from_unit, to_unit))
        return None if rate is None else DatedRate(rate, str(when), "ECB")


BASIS = RateBasis(Pegged(), default=PartialDate(2024, 6))


DAYS = tuple(PartialDate.parse(text) for text in ("2023", "2023-12", "2024-01-15", "2024", "2024-03-01", "2024-06"))
CENTS = (st.integers(1, 500_000) | st.sampled_from((1, 2, 4, 10**20))).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def events(draw: st.DrawFn) -> tuple[StageEvent, ...]:
    stages = draw(st.sets(st.sampled_from(Stage), min_size=1, max_size=3))
    dates = draw(st.lists(st.none() | st.sampled_from(DAYS), min_size=3, max_size=3))
    in_order = (stage for stage in Stage if stage in stages)
    return tuple(StageEvent(stage, day, ("s-1",)) for stage, day in zip(in_order, dates, strict=False))


@st.composite
def quantities(draw: st.DrawFn, units: Sequence[str]) -> Quantity:
    best, slack = draw(CENTS), draw(st.sampled_from((Decimal(0), Decimal("0.5"), Decimal(500))))
    high = None if draw(st.integers(0, 4)) == 0 else best + slack
    return Quantity(max(best - slack, ZERO), best, high, draw(st.sampled_from(units)))


GOODS = ((), (Item("howitzer", Decimal(7)),), (Item("howitzer", Decimal(9)), Item("lorry", None)))


@st.composite
def flows(draw: st.DrawFn, units: Sequence[str] = (*MONEY, "USD", "%GDP"), *, bare: bool = True) -> list[Flow]:
    """Draw a forest of flows: wholes with parts of parts, some without a sum, some with goods."""
    found: list[Flow] = []
    ids = draw(st.permutations(IDS))
    for place in range(draw(st.integers(1, 5))):
        told = draw(events())
        found.append(
            Flow(
                id=ids[place],
                label=ids[place],
                kind=FlowKind.FLOW,
                parent=draw(st.sampled_from((*ids[:place], "f-elsewhere", None))),
                funders=draw(st.sampled_from(FUNDERS)),
                implementing_actor="",
                budget_origin=BudgetOrigin.OWN,
                recipients=("UA",),
                mechanism=None,
                purpose=None,
                tranche=None,
                period=None,
                quantity=draw(st.none() | quantities(units)) if bare else draw(quantities(units)),
                chosen="s-1",
                choice_rule="the only one",
                items=draw(st.sampled_from(GOODS)) if bare else (),
                stage=told[-1].stage,
                events=told,
                expectations=(),
                statements=("s-1",),
                rivals=(),
            )
        )
    return found


def closed(postings: Iterable[Posting]) -> bool:
    return all(posting.high is not None for posting in postings)


@given(flows())
def test_every_entry_balances_in_every_reading(drawn: list[Flow]) -> None:
    ledger = book_flows(drawn, BASIS)
    assert len({entry.id for entry in ledger.entries}) == len(ledger.entries)
    for entry in ledger.entries:
        assert len(entry.postings) >= 2
        assert sum(posting.best for posting in entry.postings) == 0
        assert sum(posting.low for posting in entry.postings) == 0
        if closed(entry.postings):
            assert sum(posting.high or ZERO for posting in entry.postings) == 0


@given(flows())
def test_what_came_from_the_origin_stands_on_the_stages_or_went_into_parts(drawn: list[Flow]) -> None:
    ledger = book_flows(drawn, BASIS)
    standing: dict[tuple[str, str], Decimal] = {}
    for balance in balances(ledger.entries):
        if is_stage(balance.account):
            key = (balance.account.flow, balance.unit)
            standing[key] = standing.get(key, ZERO) + balance.reading.best
    withdrawn = withdrawals(ledger.entries)
    booked = {(posting.account.flow, entry.unit) for entry in ledger.entries for posting in entry.postings}
    for flow in drawn:
        for unit, quantity in quantities_of(flow).items():
            if (flow.id, unit) in booked:
                there = standing.get((flow.id, unit), ZERO) + withdrawn.get((flow.id, unit), ZERO)
                assert there == quantity.best


def withdrawals(entries: Iterable[Entry]) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for entry in entries:
        for posting in entry.postings:
            if is_stage(posting.account) and posting.account.flow != entry.flow:
                key = (posting.account.flow, entry.unit)
                found[key] = found.get(key, ZERO) - posting.best
    return found


@given(flows(units=("EUR",), bare=False))
def test_whole_and_parts_are_counted_once(drawn: list[Flow]) -> None:
    """A whole and its parts come to the larger of the two, in the low and in the best reading, whoever came first."""
    by_id = {flow.id: flow for flow in drawn}
    parts: dict[str, list[Flow]] = {}
    for flow in drawn:
        if flow.parent in by_id:
            parts.setdefault(str(flow.parent), []).append(flow)

    def told(flow: Flow, reading: str) -> Decimal:
        assert flow.quantity is not None
        return flow.quantity.best if reading == "best" else flow.quantity.low

    def family(flow: Flow, reading: str) -> Decimal:
        inside = parts.get(flow.id, [])
        beyond = sum((family(part, reading) - told(part, reading) for part in inside), ZERO)
        return max(told(flow, reading), sum((told(part, reading) for part in inside), ZERO)) + beyond

    found = [balance.reading for balance in balances(book_flows(drawn).entries) if is_stage(balance.account)]
    roots = [flow for flow in drawn if flow.parent not in by_id]
    assert sum(one.best for one in found) == sum(family(root, "best") for root in roots)
    assert sum(one.low for one in found) == sum(family(root, "low") for root in roots)


@given(flows(units=("EUR",), bare=False))
def test_telling_of_parts_never_lowers_what_has_reached_a_stage(drawn: list[Flow]) -> None:
    """A part of what is committed is committed, whatever is told of the part alone."""
    kept = [replace(flow, events=alive) for flow in drawn if (alive := living(flow))]
    known = {flow.id for flow in kept}
    wholes = [flow for flow in kept if flow.parent not in known]
    for threshold in LADDER:
        assert reached(kept, threshold) >= reached(wholes, threshold)


def living(flow: Flow) -> tuple[StageEvent, ...]:
    return tuple(event for event in flow.events if event.stage not in WAYS_OUT)


def reached(drawn: list[Flow], threshold: Stage) -> Decimal:
    found = balances(book_flows(drawn).entries)
    above = (one for one in found if is_stage(one.account) and rung(Stage(one.account.stage)) >= rung(threshold))
    return sum((one.reading.best for one in above), ZERO)


@given(flows(), st.randoms(use_true_random=False))
def test_the_order_of_the_flows_does_not_matter(drawn: list[Flow], shuffle: random.Random) -> None:
    shuffled = list(drawn)
    shuffle.shuffle(shuffled)
    assert book_flows(shuffled, BASIS) == book_flows(drawn, BASIS)
    query = TotalsQuery((Dimension.FUNDER, Dimension.STAGE))
    ledger = book_flows(drawn, BASIS)
    stored = Ledger(tuple(sorted(ledger.entries, key=lambda entry: entry.id)), ledger.problems)
    assert total_support(stored, shuffled, (), BASIS, query) == total_support(ledger, drawn, (), BASIS, query)


@given(flows(), st.dates(date(2023, 10, 1), date(2025, 3, 1)), st.integers(0, 200))
def test_a_later_day_shows_more_and_no_day_shows_a_debt(drawn: list[Flow], day: date, later: int) -> None:
    ledger = book_flows(drawn, BASIS)
    early, late = visible(ledger.entries, day), visible(ledger.entries, day + timedelta(later))
    assert set(early) <= set(late)
    for balance in balances(ledger.entries, day):
        if is_stage(balance.account):
            assert balance.reading.low >= 0
            assert balance.reading.best >= 0
            assert balance.reading.open or balance.reading.high >= 0


def sums(report: TotalsReport, *, reporting: bool) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for amount in report.total.amounts:
        found[amount.unit] = found.get(amount.unit, ZERO) + amount.best
    for line in report.left_out:
        aside = line.reason in REPORTING_ONLY or line.reason is Omission.CHECK
        if line.quantity is not None and aside == reporting and line.reason is not Omission.CHECK:
            found[line.quantity.unit] = found.get(line.quantity.unit, ZERO) + line.quantity.best
    return found


QUERIES = st.builds(
    TotalsQuery,
    by=st.lists(st.sampled_from(Dimension), max_size=3, unique=True).map(tuple),
    stages=st.just(COUNTED) | st.sets(st.sampled_from(LADDER)).map(frozenset),
    currency=st.sampled_from(("EUR", "DKK")),
    as_of=st.none() | st.dates(date(2023, 10, 1), date(2025, 3, 1)),
)


@given(flows(), QUERIES)
def test_included_and_left_out_are_all_there_is(drawn: list[Flow], query: TotalsQuery) -> None:
    report = total_support(book_flows(drawn, BASIS), drawn, checks(), BASIS, query)
    expected: dict[str, Decimal] = {}
    for flow in drawn:
        for unit, quantity in quantities_of(flow).items():
            expected[unit] = expected.get(unit, ZERO) + quantity.best
    assert sums(report, reporting=False) == expected
    bare = {flow.id for flow in drawn if not quantities_of(flow)}
    reasons = {Omission.UNQUANTIFIED, Omission.LATER}
    assert bare == {line.id for line in report.left_out if line.quantity is None and line.reason in reasons}
    assert [line.id for line in report.left_out if line.reason is Omission.CHECK] == ["c-1"]


@given(flows(), QUERIES)
def test_groups_add_up_to_the_total(drawn: list[Flow], query: TotalsQuery) -> None:
    report = total_support(book_flows(drawn, BASIS), drawn, (), BASIS, query)
    for amount in report.total.amounts:
        parts = [one for row in report.rows for one in row.amounts if one.unit == amount.unit]
        assert sum(one.best for one in parts) == amount.best
    reported = [row.reporting.best for row in report.rows if row.reporting is not None]
    assert sum(reported) == (report.total.reporting.best if report.total.reporting else 0)
    counted: Mapping[Stage, int] = dict(report.total.unquantified)
    for stage, count in counted.items():
        assert sum(dict(row.unquantified).get(stage, 0) for row in report.rows) == count


@given(flows(), QUERIES)
def test_the_reporting_sum_is_every_conversion_and_what_needs_none(drawn: list[Flow], query: TotalsQuery) -> None:
    report = total_support(book_flows(drawn, BASIS), drawn, (), BASIS, query)
    own = [amount.best for amount in report.total.amounts if amount.unit == query.currency]
    converted = sum((line.value.best for line in report.conversions), ZERO)
    assert (report.total.reporting.best if report.total.reporting else ZERO) == converted + sum(own)
    priced = {line.quantity.unit for line in report.conversions} | {query.currency}
    unpriced = {line.quantity.unit for line in report.left_out if line.reason in REPORTING_ONLY and line.quantity}
    assert not priced & unpriced
    # A rest of nothing but width is in no list: it is no money.
    assert {amount.unit for amount in report.total.amounts if amount.best} <= priced | unpriced


@settings(deadline=None)  # four folds in one test
@given(flows(), QUERIES)
def test_a_total_of_kept_sums_is_that_of_values(drawn: list[Flow], query: TotalsQuery) -> None:
    """What a report of a large book counts is what that of a small one lists."""
    listed = total_support(book_flows(drawn, BASIS), drawn, checks(), BASIS, query)
    shares = shares_of(book_flows(drawn, BASIS).entries, {flow.id: flow for flow in drawn}, BASIS)
    pricing, also = Pricing(BASIS, query), also_of(query)
    if not is_as_kept(query):
        counted = total_shares(shares, checks(), pricing, listed=False)
    elif query.as_of is None and not also:
        counted = report_of((one for one in keep_sums(shares) if one.shares), checks(), pricing)
    else:
        counted = report_of(sum_shares((one for one in shares if one.is_on(query.as_of)), also), checks(), pricing)
    assert counted == replace(
        listed,
        listed=False,
        rows=tuple(replace(row, flows=()) for row in listed.rows),
        total=replace(listed.total, flows=()),
        left_out=(),
        conversions=(),
        undated=(),
    )
    assert [row.flow_count for row in listed.rows] == [len(row.flows) for row in listed.rows]
    assert (listed.total.flow_count, listed.undated_count) == (len(listed.total.flows), len(listed.undated))
    for one in counted.left_out_sums:
        lines = [line for line in listed.left_out if line.reason is one.reason]
        assert one.count == len(lines)
        for amount in one.amounts:
            told = [line.quantity.best for line in lines if line.quantity and line.quantity.unit == amount.unit]
            assert sum(told) == amount.best
    assert {line.reason for line in listed.left_out} <= {one.reason for one in counted.left_out_sums}


@given(flows(), st.dates(date(2023, 1, 1), date(2025, 6, 1)))
def test_on_every_day_each_unit_of_each_flow_is_in_shares_once(drawn: list[Flow], day: date) -> None:
    shares = shares_of(book_flows(drawn, BASIS).entries, {flow.id: flow for flow in drawn}, BASIS)
    found: dict[tuple[str, str], Decimal] = {}
    bare: list[str] = []
    for share in shares:
        if share.is_on(day) and share.reading is None:
            bare.append(share.flow)
        elif share.is_on(day) and share.reading is not None:
            key = (share.flow, share.unit)
            found[key] = found.get(key, ZERO) + share.reading.best
    assert found == {(flow.id, unit): quantity.best for flow in drawn for unit, quantity in quantities_of(flow).items()}
    assert sorted(bare) == sorted(flow.id for flow in drawn if not quantities_of(flow))


@given(flows(), st.none() | st.dates(date(2023, 1, 1), date(2025, 1, 1)))
def test_sums_by_funder_and_stage_are_the_balances_added_up(drawn: list[Flow], day: date | None) -> None:
    by_id = {flow.id: flow for flow in drawn}
    entries = book_flows(drawn, BASIS).entries
    found = {(one.funders, one.stage.value, one.unit): one.reading() for one in stage_sums(entries, by_id, day)}
    expected: dict[tuple[str, str, str], Reading] = {}
    for balance in balances(entries, day):
        if is_stage(balance.account):
            funders = "+".join(by_id[balance.account.flow].funders) or "unknown"
            key = (funders, balance.account.stage, balance.unit)
            expected[key] = expected.get(key, Reading()).plus(balance.reading)
    assert found == expected
    assert stage_sums(reversed(entries), by_id, day) == stage_sums(entries, by_id, day)


TABLES = {
    Basis.CONSTANT: read_indices(["code,year,index", "EUR,2023,90", "EUR,2024,100", "DK,2024,3"], "prices"),
    Basis.GDP: read_amounts(["code,year,gdp", "DK,2024,1000000"], "products", "EUR"),
}


@given(flows(), QUERIES, st.sampled_from((Basis.CONSTANT, Basis.GDP)))
def test_another_basis_changes_the_reporting_sum_only_and_loses_nothing(
    drawn: list[Flow], query: TotalsQuery, basis: Basis
) -> None:
    ledger = book_flows(drawn, BASIS)
    plain = total_support(ledger, drawn, (), BASIS, query)
    other = total_support(ledger, drawn, (), BASIS, replace(query, basis=basis, year=2024), TABLES[basis])
    assert (other.total.amounts, other.total.flows) == (plain.total.amounts, plain.total.flows)
    for reason in set(Omission) - REPORTING_ONLY:
        assert [line for line in other.left_out if line.reason is reason] == [
            line for line in plain.left_out if line.reason is reason
        ]
    priced = dict.fromkeys((amount.unit for amount in other.total.amounts), ZERO)
    for line in other.conversions:
        priced[line.quantity.unit] += line.quantity.best
    for left in other.left_out:
        if left.reason in REPORTING_ONLY and left.quantity is not None:
            priced[left.quantity.unit] += left.quantity.best
    assert priced == {amount.unit: amount.best for amount in other.total.amounts}


@given(flows())
def test_circles_of_parts_are_cut_and_still_counted(drawn: list[Flow]) -> None:
    ring = [replace(flow, parent=drawn[place - 1].id) for place, flow in enumerate(drawn)]
    ledger = book_flows(ring, BASIS)
    report = total_support(ledger, ring, (), BASIS, TotalsQuery(()))
    expected: dict[str, Decimal] = {}
    for flow in ring:
        for unit, quantity in quantities_of(flow).items():
            expected[unit] = expected.get(unit, ZERO) + quantity.best
    assert sums(report, reporting=False) == expected
    assert any(problem.code == "judgements-contradict" for problem in ledger.problems)


def checks() -> tuple[Check, ...]:
    asserted = Quantity(Decimal(534), Decimal(535), Decimal(536), "EUR")
    nothing = Quantity(ZERO, ZERO, ZERO, "EUR")
    return (Check("c-1", "535", ("s-9",), asserted, (), (), None, None, (), nothing, asserted, "unexplained"),)

"""What changed between two moments: every flow accounted for, every change with its cause, a paragraph for people."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from pledgebook.ledger.booking import book_flows
from pledgebook.ledger.conversion import RateBasis
from pledgebook.model.flow import Check, Flow, Rival
from pledgebook.model.quantity import Quantity
from pledgebook.reports.change_story import sum_words, tell_changes
from pledgebook.reports.changes import Cause, CauseKind, Changes, FlowChange, Moment, compare_moments
from pledgebook.reports.contents import Contents
from pledgebook.reports.query import Dimension, TotalsQuery
from pledgebook.reports.totals import total_support

FlowMaker = Callable[..., Flow]
DAY_ONE, DAY_TWO = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC)


def moment(at: datetime, flows: Sequence[Flow], basis: RateBasis, checks: Sequence[Check] = ()) -> Moment:
    ledger = book_flows(flows, basis)
    query = TotalsQuery(by=(Dimension.FUNDER,))
    contents = Contents.of(flows=flows, checks=checks, ledger=ledger)
    return Moment(at, contents, total_support(ledger, flows, checks, basis, query))


@pytest.fixture
def compare(basis: RateBasis) -> Callable[..., Changes]:
    def run(
        before: Sequence[Flow], after: Sequence[Flow], causes: Sequence[Cause] = (), checks: Sequence[Check] = ()
    ) -> Changes:
        return compare_moments(moment(DAY_ONE, before, basis), moment(DAY_TWO, after, basis, checks), causes)

    return run


def document(name: str, *statements: str) -> Cause:
    return Cause(CauseKind.DOCUMENT, name, f"{name}, 2024-11-25", DAY_TWO, statements)


def only(changes: Changes) -> FlowChange:
    (change,) = changes.flows
    return change


def test_a_new_tranche_is_told_with_its_source(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    old = flow("f-dk", "EUR 100", "committed 2024-01", funders="DK")
    new = flow("f-lt", "EUR 10", "allocated 2024-11-25", funders="LT", tranche=1)
    changes = compare([old], [old, new], [document("Ministry", "s-f-lt"), document("Other", "s-elsewhere")])
    assert (only(changes).kind, only(changes).causes, changes.unchanged) == ("added", ("Ministry",), 1)
    (lithuania,) = changes.funders
    assert lithuania.difference is not None
    assert (lithuania.funders, str(lithuania.difference.best), lithuania.percent) == ("LT", "10000000", None)
    assert tell_changes(changes) == (
        "Between 2026-03-01 00:00 UTC and 2026-03-02 08:00 UTC the book learnt from two new documents. "
        "Lithuania +EUR 10 million: tranche 1 of EUR 10 million newly allocated (Ministry, 2024-11-25). "
        "One flow is as before; counted is EUR 110 million, was EUR 100 million."
    )


def test_two_flows_superseded_by_one_take_their_share_away(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    one = flow("f-1", "EUR 4", "committed", funders="AT")
    two = flow("f-2", "EUR 3", "committed", funders="AT")
    assert one.quantity is not None
    merged = flow(
        "f-1",
        "EUR 2",
        "committed",
        funders="AT",
        statements=("s-f-1", "s-f-2", "s-new"),
        rivals=(Rival(one.quantity, "s-f-1", "superseded", ""),),
    )
    changes = compare([one, two], [merged], [document("Ministry", "s-new")])
    assert only(changes).kind == "merged"
    assert [field.reason for field in only(changes).fields if field.name == "figure"] == ["superseded"]
    (austria,) = changes.funders
    assert austria.percent == Decimal("-71.4")
    assert (
        "Austria −71.4 % (EUR 7 million to EUR 2 million): "
        "two flows superseded by EUR 2 million (Ministry, 2024-11-25)." in tell_changes(changes)
    )


def test_a_split_and_a_regrouping(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    whole = flow("f-1", "EUR 4", "committed", statements=("s-1", "s-2"))
    one, two = (flow(f"f-{n}", "EUR 4", "committed", statements=(f"s-{n}",)) for n in (1, 2))
    assert only(compare([whole], [one, two])).kind == "split"
    crossed = flow("f-1", "EUR 4", "committed", statements=("s-1", "s-3")), flow("f-2", "EUR 4", "committed")
    before = [whole, flow("f-3", "EUR 5", "committed", statements=("s-3", "s-f-2"))]
    assert only(compare(before, crossed)).kind == "regrouped"


def test_fields_that_differ_are_named(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    old = flow("f-1", "EUR 4", "pledged 2024-01", funders="SE")
    new = flow("f-1", "EUR 5", "pledged 2024-01", "disbursed 2024-06", funders="SE", parent="f-9")
    found = {field.name: (field.before, field.after) for field in only(compare([old], [new])).fields}
    assert found["figure"][1].startswith("EUR 5000000 (")
    assert found["stage"] == ("pledged", "disbursed")
    assert found["parent"] == ("", "f-9")
    story = tell_changes(compare([old], [new]))
    assert "now EUR 5 million, now disbursed (was pledged) and now part of a larger sum" in story


def test_a_flow_that_is_gone_says_what_became_of_it(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    old = flow("f-1", "EUR 4", "committed", funders="SE")
    assert old.quantity is not None
    zero = Quantity(Decimal(0), Decimal(0), Decimal(0), "EUR")
    check = Check(
        "c-1", "", old.statements, old.quantity, ("SE",), (), None, None, (), zero, old.quantity, "unexplained"
    )
    assert only(compare([old], [], checks=[check])).remark == "asserted total c-1"
    judged = Cause(CauseKind.JUDGEMENT, "j-1", "reject by ann: mistaken", DAY_TWO, old.statements)
    changes = compare([old], [], [judged])
    assert only(changes).remark == "rejected"
    assert "Sweden −100 % (EUR 4 million to EUR 0): EUR 4 million rejected (reject by ann: mistaken)." in tell_changes(
        changes
    )


def test_what_only_adds_a_source_is_listed_and_not_told(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    old = flow("f-1", "EUR 4", "committed 2024-01")
    new = flow("f-1", "EUR 4", "committed 2024-01", statements=("s-f-1", "s-2"))
    changes = compare([old], [new], [document("Paper", "s-2")])
    assert {field.name for field in only(changes).fields} == {"sources"}
    assert "Paper" not in tell_changes(changes)
    assert compare([old], [old]).flows == ()
    assert "learnt nothing new" in tell_changes(compare([old], [old]))


def test_what_comes_from_the_whole_has_the_causes_of_the_whole(
    compare: Callable[..., Changes], flow: FlowMaker
) -> None:
    alone = flow("f-2", "EUR 4", "committed")
    inside = flow("f-2", "EUR 4", "committed", parent="f-1")
    whole = flow("f-1", "EUR 9", "committed")
    changes = compare([alone], [inside, whole], [document("Budget law", "s-f-1")])
    assert {change.kind: change.causes for change in changes.flows} == {
        "added": ("Budget law",),
        "changed": ("Budget law",),
    }


def test_promises_that_are_not_counted_are_told_so(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    changes = compare([], [flow("f-1", "EUR 4", "pledged", funders="SE"), flow("f-2", "", "signed", funders="NO")])
    story = tell_changes(changes)
    assert "Sweden: EUR 4 million newly pledged, not counted." in story
    assert "support without a sum newly signed, not counted" in story


def test_many_funders_are_cut_and_the_rest_counted(compare: Callable[..., Changes], flow: FlowMaker) -> None:
    codes = ("AT", "BE", "CA", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "IT", "LT", "LV")
    flows = [flow(f"f-{code}", f"EUR {n + 1}", "committed", funders=code) for n, code in enumerate(codes)]
    story = tell_changes(compare([], flows))
    assert story.count("newly committed") == 12
    assert "Two further funders changed by less." in story
    assert story.index("Latvia") < story.index("Germany"), "the largest first"


@pytest.mark.parametrize(
    ("figure", "unit", "words"),
    [
        ("10000000", "EUR", "EUR 10 million"),
        ("1400000000", "DKK", "DKK 1.4 billion"),
        ("42912587.2", "EUR", "EUR 42,912,587.20"),
        ("18", "item:howitzer", "18 × howitzer"),
        ("0.25", "%GDP", "0.25 % of GDP"),
        ("999", "EUR", "EUR 999"),
    ],
)
def test_sums_in_words(figure: str, unit: str, words: str) -> None:
    assert sum_words(Decimal(figure), unit) == words

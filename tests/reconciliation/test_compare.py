from collections.abc import Callable
from typing import Any

import pytest

from pledgebook.model.judgement import Verdict
from pledgebook.reconciliation.compare import compare
from pledgebook.reconciliation.decide import rule_on
from pledgebook.reconciliation.figures import Match, Rates
from pledgebook.reconciliation.profiles import Profile, profile_statements

Make = Callable[..., Any]


@pytest.fixture
def pair(statement: Make, documents: Make, rates: Rates) -> Callable[..., tuple[Profile, Profile]]:
    def make(
        left: dict[str, Any], right: dict[str, Any], names: tuple[str, str] = ("a-1", "b-1"), **published: str
    ) -> tuple[Profile, Profile]:
        told = [statement(names[0], **left), statement(names[1], **right)]
        profiles = profile_statements(documents(*told, **published), told, rates)
        return profiles[names[0]], profiles[names[1]]

    return make


TEN = {"sum": "EUR 10 million"}


@pytest.mark.parametrize(
    ("left", "right", "veto"),
    [
        ({"tranche": 1}, {"tranche": 2}, "other-tranche"),
        ({"period": "2024"}, {"period": "2025"}, "other-period"),
        ({"donors": ["LT"]}, {"donors": ["LV"]}, "other-funders"),
        ({"recipients": ["UA"]}, {"recipients": ["MD"]}, "other-recipients"),
        ({"recipients": ["UA"]}, {"recipients": ["LT"]}, ""),  # the donor as its own recipient is a slip
        ({"sum": "EUR 10 million"}, {"sum": "EUR 50 million"}, "amounts-cannot-be-equal"),
        (
            {"stage": "disbursed", "date": "2024-12-27"},
            {"stage": "disbursed", "date": "2025-10-03"},
            "same-stage-at-another-time",
        ),
        ({"stage": "pledged", "date": "2024-01-27"}, {"stage": "pledged", "date": "2024-10-03"}, ""),
    ],
)
def test_vetoes(pair: Make, left: dict[str, Any], right: dict[str, Any], veto: str) -> None:
    assert compare(*pair(TEN | left, TEN | right)).veto == veto


def test_two_sums_that_one_document_tells_are_two(pair: Make) -> None:
    one, other = pair(TEN, TEN, ("a-1", "a-2"))
    assert compare(one, other).veto == "told-apart-in-one-document"
    whole, part = pair(TEN | {"scope": "total"}, TEN | {"scope": "part", "part_of": "a-1"}, ("a-1", "a-2"))
    assert compare(whole, part).veto == "part-and-total-of-one-document"


def test_one_document_may_set_two_counts_of_one_total_side_by_side(pair: Make) -> None:
    counts = {"scope": "total", "donors": ["DK", "EU"], "period": "2024", "mechanism": "danish-model"}
    one, other = pair(counts | {"sum": "EUR 538 million"}, counts | {"sum": "EUR 560 million"}, ("a-1", "a-2"))
    assert compare(one, other).veto == ""


def test_totals_with_other_shares_of_the_same_funder_are_other_totals(
    statement: Make, documents: Make, rates: Rates
) -> None:
    def total(document: str, danish: str) -> list[Any]:
        inside = {"scope": "part", "part_of": f"{document}-1"}
        return [
            statement(f"{document}-1", sum="EUR 540 million", scope="total", donors=["DK", "EU"]),
            statement(f"{document}-2", sum=danish, donors=["DK"], **inside),
            statement(f"{document}-3", sum="EUR 390 million", donors=["EU"], **inside),
        ]

    told = [*total("a", "EUR 125 million"), *total("b", "EUR 174 million"), *total("c", "EUR 125 million")]
    profiles = profile_statements(documents(*told), told, rates)
    assert compare(profiles["a-1"], profiles["b-1"]).veto == "shares-differ"
    assert compare(profiles["a-1"], profiles["c-1"]).veto == ""


def test_the_score_is_the_sum_of_the_weights_and_shows_both_values(pair: Make) -> None:
    evidence = compare(*pair(TEN | {"date": "2024-11-23"}, TEN | {"date": "2024-11-24"}))
    assert evidence.score == sum(item.weight for item in evidence.comparisons)
    amount = next(item for item in evidence.comparisons if item.feature.startswith("amount"))
    assert (amount.left, amount.right) == ("EUR 10000000", "EUR 10000000")


def test_order_of_the_pair_does_not_matter(pair: Make) -> None:
    one, other = pair(
        TEN | {"date": "2024-11-23", "stage": "signed"}, TEN | {"date": "2024-12-30", "stage": "disbursed"}
    )
    assert compare(one, other).score == compare(other, one).score
    assert compare(one, other).veto == compare(other, one).veto


def test_a_converted_figure_needs_a_second_witness(pair: Make) -> None:
    kroner = {"sum": "DKK 200 million", "donors": ["DK"]}
    euros = {"sum": "EUR 27 million", "donors": ["DK"]}
    assert rule_on(*pair(kroner, euros)) is None
    found = rule_on(*pair(kroner | {"date": "2024-04-17"}, euros | {"date": "2024-04"}))
    assert found is not None
    assert (found.verdict, found.rule) == (Verdict.SAME, "same-figure-converted")


def test_nothing_is_decided_about_sums_that_do_not_meet(pair: Make) -> None:
    assert rule_on(*pair(TEN, {"sum": "EUR 50 million"})) is None


def test_goods_are_the_same_by_count_and_name(pair: Make) -> None:
    def lot(count: int, name: str) -> dict[str, Any]:
        return {"kind": "in_kind", "donors": ["DK"], "items": [{"item": name, "quantity": count}]}

    found = rule_on(*pair(lot(18, "Bohdana howitzers"), lot(18, "Bohdana guns")))
    assert found is not None
    assert (found.verdict, found.rule) == (Verdict.SAME, "same-goods")
    assert rule_on(*pair(lot(18, "Bohdana howitzers"), lot(19, "Caesar howitzers"))) is None


def test_a_veto_on_the_pair_alone_is_recorded_only_of_what_looks_alike(pair: Make) -> None:
    day = {"date": "2024-11-23"}
    alike = rule_on(*pair(TEN | day | {"period": "2024"}, TEN | day | {"period": "2025"}))
    assert alike is not None
    assert (alike.verdict, alike.rule) == (Verdict.DIFFERENT, "other-period")
    years_apart = {"period": "2025", "date": "2025-11-23", "scope": "total"}
    assert rule_on(*pair(TEN | day | {"period": "2024"}, TEN | years_apart)) is None


def test_one_sum_in_two_currencies_of_one_text_is_one_sum(statement: Make, documents: Make, rates: Rates) -> None:
    told = [
        statement("a-1", sum="DKK 1300 million", donors=["DK"], date="2024-09-29"),
        statement("a-2", sum="USD 190 million", donors=["DK"], stage="committed"),
    ]
    profiles = profile_statements(documents(*told), told, rates)
    evidence = {item.feature: item.weight for item in compare(profiles["a-1"], profiles["a-2"]).comparisons}
    assert evidence["document"] > 0
    other = [told[0], statement("a-2", sum="USD 190 million", donors=["DK"], scope="total")]
    profiles = profile_statements(documents(*other), other, rates)
    evidence = {item.feature: item.weight for item in compare(profiles["a-1"], profiles["a-2"]).comparisons}
    assert evidence["document"] < 0


def test_a_number_in_a_text_that_contradicts_itself_may_be_the_sum_under_another_sign(
    statement: Make, documents: Make, rates: Rates
) -> None:
    dollars = [{"low": 830_000_000, "high": 830_000_000, "currency": "USD"}]
    told = [
        statement("a-1", sum="EUR 830 million", donors=["EU"], date="2025-05-09"),
        statement("b-1", sum="EUR 2025 million", donors=["EU"], equivalents=dollars),
        statement("c-1", sum="EUR 764 million", donors=["EU"], equivalents=dollars),
    ]
    profiles = profile_statements(documents(*told), told, rates)
    assert compare(profiles["a-1"], profiles["b-1"]).match is Match.SAME_DIGITS
    assert compare(profiles["b-1"], profiles["c-1"]).match is Match.APART

"""The Kaplan-Meier estimator against a published example, hand-computed ones, and the definition."""

import builtins
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pledgebook.errors import UsageFault
from pledgebook.reports.survival import kaplan_meier

# Weeks in remission of the treated arm of Freireich et al. (Blood, 1963), the example of most textbooks.
TREATED = [(6, True)] * 3 + [(week, True) for week in (7, 10, 13, 16, 22, 23)]
TREATED += [(week, False) for week in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)]
UNTREATED = [(week, True) for week in (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)]


def test_the_textbook_example() -> None:
    found = kaplan_meier(TREATED)
    told = [(point.days, point.at_risk, point.events, round(point.open_share, 3)) for point in found.points]
    assert told == [
        (6, 21, 3, 0.857),
        (7, 17, 1, 0.807),
        (10, 15, 1, 0.753),
        (13, 12, 1, 0.690),
        (16, 11, 1, 0.627),
        (22, 7, 1, 0.538),
        (23, 6, 1, 0.448),
    ]
    # Bands on the log-minus-log scale, as statistical packages print them for this example.
    bands = [(round(point.low or 0, 3), round(point.high or 0, 3)) for point in found.points]
    assert bands[0] == (0.620, 0.952)
    assert bands[2] == (0.503, 0.889)
    assert bands[6] == (0.188, 0.680)
    assert (found.median, found.median_low, found.median_high) == (23, 13, None)


def test_without_anything_cut_off_it_is_the_share_that_is_left() -> None:
    found = kaplan_meier(UNTREATED)
    assert found.median == 8
    assert [round(point.open_share * 21) for point in found.points] == [19, 17, 16, 14, 12, 8, 6, 4, 3, 2, 1, 0]
    last = found.points[-1]
    assert (last.low, last.high) == (None, None), "where nothing is left open the band is undefined"


def test_a_curve_by_hand() -> None:
    found = kaplan_meier([(10, True), (20, False), (30, True), (40, True)])
    assert [(point.days, point.at_risk, point.open_share) for point in found.points] == [
        (10, 4, pytest.approx(3 / 4)),
        (30, 2, pytest.approx(3 / 8)),
        (40, 1, 0),
    ]
    assert found.median == 30


def test_nothing_kept_and_nothing_at_all() -> None:
    for spells in ([], [(5, False), (9, False)]):
        found = kaplan_meier(spells)
        assert (found.points, found.median, found.median_low, found.median_high) == ((), None, None, None)


def test_paid_on_the_day_of_the_promise() -> None:
    assert [(point.days, point.open_share) for point in kaplan_meier([(0, True), (7, False)]).points] == [(0, 0.5)]


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40))
def test_it_is_the_product_of_its_definition(spells: list[tuple[int, bool]]) -> None:
    share = Fraction(1)
    expected = []
    for days in sorted({length for length, ended in spells if ended}):
        at_risk = sum(length >= days for length, _ in spells)
        events = sum(length == days and ended for length, ended in spells)
        share *= 1 - Fraction(events, at_risk)
        expected.append((days, at_risk, events, share))
    found = kaplan_meier(spells)
    assert [(point.days, point.at_risk, point.events) for point in found.points] == [line[:3] for line in expected]
    assert [point.open_share for point in found.points] == pytest.approx([float(line[3]) for line in expected])
    assert found.median == next((days for days, *_, left in expected if left <= Fraction(1, 2)), None)
    for point in found.points:
        assert point.low is None or point.low <= point.open_share + 1e-12
        assert point.high is None or point.high >= point.open_share - 1e-12


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *rest: Any, **more: Any) -> Any:  # noqa: ANN401  as the built-in
        if name.startswith("scipy"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(UsageFault) as raised:
        kaplan_meier([(1, True)])
    assert "pledgebook[survival]" in raised.value.remedy


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_a_level_that_is_no_share_is_refused(confidence: float) -> None:
    with pytest.raises(UsageFault):
        kaplan_meier([(1, True)], confidence)

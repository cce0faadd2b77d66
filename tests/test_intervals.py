"""Guards for quality: intervals against values computed by hand, and how often they hold."""

from __future__ import annotations

import random
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.intervals import correlation_interval, median_interval, share_interval


def test_wilsons_interval_of_eight_in_ten() -> None:
    found = share_interval([1.0] * 8 + [0.0] * 2)
    assert found is not None
    assert (found.value, found.count) == (0.8, 10)
    assert found.low == pytest.approx(0.4902, abs=1e-4)
    assert found.high == pytest.approx(0.9433, abs=1e-4)


def test_all_of_few_leave_room_for_doubt() -> None:
    found = share_interval([1.0] * 4)
    assert found is not None
    assert found.high == 1.0
    assert found.low == pytest.approx(4 / (4 + 1.959964**2))  # Wilson's closed form for all of n


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_an_interval_holds_its_figure(shares: list[float]) -> None:
    found = share_interval(shares)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1


def test_a_correlation_has_the_interval_of_its_share() -> None:
    found = correlation_interval([1.0] * 8 + [-1.0] * 2)
    assert found is not None
    assert found.value == pytest.approx(0.6)
    assert found.low == pytest.approx(2 * 0.4902 - 1, abs=1e-3)
    assert found.high == pytest.approx(2 * 0.9433 - 1, abs=1e-3)


@pytest.mark.parametrize("of", [share_interval, correlation_interval, median_interval])
def test_nothing_has_no_interval(of) -> None:
    assert of([]) is None


@pytest.mark.parametrize(
    ("count", "rank"),  # binomial tables: 1, 1, 2, 2, 6, 40
    [(5, 1), (8, 1), (9, 2), (10, 2), (20, 6), (100, 40)],
)
def test_a_medians_interval_lies_between_two_order_statistics(count: int, rank: int) -> None:
    found = median_interval([float(value) for value in range(1, count + 1)])
    assert found is not None
    assert (found.low, found.high) == (rank, count + 1 - rank)
    assert found.value == (count + 1) / 2


def test_the_intervals_of_many_and_of_a_few_less_hardly_differ() -> None:
    few = median_interval([float(value) for value in range(999)])
    many = median_interval([float(value) for value in range(1001)])
    assert few is not None
    assert many is not None
    assert abs(few.low - many.low) <= 2


def test_about_95_of_100_intervals_hold_the_truth() -> None:
    drawn = random.Random(1)
    shares = medians = 0
    for _ in range(400):
        yes = share_interval([float(drawn.random() < 0.7) for _ in range(40)])
        middle = median_interval([drawn.expovariate(1) for _ in range(40)])
        assert yes is not None
        assert middle is not None
        shares += yes.low <= 0.7 <= yes.high
        medians += middle.low <= 0.693147 <= middle.high
    assert 0.92 * 400 <= shares <= 0.98 * 400
    assert 0.92 * 400 <= medians <= 400


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=60))
def test_the_median_is_the_median(values: list[float]) -> None:
    found = median_interval(values)
    assert found is not None
    assert found.value == median(values)
    assert found.low <= found.value <= found.high

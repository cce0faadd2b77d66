from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.gui.curve import SHOWN_POINTS, Curve, gaps, peaks, smoothed


def test_a_curve_grows_and_tells_the_value_at_or_before_a_step():
    curve = Curve([(1, 10.0)])
    for step in range(2, 500):
        curve.append(step, float(step))
    assert len(curve) == 499
    assert curve.last() == 499.0
    assert curve.at(250) == 250.0
    assert curve.at(250.7) == 250.0
    assert curve.at(0) is None
    assert Curve().last() is None


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=400), st.integers(4, 60))
def test_peaks_are_few_and_keep_the_outline(values: list[float], most: int):
    steps = np.arange(len(values), dtype=float)
    x, y = peaks(steps, np.array(values), most)
    assert len(x) == len(y) <= max(most, 1)
    assert y.max() == max(values)
    assert y.min() == min(values)
    assert (np.diff(x) >= 0).all()


def test_a_bucket_with_only_gaps_stays_a_gap():
    values = np.ones(4 * SHOWN_POINTS)
    values[100:200] = np.nan
    _, y = peaks(np.arange(len(values), dtype=float), values)
    assert np.isnan(y).any()
    assert np.nanmax(y) == 1.0


def test_smoothing_is_free_of_the_bias_towards_its_start():
    steps = np.arange(50, dtype=float)
    x, y = smoothed(steps, np.full(50, 3.0), 0.95)
    assert len(x) == 50
    assert y == pytest.approx(np.full(50, 3.0))


def test_smoothing_weighs_the_past():
    _, y = smoothed(np.array([0.0, 1.0]), np.array([0.0, 1.0]), 0.5)
    # 0.5 * 1 + 0.25 * 0, divided by the weights 0.75
    assert y.tolist() == pytest.approx([0.0, 2 / 3])


def test_smoothing_leaves_gaps_and_goes_on_after_them():
    _, y = smoothed(np.arange(3.0), np.array([1.0, np.nan, 1.0]), 0.9)
    assert y[0] == pytest.approx(1.0)
    assert math.isnan(y[1])
    assert y[2] == pytest.approx(1.0)


def test_smoothing_averages_buckets_of_a_long_curve():
    x, y = smoothed(np.arange(10_000.0), np.arange(10_000.0) % 2, 0.0, most=100)
    assert len(x) == 100
    assert y == pytest.approx(np.full(100, 0.5))


def test_gaps_are_marked_at_the_last_finite_value():
    steps = np.arange(5.0)
    where, height = gaps(steps, np.array([np.nan, 2.0, np.nan, np.nan, 4.0]))
    assert where.tolist() == [0.0, 2.0, 3.0]
    assert height.tolist() == [2.0, 2.0, 2.0]
    where, height = gaps(steps, np.full(5, np.nan))
    assert height.tolist() == [0.0] * 5


def test_infinities_are_gaps():
    curve = Curve([(1, math.inf), (2, 1.0)])
    assert math.isnan(curve.values[0])

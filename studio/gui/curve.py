"""The values of one metric over a run, and the few points of them that a plot needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

SHOWN_POINTS = 2000  # more cannot be told apart on a screen


class Curve:
    """Steps and values in the order in which they came; appending is cheap."""

    def __init__(self, points: Iterable[tuple[int, float]] = ()) -> None:
        given = np.array(list(points), dtype=np.float64).reshape(-1, 2)
        self._count = len(given)
        self._points = given

    def __len__(self) -> int:
        return self._count

    @property
    def steps(self) -> Array:
        return self._points[: self._count, 0]

    @property
    def values(self) -> Array:
        """As they came; what is not finite is NaN."""
        values = self._points[: self._count, 1]
        return np.where(np.isfinite(values), values, np.nan)

    def append(self, step: int, value: float) -> None:
        if self._count == len(self._points):
            room = np.empty((max(64, 2 * self._count), 2))
            room[: self._count] = self._points
            self._points = room
        self._points[self._count] = step, value
        self._count += 1

    def last(self) -> float | None:
        return float(self._points[self._count - 1, 1]) if self._count else None

    def at(self, step: float) -> float | None:
        """The value at `step` or the last one before it; None before the first."""
        index = int(np.searchsorted(self.steps, step, side="right")) - 1
        return float(self._points[index, 1]) if index >= 0 else None


@dataclass(frozen=True)
class RunCurves:
    """A run as the plots see it: what to call it, and its curves by metric."""

    name: str = ""
    curves: Mapping[str, Curve] = field(default_factory=dict)


def peaks(steps: Array, values: Array, most: int = SHOWN_POINTS) -> tuple[Array, Array]:
    """At most `most` points with the same outline: the least and greatest value of each bucket.

    A bucket without any finite value stays a gap (NaN).
    """
    if len(steps) <= most:
        return steps, values
    starts = _bucket_starts(len(steps), most // 2)
    least, greatest = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
    return np.repeat(steps[starts], 2), np.column_stack((least, greatest)).ravel()


def smoothed(
    steps: Array, values: Array, strength: float, most: int = SHOWN_POINTS
) -> tuple[Array, Array]:
    """The exponential moving average, free of the bias towards its start; gaps stay gaps.

    `strength` is the weight that the past keeps from one point to the next, from 0 to below 1.
    More than `most` points are averaged in buckets first.
    """
    if len(steps) > most:
        starts = _bucket_starts(len(steps), most)
        finite = np.isfinite(values)
        sums = np.add.reduceat(np.where(finite, values, 0.0), starts)
        counts = np.add.reduceat(finite.astype(np.float64), starts)
        means = np.full(len(starts), np.nan)
        np.divide(sums, counts, out=means, where=counts > 0)
        steps, values = steps[starts], means
    result = np.empty(len(values))
    average, weight = 0.0, 0.0
    for index, value in enumerate(values.tolist()):
        if value == value:
            average = strength * average + (1 - strength) * value
            weight = strength * weight + (1 - strength)
        result[index] = average / weight if value == value else np.nan
    return steps, result


def gaps(steps: Array, values: Array, most: int = 100) -> tuple[Array, Array]:
    """Where to mark values that are not finite: their steps, at the last finite value before."""
    missing = np.flatnonzero(~np.isfinite(values))
    if len(missing) > most:
        missing = missing[np.linspace(0, len(missing) - 1, most).astype(int)]
    finite = np.flatnonzero(np.isfinite(values))
    if not len(finite):
        return steps[missing], np.zeros(len(missing))
    before = finite[np.maximum(np.searchsorted(finite, missing) - 1, 0)]
    return steps[missing], values[before]


def _bucket_starts(count: int, buckets: int) -> NDArray[np.intp]:
    return np.linspace(0, count, buckets, endpoint=False).astype(np.intp)

"""Figures with the range in which they are known: 95 % intervals that hold for few observations."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Z = 1.959964  # the standard normal's 97.5 % quantile


@dataclass(frozen=True)
class Interval:
    """A figure, its 95 % interval, and how many observations it rests on."""

    value: float
    low: float
    high: float
    count: int


def share_interval(shares: Sequence[float]) -> Interval | None:
    """The mean of values from 0 to 1, with Wilson's interval; None without any.

    Of all values from 0 to 1 with a given mean, yes and no vary the most, for which Wilson's
    interval (1927) is made: for values in between it is on the safe side, never too narrow.
    """
    if not shares:
        return None
    count = len(shares)
    mean = math.fsum(shares) / count
    shrink = 1 + Z**2 / count
    middle = (mean + Z**2 / (2 * count)) / shrink
    half = Z * math.sqrt(mean * (1 - mean) / count + Z**2 / (4 * count**2)) / shrink
    # At its ends the formula is exact but for the last bit.
    low, high = min(middle - half, mean), max(middle + half, mean)
    return Interval(mean, max(0.0, low), min(1.0, high), count)


def correlation_interval(values: Sequence[float]) -> Interval | None:
    """The mean of values from -1 to 1, as `share_interval` on that scale; None without any."""
    found = share_interval([(value + 1) / 2 for value in values])
    if found is None:
        return None
    return Interval(2 * found.value - 1, 2 * found.low - 1, 2 * found.high - 1, found.count)


def median_interval(values: Sequence[float]) -> Interval | None:
    """The median with the interval between two order statistics, whatever the distribution.

    The ends are the values of rank j and n + 1 - j, with the largest j for which at most 2.5 % of
    a binomial distribution (n, 1/2) is below it; fewer than nine values have their whole range.
    """
    if not values:
        return None
    ordered = sorted(values)
    count = len(ordered)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    below, place = 0.5**count if count < 1000 else 0.0, 0
    if count < 1000:
        total = below
        while total <= 0.025:
            place += 1
            below *= (count - place + 1) / place
            total += below
    else:  # the normal approximation, which is then exact enough
        place = math.floor((count - Z * math.sqrt(count)) / 2)
    at = max(place - 1, 0)
    return Interval(middle, ordered[at], ordered[count - 1 - at], count)

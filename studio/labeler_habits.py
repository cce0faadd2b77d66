"""What a labeler tends to do whatever the responses say: position, length and speed.

For the labeler alone, as a help: a tendency may have good reasons. Each figure comes with its
95 % interval, and of position and length a judgement says something only where chance is outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.agreement import tau_b
from studio.intervals import Interval, correlation_interval, median_interval, share_interval
from studio.pairing import sides_chosen

ENOUGH = 20  # rankings from which on a tendency is spoken of
MANY_HASTY = 0.05  # the share of hasty labels that is worth a word


@dataclass(frozen=True)
class Ranked:
    """A ranking as it was made: ids as shown, groups best first, and each id's characters."""

    shown_order: tuple[int, ...]
    groups: tuple[tuple[int, ...], ...]
    lengths: dict[int, int]
    seconds: float
    hasty: bool
    mode: str = "ranking"  # or pairwise, thumbs


@dataclass(frozen=True)
class PositionHabit:
    """How often each place on the screen got the first rank, from the top, and by chance.

    `judgement` is too_few, even, first_favoured or first_avoided.
    """

    rates: tuple[Interval, ...]
    chance: tuple[float, ...]
    judgement: str


@dataclass(frozen=True)
class LengthHabit:
    """Kendall's tau-b of rank and length: above 0 where longer responses rank higher.

    `judgement` is too_few, even, longer_favoured or shorter_favoured.
    """

    correlation: Interval | None
    judgement: str


@dataclass(frozen=True)
class SpeedHabit:
    """Median seconds a label, and the share of hasty ones. `judgement`: too_few, steady, hasty."""

    seconds: Interval | None
    hasty: Interval | None
    judgement: str


def position_habit(rankings: Sequence[Ranked]) -> PositionHabit:
    """Responses that share the first rank share the one win; rankings that tie all say nothing.

    Nor do those made pair by pair, where none is shown first (see `side_habit`).
    """
    told = [one for one in rankings if len(one.groups) > 1 and one.mode != "pairwise"]
    wins: list[list[float]] = []
    chances: list[list[float]] = []
    for one in told:
        best = set(one.groups[0])
        shown = [id for id in one.shown_order if any(id in group for group in one.groups)]
        for place, id in enumerate(shown):
            if place == len(wins):
                wins.append([])
                chances.append([])
            wins[place].append((id in best) / len(best))
            chances[place].append(1 / len(shown))
    rates = tuple(rate for rate in map(share_interval, wins) if rate is not None)
    chance = tuple(sum(some) / len(some) for some in chances)
    return PositionHabit(rates, chance, _judged(rates, chance))


def side_habit(rankings: Sequence[Ranked]) -> PositionHabit | None:
    """As `position_habit` for rankings made pair by pair: how often the left one won.

    Each ranking counts with its share, since its pairs depend on each other; one that does not
    hold all responses, or finds all equal, says nothing. None without any such ranking.
    """
    pairwise = [one for one in rankings if one.mode == "pairwise"]
    if not pairwise:
        return None
    whole = [one for one in pairwise if sum(map(len, one.groups)) == len(one.shown_order)]
    chosen = [sides_chosen(one.shown_order, one.groups) for one in whole]
    left = share_interval([sum(sides) / len(sides) for sides in chosen if sides])
    rates, chance = ((), ()) if left is None else ((left,), (0.5,))
    return PositionHabit(rates, chance, _judged(rates, chance))


def _judged(rates: Sequence[Interval], chance: Sequence[float]) -> str:
    if not rates or rates[0].count < ENOUGH:
        return "too_few"
    if rates[0].low > chance[0]:
        return "first_favoured"
    return "first_avoided" if rates[0].high < chance[0] else "even"


def length_habit(rankings: Sequence[Ranked]) -> LengthHabit:
    """Rankings that tie all, or whose responses are equally long, say nothing."""
    found = [tau_b(one.groups, _longest_first(one.lengths)) for one in rankings]
    correlation = correlation_interval([value for value in found if value is not None])
    if correlation is None or correlation.count < ENOUGH:
        return LengthHabit(correlation, "too_few")
    if correlation.low > 0:
        return LengthHabit(correlation, "longer_favoured")
    return LengthHabit(correlation, "shorter_favoured" if correlation.high < 0 else "even")


def speed_habit(seconds: Sequence[float], hasty: Sequence[bool]) -> SpeedHabit:
    """Of labels of one kind; `hasty` says of each whether it was implausibly fast."""
    median = median_interval(seconds)
    share = share_interval([float(one) for one in hasty])
    if share is None or share.count < ENOUGH:
        return SpeedHabit(median, share, "too_few")
    return SpeedHabit(median, share, "hasty" if share.value > MANY_HASTY else "steady")


def _longest_first(lengths: dict[int, int]) -> list[list[int]]:
    by_length: dict[int, list[int]] = {}
    for id, length in lengths.items():
        by_length.setdefault(length, []).append(id)
    return [by_length[length] for length in sorted(by_length, reverse=True)]

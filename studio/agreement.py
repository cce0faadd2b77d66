"""How far two rankings of the same responses agree.

A ranking is groups of ids, best first; ids in one group are tied. Two rankings are compared over
the ids that both hold. Intervals count rankings, not pairs of responses, as observations: the
pairs of one ranking depend on each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations

from studio.intervals import Interval, correlation_interval, share_interval

Groups = Sequence[Sequence[int]]
Grades = Sequence[tuple[int, int]]  # of the same responses, the first and the second time


def pairwise_agreement(one: Groups, other: Groups, *, told: bool = False) -> float | None:
    """The share of pairs of ids on which two rankings agree; None without a common pair.

    If `told`, of those that `other` orders: its ties were no judgement, as of thumbs, which only
    tell good from bad.

    A pair counts 1 when both order it alike or both tie it, 1/2 when only one ties it, and 0 when
    they order it the opposite ways. Two labelers who guess without ties agree on 1/2.
    """
    relations = [pair for pair in _relations(one, other) if pair[1] or not told]
    if not relations:
        return None
    return sum(1 - abs(a - b) / 2 for a, b in relations) / len(relations)


def tau_b(one: Groups, other: Groups) -> float | None:
    """Kendall's tau-b, from -1 (reversed) to 1 (the same); None where a ranking ties all.

    Kendall 1945, "The treatment of ties in ranking problems": concordant less discordant pairs,
    over the geometric mean of the pairs that each ranking does not tie.
    """
    relations = list(_relations(one, other))
    untied_one = sum(a != 0 for a, _ in relations)
    untied_other = sum(b != 0 for _, b in relations)
    if not untied_one or not untied_other:
        return None
    return sum(a * b for a, b in relations) / math.sqrt(untied_one * untied_other)


def mean_agreement(pairs: Iterable[tuple[Groups, Groups]]) -> Interval | None:
    """The mean pairwise agreement over pairs of rankings, each counting the same."""
    found = (pairwise_agreement(*pair) for pair in pairs)
    return share_interval([value for value in found if value is not None])


def mean_tau_b(pairs: Iterable[tuple[Groups, Groups]]) -> Interval | None:
    """The mean tau-b over pairs of rankings, of those that have one."""
    found = (tau_b(*pair) for pair in pairs)
    return correlation_interval([value for value in found if value is not None])


def mean_same_grade(sets: Iterable[Grades], within: int = 0) -> Interval | None:
    """The share of responses whose two grades differ by at most `within`, each set counting the
    same: the grades of one set depend on each other, as the pairs of one ranking do.
    """
    return share_interval(
        [sum(abs(a - b) <= within for a, b in grades) / len(grades) for grades in sets if grades]
    )


def _relations(one: Groups, other: Groups) -> Iterable[tuple[int, int]]:
    """For each pair of common ids how each ranking orders it: 1, -1, or 0 for a tie."""
    ranks, other_ranks = _ranks(one), _ranks(other)
    common = sorted(ranks.keys() & other_ranks.keys())
    for a, b in combinations(common, 2):
        yield _sign(ranks[b] - ranks[a]), _sign(other_ranks[b] - other_ranks[a])


def _ranks(groups: Groups) -> dict[int, int]:
    return {id: rank for rank, group in enumerate(groups) for id in group}


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)

"""Guards for quality: agreement of rankings, computed by hand and for any ranking."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.agreement import (
    mean_agreement,
    mean_same_grade,
    mean_tau_b,
    pairwise_agreement,
    tau_b,
)

Groups = list[list[int]]


@st.composite
def two_rankings(draw: st.DrawFn) -> tuple[Groups, Groups]:
    """Of the same two to seven ids, with any ties."""
    count = draw(st.integers(2, 7))

    def one() -> Groups:
        ranks = draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
        return [[id for id in range(count) if ranks[id] == rank] for rank in sorted(set(ranks))]

    return one(), one()


def test_the_same_order_agrees_and_the_reversed_does_not() -> None:
    order = [[1], [2], [3]]
    assert pairwise_agreement(order, order) == tau_b(order, order) == 1
    assert pairwise_agreement(order, order[::-1]) == 0
    assert tau_b(order, order[::-1]) == -1


def test_one_swap_of_neighbours_costs_one_pair_of_six() -> None:
    one, other = [[1], [2], [3], [4]], [[2], [1], [3], [4]]
    assert pairwise_agreement(one, other) == pytest.approx(5 / 6)
    assert tau_b(one, other) == pytest.approx((5 - 1) / 6)


def test_ties_by_hand() -> None:
    # Pairs 12, 13, 23: tied, first, first; and first, first, tied. One of them alike.
    one, other = [[1, 2], [3]], [[1], [2, 3]]
    assert pairwise_agreement(one, other) == pytest.approx((0.5 + 1 + 0.5) / 3)
    assert tau_b(one, other) == pytest.approx(1 / sqrt(2 * 2))


def test_both_tying_a_pair_agree_on_it() -> None:
    assert pairwise_agreement([[1, 2]], [[2, 1]]) == 1
    assert tau_b([[1, 2]], [[2, 1]]) is None  # nothing is ordered


def test_rankings_are_compared_over_what_both_hold() -> None:
    assert pairwise_agreement([[1], [2], [3]], [[3], [1]]) == 0
    assert pairwise_agreement([[1], [2]], [[3], [4]]) is None
    assert tau_b([[1], [2]], [[2]]) is None


def test_the_mean_counts_rankings_and_leaves_out_what_says_nothing() -> None:
    same, turned, tied = ([[1], [2]], [[1], [2]]), ([[1], [2]], [[2], [1]]), ([[1, 2]], [[1], [2]])
    agreed = mean_agreement([same, same, turned, tied, ([[1]], [[1]])])
    assert agreed is not None
    assert (agreed.value, agreed.count) == ((1 + 1 + 0 + 0.5) / 4, 4)
    correlated = mean_tau_b([same, same, turned, tied])
    assert correlated is not None
    assert (correlated.value, correlated.count) == (pytest.approx(1 / 3), 3)
    assert mean_agreement([]) is None


@given(two_rankings())
def test_agreement_is_symmetric_and_within_its_range(pair: tuple[Groups, Groups]) -> None:
    one, other = pair
    agreed, turned = pairwise_agreement(one, other), pairwise_agreement(other, one)
    assert agreed == turned
    assert agreed is not None
    assert 0 <= agreed <= 1
    assert (agreed == 1) == (one == other)
    correlated = tau_b(one, other)
    if correlated is not None:
        assert correlated == tau_b(other, one)
        assert -1 - 1e-12 <= correlated <= 1 + 1e-12


@given(two_rankings())
def test_reversing_one_turns_both_figures_around(pair: tuple[Groups, Groups]) -> None:
    one, other = pair
    agreed, turned = pairwise_agreement(one, other), pairwise_agreement(one, other[::-1])
    correlated, opposite = tau_b(one, other), tau_b(one, other[::-1])
    if all(len(group) == 1 for group in one + other):
        assert agreed is not None
        assert agreed == pytest.approx(1 - (turned or 0))
    assert (correlated is None) == (opposite is None)
    if correlated is not None:
        assert correlated == pytest.approx(-(opposite or 0))


@given(two_rankings())
def test_tau_b_by_kendalls_own_formula(pair: tuple[Groups, Groups]) -> None:
    """With the pairs within ties counted by the sizes of the groups."""
    one, other = pair
    count = sum(map(len, one))
    ranks = [{id: rank for rank, group in enumerate(g) for id in group} for g in (one, other)]
    products = [
        (ranks[0][a] - ranks[0][b]) * (ranks[1][a] - ranks[1][b])
        for a in range(count)
        for b in range(a)
    ]
    surplus = sum(p > 0 for p in products) - sum(p < 0 for p in products)
    untied = [
        count * (count - 1) // 2 - sum(len(group) * (len(group) - 1) // 2 for group in groups)
        for groups in (one, other)
    ]
    expected = surplus / sqrt(untied[0] * untied[1]) if all(untied) else None
    assert tau_b(one, other) == (None if expected is None else pytest.approx(expected))


def test_thumbs_agree_with_a_known_order_on_what_they_tell() -> None:
    known, thumbs = [[1], [2], [3], [4]], [[1, 2], [3, 4]]
    assert pairwise_agreement(known, thumbs) == pytest.approx((4 + 2 * 0.5) / 6)
    assert pairwise_agreement(known, thumbs, told=True) == 1
    assert pairwise_agreement(known, [[1, 3], [2, 4]], told=True) == pytest.approx(3 / 4)
    assert pairwise_agreement(known, [[1, 2, 3, 4]], told=True) is None


def test_grades_given_twice_agree_set_by_set() -> None:
    sets = [[(7, 7), (1, 2)], [(4, 4)], [(1, 7)], []]
    same, near = mean_same_grade(sets), mean_same_grade(sets, within=1)
    assert same is not None
    assert near is not None
    assert (same.value, same.count) == (pytest.approx((0.5 + 1 + 0) / 3), 3)
    assert near.value == pytest.approx((1 + 1 + 0) / 3)
    assert mean_same_grade([[]]) is None

from __future__ import annotations

from itertools import permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ranking import Ranking
from studio.typed_ranks import TypedRanks

IDS = (10, 20, 30, 40)
START = TypedRanks(Ranking.from_order(IDS))


def type_all(typed: TypedRanks, ranks: tuple[int, ...]) -> TypedRanks:
    """Type the ranks one after another, each for the id that the typing has gone on to."""
    at: int | None = typed.began.order[0]
    for rank in ranks:
        assert at is not None
        typed = typed.give(at, rank)
        at = typed.next_after(at)
    return typed


def by_rank(ranks: tuple[int, ...]) -> tuple[tuple[int, ...], ...]:
    """The ranking that the ranks of `IDS` mean: an independent definition."""
    return tuple(
        tuple(id for id, own in zip(IDS, ranks, strict=True) if own == rank)
        for rank in sorted(set(ranks))
    )


@pytest.mark.parametrize("ranks", list(product(range(1, 5), repeat=4)))
def test_k_digits_rank_k_answers_with_any_ties(ranks):
    typed = type_all(START, ranks)
    assert typed.ranking.groups == by_rank(ranks)
    assert typed.next_after(IDS[-1]) is None


@pytest.mark.parametrize("ranks", list(permutations(range(1, 5))))
def test_without_ties_the_last_digit_is_not_needed(ranks):
    typed = type_all(START, ranks[:-1])
    assert typed.ranking.groups == by_rank(ranks)
    assert typed.complete
    assert not type_all(START, ranks[:-2]).complete


def test_the_answers_not_typed_yet_fill_the_ranks_and_keep_their_ties():
    assert START.give(10, 3).ranking.groups == ((20,), (30,), (10,), (40,))
    assert START.give(10, 9).ranking.groups == ((20,), (30,), (40,), (10,))
    tied = TypedRanks(Ranking(((10, 20), (30,), (40,))))
    assert tied.give(30, 1).ranking.groups == ((30,), (10, 20), (40,))
    assert tied.give(10, 2).ranking.groups == ((20,), (10,), (30,), (40,))


def test_the_next_one_is_the_next_without_a_rank_and_the_first_after_the_last():
    typed = START.give(20, 1)
    assert typed.next_after(20) == 30
    assert typed.give(40, 1).next_after(40) == 10


def test_another_rank_for_the_same_answer_takes_the_place_of_the_first():
    assert type_all(START, (1, 2, 3, 4)).give(10, 9).ranking.order == (20, 30, 40, 10)


def test_a_stranger_has_no_rank():
    with pytest.raises(ValueError, match="99"):
        START.give(99, 1)


@given(st.lists(st.tuples(st.sampled_from(IDS), st.integers(1, 9)), max_size=12))
def test_whatever_is_typed_nobody_is_lost_and_equal_ranks_are_tied(typed_in):
    typed = START
    for id, rank in typed_in:
        typed = typed.give(id, rank)
    assert sorted(typed.ranking.order) == list(IDS)
    ranks = dict(typed_in)
    for one, other in product(ranks, repeat=2):
        where = typed.ranking.rank_of(one), typed.ranking.rank_of(other)
        assert (where[0] < where[1]) == (ranks[one] < ranks[other])

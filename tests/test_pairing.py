"""Pairs asked about one after another give back the hidden order, with few questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.pairing import most_questions, next_question, order_found, verdicts_for

# Knuth, The Art of Computer Programming 3, 5.3.1, table of F(n)
BOUNDS = [0, 1, 3, 5, 7, 10, 13, 16, 19, 22, 26, 30, 34, 38, 42, 46]

ranks_of_ids = st.lists(st.integers(0, 6), min_size=1, max_size=16)
rankings = st.one_of(st.permutations(range(9)), ranks_of_ids)


@pytest.mark.parametrize(("count", "bound"), list(enumerate(BOUNDS, 1)))
def test_the_bound_is_that_of_merge_insertion(count: int, bound: int) -> None:
    assert most_questions(count) == bound


@given(ranks=rankings)
def test_any_hidden_order_is_found_within_the_bound(ranks: list[int]) -> None:
    ids = [100 + place for place in range(len(ranks))]
    rank = dict(zip(ids, ranks, strict=True))
    verdicts: list[int] = []
    asked = set()
    while (pair := next_question(ids, verdicts)) is not None:
        assert order_found(ids, verdicts) == ()
        assert frozenset(pair) not in asked
        asked.add(frozenset(pair))
        first, second = rank[pair[0]], rank[pair[1]]
        verdicts.append(0 if first == second else 1 if first < second else -1)
    found = order_found(ids, verdicts)
    hidden = [{id for id in ids if rank[id] == value} for value in sorted(set(ranks))]
    assert [set(group) for group in found] == hidden
    assert len(verdicts) <= most_questions(len(ids))
    assert verdicts_for(ids, found) == tuple(verdicts)


@pytest.mark.parametrize("count", range(2, 8))
def test_some_order_takes_as_many_questions_as_the_bound(count: int) -> None:
    from itertools import permutations

    ids = list(range(count))
    taken = {len(verdicts_for(ids, [[id] for id in order])) for order in permutations(ids)}
    assert max(taken) == most_questions(count)


def test_equal_ones_are_asked_about_once() -> None:
    assert len(verdicts_for([1, 2, 3, 4, 5], [[1, 2, 3, 4, 5]])) == 4

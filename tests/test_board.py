from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.board import Board

moves = st.lists(st.tuples(st.sampled_from([11, 12, 13, 14]), st.integers(0, 4)), max_size=20)


@given(moves=moves)
def test_every_id_is_where_it_was_put_last(moves: list[tuple[int, int]]) -> None:
    board = Board.of([11, 12, 13, 14])
    where = dict.fromkeys([11, 12, 13, 14], 0)
    for id, column in moves:
        board = board.put(id, column)
        where[id] = column
    assert {id: board.column_of(id) for id in where} == where
    assert sorted(board.order) == [11, 12, 13, 14]
    assert {id for group in board.groups for id in group} == {id for id in where if where[id]}
    ranks = sorted({column for column in where.values() if column})
    assert [{id for id in where if where[id] == rank} for rank in ranks] == [
        set(group) for group in board.groups
    ]


def test_groups_come_back_and_the_rest_is_to_be_ranked() -> None:
    board = Board.of([1, 2, 3, 4], [[3], [1, 4]])
    assert board.columns == ((2,), (3,), (1, 4), (), ())
    assert board.groups == ((3,), (1, 4))
    assert board.unranked == (2,)


def test_what_is_to_be_ranked_is_sorted_by_quality() -> None:
    board = Board.of([1, 2, 3, 4, 5], [[5]]).sorted_by({1: 3, 2: 7, 4: 3, 5: 1})
    assert board.unranked == (2, 1, 4, 3)
    assert board.groups == ((5,),)


def test_what_is_not_on_the_board_is_refused() -> None:
    board = Board.of([1, 2])
    for id, column in ((3, 1), (1, 3), (1, -1)):
        with pytest.raises(ValueError, match=r"not on the board|no column"):
            board.put(id, column)
    with pytest.raises(ValueError, match="several"):
        Board(((1,), (1,), ()))

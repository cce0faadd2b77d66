"""The pure ranking: every change gives a partition of the same ids, and does what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.ranking import Ranking


@st.composite
def rankings(draw: st.DrawFn) -> Ranking:
    ids = draw(st.lists(st.integers(1, 10**6), min_size=1, max_size=9, unique=True))
    new_rank = [True, *draw(st.lists(st.booleans(), min_size=len(ids) - 1, max_size=len(ids) - 1))]
    groups: list[list[int]] = []
    for id, is_new in zip(ids, new_rank, strict=True):
        if is_new:
            groups.append([])
        groups[-1].append(id)
    return Ranking(tuple(tuple(group) for group in groups))


@st.composite
def changed(draw: st.DrawFn) -> tuple[Ranking, Ranking]:
    """A ranking, and what some random changes make of it."""
    ranking = after = draw(rankings())
    for _ in range(draw(st.integers(1, 8))):
        id = draw(st.sampled_from(ranking.order))
        kind = draw(st.sampled_from(["move", "tie", "untie"]))
        if kind == "move":
            after = after.move(id, draw(st.integers(-2, 12)))
        elif kind == "tie":
            after = after.tie(id, draw(st.sampled_from(ranking.order)))
        else:
            after = after.untie(id)
    return ranking, after


def others(ranking: Ranking, id: int) -> list[set[int]]:
    """The ranks without an id."""
    rests = [set(group) - {id} for group in ranking.groups]
    return [rest for rest in rests if rest]


@given(changed())
def test_every_change_keeps_a_partition_of_the_same_ids(pair: tuple[Ranking, Ranking]) -> None:
    before, after = pair
    assert sorted(after.order) == sorted(before.order)
    assert all(after.groups)


@given(rankings(), st.data())
def test_a_moved_id_stands_alone_before_the_group_it_was_moved_to(
    ranking: Ranking, data: st.DataObject
) -> None:
    id = data.draw(st.sampled_from(ranking.order))
    index = data.draw(st.integers(0, len(ranking.groups)))
    moved = ranking.move(id, index)
    own = moved.rank_of(id) - 1
    assert moved.groups[own] == (id,)
    assert others(moved, id) == others(ranking, id)
    above = {other for group in ranking.groups[:index] for other in group} - {id}
    assert {other for group in moved.groups[:own] for other in group} == above


@given(rankings(), st.data())
def test_a_tied_id_shares_the_rank_and_nothing_else_changes(
    ranking: Ranking, data: st.DataObject
) -> None:
    id, other = data.draw(st.sampled_from(ranking.order)), data.draw(st.sampled_from(ranking.order))
    tied = ranking.tie(id, other)
    assert tied.rank_of(id) == tied.rank_of(other)
    assert others(tied, id) == others(ranking, id)


@given(rankings(), st.data())
def test_an_untied_id_stands_alone_just_below_its_former_equals(
    ranking: Ranking, data: st.DataObject
) -> None:
    id = data.draw(st.sampled_from(ranking.order))
    equals = set(ranking.groups[ranking.rank_of(id) - 1]) - {id}
    untied = ranking.untie(id)
    assert untied.groups[untied.rank_of(id) - 1] == (id,)
    assert {untied.rank_of(other) for other in equals} <= {untied.rank_of(id) - 1}
    assert others(untied, id) == others(ranking, id)


def test_by_example() -> None:
    ranking = Ranking.from_order([11, 12, 13, 14])
    assert ranking.order == (11, 12, 13, 14)
    assert ranking.move(14, 0).groups == ((14,), (11,), (12,), (13,))
    assert ranking.move(11, 4).groups == ((12,), (13,), (14,), (11,))
    assert ranking.move(12, 1) == ranking.move(12, 2) == ranking
    tied = ranking.tie(14, 12)
    assert tied.groups == ((11,), (12, 14), (13,))
    assert [tied.rank_of(id) for id in (11, 12, 13, 14)] == [1, 2, 3, 2]
    assert tied.untie(12).groups == ((11,), (14,), (12,), (13,))
    assert tied.tie(12, 12) == tied


@pytest.mark.parametrize("groups", [((1,), ()), ((1, 2), (2,))])
def test_what_is_no_partition_is_refused(groups: tuple[tuple[int, ...], ...]) -> None:
    with pytest.raises(ValueError, match="rank"):
        Ranking(groups)


def test_an_id_outside_the_ranking_is_refused() -> None:
    ranking = Ranking.from_order([1, 2])
    for change in (lambda: ranking.move(3, 0), lambda: ranking.tie(1, 3), lambda: ranking.untie(3)):
        with pytest.raises(ValueError, match="3 is not in the ranking"):
            change()

"""Guards for quality: tendencies that were put in are found, and chance is not called one."""

from __future__ import annotations

import random

import pytest

from studio.labeler_habits import Ranked, length_habit, position_habit, side_habit, speed_habit
from studio.pairing import FIRST, SECOND, next_question, order_found, swapped


def ranked(order: tuple[int, ...], groups: tuple[tuple[int, ...], ...], **more) -> Ranked:
    lengths = more.pop("lengths", dict.fromkeys(order, 100))
    seconds, hasty = more.pop("seconds", 30.0), more.pop("hasty", False)
    return Ranked(order, groups, lengths, seconds, hasty, **more)


def by_chance(count: int, seed: int = 0) -> list[Ranked]:
    """Four responses of any length in any order."""
    drawn = random.Random(seed)
    made = []
    for _ in range(count):
        shown, order = [1, 2, 3, 4], [1, 2, 3, 4]
        drawn.shuffle(shown)
        drawn.shuffle(order)
        lengths = {id: drawn.randrange(50, 500) for id in shown}
        made.append(ranked(tuple(shown), tuple((id,) for id in order), lengths=lengths))
    return made


def test_the_first_place_is_counted_by_where_it_was_shown() -> None:
    habit = position_habit(
        [ranked((1, 2, 3, 4), ((2,), (1, 3), (4,))), ranked((4, 3, 2, 1), ((4, 3), (2, 1)))]
    )
    assert [rate.value for rate in habit.rates] == [0.25, 0.75, 0.0, 0.0]
    assert habit.chance == (0.25,) * 4
    assert habit.judgement == "too_few"


def test_sets_of_different_sizes_have_their_own_chance() -> None:
    habit = position_habit([ranked((1, 2), ((1,), (2,))), ranked((1, 2, 3, 4), ((2,), (1, 3, 4)))])
    assert habit.chance == (0.375, 0.375, 0.25, 0.25)
    assert [rate.count for rate in habit.rates] == [2, 2, 1, 1]


def test_all_tied_says_nothing_about_position() -> None:
    assert position_habit([ranked((1, 2), ((1, 2),))] * 50).rates == ()


@pytest.mark.parametrize(("place", "judgement"), [(0, "first_favoured"), (3, "first_avoided")])
def test_a_labeler_who_takes_what_stands_at_a_place(place: int, judgement: str) -> None:
    made = []
    for one in by_chance(40):
        first = one.shown_order[place]
        others = tuple(id for id in one.shown_order if id != first)
        made.append(ranked(one.shown_order, ((first,), others)))
    assert position_habit(made).judgement == judgement


def test_chance_is_seldom_called_a_tendency() -> None:
    judged = [position_habit(by_chance(60, seed)).judgement for seed in range(60)]
    assert judged.count("even") >= 54
    judged = [length_habit(by_chance(60, seed)).judgement for seed in range(60)]
    assert judged.count("even") >= 54


@pytest.mark.parametrize(("sign", "judgement"), [(-1, "longer_favoured"), (1, "shorter_favoured")])
def test_a_labeler_who_goes_by_length(sign: int, judgement: str) -> None:
    made = []
    for one in by_chance(30):
        order = sorted(one.lengths, key=lambda id, one=one: sign * one.lengths[id])
        made.append(ranked(one.shown_order, tuple((id,) for id in order), lengths=one.lengths))
    habit = length_habit(made)
    assert habit.judgement == judgement
    assert habit.correlation is not None
    assert habit.correlation.value == pytest.approx(-sign)


def test_equal_lengths_say_nothing_about_length() -> None:
    habit = length_habit([ranked((1, 2), ((1,), (2,)))] * 50)
    assert (habit.correlation, habit.judgement) == (None, "too_few")


@pytest.mark.parametrize(
    ("hasty", "count", "judgement"), [(1, 10, "too_few"), (1, 40, "steady"), (4, 40, "hasty")]
)
def test_speed(hasty: int, count: int, judgement: str) -> None:
    habit = speed_habit([12.0] * count, [place < hasty for place in range(count)])
    assert habit.judgement == judgement
    assert habit.seconds is not None
    assert habit.hasty is not None
    assert habit.seconds.value == 12
    assert habit.hasty.value == hasty / count


# The side, of rankings made pair by pair


def pair_by_pair(drawn: random.Random, left: float) -> Ranked:
    """Made by someone who prefers the left one at a rate, whatever it says."""
    shown = [1, 2, 3, 4, 5]
    drawn.shuffle(shown)
    verdicts: tuple[int, ...] = ()
    while (pair := next_question(shown, verdicts)) is not None:
        takes_first = (drawn.random() < left) != swapped(shown, pair)
        verdicts = (*verdicts, FIRST if takes_first else SECOND)
    return ranked(tuple(shown), order_found(shown, verdicts), mode="pairwise")


@pytest.mark.parametrize(
    ("left", "judgement"), [(1.0, "first_favoured"), (0.0, "first_avoided"), (0.5, "even")]
)
def test_who_prefers_a_side_is_told_so(left: float, judgement: str) -> None:
    drawn = random.Random(7)
    habit = side_habit([pair_by_pair(drawn, left) for _ in range(200)])
    assert habit is not None
    assert habit.chance == (0.5,)
    assert habit.rates[0].value == pytest.approx(left, abs=0.06)
    assert habit.judgement == judgement


def test_pairs_have_a_side_and_no_first_place() -> None:
    made = [pair_by_pair(random.Random(seed), 0.9) for seed in range(30)]
    assert position_habit(made).rates == ()
    assert side_habit(by_chance(30)) is None
    assert position_habit(by_chance(30)).judgement == position_habit(by_chance(30) + made).judgement


def test_a_pairwise_ranking_that_says_nothing_has_no_side() -> None:
    tied = ranked((1, 2, 3), ((1, 2, 3),), mode="pairwise")
    none_acceptable = ranked((1, 2, 3), (), mode="pairwise")
    habit = side_habit([tied, none_acceptable])
    assert habit is not None
    assert (habit.rates, habit.judgement) == ((), "too_few")

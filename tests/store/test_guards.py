"""Guards for quality: hasty labels are marked, repeats and gold come at their rates and no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from studio.config import GuardOptions, LabelingOptions
from studio.errors import InputError
from studio.store import gold, labels, schema
from studio.store.engine import Store
from studio.store.formats.exporting import export_file
from studio.store.guards import guard_at, is_hasty, load_guards, next_guard_item, save_guards
from studio.store.ratings import my_ratings, save_rating
from studio.store.records import Comparison, Labeler, Marks, ResponseSet
from studio.store.settings import save_labeling

AddSet = Callable[..., ResponseSet]


def rank(store: Store, shown: ResponseSet, labeler: Labeler, **more) -> Comparison:
    ids = [response.id for response in shown.responses]
    more = {"groups": [[id] for id in ids], "shown_order": ids, "seconds": 60.0, **more}
    return labels.save_comparison(store, shown.id, labeler_id=labeler.id, **more)


def with_guard_next(store: Store, guard: str, labeler: Labeler, **more) -> GuardOptions:
    """Guards under which the labeler's next place is the guard's."""
    with store.read() as session:
        ranked = session.execute(
            select(func.count()).where(schema.Comparison.labeler_id == labeler.id)
        ).scalar_one()
    for seed in range(10_000):
        options = GuardOptions(**{"repeat_share": 0.3, "gold_share": 0.3, "seed": seed, **more})
        if guard_at(options, labeler.id, ranked) == guard:
            save_guards(store, options)
            return options
    raise AssertionError


# What is chosen


def test_guards_are_off_until_they_are_set(store: Store, ann: Labeler, add_set: AddSet) -> None:
    assert load_guards(store) == GuardOptions()
    rank(store, add_set(), ann)
    gold.set_gold(store, add_set("Moon").id, [[5], [6, 7, 8]])
    assert [next_guard_item(store, ann.id, None, range(n)) for n in range(50)] == [None] * 50


def test_guards_are_kept(store: Store) -> None:
    save_guards(store, GuardOptions(repeat_share=0.1, repeat_after=3))
    assert load_guards(store) == GuardOptions(repeat_share=0.1, repeat_after=3)
    with pytest.raises(InputError, match="option_range"):
        save_guards(store, GuardOptions(gold_share=0.9))


@pytest.mark.parametrize(("repeats", "golds"), [(0.05, 0.0), (0.0, 0.1), (0.05, 0.1), (0.5, 0.5)])
def test_guards_take_their_shares_of_the_places(repeats: float, golds: float) -> None:
    options = GuardOptions(repeat_share=repeats, gold_share=golds)
    places = Counter(guard_at(options, labeler, n) for labeler in range(20) for n in range(1000))
    # 20 000 places: four standard deviations are at most 0.015.
    assert places["repeat"] / 20_000 == pytest.approx(repeats, abs=0.015)
    assert places["gold"] / 20_000 == pytest.approx(golds, abs=0.015)


@given(st.integers(1, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_place_is_always_the_same_guards(labeler: int, place: int, seed: int) -> None:
    options = GuardOptions(repeat_share=0.2, gold_share=0.2, seed=seed)
    assert guard_at(options, labeler, place) == guard_at(options, labeler, place)
    assert guard_at(GuardOptions(seed=seed), labeler, place) == ""


def test_labelers_have_different_places() -> None:
    options = GuardOptions(repeat_share=0.5)
    one, other = ([guard_at(options, who, n) for n in range(100)] for who in (1, 2))
    assert one != other


def test_the_rate_is_kept_as_labels_are_made(store: Store, ann: Labeler, add_set: AddSet) -> None:
    save_guards(store, GuardOptions(repeat_share=0.25, repeat_after=2))
    sets = [add_set(f"Prompt {n}", "a", "b") for n in range(150)]
    dealt = []
    for shown in sets:
        again = next_guard_item(store, ann.id)
        while again is not None:
            dealt.append(again.id)
            rank(store, again, ann, repeat_of=again.repeat_of)
            again = next_guard_item(store, ann.id)
        rank(store, shown, ann)
    assert len(set(dealt)) == len(dealt)  # none a third time
    share = len(dealt) / (len(sets) + len(dealt))
    assert 0.15 < share < 0.35


# Repeats


def test_a_repeat_is_the_labelers_own_and_lies_far_enough_back(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    first, second, third = (add_set(f"Prompt {n}") for n in range(3))
    made = rank(store, first, ann)
    rank(store, second, ann)
    with_guard_next(store, "repeat", ann, repeat_after=2)
    assert next_guard_item(store, ann.id) is None  # one in between, two are needed
    rank(store, third, ann)
    with_guard_next(store, "repeat", ann, repeat_after=2)
    again = next_guard_item(store, ann.id)
    assert again is not None
    assert (again.id, again.repeat_of) == (first.id, made.id)
    with_guard_next(store, "repeat", bob, repeat_after=2)
    assert next_guard_item(store, bob.id) is None


@pytest.mark.parametrize(
    "why", ["repeated", "skipped", "drafted", "shown", "withdrawn", "language"]
)
def test_what_is_not_dealt_a_second_time(
    store: Store, ann: Labeler, add_set: AddSet, why: str
) -> None:
    first, second = add_set("One"), add_set("Two")
    made = rank(store, first, ann)
    rank(store, second, ann)
    if why == "repeated":
        rank(store, first, ann, repeat_of=made.id)
    elif why == "skipped":
        labels.skip(store, "comparison", first.id, ann.id, "unclear")
    elif why == "drafted":
        labels.save_draft(store, ann.id, "comparison", first.id, {})
    elif why == "withdrawn":
        labels.withdraw_comparison(store, made.id)
        rank(store, add_set("Three"), ann)
    after = {"repeated": 2, "withdrawn": 2}.get(why, 1)
    language = "de" if why == "language" else "en"
    seen = set()
    for seed in range(60):  # whichever place it is
        save_guards(store, GuardOptions(repeat_share=0.5, repeat_after=after, seed=seed))
        exclude = (first.id,) if why == "shown" else ()
        item = next_guard_item(store, ann.id, language, exclude)
        seen.add(None if item is None else item.id)
    assert seen == {None}


def test_a_repeat_is_kept_as_one_and_stays_one_when_revised(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    first = rank(store, shown, ann)
    again = rank(store, shown, ann, repeat_of=first.id)
    revised = rank(store, shown, ann, revision_of=again.id)
    assert (first.repeat_of, again.repeat_of, revised.repeat_of) == (None, first.id, first.id)
    of_first = rank(store, shown, ann, revision_of=first.id, repeat_of=first.id)
    assert of_first.repeat_of is None  # a revision is of what it revises
    with pytest.raises(InputError, match="repeat_elsewhere"):
        rank(store, shown, bob, repeat_of=first.id)
    with pytest.raises(InputError, match="repeat_elsewhere"):
        rank(store, add_set("Other"), ann, repeat_of=first.id)


def test_repeats_are_not_exported(store: Store, ann: Labeler, add_set: AddSet, tmp_path) -> None:
    shown = add_set()
    first = rank(store, shown, ann)
    rank(store, shown, ann, repeat_of=first.id)
    report = export_file(store, tmp_path / "out.jsonl", "comparisons")
    assert report.rows == 1


WAYS = {
    "rank": "ranking",
    "rate_and_rank": "ranking",
    "pairwise": "pairwise",
    "thumbs": "thumbs",
}


@pytest.mark.parametrize(("project_mode", "mode"), WAYS.items())
def test_what_was_made_in_any_way_is_dealt_a_second_time_in_that_way(
    store: Store, ann: Labeler, add_set: AddSet, project_mode: str, mode: str
) -> None:
    save_labeling(store, LabelingOptions(mode=project_mode))
    others = {one for one in WAYS.values() if one != mode}
    sets = {one: add_set(one) for one in (mode, *others)}
    for one, shown in sets.items():  # the newest are of other ways
        rank(store, shown, ann, mode=one)
    with_guard_next(store, "repeat", ann, repeat_after=1)
    again = next_guard_item(store, ann.id)
    assert again is not None
    assert again.id == sets[mode].id


# Gold


def test_gold_is_dealt_once_to_each_labeler_even_when_others_ranked_it(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    rank(store, shown, bob)
    gold.set_gold(store, shown.id, [[4], [3, 2], [1]])
    assert gold.gold_of(store, shown.id) == ((4,), (3, 2), (1,))
    with_guard_next(store, "gold", ann)
    item = next_guard_item(store, ann.id)
    assert item is not None
    assert (item.id, item.repeat_of) == (shown.id, None)
    rank(store, shown, ann)
    for who in (ann, bob):
        with_guard_next(store, "gold", who)
        assert next_guard_item(store, who.id) is None


def test_gold_can_be_taken_back(store: Store, ann: Labeler, add_set: AddSet) -> None:
    shown = add_set()
    gold.set_gold(store, shown.id, [[4], [3, 2], [1]])
    gold.remove_gold(store, shown.id)
    gold.remove_gold(store, shown.id)
    with_guard_next(store, "gold", ann)
    assert (gold.count_gold(store), next_guard_item(store, ann.id)) == (0, None)


def test_gold_needs_every_response_and_an_order(store: Store, add_set: AddSet) -> None:
    shown = add_set()
    with pytest.raises(InputError, match="comparison_groups"):
        gold.set_gold(store, shown.id, [[1], [2]])
    with pytest.raises(InputError, match="gold_without_order"):
        gold.set_gold(store, shown.id, [[1, 2, 3, 4]])


def test_a_labelers_rankings_become_gold(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    ordered, tied = add_set("One"), add_set("Two")
    rank(store, ordered, ann)
    rank(store, tied, ann, groups=[[5, 6, 7, 8]], shown_order=[5, 6, 7, 8])
    rank(store, add_set("Three"), bob)
    assert gold.gold_from_labeler(store, "Ann") == 1
    assert gold.gold_of(store, ordered.id) == ((1,), (2,), (3,), (4,))
    assert gold.count_gold(store) == 1
    with pytest.raises(InputError, match="labeler_unknown"):
        gold.gold_from_labeler(store, "Nobody")


@pytest.mark.parametrize("project_mode", WAYS)
def test_gold_is_dealt_in_every_way(
    store: Store, ann: Labeler, add_set: AddSet, project_mode: str
) -> None:
    save_labeling(store, LabelingOptions(mode=project_mode))
    shown = add_set()
    gold.set_gold(store, shown.id, [[1], [2], [3, 4]])
    with_guard_next(store, "gold", ann)
    item = next_guard_item(store, ann.id)
    assert item is not None
    assert item.id == shown.id


# Hasty labels


def test_hasty_is_faster_than_one_can_read() -> None:
    assert is_hasty(120, 9.9, 12)
    assert not is_hasty(120, 10.0, 12)
    assert not is_hasty(120, 0.0, 0)


def test_labels_made_too_fast_are_marked(
    store: Store, ann: Labeler, robot: Labeler, add_set: AddSet
) -> None:
    long = "word " * 56  # with the prompt's four words, 60 of them
    shown = add_set("Tell me about frogs", long, "")
    assert not rank(store, shown, ann, seconds=5.0).hasty  # 60 / 12 seconds
    assert rank(store, shown, ann, seconds=4.9).hasty
    assert not rank(store, shown, robot, seconds=0.0).hasty
    written = labels.save_demonstration(store, shown.prompt.id, long, ann.id, 4.9)
    assert written.hasty
    assert not labels.save_demonstration(store, shown.prompt.id, "Frogs.", ann.id, 4.9).hasty
    assert [one.hasty for one in labels.my_demonstrations(store, ann.id)] == [False, True]
    save_guards(store, GuardOptions(fastest_words_per_second=0))
    assert not rank(store, shown, ann, seconds=0.0).hasty


@pytest.mark.parametrize("mode", ["ranking", "pairwise", "thumbs"])
def test_labels_made_too_fast_are_marked_in_every_way(
    store: Store, ann: Labeler, add_set: AddSet, mode: str
) -> None:
    shown = add_set("Tell me about frogs", "word " * 56, "")
    assert rank(store, shown, ann, seconds=4.9, mode=mode).hasty
    assert not rank(store, shown, ann, seconds=5.0, mode=mode).hasty


def test_a_grade_is_hasty_by_the_time_its_own_response_took(
    store: Store, ann: Labeler, robot: Labeler, add_set: AddSet
) -> None:
    shown = add_set("Tell me about frogs", "word " * 60, "word " * 60, "")
    marks = [Marks(1, 3, seconds=4.9), Marks(2, 5, seconds=5.0), Marks(3, 1, seconds=0.0)]
    first = rank(store, shown, ann, seconds=60.0, ratings=marks)
    assert not first.hasty
    assert [one.hasty for one in reversed(my_ratings(store, ann.id))] == [True, False, False]
    rank(store, shown, ann, seconds=60.0, ratings=marks, revision_of=first.id)
    assert [one.hasty for one in reversed(my_ratings(store, ann.id))] == [True, False, False]
    rank(store, shown, robot, seconds=0.0, ratings=[Marks(1, 3)])
    assert not my_ratings(store, robot.id)[0].hasty
    rating = save_rating(store, Marks(2, 6, seconds=0.5), ann.id)
    assert rating is not None
    assert rating.hasty

"""What a labeler waits for is found by steps into an index, so it stays quick in a large store."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event

from studio.config import GuardOptions
from studio.store import gold, guards, guidelines, labels, progress, prompts, ratings, runs
from studio.store.engine import Store
from studio.store.records import Labeler, Marks, ResponseSet
from studio.store.schema import Base

AddSet = Callable[..., ResponseSet]


@pytest.fixture
def plans(store: Store) -> Iterator[list[str]]:
    """How SQLite goes about each statement that the test executes."""
    seen: list[str] = []

    @event.listens_for(store._engine, "before_cursor_execute")
    def explain(_: object, cursor: object, statement: str, parameters: object, *__: object) -> None:
        if statement.startswith("SELECT"):
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[attr-defined]
            seen.extend(row[3] for row in cursor.fetchall())  # type: ignore[attr-defined]

    yield seen
    event.remove(store._engine, "before_cursor_execute", explain)


ASKED: dict[str, Callable[[Store, int], object]] = {
    "next demonstration": lambda s, ann: labels.next_demonstration_prompt(s, ann, exclude=[1, 2]),
    "next demonstration in German": lambda s, ann: labels.next_demonstration_prompt(s, ann, "de"),
    "next set": lambda s, ann: labels.next_response_set(s, ann, exclude=[1, 2]),
    "next set in German": lambda s, ann: labels.next_response_set(s, ann, "de"),
    "waiting sets, up to some": lambda s, ann: labels.count_waiting_sets(s, ann, most=9),
    "waiting sets in German": lambda s, ann: labels.count_waiting_sets(s, ann, "de", most=9),
    "the newest set": lambda s, ann: prompts.newest_set_id(s),
    "page of prompts": lambda s, ann: prompts.page_prompts(s, after_id=3),
    "page of a split": lambda s, ann: prompts.page_prompts(s, split="ppo", after_id=3),
    "some prompts of a split": lambda s, ann: prompts.prompts_of_split(s, "ppo", limit=3),
    "some in German": lambda s, ann: prompts.prompts_of_split(s, "ppo", "de", limit=3),
    "page of a search": lambda s, ann: prompts.page_prompts(s, search="frog", after_id=3),
    "unranked sets": lambda s, ann: prompts.unranked_sets(s, limit=5),
    "my demonstrations": lambda s, ann: labels.my_demonstrations(s, ann),
    "my comparisons": lambda s, ann: labels.my_comparisons(s, ann),
    "page of demonstrations": lambda s, ann: labels.demonstrations(s, after_id=3, limit=9),
    "page of comparisons": lambda s, ann: labels.comparisons(s, after_id=3, limit=9),
    "page of synthetic ones": lambda s, ann: labels.comparisons(s, limit=9, synthetic=True),
    "a draft": lambda s, ann: labels.load_draft(s, ann, "demonstration", 1),
    "saving a demonstration": lambda s, ann: labels.save_demonstration(s, 1, "text", ann, 1),
    "saving a comparison": lambda s, ann: labels.save_comparison(s, 1, [[1], [2]], [1, 2], ann, 1),
    "withdrawing a demonstration": lambda s, ann: labels.withdraw_demonstration(s, 1),
    "withdrawing a comparison": lambda s, ann: labels.withdraw_comparison(s, 1),
    "my ratings": lambda s, ann: ratings.my_ratings(s, ann),
    "ratings of a set": lambda s, ann: ratings.ratings_of_set(s, 1, ann),
    "saving a rating": lambda s, ann: ratings.save_rating(s, Marks(1, 3), ann),
    "a guard's item": lambda s, ann: guards.next_guard_item(s, ann, exclude=[9]),
    "a guard's item in German": lambda s, ann: guards.next_guard_item(s, ann, "de"),
    "gold of a set": lambda s, ann: gold.gold_of(s, 1),
    "guidelines seen": lambda s, ann: guidelines.seen_version(s, ann, "en"),
    "times of writing": lambda s, ann: progress.label_times(s, ann, "write"),
    "times of ranking": lambda s, ann: progress.label_times(s, ann, "rank"),
    "speeds of ranking": lambda s, ann: progress.label_speeds(s, ann, "rank"),
    "waiting prompts": lambda s, ann: progress.count_waiting_prompts(s, ann),
    "waiting prompts in German": lambda s, ann: progress.count_waiting_prompts(s, ann, "de"),
    "a labeler's rankings": lambda s, ann: progress.rankings(s, ann),
    "repeats": lambda s, ann: progress.repeat_pairs(s, ann),
    "gold compared": lambda s, ann: progress.gold_pairs(s, ann),
    "grades given twice": lambda s, ann: progress.grade_pairs(s, ann),
    "speeds of grading": lambda s, ann: progress.rating_speeds(s, ann),
    "overlaps": lambda s, ann: progress.overlaps(s),
    "the pipeline": lambda s, ann: runs.pipeline(s),
}

READS_ALL_LIVE = {
    "page of demonstrations",
    "page of comparisons",
    "page of synthetic ones",
    "the pipeline",
    "overlaps",
}


@pytest.mark.parametrize("what", ASKED)
def test_it_is_an_index_scan(
    store: Store, ann: Labeler, add_set: AddSet, plans: list[str], what: str
) -> None:
    shown = add_set("frogs", "one", "two")
    labels.save_demonstration(store, shown.prompt.id, "text", ann.id, 1)
    labels.save_comparison(store, shown.id, [[1, 2]], [1, 2], ann.id, 1)
    half = GuardOptions(repeat_share=0.5, gold_share=0.5, repeat_after=1)
    guards.save_guards(store, half)  # every place is a guard's, repeat or gold
    gold.set_gold(store, shown.id, [[1], [2]])
    plans.clear()
    ASKED[what](store, ann.id)
    assert plans
    for step in plans:
        assert "TEMP B-TREE" not in step, plans
        assert "(live=?" not in step or what in READS_ALL_LIVE, plans
        whole = re.fullmatch(r"SCAN (\w+?)(_\d+)?", step)
        assert whole is None or whole[1] not in Base.metadata.tables, plans


@pytest.mark.parametrize("what", ["next set", "next set in German", "waiting sets, up to some"])
def test_what_was_skipped_is_passed_over_by_the_index_alone(
    store: Store, ann: Labeler, add_set: AddSet, plans: list[str], what: str
) -> None:
    add_set("frogs", "one", "two")
    plans.clear()
    ASKED[what](store, ann.id)
    about_skips = [step for step in plans if " skip " in step]
    assert about_skips
    assert all("USING COVERING INDEX" in step for step in about_skips), plans
    assert any("ranked_by_human" in step for step in plans if " response_set " in step), plans

"""Ratings: kept with the ranking they were made for, revised, withdrawn, never lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from studio.errors import InputError
from studio.store import labels, progress
from studio.store.engine import Store, open_store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.ratings import my_ratings, ratings_of_set, save_rating, withdraw_rating
from studio.store.records import Comparison, Labeler, Marks, Rating, ResponseSet

AddSet = Callable[..., ResponseSet]
HARM = Marks(1, 2, ("violent", "Too long"), "Ends in a fight.", 7.5)


def said(ratings: list[Rating]) -> set[tuple[int, int | None, tuple[str, ...], str]]:
    return {(r.response_id, r.quality, r.flags, r.notes) for r in ratings}


def rows(store: Store) -> list[tuple[object, ...]]:
    """All ratings ever made: quality, whether live, whether withdrawn, what they revise."""
    query = (
        "SELECT id, quality, live, withdrawn_at IS NOT NULL, revision_of FROM rating ORDER BY id"
    )
    with store.read() as session:
        return [tuple(row) for row in session.execute(text(query))]


def test_a_rating_keeps_what_was_said(store: Store, ann: Labeler, add_set: AddSet) -> None:
    shown = add_set()
    saved = save_rating(store, HARM, ann.id, guideline_version="v2")
    assert saved is not None
    assert my_ratings(store, ann.id) == ratings_of_set(store, shown.id) == [saved]
    assert (saved.quality, saved.flags, saved.notes) == (2, HARM.flags, HARM.notes)
    assert (saved.seconds, saved.guideline_version, saved.set_id) == (7.5, "v2", shown.id)


def test_saving_again_revises_and_keeps_the_old_row(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    add_set()
    first = save_rating(store, Marks(1, 3), ann.id)
    save_rating(store, Marks(1, 7), bob.id)
    second = save_rating(store, Marks(1, 5), ann.id)
    assert first
    assert second
    assert second.revision_of == first.id
    assert said(my_ratings(store, ann.id)) == {(1, 5, (), "")}
    assert said(ratings_of_set(store, 1)) == {(1, 5, (), ""), (1, 7, (), "")}
    assert rows(store) == [(1, 3, 0, 0, None), (2, 7, 1, 0, None), (3, 5, 1, 0, 1)]


def test_saying_the_same_again_adds_nothing(store: Store, ann: Labeler, add_set: AddSet) -> None:
    add_set()
    first = save_rating(store, HARM, ann.id)
    assert save_rating(store, HARM, ann.id) == first
    assert len(rows(store)) == 1


def test_a_rating_is_withdrawn_by_mark_or_by_saying_nothing(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    add_set()
    first = save_rating(store, Marks(1, 3), ann.id)
    save_rating(store, Marks(2, 4), ann.id)
    assert first is not None
    withdraw_rating(store, first.id)
    assert save_rating(store, Marks(2, notes="  "), ann.id) is None
    assert my_ratings(store, ann.id) == []
    assert rows(store) == [(1, 3, 0, 1, None), (2, 4, 0, 1, None)]
    with pytest.raises(InputError, match="label_replaced"):
        withdraw_rating(store, first.id)


@pytest.mark.parametrize(
    ("marks", "code"),
    [
        (Marks(1, 0), "rating_quality"),
        (Marks(1, 8), "rating_quality"),
        (Marks(1, True), "rating_quality"),
        (Marks(1, 3, ("violent", "violent")), "rating_flags"),
        (Marks(1, 3, ("",)), "rating_flags"),
        (Marks(1, 3, ("x" * 121,)), "rating_flags"),
        (Marks(1, 3, notes="\ud83d"), "text_not_unicode"),
        (Marks(1, 3, seconds=-1), "label_seconds"),
        (Marks(99, 3), "rating_elsewhere"),
    ],
)
def test_an_unfit_rating_is_refused(
    store: Store, ann: Labeler, add_set: AddSet, marks: Marks, code: str
) -> None:
    add_set()
    with pytest.raises(InputError, match=code):
        save_rating(store, marks, ann.id)
    assert rows(store) == []


# Together with a ranking


def compare(store: Store, ann: Labeler, shown: ResponseSet, *ratings: Marks, **more: object) -> int:
    ids = [response.id for response in shown.responses]
    groups = [[id] for id in ids]
    saved = labels.save_comparison(
        store,
        shown.id,
        groups,
        ids,
        ann.id,
        3.0,
        ratings=ratings,
        **more,  # type: ignore[arg-type]
    )
    return saved.id


def test_ratings_are_saved_and_withdrawn_with_their_ranking(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet
) -> None:
    shown, other = add_set(), add_set("Another")
    comparison = compare(store, ann, shown, HARM, Marks(2, 6))
    compare(store, bob, shown, Marks(1, 1))
    compare(store, ann, other, Marks(5, 4))
    assert said(ratings_of_set(store, shown.id, ann.id)) == {
        (1, 2, HARM.flags, HARM.notes),
        (2, 6, (), ""),
    }
    labels.withdraw_comparison(store, comparison)
    assert said(ratings_of_set(store, shown.id)) == {(1, 1, (), "")}
    assert said(my_ratings(store, ann.id)) == {(5, 4, (), "")}


def test_a_revised_ranking_revises_only_the_ratings_that_changed(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    first = compare(store, ann, shown, Marks(1, 3), Marks(2, 6))
    compare(store, ann, shown, Marks(1, 4), Marks(2, 6), revision_of=first)
    assert rows(store) == [(1, 3, 0, 0, None), (2, 6, 1, 0, None), (3, 4, 1, 0, 1)]


def test_the_ratings_of_a_repeat_stand_beside_the_first_ones(
    store: Store, ann: Labeler, add_set: AddSet, tmp_path: Path
) -> None:
    shown = add_set("frogs", "one", "two")

    def rank(*grades: int, **more) -> Comparison:
        marks = [Marks(id, grade, seconds=9.0) for id, grade in enumerate(grades, start=1)]
        return labels.save_comparison(
            store, shown.id, [[1], [2]], [1, 2], ann.id, 30.0, ratings=marks, **more
        )

    def both() -> tuple[set, set]:
        return tuple(
            {(r.response_id, r.quality) for r in ratings_of_set(store, shown.id, repeated=repeated)}
            for repeated in (False, True)
        )

    first = rank(6, 2)
    again = rank(5, 2, repeat_of=first.id)
    assert both() == ({(1, 6), (2, 2)}, {(1, 5), (2, 2)})
    assert [r.revision_of for r in my_ratings(store, ann.id)] == [None] * 4
    assert progress.grade_pairs(store, ann.id) == [[(6, 5), (2, 2)]]
    again = rank(4, 2, revision_of=again.id)  # revises the second time's only
    assert both() == ({(1, 6), (2, 2)}, {(1, 4), (2, 2)})
    rank(7, 2, revision_of=first.id)
    assert both() == ({(1, 7), (2, 2)}, {(1, 4), (2, 2)})
    file = tmp_path / "out.jsonl"
    export_file(store, file, "comparisons")
    [row] = [json.loads(line) for line in file.read_text().splitlines()]
    assert [one["quality"] for one in row["ratings"]] == [7, 2]  # a repeat is no new judgement
    labels.withdraw_comparison(store, again.id)
    assert both() == ({(1, 7), (2, 2)}, set())
    assert progress.grade_pairs(store, ann.id) == []


@pytest.mark.parametrize("wrong", [Marks(1, 9), Marks(5, 3)])
def test_an_unfit_rating_keeps_the_ranking_from_being_saved_by_half(
    store: Store, ann: Labeler, add_set: AddSet, wrong: Marks
) -> None:
    shown = add_set()
    add_set("Another")
    labels.save_draft(store, ann.id, "comparison", shown.id, {"groups": []})
    with pytest.raises(InputError):
        compare(store, ann, shown, Marks(2, 6), wrong)
    assert rows(store) == []
    assert labels.comparisons(store) == []
    assert labels.load_draft(store, ann.id, "comparison", shown.id) is not None


def test_one_response_is_not_rated_twice_at_once(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    with pytest.raises(InputError, match="rating_elsewhere"):
        compare(store, ann, add_set(), Marks(1, 6), Marks(1, 5))


# Files


def test_ratings_survive_export_and_import(
    store: Store, ann: Labeler, bob: Labeler, add_set: AddSet, tmp_path: Path
) -> None:
    shown = add_set()
    compare(store, ann, shown, HARM, Marks(3, 6), mode="pairwise", none_acceptable=True)
    compare(store, bob, shown)
    for name in ("labels.jsonl", "labels.csv"):
        export_file(store, tmp_path / name, "comparisons")
        copy = open_store(tmp_path / f"{name}.sqlite")
        owner = labels.add_labeler(copy, "Importer")
        for _ in range(2):  # the second time brings nothing new
            report = import_file(copy, tmp_path / name, labeler_id=owner.id)
            assert report.bad_row_count == 0
        first, second = labels.comparisons(copy)
        assert (first.mode, first.none_acceptable) == ("pairwise", True)
        assert (second.mode, second.none_acceptable) == ("ranking", False)
        kept = ratings_of_set(copy, first.set_id)
        assert said(kept) == {(1, 2, HARM.flags, HARM.notes), (3, 6, (), "")}
        assert {rating.seconds for rating in kept} == {7.5, 0.0}
        originals = ratings_of_set(store, shown.id)
        assert [r.created_at for r in kept] == [r.created_at for r in originals]
        copy.close()


def test_the_rows_of_a_file_tell_ratings_by_position(
    store: Store, ann: Labeler, add_set: AddSet, tmp_path: Path
) -> None:
    compare(store, ann, add_set(), HARM)
    export_file(store, tmp_path / "all.jsonl")
    [row] = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text("utf-8").splitlines()]
    [told] = row["ratings"]
    assert told["response"] == 0
    assert (told["quality"], told["flags"]) == (2, ["violent", "Too long"])
    assert "mode" not in row
    assert "unranked" not in row


BASE = {"prompt": "p", "responses": ["x", "y"], "groups": [[0], [1]]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"ratings": [{"response": 2, "quality": 3}]},
        {"ratings": [{"quality": 3}]},
        {"ratings": [{"response": 0, "quality": "good"}]},
        {"ratings": [{"response": 0, "quality": 8}]},
        {"ratings": [{"response": 0, "flags": [1]}]},
        {"ratings": ["good"]},
        {"mode": "guess"},
        {"none_acceptable": "no"},
        {"unranked": [0]},
    ],
)
def test_a_row_with_unfit_ratings_is_named(
    store: Store, ann: Labeler, tmp_path: Path, wrong: dict[str, object]
) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({**BASE, **wrong}) + "\n", "utf-8")
    assert import_file(store, path, labeler_id=ann.id).bad_row_count == 1
    assert labels.comparisons(store) == []

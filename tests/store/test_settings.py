"""A project's settings, and what its labeling options permit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from studio.config import FLAGS, LabelingOptions
from studio.errors import InputError
from studio.store import labels
from studio.store.engine import Store, open_store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.records import Comparison, Labeler, ResponseSet
from studio.store.settings import get_setting, load_labeling, put_setting, save_labeling

AddSet = Callable[..., ResponseSet]


def test_a_setting_is_kept_in_place_of_the_one_before(store: Store) -> None:
    assert get_setting(store, "guards") is None
    put_setting(store, "guards", {"share": 0.1})
    put_setting(store, "other", {"a": [1]})
    put_setting(store, "guards", {"share": 0.2})
    assert get_setting(store, "guards") == {"share": 0.2}
    assert get_setting(store, "other") == {"a": [1]}


def test_labeling_options_are_kept(store: Store) -> None:
    assert load_labeling(store) == LabelingOptions() == LabelingOptions(mode="rank", flags=FLAGS)
    own = LabelingOptions("rate_and_rank", "board", ("violent", " Too long "), True, True)
    assert save_labeling(store, own) == replace(own, flags=("violent", "Too long"))
    assert load_labeling(store).flags == ("violent", "Too long")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"mode": "guess"}, "option_choice"),
        ({"view": "cloud"}, "option_choice"),
        ({"flags": ("a", "a ")}, "labeling_flags"),
        ({"flags": ("",)}, "labeling_flags"),
        ({"flags": ("x" * 121,)}, "labeling_flags"),
        ({"flags": tuple(map(str, range(21)))}, "labeling_flags"),
        ({"allow_unranked": 1}, "option_choice"),
    ],
)
def test_unfit_labeling_options_are_refused(
    store: Store, wrong: dict[str, object], code: str
) -> None:
    with pytest.raises(InputError, match=code):
        save_labeling(store, replace(LabelingOptions(), **wrong))  # type: ignore[arg-type]
    assert get_setting(store, "labeling") is None


def test_options_that_cannot_be_read_give_the_defaults(store: Store) -> None:
    put_setting(store, "labeling", {"mode": "telepathy", "flags": 3})
    assert load_labeling(store) == LabelingOptions()


def save(
    store: Store, ann: Labeler, shown: ResponseSet, places: list[list[int]], **more: object
) -> Comparison:
    ids = [response.id for response in shown.responses]
    groups = [[ids[place] for place in group] for group in places]
    return labels.save_comparison(store, shown.id, groups, ids, ann.id, 1.0, **more)  # type: ignore[arg-type]


def test_responses_stay_unranked_only_where_the_project_allows_it(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    with pytest.raises(InputError, match="comparison_groups"):
        save(store, ann, shown, [[2], [0]])
    save_labeling(store, LabelingOptions(allow_unranked=True))
    a, b, c, d = (response.id for response in shown.responses)
    assert save(store, ann, shown, [[2], [0]]).groups == ((c,), (a,))
    for wrong in ([[2], [2]], [[2], []], []):
        with pytest.raises(InputError, match="comparison_groups"):
            save(store, ann, shown, wrong)
    assert (b, d) == (shown.responses[1].id, shown.responses[3].id)


def test_where_none_is_acceptable_none_has_to_be_ranked(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    shown = add_set()
    saved = save(store, ann, shown, [], none_acceptable=True)
    assert (saved.groups, saved.none_acceptable) == ((), True)
    assert labels.next_response_set(store, ann.id) is None


def test_an_unknown_way_of_comparing_is_refused(
    store: Store, ann: Labeler, add_set: AddSet
) -> None:
    with pytest.raises(InputError, match="comparison_mode"):
        save(store, ann, add_set(), [[0, 1, 2, 3]], mode="guess")


def test_what_was_left_unranked_survives_export_and_import(
    store: Store, ann: Labeler, add_set: AddSet, tmp_path: Path
) -> None:
    save_labeling(store, LabelingOptions(allow_unranked=True))
    save(store, ann, add_set(), [[2], [0]])
    save(store, ann, add_set("Another"), [], none_acceptable=True)
    path = tmp_path / "rows.jsonl"
    export_file(store, path, "comparisons")
    assert json.loads(path.read_text("utf-8").splitlines()[0])["unranked"] == [1, 3]
    copy = open_store(tmp_path / "copy.sqlite")
    report = import_file(copy, path, labeler_id=labels.add_labeler(copy, "Importer").id)
    assert report.bad_row_count == 0
    first, second = labels.comparisons(copy)
    assert [len(group) for group in first.groups] == [1, 1]
    assert (second.groups, second.none_acceptable) == ((), True)
    copy.close()


def test_unpaired_rows_follow_thumbs_and_what_is_acceptable(
    store: Store, ann: Labeler, add_set: AddSet, tmp_path: Path
) -> None:
    def told(places: list[list[int]], **more: object) -> dict[str, bool]:
        saved = save(store, ann, add_set(), places, **more)
        path = tmp_path / "rows.jsonl"
        export_file(store, path, "unpaired")
        labels.withdraw_comparison(store, saved.id)
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        return {row["completion"]: row["label"] for row in rows}

    up = {"one": True, "two": True, "three": True, "four": True}
    down = {"one": False, "two": False, "three": False, "four": False}
    assert told([[0, 1, 2, 3]]) == {}
    assert told([[0, 1, 2, 3]], mode="thumbs") == up
    assert told([[0, 1, 2, 3]], mode="thumbs", none_acceptable=True) == down
    assert told([[1], [0, 2, 3]], mode="thumbs") == {**down, "two": True}
    assert told([[1], [0], [2, 3]], none_acceptable=True) == down

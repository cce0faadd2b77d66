"""The raw export loses nothing: repeats, gold, earlier versions, withdrawn labels and skips."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.store import gold, labels, prompts, schema
from studio.store.engine import Store, open_store
from studio.store.formats.exporting import export_file
from studio.store.formats.importing import import_file
from studio.store.formats.selection import Selection
from studio.store.ratings import ratings_of_set, save_rating
from studio.store.records import ImportReport, Labeler, Marks, NewPrompt, NewResponse
from studio.store.revisions import revisions
from tests.store.formats.conftest import Load

NEW = [NewResponse(text, None, {}, 0) for text in ("x", "y")]


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Store]:
    """An empty project."""
    store = open_store(tmp_path / "other.sqlite")
    yield store
    store.close()


@pytest.fixture
def responses(store: Store) -> tuple[int, int, int]:
    """A set, and its two responses."""
    (prompt_id,) = prompts.add_prompts(store, [NewPrompt("Q")])
    set_id = prompts.add_response_set(store, prompt_id, NEW)
    x, y = (response.id for response in prompts.get_response_set(store, set_id).responses)
    return set_id, x, y


def moved(store: Store, other: Store, folder: Path) -> tuple[list[dict[str, Any]], ImportReport]:
    """The rows that went from one project to the other, where they are the same again."""
    export_file(store, folder / "all.jsonl")
    me = labels.add_labeler(other, "Me")
    report = import_file(other, folder / "all.jsonl", labeler_id=me.id)
    export_file(other, folder / "again.jsonl")
    assert (folder / "again.jsonl").read_bytes() == (folder / "all.jsonl").read_bytes()
    lines = (folder / "all.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines], report


def test_repeats_are_carried_with_what_they_repeat(
    store: Store, other: Store, ann: Labeler, responses: tuple[int, int, int], tmp_path: Path
) -> None:
    set_id, x, y = responses
    first = labels.save_comparison(store, set_id, [[x], [y]], [x, y], ann.id, 1)
    labels.save_comparison(
        store, set_id, [[y], [x]], [y, x], ann.id, 1, ratings=[Marks(x, 2)], repeat_of=first.id
    )
    rows, report = moved(store, other, tmp_path)
    assert [row.get("repeated") for row in rows] == [None, True]
    assert rows[1]["repeat_of"] == rows[0]["created_at"] == first.created_at.isoformat()
    assert (report.comparisons, report.repeats) == (2, 1)
    there, again = labels.comparisons(other)
    assert (there.repeat_of, again.repeat_of) == (None, there.id)
    assert [r.quality for r in ratings_of_set(other, again.set_id, repeated=True)] == [2]
    assert export_file(store, tmp_path / "c.jsonl", "comparisons").rows == 1
    assert export_file(store, tmp_path / "p.jsonl", "preference").rows == 1


def test_a_repeat_without_its_first_is_a_bad_row(load: Load) -> None:
    row = {"prompt": "Q", "responses": ["x", "y"], "groups": [[0], [1]]}
    report = load({**row, "repeated": True, "repeat_of": "2026-01-01T00:00:00+00:00"})
    assert [bad.code for bad in report.bad_rows] == ["repeat_unknown"]
    assert (report.comparisons, report.duplicates) == (0, 0)


def test_gold_is_carried(
    store: Store, other: Store, responses: tuple[int, int, int], tmp_path: Path
) -> None:
    set_id, x, y = responses
    gold.set_gold(store, set_id, [[y], [x]])
    rows, report = moved(store, other, tmp_path)
    assert rows[0]["gold"] == [[1], [0]]
    assert (report.gold, gold.count_gold(other)) == (1, 1)
    (there,) = prompts.unranked_sets(other)
    known = gold.gold_of(other, there.id)
    assert known == ((there.responses[1].id,), (there.responses[0].id,))


def test_earlier_versions_and_withdrawn_labels_are_carried(
    store: Store, other: Store, ann: Labeler, responses: tuple[int, int, int], tmp_path: Path
) -> None:
    set_id, x, y = responses
    gone = labels.save_comparison(store, set_id, [[x, y]], [x, y], ann.id, 1)
    labels.withdraw_comparison(store, gone.id)
    old = labels.save_comparison(store, set_id, [[x], [y]], [x, y], ann.id, 1)
    labels.save_comparison(store, set_id, [[y], [x]], [x, y], ann.id, 1, revision_of=old.id)
    for quality in (3, 5):
        save_rating(store, Marks(x, quality), ann.id)
    rows, report = moved(store, other, tmp_path)
    assert ["withdrawn_at" in row for row in rows] == [True, False]
    assert [version["groups"] for version in rows[1]["revisions"]] == [[[0], [1]]]
    assert [r["quality"] for r in rows[1]["ratings"][0]["revisions"]] == [3]
    assert (report.comparisons, report.revisions) == (1, 3)
    (there,) = labels.comparisons(other)
    told = [(r.withdrawn_at is not None, len(r.label.groups)) for r in revisions(other, there)]
    assert told == [(False, 2), (False, 2), (True, 1)]
    live = export_file(store, tmp_path / "c.jsonl", "comparisons")
    assert live.rows == 1


def test_skips_are_carried(
    store: Store, other: Store, ann: Labeler, responses: tuple[int, int, int], tmp_path: Path
) -> None:
    (asked,) = prompts.add_prompts(store, [NewPrompt("D", split="sft")])
    labels.skip(store, "comparison", responses[0], ann.id, "unclear")
    labels.skip(store, "demonstration", asked, ann.id, "too hard")
    _, report = moved(store, other, tmp_path)
    assert report.skips == 2
    with other.read() as session:
        reasons = [row.reason for row in session.query(schema.Skip).order_by("created_at")]
    assert reasons == ["unclear", "too hard"]
    assert labels.next_response_set(other, labels.add_labeler(other, "Ann").id) is None


def test_a_file_brings_the_history_that_is_not_there_yet(
    store: Store, other: Store, ann: Labeler, tmp_path: Path
) -> None:
    """A label that was exported, revised and exported again is revised, not doubled."""
    (prompt_id,) = prompts.add_prompts(store, [NewPrompt("D", split="sft")])
    old = labels.save_demonstration(store, prompt_id, "old", ann.id, 1)
    moved(store, other, tmp_path)
    labels.save_demonstration(store, prompt_id, "new", ann.id, 1, revision_of=old.id)
    moved(store, other, tmp_path)
    assert [label.text for label in labels.demonstrations(other)] == ["new"]


def test_a_filtered_export_tells_no_repeat_without_its_first(
    store: Store, ann: Labeler, responses: tuple[int, int, int], tmp_path: Path
) -> None:
    set_id, x, y = responses
    first = labels.save_comparison(store, set_id, [[x], [y]], [x, y], ann.id, 1)
    again = labels.save_comparison(store, set_id, [[y], [x]], [y, x], ann.id, 1, repeat_of=first.id)
    since = Selection(since=again.created_at)
    assert export_file(store, tmp_path / "all.jsonl", selection=since).rows == 0


RANKED = {"prompt": "p", "responses": ["x", "y"], "groups": [[0], [1]]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"revisions": [{"groups": [[0]]}]},
        {"revisions": [{"demonstration": "d"}]},
        {"revisions": ["x"]},
        {"withdrawn_at": "yesterday"},
        {"withdrawn_ratings": [{"response": 0, "quality": 3}]},
        {"repeated": True},
        {"gold": [[0, 1]]},
        {"gold": [[0], [0]]},
        {"gold": [[0], [2]]},
        {"responded_at": ["2026-01-01"]},
        {"skips": [{"kind": "else", "labeler": "Ann"}]},
        {"skips": [{"kind": "comparison"}]},
    ],
)
def test_history_that_cannot_be_is_a_bad_row(load: Load, wrong: dict[str, Any]) -> None:
    report = load({**RANKED, **wrong})
    assert [bad.code for bad in report.bad_rows] == ["row_field"]
    assert report.prompts == 0

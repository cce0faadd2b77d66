"""Import and export: nothing is lost on the way, and bad rows never stop good ones."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from studio.config import resource
from studio.errors import InputError, StoreError
from studio.jobs.control import StopRequested
from studio.store import labels, prompts, runs
from studio.store.engine import Store
from studio.store.formats import reader
from studio.store.formats.exporting import export_file
from studio.store.formats.importer import MAX_BAD_ROWS
from studio.store.formats.importing import import_file
from studio.store.formats.reading import Reading
from studio.store.records import ImportReport, Labeler, NewPrompt, NewResponse

Given = list[dict[str, Any]]


@pytest.fixture
def load(store: Store, ann: Labeler, tmp_path: Path) -> Callable[..., ImportReport]:
    """Imports rows (objects, or lines as they are) as Ann."""

    def load(*rows: object, name: str = "rows.jsonl", **options: Any) -> ImportReport:
        path = tmp_path / name
        lines = [row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows]
        path.write_bytes(b"\n".join(lines))
        return import_file(store, path, labeler_id=ann.id, **options)

    return load


Load = Callable[..., ImportReport]

# What rows mean


def test_prompts_with_all_and_with_the_least(store: Store, load: Load) -> None:
    report = load(
        {"prompt": "Tell me about frogs"},
        {"prompt": "Frösche?", "language": "de", "tags": ["a", "b"], "split": "heldout"},
        {"prompt": "with nothing", "language": None, "tags": None, "split": None, "more": 1},
    )
    assert report == ImportReport(3, 0, 0, 0, (), 0)
    first, second, third = prompts.page_prompts(store)
    assert (first.language, first.tags, first.split) == ("en", (), prompts.deal(first.text))
    assert (second.language, second.tags, second.split) == ("de", ("a", "b"), "heldout")
    assert (third.language, third.tags, third.split) == ("en", (), prompts.deal(third.text))


def test_a_prompt_goes_to_the_stage_that_its_label_trains(store: Store, load: Load) -> None:
    numbers = range(30)
    load(*({"prompt": f"d {n}", "demonstration": "x"} for n in numbers))
    load(*({"prompt": f"c {n}", "responses": ["x", "y"]} for n in numbers))
    load({"prompt": "held", "demonstration": "x", "split": "heldout"})
    pipeline = runs.pipeline(store)
    assert pipeline.prompts == {"sft": 30, "reward": 30, "ppo": 0, "heldout": 1}
    assert (pipeline.demonstrations, pipeline.response_sets, pipeline.comparisons) == (31, 30, 0)


def test_a_known_prompt_is_not_dealt_again(store: Store, load: Load) -> None:
    load({"prompt": "frogs", "split": "heldout", "language": "de"})
    report = load({"prompt": " frogs ", "demonstration": "green", "split": "sft"})
    assert report == ImportReport(0, 0, 1, 0, (), 0)
    (prompt,) = prompts.page_prompts(store)
    assert (prompt.split, prompt.language) == ("heldout", "de")


def test_what_is_there_already_is_a_duplicate(store: Store, load: Load) -> None:
    rows = (
        {"prompt": "a"},
        {"prompt": "b", "demonstration": "text"},
        {"prompt": "c", "responses": ["x", "y", "z"], "groups": [[2], [0, 1]]},
        {"prompt": "d", "responses": ["x", "y"]},
    )
    assert load(*rows) == ImportReport(4, 0, 1, 1, (), 0)
    assert load(*rows) == ImportReport(0, 4, 0, 0, (), 0)
    assert load(rows[0], rows[0]) == ImportReport(0, 2, 0, 0, (), 0)
    other = {**rows[2], "groups": [[0], [1], [2]]}
    assert load(other) == ImportReport(0, 0, 0, 1, (), 0)
    (demonstration,) = labels.demonstrations(store)
    labels.withdraw_demonstration(store, demonstration.id)
    assert load(rows[1]) == ImportReport(0, 0, 1, 0, (), 0)


def test_a_comparison_is_read_as_it_was_ranked(store: Store, ann: Labeler, load: Load) -> None:
    load(
        {
            "prompt": "frogs",
            "responses": ["zero", "one", "two", "three"],
            "groups": [[2], [0, 3], [1]],
            "shown_order": [3, 2, 1, 0],
            "sampling": {"temperature": 0.5},
            "seeds": [5, 6, 7, 8],
            "finished": [True, True, False, True],
            "seconds": 9,
            "created_at": "2026-05-01T12:00:00+02:00",
            "program_version": "0.0.9",
            "guideline_version": "abc",
        }
    )
    (comparison,) = labels.comparisons(store)
    shown = prompts.get_response_set(store, comparison.set_id)
    ids = [response.id for response in shown.responses]
    assert [response.text for response in shown.responses] == ["zero", "one", "two", "three"]
    assert [response.seed for response in shown.responses] == [5, 6, 7, 8]
    assert [response.finished for response in shown.responses] == [True, True, False, True]
    assert {response.sampling["temperature"] for response in shown.responses} == {0.5}
    assert comparison.groups == ((ids[2],), (ids[0], ids[3]), (ids[1],))
    assert comparison.shown_order == (ids[3], ids[2], ids[1], ids[0])
    assert comparison.created_at == datetime(2026, 5, 1, 10, tzinfo=UTC)
    assert (comparison.labeler_id, comparison.seconds, comparison.synthetic) == (ann.id, 9, False)
    assert (comparison.program_version, comparison.guideline_version) == ("0.0.9", "abc")


def test_labels_belong_to_the_labeler_they_name(store: Store, ann: Labeler, load: Load) -> None:
    load(
        {"prompt": "a", "demonstration": "x"},
        {"prompt": "b", "demonstration": "x", "labeler": "Bob"},
        {
            "prompt": "c",
            "responses": ["x", "y"],
            "groups": [[0, 1]],
            "labeler": "R",
            "synthetic": True,
        },
    )
    by_name = {labeler.name: labeler for labeler in labels.list_labelers(store)}
    assert [label.labeler_id for label in labels.demonstrations(store)] == [
        ann.id,
        by_name["Bob"].id,
    ]
    assert [label.labeler_id for label in labels.comparisons(store)] == [by_name["R"].id]
    assert [by_name[name].synthetic for name in ("Ann", "Bob", "R")] == [False, False, True]


def test_a_text_file_holds_a_prompt_on_each_line(store: Store, load: Load) -> None:
    report = load(
        b"\xef\xbb\xbffrogs\r", b"", b"  ", '{"prompt": "M\u00e4use"}'.encode(), name="p.TXT"
    )
    assert report == ImportReport(2, 0, 0, 0, (), 0)
    assert [p.text for p in prompts.page_prompts(store)] == ["frogs", '{"prompt": "Mäuse"}']


def test_the_sample_project_has_no_bad_row_and_no_row_twice(store: Store, ann: Labeler) -> None:
    for source in resource("sample_project").glob("prompts.*.jsonl"):
        report = import_file(store, source, labeler_id=ann.id)
        assert report.bad_rows == ()
        assert report.duplicates == 0


# Bad rows


@pytest.mark.parametrize(
    ("row", "position", "near"),
    [
        ('{"prompt": "p" "split": "sft"}', 16, '"split": "sft"}'),
        ('{"prompt": "Mäuse", "split" = "a split of its own"}', 29, '= "a split of its ow'),
        (r'{"prompt": "C:\Users"}', 15, r'\Users"}'),
    ],
)
def test_where_a_row_goes_wrong_is_told(load: Load, row: str, position: int, near: str) -> None:
    (bad,) = load(row.encode()).bad_rows
    assert (bad.code, bad.details) == ("row_not_json", {"position": position, "near": near})


RANKED = {"prompt": "p", "responses": ["x", "y"]}


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"{", "row_breaks_off"),
        (b'{"prompt": "a fr', "row_breaks_off"),
        (b'{"prompt": "p" "split": "sft"}', "row_not_json"),
        (b"[" * 100_000, "row_too_deep"),
        (b'{"prompt": "p", "seconds": ' + b"9" * 5000 + b"}", "row_number_long"),
        (b'{"prompt": "p"} {"prompt": "q"}', "row_goes_on"),
        (b'{"prompt": "caf\xe9"}', "row_not_utf8"),
        ([1], "row_not_object"),
        ("prompt", "row_not_object"),
        (None, "row_not_object"),
        ({}, "row_without_prompt"),
        ({"prompt": None}, "row_without_prompt"),
        ({"prompt": 5}, "row_field"),
        ({"prompt": ""}, "prompt_empty"),
        ({"prompt": " \n"}, "prompt_empty"),
        ({"prompt": "x" * 20_001}, "prompt_too_long"),
        (b'{"prompt": "half a \\ud83d frog"}', "text_not_unicode"),
        ({"prompt": "p", "split": "test"}, "split_unknown"),
        ({"prompt": "p", "split": ["sft"]}, "row_field"),
        ({"prompt": "p", "language": "the English one"}, "language_unknown"),
        ({"prompt": "p", "language": 1}, "row_field"),
        ({"prompt": "p", "tags": "a"}, "row_field"),
        ({"prompt": "p", "tags": [1]}, "row_field"),
        (b'{"prompt": "p", "tags": ["\\ud83d"]}', "text_not_unicode"),
        ({"prompt": "p", "demonstration": ""}, "demonstration_empty"),
        ({"prompt": "p", "demonstration": {}}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "seconds": -1}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "seconds": True}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "seconds": float("nan")}, "row_field"),
        (b'{"prompt": "p", "demonstration": "d", "seconds": 1e999}', "row_field"),
        ({"prompt": "p", "demonstration": "d", "seconds": 10**400}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "created_at": "yesterday"}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "created_at": 5}, "row_field"),
        (
            {"prompt": "p", "demonstration": "d", "created_at": "0001-01-01T00:00+14:00"},
            "row_field",
        ),
        ({"prompt": "p", "demonstration": "d", "labeler": "x" * 201}, "row_field"),
        ({"prompt": "p", "demonstration": "d", "labeler": " "}, "labeler_name"),
        (
            {"prompt": "p", "demonstration": "d", "labeler": "Ann", "synthetic": True},
            "labeler_kind",
        ),
        ({"prompt": "p", "demonstration": "d", "labeler": "A", "synthetic": 1}, "row_field"),
        ({"prompt": "p", "responses": ["x"]}, "response_set_small"),
        ({"prompt": "p", "responses": "xy"}, "row_field"),
        ({"prompt": "p", "responses": ["x", 1]}, "row_field"),
        ({**RANKED, "groups": [[0]]}, "row_field"),
        ({**RANKED, "groups": [[0], [1], []]}, "row_field"),
        ({**RANKED, "groups": [[0], [1], [2]]}, "row_field"),
        ({**RANKED, "groups": [0, 1]}, "row_field"),
        ({**RANKED, "groups": [[False], [True]]}, "row_field"),
        ({**RANKED, "groups": {"0": 1}}, "row_field"),
        ({"prompt": "p", "groups": [[0]]}, "row_field"),
        ({**RANKED, "groups": [[0, 1]], "shown_order": [0, 0]}, "row_field"),
        ({**RANKED, "sampling": [{}]}, "row_field"),
        ({**RANKED, "sampling": [1, 2]}, "row_field"),
        ({**RANKED, "sampling": "greedy"}, "row_field"),
        ({**RANKED, "sampling": {"temperature": float("nan")}}, "sampling_unfit"),
        ({**RANKED, "sampling": {"stop": "\ud83d"}}, "text_not_unicode"),
        ({**RANKED, "seeds": [1]}, "row_field"),
        ({**RANKED, "seeds": [1, 2**63]}, "row_field"),
        ({**RANKED, "seeds": [1, 0.5]}, "row_field"),
        ({**RANKED, "finished": [1, 1]}, "row_field"),
        ({**RANKED, "checkpoints": ["a"]}, "row_field"),
        ({**RANKED, "checkpoints": ["a", 1]}, "row_field"),
    ],
)
def test_a_bad_row_is_reported_and_the_others_are_added(
    store: Store, load: Load, row: object, code: str
) -> None:
    report = load({"prompt": "good"}, b"", row, {"prompt": "also good"})
    assert [(bad.line, bad.code) for bad in report.bad_rows] == [(3, code)]
    assert report == ImportReport(2, 0, 0, 0, report.bad_rows, 1)
    assert [prompt.text for prompt in prompts.page_prompts(store)] == ["good", "also good"]
    assert prompts.unranked_sets(store) == []


def test_a_line_without_end_is_skipped_in_bounded_memory(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 64)
    long = {"prompt": "x" * 1000}
    just = {"prompt": "x" * (63 - len('{"prompt": ""}'))}  # 64 bytes with the end of the line
    report = load({"prompt": "good"}, long, just, long, {"prompt": "also good"}, long)
    assert [(bad.line, bad.code) for bad in report.bad_rows] == [
        (2, "row_too_long"),
        (4, "row_too_long"),
        (6, "row_too_long"),
    ]
    assert report.prompts == 3


def test_the_report_of_a_wholly_wrong_file_stays_small(load: Load) -> None:
    report = load(*[b"{"] * (MAX_BAD_ROWS + 5))
    assert len(report.bad_rows) == MAX_BAD_ROWS
    assert report.bad_row_count == MAX_BAD_ROWS + 5


@given(st.lists(st.binary(max_size=60), max_size=20))
@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_give_a_report(load: Load, lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b"").replace(b"\r", b"") for line in lines]
    report = load(*lines, reading=Reading("jsonl"))
    blank = sum(not line.strip() for line in lines)
    told = report.prompts + report.duplicates + report.bad_row_count
    assert told == len(lines) - blank or lines[0].startswith(b"\xef\xbb\xbf")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)
KEYS = ["prompt", "demonstration", "responses", "groups", "shown_order", "sampling", "seeds"]
MORE = ["finished", "labeler", "seconds", "created_at", "sampled_at", "synthetic", "tags", "split"]


HISTORY = ["revisions", "withdrawn_at", "withdrawn_ratings", "repeat_of", "gold", "skips"]


@given(st.lists(st.dictionaries(st.sampled_from(KEYS + MORE + HISTORY), JSON), max_size=5))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_values_give_a_report(load: Load, rows: list[dict[str, Any]]) -> None:
    report = load(*({"prompt": "p", **row} for row in rows))
    brought = report.prompts + report.duplicates + report.demonstrations
    assert brought + report.bad_row_count >= len(rows)


# Unreadable files, stopping, progress


def test_a_file_that_cannot_be_read(store: Store, ann: Labeler, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(InputError, match="file_unreadable"):
            import_file(store, path, labeler_id=ann.id)


def test_a_file_that_breaks_off_leaves_nothing(
    store: Store, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lines(path: Path) -> Iterator[reader.Line]:
        for number in range(1, 2000):
            yield reader.Line(number, b'{"prompt": "%d"}' % number, number, 2000)
        raise InputError("file_unreadable", path=str(path), reason="the stick was pulled out")

    monkeypatch.setattr(reader, "read_lines", lines)
    with pytest.raises(InputError, match="file_unreadable"):
        load(reading=Reading("jsonl"))
    assert prompts.count_prompts(store) == 0


def test_an_import_tells_how_far_it_is(load: Load) -> None:
    seen: list[tuple[int, int]] = []
    load(*({"prompt": f"p {n}"} for n in range(1000)), progress=lambda *at: seen.append(at))
    done = [at for at, _ in seen]
    assert done == sorted(done)
    assert len(done) >= 10
    assert len({total for _, total in seen}) == 1
    assert 0 < done[0] < done[-1] <= seen[-1][1]


def test_a_stopped_import_leaves_nothing(store: Store, load: Load) -> None:
    answers = iter([False] * 8)
    with pytest.raises(StopRequested):
        load(*({"prompt": f"p {n}"} for n in range(2000)), stop=lambda: next(answers, True))
    assert next(answers, None) is None
    assert prompts.count_prompts(store) == 0
    assert load({"prompt": "after"}).prompts == 1


def test_an_import_needs_a_labeler(store: Store, tmp_path: Path) -> None:
    (tmp_path / "p.txt").write_text("frogs")
    with pytest.raises(InputError, match="labeler_missing"):
        import_file(store, tmp_path / "p.txt", labeler_id=99)


# Export


def test_exports_hold_what_they_say(store: Store, load: Load, tmp_path: Path) -> None:
    load(
        {"prompt": "a"},
        {"prompt": "b", "demonstration": "text"},
        {"prompt": "c", "responses": ["x", "y"], "groups": [[1], [0]]},
        {"prompt": "d", "responses": ["x", "y"]},
    )
    counts = {}
    for what in ("prompts", "demonstrations", "comparisons", "all"):
        path = tmp_path / f"{what}.jsonl"
        counts[what] = export_file(store, path, what).rows
        assert len(path.read_text("utf-8").splitlines()) == counts[what]
    assert counts == {"prompts": 4, "demonstrations": 1, "comparisons": 1, "all": 4}
    with pytest.raises(InputError, match="export_unknown"):
        export_file(store, tmp_path / "x.jsonl", "everything")


def test_an_export_names_the_checkpoint_of_each_response(store: Store, tmp_path: Path) -> None:
    made = runs.add_checkpoint(store, "sft", "sft-1", "models/sft-1", None, None, {})
    (prompt_id,) = prompts.add_prompts(store, [NewPrompt("frogs")])
    responses = [NewResponse("x", made.id, {}, 0), NewResponse("y", None, {}, 0)]
    prompts.add_response_set(store, prompt_id, responses)
    export_file(store, tmp_path / "all.jsonl")
    row = json.loads((tmp_path / "all.jsonl").read_text())
    assert row["checkpoints"] == ["sft-1", None]


def test_the_name_of_a_foreign_checkpoint_is_kept(store: Store, load: Load, tmp_path: Path) -> None:
    """It is not mistaken for a checkpoint of that name in this project."""
    runs.add_checkpoint(store, "sft", "sft-1", "models/sft-1", None, None, {})
    load({**RANKED, "checkpoints": ["sft-1", None], "sampling": {"top_k": 5}})
    export_file(store, tmp_path / "all.jsonl")
    row = json.loads((tmp_path / "all.jsonl").read_text())
    assert row["checkpoints"] == ["sft-1", None]
    assert row["sampling"] == [{"top_k": 5}] * 2
    (shown,) = prompts.unranked_sets(store)
    assert [response.checkpoint_id for response in shown.responses] == [None, None]


def test_a_failed_export_leaves_the_older_file(
    store: Store, load: Load, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load({"prompt": "a"})
    path = tmp_path / "out.jsonl"
    export_file(store, path, "prompts")
    before = path.read_bytes()
    load({"prompt": "b"})

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="disk_full"):
        export_file(store, path, "prompts")
    assert path.read_bytes() == before
    assert not path.with_name("out.jsonl.new").exists()
    with pytest.raises(InputError, match="folder_unwritable"):
        export_file(store, tmp_path / "missing" / "out.jsonl")


def test_a_hasty_label_and_ratings_without_a_ranking_are_kept(
    store: Store, load: Load, tmp_path: Path
) -> None:
    rated = [{"response": 1, "quality": 2, "flags": ["false"], "notes": "no"}]
    load(
        {"prompt": "Q", "demonstration": "A", "hasty": True},
        {"prompt": "R", "responses": ["a", "b"], "labeler": "Bob", "ratings": rated},
    )
    export_file(store, tmp_path / "out.jsonl")
    lines = (tmp_path / "out.jsonl").read_text("utf-8").splitlines()
    hasty, told = map(json.loads, lines)
    assert hasty["hasty"] is True
    assert told["labeler"] == "Bob"
    assert "groups" not in told
    [rating] = told["ratings"]
    assert {name: rating[name] for name in rated[0]} == rated[0]

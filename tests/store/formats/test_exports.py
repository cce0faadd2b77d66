"""Exports for trainers: each TRL type, standard and conversational; filters; file types."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from studio.errors import InputError
from studio.jobs.control import StopRequested
from studio.store import runs, schema
from studio.store.engine import Store
from studio.store.formats.exporting import EXPORTS, export_file
from studio.store.formats.importing import import_file
from studio.store.formats.selection import Selection, guideline_versions
from studio.store.records import Labeler
from studio.store.sources import by_hand, from_endpoint
from tests.store.formats.conftest import Held, Load

DIALOGUE = "User: Hi\n\nAssistant: Hello\n\nUser: Sing"
ROWS = [
    {"prompt": "only a prompt", "split": "ppo"},
    {
        "prompt": "Q",
        "demonstration": "A",
        "labeler": "Ann",
        "created_at": "2026-01-01T00:00:00+00:00",
        "guideline_version": "v1",
    },
    {
        "prompt": DIALOGUE,
        "responses": ["w", "x", "y", "z"],
        "groups": [[2], [0, 3], [1]],
        "labeler": "Bob",
        "created_at": "2026-02-01T00:00:00+00:00",
    },
    {
        "prompt": "tied",
        "language": "de",
        "responses": ["x", "y"],
        "groups": [[0, 1]],
        "labeler": "Robot",
        "synthetic": True,
        "created_at": "2026-03-01T00:00:00+00:00",
    },
    {"prompt": "waiting", "responses": ["x", "y"]},
]


@pytest.fixture
def exported(store: Store, load: Load, tmp_path: Path) -> Any:
    """Exports the labels above and reads the rows back."""
    assert load(*ROWS).bad_row_count == 0

    def export(what: str, **options: Any) -> list[dict[str, Any]]:
        path = tmp_path / "out.jsonl"
        report = export_file(store, path, what, **options)
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        assert report.rows == len(rows)
        return rows

    return export


def only(rows: list[dict[str, Any]], *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def user(text: str) -> dict[str, str]:
    return {"role": "user", "content": text}


def assistant(text: str) -> dict[str, str]:
    return {"role": "assistant", "content": text}


def test_trl_prompt_completion(exported: Any) -> None:
    (row,) = exported("prompt-completion")
    assert (row["prompt"], row["completion"], row["labeler"]) == ("Q", "A", "Ann")
    (row,) = exported("prompt-completion", conversational=True)
    assert (row["prompt"], row["completion"]) == ([user("Q")], [assistant("A")])


def test_trl_preference_with_explicit_prompt(exported: Any) -> None:
    """Every pair that is not tied, with how far apart it was ranked and by whom."""
    rows = exported("preference")
    assert only(rows, "chosen", "rejected", "rank_distance") == [
        ("y", "w", 1),
        ("y", "z", 1),
        ("y", "x", 2),
        ("w", "x", 1),
        ("z", "x", 1),
    ]
    assert {(row["prompt"], row["labeler"], row["comparison"]) for row in rows} == {
        (DIALOGUE, "Bob", 1)
    }
    assert {row["synthetic"] for row in rows} == {False}


def test_trl_preference_conversational(exported: Any) -> None:
    """A prompt that tells a dialogue becomes its messages again."""
    first = exported("preference", conversational=True)[0]
    assert first["prompt"] == [user("Hi"), assistant("Hello"), user("Sing")]
    assert (first["chosen"], first["rejected"]) == ([assistant("y")], [assistant("w")])


def test_trl_preference_with_implicit_prompt(exported: Any) -> None:
    first = exported("preference-implicit")[0]
    assert "prompt" not in first
    assert (first["chosen"], first["rejected"]) == (f"{DIALOGUE}\n\ny", f"{DIALOGUE}\n\nw")
    first = exported("preference-implicit", conversational=True)[0]
    opening = [user("Hi"), assistant("Hello"), user("Sing")]
    assert first["chosen"] == [*opening, assistant("y")]
    assert first["rejected"] == [*opening, assistant("w")]


def test_trl_unpaired_preference(exported: Any) -> None:
    """The best are good, the worst bad; a ranking that is all a tie says neither."""
    assert only(exported("unpaired"), "completion", "label") == [("y", True), ("x", False)]
    first = exported("unpaired", conversational=True)[0]
    assert first["completion"] == [assistant("y")]


@pytest.mark.parametrize("conversational", [False, True])
def test_trl_exports_name_the_source_of_each_response(
    store: Store, load: Load, tmp_path: Path, conversational: bool
) -> None:
    """A person, a checkpoint, an endpoint, or a file that says no more."""
    endpoint = from_endpoint("vLLM", "llama", "chat", 1.0, 64)
    load(
        {
            "prompt": "Q",
            "responses": ["own", "theirs", "typed", "unknown", "foreign"],
            "groups": [[0], [1], [2], [3], [4]],
            "sampling": [{"top_k": 5}, endpoint, by_hand("Bob"), {}, {}],
            "checkpoints": [None, None, None, None, "gpt-x"],
        },
        {"prompt": "D", "demonstration": "A", "labeler": "Ann"},
        {"prompt": "D", "demonstration": "B", "labeler": "Robot", "synthetic": True},
    )
    made = runs.add_checkpoint(store, "sft", "sft-1", "models/sft-1", None, None, {})
    with store.write() as session:
        own = session.query(schema.Response).filter_by(text="own").one()
        own.checkpoint_id = made.id
    sources = {
        "own": "checkpoint: sft-1",
        "theirs": "endpoint: vLLM (llama)",
        "typed": "by_hand: Bob",
        "unknown": "file",
        "foreign": "checkpoint: gpt-x",
    }

    def told(what: str, *names: str) -> list[dict[str, str]]:
        export_file(store, tmp_path / "x.jsonl", what, conversational=conversational)
        rows = [json.loads(line) for line in (tmp_path / "x.jsonl").read_text().splitlines()]
        return [{last(row[name]): row[f"{name}_source"] for name in names} for row in rows]

    def last(text: Any) -> str:
        return str(text[-1]["content"] if conversational else text.rsplit("\n\n", 1)[-1])

    for what in ("preference", "preference-implicit"):
        pairs = told(what, "chosen", "rejected")
        assert len(pairs) == 10
        assert all(pair == {text: sources[text] for text in pair} for pair in pairs)
    assert told("unpaired", "completion") == [
        {"own": sources["own"]},
        {"foreign": "checkpoint: gpt-x"},
    ]
    assert told("prompt-completion", "completion") == [
        {"A": "by_hand: Ann"},
        {"B": "synthetic: Robot"},
    ]


def test_raw_rows_have_no_messages(exported: Any) -> None:
    for what in ("all", "comparisons"):
        with pytest.raises(InputError, match="export_not_spoken"):
            exported(what, conversational=True)


@pytest.mark.parametrize("conversational", [False, True])
@pytest.mark.parametrize("what", ["prompt-completion", "preference", "preference-implicit"])
def test_what_trainers_get_can_be_imported_as_the_same_labels(
    store: Store, exported: Any, held: Held, tmp_path: Path, what: str, conversational: bool
) -> None:
    """The pairs of a ranking with their labeler; demonstrations as they were."""
    exported(what, conversational=conversational)
    before = held()
    me = 1
    report = import_file(store, tmp_path / "out.jsonl", labeler_id=me)
    assert report.bad_row_count == 0
    if what == "prompt-completion":
        assert held() == before
        return
    (ranked,) = [row for row in held() if row["prompt"] == DIALOGUE]
    assert len(ranked["ranked"]) == 1 + 5
    assert set(ranked["by"]) == {"Bob"}
    assert [{"y"}, {"w"}] in ranked["ranked"]


# Filters


@pytest.mark.parametrize(
    ("selection", "prompts"),
    [
        (Selection(), ["only a prompt", "Q", DIALOGUE, "tied", "waiting"]),
        (Selection(labelers=("Bob",)), [DIALOGUE]),
        (Selection(labelers=("Bob", "Robot")), [DIALOGUE, "tied"]),
        (Selection(splits=("ppo", "sft")), ["only a prompt", "Q"]),
        (Selection(splits=("reward",)), [DIALOGUE, "tied", "waiting"]),
        (Selection(splits=("reward",), labelers=("Robot",)), ["tied"]),
        (Selection(since=datetime(2026, 2, 1, tzinfo=UTC)), [DIALOGUE, "tied"]),
        (Selection(before=datetime(2026, 2, 1, tzinfo=UTC)), ["Q"]),
        (Selection(guideline_version="v1"), ["Q"]),
        (Selection(guideline_version="v2"), []),
    ],
)
def test_exports_are_filtered(exported: Any, selection: Selection, prompts: list[str]) -> None:
    assert [row["prompt"] for row in exported("all", selection=selection)] == prompts
    labeled = [row["prompt"] for row in exported("comparisons", selection=selection)]
    assert labeled == [prompt for prompt in prompts if prompt in (DIALOGUE, "tied")]
    pairs = {row["prompt"] for row in exported("preference", selection=selection)}
    assert pairs == {DIALOGUE} & set(prompts)


def test_a_filter_that_cannot_be_meant(exported: Any) -> None:
    with pytest.raises(InputError, match="labeler_unknown"):
        exported("all", selection=Selection(labelers=("Nobody",)))
    with pytest.raises(InputError, match="split_unknown"):
        Selection(splits=("train",))


def test_a_report_says_what_was_written(store: Store, exported: Any, tmp_path: Path) -> None:
    report = export_file(store, tmp_path / "out.jsonl", "comparisons")
    assert (report.rows, report.synthetic) == (2, 1)
    assert report.labelers == {"Bob": 1, "Robot": 1}
    assert report.splits == {"reward": 2}
    assert report.languages == {"en": 1, "de": 1}
    assert report.first_label == "2026-02-01T00:00:00+00:00"
    assert report.last_label == "2026-03-01T00:00:00+00:00"


# File types


def test_csv_cells_are_no_formulas(store: Store, load: Load, tmp_path: Path) -> None:
    texts = ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "plain", '"=1"', "=1\n=2"]
    load(*({"prompt": text} for text in texts))
    export_file(store, tmp_path / "out.csv", "prompts")
    with open(tmp_path / "out.csv", encoding="utf-8-sig", newline="") as file:
        cells = [row["prompt"] for row in csv.DictReader(file)]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert import_file(store, tmp_path / "out.csv", labeler_id=1).duplicates == len(texts)


@pytest.mark.parametrize("what", EXPORTS)
@pytest.mark.parametrize("file_type", ["json", "csv", "parquet"])
def test_every_export_has_the_same_rows_in_every_file_type(
    store: Store, exported: Any, tmp_path: Path, what: str, file_type: str
) -> None:
    from studio.store.formats.reading import Reading, open_file

    if file_type == "parquet" and find_spec("pyarrow") is None:
        pytest.skip("pyarrow is not here")
    expected = [
        {key: value for key, value in row.items() if value is not None} for row in exported(what)
    ]
    export_file(store, tmp_path / f"out.{file_type}", what)
    file = open_file(tmp_path / f"out.{file_type}", Reading())
    assert file.file_type == file_type
    assert [_comparable(item.values) for item in file.items] == [_comparable(r) for r in expected]


def _comparable(row: Any) -> dict[str, Any]:
    """Without the nulls within lists, which tables keep and JSON lines too."""
    return {key: value for key, value in row.items() if value not in ([], None)}


def test_parquet_without_its_package_says_how_to_get_it(
    store: Store, ann: Labeler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    for name in ("pyarrow", "pyarrow.parquet"):
        monkeypatch.setitem(sys.modules, name, None)
    (tmp_path / "file").write_bytes(b"PAR1")
    with pytest.raises(InputError, match="package_missing") as raised:
        import_file(store, tmp_path / "file", labeler_id=ann.id)
    assert raised.value.details["extra"] == "parquet"
    with pytest.raises(InputError, match="package_missing"):
        export_file(store, tmp_path / "out.parquet")
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize("file_type", ["jsonl", "parquet"])
@pytest.mark.parametrize("what", EXPORTS)
def test_each_export_loads_with_datasets(
    store: Store, exported: Any, tmp_path: Path, what: str, file_type: str
) -> None:
    datasets = pytest.importorskip("datasets")
    rows = export_file(store, tmp_path / f"x.{file_type}", what).rows
    builder = "json" if file_type == "jsonl" else "parquet"
    loaded = datasets.load_dataset(
        builder,
        data_files=str(tmp_path / f"x.{file_type}"),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert len(loaded) == rows


def test_an_export_tells_its_progress_and_can_be_stopped(
    store: Store, load: Load, tmp_path: Path
) -> None:
    load(*({"prompt": f"Prompt {number}"} for number in range(250)))
    path = tmp_path / "out.jsonl"
    told: list[int] = []
    export_file(store, path, progress=told.append)
    assert told == [100, 200]
    before = path.read_bytes()
    with pytest.raises(StopRequested):
        export_file(store, path, stop=lambda: True)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.glob("out*")] == ["out.jsonl"]


def test_the_versions_of_guidelines_that_labels_name(store: Store, load: Load) -> None:
    load(*ROWS)
    assert guideline_versions(store) == ["v1"]

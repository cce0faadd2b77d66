"""Making and opening a project: all of it or nothing, and clear words for every folder."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from studio.config import resource
from studio.errors import InputError, StoreError
from studio.store import labels, project, runs
from studio.store.project import create_project, open_project
from studio.store.prompts import count_prompts, page_prompts


def test_an_empty_project(tmp_path: Path) -> None:
    with closing(create_project(tmp_path / "frogs", sample=False)) as made:
        assert made.name == "frogs"
        assert made.models == tmp_path / "frogs" / "models"
        assert made.models.is_dir()
        assert count_prompts(made.store) == 0
        assert labels.list_labelers(made.store) == []
        (base,) = runs.list_checkpoints(made.store)
        assert (base.stage, base.name) == ("base", "embedded")
        assert made.checkpoint_folder(base) == resource("base_model")
    assert [path.name for path in tmp_path.iterdir()] == ["frogs"]


def test_the_sample_project_has_work_for_every_stage(tmp_path: Path) -> None:
    with closing(create_project(tmp_path / "sample", sample=True)) as made:
        pipeline = runs.pipeline(made.store)
        assert all(count > 20 for count in pipeline.prompts.values())
        (labeler,) = labels.list_labelers(made.store)
        assert labeler.name == "Sample project"
        written = labels.demonstrations(made.store)
        for language in ("en", "de"):
            prompts = page_prompts(made.store, limit=10_000)
            assert sum(prompt.language == language for prompt in prompts) >= 150
            assert sum(label.prompt.language == language for label in written) >= 60
        texts = {prompt.text for prompt in prompts}
        assert {"Explain the moon landing to a 6 year old", "Write a story about frogs"} <= texts
        assert {label.labeler_id for label in written} == {labeler.id}


def test_guidelines_are_the_projects_own(tmp_path: Path) -> None:
    with closing(create_project(tmp_path / "p", sample=True)) as made:
        assert made.guidelines("de") == resource("sample_project", "guidelines.de.md").read_text()
        assert made.guidelines("fr") == made.guidelines("en") != made.guidelines("de")
        before = made.guideline_version("de")
        assert before == made.guideline_version("de") != made.guideline_version("en")
        (made.folder / "guidelines" / "de.md").write_text("Sei nett.")
        assert made.guideline_version("de") != before
        shutil.rmtree(made.folder / "guidelines")
        assert made.guidelines("de") == ""
        assert made.guideline_version("de") is None


def test_checkpoints_are_found_inside_and_outside_the_project(tmp_path: Path) -> None:
    with closing(create_project(tmp_path / "p", sample=False)) as made:
        own = runs.add_checkpoint(made.store, "sft", "a", "models/a", None, None, {})
        other = runs.add_checkpoint(made.store, "base", "b", str(tmp_path / "b"), None, None, {})
        assert made.checkpoint_folder(own) == made.folder / "models" / "a"
        assert made.checkpoint_folder(other) == tmp_path / "b"


def test_an_empty_folder_becomes_a_project(tmp_path: Path) -> None:
    (tmp_path / "p").mkdir()
    create_project(tmp_path / "p", sample=False).close()
    open_project(str(tmp_path / "p")).close()


def test_folders_in_use_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear frog")
    for name in ("file", "full"):
        with pytest.raises(InputError, match="folder_not_empty"):
            create_project(tmp_path / name, sample=False)
    with pytest.raises(InputError, match="folder_not_empty"):
        create_project("/", sample=False)
    create_project(tmp_path / "p", sample=False).close()
    with pytest.raises(InputError, match="project_exists"):
        create_project(tmp_path / "p", sample=False)
    with pytest.raises(InputError, match="folder_unwritable"):
        create_project(tmp_path / "file" / "inside", sample=False)
    with pytest.raises(InputError, match="folder_unwritable"):
        create_project(tmp_path / ("x" * 300), sample=False)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "full", "p"]


@pytest.mark.parametrize("folder_exists", [False, True])
def test_a_failure_half_way_leaves_no_half_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder_exists: bool
) -> None:
    if folder_exists:
        (tmp_path / "p").mkdir()

    def fail(*_: object, **__: object) -> None:
        raise StoreError("disk_full", path="p")

    monkeypatch.setattr(project, "import_file", fail)
    with pytest.raises(StoreError, match="disk_full"):
        create_project(tmp_path / "p", sample=True)
    left = [path.name for path in tmp_path.iterdir()]
    assert left == (["p"] if folder_exists else [])
    assert not folder_exists or list((tmp_path / "p").iterdir()) == []


def test_what_is_no_project_is_not_opened(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(InputError, match="project_missing"):
            open_project(folder)
    assert list(tmp_path.iterdir()) == []


def test_an_emptied_database_is_damaged_not_new(tmp_path: Path) -> None:
    create_project(tmp_path / "p", sample=False).close()
    (tmp_path / "p" / "studio.sqlite").write_bytes(b"")
    with pytest.raises(StoreError, match="store_damaged"):
        open_project(tmp_path / "p")


def test_opening_marks_runs_that_a_crash_cut_off(tmp_path: Path) -> None:
    with closing(create_project(tmp_path / "p", sample=False)) as first:
        run = runs.start_run(first.store, "sft", {}, None, 0, "", 0)
        with closing(open_project(tmp_path / "p")) as second:
            assert runs.get_run(second.store, run.id).status == "running"
    with closing(open_project(tmp_path / "p")) as third:
        assert runs.get_run(third.store, run.id).status == "interrupted"


def test_a_copied_project_is_whole(tmp_path: Path) -> None:
    """Also when the copy is made while the project is open."""
    with closing(create_project(tmp_path / "p", sample=False)) as made:
        labels.add_labeler(made.store, "Ann")
        shutil.copytree(tmp_path / "p", tmp_path / "copy")
    with closing(open_project(tmp_path / "copy")) as copy:
        assert [labeler.name for labeler in labels.list_labelers(copy.store)] == ["Ann"]
    with closing(sqlite3.connect(tmp_path / "copy" / "studio.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

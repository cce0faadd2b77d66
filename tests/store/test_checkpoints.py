"""Checkpoints renamed, noted, followed back, and deleted without a loose end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import InputError
from studio.store import checkpoints, runs
from studio.store.project import Project, create_project
from studio.store.prompts import add_prompts, add_response_set, get_response_set
from studio.store.records import Checkpoint, NewPrompt, NewResponse


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    opened = create_project(tmp_path / "project", sample=False)
    yield opened
    opened.close()


def make(
    project: Project, stage: str, parent: int, status: str = "finished", **more: int
) -> Checkpoint:
    """A checkpoint with files, by a run that ended so."""
    store = project.store
    run = runs.start_run(store, stage, {}, parent, 0, "f00d", 12, **more)
    name = f"{stage}-{run.id}"
    folder = project.models / name
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(bytes(1000))
    (folder / "config.json").write_bytes(bytes(24))
    made = runs.add_checkpoint(store, stage, name, f"models/{name}", parent, run.id, {"loss": 1.5})
    runs.end_run(store, run.id, status, {})
    return made


def test_a_name_is_tidied_and_belongs_to_one(project: Project) -> None:
    sft = make(project, "sft", 1)
    checkpoints.rename(project.store, sft.id, "  the\n good  one ")
    renamed = runs.get_checkpoint(project.store, sft.id)
    assert (renamed.name, renamed.path) == ("the good one", sft.path)
    checkpoints.rename(project.store, sft.id, "the good one")
    for name, code in (
        ("embedded", "checkpoint_name_taken"),
        (" \n", "checkpoint_name"),
        ("x" * 101, "checkpoint_name"),
    ):
        with pytest.raises(InputError) as caught:
            checkpoints.rename(project.store, sft.id, name)
        assert caught.value.code == code
    assert runs.get_checkpoint(project.store, sft.id).name == "the good one"


def test_a_note_stands_beside_the_figures(project: Project) -> None:
    sft = make(project, "sft", 1)
    checkpoints.set_note(project.store, sft.id, " for the class \n")
    noted = runs.get_checkpoint(project.store, sft.id)
    assert checkpoints.note_of(noted) == "for the class"
    assert noted.summary["loss"] == 1.5
    checkpoints.set_note(project.store, sft.id, " ")
    assert runs.get_checkpoint(project.store, sft.id).summary == {"loss": 1.5}


def test_lineage_goes_back_to_the_base(project: Project) -> None:
    sft = make(project, "sft", 1)
    reward = make(project, "reward", sft.id)
    ppo = make(project, "ppo", sft.id, reward_checkpoint_id=reward.id)
    found = checkpoints.lineage(project.store, ppo)
    assert [one.stage for one in found] == ["ppo", "sft", "base"]


def test_dependents_are_children_runs_and_answers(project: Project) -> None:
    sft = make(project, "sft", 1)
    reward = make(project, "reward", sft.id)
    ppo = make(project, "ppo", sft.id, "stopped", reward_checkpoint_id=reward.id)
    [prompt] = add_prompts(project.store, [NewPrompt("Sing")])
    add_response_set(project.store, prompt, [NewResponse(t, sft.id, {}, 0) for t in "ab"])
    known = (reward.name, ppo.name)
    assert checkpoints.dependents(project, sft.id) == checkpoints.Dependents(known, (), 2)
    project.run_folder(ppo.run_id or 0).mkdir(parents=True)
    missed = checkpoints.dependents(project, sft.id)
    assert missed == checkpoints.Dependents(known, (ppo.run_id or 0,), 2)
    assert checkpoints.dependents(project, reward.id).checkpoints == (ppo.name,)
    assert not checkpoints.dependents(project, ppo.id)


def test_a_deleted_checkpoint_leaves_no_loose_end(project: Project) -> None:
    sft = make(project, "sft", 1)
    reward = make(project, "reward", sft.id)
    ppo = make(project, "ppo", sft.id, "stopped", reward_checkpoint_id=reward.id)
    project.run_folder(ppo.run_id or 0).mkdir(parents=True)
    [prompt] = add_prompts(project.store, [NewPrompt("Sing")])
    set_id = add_response_set(project.store, prompt, [NewResponse(t, sft.id, {}, 0) for t in "ab"])
    checkpoints.delete(project, sft.id)
    assert not (project.models / sft.name).exists()
    assert not project.run_folder(ppo.run_id or 0).exists()
    with pytest.raises(InputError):
        runs.get_checkpoint(project.store, sft.id)
    kept = runs.get_checkpoint(project.store, ppo.id)
    assert (kept.parent_id, kept.summary["lost_parent"]) == (None, sft.name)
    run = runs.get_run(project.store, ppo.run_id or 0)
    assert (run.parent_checkpoint_id, run.reward_checkpoint_id) == (None, reward.id)
    assert not project.can_go_on(run)
    answers = get_response_set(project.store, set_id).responses
    assert [(a.text, a.checkpoint_id) for a in answers] == [("a", None), ("b", None)]
    checkpoints.delete(project, reward.id)
    assert runs.get_run(project.store, ppo.run_id or 0).reward_checkpoint_id is None
    assert (project.models / ppo.name).is_dir()


def test_what_is_in_use_or_shipped_is_not_deleted(project: Project) -> None:
    sft = make(project, "sft", 1)
    runs.start_run(project.store, "reward", {}, sft.id, 0, "f00d", 3)
    for number, code in ((1, "checkpoint_shipped"), (sft.id, "checkpoint_in_use")):
        with pytest.raises(InputError) as caught:
            checkpoints.delete(project, number)
        assert caught.value.code == code
    assert (project.models / sft.name).is_dir()


def test_files_elsewhere_are_left_alone(project: Project, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "config.json").write_text("{}")
    added = runs.add_checkpoint(project.store, "base", "mine", str(mine), None, None, {})
    checkpoints.delete(project, added.id)
    assert (mine / "config.json").is_file()
    everything = runs.add_checkpoint(project.store, "base", "all", "models", None, None, {})
    checkpoints.delete(project, everything.id)
    assert project.models.is_dir()


def test_size_counts_the_files(project: Project, tmp_path: Path) -> None:
    sft = make(project, "sft", 1)
    assert checkpoints.size_on_disk(project, sft) == 1024
    (tmp_path / "m.gguf").write_bytes(bytes(7))
    for path, size in ((tmp_path / "m.gguf", 7), (tmp_path / "gone", None)):
        other = runs.add_checkpoint(project.store, "base", path.name, str(path), None, None, {})
        assert checkpoints.size_on_disk(project, other) == size

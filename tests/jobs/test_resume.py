"""A run that was stopped or killed goes on: the checkpoint is that of a run that never ended."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from studio.errors import InputError, ModelError
from studio.jobs import training
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Failed, Finished, Progress, Started, Stopped
from studio.jobs.requests import (
    LabelSynthetically,
    Request,
    Resume,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.jobs.runner import run
from studio.lm.checkpoint import load_tensors
from studio.store import labels, runs
from studio.store.project import Project, open_project
from studio.training import keeping
from studio.training.snapshot import read_snapshot
from tests.small_project import PPO, REWARD, SAMPLING, SFT

REQUESTS: dict[str, Request] = {
    "sft": TrainSFT(replace(SFT, epochs=3)),
    "reward": TrainReward(replace(REWARD, epochs=3)),
    "ppo": TrainPPO(PPO),
}


def tell(project: Project, request: Request, stop_after: int = -1) -> list[Event]:
    """Run a request, and stop it when it has told of so many steps."""
    told: list[Event] = []
    control = RunControl()

    def emit(event: Event) -> None:
        told.append(event)
        if isinstance(event, Progress) and event.step == stop_after:
            control.stop()

    run(project, request, emit=emit, control=control)
    return told


def tensors(project: Project, stage: str) -> dict[str, Tensor]:
    """The weights of a stage's newest checkpoint."""
    found = runs.list_checkpoints(project.store, stage)[0]
    folder = project.checkpoint_folder(found)
    return {
        f"{path.name}.{name}": tensor
        for path in sorted(folder.glob("*.safetensors"))
        for name, tensor in load_tensors(path).items()
    }


def recorded(project: Project, run_id: int) -> dict[str, list[tuple[int, float]]]:
    """A run's metrics, but for how fast it was."""
    found = runs.metrics(project.store, run_id)
    found.pop("tokens_per_second", None)
    return found


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps the state after every step."""
    monkeypatch.setattr(keeping, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "SHARE", float("inf"))


@pytest.fixture(params=["sft", "reward", "ppo"])
def stage(request: pytest.FixtureRequest, project: Project) -> str:
    """A stage, ready to be trained: what comes before it is trained already."""
    for before, training_request in REQUESTS.items():
        if before == request.param:
            break
        assert isinstance(tell(project, training_request)[-1], Finished)
        if before == "sft":
            tell(project, Sample(SAMPLING, prompts=8, k=3))
            tell(project, LabelSynthetically())
    return request.param


@pytest.mark.usefixtures("eager")
def test_f1_a_stopped_run_goes_on_to_the_same_checkpoint(project: Project, stage: str) -> None:
    assert isinstance(tell(project, REQUESTS[stage])[-1], Finished)
    whole, run_id = tensors(project, stage), runs.list_runs(project.store)[0].id
    curves, samples = recorded(project, run_id), runs.run_samples(project.store, run_id)

    assert isinstance(tell(project, REQUESTS[stage], stop_after=1)[-1], Stopped)
    stopped = runs.list_runs(project.store)[0]
    assert stopped.status == "stopped"
    assert project.can_go_on(stopped)
    left = runs.list_checkpoints(project.store, stage)[0].name

    told = tell(project, Resume(stopped.id, stage))
    assert isinstance(told[-1], Finished)
    started = next(event for event in told if isinstance(event, Started))
    assert (started.run_id, started.steps_done) == (stopped.id, 1)
    finished = runs.list_runs(project.store)[0]
    assert (finished.id, finished.status) == (stopped.id, "finished")
    assert recorded(project, finished.id) == curves
    assert runs.run_samples(project.store, finished.id) == samples
    found = tensors(project, stage)
    assert found.keys() == whole.keys()
    assert all(torch.equal(found[name], whole[name]) for name in whole)
    assert runs.list_checkpoints(project.store, stage)[0].name == f"{left}-2"
    assert not project.run_folder(finished.id).exists()
    assert not project.can_go_on(finished)


@pytest.mark.usefixtures("eager")
def test_labels_added_meanwhile_do_not_change_a_run_that_goes_on(project: Project) -> None:
    tell(project, REQUESTS["sft"])
    whole = tensors(project, "sft")
    tell(project, REQUESTS["sft"], stop_after=2)
    stopped = runs.list_runs(project.store)[0]
    demonstration = labels.demonstrations(project.store)[0]
    labels.withdraw_demonstration(project.store, demonstration.id)
    assert isinstance(tell(project, Resume(stopped.id, "sft"))[-1], Finished)
    found = tensors(project, "sft")
    assert all(torch.equal(found[name], whole[name]) for name in whole)


def test_a_run_that_finished_does_not_go_on(project: Project) -> None:
    tell(project, REQUESTS["sft"])
    failed = tell(project, Resume(runs.list_runs(project.store)[0].id, "sft"))[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "run_not_resumable"
    assert runs.list_runs(project.store)[0].status == "finished"
    with pytest.raises(InputError, match="run_not_resumable"):
        runs.go_on_with_run(project.store, runs.list_runs(project.store)[0].id, 0)


@pytest.mark.usefixtures("eager")
def test_a_changed_snapshot_is_refused(project: Project) -> None:
    tell(project, REQUESTS["sft"], stop_after=1)
    stopped = runs.list_runs(project.store)[0]
    path = project.run_folder(stopped.id) / training.SNAPSHOT
    path.write_text(path.read_text().replace("prompt", "promt", 1))
    with pytest.raises(ModelError, match="state_differs"):
        read_snapshot(path, "sft", stopped.data_hash)
    failed = tell(project, Resume(stopped.id, "sft"))[-1]
    assert isinstance(failed, Failed)
    assert failed.code == "state_differs"
    assert runs.get_run(project.store, stopped.id).status == "stopped"


@pytest.mark.usefixtures("eager")
def test_the_state_of_the_last_runs_is_kept(project: Project) -> None:
    for _ in range(training.KEPT_RUNS + 2):
        tell(project, REQUESTS["sft"], stop_after=1)
    found = runs.list_runs(project.store, "sft")
    assert [project.can_go_on(run) for run in found] == [True] * (training.KEPT_RUNS + 1) + [False]


KILLED = """
import sys
from tests.jobs.test_resume import REQUESTS, go_on_or_start
go_on_or_start(sys.argv[1], sys.argv[2])
"""


def go_on_or_start(folder: str, stage: str) -> None:
    """In a process of its own, which is going to be killed: tells of each step."""
    keeping.LEAST_SECONDS, keeping.SHARE = 0.0, float("inf")
    project = open_project(Path(folder))
    last = runs.list_runs(project.store)[0] if runs.list_runs(project.store) else None
    going_on = last is not None and project.can_go_on(last)
    request = Resume(last.id, stage) if going_on and last is not None else REQUESTS[stage]
    run(project, request, emit=lambda event: print(event, flush=True), control=RunControl())
    project.close()


def test_f1_f9_a_killed_run_goes_on_to_the_same_checkpoint(project: Project, stage: str) -> None:
    assert isinstance(tell(project, REQUESTS[stage])[-1], Finished)
    whole, run_id = tensors(project, stage), runs.list_runs(project.store)[0].id
    curves = recorded(project, run_id)
    project.close()
    command = [sys.executable, "-c", KILLED, str(project.folder), stage]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(random.randint(1, 6)):  # wherever it is then
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    again = open_project(project.folder)
    finished = runs.list_runs(again.store)[0]
    assert finished.status == "finished"
    assert recorded(again, finished.id) == curves
    found = tensors(again, stage)
    assert all(torch.equal(found[name], whole[name]) for name in whole)
    again.close()


@pytest.mark.usefixtures("eager")
def test_demonstrations_withdrawn_meanwhile_do_not_change_ppo_that_mixes_them_in(
    project: Project,
) -> None:
    for request in (TrainSFT(SFT), Sample(SAMPLING, prompts=8, k=3), LabelSynthetically()):
        tell(project, request)
    tell(project, TrainReward(REWARD))
    mixing = TrainPPO(replace(PPO, pretraining_coefficient=2.0))
    assert isinstance(tell(project, mixing)[-1], Finished)
    whole, run_id = tensors(project, "ppo"), runs.list_runs(project.store)[0].id
    assert "ptx_loss" in recorded(project, run_id)
    assert isinstance(tell(project, mixing, stop_after=1)[-1], Stopped)
    stopped = runs.list_runs(project.store)[0]
    demonstration = labels.demonstrations(project.store)[0]
    labels.withdraw_demonstration(project.store, demonstration.id)
    assert isinstance(tell(project, Resume(stopped.id, "ppo"))[-1], Finished)
    found = tensors(project, "ppo")
    assert all(torch.equal(found[name], whole[name]) for name in whole)

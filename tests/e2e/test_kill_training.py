"""The window killed while it trains: opened again, its Train screen goes on to the same weights."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from studio.config import Settings
from studio.gui.context import Context
from studio.gui.main_window import MainWindow
from studio.jobs.control import RunControl
from studio.jobs.events import Finished
from studio.jobs.requests import (
    LabelSynthetically,
    Request,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.jobs.runner import run
from studio.lm.checkpoint import load_tensors
from studio.store import labels, runs
from studio.store.project import Project, open_project
from tests.small_project import PPO, REWARD, SAMPLING, SFT, make_small_project

AT_WORK = Path(__file__).with_name("trainer_at_work.py")
# Long enough to be killed on their way also by a fast machine
OPTIONS = {
    "sft": replace(SFT, epochs=60),
    "reward": replace(REWARD, epochs=60),
    "ppo": replace(PPO, episodes=96),
}


def finish(project: Project, *requests: Request) -> None:
    for request in requests:
        told: list[object] = []
        run(project, request, emit=told.append, control=RunControl())
        assert isinstance(told[-1], Finished), told[-1]


def weights(project: Project, stage: str) -> dict[str, Tensor]:
    folder = project.checkpoint_folder(runs.list_checkpoints(project.store, stage)[0])
    return {
        f"{path.name}.{name}": tensor
        for path in sorted(folder.glob("*.safetensors"))
        for name, tensor in load_tensors(path).items()
    }


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Sums are the same to the bit only over as many threads, and other tests may set theirs."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(params=["sft", "reward", "ppo"])
def stage(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def folder(tmp_path: Path, tiny_model, tiny_tokenizer, stage: str) -> Path:
    """A project in which the stage can be trained."""
    project = make_small_project(tmp_path / "project", tiny_model, tiny_tokenizer)
    if stage != "sft":
        sample = Sample(SAMPLING, prompts=8, k=3)
        finish(project, TrainSFT(SFT), sample, LabelSynthetically())
    if stage == "ppo":
        finish(project, TrainReward(REWARD))
    project.close()
    return project.folder


@pytest.fixture
def opened(tmp_path: Path, monkeypatch, qtbot) -> Iterator[MainWindow]:
    monkeypatch.setenv("RLHF_STUDIO_HOME", str(tmp_path / "home"))
    context = Context(Settings())
    window = MainWindow(context)
    qtbot.addWidget(window)
    window.show()
    yield window
    assert context.bridge.shut_down()
    context.close()


def train_and_kill(folder: Path, stage: str, home: Path) -> None:
    """The real window trains the stage, and is killed when it has told of some steps."""
    told = json.dumps(asdict(OPTIONS[stage]))
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "RLHF_STUDIO_HOME": str(home)}
    environment["OMP_NUM_THREADS"] = "1"
    command = [sys.executable, str(AT_WORK), str(folder), stage, told]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as process:
        assert process.stdout is not None
        steps = random.Random(stage).randint(1, 2 if stage == "ppo" else 6)
        assert [process.stdout.readline() for _ in range(steps)] == ["step\n"] * steps
        process.send_signal(signal.SIGKILL)


def test_f1_killed_while_training_it_goes_on_from_the_train_screen(
    folder: Path, stage: str, opened: MainWindow, tmp_path: Path, qtbot
) -> None:
    train_and_kill(folder, stage, tmp_path / "home")
    project = open_project(folder)
    left = runs.list_runs(project.store)[0]
    assert (left.stage, left.status) == (stage, "interrupted")

    opened.context.open(project, labels.add_labeler(project.store, "Ann"))
    opened.go("train")
    screen = opened.screens["train"]
    screen.panel.switch.choose(stage)
    assert screen.header.go_on.isVisible()
    with qtbot.waitSignal(opened.context.bridge.ended, timeout=60_000) as ended:
        screen.header.go_on.click()
    assert isinstance(ended.args[1], Finished), ended.args[1]
    finished = runs.list_runs(project.store)[0]
    assert (finished.id, finished.status) == (left.id, "finished")

    resumed = weights(project, stage)
    request = {"sft": TrainSFT, "reward": TrainReward, "ppo": TrainPPO}[stage](OPTIONS[stage])
    finish(project, request)
    whole = weights(project, stage)
    assert resumed.keys() == whole.keys()
    assert all(torch.equal(resumed[name], whole[name]) for name in whole)

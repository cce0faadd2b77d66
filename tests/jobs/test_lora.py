"""The three stages with LoRA, as jobs: whole checkpoints, and their adapters beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from studio.jobs.control import RunControl
from studio.jobs.events import Event, Finished, Progress, Stopped
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
from studio.jobs.training import load, load_reward
from studio.lm.checkpoint import load_model, load_tensors
from studio.lm.json_file import read_json
from studio.store import runs
from studio.store.project import Project
from studio.store.records import Checkpoint
from studio.training import keeping, ppo, reward, sft
from tests.small_project import PPO, REWARD, SAMPLING, SFT

REQUESTS: dict[str, Request] = {
    "sft": TrainSFT(replace(SFT, lora_rank=3, lora_alpha=6)),
    "reward": TrainReward(replace(REWARD, lora_rank=3, lora_alpha=6, learning_rate=0.02)),
    "ppo": TrainPPO(replace(PPO, lora_rank=3, lora_alpha=6, learning_rate=0.02)),
}
PREFIX = "base_model.model."


@pytest.fixture(autouse=True)
def fp32(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frozen weights that are not rounded, so that they can be compared bit by bit."""
    for stage in (sft, reward, ppo):
        monkeypatch.setattr(stage, "bf16_supported", lambda device: False)


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


def newest(project: Project, stage: str) -> Checkpoint:
    return runs.list_checkpoints(project.store, stage)[0]


def train(project: Project, *stages: str) -> None:
    for stage in stages:
        assert isinstance(tell(project, REQUESTS[stage])[-1], Finished)
        if stage == "sft":
            tell(project, Sample(SAMPLING, prompts=8, k=3))
            tell(project, LabelSynthetically())


def with_adapter(base: dict[str, Tensor], files: Path) -> dict[str, Tensor]:
    """The base's weights with the adapter's, by PEFT's rules."""
    config = read_json(files / "adapter_config.json")
    tensors, found = load_tensors(files / "adapter_model.safetensors"), dict(base)
    for name, tensor in tensors.items():
        place = name.removeprefix(PREFIX)
        if place.endswith(".lora_A.weight"):
            part = place.removesuffix(".lora_A.weight")
            up = tensors[f"{PREFIX}{part}.lora_B.weight"]
            update = config["lora_alpha"] / config["r"] * (up @ tensor)
            found[f"{part}.weight"] = found[f"{part}.weight"] + update
        elif ".lora_" not in place:
            found[place] = tensor
    return found


def test_each_checkpoint_is_its_parent_with_the_adapter_beside_it(project: Project) -> None:
    train(project, "sft", "reward", "ppo")
    parents = {"sft": "base", "reward": "sft", "ppo": "sft"}
    for stage, before in parents.items():
        found, parent = newest(project, stage), newest(project, before)
        folder = project.checkpoint_folder(found)
        base, _ = load_model(project.checkpoint_folder(parent))
        model, _ = load(project, found)
        config = read_json(folder / "adapter" / "adapter_config.json")
        assert config["base_model_name_or_path"] == parent.name
        assert (config["r"], config["lora_alpha"]) == (3, 6)
        expected = with_adapter(base.state_dict(), folder / "adapter")
        own = model.state_dict()
        assert own.keys() <= expected.keys()
        for name, weight in own.items():
            plain = name.startswith("lm_head")  # tied: loaded with the embeddings
            wanted = own["model.embed_tokens.weight"] if plain else expected[name]
            torch.testing.assert_close(weight, wanted, atol=1e-6, rtol=1e-6)
        moved = {n for n, w in base.state_dict().items() if not torch.equal(w, own[n])}
        assert any("down_proj" in name for name in moved)
        if stage != "sft":  # which gives the markers a first meaning
            assert all("proj" in name for name in moved)
    judge, *_ = load_reward(project, newest(project, "reward"))
    head = load_tensors(
        project.checkpoint_folder(newest(project, "reward"))
        / "adapter"
        / "adapter_model.safetensors"
    )[f"{PREFIX}score.weight"]
    assert torch.equal(head, judge.head.weight)


def test_a_run_of_all_weights_leaves_no_adapter(project: Project) -> None:
    assert isinstance(tell(project, TrainSFT(SFT))[-1], Finished)
    assert not (project.checkpoint_folder(newest(project, "sft")) / "adapter").exists()


@pytest.mark.parametrize("stage", REQUESTS)
def test_f1_a_stopped_run_goes_on_to_the_same_checkpoint(
    project: Project, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "LEAST_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "SHARE", float("inf"))
    order = list(REQUESTS)
    train(project, *order[: order.index(stage)], stage)
    whole = files_of(project, stage)
    assert isinstance(tell(project, REQUESTS[stage], stop_after=1)[-1], Stopped)
    stopped = runs.list_runs(project.store)[0]
    assert isinstance(tell(project, Resume(stopped.id, stage))[-1], Finished)
    found = files_of(project, stage)
    assert found.keys() == whole.keys()
    assert "adapter/adapter_model.safetensors" in {path for path, _ in found}
    assert all(torch.equal(found[name], whole[name]) for name in whole)


def files_of(project: Project, stage: str) -> dict[tuple[str, str], Tensor]:
    """All tensors of a stage's newest checkpoint."""
    folder = project.checkpoint_folder(newest(project, stage))
    return {
        (path.relative_to(folder).as_posix(), name): tensor
        for path in sorted(folder.rglob("*.safetensors"))
        for name, tensor in load_tensors(path).items()
    }

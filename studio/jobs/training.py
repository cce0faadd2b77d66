"""The training requests: read the labels, train, save a checkpoint, and record how it was made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import __version__
from studio.config import EvaluateOptions, PPOOptions, RewardOptions, SFTOptions, validate
from studio.errors import InputError, StudioError, TrainingError
from studio.jobs.control import RunControl
from studio.jobs.events import Emit, Saved, Started
from studio.jobs.recorder import Recorder
from studio.jobs.requests import Evaluate, TrainPPO, TrainReward, TrainSFT
from studio.lm.checkpoint import load_extra, load_model, read_json, save_model
from studio.lm.device import best_device, bf16_supported
from studio.lm.heads import ScalarModel
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.project import Project
from studio.store.records import Checkpoint
from studio.training import data
from studio.training.evaluate import win_rate
from studio.training.ppo import ppo_steps, train_ppo
from studio.training.reward import train_reward
from studio.training.sft import train_sft
from studio.training.steps import count_steps

if TYPE_CHECKING:
    from torch import Tensor

Options = SFTOptions | RewardOptions | PPOOptions
Trained = tuple[Transformer, "Mapping[str, Tensor]", dict[str, Any]]


def run_sft(
    project: Project, request: TrainSFT, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 1: the newest base model, or the one asked for, learns from the demonstrations."""
    options = validate(request.options)
    frozen = data.freeze_sft(project.store, options.heldout_share)
    parent = checkpoint_for(project, request.parent_id, "base")

    def train(emit: Emit) -> Trained:
        model, tokenizer = load(project, parent)
        summary = train_sft(model, tokenizer, frozen, options, emit=emit, control=control)
        return model, {}, summary

    count = len(frozen.training) + len(frozen.heldout)
    steps = count_steps(len(frozen.training), options)
    return execute(project, "sft", options, parent, frozen, count, steps, train, emit)


def run_reward(
    project: Project, request: TrainReward, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 2: a reward model that starts from the SFT policy learns from the comparisons."""
    options = validate(request.options)
    frozen = data.freeze_reward(project.store, options.heldout_share)
    parent = checkpoint_for(project, request.parent_id, "sft")

    def train(emit: Emit) -> Trained:
        policy, tokenizer = load(project, parent)
        reward, summary = train_reward(
            policy, tokenizer, frozen, options, emit=emit, control=control
        )
        return reward.model, reward.head_tensors(), summary

    count = len(frozen.training) + len(frozen.heldout)
    steps = count_steps(len(frozen.training), options)
    return execute(project, "reward", options, parent, frozen, count, steps, train, emit)


def run_ppo(
    project: Project, request: TrainPPO, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 3: the SFT policy is optimized against the reward model."""
    options = validate(request.options)
    frozen = data.freeze_ppo(project.store)
    parent = checkpoint_for(project, request.parent_id, "sft")
    judge = checkpoint_for(project, request.reward_id, "reward")

    def train(emit: Emit) -> Trained:
        policy, tokenizer = load(project, parent)
        reward, missing_end_reward = load_reward(project, judge)
        if reward.model.config.vocab_size != policy.config.vocab_size:
            raise TrainingError("reward_vocabulary", policy=parent.name, reward=judge.name)
        summary = train_ppo(
            policy,
            reward,
            tokenizer,
            frozen,
            options,
            missing_end_reward=missing_end_reward,
            emit=emit,
            control=control,
        )
        return policy, {}, summary | {"reward_checkpoint_id": judge.id}

    steps = ppo_steps(options)
    return execute(project, "ppo", options, parent, frozen, 0, steps, train, emit, judge.id)


def run_evaluation(
    project: Project, request: Evaluate, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """The win rate of one policy against another on prompts that no stage trains on."""
    options: EvaluateOptions = validate(request.options)
    prompts = data.freeze_heldout(project.store, options.max_prompts)
    ours = load(project, checkpoint_for(project, request.checkpoint_id))
    theirs = load(project, checkpoint_for(project, request.against_id))
    emit(Started("evaluate", len(prompts), device=str(best_device())))
    return win_rate(ours, theirs, prompts, options, emit=emit, control=control)


def execute(
    project: Project,
    stage: str,
    options: Options,
    parent: Checkpoint,
    frozen: Any,
    labels: int,
    steps: int,
    train: Callable[[Emit], Trained],
    emit: Emit,
    reward_id: int | None = None,
) -> dict[str, Any]:
    """Record a run around `train`, and save what it trained, whole or stopped."""
    store = project.store
    data_hash = data.data_hash(frozen)
    run = runs.start_run(
        store, stage, asdict(options), parent.id, options.seed, data_hash, labels, reward_id
    )
    device = best_device()
    precision = "bf16" if bf16_supported(device) else "fp32"
    emit(Started(stage, steps, run.id, str(device), precision))
    recorder = Recorder(store, run.id, emit)
    try:
        model, extra, summary = train(recorder)
        recorder.flush()
        summary = finite(summary)
        checkpoint = save(project, stage, run.id, parent, model, extra, options, data_hash, summary)
    except BaseException as error:
        recorder.flush()
        reason = error.code if isinstance(error, StudioError) else str(error)
        runs.end_run(store, run.id, "failed", {"error": reason})
        raise
    summary["checkpoint_id"] = checkpoint.id
    runs.end_run(store, run.id, "stopped" if summary.get("stopped") else "finished", summary)
    emit(Saved(steps, checkpoint.id))
    return summary


def save(
    project: Project,
    stage: str,
    run_id: int,
    parent: Checkpoint,
    model: Transformer,
    extra: Mapping[str, Tensor],
    options: Options,
    data_hash: str,
    summary: Mapping[str, Any],
) -> Checkpoint:
    """Write a checkpoint folder that says what made it, then enter it in the store."""
    name = f"{stage}-{run_id}"
    about = {
        "stage": stage,
        "options": asdict(options),
        "data_hash": data_hash,
        "parent": parent.name,
        "program_version": __version__,
        "summary": dict(summary),
    }
    _, tokenizer = load(project, parent)
    save_model(project.models / name, model, tokenizer, extra=extra, about=about)
    path = Path("models") / name
    return runs.add_checkpoint(
        project.store, stage, name, path.as_posix(), parent.id, run_id, summary
    )


def checkpoint_for(project: Project, checkpoint_id: int | None, stage: str = "") -> Checkpoint:
    """The checkpoint asked for, or the newest of a stage. Raises when that stage has none yet."""
    if checkpoint_id is not None:
        return runs.get_checkpoint(project.store, checkpoint_id)
    found = runs.latest_checkpoint(project.store, stage)
    if found is None:
        raise InputError("stage_not_trained", stage=stage)
    return found


def load(project: Project, checkpoint: Checkpoint) -> tuple[Transformer, Tokenizer]:
    """A checkpoint's model, on the best device, and its tokenizer."""
    return load_model(project.checkpoint_folder(checkpoint), best_device())


def load_reward(project: Project, checkpoint: Checkpoint) -> tuple[ScalarModel, float]:
    """A reward model, and what it gives an answer that never ended."""
    folder = project.checkpoint_folder(checkpoint)
    model, _ = load_model(folder, best_device())
    about = read_json(folder / "studio.json")
    reward = ScalarModel(model).load_head(load_extra(folder))
    return reward, float(about.get("summary", {}).get("missing_end_reward", -1.0))


def finite(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The summary without figures that were not measured."""
    return {
        name: value
        for name, value in summary.items()
        if not (isinstance(value, float) and not math.isfinite(value))
    }

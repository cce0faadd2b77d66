"""The training requests: read the labels, train, save a checkpoint, and record how it was made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import __version__
from studio.config import EvaluateOptions, PPOOptions, RewardOptions, SFTOptions, validate
from studio.errors import InputError, ModelError, StudioError, TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Saved, Started
from studio.jobs.recorder import Recorder
from studio.jobs.requests import Evaluate, TrainPPO, TrainReward, TrainSFT
from studio.lm.checkpoint import load_extra, load_model, save_model
from studio.lm.device import best_device, bf16_supported
from studio.lm.heads import ScalarModel
from studio.lm.json_file import read_json
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.project import Project
from studio.store.records import Checkpoint, Run
from studio.training import data
from studio.training.evaluate import win_rate
from studio.training.ppo import ppo_steps, train_ppo
from studio.training.reward import train_reward
from studio.training.sft import introduce_markers, train_sft
from studio.training.steps import count_steps

if TYPE_CHECKING:
    from torch import Tensor

Options = SFTOptions | RewardOptions | PPOOptions


@dataclass(frozen=True)
class Plan:
    """What a run starts from. `labels` and `steps` are how many there will be."""

    stage: str
    options: Options
    parent: Checkpoint
    data: data.SFTData | data.RewardData | data.PPOData
    labels: int
    steps: int
    reward_id: int | None = None


@dataclass(frozen=True)
class Trained:
    """What a run has made. `extra` are a reward model's tensors beside the language model's."""

    model: Transformer
    tokenizer: Tokenizer
    summary: Mapping[str, Any]
    extra: Mapping[str, Tensor] = field(default_factory=dict)


def run_sft(
    project: Project, request: TrainSFT, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 1: the newest base model, or the one asked for, learns from the demonstrations."""
    options = validate(request.options)
    frozen = data.freeze_sft(project.store, options.heldout_share)
    parent = checkpoint_for(project, request.parent_id, "base")
    labels = len(frozen.training) + len(frozen.heldout)
    plan = Plan("sft", options, parent, frozen, labels, count_steps(len(frozen.training), options))

    def train(emit: Emit) -> Trained:
        model, tokenizer = load(project, parent)
        if parent.stage == "base":
            introduce_markers(model, tokenizer)
        summary = train_sft(model, tokenizer, frozen, options, emit=emit, control=control)
        return Trained(model, tokenizer, summary)

    return execute(project, plan, train, emit)


def run_reward(
    project: Project, request: TrainReward, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 2: a reward model that starts from the SFT policy learns from the comparisons."""
    options = validate(request.options)
    frozen = data.freeze_reward(project.store, options.heldout_share)
    parent = checkpoint_for(project, request.parent_id, "sft")
    labels, steps = len(frozen.training) + len(frozen.heldout), len(frozen.training)
    plan = Plan("reward", options, parent, frozen, labels, count_steps(steps, options))

    def train(emit: Emit) -> Trained:
        policy, tokenizer = load(project, parent)
        reward, summary = train_reward(
            policy, tokenizer, frozen, options, emit=emit, control=control
        )
        return Trained(reward.model, tokenizer, summary, reward.head_tensors())

    return execute(project, plan, train, emit)


def run_ppo(
    project: Project, request: TrainPPO, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 3: the SFT policy is optimized against the reward model."""
    options = validate(request.options)
    frozen = data.freeze_ppo(project.store)
    parent = checkpoint_for(project, request.parent_id, "sft")
    judge = checkpoint_for(project, request.reward_id, "reward")
    plan = Plan("ppo", options, parent, frozen, 0, ppo_steps(options), judge.id)

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
        return Trained(policy, tokenizer, summary | {"reward_checkpoint_id": judge.id})

    return execute(project, plan, train, emit)


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
    project: Project, plan: Plan, train: Callable[[Emit], Trained], emit: Emit
) -> dict[str, Any]:
    """Record a run around `train`, and save what it trained, whole or stopped.

    A run that was stopped before it learned anything leaves no checkpoint.
    """
    store, options = project.store, plan.options
    run = runs.start_run(
        store,
        plan.stage,
        asdict(options),
        plan.parent.id,
        options.seed,
        data.data_hash(plan.data),
        plan.labels,
        plan.reward_id,
    )
    device = best_device()
    precision = "bf16" if bf16_supported(device) else "fp32"
    recorder = Recorder(store, run.id, emit)
    try:
        emit(Started(plan.stage, plan.steps, run.id, str(device), precision))
        trained = train(recorder)
        recorder.flush()
        summary = finite(trained.summary)
        checkpoint = save(project, plan, run, trained, summary)
        summary["checkpoint_id"] = checkpoint.id
        runs.end_run(store, run.id, "stopped" if "stopped" in summary else "finished", summary)
    except BaseException as error:
        with suppress(StudioError):  # the store may be what failed; `error` is what to tell
            recorder.flush()
        with suppress(StudioError):
            runs.end_run(store, run.id, *how_it_ended(error))
        raise
    emit(Saved(recorder.step, checkpoint.id))
    return summary


def how_it_ended(error: BaseException) -> tuple[str, dict[str, str]]:
    """Status and summary of a run that ended without a result."""
    if isinstance(error, StopRequested):
        return "stopped", {}
    reason = error.code if isinstance(error, StudioError) else f"{type(error).__name__}: {error}"
    return "failed", {"error": reason}


def save(
    project: Project, plan: Plan, run: Run, trained: Trained, summary: Mapping[str, Any]
) -> Checkpoint:
    """Write a checkpoint folder that says what made it, then enter it in the store."""
    name = f"{plan.stage}-{run.id}"
    about = {
        "stage": plan.stage,
        "options": dict(run.options),
        "data_hash": run.data_hash,
        "parent": plan.parent.name,
        "program_version": __version__,
        "summary": dict(summary),
    }
    folder = project.models / name
    save_model(folder, trained.model, trained.tokenizer, extra=trained.extra, about=about)
    path = Path("models") / name
    return runs.add_checkpoint(
        project.store, plan.stage, name, path.as_posix(), plan.parent.id, run.id, summary
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
    if checkpoint.stage != "reward":
        raise ModelError("reward_head_missing", reason=checkpoint.name)
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

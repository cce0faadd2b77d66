"""The training requests: read the labels, train, save a checkpoint, and record how it was made."""

from __future__ import annotations

import math
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio import __version__
from studio.config import STAGE_OPTIONS, EvaluateOptions, options_from, validate
from studio.errors import InputError, ModelError, StudioError, TrainingError
from studio.jobs.control import RunControl, StopRequested
from studio.jobs.events import Emit, Saved, Started
from studio.jobs.recorder import Recorder
from studio.jobs.requests import Evaluate, Resume, TrainPPO, TrainReward, TrainSFT
from studio.lm.checkpoint import load_extra, load_model, save_model
from studio.lm.device import best_device, bf16_supported
from studio.lm.heads import ScalarModel
from studio.lm.json_file import read_json
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.failures import disk_failures
from studio.store.project import Project
from studio.store.records import Checkpoint, Run
from studio.training import data
from studio.training.alarms import by_chance
from studio.training.evaluate import win_rate
from studio.training.keeping import Keeper, kept_step
from studio.training.ppo import ppo_steps, train_ppo
from studio.training.reward import train_reward
from studio.training.sft import introduce_markers, train_sft
from studio.training.snapshot import StageData, read_snapshot, write_snapshot
from studio.training.steps import count_steps

if TYPE_CHECKING:
    from torch import Tensor

SNAPSHOT, STATE = "data.json", "state"  # in a run's folder
KEPT_RUNS = 3  # of a stage, that may still go on: the state of a run is large


@dataclass(frozen=True)
class Plan:
    """What a run starts from. `judge` is the reward model of a PPO run."""

    stage: str
    options: Any
    parent: Checkpoint
    data: StageData
    judge: Checkpoint | None = None

    @property
    def labels(self) -> int:
        """How many labels there are to learn from."""
        if isinstance(self.data, data.PPOData):
            return 0
        return len(self.data.training) + len(self.data.heldout)

    @property
    def has_new_markers(self) -> bool:
        """Whether the markers of prompt and response are new to the parent."""
        return self.stage == "sft" and self.parent.stage == "base"

    @property
    def steps(self) -> int:
        """How many steps there will be."""
        if isinstance(self.data, data.PPOData):
            return ppo_steps(self.options)
        return count_steps(len(self.data.training), self.options)


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
    return execute(project, Plan("sft", options, parent, frozen), emit, control)


def run_reward(
    project: Project, request: TrainReward, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 2: a reward model that starts from the SFT policy learns from the comparisons."""
    options = validate(request.options)
    frozen = data.freeze_reward(project.store, options.heldout_share)
    parent = checkpoint_for(project, request.parent_id, "sft")
    return execute(project, Plan("reward", options, parent, frozen), emit, control)


def run_ppo(
    project: Project, request: TrainPPO, *, emit: Emit, control: RunControl
) -> dict[str, Any]:
    """Step 3: the SFT policy is optimized against the reward model."""
    options = validate(request.options)
    frozen = data.freeze_ppo(project.store, options.pretraining_coefficient)
    parent = checkpoint_for(project, request.parent_id, "sft")
    judge = checkpoint_for(project, request.reward_id, "reward")
    if options.weak_reward == "refuse" and by_chance(judge.summary):
        raise TrainingError("reward_by_chance", name=judge.name)
    return execute(project, Plan("ppo", options, parent, frozen, judge), emit, control)


def resume(project: Project, request: Resume, *, emit: Emit, control: RunControl) -> dict[str, Any]:
    """Go on with a run that ended early: the result is as if it had not."""
    run = runs.get_run(project.store, request.run_id)
    folder = project.run_folder(run.id)
    if not project.can_go_on(run):
        raise InputError("run_not_resumable", id=run.id, status=run.status)
    options = options_from(STAGE_OPTIONS[run.stage], run.options)
    frozen = read_snapshot(folder / SNAPSHOT, run.stage, run.data_hash)
    parent = checkpoint_for(project, run.parent_checkpoint_id)
    judge_id = run.reward_checkpoint_id
    judge = None if judge_id is None else checkpoint_for(project, judge_id)
    return execute(project, Plan(run.stage, options, parent, frozen, judge), emit, control, run)


def train(project: Project, plan: Plan, emit: Emit, control: RunControl, keeper: Keeper) -> Trained:
    """Train what a plan says, from what it says."""
    model, tokenizer = load(project, plan.parent)
    if isinstance(plan.data, data.SFTData):
        if plan.has_new_markers:
            introduce_markers(model, tokenizer)
        summary = train_sft(
            model, tokenizer, plan.data, plan.options, emit=emit, control=control, keeper=keeper
        )
        return Trained(model, tokenizer, summary)
    if isinstance(plan.data, data.RewardData):
        reward, summary = train_reward(
            model, tokenizer, plan.data, plan.options, emit=emit, control=control, keeper=keeper
        )
        return Trained(reward.model, tokenizer, summary, reward.head_tensors())
    assert plan.judge is not None
    reward, judges_tokenizer, missing_end_reward = load_reward(project, plan.judge)
    same_tokens = reward.model.config.vocab_size == model.config.vocab_size
    if not (same_tokens and judges_tokenizer.makes_rows_like(tokenizer)):
        raise TrainingError("reward_vocabulary", policy=plan.parent.name, reward=plan.judge.name)
    summary = train_ppo(
        model,
        reward,
        tokenizer,
        plan.data,
        plan.options,
        missing_end_reward=missing_end_reward,
        emit=emit,
        control=control,
        keeper=keeper,
    )
    return Trained(model, tokenizer, summary | {"reward_checkpoint_id": plan.judge.id})


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
    project: Project, plan: Plan, emit: Emit, control: RunControl, run: Run | None = None
) -> dict[str, Any]:
    """Train by a plan, record the run, and save what it trained, whole or stopped.

    A run that was stopped before it learned anything leaves no checkpoint. With `run`, one that
    ended early goes on.
    """
    store = project.store
    done = 0
    if run is None:
        run = start(project, plan)
    else:
        done = kept_step(project.run_folder(run.id) / STATE)
        run = runs.go_on_with_run(store, run.id, done)
    device = best_device()
    precision = "bf16" if bf16_supported(device) else "fp32"
    recorder = Recorder(store, run.id, emit)
    keeper = Keeper(project.run_folder(run.id) / STATE, recorder.flush)
    try:
        emit(Started(plan.stage, plan.steps, run.id, str(device), precision, done))
        trained = train(project, plan, recorder, control, keeper)
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
    if "stopped" not in summary:
        shutil.rmtree(project.run_folder(run.id), ignore_errors=True)
    emit(Saved(recorder.step, checkpoint.id))
    return summary


def start(project: Project, plan: Plan) -> Run:
    """Record a new run, and keep its data so that it may go on after a crash."""
    run = runs.start_run(
        project.store,
        plan.stage,
        asdict(plan.options),
        plan.parent.id,
        plan.options.seed,
        data.data_hash(plan.data),
        plan.labels,
        None if plan.judge is None else plan.judge.id,
    )
    snapshot = project.run_folder(run.id) / SNAPSHOT
    try:
        with disk_failures(snapshot):
            write_snapshot(snapshot, plan.data)
    except BaseException as error:
        runs.end_run(project.store, run.id, *how_it_ended(error))
        raise
    unfinished = [r for r in runs.list_runs(project.store, plan.stage) if project.can_go_on(r)]
    for old in unfinished[KEPT_RUNS:]:
        shutil.rmtree(project.run_folder(old.id), ignore_errors=True)
    return run


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
    name = free_name(project, f"{plan.stage}-{run.id}")
    about = {
        "stage": plan.stage,
        "options": dict(run.options),
        "data_hash": run.data_hash,
        "parent": plan.parent.name,
        "program_version": __version__,
        "summary": dict(summary),
    }
    folder, model, tokenizer = project.models / name, trained.model, trained.tokenizer
    adapter = None
    if plan.options.lora_rank:
        introduced = plan.has_new_markers and tokenizer.has_studio_markers
        base, head = plan.parent.name, trained.extra
        adapter = peft_adapter(model, base, new_embeddings=introduced, head=head)
    save_model(folder, model, tokenizer, extra=trained.extra, about=about, adapter=adapter)
    path = Path("models") / name
    return runs.add_checkpoint(
        project.store, plan.stage, name, path.as_posix(), plan.parent.id, run.id, summary
    )


def free_name(project: Project, name: str) -> str:
    """A name that no checkpoint has: what a stopped run left stays when that run goes on."""
    names = (name if i == 1 else f"{name}-{i}" for i in count(1))
    return next(free for free in names if not (project.models / free).exists())


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


def load_reward(project: Project, checkpoint: Checkpoint) -> tuple[ScalarModel, Tokenizer, float]:
    """A reward model, its tokenizer, and what it gives an answer that never ended."""
    if checkpoint.stage != "reward":
        raise ModelError("reward_head_missing", reason=checkpoint.name)
    folder = project.checkpoint_folder(checkpoint)
    model, tokenizer = load_model(folder, best_device())
    about = read_json(folder / "studio.json")
    reward = ScalarModel(model).load_head(load_extra(folder))
    return reward, tokenizer, float(about.get("summary", {}).get("missing_end_reward", -1.0))


def finite(summary: Mapping[str, Any]) -> dict[str, Any]:
    """The summary without figures that were not measured."""
    return {
        name: value
        for name, value in summary.items()
        if not (isinstance(value, float) and not math.isfinite(value))
    }

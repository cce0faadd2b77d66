"""How long PPO takes to the same held-out win rate: what both sides start from, and who gets where.

Both start from the same SFT checkpoint of the embedded model, the same reward model and the same
prompts, and keep the policy after every rollout. How often the synthetic labeler prefers a kept
policy's answers to those of the start is found afterwards, outside the time that counts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from studio.config import (
    EvaluateOptions,
    LabelerOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
)
from studio.jobs.control import RunControl
from studio.jobs.events import Event
from studio.jobs.requests import LabelSynthetically, Sample, TrainReward, TrainSFT
from studio.jobs.training import load, load_reward
from studio.lm.checkpoint import load_model, load_tensors, save_model
from studio.lm.generate import prompt_room
from studio.lm.heads import ScalarModel
from studio.lm.reward_folder import save_reward_model
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import runs
from studio.store.project import create_project
from studio.tour import ROUNDS, K, execute
from studio.training.data import PPOData, PromptText, freeze_ppo
from studio.training.evaluate import win_rate
from tests.benchmarks.peers.task import GOAL, policy_file

HELDOUT = 100  # prompts
Curve = list[tuple[float, float]]  # seconds of training, win rate against the start


def make_start(folder: Path, quick: bool) -> None:
    """Take a sample project through SFT, labels and reward model, and write where they lead.

    All with the studio's own options; `quick` does little of everything.
    """
    project = create_project(folder / "project", sample=True)

    def step(request: Any) -> int:
        done = execute(project, request, ignore, RunControl())
        return int(done.get("checkpoint_id", 0))

    try:
        sft = step(TrainSFT(SFTOptions(epochs=1) if quick else SFTOptions()))
        for seed in range(1 if quick else ROUNDS):
            sampling = SamplingOptions(max_tokens=24 if quick else 96, seed=seed)
            step(Sample(sampling, (sft,), "reward", 12 if quick else 1_000_000, K))
        step(LabelSynthetically(LabelerOptions()))
        judge = step(TrainReward(RewardOptions(), sft))
        policy, tokenizer = load(project, runs.get_checkpoint(project.store, sft))
        judged_by = runs.get_checkpoint(project.store, judge)
        reward, _, missing_end_reward = load_reward(project, judged_by)
        data = freeze_ppo(project.store)
    finally:
        project.close()
    few = {"episodes": 16, "rollout_episodes": 8, "minibatch_size": 4, "max_response_tokens": 24}
    options = PPOOptions(kl_budget=1000.0, kl_limit=0.0, **(few if quick else {}))
    data = replace(data, heldout=data.heldout[: 4 if quick else HELDOUT])
    write_start(folder, policy, tokenizer, reward, missing_end_reward, data, options)


def write_start(
    folder: Path,
    policy: Transformer,
    tokenizer: Tokenizer,
    reward: ScalarModel,
    missing_end_reward: float,
    data: PPOData,
    options: PPOOptions,
) -> None:
    """Models in folders that both sides read, and in one file all else that they are told."""
    save_model(folder / GOAL / "policy", policy, tokenizer)
    save_reward_model(folder / GOAL / "reward", reward, tokenizer, calibration={})
    room = min(options.max_prompt_tokens, prompt_room(policy, options.max_response_tokens))
    told = {
        "options": asdict(options),
        "missing_end_reward": missing_end_reward,
        "bias": reward.head.bias.item(),
        "prompts": [
            asdict(p) | {"ids": tokenizer.encode_prompt(p.text, room)} for p in data.prompts
        ],
        "heldout": [asdict(p) for p in data.heldout],
    }
    (folder / f"{GOAL}.json").write_text(json.dumps(told), "utf-8")


def curve_of(folder: Path, side: str, kept: Mapping[str, float]) -> Curve:
    """The win rates of the policies that a side kept, in order, after so many seconds each."""
    told = json.loads((folder / f"{GOAL}.json").read_text("utf-8"))
    prompts = [PromptText(**prompt) for prompt in told["heldout"]]
    options = EvaluateOptions(
        samples_per_prompt=2, max_tokens=told["options"]["max_response_tokens"]
    )
    start = load_model(folder / GOAL / "policy")
    policy, tokenizer = load_model(folder / GOAL / "policy")
    curve = [(0.0, 0.5)]
    for name, seconds in kept.items():
        weights = load_tensors(policy_file(folder, side, int(name)))
        policy.load_state_dict(weights, strict=False)  # a tied head is not kept twice
        judged = win_rate(
            (policy, tokenizer), start, prompts, options, emit=ignore, control=RunControl()
        )
        curve.append((seconds, judged["win_rate"]))
    return curve


def reached(curves: Mapping[str, Curve]) -> tuple[float, dict[str, float]]:
    """The win rate that all sides reach, and after how many seconds each does."""
    rate = min(max(rate for _, rate in curve) for curve in curves.values())
    return rate, {side: seconds_to(rate, curve) for side, curve in curves.items()}


def seconds_to(rate: float, curve: Sequence[tuple[float, float]]) -> float:
    """When a curve first is at a rate that it reaches; straight between what was measured."""
    before, low = curve[0]
    for seconds, high in curve:
        if high >= rate:
            share = (rate - low) / (high - low) if high > low else 0.0
            return before + share * (seconds - before)
        before, low = seconds, high
    raise ValueError(rate)


def ignore(_: Event) -> None:
    """What is done on the way is not told."""

"""A project with SmolLM2 through SFT, reward model and PPO by LoRA: `python -m … FOLDER MODEL`.

Prints one JSON line a stage: the seconds it took, those that the processor worked for it, and the
most memory of the process so far.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import torch

from studio.config import PPOOptions, RewardOptions, SamplingOptions, SFTOptions
from studio.jobs.control import RunControl
from studio.jobs.events import Event, Failed, Progress
from studio.jobs.models import add_model
from studio.jobs.requests import (
    LabelSynthetically,
    Request,
    Sample,
    TrainPPO,
    TrainReward,
    TrainSFT,
)
from studio.jobs.runner import run
from studio.store import labels, prompts
from studio.store.project import create_project
from studio.store.records import NewPrompt

PROMPTS = 8  # of each split
REQUESTS: dict[str, Request] = {
    "sft": TrainSFT(SFTOptions(epochs=1, batch_size=4, heldout_share=0.25, lora_rank=8)),
    "sample": Sample(SamplingOptions(max_tokens=24), prompts=PROMPTS, k=3),
    "label": LabelSynthetically(),
    "reward": TrainReward(
        RewardOptions(epochs=1, batch_size=2, calibration_samples=8, lora_rank=8)
    ),
    "ppo": TrainPPO(
        PPOOptions(
            episodes=16,
            rollout_episodes=8,
            minibatch_size=4,
            max_response_tokens=24,
            warmup_rollouts=0,
            critic_warmup_rollouts=0,
            lora_rank=8,
            weak_reward="accept",
        )
    ),
}


def main(folder: Path, model: Path) -> None:
    torch.set_num_threads(int(sys.argv[3]))
    project = create_project(folder, sample=False)
    splits = ("sft", "reward", "ppo")
    news = [
        NewPrompt(f"Tell me {n + 2} things about a {topic} for the {split} list", "en", split=split)
        for n, topic in enumerate(("frog", "moon", "leaf", "boat", "song", "rain", "bird", "king"))
        for split in splits
    ]
    prompts.add_prompts(project.store, news)
    ann = labels.add_labeler(project.store, "Ann")
    for prompt in prompts.prompts_of_split(project.store, "sft"):
        text = f"A {prompt.text.split()[6]} is a fine thing, and people like it."
        labels.save_demonstration(project.store, prompt.id, text, ann.id, 5.0)
    begun = (time.perf_counter(), time.process_time())
    add_model(project, model)
    tell("load", begun, 0)
    for name, request in REQUESTS.items():
        told: list[Event] = []
        begun = (time.perf_counter(), time.process_time())
        run(project, request, emit=told.append, control=RunControl())
        if isinstance(told[-1], Failed):
            raise SystemExit(f"{name}: {told[-1]}")
        steps = sum(isinstance(event, Progress) for event in told)
        tell(name, begun, steps)
    project.close()


def tell(name: str, begun: tuple[float, float], steps: int) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20  # in GB, from KB
    told = {
        "stage": name,
        "steps": steps,
        "seconds": round(time.perf_counter() - begun[0], 1),
        "cpu_seconds": round(time.process_time() - begun[1], 1),
        "peak_gb": round(peak, 2),
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

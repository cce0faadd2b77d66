"""A project with a model of a moment: every job runs on it in well under a second."""

from __future__ import annotations

from pathlib import Path

from studio.config import (
    EvaluateOptions,
    PPOOptions,
    RewardOptions,
    SamplingOptions,
    SFTOptions,
)
from studio.lm.checkpoint import save_model
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.store import labels, prompts, runs
from studio.store.project import Project, create_project
from studio.store.records import SPLITS, NewPrompt

SFT = SFTOptions(epochs=2, batch_size=4, heldout_share=0.3)
REWARD = RewardOptions(epochs=2, batch_size=4, calibration_samples=16, heldout_share=0.3)
PPO = PPOOptions(
    episodes=16,
    rollout_episodes=8,
    minibatch_size=4,
    max_response_tokens=6,
    warmup_rollouts=0,
    weak_reward="accept",
)
SAMPLING = SamplingOptions(max_tokens=8)
EVALUATE = EvaluateOptions(max_tokens=6, samples_per_prompt=2)

PROMPTS_A_SPLIT = 8


def make_small_project(folder: Path, model: Transformer, tokenizer: Tokenizer) -> Project:
    """Eight prompts of each split, a demonstration for each SFT prompt, and `model` as its base."""
    base = folder.with_name(f"{folder.name}-base")
    save_model(base, model, tokenizer, about={"summary": {"heldout_nats": 5.7}})
    project = create_project(folder, sample=False)
    runs.add_checkpoint(project.store, "base", "tiny", str(base), None, None, {})
    prompts.add_prompts(
        project.store,
        [
            NewPrompt(f"Sing of moon {n} to the {split} frog", ("en", "de")[n % 2], split=split)
            for split in SPLITS
            for n in range(PROMPTS_A_SPLIT)
        ],
    )
    ann = labels.add_labeler(project.store, "Ann")
    for prompt in prompts.prompts_of_split(project.store, "sft"):
        text = f"The frog sang of moon {prompt.text.split()[3]}."
        labels.save_demonstration(project.store, prompt.id, text, ann.id, 5.0)
    return project

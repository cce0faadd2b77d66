"""Whether a stage can start, and if not, what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from studio.store.records import Checkpoint, Pipeline

# Stages whose checkpoints a stage may start from; the newest of the first is the default.
PARENT_STAGES = {"sft": ("base", "sft", "ppo"), "reward": ("sft",), "ppo": ("sft", "ppo")}


def missing(stage: str, pipeline: Pipeline, checkpoints: Sequence[Checkpoint]) -> str:
    """What `stage` lacks, the first thing first; empty when it can start.

    base, sft, reward: a checkpoint of that stage. demonstrations, comparisons, prompts: those.
    samples: response sets that could be ranked.
    """
    have = {checkpoint.stage for checkpoint in checkpoints}
    if stage == "sft":
        if not have & set(PARENT_STAGES["sft"]):
            return "base"
        return "" if pipeline.demonstrations else "demonstrations"
    if "sft" not in have:
        return "sft"
    if stage == "reward":
        if pipeline.comparisons:
            return ""
        return "comparisons" if pipeline.response_sets else "samples"
    if "reward" not in have:
        return "reward"
    return "" if pipeline.prompts.get("ppo") else "prompts"


def parents(stage: str, checkpoints: Sequence[Checkpoint]) -> list[Checkpoint]:
    """The checkpoints that `stage` may start from: the usual kind first, newest first in each."""
    kinds = PARENT_STAGES[stage]
    return [c for kind in kinds for c in checkpoints if c.stage == kind]

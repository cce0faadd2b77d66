"""With LoRA, what of a stage's models is frozen and what learns."""

from __future__ import annotations

import torch

from studio.config import PPOOptions, RewardOptions, SFTOptions
from studio.lm.generate import stable_seed
from studio.lm.lora import add_adapters, round_projections, shared_copy
from studio.lm.transformer import Transformer

StageOptions = SFTOptions | RewardOptions | PPOOptions


def adapt(model: Transformer, options: StageOptions, bf16: bool) -> None:
    """Freeze `model` and give it the adapters that the options ask for, the same each time.

    Where products are computed in bfloat16, the frozen weights are kept in it too.
    """
    if bf16:
        round_projections(model)
    generator = torch.Generator().manual_seed(stable_seed(options.seed, "lora"))
    add_adapters(model, options.lora_rank, options.lora_alpha, options.lora_targets, generator)


def adapted_copy(model: Transformer, options: StageOptions, bf16: bool) -> Transformer:
    """A copy with adapters that shares the weights of `model`, which are frozen with it."""
    if bf16:
        round_projections(model)
    twin = shared_copy(model)
    adapt(twin, options, bf16)
    return twin

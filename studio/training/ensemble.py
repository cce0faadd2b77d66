"""Several heads of one reward model: what each learns from, and how far they differ."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from studio.lm.generate import stable_seed
from studio.training.losses import ranking_loss


def head_weights(prompt_ids: Sequence[int], heads: int, seed: int) -> Tensor:
    """How much each comparison, given its prompt, weighs for each head: [E, P], on average 1.

    Every head has its own imagined draw of the prompts (the Bayesian bootstrap, Rubin 1981), so
    that heads come to differ where few labels decide. One head alone takes all comparisons alike.
    """
    if heads == 1:
        return torch.ones(1, len(prompt_ids))
    generator = torch.Generator().manual_seed(stable_seed(seed, "bootstrap"))
    place = {prompt_id: i for i, prompt_id in enumerate(sorted(set(prompt_ids)))}
    drawn = -(1 - torch.rand(heads, len(place), generator=generator)).log()
    weights = drawn[:, [place[prompt_id] for prompt_id in prompt_ids]]
    return weights / weights.mean(1, keepdim=True)


def head_losses(scores: Tensor, ranks: Tensor, present: Tensor) -> Tensor:
    """`ranking_loss` [E, P] of each head's scores [E, P, K]."""
    return torch.stack([ranking_loss(some, ranks, present) for some in scores])


def on_one_scale(scores: Tensor, read: Tensor) -> Tensor:
    """Scores [E, …] of heads before calibration, which have no zero and no unit in common.

    Each head's are shifted and scaled so that on the responses `read` [E, N] all heads have mean 0
    and the standard deviation that they have on average. One head's stay as they are.
    """
    if len(scores) == 1:
        return scores
    shape = (-1, *[1] * (scores.dim() - 1))
    mean, std = read.mean(1).reshape(shape), read.std(1, correction=0).clamp(min=1e-6)
    return (scores - mean) / std.reshape(shape) * std.mean()


def disagreement(scores: Tensor) -> Tensor:
    """Standard deviation [N] over the heads of their scores [E, N] of one response."""
    return scores.std(0, correction=0)

"""Heads fitted to a trunk as it is, before both learn together.

A new head's first steps are blind, and drag a pretrained trunk along: features that were good are
lost where labels are few (linear probing, then fine-tuning: Kumar et al. 2022, arXiv:2202.10054).
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from studio.training.ensemble import head_losses

MOST_COMPARISONS = 512  # to fit heads to; more would hardly move them
SCORE_SPREAD = 3.0  # of scores before a comparison was seen, by the prior on a head's weights
MOST_ITERATIONS = 200


def fit_heads(
    head: nn.Linear, states: Tensor, ranks: Tensor, present: Tensor, weights: Tensor
) -> None:
    """Set E heads to the most probable ones for some comparisons, given the trunk's states.

    `states` [P, K, H] are those that the heads read, `ranks` and what is `present` [P, K], and
    `weights` [E, P] how much each comparison counts for each head. A head's weights on standardized
    states have a normal prior under which scores spread by `SCORE_SPREAD`. The loss is convex, so
    how the heads began does not matter; L-BFGS finds its minimum.
    """
    states = states.float()
    spread, mean = torch.std_mean(states[present], dim=0, correction=0)
    spread = spread.clamp(min=1e-6)
    seen = (states - mean) / spread
    precision = states.shape[-1] / SCORE_SPREAD**2
    fitted = torch.zeros_like(head.weight, requires_grad=True)
    optimizer = torch.optim.LBFGS([fitted], max_iter=MOST_ITERATIONS, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        optimizer.zero_grad()
        scores = (seen @ fitted.T).movedim(-1, 0)
        fit = (weights * head_losses(scores, ranks, present)).sum()
        told = fit + precision / 2 * fitted.square().sum()
        told.backward()  # type: ignore[no-untyped-call]
        return told

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    with torch.no_grad():
        head.weight.copy_(fitted / spread)
        head.bias.copy_(-(head.weight @ mean))

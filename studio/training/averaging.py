"""The moving average of a policy's weights, smoother than the policy of any one moment."""

from __future__ import annotations

import torch

from studio.lm.heads import frozen_copy
from studio.lm.transformer import Transformer


class Average:
    """An exponential moving average, taken after each rollout.

    Source: Ouyang et al. 2022 (arXiv:2203.02155), appendix C.4, with decay 0.992.
    """

    def __init__(self, policy: Transformer, decay: float) -> None:
        self.decay = decay
        self.model = frozen_copy(policy)

    @torch.no_grad()
    def take(self, policy: Transformer) -> None:
        """average := decay x average + (1 - decay) x policy."""
        for mean, now in zip(self.model.parameters(), policy.parameters(), strict=True):
            mean.lerp_(now, 1.0 - self.decay)

    @torch.no_grad()
    def give(self, policy: Transformer) -> None:
        """The policy becomes the average."""
        for mean, now in zip(self.model.parameters(), policy.parameters(), strict=True):
            now.copy_(mean)

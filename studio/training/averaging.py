"""The moving average of a policy's weights, smoother than the policy of any one moment."""

from __future__ import annotations

import torch
from torch import nn

from studio.lm.transformer import Transformer


class Average(nn.Module):
    """An exponential moving average of the trained weights, with LoRA the adapters'.

    PPO takes it after each rollout (Ouyang et al. 2022, arXiv:2203.02155, appendix C.4, with decay
    0.992); SFT once, at its end: a mixture of where it began and what it learned.
    """

    def __init__(self, policy: Transformer, decay: float) -> None:
        super().__init__()
        self.decay = decay
        for i, weight in enumerate(trained(policy)):
            self.register_buffer(f"mean_{i}", weight.detach().clone())

    @torch.no_grad()
    def take(self, policy: Transformer) -> None:
        """average := decay x average + (1 - decay) x policy."""
        for mean, now in zip(self.buffers(), trained(policy), strict=True):
            mean.lerp_(now, 1.0 - self.decay)

    @torch.no_grad()
    def give(self, policy: Transformer) -> None:
        """The policy becomes the average."""
        for mean, now in zip(self.buffers(), trained(policy), strict=True):
            now.copy_(mean)


def trained(model: nn.Module) -> list[nn.Parameter]:
    return [weight for weight in model.parameters() if weight.requires_grad]

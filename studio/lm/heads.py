"""A Transformer that gives a number at each token: the reward model and the value function."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from studio.errors import ModelError
from studio.lm.transformer import Transformer


class ScalarModel(nn.Module):
    """The trunk of a language model under a scalar head with bias.

    The head starts at N(0, 1/sqrt(H + 1)) and bias 0 (summarize-from-feedback). Calibration is
    folded into it, so that a saved head says calibrated numbers.
    """

    def __init__(self, model: Transformer, generator: torch.Generator | None = None) -> None:
        super().__init__()
        self.model = model
        size = model.config.hidden_size
        self.head = nn.Linear(size, 1, device=model.device)
        nn.init.zeros_(self.head.bias)
        weight = torch.randn(1, size, generator=generator) / (size + 1) ** 0.5
        self.head.weight.data.copy_(weight)
        # The language-model head is not part of this model: leave it as it is, and untrained.
        if not model.config.tie_word_embeddings:
            model.lm_head.requires_grad_(False)

    def forward(self, ids: Tensor) -> Tensor:
        """A number at each token: ids [B, T] to float32 [B, T]."""
        hidden = self.model.model(ids)
        with torch.autocast(hidden.device.type, enabled=False):
            scalars: Tensor = self.head(hidden.float())[..., 0]
        return scalars

    def scores(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """The number [B] at each row's last real token; rows are padded on the right."""
        last = (lengths - 1).clamp(min=0)
        scores: Tensor = self(ids)[torch.arange(len(ids), device=ids.device), last]
        return scores

    @torch.no_grad()
    def calibrate(self, mean: float, std: float) -> None:
        """Shift and scale so that `mean` becomes 0 and a spread of `std` becomes 1."""
        self.head.weight.div_(std)
        self.head.bias.sub_(mean).div_(std)

    def head_tensors(self) -> dict[str, Tensor]:
        """What a checkpoint keeps beside the trunk's weights."""
        return {f"head.{name}": value for name, value in self.head.state_dict().items()}

    def load_head(self, tensors: Mapping[str, Tensor]) -> ScalarModel:
        """Take over a saved head; raises `ModelError` when it is missing or does not fit."""
        try:
            head = {name: tensors[f"head.{name}"] for name in ("weight", "bias")}
            self.head.load_state_dict(head)
        except (KeyError, RuntimeError) as error:
            raise ModelError("reward_head_missing", reason=str(error)) from None
        return self


def frozen_copy(model: Transformer) -> Transformer:
    """A copy that shares nothing with `model` and is never trained; tied weights stay tied."""
    twin = copy.deepcopy(model)
    twin.requires_grad_(False)
    return twin.eval()

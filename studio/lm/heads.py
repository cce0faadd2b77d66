"""A Transformer that gives a number at each token: the reward model and the value function."""

from __future__ import annotations

import copy
from collections.abc import Mapping

import torch
from torch import Tensor, nn

from studio.errors import ModelError
from studio.lm.packing import Packing
from studio.lm.transformer import Transformer


class ScalarModel(nn.Module):
    """The trunk of a language model under E scalar heads with bias, of which the lowest counts.

    One head is the usual. The lowest of several is a conservative score: what only some heads think
    good does not pay (worst-case optimization: Coste et al. 2023, arXiv:2310.02743, where each has
    a trunk of its own). Heads start at N(0, 1/sqrt(H + 1)) and bias 0 (summarize-from-feedback).
    Calibration is folded into them, so that saved heads say calibrated numbers.
    """

    def __init__(
        self, model: Transformer, generator: torch.Generator | None = None, heads: int = 1
    ) -> None:
        super().__init__()
        self.model = model
        size = model.config.hidden_size
        self.head = nn.Linear(size, heads, device=model.device)
        nn.init.zeros_(self.head.bias)
        weight = torch.randn(heads, size, generator=generator) / (size + 1) ** 0.5
        self.head.weight.data.copy_(weight)
        # The language-model head is not part of this model: leave it as it is, and untrained.
        if not model.config.tie_word_embeddings:
            model.lm_head.requires_grad_(False)

    @property
    def heads(self) -> int:
        return self.head.out_features

    def forward(self, ids: Tensor) -> Tensor:
        """A number at each token: ids [B, T] to float32 [B, T]."""
        return self.of_hidden(self.model.model(ids)).amin(-1)

    def head_scores(self, packing: Packing, wanted: Tensor) -> Tensor:
        """Each head's number [E, M] at the wanted tokens [M] of all that are laid."""
        return self.of_hidden(self.model.model.read(packing, wanted)).T

    def of_hidden(self, hidden: Tensor) -> Tensor:
        """Each head's number, float32 [..., E], for hidden states [..., H]."""
        with torch.autocast(hidden.device.type, enabled=False):
            scalars: Tensor = self.head(hidden.float())
        return scalars

    @torch.no_grad()
    def calibrate(self, mean: Tensor | float, std: Tensor | float) -> None:
        """Shift and scale so that `mean` becomes 0 and a spread of `std` becomes 1.

        Each is a number for all heads, or one for each: [E].
        """
        mean, std = (torch.as_tensor(x, dtype=torch.float32) for x in (mean, std))
        mean, std = mean.to(self.head.weight.device), std.to(self.head.weight.device)
        self.head.weight.div_(std.reshape(-1, 1))
        self.head.bias.sub_(mean).div_(std)

    def head_tensors(self) -> dict[str, Tensor]:
        """What a checkpoint keeps beside the trunk's weights."""
        return {f"head.{name}": value for name, value in self.head.state_dict().items()}

    def load_head(self, tensors: Mapping[str, Tensor]) -> ScalarModel:
        """Take over saved heads, as many as they are.

        Raises `ModelError` when they are missing or do not fit.
        """
        try:
            head = {name: tensors[f"head.{name}"] for name in ("weight", "bias")}
            if len(head["weight"]) != self.heads:
                size, device = self.head.in_features, self.head.weight.device
                self.head = nn.Linear(size, len(head["weight"]), device=device)
            self.head.load_state_dict(head)
        except (KeyError, RuntimeError) as error:
            raise ModelError("reward_head_missing", reason=str(error)) from None
        return self


def frozen_copy(model: Transformer) -> Transformer:
    """A copy that shares nothing with `model` and is never trained; tied weights stay tied."""
    twin = copy.deepcopy(model)
    twin.requires_grad_(False)
    return twin.eval()

"""LoRA: a frozen model learns by small matrices beside its own.

Source: Hu et al. 2021 (arXiv:2106.09685). Whatever else is needed of an adapted model is a view of
it that shares its weights: the model without the adapters, which is PPO's reference, and the model
with the adapters folded in, which samples as fast as any other. No view is switched on or off, so
nothing that goes wrong can leave the model in another's state.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping
from typing import TypeVar

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from studio.lm.transformer import Transformer

ATTENTION = ("q_proj", "k_proj", "v_proj", "o_proj")
TARGETS = {"attention": ATTENTION, "all": (*ATTENTION, "gate_proj", "up_proj", "down_proj")}


class LoraLinear(nn.Module):
    """W x + b + alpha / rank · B A x, of which only A and B are trained.

    W [out, in] and b are those of `linear`, shared with it. A [rank, in] is drawn as PEFT draws it,
    B [out, rank] is 0: so at the start this is `linear`, bit by bit.
    """

    def __init__(
        self, linear: nn.Linear, rank: int, alpha: float, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.weight, self.bias = linear.weight, linear.bias
        self.rank, self.alpha = rank, alpha
        wide, narrow = linear.weight.shape
        down = torch.empty(rank, narrow)
        nn.init.kaiming_uniform_(down, a=math.sqrt(5), generator=generator)
        self.lora_A = nn.Parameter(down.to(linear.weight.device))
        self.lora_B = nn.Parameter(torch.zeros(wide, rank, device=linear.weight.device))

    @property
    def scaling(self) -> float:
        return self.alpha / self.rank

    def forward(self, x: Tensor) -> Tensor:
        added = F.linear(F.linear(x, self.lora_A), self.lora_B)
        return F.linear(x, self.weight, self.bias) + added * self.scaling

    def merged_weight(self) -> Tensor:
        """W + alpha / rank · B A in float32: rounded to bfloat16, small updates would be lost."""
        return self.weight.float() + self.scaling * (self.lora_B @ self.lora_A)


def add_adapters(
    model: Transformer, rank: int, alpha: float, targets: str, generator: torch.Generator
) -> None:
    """Freeze all of `model` and put fresh adapters beside the projections that `targets` names."""
    model.requires_grad_(False)
    for layer in model.model.layers:
        for parent in layer.modules():
            for name, child in list(parent.named_children()):
                if name in TARGETS[targets] and isinstance(child, nn.Linear):
                    setattr(parent, name, LoraLinear(child, rank, alpha, generator))


def adapters_of(model: nn.Module) -> dict[str, LoraLinear]:
    """Every adapted projection by its name in the model, in the order of the layers."""
    return {name: part for name, part in model.named_modules() if isinstance(part, LoraLinear)}


def round_projections(model: Transformer) -> None:
    """Keep the layers' projections, most of a model, in bfloat16: half the memory; no training.

    For computing under autocast, which would round them for each product anyway. Embeddings, norms
    and the head are used in float32, and stay.
    """
    for part in model.model.layers.modules():
        if isinstance(part, nn.Linear):
            part.weight = nn.Parameter(part.weight.to(torch.bfloat16), requires_grad=False)


Model = TypeVar("Model", bound=nn.Module)


def shared_copy(model: Model) -> Model:
    """A copy whose parts may be replaced, but whose weights are those of `model`, not copies."""
    return copy.deepcopy(model, {id(weight): weight for weight in model.parameters()})


def without_adapters(model: Transformer) -> Transformer:
    """The model that `model` was before it was adapted. Takes no memory."""
    return _with_plain(model, {name: part.weight for name, part in adapters_of(model).items()})


@torch.no_grad()
def merged(model: Transformer) -> Transformer:
    """A model without adapters and in float32 that computes what `model` does now.

    Projections that are adapted or rounded are new; a model that has none is returned itself.
    """
    weights = {name: part.merged_weight() for name, part in adapters_of(model).items()}
    for name, part in model.named_modules():
        if isinstance(part, nn.Linear) and part.weight.dtype != torch.float32:
            weights[name] = part.weight.float()
    return _with_plain(model, weights) if weights else model


def _with_plain(model: Transformer, weights: Mapping[str, Tensor]) -> Transformer:
    """A shared copy with plain projections of these weights in the places of their names."""
    view = shared_copy(model)
    for name, weight in weights.items():
        replaced = view.get_submodule(name)
        assert isinstance(replaced, LoraLinear | nn.Linear)
        wide, narrow = weight.shape
        linear = nn.Linear(narrow, wide, replaced.bias is not None, device="meta")  # draws nothing
        linear.weight = nn.Parameter(weight, requires_grad=False)
        linear.bias = replaced.bias
        parent, _, child = name.rpartition(".")
        setattr(view.get_submodule(parent), child, linear)
    return view

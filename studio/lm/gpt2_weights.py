"""GPT-2's names and layout of weights, to and from those of the Transformer.

GPT-2 joins the projections of query, key and value in one, and keeps every projection as
[in, out] where torch's `Linear` has [out, in]. Source: Radford et al. 2019, as `transformers`
stores it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import torch
from torch import Tensor

from studio.errors import ModelError

FUSED = "attn.c_attn"
QUERY_KEY_VALUE = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj")
PROJECTIONS = {
    "attn.c_proj": "self_attn.o_proj",
    "mlp.c_fc": "mlp.up_proj",
    "mlp.c_proj": "mlp.down_proj",
}
NORMS = {"ln_1": "input_layernorm", "ln_2": "post_attention_layernorm"}
OUTSIDE = {"wte": "model.embed_tokens", "wpe": "model.embed_positions", "ln_f": "model.norm"}


def from_gpt2(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The Transformer's weights; what it has no place for is left out, or left as it is.

    Files of the bare model lack the prefix `transformer.`; old ones hold attention masks.
    Raises `ModelError` for projections that are none.
    """
    own: dict[str, Tensor] = {}
    for name, weight in weights.items():
        part, _, kind = name.removeprefix("transformer.").rpartition(".")
        in_layer = re.fullmatch(r"h\.(\d+)\.(.+)", part)
        if in_layer is None:
            own[f"{OUTSIDE.get(part, part)}.{kind}"] = weight
            continue
        layer, part = in_layer.groups()
        place = f"model.layers.{layer}"
        if part in NORMS:
            own[f"{place}.{NORMS[part]}.{kind}"] = weight
        elif part in PROJECTIONS:
            own[f"{place}.{PROJECTIONS[part]}.{kind}"] = _turned(name, weight)
        elif part == FUSED:
            thirds = _turned(name, weight).tensor_split(3)
            for projection, third in zip(QUERY_KEY_VALUE, thirds, strict=True):
                own[f"{place}.{projection}.{kind}"] = third
    return own


def to_gpt2(own: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """What `from_gpt2` reads, under the names that `GPT2LMHeadModel` saves."""
    names = {ours: theirs for theirs, ours in {**PROJECTIONS, **NORMS, **OUTSIDE}.items()}
    weights: dict[str, Tensor] = {}
    for name, weight in own.items():
        part, _, kind = name.rpartition(".")
        in_layer = re.fullmatch(r"model\.layers\.(\d+)\.(.+)", part)
        if in_layer is None:
            place = f"transformer.{names[part]}" if part in names else part
            weights[f"{place}.{kind}"] = weight
            continue
        layer, part = in_layer.groups()
        place = f"transformer.h.{layer}"
        if part == QUERY_KEY_VALUE[0]:
            thirds = [own[f"model.layers.{layer}.{p}.{kind}"] for p in QUERY_KEY_VALUE]
            weights[f"{place}.{FUSED}.{kind}"] = torch.cat(thirds).t()
        elif part in names:
            is_projection = part in PROJECTIONS.values()
            weights[f"{place}.{names[part]}.{kind}"] = weight.t() if is_projection else weight
    return weights


def _turned(name: str, weight: Tensor) -> Tensor:
    """A projection's weight as torch's `Linear` has it; its bias as it is."""
    if weight.dim() not in (1, 2):
        raise ModelError(
            "weights_shape", name=name, found=tuple(weight.shape), expected="[in, out]"
        )
    return weight.t()

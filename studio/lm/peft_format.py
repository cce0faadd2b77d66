"""Adapters as PEFT writes them: `adapter_config.json` and `adapter_model.safetensors`.

PEFT loads them onto the checkpoint that the run started from; so do vLLM and others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from studio.lm.gpt2_weights import FUSED, PROJECTIONS, QUERY_KEY_VALUE
from studio.lm.lora import adapters_of
from studio.lm.transformer import Transformer

PREFIX = "base_model.model."
Matrices = dict[str, tuple[Tensor, Tensor]]  # A [rank, in] and B [out, rank] by projection


@dataclass(frozen=True)
class PeftAdapter:
    """What the two files hold."""

    config: Mapping[str, Any]
    tensors: Mapping[str, Tensor]


def peft_adapter(
    model: Transformer,
    base: str,
    *,
    new_embeddings: bool = False,
    head: Mapping[str, Tensor] | None = None,
) -> PeftAdapter:
    """The adapters of `model`, whose weights are those of the checkpoint called `base`.

    With `new_embeddings` all but the embeddings are, which then come along. `head` are a
    `ScalarModel`'s own tensors: PEFT then loads a classifier of one label. Its head has no bias,
    so that its scores are off by that constant, the same for all responses.
    """
    adapters = adapters_of(model)
    rank, alpha = next((part.rank, part.alpha) for part in adapters.values())
    matrices = {name: (part.lora_A.data, part.lora_B.data) for name, part in adapters.items()}
    is_gpt2 = model.config.family == "gpt2"
    if is_gpt2:
        matrices = _as_gpt2(matrices)
    targets = {_target(name): len(down) for name, (down, _) in matrices.items()}
    others = {target: wide for target, wide in targets.items() if wide != rank}
    whole = _whole_tensors(model, new_embeddings, head or {})
    config = {
        "peft_type": "LORA",
        "task_type": "SEQ_CLS" if head else "CAUSAL_LM",
        "base_model_name_or_path": base,
        "inference_mode": True,
        "r": rank,
        "lora_alpha": alpha,
        "lora_dropout": 0.0,
        "target_modules": sorted(targets),
        "rank_pattern": others,
        "alpha_pattern": {target: alpha * wide // rank for target, wide in others.items()},
        "modules_to_save": sorted({name.split(".")[-2] for name in whole}) or None,
        "bias": "none",
        "fan_in_fan_out": is_gpt2,
        "init_lora_weights": True,
        "use_dora": False,
        "use_rslora": False,
    }
    tensors = {f"{PREFIX}{name}": weight for name, weight in whole.items()}
    for name, (down, up) in matrices.items():
        tensors[f"{PREFIX}{name}.lora_A.weight"] = down
        tensors[f"{PREFIX}{name}.lora_B.weight"] = up
    return PeftAdapter(config, tensors)


def _target(name: str) -> str:
    """By what the config names a projection: alike in all layers."""
    part = re.sub(r".*\.\d+\.", "", name)
    return part.removeprefix("self_attn.").removeprefix("mlp.") if "_proj" in part else part


def _whole_tensors(
    model: Transformer, new_embeddings: bool, head: Mapping[str, Tensor]
) -> dict[str, Tensor]:
    """What is not an update of the base's, but stands in its place."""
    whole = {"score.weight": head["head.weight"]} if head else {}
    if new_embeddings:
        weight, is_gpt2 = model.model.embed_tokens.weight.data, model.config.family == "gpt2"
        whole["transformer.wte.weight" if is_gpt2 else "model.embed_tokens.weight"] = weight
        if model.config.tie_word_embeddings and not head:
            whole["lm_head.weight"] = weight.clone()  # PEFT parts the two
    return whole


def _as_gpt2(matrices: Matrices) -> Matrices:
    """Under GPT-2's names, whose query, key and value are one projection.

    Their three updates are one of three times the rank: A one above the other, B as blocks.
    """
    names = {ours: theirs for theirs, ours in PROJECTIONS.items()}
    joined: Matrices = {}
    for name, (down, up) in matrices.items():
        layer, part = name.removeprefix("model.layers.").split(".", 1)
        if part == QUERY_KEY_VALUE[0]:
            three = [matrices[f"model.layers.{layer}.{p}"] for p in QUERY_KEY_VALUE]
            down = torch.cat([d for d, _ in three])
            up = torch.block_diag(*(u for _, u in three))  # type: ignore[no-untyped-call]
            joined[f"transformer.h.{layer}.{FUSED}"] = down, up
        elif part in names:
            joined[f"transformer.h.{layer}.{names[part]}"] = down, up
    return joined

"""How Gemma 2 and the text models of Gemma 3 write `config.json`.

Source: Gemma Team 2024 (arXiv:2408.00118) and 2025 (arXiv:2503.19786).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.errors import ModelError
from studio.lm.family_parts import (
    FULL,
    LOCAL,
    Values,
    read_sizes,
    read_windows,
    refuse,
    write_sizes,
    write_windows,
)
from studio.lm.rope_config import read_rope, read_rotation, write_rotation

ACTIVATIONS = ("gelu", "gelu_pytorch_tanh")
DEFAULTS: dict[str, Any] = {
    "head_dim": 256,
    "hidden_activation": "gelu_pytorch_tanh",
    "num_key_value_heads": 4,
    "query_pre_attn_scalar": 256,
    "sliding_window": 4096,
    "tie_word_embeddings": True,
}
GEMMA2_DEFAULTS = {
    **DEFAULTS,
    "max_position_embeddings": 8192,
    "attn_logit_softcapping": 50.0,
    "final_logit_softcapping": 30.0,
}
GEMMA3_DEFAULTS = {**DEFAULTS, "max_position_embeddings": 2**17, "sliding_window_pattern": 6}
GLOBAL_THETA, LOCAL_THETA = 1_000_000.0, 10_000.0


def read_gemma2(values: Values) -> dict[str, Any]:
    return {
        **_read_common(values, every=2),
        **read_rotation(values, 10_000.0),
        "score_softcap": _number(values, "attn_logit_softcapping"),
    }


def write_gemma2(fields: Values) -> dict[str, Any]:
    return {
        **_write_common(fields),
        **write_rotation(fields),
        "attn_logit_softcapping": fields["score_softcap"],
    }


def read_gemma3(values: Values) -> dict[str, Any]:
    # `transformers` reads it, but caps no scores of a Gemma 3.
    name = "attn_logit_softcapping"
    refuse(values, name, values.get(name) is not None)
    return {
        **_read_common(values, every=int(values["sliding_window_pattern"])),
        **_read_rotations(values),
        "query_key_norm": True,
    }


def write_gemma3(fields: Values) -> dict[str, Any]:
    return {
        **_write_common(fields),
        **write_rotation(fields),
        "rope_local_base_freq": fields["local_rope_theta"],
    }


def _read_rotations(values: Values) -> dict[str, Any]:
    """Layers with a window turn by a base of their own, and are never scaled."""
    rope = values.get("rope_parameters") or {}
    if not isinstance(rope, Mapping):
        raise ModelError("config_value_bad", reason="rope_parameters is not an object")
    wide, local = rope.get(FULL), rope.get(LOCAL) or {}
    if wide is None and not local:
        fields = read_rotation(values, GLOBAL_THETA)
    elif isinstance(wide, Mapping) and isinstance(local, Mapping):
        fields = read_rope(wide, values, GLOBAL_THETA)
    else:
        raise ModelError("config_value_bad", reason="rope_parameters lacks a kind of layer")
    kind = local.get("rope_type", "default")
    if kind != "default":
        raise ModelError("rope_kind", kind=kind, supported="default")
    theta = local.get("rope_theta") or values.get("rope_local_base_freq") or LOCAL_THETA
    return {**fields, "local_rope_theta": float(theta)}


def _read_common(values: Values, every: int) -> dict[str, Any]:
    """`every`: one layer in so many sees all, the last of them."""
    name = "use_bidirectional_attention"
    refuse(values, name, bool(values.get(name)))
    activation = values["hidden_activation"]
    refuse(values, "hidden_activation", activation not in ACTIVATIONS)
    if every < 1:
        raise ModelError("config_value_bad", reason=f"sliding_window_pattern is {every}")
    sizes, bias = read_sizes(values), bool(values.get("attention_bias"))
    layers = min(sizes["num_hidden_layers"], 2**16)  # refused later, when it is more
    return {
        **sizes,
        **read_windows(values, ((layer + 1) % every != 0 for layer in range(layers))),
        "activation": activation,
        "qkv_bias": bias,
        "output_bias": bias,
        "centered_norms": True,
        "norms_both_sides": True,
        "scaled_embeddings": True,
        "score_divisor": float(values["query_pre_attn_scalar"]),
        "logit_softcap": _number(values, "final_logit_softcapping"),
    }


def _write_common(fields: Values) -> dict[str, Any]:
    divisor = fields["score_divisor"]
    return {
        **write_sizes(fields),
        **write_windows(fields),
        "hidden_activation": fields["activation"],
        "attention_bias": fields["output_bias"],
        # `transformers` takes no 256.0 for it.
        "query_pre_attn_scalar": int(divisor) if divisor == int(divisor) else divisor,
        "final_logit_softcapping": fields["logit_softcap"],
    }


def _number(values: Values, name: str) -> float | None:
    given = values.get(name)
    return None if given is None else float(given)

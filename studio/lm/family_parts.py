"""What the families' ways of writing a `config.json` have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from studio.errors import ModelError
from studio.lm.rope_config import read_rotation, write_rotation

Values = Mapping[str, Any]

# Sizes that a config.json of the Llama kind calls as `TransformerConfig` does.
SIZES = (
    "vocab_size",
    "hidden_size",
    "intermediate_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "max_position_embeddings",
    "rms_norm_eps",
    "tie_word_embeddings",
)
FULL, LOCAL = "full_attention", "sliding_attention"


def refuse(values: Values, name: str, refused: bool) -> None:
    """Raise `ModelError` for a key whose value asks for what is not computed."""
    if refused:
        raise ModelError("config_unsupported", name=name, value=values.get(name))


def read_sizes(values: Values) -> dict[str, Any]:
    """What all families of the Llama kind say in the same way, but their positions."""
    heads, hidden = int(values["num_attention_heads"]), int(values["hidden_size"])
    return {
        "vocab_size": int(values["vocab_size"]),
        "hidden_size": hidden,
        "intermediate_size": int(values["intermediate_size"]),
        "num_hidden_layers": int(values["num_hidden_layers"]),
        "num_attention_heads": heads,
        "num_key_value_heads": int(values.get("num_key_value_heads") or heads),
        "head_dim": int(values.get("head_dim") or hidden // max(heads, 1)),
        "max_position_embeddings": int(values["max_position_embeddings"]),
        "rms_norm_eps": float(values.get("rms_norm_eps", 1e-6)),
        "tie_word_embeddings": bool(values.get("tie_word_embeddings", False)),
    }


def read_like_llama(values: Values) -> dict[str, Any]:
    """Sizes, positions and the activation of Llama and those like it."""
    refuse(values, "hidden_act", values.get("hidden_act", "silu") != "silu")
    return read_sizes(values) | read_rotation(values, 10_000.0)


def write_sizes(fields: Values) -> dict[str, Any]:
    return {name: fields[name] for name in SIZES}


def write_like_llama(fields: Values) -> dict[str, Any]:
    return {"hidden_act": "silu", **write_sizes(fields), **write_rotation(fields)}


def read_windows(values: Values, usual: Iterable[bool]) -> dict[str, Any]:
    """The fields `sliding_window` and `local_layers`.

    `usual` says of each layer whether it has the window, where `layer_types` does not.
    """
    layers, window = int(values["num_hidden_layers"]), values.get("sliding_window")
    kinds = values.get("layer_types")
    if kinds is None:
        local = tuple(usual)
    else:
        if not isinstance(kinds, list) or len(kinds) != layers:
            raise ModelError("config_value_bad", reason=f"layer_types is {kinds}")
        refuse(values, "layer_types", any(kind not in (FULL, LOCAL) for kind in kinds))
        local = tuple(kind == LOCAL for kind in kinds)
    if not any(local):
        return {"sliding_window": None, "local_layers": None}
    refuse(values, "sliding_window", window is None)
    return {"sliding_window": int(window or 0), "local_layers": None if all(local) else local}


def write_windows(fields: Values) -> dict[str, Any]:
    window, layers = fields["sliding_window"], fields["num_hidden_layers"]
    local = fields["local_layers"] or [window is not None] * layers
    return {"sliding_window": window, "layer_types": [LOCAL if one else FULL for one in local]}

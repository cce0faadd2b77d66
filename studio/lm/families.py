"""The families of models that the one Transformer computes, and how each writes `config.json`.

A family reads a `config.json` into fields of `TransformerConfig` and writes them back. Keys that a
file leaves out mean what they mean to `transformers`: each family's `defaults`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.errors import ModelError

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
    "rope_theta",
    "tie_word_embeddings",
)
# Field -> GPT-2's key.
GPT2_KEYS = {
    "vocab_size": "vocab_size",
    "hidden_size": "n_embd",
    "intermediate_size": "n_inner",
    "num_hidden_layers": "n_layer",
    "num_attention_heads": "n_head",
    "max_position_embeddings": "n_positions",
    "rms_norm_eps": "layer_norm_epsilon",
    "activation": "activation_function",
    "tie_word_embeddings": "tie_word_embeddings",
}
GELUS = ("gelu", "gelu_new", "gelu_pytorch_tanh")


@dataclass(frozen=True)
class Family:
    """`name` is for people, `architecture` the class of `transformers` that computes it."""

    name: str
    architecture: str
    read: Callable[[Values], dict[str, Any]]
    write: Callable[[Values], dict[str, Any]]
    defaults: Values = field(default_factory=dict)


def read_config(values: Values) -> dict[str, Any]:
    """Fields of `TransformerConfig` from a `config.json`.

    Raises `ModelError` for a family or a part that the Transformer does not compute.
    """
    family = values.get("model_type")
    if not isinstance(family, str) or family not in FAMILIES:
        supported = ", ".join(known.name for known in FAMILIES.values())
        raise ModelError("model_family", family=family, supported=supported)
    known = FAMILIES[family]
    given = {**known.defaults, **values}
    _refuse(given, "quantization_config", bool(given.get("quantization_config")))
    try:
        return {"family": family, **known.read(given)}
    except KeyError as error:
        raise ModelError("config_key_missing", key=error.args[0]) from None
    except (TypeError, ValueError, OverflowError) as error:
        raise ModelError("config_value_bad", reason=str(error)) from None


def write_config(fields: Values) -> dict[str, Any]:
    """The `config.json` of fields of `TransformerConfig`."""
    family = FAMILIES[fields["family"]]
    return {
        "architectures": [family.architecture],
        "model_type": fields["family"],
        **family.write(fields),
    }


def _refuse(values: Values, name: str, refused: bool) -> None:
    if refused:
        raise ModelError("config_unsupported", name=name, value=values.get(name))


def _read_sizes(values: Values) -> dict[str, Any]:
    """What all families of the Llama kind say in the same way."""
    _refuse(values, "hidden_act", values.get("hidden_act", "silu") != "silu")
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
        "rope_theta": _read_rotation(values),
        "tie_word_embeddings": bool(values.get("tie_word_embeddings", False)),
    }


def _read_rotation(values: Values) -> float:
    """The base of the rotary angles, in the style of `transformers` 5 or of those before."""
    rope = values.get("rope_parameters") or values.get("rope_scaling") or {}
    if not isinstance(rope, Mapping):
        raise ModelError("config_value_bad", reason="rope_parameters is not an object")
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind != "default":
        raise ModelError("config_unsupported", name="rope_type", value=kind)
    return float(rope.get("rope_theta") or values.get("rope_theta") or 10_000.0)


def _write_sizes(fields: Values) -> dict[str, Any]:
    return {"hidden_act": "silu", **{name: fields[name] for name in SIZES}}


def _read_llama(values: Values) -> dict[str, Any]:
    bias = bool(values.get("attention_bias"))
    return {
        **_read_sizes(values),
        "qkv_bias": bias,
        "output_bias": bias,
        "mlp_bias": bool(values.get("mlp_bias")),
    }


def _write_llama(fields: Values) -> dict[str, Any]:
    biases = {"attention_bias": fields["output_bias"], "mlp_bias": fields["mlp_bias"]}
    return biases | _write_sizes(fields)


def _read_mistral(values: Values) -> dict[str, Any]:
    window = values["sliding_window"]
    return {
        **_read_sizes(values),
        "sliding_window": None if window is None else int(window),
    }


def _write_mistral(fields: Values) -> dict[str, Any]:
    return {"sliding_window": fields["sliding_window"], **_write_sizes(fields)}


def _read_qwen2(values: Values) -> dict[str, Any]:
    _refuse_windows(values)
    return {**_read_sizes(values), "qkv_bias": True}


def _write_qwen2(fields: Values) -> dict[str, Any]:
    return {"use_sliding_window": False, **_write_sizes(fields)}


def _read_qwen3(values: Values) -> dict[str, Any]:
    _refuse_windows(values)
    bias = bool(values.get("attention_bias"))
    return {
        **_read_sizes(values),
        "query_key_norm": True,
        "qkv_bias": bias,
        "output_bias": bias,
    }


def _write_qwen3(fields: Values) -> dict[str, Any]:
    return {"attention_bias": fields["output_bias"], **_write_qwen2(fields)}


def _refuse_windows(values: Values) -> None:
    """Qwen may give some layers a sliding window and others none, which no released model does."""
    _refuse(values, "use_sliding_window", bool(values.get("use_sliding_window")))
    kinds = values.get("layer_types") or []
    _refuse(values, "layer_types", any(kind != "full_attention" for kind in kinds))


def _read_gpt2(values: Values) -> dict[str, Any]:
    _refuse(values, "activation_function", values["activation_function"] not in GELUS)
    _refuse(values, "scale_attn_weights", not values.get("scale_attn_weights", True))
    for name in ("scale_attn_by_inverse_layer_idx", "add_cross_attention"):
        _refuse(values, name, bool(values.get(name)))
    hidden, heads = int(values["n_embd"]), int(values["n_head"])
    if heads < 1 or hidden % heads:
        raise ModelError("config_value_bad", reason=f"n_embd is {hidden}, n_head is {heads}")
    return {
        "vocab_size": int(values["vocab_size"]),
        "hidden_size": hidden,
        "intermediate_size": int(values.get("n_inner") or 4 * hidden),
        "num_hidden_layers": int(values["n_layer"]),
        "num_attention_heads": heads,
        "num_key_value_heads": heads,
        "head_dim": hidden // heads,
        "max_position_embeddings": int(values["n_positions"]),
        "rms_norm_eps": float(values["layer_norm_epsilon"]),
        "tie_word_embeddings": bool(values["tie_word_embeddings"]),
        "activation": values["activation_function"],
        "gated_mlp": False,
        "mlp_bias": True,
        "qkv_bias": True,
        "output_bias": True,
        "layer_norm": True,
        "learned_positions": True,
    }


def _write_gpt2(fields: Values) -> dict[str, Any]:
    return {key: fields[name] for name, key in GPT2_KEYS.items()}


# By `model_type`. SmolLM2 is a Llama, Qwen2.5 a Qwen2.
FAMILIES = {
    "llama": Family(
        "Llama", "LlamaForCausalLM", _read_llama, _write_llama, {"max_position_embeddings": 2048}
    ),
    "gpt2": Family(
        "GPT-2",
        "GPT2LMHeadModel",
        _read_gpt2,
        _write_gpt2,
        {
            "n_positions": 1024,
            "layer_norm_epsilon": 1e-5,
            "activation_function": "gelu_new",
            "tie_word_embeddings": True,
        },
    ),
    "mistral": Family(
        "Mistral",
        "MistralForCausalLM",
        _read_mistral,
        _write_mistral,
        {"max_position_embeddings": 2**17, "num_key_value_heads": 8, "sliding_window": 4096},
    ),
    "qwen2": Family(
        "Qwen2",
        "Qwen2ForCausalLM",
        _read_qwen2,
        _write_qwen2,
        {"max_position_embeddings": 2**15, "num_key_value_heads": 32},
    ),
    "qwen3": Family(
        "Qwen3",
        "Qwen3ForCausalLM",
        _read_qwen3,
        _write_qwen3,
        {"max_position_embeddings": 2**15, "num_key_value_heads": 32, "head_dim": 128},
    ),
}

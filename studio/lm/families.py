"""The families of models that the one Transformer computes, and how each writes `config.json`.

A family reads a `config.json` into fields of `TransformerConfig` and writes them back. Keys that a
file leaves out mean what they mean to `transformers`: each family's `defaults`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from studio.errors import ModelError
from studio.lm.family_parts import (
    Values,
    read_like_llama,
    read_windows,
    refuse,
    write_like_llama,
    write_windows,
)
from studio.lm.gemma_config import (
    GEMMA2_DEFAULTS,
    GEMMA3_DEFAULTS,
    read_gemma2,
    read_gemma3,
    write_gemma2,
    write_gemma3,
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
QWEN = {"max_position_embeddings": 2**15, "sliding_window": 4096, "max_window_layers": 28}
GELUS = ("gelu", "gelu_new", "gelu_pytorch_tanh")


@dataclass(frozen=True)
class Family:
    """`name` is for people, `architecture` the class of `transformers` that computes it.

    `classifier` is the class with a scalar head, where its name is not made of the other's.
    """

    name: str
    architecture: str
    read: Callable[[Values], dict[str, Any]]
    write: Callable[[Values], dict[str, Any]]
    defaults: Values = field(default_factory=dict)
    classifier: str = ""


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
    refuse(given, "quantization_config", bool(given.get("quantization_config")))
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


def _read_llama(values: Values) -> dict[str, Any]:
    bias = bool(values.get("attention_bias"))
    return {
        **read_like_llama(values),
        "qkv_bias": bias,
        "output_bias": bias,
        "mlp_bias": bool(values.get("mlp_bias")),
    }


def _write_llama(fields: Values) -> dict[str, Any]:
    biases = {"attention_bias": fields["output_bias"], "mlp_bias": fields["mlp_bias"]}
    return biases | write_like_llama(fields)


def _read_mistral(values: Values) -> dict[str, Any]:
    window, kinds = values["sliding_window"], values.get("layer_types") or ()
    # `transformers` calls those with two kinds of layers Ministral.
    wanted = "full_attention" if window is None else "sliding_attention"
    refuse(values, "layer_types", any(kind != wanted for kind in kinds))
    return {
        **read_like_llama(values),
        "sliding_window": None if window is None else int(window),
    }


def _write_mistral(fields: Values) -> dict[str, Any]:
    return {"sliding_window": fields["sliding_window"], **write_like_llama(fields)}


def _read_qwen2(values: Values) -> dict[str, Any]:
    return {**read_like_llama(values), **_read_switched_windows(values), "qkv_bias": True}


def _write_qwen2(fields: Values) -> dict[str, Any]:
    return _write_switched_windows(fields) | write_like_llama(fields)


def _read_qwen3(values: Values) -> dict[str, Any]:
    bias = bool(values.get("attention_bias"))
    return {
        **read_like_llama(values),
        **_read_switched_windows(values),
        "query_key_norm": True,
        "qkv_bias": bias,
        "output_bias": bias,
    }


def _write_qwen3(fields: Values) -> dict[str, Any]:
    return {"attention_bias": fields["output_bias"], **_write_qwen2(fields)}


def _read_smollm3(values: Values) -> dict[str, Any]:
    """A Llama in which every fourth layer turns nothing."""
    every, layers = int(values["no_rope_layer_interval"]), int(values["num_hidden_layers"])
    turns = values.get("no_rope_layers")  # 1 where a layer does turn
    if every < 1 or not (turns is None or (isinstance(turns, list) and len(turns) >= layers)):
        raise ModelError("config_value_bad", reason=f"no_rope_layers is {turns}, each {every}")
    if turns is None:
        turns = [(layer + 1) % every for layer in range(min(layers, 2**16))]
    turning = tuple(bool(turn) for turn in turns[:layers])
    windows = _read_switched_windows(values, tuple(not turn for turn in turning))
    return {
        **_read_llama(values),
        **windows,
        "turning_layers": None if all(turning) else turning,
    }


def _write_smollm3(fields: Values) -> dict[str, Any]:
    turning = fields["turning_layers"] or [True] * fields["num_hidden_layers"]
    return {
        **_write_llama(fields),
        **_write_switched_windows(fields),
        "no_rope_layers": [int(turn) for turn in turning],
    }


def _read_switched_windows(values: Values, usual: tuple[bool, ...] | None = None) -> dict[str, Any]:
    """Windows that count only where `use_sliding_window` says so; Qwen's are in the upper layers.

    Of an old SmolLM3 without `layer_types`, `usual` says which.
    """
    if not values.get("use_sliding_window") or values.get("sliding_window") is None:
        kinds = values.get("layer_types") or []
        refuse(values, "layer_types", any(kind != "full_attention" for kind in kinds))
        return {"sliding_window": None, "local_layers": None}
    if usual is None:
        first, layers = int(values["max_window_layers"]), int(values["num_hidden_layers"])
        usual = tuple(layer >= first for layer in range(min(layers, 2**16)))
    return read_windows(values, usual)


def _write_switched_windows(fields: Values) -> dict[str, Any]:
    if fields["sliding_window"] is None:
        return {"use_sliding_window": False}
    return {"use_sliding_window": True, **write_windows(fields)}


def _read_gpt2(values: Values) -> dict[str, Any]:
    refuse(values, "activation_function", values["activation_function"] not in GELUS)
    refuse(values, "scale_attn_weights", not values.get("scale_attn_weights", True))
    for name in ("scale_attn_by_inverse_layer_idx", "add_cross_attention"):
        refuse(values, name, bool(values.get(name)))
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
    "smollm3": Family(
        "SmolLM3",
        "SmolLM3ForCausalLM",
        _read_smollm3,
        _write_smollm3,
        {
            "max_position_embeddings": 2**15,
            "num_key_value_heads": 4,
            "no_rope_layer_interval": 4,
            "rope_theta": 2_000_000.0,
            "tie_word_embeddings": True,
        },
    ),
    "qwen2": Family(
        "Qwen2",
        "Qwen2ForCausalLM",
        _read_qwen2,
        _write_qwen2,
        {**QWEN, "num_key_value_heads": 32},
    ),
    "qwen3": Family(
        "Qwen3",
        "Qwen3ForCausalLM",
        _read_qwen3,
        _write_qwen3,
        {**QWEN, "num_key_value_heads": 32, "head_dim": 128},
    ),
    "gemma2": Family("Gemma 2", "Gemma2ForCausalLM", read_gemma2, write_gemma2, GEMMA2_DEFAULTS),
    "gemma3_text": Family(
        "Gemma 3",
        "Gemma3ForCausalLM",
        read_gemma3,
        write_gemma3,
        GEMMA3_DEFAULTS,
        "Gemma3TextForSequenceClassification",
    ),
}

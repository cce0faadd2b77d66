"""A model's config to and from the metadata of a GGUF file, as llama.cpp names and means it.

Much of what a `config.json` says of a family, llama.cpp has in its code: which layers of a Gemma
have a window, which of a SmolLM3 turn nothing. A config that says otherwise cannot be written.
Source: llama.cpp's convert_hf_to_gguf.py and the hyperparameters of llama-model.cpp.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.errors import ModelError
from studio.lm.families import FAMILIES
from studio.lm.gguf_file import GgufFile
from studio.lm.rope import Rope
from studio.lm.rope_config import RopeScaling, usual_strength
from studio.lm.transformer_config import TransformerConfig

ARCHITECTURES = {
    "llama": "llama",
    "mistral": "llama",
    "smollm3": "smollm3",
    "qwen2": "qwen2",
    "qwen3": "qwen3",
    "gemma2": "gemma2",
    "gemma3_text": "gemma3",
}
OF_ARCHITECTURE = {"gemma3": "gemma3_text"}  # the family, where it is called differently
# Key of config.json -> key of the metadata, behind the architecture.
SIZES = {
    "hidden_size": "embedding_length",
    "intermediate_size": "feed_forward_length",
    "num_hidden_layers": "block_count",
    "num_attention_heads": "attention.head_count",
    "num_key_value_heads": "attention.head_count_kv",
    "head_dim": "attention.key_length",
    "max_position_embeddings": "context_length",
    "rms_norm_eps": "attention.layer_norm_rms_epsilon",
    "rope_theta": "rope.freq_base",
}
GEMMA = {
    "sliding_window": "attention.sliding_window",
    "attn_logit_softcapping": "attn_logit_softcapping",
    "final_logit_softcapping": "final_logit_softcapping",
    "sliding_window_pattern": "attention.sliding_window_pattern",
    "rope_local_base_freq": "rope.freq_base_swa",
}
LARGEST = {"gemma2": 46, "gemma3": 62}  # layers of the 27B, whose scores have another divisor
FREQUENCIES = "rope_freqs.weight"


def read_config(file: GgufFile) -> TransformerConfig:
    """The config that a file's metadata tells. Raises `ModelError` for what is not computed."""
    values, places = file.values, file.places
    architecture = values.get("general.architecture")

    def told(key: str) -> Any:
        found = values.get(f"{architecture}.{key}")
        # 1e-5, which a 32-bit float is only near
        return float(str(np.float32(found))) if isinstance(found, float) else found

    keys = SIZES | (GEMMA if architecture in LARGEST else {})
    said = {name: told(key) for name, key in keys.items() if told(key) is not None}
    if architecture in LARGEST:
        names = ("num_hidden_layers", "hidden_size", "num_attention_heads", "head_dim")
        divisor = _divisor(architecture, *(said.get(name) for name in names))
        said |= {} if divisor is None else {"query_pre_attn_scalar": divisor}
    if FREQUENCIES in places:
        said["rope_scaling"] = _read_frequencies(file, said, told)
    else:
        kind = told("rope.scaling.type")
        said["rope_scaling"] = {
            "rope_type": "default" if kind in (None, "none") else str(kind),
            "factor": told("rope.scaling.factor"),
            "original_max_position_embeddings": told("rope.scaling.original_context_length"),
            "beta_fast": told("rope.scaling.yarn_beta_fast"),
            "beta_slow": told("rope.scaling.yarn_beta_slow"),
        }
    embedding = places.get("token_embd.weight")
    config = TransformerConfig.from_dict(
        {
            **said,
            "model_type": OF_ARCHITECTURE.get(str(architecture), architecture),
            "vocab_size": embedding.shape[0] if embedding else 0,
            "tie_word_embeddings": "output.weight" not in places,
            "attention_bias": "blk.0.attn_output.bias" in places,
            "mlp_bias": "blk.0.ffn_down.bias" in places,
        }
    )
    if architecture not in ARCHITECTURES.values():
        raise ModelError("config_unsupported", name="general.architecture", value=architecture)
    for name, value, usual in (
        ("expert_count", told("expert_count") or 0, 0),
        ("rope.dimension_count", told("rope.dimension_count"), config.head_dim),
        ("attention.value_length", told("attention.value_length"), config.head_dim),
        ("rope.scaling.attn_factor", told("rope.scaling.attn_factor"), 1.0),
    ):
        if value is not None and value != usual:
            raise ModelError("config_unsupported", name=name, value=value)
    return config


def config_values(config: TransformerConfig) -> dict[str, Any]:
    """The metadata of a config. Raises `ModelError` for what llama.cpp would compute otherwise."""
    if config.family not in ARCHITECTURES:
        raise ModelError("gguf_family", family=config.family)
    architecture = ARCHITECTURES[config.family]
    _check_fixed(config, architecture)
    said = {SIZES[name]: getattr(config, name) for name in SIZES}
    said |= {
        "vocab_size": config.vocab_size,
        "attention.value_length": config.head_dim,
        "rope.dimension_count": config.head_dim,
        **_scaling_values(config.rope_scaling),
    }
    if architecture in LARGEST:
        said["attention.sliding_window"] = config.sliding_window
        caps = {"attn": config.score_softcap, "final": config.logit_softcap}
        said |= {f"{name}_logit_softcapping": cap for name, cap in caps.items() if cap is not None}
        if config.local_rope_theta is not None:
            said["rope.freq_base_swa"] = config.local_rope_theta
    elif config.sliding_window is not None:
        # llama.cpp gives these no window: within one, both compute the same.
        said["context_length"] = min(config.max_position_embeddings, config.sliding_window)
    return {f"{architecture}.{name}": value for name, value in said.items()}


def frequencies(config: TransformerConfig) -> Tensor | None:
    """What Llama 3's angles are divided by [D / 2], which llama.cpp reads as a tensor."""
    scaling = config.rope_scaling
    if scaling is None or scaling.kind != "llama3":
        return None
    return _factors(config.head_dim, config.rope_theta, scaling)


def _factors(size: int, theta: float, scaling: RopeScaling) -> Tensor:
    return Rope(size, theta).steps() / Rope(size, theta, scaling).steps()


def _read_frequencies(file: GgufFile, said: Mapping[str, Any], told: Any) -> dict[str, Any]:
    """Which numbers of Llama 3's make these: the file has only what comes of them."""
    place, size = file.places[FREQUENCIES], said.get("head_dim")
    if not isinstance(size, int):
        size = 2 * place.shape[0]
    theta = said.get("rope_theta", 10_000.0)
    if place.shape != (size // 2,) or size > 2**16 or not isinstance(theta, float) or theta <= 1:
        raise ModelError("config_value_bad", reason=f"{FREQUENCIES} is of {place.shape}")
    factors = file.read(FREQUENCIES)
    known = told("rope.scaling.original_context_length")
    originals = [known] if isinstance(known, int) and known else [2**n for n in range(3, 18)]
    for original in originals:
        guess = RopeScaling("llama3", max(float(factors.max()), 1e-6), original)
        if torch.allclose(_factors(size, theta, guess), factors, rtol=1e-4):
            return {
                "rope_type": "llama3",
                "factor": round(guess.factor, 4),
                "low_freq_factor": guess.slow,
                "high_freq_factor": guess.fast,
                "original_max_position_embeddings": original,
            }
    raise ModelError("config_unsupported", name=FREQUENCIES, value=f"to {factors.max():g}")


def _scaling_values(scaling: RopeScaling | None) -> dict[str, Any]:
    if scaling is None:
        return {}
    if scaling.kind == "llama3":
        return {"rope.scaling.original_context_length": scaling.original}
    said: dict[str, Any] = {
        "rope.scaling.type": scaling.kind,
        "rope.scaling.factor": scaling.factor,
    }
    if scaling.kind == "yarn":
        said |= {
            "rope.scaling.original_context_length": scaling.original,
            "rope.scaling.yarn_beta_fast": scaling.fast,
            "rope.scaling.yarn_beta_slow": scaling.slow,
        }
    return said


def _check_fixed(config: TransformerConfig, architecture: str) -> None:
    """Raise `ModelError` where a config differs from what llama.cpp has in its code."""
    layers = range(config.num_hidden_layers)
    every = {"gemma2": 2, "gemma3": 6}.get(architecture)
    wanted: list[tuple[str, Any, Any]] = []
    scaling = config.rope_scaling
    if scaling is not None and scaling.kind == "yarn":
        wanted += [
            ("attention_factor", scaling.strength, usual_strength(scaling.factor)),
            ("truncate", scaling.cut, True),
        ]
    if architecture == "smollm3":
        turning = config.turning_layers or (True,) * len(layers)
        wanted.append(("no_rope_layers", turning, tuple((n + 1) % 4 != 0 for n in layers)))
    if every is not None:
        local = config.local_layers or (config.sliding_window is not None,) * len(layers)
        divisor = _divisor(
            architecture,
            config.num_hidden_layers,
            config.hidden_size,
            config.num_attention_heads,
            config.head_dim,
        )
        wanted += [
            ("layer_types", local, tuple((n + 1) % every != 0 for n in layers)),
            ("query_pre_attn_scalar", config.score_divisor, divisor),
            ("hidden_activation", config.activation, "gelu_pytorch_tanh"),
            ("attention_bias", config.output_bias, False),
        ]
    if architecture == "gemma2":
        wanted.append(("tie_word_embeddings", config.tie_word_embeddings, True))
        for name, cap in (("attn", config.score_softcap), ("final", config.logit_softcap)):
            wanted.append((f"{name}_logit_softcapping", cap is not None, True))
    for name, value, fixed in wanted:
        if value != fixed:
            family = FAMILIES[config.family].name
            raise ModelError("gguf_part", family=family, name=name)


def _divisor(architecture: Any, layers: Any, hidden: Any, heads: Any, size: Any) -> Any:
    """By whose root a Gemma's scores are divided."""
    if layers == LARGEST[architecture] and isinstance(hidden, int) and isinstance(heads, int):
        return float(hidden // max(heads, 1))
    return size

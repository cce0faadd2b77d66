"""A model to and from a GGUF file: its config, tokenizer and weights under llama.cpp's names.

Of a Llama's queries and keys, llama.cpp turns neighbouring features together, `transformers` those
of the two halves of a head: so the rows of these projections change places on the way. Source:
llama.cpp's convert_hf_to_gguf.py (LlamaModel.permute).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from gguf import GGMLQuantizationType as Kind
from torch import Tensor

from studio.errors import ModelError
from studio.lm.checkpoint import check_weight, model_tensors
from studio.lm.failures import tokenizer_failures, try_out
from studio.lm.gguf_file import GgufFile, open_gguf, write_gguf
from studio.lm.gguf_tokenizer import read_tokenizer, tokenizer_values
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig

# Kind -> `general.file_type`
KINDS = {"f16": (Kind.F16, 1), "q8_0": (Kind.Q8_0, 7)}
ARCHITECTURES = {"llama": "llama", "mistral": "llama", "qwen2": "qwen2", "qwen3": "qwen3"}
OUTSIDE = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output"}
IN_LAYER = {
    "input_layernorm": "attn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "self_attn.q_norm": "attn_q_norm",
    "self_attn.k_norm": "attn_k_norm",
    "post_attention_layernorm": "ffn_norm",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
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


def do_nothing() -> None:
    """Where nobody follows the writing."""


def load_gguf(path: Path, device: str | torch.device = "cpu") -> tuple[Transformer, Tokenizer]:
    """Read a model in float32. Raises `ModelError` naming what is wrong with the file."""
    file = open_gguf(path)
    config = read_config(file)
    with tokenizer_failures(path):
        tokenizer = try_out(read_tokenizer(file.values, path))
    if tokenizer.vocab_size > config.vocab_size:
        raise ModelError(
            "tokenizer_vocabulary", tokens=tokenizer.vocab_size, rows=config.vocab_size
        )
    with torch.device("meta"):
        model = Transformer(config)
    weights = {
        name: _read_weight(file, config, name, tuple(value.shape)).to(device)
        for name, value in model_tensors(model)
    }
    model.load_state_dict(weights, strict=False, assign=True)
    if config.tie_word_embeddings:
        model.lm_head.weight = model.model.embed_tokens.weight
    return model, tokenizer


def save_gguf(
    path: Path,
    model: Transformer,
    tokenizer: Tokenizer,
    kind: str,
    *,
    name: str = "",
    each: Callable[[], None] = do_nothing,
) -> None:
    """Write a model as `kind`, a key of `KINDS`. `each` is called before each tensor.

    Raises `ModelError` for a family or a tokenizer that GGUF has no name for, and `InputError`
    when the file cannot be written.
    """
    config = model.config
    if config.family not in ARCHITECTURES:
        raise ModelError("gguf_family", family=config.family)
    stored_as, file_type = KINDS[kind]
    values = {
        **({"general.name": name} if name else {}),
        "general.file_type": file_type,
        "general.quantization_version": 2,
        **config_values(config),
        **tokenizer_values(tokenizer, config.vocab_size),
    }
    tensors = (
        (gguf_name(ours), _turned(config, ours, weight)) for ours, weight in model_tensors(model)
    )
    write_gguf(path, ARCHITECTURES[config.family], values, tensors, stored_as, each)


def read_config(file: GgufFile) -> TransformerConfig:
    """The config that a file's metadata tells. Raises `ModelError` for what is not computed."""
    values, places = file.values, file.places
    family = values.get("general.architecture")

    def told(key: str) -> Any:
        return values.get(f"{family}.{key}")

    sizes = {name: told(key) for name, key in SIZES.items() if told(key) is not None}
    for name in ("rms_norm_eps", "rope_theta"):
        if isinstance(sizes.get(name), float):  # 1e-5, which a 32-bit float is only near
            sizes[name] = float(str(np.float32(sizes[name])))
    embedding = places.get("token_embd.weight")
    config = TransformerConfig.from_dict(
        {
            **sizes,
            "model_type": family,
            "vocab_size": embedding.shape[0] if embedding else 0,
            "tie_word_embeddings": "output.weight" not in places,
            "attention_bias": "blk.0.attn_output.bias" in places,
            "mlp_bias": "blk.0.ffn_down.bias" in places,
            "rope_scaling": {"rope_type": _scaling(told("rope.scaling.type"))},
        }
    )
    if family not in ARCHITECTURES.values():
        raise ModelError("config_unsupported", name="general.architecture", value=family)
    for name, value, usual in (
        ("rope_freqs", "rope_freqs.weight" in places, False),
        ("expert_count", told("expert_count") or 0, 0),
        ("rope.dimension_count", told("rope.dimension_count"), config.head_dim),
        ("attention.value_length", told("attention.value_length"), config.head_dim),
    ):
        if value is not None and value != usual:
            raise ModelError("config_unsupported", name=name, value=value)
    return config


def config_values(config: TransformerConfig) -> dict[str, Any]:
    """The metadata of a config."""
    family = ARCHITECTURES[config.family]
    fields = {SIZES[name]: getattr(config, name) for name in SIZES}
    if config.sliding_window is not None:
        # llama.cpp gives a Mistral no window: within one, both compute the same.
        fields["context_length"] = min(config.max_position_embeddings, config.sliding_window)
    fields |= {
        "vocab_size": config.vocab_size,
        "attention.value_length": config.head_dim,
        "rope.dimension_count": config.head_dim,
    }
    return {f"{family}.{name}": value for name, value in fields.items()}


def gguf_name(ours: str) -> str:
    """What llama.cpp calls one of the Transformer's weights."""
    part, _, kind = ours.rpartition(".")
    in_layer = re.fullmatch(r"model\.layers\.(\d+)\.(.+)", part)
    if in_layer is None:
        return f"{OUTSIDE[part]}.{kind}"
    layer, part = in_layer.groups()
    return f"blk.{layer}.{IN_LAYER[part]}.{kind}"


def _scaling(kind: Any) -> str:
    return "default" if kind in (None, "none") else str(kind)


def _read_weight(
    file: GgufFile, config: TransformerConfig, name: str, shape: tuple[int, ...]
) -> Tensor:
    """One weight, checked before room is made for its numbers, and after."""
    place = file.places.get(gguf_name(name))
    if place is None:
        raise ModelError("weights_missing", name=name, path=str(file.path))
    if place.shape != shape:
        raise ModelError("weights_shape", name=name, found=place.shape, expected=shape)
    weight = _turned(config, name, file.read(gguf_name(name)), back=True)
    check_weight(name, weight, shape, file.path)
    return weight


def _turned(config: TransformerConfig, name: str, weight: Tensor, *, back: bool = False) -> Tensor:
    """A query's or key's rows in llama.cpp's order, or `back` in ours; others as they are."""
    part = name.rpartition(".")[0].rpartition(".")[2]
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    if ARCHITECTURES[config.family] != "llama" or part not in heads:
        return weight
    half = config.head_dim // 2
    sides = (half, 2) if back else (2, half)
    rows = weight.reshape(heads[part], *sides, *weight.shape[1:])
    return rows.transpose(1, 2).reshape(weight.shape)

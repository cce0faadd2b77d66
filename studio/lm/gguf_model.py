"""A model to and from a GGUF file: its config, tokenizer and weights under llama.cpp's names.

Of a Llama's queries and keys, llama.cpp turns neighbouring features together, `transformers` those
of the two halves of a head: so the rows of these projections change places on the way. To the
weights of Gemma's norms the 1 is added beforehand. Source: llama.cpp's convert_hf_to_gguf.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import torch
from gguf import GGMLQuantizationType as Kind
from torch import Tensor

from studio.errors import ModelError
from studio.lm.checkpoint import check_vocabulary, check_weight, model_tensors
from studio.lm.failures import tokenizer_failures, try_out
from studio.lm.gguf_config import (
    ARCHITECTURES,
    FREQUENCIES,
    config_values,
    frequencies,
    read_config,
)
from studio.lm.gguf_file import GgufFile, open_gguf, write_gguf
from studio.lm.gguf_tokenizer import read_tokenizer, tokenizer_values
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig

# Kind -> `general.file_type`
KINDS = {"f16": (Kind.F16, 1), "q8_0": (Kind.Q8_0, 7)}
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
# Gemma has norms on both sides of a block.
IN_GEMMAS_LAYER = IN_LAYER | {
    "post_attention_layernorm": "post_attention_norm",
    "pre_feedforward_layernorm": "ffn_norm",
    "post_feedforward_layernorm": "post_ffw_norm",
}
PERMUTED = ("llama", "smollm3")


def do_nothing() -> None:
    """Where nobody follows the writing."""


def load_gguf(path: Path, device: str | torch.device = "cpu") -> tuple[Transformer, Tokenizer]:
    """Read a model in float32. Raises `ModelError` naming what is wrong with the file."""
    file = open_gguf(path)
    config = read_config(file)
    with tokenizer_failures(path):
        tokenizer = try_out(read_tokenizer(file.values, path))
    check_vocabulary(tokenizer, config)
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
    stored_as, file_type = KINDS[kind]
    values = {
        **({"general.name": name} if name else {}),
        "general.file_type": file_type,
        "general.quantization_version": 2,
        **config_values(config),
        **tokenizer_values(tokenizer, config.vocab_size),
    }
    tensors = (
        (gguf_name(config, ours), _turned(config, ours, weight))
        for ours, weight in model_tensors(model)
    )
    slowed = frequencies(config)
    more = [] if slowed is None else [(FREQUENCIES, slowed)]
    architecture = ARCHITECTURES[config.family]
    write_gguf(path, architecture, values, chain(more, tensors), stored_as, each)


def gguf_name(config: TransformerConfig, ours: str) -> str:
    """What llama.cpp calls one of the Transformer's weights."""
    part, _, kind = ours.rpartition(".")
    in_layer = re.fullmatch(r"model\.layers\.(\d+)\.(.+)", part)
    if in_layer is None:
        return f"{OUTSIDE[part]}.{kind}"
    layer, part = in_layer.groups()
    names = IN_GEMMAS_LAYER if config.norms_both_sides else IN_LAYER
    return f"blk.{layer}.{names[part]}.{kind}"


def _read_weight(
    file: GgufFile, config: TransformerConfig, name: str, shape: tuple[int, ...]
) -> Tensor:
    """One weight, checked before room is made for its numbers, and after."""
    place = file.places.get(gguf_name(config, name))
    if place is None:
        raise ModelError("weights_missing", name=name, path=str(file.path))
    if place.shape != shape:
        raise ModelError("weights_shape", name=name, found=place.shape, expected=shape)
    weight = _turned(config, name, file.read(gguf_name(config, name)), back=True)
    check_weight(name, weight, shape, file.path)
    return weight


def _turned(config: TransformerConfig, name: str, weight: Tensor, *, back: bool = False) -> Tensor:
    """A weight as llama.cpp has it, or `back` as we do.

    That is a query's or key's rows in another order, and a centered norm's weights with their 1.
    """
    if config.centered_norms and name.endswith("norm.weight"):
        return weight - 1 if back else weight + 1
    part = name.rpartition(".")[0].rpartition(".")[2]
    heads = {"q_proj": config.num_attention_heads, "k_proj": config.num_key_value_heads}
    if ARCHITECTURES[config.family] not in PERMUTED or part not in heads:
        return weight
    half = config.head_dim // 2
    sides = (half, 2) if back else (2, half)
    rows = weight.reshape(heads[part], *sides, *weight.shape[1:])
    return rows.transpose(1, 2).reshape(weight.shape)

"""Every family that llama.cpp computes comes back from a GGUF file, and llama.cpp agrees."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from studio.errors import ModelError
from studio.lm.checkpoint import load_model
from studio.lm.gguf_file import open_gguf
from studio.lm.gguf_model import load_gguf, save_gguf
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig
from tests.lm.family_variants import FULL, LIKE_LLAMA, LOCAL, SLOWED
from tests.lm.llama_cpp import LlamaCpp

# Sizes that llama.cpp's 8-bit caches and vectors take: heads of 32, rows of 64.
WIDE = {
    **LIKE_LLAMA,
    "hidden_size": 64,
    "num_attention_heads": 4,
    "head_dim": 32,
    "intermediate_size": 96,
    "max_position_embeddings": 128,
}
GEMMA = {**WIDE, "sliding_window": 6, "query_pre_attn_scalar": 32, "num_hidden_layers": 7}
TURNS = {**SLOWED, "rope_type": "llama3", "low_freq_factor": 1.0, "high_freq_factor": 4.0}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 32}
VARIANTS: dict[str, dict[str, Any]] = {
    "llama": {"model_type": "llama", **WIDE},
    "llama3_1": {
        "model_type": "llama",
        **WIDE,
        "rope_theta": 300.0,
        "rope_scaling": TURNS | {"original_max_position_embeddings": 32},
        "tie_word_embeddings": True,
    },
    "llama_linear": {
        "model_type": "llama",
        **WIDE,
        "rope_scaling": {"type": "linear", "factor": 2.5},
    },
    "smollm3": {"model_type": "smollm3", **WIDE, "num_hidden_layers": 5},
    "qwen2": {"model_type": "qwen2", **WIDE, "head_dim": 16},
    "qwen2_yarn": {"model_type": "qwen2", **WIDE, "head_dim": 16, "rope_scaling": YARN},
    "qwen3": {"model_type": "qwen3", **WIDE},
    "gemma2": {"model_type": "gemma2", **GEMMA},
    "gemma3": {"model_type": "gemma3_text", **GEMMA},
    "gemma3_slowed": {
        "model_type": "gemma3_text",
        **GEMMA,
        "rope_scaling": {"rope_type": "linear", "factor": 8.0},
        "tie_word_embeddings": False,
    },
}
IDS = torch.randint(5, 320, (1, 40), generator=torch.Generator().manual_seed(2))


@pytest.fixture
def make() -> Callable[[str], Transformer]:
    """A model of a variant with random weights that float16 holds exactly."""

    def model(variant: str) -> Transformer:
        made = Transformer(TransformerConfig.from_dict(VARIANTS[variant]))
        generator = torch.Generator().manual_seed(3)
        for name, weight in made.named_parameters():
            wide = 0.5 if "norm" in name else 0.2
            torch.nn.init.normal_(weight, std=wide, generator=generator)
            weight.data = weight.data.half().float()
        return made.eval()

    return model


@torch.no_grad()
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_family_comes_back_from_gguf(
    make: Callable[[str], Transformer], variant: str, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model = make(variant)
    save_gguf(tmp_path / "m.gguf", model, tiny_tokenizer, "f16")
    again, _ = load_gguf(tmp_path / "m.gguf")
    assert again.config == model.config
    torch.testing.assert_close(again(IDS), model(IDS), atol=1e-4, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("variant", VARIANTS)
def test_llama_cpp_gives_the_same_probabilities(
    make: Callable[[str], Transformer], variant: str, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    """Beyond the window and the positions first learned; a nat of 0.02 is its half precision."""
    model = make(variant)
    save_gguf(tmp_path / "m.gguf", model, tiny_tokenizer, "f16")
    expected = model(IDS)[0, -1].log_softmax(-1)
    told = LlamaCpp(tmp_path / "m.gguf").next_tokens(IDS[0].tolist())
    assert set(expected.topk(3).indices.tolist()) <= set(told)
    for token, logprob in told.items():
        assert logprob == pytest.approx(expected[token].item(), abs=0.02)


def test_the_frequencies_of_llama_3_are_recognized(
    make: Callable[[str], Transformer], tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    """Also where a file, as llama.cpp's converter makes it, has nothing but the tensor."""
    save_gguf(tmp_path / "m.gguf", make("llama3_1"), tiny_tokenizer, "f16")
    file = open_gguf(tmp_path / "m.gguf")
    factors = file.read("rope_freqs.weight")
    assert factors.shape == (16,)
    assert (factors[0], factors[-1]) == (1, 8)
    key = b"llama.rope.scaling.original_context_length"
    raw = (tmp_path / "m.gguf").read_bytes()
    assert raw.count(key) == 1
    (tmp_path / "m.gguf").write_bytes(raw.replace(key, key[::-1]))
    again, _ = load_model(tmp_path / "m.gguf")
    assert again.config.rope_scaling == make("llama3_1").config.rope_scaling


UNWRITABLE: list[tuple[str, dict[str, Any], str]] = [
    ("qwen2_yarn", {"rope_scaling": {**YARN, "attention_factor": 1.5}}, "attention_factor"),
    ("qwen2_yarn", {"rope_scaling": {**YARN, "truncate": False}}, "truncate"),
    ("smollm3", {"no_rope_layers": [1, 0, 1, 1, 1]}, "no_rope_layers"),
    ("gemma2", {"layer_types": [FULL, *[LOCAL] * 6]}, "layer_types"),
    ("gemma2", {"query_pre_attn_scalar": 31}, "query_pre_attn_scalar"),
    ("gemma2", {"attn_logit_softcapping": None}, "attn_logit_softcapping"),
    ("gemma2", {"tie_word_embeddings": False}, "tie_word_embeddings"),
    ("gemma3", {"attention_bias": True}, "attention_bias"),
    ("gemma3", {"hidden_activation": "gelu"}, "hidden_activation"),
]


@pytest.mark.parametrize(("variant", "change", "name"), UNWRITABLE, ids=str)
def test_what_llama_cpp_would_compute_otherwise_is_not_written(
    variant: str, change: dict[str, Any], name: str, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model = Transformer(TransformerConfig.from_dict(VARIANTS[variant] | change))
    with pytest.raises(ModelError) as caught:
        save_gguf(tmp_path / "m.gguf", model, tiny_tokenizer, "f16")
    assert caught.value.code == "gguf_part"
    assert caught.value.details["name"] == name
    assert list(tmp_path.iterdir()) == []

"""The Transformer computes what `transformers` computes, with padding and with a cache."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
import torch
from torch import Tensor

from studio.errors import ModelError
from studio.lm.attention import KeyValueCache
from studio.lm.rope import Rope
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig

VARIANTS: dict[str, dict[str, Any]] = {
    "grouped": {},
    "one_group": {"num_key_value_heads": 1},
    "a_group_a_head": {"num_key_value_heads": 4},
    "untied": {"tie_word_embeddings": False},
    "wide_heads": {"head_dim": 20},
    "narrow_heads": {"head_dim": 6, "tie_word_embeddings": False},
    "slow_rotation": {"rope_theta": 500_000.0},
    "large_eps": {"rms_norm_eps": 0.1},
    "biased": {"qkv_bias": True, "output_bias": True, "mlp_bias": True},
}


def random_model(config: TransformerConfig) -> Transformer:
    model = Transformer(config)
    generator = torch.Generator().manual_seed(5)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    return model.eval()


def random_ids(rows: int, length: int, vocab_size: int) -> Tensor:
    return torch.randint(vocab_size, (rows, length), generator=torch.Generator().manual_seed(6))


@pytest.mark.parametrize("variant", VARIANTS)
def test_logits_equal_those_of_transformers(tiny_config: TransformerConfig, variant: str) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    config = replace(tiny_config, **VARIANTS[variant])
    ours = random_model(config)
    values = config.to_dict()
    theta = values.pop("rope_theta")
    rope = {"rope_type": "default", "rope_theta": theta}
    theirs = LlamaForCausalLM(LlamaConfig(**values, rope_parameters=rope)).eval()
    theirs.load_state_dict(ours.state_dict())
    ids = random_ids(2, 40, config.vocab_size)
    with torch.no_grad():
        expected = theirs(ids).logits
        torch.testing.assert_close(ours(ids), expected, atol=1e-4, rtol=0)
    assert expected.std() > 0.3


@torch.no_grad()
def test_a3_a4_padding_on_the_right_changes_nothing_before_it(sharp_model: Transformer) -> None:
    ids = random_ids(4, 24, sharp_model.config.vocab_size)
    together = sharp_model(ids)
    for row, length in enumerate((1, 7, 18, 24)):
        alone = sharp_model(ids[row : row + 1, :length])[0]
        torch.testing.assert_close(together[row, :length], alone, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_no_logit_depends_on_a_later_token(sharp_model: Transformer) -> None:
    ids = random_ids(1, 12, sharp_model.config.vocab_size)
    before = sharp_model(ids)
    ids[0, 8] = (ids[0, 8] + 1) % sharp_model.config.vocab_size
    after = sharp_model(ids)
    assert torch.equal(before[:, :8], after[:, :8])
    assert all(not torch.equal(before[0, place], after[0, place]) for place in range(8, 12))


def read_prompts(
    model: Transformer, ids: Tensor, lengths: Tensor, capacity: int
) -> tuple[Tensor, KeyValueCache]:
    """Hidden states at each prompt's last token, and a cache filled with prompts only."""
    cache = KeyValueCache(model.config, len(ids), capacity, model.lm_head.weight)
    prompts = ids.clone()
    prompts[torch.arange(ids.shape[1]) >= lengths[:, None]] = 0
    hidden = model.model(prompts[:, : int(lengths.max())], cache)
    cache.set_lengths(lengths)
    return hidden[torch.arange(len(ids)), lengths - 1], cache


@torch.no_grad()
@pytest.mark.parametrize("variant", ["grouped", "one_group", "a_group_a_head", "wide_heads"])
def test_a11_decoding_with_a_cache_equals_the_full_forward(
    tiny_config: TransformerConfig, variant: str
) -> None:
    model = random_model(replace(tiny_config, **VARIANTS[variant]))
    ids = random_ids(3, 20, tiny_config.vocab_size)
    lengths = torch.tensor([2, 9, 5])
    full = model.model(ids)
    hidden, cache = read_prompts(model, ids, lengths, 20)
    rows = torch.arange(3)
    torch.testing.assert_close(hidden, full[rows, lengths - 1], atol=1e-4, rtol=1e-4)
    for step in range(11):
        places = lengths + step
        hidden = model.model(ids[rows, places][:, None], cache)[:, 0]
        torch.testing.assert_close(hidden, full[rows, places], atol=1e-4, rtol=1e-4)
    assert cache.lengths.tolist() == [13, 20 - 1, 16]  # the longest stays in the last place
    assert cache.longest == 19


@torch.no_grad()
def test_a11_rows_of_a_cache_can_be_repeated_and_dropped(sharp_model: Transformer) -> None:
    vocab_size = sharp_model.config.vocab_size
    ids, lengths = random_ids(3, 16, vocab_size), torch.tensor([3, 8, 5])
    _, cache = read_prompts(sharp_model, ids, lengths, 16)
    chosen = torch.tensor([2, 0, 2])
    cache = cache.select(chosen)
    assert cache.lengths.tolist() == [5, 3, 5]
    assert cache.longest == 5
    rows = ids[chosen]
    rows[2, 5:] = random_ids(1, 11, vocab_size)  # the same prompt, continued differently
    full = sharp_model.model(rows)
    lengths = lengths[chosen]
    for step in range(6):
        if step == 3:
            keep = torch.tensor([1, 2])
            cache, rows, lengths, full = cache.select(keep), rows[keep], lengths[keep], full[keep]
        index = torch.arange(len(rows))
        hidden = sharp_model.model(rows[index, lengths + step][:, None], cache)[:, 0]
        torch.testing.assert_close(hidden, full[index, lengths + step], atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_selecting_leaves_the_cache_that_was_selected_from_alone(sharp_model: Transformer) -> None:
    ids, lengths = random_ids(2, 8, sharp_model.config.vocab_size), torch.tensor([4, 4])
    _, cache = read_prompts(sharp_model, ids, lengths, 8)
    kept = [keys.clone() for keys in cache.keys]
    sharp_model.model(ids[:, 4:5], cache.select(torch.tensor([0, 1])))
    assert all(torch.equal(a, b) for a, b in zip(cache.keys, kept, strict=True))
    assert cache.lengths.tolist() == [4, 4]


@torch.no_grad()
def test_a_row_beyond_its_end_does_not_disturb_the_others(sharp_model: Transformer) -> None:
    ids, lengths = random_ids(2, 12, sharp_model.config.vocab_size), torch.tensor([9, 2])
    full = sharp_model.model(ids)
    _, cache = read_prompts(sharp_model, ids, lengths, 10)
    for place in range(2, 10):
        tokens = torch.stack((ids[0, 9], ids[1, place]))
        hidden = sharp_model.model(tokens[:, None], cache)[:, 0]
        torch.testing.assert_close(hidden[1], full[1, place], atol=1e-4, rtol=1e-4)
    assert torch.isfinite(hidden).all()


def test_a_row_longer_than_the_positions_is_refused(tiny_model: Transformer) -> None:
    with pytest.raises(ModelError) as caught:
        tiny_model(torch.zeros(1, 129, dtype=torch.long))
    assert caught.value.code == "row_exceeds_model"
    assert caught.value.details == {"tokens": 129, "positions": 128}
    assert tiny_model(torch.zeros(1, 128, dtype=torch.long)).shape == (1, 128, 320)


def test_a_config_is_read_as_it_was_written(tiny_config: TransformerConfig) -> None:
    config = replace(tiny_config, rope_theta=5e5, tie_word_embeddings=False, head_dim=12)
    assert TransformerConfig.from_dict(config.to_dict()) == config


def test_what_a_config_leaves_out_is_as_in_transformers(tiny_config: TransformerConfig) -> None:
    from transformers import LlamaConfig

    sizes = {
        "vocab_size": 320,
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
    }
    ours = TransformerConfig.from_dict({"model_type": "llama", **sizes})
    theirs = LlamaConfig(**sizes)
    for name in ("num_key_value_heads", "head_dim", "max_position_embeddings", "rms_norm_eps"):
        assert getattr(ours, name) == getattr(theirs, name)
    assert ours.tie_word_embeddings == theirs.tie_word_embeddings
    assert ours.rope_theta == theirs.rope_parameters["rope_theta"]


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"model_type": "t5"}, "model_family"),
    ({"model_type": None}, "model_family"),
    ({"model_type": ["llama"]}, "model_family"),
    ({"hidden_act": "gelu"}, "config_unsupported"),
    ({"quantization_config": {"quant_method": "gptq"}}, "config_unsupported"),
    ({"rope_scaling": {"type": "dynamic", "factor": 2.0}}, "rope_kind"),
    ({"rope_parameters": {"rope_type": "llama3", "factor": 8.0}}, "config_key_missing"),
    ({"rope_parameters": "default"}, "config_value_bad"),
    ({"hidden_size": None}, "config_value_bad"),
    ({"hidden_size": "large"}, "config_value_bad"),
    ({"hidden_size": [32]}, "config_value_bad"),
    ({"hidden_size": float("inf")}, "config_value_bad"),
    ({"vocab_size": 0}, "config_value_bad"),
    ({"vocab_size": 10**15}, "config_value_bad"),
    ({"intermediate_size": -64}, "config_value_bad"),
    ({"num_hidden_layers": 10**9}, "config_value_bad"),
    ({"max_position_embeddings": 10**12}, "config_value_bad"),
    ({"num_attention_heads": 0}, "config_value_bad"),
    ({"num_key_value_heads": 3}, "config_value_bad"),
    ({"head_dim": 7}, "config_value_bad"),
    ({"rms_norm_eps": float("nan")}, "config_value_bad"),
    ({"rope_theta": -1.0}, "config_value_bad"),
]


@pytest.mark.parametrize(("change", "code"), REFUSED, ids=str)
def test_a_config_that_cannot_be_computed_is_refused(
    tiny_config: TransformerConfig, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(ModelError) as caught:
        TransformerConfig.from_dict(tiny_config.to_dict() | change)
    assert caught.value.code == code


@pytest.mark.parametrize("key", ["vocab_size", "hidden_size", "num_hidden_layers"])
def test_a_config_without_a_size_is_refused(tiny_config: TransformerConfig, key: str) -> None:
    values = tiny_config.to_dict()
    del values[key]
    with pytest.raises(ModelError) as caught:
        TransformerConfig.from_dict(values)
    assert caught.value.code == "config_key_missing"
    assert caught.value.details == {"key": key}


def test_tied_weights_are_one_parameter(tiny_config: TransformerConfig) -> None:
    tied = Transformer(tiny_config)
    untied = Transformer(replace(tiny_config, tie_word_embeddings=False))
    assert tied.lm_head.weight is tied.model.embed_tokens.weight
    assert untied.parameter_count() - tied.parameter_count() == 320 * 32


def test_weights_start_with_the_stated_spread(tiny_config: TransformerConfig) -> None:
    config = replace(tiny_config, hidden_size=128, intermediate_size=256, num_hidden_layers=8)
    model = Transformer(config)
    init_weights(model, torch.Generator().manual_seed(3))
    layer = model.model.layers[4]
    assert layer.mlp.up_proj.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert layer.mlp.down_proj.weight.std().item() == pytest.approx(0.02 / 16**0.5, rel=0.05)
    assert torch.equal(layer.input_layernorm.weight, torch.ones(128))
    again = Transformer(config)
    init_weights(again, torch.Generator().manual_seed(3))
    pairs = zip(model.state_dict().values(), again.state_dict().values(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_rotary_angles_are_the_closed_form() -> None:
    cos, sin = Rope(4, 100.0).angles(torch.tensor([[0], [7]]))
    assert cos.shape == sin.shape == (2, 1, 4)
    assert cos[1, 0].tolist() == pytest.approx([math.cos(7.0), math.cos(0.7)] * 2)
    assert sin[1, 0].tolist() == pytest.approx([math.sin(7.0), math.sin(0.7)] * 2)
    assert sin[0].eq(0).all()

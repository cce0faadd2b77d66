"""Each family computes what `transformers` computes, and goes to and from it as a folder."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.errors import ModelError
from studio.lm.attention import KeyValueCache
from studio.lm.checkpoint import load_model, save_model
from studio.lm.families import FAMILIES
from studio.lm.json_file import read_json
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer, init_weights
from studio.lm.transformer_config import TransformerConfig
from tests.lm.family_variants import LIKE_GPT2, LIKE_LLAMA, VARIANTS

if TYPE_CHECKING:
    from transformers import PreTrainedModel

ROWS, TOKENS = 3, 24
LENGTHS = torch.tensor([24, 9, 17])


@pytest.fixture
def theirs(variant: str) -> PreTrainedModel:
    """A model of `transformers`, every weight of it drawn at random: norms and biases too."""
    from transformers import AutoConfig, AutoModelForCausalLM

    values = copy.deepcopy(VARIANTS[variant])  # which `transformers` changes
    config = AutoConfig.for_model(values.pop("model_type"), **values)
    model = AutoModelForCausalLM.from_config(config, attn_implementation="eager").eval()
    generator = torch.Generator().manual_seed(7)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.3, generator=generator)
    return model


@pytest.fixture
def folder(tmp_path: Path, theirs: PreTrainedModel, tiny_tokenizer: Tokenizer) -> Path:
    """`theirs`, as `transformers` saves it."""
    theirs.save_pretrained(tmp_path / "theirs")
    tiny_tokenizer.save(tmp_path / "theirs" / "tokenizer.json")
    return tmp_path / "theirs"


def random_ids(length: int = TOKENS) -> Tensor:
    return torch.randint(320, (ROWS, length), generator=torch.Generator().manual_seed(6))


def assert_near(ours: Tensor, expected: Tensor) -> None:
    torch.testing.assert_close(ours, expected, atol=1e-4, rtol=0)


every_variant = pytest.mark.parametrize("variant", VARIANTS)


@every_variant
@torch.no_grad()
def test_families_logits_equal_those_of_transformers(folder: Path, theirs: PreTrainedModel) -> None:
    ours, _ = load_model(folder)
    expected = theirs(random_ids()).logits
    assert_near(ours(random_ids()), expected)
    assert expected.std() > 0.3


@every_variant
@torch.no_grad()
def test_families_left_padding_there_and_right_padding_here_are_alike(
    folder: Path, theirs: PreTrainedModel
) -> None:
    ours, _ = load_model(folder)
    ids = random_ids()
    on_the_left, seen = torch.zeros_like(ids), torch.zeros_like(ids)
    for row, length in enumerate(LENGTHS.tolist()):
        on_the_left[row, -length:] = ids[row, :length]
        seen[row, -length:] = 1
        ids[row, length:] = 0
    places = (seen.cumsum(1) - 1).clamp(min=0)
    expected = theirs(on_the_left, attention_mask=seen, position_ids=places).logits
    logits = ours(ids)
    for row, length in enumerate(LENGTHS.tolist()):
        assert_near(logits[row, :length], expected[row, -length:])


@every_variant
@torch.no_grad()
def test_families_decoding_with_a_cache_equals_transformers(
    folder: Path, theirs: PreTrainedModel
) -> None:
    ours, _ = load_model(folder)
    ids, lengths = random_ids(), torch.tensor([3, 11, 7])
    cache = KeyValueCache(ours.config, ROWS, TOKENS, ours.lm_head.weight)
    ours.model(ids[:, :11], cache)
    cache.set_lengths(lengths)
    rows, expected = torch.arange(ROWS), theirs(ids).logits
    for step in range(13):
        hidden = ours.model(ids[rows, lengths + step][:, None], cache)[:, 0]
        assert_near(ours.lm_head(hidden), expected[rows, lengths + step])


@every_variant
@torch.no_grad()
def test_families_are_loaded_by_transformers_as_saved_here(
    tmp_path: Path, folder: Path, theirs: PreTrainedModel
) -> None:
    from transformers import AutoModelForCausalLM

    save_model(tmp_path / "ours", *load_model(folder))
    loaded, report = AutoModelForCausalLM.from_pretrained(
        tmp_path / "ours", dtype=torch.float32, output_loading_info=True
    )
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert type(loaded) is type(theirs)
    saved = loaded.state_dict()
    assert all(torch.equal(weight, saved[name]) for name, weight in theirs.state_dict().items())
    assert_near(loaded(random_ids()).logits, theirs(random_ids()).logits)


@every_variant
@torch.no_grad()
def test_families_are_loaded_bitwise_as_saved_here(tmp_path: Path, folder: Path) -> None:
    ours, tokenizer = load_model(folder)
    save_model(tmp_path / "ours", ours, tokenizer)
    again, _ = load_model(tmp_path / "ours")
    assert again.config == ours.config
    assert torch.equal(again(random_ids()), ours(random_ids()))


@every_variant
@torch.no_grad()
def test_families_sharded_weights_are_loaded(
    tmp_path: Path, folder: Path, theirs: PreTrainedModel
) -> None:
    sharded = tmp_path / "sharded"
    theirs.save_pretrained(sharded, max_shard_size="20KB")
    (folder / "tokenizer.json").rename(sharded / "tokenizer.json")
    assert len(list(sharded.glob("model-*.safetensors"))) > 2
    ours, _ = load_model(sharded)
    assert_near(ours(random_ids()), theirs(random_ids()).logits)


APART: list[tuple[str, dict[str, Any]]] = [
    *((name, {"rope_scaling": None}) for name in VARIANTS if "yarn" in name or "linear" in name),
    ("llama3_1", {"rope_scaling": None}),
    ("qwen2_upper_windows", {"local_layers": None}),
    ("qwen3_windows_by_name", {"sliding_window": None, "local_layers": None}),
    ("smollm3", {"turning_layers": None}),
    ("gemma2", {"score_softcap": None}),
    ("gemma2_biased", {"logit_softcap": None}),
    ("gemma2", {"local_layers": None}),
    ("gemma3", {"local_rope_theta": None}),
    ("gemma3", {"score_divisor": None}),
    ("gemma3_of_old", {"rope_scaling": None}),
]


@pytest.mark.parametrize(("variant", "without"), APART, ids=str)
@torch.no_grad()
def test_what_sets_a_variant_apart_shows_in_these_tests(
    folder: Path, variant: str, without: dict[str, Any]
) -> None:
    ours, _ = load_model(folder)
    usual = Transformer(replace(ours.config, **without))
    usual.load_state_dict(ours.state_dict())
    assert (usual(random_ids()) - ours(random_ids())).abs().max() > 0.02


@pytest.mark.parametrize("variant", ["gpt2"])
@torch.no_grad()
def test_gpt2_as_the_hub_has_it_is_loaded(folder: Path, theirs: PreTrainedModel) -> None:
    """The file of the bare model: no prefix, and the masks of the attention among the weights."""
    weights = load_file(folder / "model.safetensors")
    bare = {name.removeprefix("transformer."): weight for name, weight in weights.items()}
    bare |= {f"h.{layer}.attn.bias": torch.ones(1, 1, 64, 64).tril() for layer in range(3)}
    save_file(bare, folder / "model.safetensors")
    ours, _ = load_model(folder)
    assert_near(ours(random_ids()), theirs(random_ids()).logits)


@every_variant
@torch.no_grad()
def test_families_start_from_weights_that_predict_nothing(variant: str) -> None:
    model = Transformer(TransformerConfig.from_dict(VARIANTS[variant]))
    init_weights(model, torch.Generator().manual_seed(0))
    logprobs = model(random_ids()).log_softmax(-1)
    assert logprobs.mean().item() == pytest.approx(-math.log(320), abs=0.05)
    biases = [weight for name, weight in model.named_parameters() if name.endswith("bias")]
    assert all(bias.eq(0).all() for bias in biases)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_a_familys_config_leaves_out_is_as_in_transformers(family: str) -> None:
    from transformers import AutoConfig

    sizes = dict(LIKE_GPT2 if family == "gpt2" else LIKE_LLAMA)
    for name in ("max_position_embeddings", "num_key_value_heads", "n_positions"):
        sizes.pop(name, None)
    if family != "gpt2":
        sizes |= {"hidden_size": 64, "num_attention_heads": 32}
    ours = TransformerConfig.from_dict({"model_type": family, **sizes})
    theirs = AutoConfig.for_model(family, **sizes)
    assert ours.max_position_embeddings == theirs.max_position_embeddings
    assert ours.tie_word_embeddings == theirs.tie_word_embeddings
    if family == "gpt2":
        assert ours.rms_norm_eps == theirs.layer_norm_epsilon
        assert ours.activation == theirs.activation_function
        assert ours.intermediate_size == 4 * theirs.n_embd
        return
    assert ours.num_key_value_heads == theirs.num_key_value_heads
    assert ours.rms_norm_eps == theirs.rms_norm_eps
    ropes = theirs.rope_parameters
    if family == "gemma3_text":
        assert ours.local_rope_theta == ropes["sliding_attention"]["rope_theta"]
        ropes = ropes["full_attention"]
    assert ours.rope_theta == ropes["rope_theta"]
    assert ours.head_dim == (getattr(theirs, "head_dim", None) or 64 // 32)
    has_windows = family == "mistral" or "sliding_attention" in getattr(theirs, "layer_types", [])
    assert ours.sliding_window == (theirs.sliding_window if has_windows else None)
    assert ours.activation == getattr(theirs, "hidden_activation", "silu")
    assert ours.score_divisor == getattr(theirs, "query_pre_attn_scalar", None)
    assert ours.score_softcap == getattr(theirs, "attn_logit_softcapping", None)
    assert ours.logit_softcap == getattr(theirs, "final_logit_softcapping", None)


@every_variant
def test_a_familys_config_is_read_as_it_was_written(variant: str) -> None:
    config = TransformerConfig.from_dict(VARIANTS[variant])
    written = json.loads(json.dumps(config.to_dict()))
    assert TransformerConfig.from_dict(written) == config


def test_an_unsupported_architecture_is_named_with_what_is_supported() -> None:
    with pytest.raises(ModelError) as caught:
        TransformerConfig.from_dict({"model_type": "gemma3"})
    assert caught.value.code == "model_family"
    assert caught.value.details == {
        "family": "gemma3",
        "supported": "Llama, GPT-2, Mistral, SmolLM3, Qwen2, Qwen3, Gemma 2, Gemma 3",
    }


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("gpt2", {"activation_function": "relu"}, "config_unsupported"),
    ("gpt2", {"activation_function": ["gelu"]}, "config_unsupported"),
    ("gpt2", {"scale_attn_weights": False}, "config_unsupported"),
    ("gpt2", {"scale_attn_by_inverse_layer_idx": True}, "config_unsupported"),
    ("gpt2", {"add_cross_attention": True}, "config_unsupported"),
    ("gpt2", {"n_head": 5}, "config_value_bad"),
    ("gpt2", {"n_head": 0}, "config_value_bad"),
    ("gpt2", {"n_embd": None}, "config_value_bad"),
    ("gpt2", {"n_positions": 10**9}, "config_value_bad"),
    ("mistral", {"sliding_window": 0}, "config_value_bad"),
    ("mistral", {"sliding_window": "wide"}, "config_value_bad"),
    ("mistral", {"layer_types": ["full_attention", "sliding_attention"]}, "config_unsupported"),
    ("qwen2", {"layer_types": ["full_attention", "sliding_attention"]}, "config_unsupported"),
    ("qwen2", {"layer_types": 3}, "config_value_bad"),
    ("qwen2_upper_windows", {"layer_types": ["sliding_attention"]}, "config_value_bad"),
    ("qwen2_upper_windows", {"layer_types": ["chunked_attention"] * 3}, "config_unsupported"),
    ("qwen2", {"rope_scaling": {"rope_type": "dynamic", "factor": 4.0}}, "rope_kind"),
    ("qwen2", {"rope_scaling": {"rope_type": "longrope", "factor": 4.0}}, "rope_kind"),
    ("qwen2", {"rope_scaling": {"rope_type": ["yarn"]}}, "rope_kind"),
    ("qwen2", {"rope_scaling": {"rope_type": "yarn"}}, "config_key_missing"),
    ("qwen2", {"rope_scaling": {"rope_type": "yarn", "factor": -4}}, "config_value_bad"),
    ("qwen2", {"rope_scaling": {"full_attention": {}}}, "config_unsupported"),
    ("qwen2", {"partial_rotary_factor": 0.5}, "config_unsupported"),
    ("llama3_2_of_old", {"rope_theta": 1.0}, "config_value_bad"),
    ("llama", {"rope_scaling": {"type": "linear", "factor": "wide"}}, "config_value_bad"),
    ("smollm3", {"no_rope_layers": [1]}, "config_value_bad"),
    ("smollm3", {"no_rope_layer_interval": 0}, "config_value_bad"),
    ("smollm3", {"num_hidden_layers": 10**12}, "config_value_bad"),
    ("gemma2", {"use_bidirectional_attention": True}, "config_unsupported"),
    ("gemma2", {"hidden_activation": "silu"}, "config_unsupported"),
    ("gemma2", {"sliding_window": None}, "config_unsupported"),
    ("gemma2", {"num_hidden_layers": 10**12}, "config_value_bad"),
    ("gemma2", {"query_pre_attn_scalar": 0}, "config_value_bad"),
    ("gemma3", {"attn_logit_softcapping": 50.0}, "config_unsupported"),
    ("gemma3", {"sliding_window_pattern": 0}, "config_value_bad"),
    ("gemma3", {"rope_parameters": {"full_attention": {"rope_type": "su"}}}, "rope_kind"),
    ("gemma3", {"rope_parameters": {"sliding_attention": {"rope_type": "su"}}}, "config_value_bad"),
    ("gemma3", {"rope_parameters": {"full_attention": 3}}, "config_value_bad"),
    ("qwen3", {"head_dim": 7}, "config_value_bad"),
]


@pytest.mark.parametrize(("variant", "change", "code"), REFUSED, ids=str)
def test_a_familys_config_that_cannot_be_computed_is_refused(
    variant: str, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(ModelError) as caught:
        TransformerConfig.from_dict(VARIANTS[variant] | change)
    assert caught.value.code == code


# damaged folders

Damage = Callable[[dict[str, Tensor]], object]
FUSED = "transformer.h.1.attn.c_attn.weight"
DAMAGES: dict[str, tuple[str, Damage, str]] = {
    "a fused weight less": ("gpt2", lambda w: w.pop(FUSED), "weights_missing"),
    "half a fused weight": (
        "gpt2",
        lambda w: w.update({FUSED: w[FUSED][:, :64].contiguous()}),
        "weights_shape",
    ),
    "a fused weight turned": (
        "gpt2",
        lambda w: w.update({FUSED: w[FUSED].t().contiguous()}),
        "weights_shape",
    ),
    "a deep fused weight": ("gpt2", lambda w: w.update({FUSED: w[FUSED][None]}), "weights_shape"),
    "a fused number": ("gpt2", lambda w: w.update({FUSED: torch.tensor(1.0)}), "weights_shape"),
    "a fused weight is NaN": ("gpt2", lambda w: w[FUSED].fill_(torch.nan), "weights_not_finite"),
    "positions too few": (
        "gpt2",
        lambda w: w.update({"transformer.wpe.weight": torch.ones(32, 32)}),
        "weights_shape",
    ),
    "a bias less": (
        "qwen2",
        lambda w: w.pop("model.layers.2.self_attn.k_proj.bias"),
        "weights_missing",
    ),
    "a norm less": (
        "qwen3",
        lambda w: w.pop("model.layers.0.self_attn.q_norm.weight"),
        "weights_missing",
    ),
    "eight-bit NaN": (
        "qwen2",
        lambda w: w.update(
            {"model.norm.weight": torch.full((32,), torch.nan).to(torch.float8_e4m3fn)}
        ),
        "weights_not_finite",
    ),
}


@pytest.mark.parametrize(
    ("variant", "change", "code"),
    DAMAGES.values(),
    ids=[name.replace(" ", "_") for name in DAMAGES],
)
def test_a_familys_damaged_weights_are_refused(folder: Path, change: Damage, code: str) -> None:
    weights = load_file(folder / "model.safetensors")
    change(weights)
    save_file(weights, folder / "model.safetensors")
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert caught.value.code == code


INDEXES: dict[str, tuple[object, str]] = {
    "no map": ({}, "model_file_damaged"),
    "a list": ({"weight_map": ["model-1.safetensors"]}, "model_file_damaged"),
    "a number": ({"weight_map": {"model.norm.weight": 1}}, "model_file_damaged"),
    "a place elsewhere": (
        {"weight_map": {"model.norm.weight": "../theirs/weights.safetensors"}},
        "model_file_damaged",
    ),
    "a pickle": ({"weight_map": {"model.norm.weight": "weights.bin"}}, "model_file_damaged"),
    "no file": ({"weight_map": {"model.norm.weight": "gone.safetensors"}}, "model_file_missing"),
    "no weights": ({"weight_map": {}}, "weights_missing"),
}


@pytest.mark.parametrize("variant", ["llama"])
@pytest.mark.parametrize("index", INDEXES)
def test_a_lying_index_of_shards_is_refused(folder: Path, index: str) -> None:
    (folder / "model.safetensors").rename(folder / "weights.safetensors")
    told, code = INDEXES[index]
    (folder / "model.safetensors.index.json").write_text(json.dumps(told))
    with pytest.raises(ModelError) as caught:
        load_model(folder)
    assert caught.value.code == code


@pytest.mark.parametrize("variant", ["qwen2"])
def test_the_saved_config_names_the_family(folder: Path, tmp_path: Path) -> None:
    save_model(tmp_path / "ours", *load_model(folder))
    config = read_json(tmp_path / "ours" / "config.json")
    assert config["model_type"] == "qwen2"
    assert config["architectures"] == ["Qwen2ForCausalLM"]
    assert "attention_bias" not in config

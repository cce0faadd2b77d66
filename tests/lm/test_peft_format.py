"""Adapters' files say what PEFT's say: read by its rules, they make our model of the base's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from studio.lm.checkpoint import load_model, load_tensors, save_model
from studio.lm.heads import ScalarModel
from studio.lm.json_file import read_json
from studio.lm.lora import adapters_of, add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig

IDS = torch.arange(40).view(2, 20)
RANK, ALPHA = 3, 6
FAMILIES: dict[str, dict[str, Any]] = {
    "llama": {},
    "qwen2": {"family": "qwen2", "qkv_bias": True, "tie_word_embeddings": False},
    "gpt2": {
        "family": "gpt2",
        "num_key_value_heads": 4,
        "activation": "gelu_new",
        "gated_mlp": False,
        "mlp_bias": True,
        "qkv_bias": True,
        "output_bias": True,
        "layer_norm": True,
        "learned_positions": True,
    },
}
Make = Callable[..., Transformer]


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def base(tiny_config: TransformerConfig) -> Make:
    def make(family: str) -> Transformer:
        model = Transformer(replace(tiny_config, **FAMILIES[family]))
        for weight in model.parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=0.2, generator=generator(1))
        return model

    return make


def adapted(model: Transformer, targets: str = "all") -> Transformer:
    add_adapters(model, RANK, ALPHA, targets, generator())
    for part in adapters_of(model).values():
        nn.init.normal_(part.lora_B, std=0.2, generator=generator(2))
    return model


def apply_as_peft_does(model: nn.Module, config: Mapping[str, Any], files: Path) -> None:
    """What PEFT's documentation says that an adapter means, on a model of `transformers`.

    A module whose name ends in a target gets W + alpha / r · B A, with r and alpha by its pattern
    if it has one; whole modules to save are replaced.
    """
    left = load_tensors(files / "adapter_model.safetensors")

    def pattern(kind: str, name: str, usual: float) -> float:
        found = [n for key, n in config[kind].items() if re.match(rf".*\.{key}$", name)]
        return found[0] if found else usual

    for name, module in list(model.named_modules()):
        if any(
            name == target or name.endswith(f".{target}") for target in config["target_modules"]
        ):
            down = left.pop(f"base_model.model.{name}.lora_A.weight")
            up = left.pop(f"base_model.model.{name}.lora_B.weight")
            rank = pattern("rank_pattern", name, config["r"])
            assert down.shape[0] == up.shape[1] == rank
            scaling = pattern("alpha_pattern", name, config["lora_alpha"]) / rank
            update = scaling * (up @ down)
            module.weight.data += update.t() if config["fan_in_fan_out"] else update
        elif name.split(".")[-1] in (config["modules_to_save"] or ()):
            module.weight = nn.Parameter(left.pop(f"base_model.model.{name}.weight"))
    assert left == {}


@torch.no_grad()
@pytest.mark.parametrize("targets", ["attention", "all"])
@pytest.mark.parametrize("family", FAMILIES)
def test_the_base_and_the_adapter_make_the_model(
    base: Make, tiny_tokenizer: Tokenizer, tmp_path: Path, family: str, targets: str
) -> None:
    from transformers import AutoModelForCausalLM

    model = base(family)
    save_model(tmp_path / "base", model, tiny_tokenizer)
    before = model(IDS)
    adapter = peft_adapter(adapted(model, targets), "base")
    save_model(tmp_path / "tuned", model, tiny_tokenizer, adapter=adapter)

    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "base", dtype=torch.float32)
    files = tmp_path / "tuned" / "adapter"
    apply_as_peft_does(theirs, read_json(files / "adapter_config.json"), files)
    torch.testing.assert_close(theirs(IDS).logits, model(IDS), atol=1e-4, rtol=0)
    whole = AutoModelForCausalLM.from_pretrained(tmp_path / "tuned", dtype=torch.float32)
    torch.testing.assert_close(whole(IDS).logits, model(IDS), atol=1e-4, rtol=0)
    ours, _ = load_model(tmp_path / "tuned")
    torch.testing.assert_close(ours(IDS), model(IDS), atol=1e-4, rtol=0)
    assert (model(IDS) - before).abs().max() > 1


@torch.no_grad()
def test_a_reward_models_adapter_is_a_classifiers(
    base: Make, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    from transformers import AutoModelForSequenceClassification

    model = base("llama")
    save_model(tmp_path / "base", model, tiny_tokenizer)
    scalar = ScalarModel(adapted(model), generator())
    scalar.calibrate(2.0, 0.5)
    adapter = peft_adapter(model, "base", head=scalar.head_tensors())
    save_model(tmp_path / "tuned", model, tiny_tokenizer, adapter=adapter)
    assert adapter.config["task_type"] == "SEQ_CLS"
    assert adapter.config["modules_to_save"] == ["score"]

    theirs = AutoModelForSequenceClassification.from_pretrained(
        tmp_path / "base", num_labels=1, dtype=torch.float32
    )
    files = tmp_path / "tuned" / "adapter"
    apply_as_peft_does(theirs, read_json(files / "adapter_config.json"), files)
    theirs.config.pad_token_id = 319  # in no row
    scores = scalar(IDS)[:, -1] - scalar.head.bias
    torch.testing.assert_close(theirs(IDS).logits[:, 0], scores, atol=1e-4, rtol=1e-4)


@torch.no_grad()
@pytest.mark.parametrize("tied", [True, False])
def test_embeddings_that_the_base_has_not_come_along(
    base: Make, tiny_tokenizer: Tokenizer, tmp_path: Path, tied: bool
) -> None:
    from transformers import AutoModelForCausalLM

    model = base("llama" if tied else "qwen2")
    save_model(tmp_path / "base", model, tiny_tokenizer)
    model.model.embed_tokens.weight[2:9] = model.model.embed_tokens.weight[20:27].clone()
    adapter = peft_adapter(adapted(model), "base", new_embeddings=True)
    save_model(tmp_path / "tuned", model, tiny_tokenizer, adapter=adapter)
    theirs = AutoModelForCausalLM.from_pretrained(tmp_path / "base", dtype=torch.float32)
    files = tmp_path / "tuned" / "adapter"
    apply_as_peft_does(theirs, read_json(files / "adapter_config.json"), files)
    torch.testing.assert_close(theirs(IDS).logits, model(IDS), atol=1e-4, rtol=0)


def test_names_and_config_are_pefts(base: Make) -> None:
    """As PEFT 0.21 writes them."""
    adapter = peft_adapter(adapted(base("llama"), "attention"), "sft-1")
    expected = {
        f"base_model.model.model.layers.{layer}.self_attn.{part}_proj.lora_{matrix}.weight"
        for layer in range(2)
        for part in "qkvo"
        for matrix in "AB"
    }
    assert set(adapter.tensors) == expected
    assert adapter.config == {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "sft-1",
        "inference_mode": True,
        "r": RANK,
        "lora_alpha": ALPHA,
        "lora_dropout": 0.0,
        "target_modules": ["k_proj", "o_proj", "q_proj", "v_proj"],
        "rank_pattern": {},
        "alpha_pattern": {},
        "modules_to_save": None,
        "bias": "none",
        "fan_in_fan_out": False,
        "init_lora_weights": True,
        "use_dora": False,
        "use_rslora": False,
    }


def test_gpt2s_joined_projection_has_three_ranks_in_one(base: Make) -> None:
    model = adapted(base("gpt2"), "attention")
    adapter = peft_adapter(model, "base")
    assert adapter.config["target_modules"] == ["attn.c_attn", "attn.c_proj"]
    assert adapter.config["rank_pattern"] == {"attn.c_attn": 3 * RANK}
    assert adapter.config["alpha_pattern"] == {"attn.c_attn": 3 * ALPHA}
    place = "base_model.model.transformer.h.1.attn.c_attn"
    down, up = (adapter.tensors[f"{place}.lora_{m}.weight"] for m in "AB")
    parts = adapters_of(model)
    for i, name in enumerate("qkv"):
        part = parts[f"model.layers.1.self_attn.{name}_proj"]
        own: Tensor = part.lora_B @ part.lora_A
        torch.testing.assert_close((up @ down)[32 * i : 32 * (i + 1)], own)


def test_a_checkpoint_with_an_adapter_may_be_replaced(
    base: Make, tiny_tokenizer: Tokenizer, tmp_path: Path
) -> None:
    model = adapted(base("llama"))
    adapter = peft_adapter(model, "base")
    save_model(tmp_path / "tuned", model, tiny_tokenizer, adapter=adapter)
    files = sorted(path.name for path in (tmp_path / "tuned" / "adapter").iterdir())
    assert files == ["adapter_config.json", "adapter_model.safetensors"]
    save_model(tmp_path / "tuned", model, tiny_tokenizer)
    assert not (tmp_path / "tuned" / "adapter").exists()

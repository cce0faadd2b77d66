"""An adapter's folder makes of its base what PEFT makes of it, or is refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from studio.errors import ModelError
from studio.lm.adapter_folder import base_of, is_adapter
from studio.lm.checkpoint import load_model, save_model
from studio.lm.json_file import read_json
from studio.lm.lora import adapters_of, add_adapters
from studio.lm.peft_format import peft_adapter
from studio.lm.peft_import import merge_adapter, read_adapter
from studio.lm.tokenizer import Tokenizer
from studio.lm.transformer import Transformer
from studio.lm.transformer_config import TransformerConfig
from tests.lm.family_variants import VARIANTS

IDS = torch.arange(40).view(2, 20)
BASES = ("llama", "smollm2", "qwen2", "gpt2", "gpt2_untied", "gemma3")
Change = Callable[[dict[str, Any], dict[str, Tensor]], object]


def made(variant: str) -> Transformer:
    model = Transformer(TransformerConfig.from_dict(VARIANTS[variant]))
    generator = torch.Generator().manual_seed(3)
    for weight in model.parameters():
        torch.nn.init.normal_(weight, std=0.2, generator=generator)
    return model.eval()


def adapter_folder(tmp_path: Path, model: Transformer, tokenizer: Tokenizer) -> Path:
    """What the studio itself keeps of a run with LoRA. `model` is adapted then."""
    add_adapters(model, 3, 6, "all", torch.Generator().manual_seed(0))
    for part in adapters_of(model).values():
        torch.nn.init.normal_(part.lora_B, std=0.2, generator=torch.Generator().manual_seed(5))
    save_model(tmp_path / "run", model, tokenizer, adapter=peft_adapter(model, "org/base"))
    return tmp_path / "run" / "adapter"


@torch.no_grad()
@pytest.mark.parametrize("variant", BASES)
def test_an_adapter_kept_by_the_studio_comes_back(
    tmp_path: Path, tiny_tokenizer: Tokenizer, variant: str
) -> None:
    model, base = made(variant), made(variant)
    before = base(IDS)
    folder = adapter_folder(tmp_path, model, tiny_tokenizer)
    assert is_adapter(folder)
    assert not is_adapter(folder.parent)
    assert base_of(folder) == "org/base"
    merge_adapter(base, read_adapter(folder), folder)
    torch.testing.assert_close(base(IDS), model(IDS), atol=1e-4, rtol=0)
    assert (before - base(IDS)).abs().max() > 0.1


OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {"target_modules": ["q_proj", "down_proj"]},
    "all_linear": {"target_modules": "all-linear"},
    "rank_stabilized": {"target_modules": ["v_proj"], "use_rslora": True},
    "patterns": {
        "target_modules": ["q_proj", "up_proj"],
        "rank_pattern": {"up_proj": 2},
        "alpha_pattern": {"q_proj": 5},
    },
    "some_layers": {"target_modules": ["v_proj"], "layers_to_transform": [1]},
    "with_tables": {"target_modules": ["q_proj"], "modules_to_save": ["embed_tokens", "lm_head"]},
}


@torch.no_grad()
@pytest.mark.parametrize("option", OPTIONS)
@pytest.mark.parametrize("variant", ["llama", "qwen2", "gemma2_untied"])
def test_an_adapter_of_peft_gives_pefts_logits(
    tmp_path: Path, tiny_tokenizer: Tokenizer, variant: str, option: str
) -> None:
    peft = pytest.importorskip("peft")
    from transformers import AutoModelForCausalLM

    save_model(tmp_path / "base", made(variant), tiny_tokenizer)
    theirs = AutoModelForCausalLM.from_pretrained(
        tmp_path / "base", dtype=torch.float32, attn_implementation="eager"
    )
    chosen = peft.LoraConfig(r=4, lora_alpha=7, task_type="CAUSAL_LM", **OPTIONS[option])
    theirs = peft.get_peft_model(theirs, chosen).eval()
    generator = torch.Generator().manual_seed(4)
    for name, weight in theirs.named_parameters():
        if "lora_B" in name or "modules_to_save" in name:
            torch.nn.init.normal_(weight, std=0.2, generator=generator)
    theirs.save_pretrained(tmp_path / "adapter")
    ours, _ = load_model(tmp_path / "base")
    before = ours(IDS)
    merge_adapter(ours, read_adapter(tmp_path / "adapter"), tmp_path / "adapter")
    torch.testing.assert_close(ours(IDS), theirs(IDS).logits, atol=1e-4, rtol=0)
    assert (before - ours(IDS)).abs().max() > 0.05


PLACE = "base_model.model.model.layers.1.self_attn.q_proj"
DAMAGES: dict[str, tuple[Change, str]] = {
    "another_kind": (lambda c, t: c.update(peft_type="IA3"), "adapter_option"),
    "dora": (lambda c, t: c.update(use_dora=True), "adapter_option"),
    "biases": (lambda c, t: c.update(bias="lora_only"), "adapter_option"),
    "another_start": (lambda c, t: c.update(init_lora_weights="pissa_niter_4"), "adapter_option"),
    "a_head": (lambda c, t: c.update(modules_to_save=["score"]), "adapter_option"),
    "modules_no_list": (lambda c, t: c.update(modules_to_save="score"), "adapter_option"),
    "tokens": (lambda c, t: c.update(trainable_token_indices=[3]), "adapter_option"),
    "no_rank": (lambda c, t: c.pop("r"), "adapter_damaged"),
    "rank_of_none": (lambda c, t: c.update(r=0), "adapter_damaged"),
    "odd_patterns": (lambda c, t: c.update(rank_pattern=[3]), "adapter_damaged"),
    "another_rank": (lambda c, t: c.update(r=4), "adapter_shape"),
    "a_target_more": (lambda c, t: c["target_modules"].append("lm_head"), "adapter_target"),
    "a_target_less": (lambda c, t: c["target_modules"].remove("q_proj"), "adapter_target"),
    "nothing": (lambda c, t: t.clear(), "adapter_damaged"),
    "half": (lambda c, t: t.pop(f"{PLACE}.lora_B.weight"), "adapter_damaged"),
    "not_finite": (lambda c, t: t[f"{PLACE}.lora_B.weight"].fill_(torch.nan), "weights_not_finite"),
    "wide": (
        lambda c, t: t.update({f"{PLACE}.lora_A.weight": torch.ones(3, 64)}),
        "adapter_shape",
    ),
    "flat": (lambda c, t: t.update({f"{PLACE}.lora_A.weight": torch.ones(3)}), "adapter_shape"),
    "a_layer_more": (
        lambda c, t: t.update(
            {
                "base_model.model.model.layers.9.self_attn.q_proj.lora_A.weight": torch.ones(3, 32),
                "base_model.model.model.layers.9.self_attn.q_proj.lora_B.weight": torch.ones(32, 3),
            }
        ),
        "adapter_target",
    ),
    "a_weight_of_its_own": (
        lambda c, t: t.update({"base_model.model.model.norm.weight": torch.ones(32)}),
        "adapter_target",
    ),
    "a_head_apart": (
        lambda c, t: t.update({"base_model.model.lm_head.weight": torch.ones(320, 32)}),
        "adapter_option",
    ),
    "more_tokens": (
        lambda c, t: t.update({"base_model.model.lm_head.weight": torch.ones(330, 32)}),
        "adapter_shape",
    ),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_an_adapter_that_cannot_be_merged_is_refused_and_changes_nothing(
    tmp_path: Path, tiny_tokenizer: Tokenizer, damage: str
) -> None:
    folder = adapter_folder(tmp_path, made("smollm2"), tiny_tokenizer)
    config = read_json(folder / "adapter_config.json")
    tensors = load_file(folder / "adapter_model.safetensors")
    change, code = DAMAGES[damage]
    change(config, tensors)
    (folder / "adapter_config.json").write_text(json.dumps(config))
    save_file(tensors, folder / "adapter_model.safetensors")
    base = made("smollm2")
    with pytest.raises(ModelError) as caught:
        merge_adapter(base, read_adapter(folder), folder)
    assert caught.value.code == code
    same = zip(base.state_dict().values(), made("smollm2").state_dict().values(), strict=True)
    assert all(torch.equal(weight, before) for weight, before in same)


def test_an_adapter_of_another_model_is_refused(tmp_path: Path, tiny_tokenizer: Tokenizer) -> None:
    folder = adapter_folder(tmp_path, made("gpt2"), tiny_tokenizer)
    with pytest.raises(ModelError) as caught:
        merge_adapter(made("llama"), read_adapter(folder), folder)
    assert caught.value.code == "adapter_target"


def test_a_pickle_in_place_of_the_numbers_is_refused(
    tmp_path: Path, tiny_tokenizer: Tokenizer
) -> None:
    folder = adapter_folder(tmp_path, made("llama"), tiny_tokenizer)
    torch.save({"a": torch.ones(2)}, folder / "adapter_model.safetensors")
    with pytest.raises(ModelError) as caught:
        read_adapter(folder)
    assert caught.value.code == "weights_damaged"

"""LoRA: what is added is what the equation says, and all else stays as it was."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from studio.config import SamplingOptions
from studio.lm.device import autocast
from studio.lm.generate import PromptIds, generate
from studio.lm.heads import frozen_copy
from studio.lm.lora import (
    TARGETS,
    LoraLinear,
    adapters_of,
    add_adapters,
    merged,
    round_projections,
    shared_copy,
    without_adapters,
)
from studio.lm.transformer import Head, Transformer
from studio.lm.transformer_config import TransformerConfig

IDS = torch.arange(40).view(2, 20)
CPU = torch.device("cpu")


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def learned(model: Transformer, seed: int = 5) -> Transformer:
    """The adapted model with adapters that add something."""
    for part in adapters_of(model).values():
        nn.init.normal_(part.lora_B, std=0.3, generator=generator(seed))
    return model


@pytest.fixture
def biased(tiny_config: TransformerConfig) -> Transformer:
    """A model with all the biases that there are, and an untied head."""
    config = replace(
        tiny_config, qkv_bias=True, output_bias=True, mlp_bias=True, tie_word_embeddings=False
    )
    model = Transformer(config)
    for weight in model.parameters():
        nn.init.normal_(weight, std=0.25, generator=generator(1))
    return model


@torch.no_grad()
@pytest.mark.parametrize("targets", TARGETS)
def test_at_the_start_the_output_is_bitwise_the_bases(
    sharp_model: Transformer, biased: Transformer, targets: str
) -> None:
    for model in (sharp_model, biased):
        before = model(IDS)
        add_adapters(model, 4, 8, targets, generator())
        assert torch.equal(model(IDS), before)
        assert torch.equal(merged(model)(IDS), before)


def test_a_merge_by_hand() -> None:
    """[[1, 2], [3, 4]] + 3 / 1 · [[2], [-1]] · [[1, 0.5]]."""
    linear = nn.Linear(2, 2, bias=False)
    linear.weight.data = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    part = LoraLinear(linear, 1, 3, generator())
    part.lora_A.data = torch.tensor([[1.0, 0.5]])
    part.lora_B.data = torch.tensor([[2.0], [-1.0]])
    assert part.merged_weight().tolist() == [[7.0, 5.0], [0.0, 2.5]]
    assert part(torch.tensor([1.0, 2.0])).tolist() == [17.0, 5.0]


@given(rank=st.integers(1, 9), alpha=st.integers(1, 64), targets=st.sampled_from([*TARGETS]))
def test_merged_is_what_it_was_in_two_parts(rank: int, alpha: int, targets: str) -> None:
    sizes = {"num_hidden_layers": 2, "num_attention_heads": 2, "num_key_value_heads": 1}
    config = TransformerConfig(40, 16, 24, head_dim=8, qkv_bias=True, mlp_bias=True, **sizes)
    model = Transformer(config)
    for weight in model.parameters():
        nn.init.normal_(weight, std=0.2, generator=generator(1))
    base = frozen_copy(model)
    add_adapters(model, rank, alpha, targets, generator())
    for part in adapters_of(model).values():
        nn.init.normal_(part.lora_B, std=0.1 / part.scaling, generator=generator(rank))
    with torch.no_grad():
        whole, parts = merged(model)(IDS), model(IDS)
        torch.testing.assert_close(whole, parts, atol=1e-5, rtol=1e-5)
        assert not torch.allclose(parts, base(IDS), atol=1e-2)


@pytest.mark.parametrize(
    ("targets", "expected"),
    [
        ("attention", {"q_proj", "k_proj", "v_proj", "o_proj"}),
        ("all", {"q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"}),
    ],
)
def test_what_is_adapted(tiny_model: Transformer, targets: str, expected: set[str]) -> None:
    add_adapters(tiny_model, 4, 8, targets, generator())
    names = {name.rsplit(".", 1)[1] for name in adapters_of(tiny_model)}
    assert names == expected
    assert len(adapters_of(tiny_model)) == len(expected) * tiny_model.config.num_hidden_layers
    assert type(tiny_model.lm_head) is Head


def test_only_adapters_get_gradients(tiny_model: Transformer) -> None:
    add_adapters(tiny_model, 4, 8, "all", generator())
    learned(tiny_model)
    tiny_model(IDS).logsumexp(-1).sum().backward()
    for name, weight in tiny_model.named_parameters():
        if "lora_" in name:
            assert weight.grad is not None
            assert weight.grad.abs().sum() > 0
        else:
            assert weight.grad is None
            assert not weight.requires_grad


def test_a_is_drawn_as_peft_draws_it(tiny_model: Transformer) -> None:
    """Kaiming-uniform with a = sqrt(5): uniform within 1 / sqrt(in)."""
    twin = frozen_copy(tiny_model)
    add_adapters(tiny_model, 64, 8, "all", generator(3))
    add_adapters(twin, 64, 8, "all", generator(3))
    for name, part in adapters_of(tiny_model).items():
        bound = part.weight.shape[1] ** -0.5
        assert part.lora_A.shape == (64, part.weight.shape[1])
        assert 0.95 * bound < part.lora_A.abs().max() <= bound
        assert part.lora_A.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)
        assert torch.equal(part.lora_A, adapters_of(twin)[name].lora_A)
    draws = [part.lora_A[0, :8] for part in adapters_of(tiny_model).values()]
    assert not torch.equal(draws[0], draws[1])


@torch.no_grad()
def test_d12_without_its_adapters_a_model_is_its_base(
    sharp_model: Transformer, biased: Transformer
) -> None:
    """Made before or after the adapters learn, the view is the base bit by bit, and no copy."""
    for model in (sharp_model, biased):
        base = frozen_copy(model)
        add_adapters(model, 4, 8, "all", generator())
        early = without_adapters(model)
        learned(model)
        adapted = model(IDS)
        for view in (early, without_adapters(model)):
            assert torch.equal(view(IDS), base(IDS))
            assert adapters_of(view) == {}
            own = {weight.data_ptr() for weight in model.parameters()}
            assert {weight.data_ptr() for weight in view.parameters()} <= own
            assert not any(weight.requires_grad for weight in view.parameters())
        assert torch.equal(model(IDS), adapted)
        assert not torch.equal(adapted, base(IDS))


def test_d12_a_reference_that_fails_leaves_the_policy_adapted(sharp_model: Transformer) -> None:
    add_adapters(sharp_model, 4, 8, "all", generator())
    expected = learned(sharp_model)(IDS)
    reference = without_adapters(sharp_model)
    with pytest.raises(IndexError):
        reference(torch.tensor([[10**6]]))
    assert torch.equal(sharp_model(IDS), expected)


@torch.no_grad()
def test_a_merged_model_is_of_its_moment(sharp_model: Transformer) -> None:
    """Learning goes on without it, and it takes no part in the learning."""
    add_adapters(sharp_model, 4, 8, "all", generator())
    whole = merged(learned(sharp_model))
    before, adapted = whole(IDS), sharp_model(IDS)
    own = {weight.data_ptr() for part in whole.model.layers for weight in part.mlp.parameters()}
    assert not own & {weight.data_ptr() for weight in sharp_model.parameters()}
    learned(sharp_model, seed=6)
    assert torch.equal(whole(IDS), before)
    assert not torch.equal(sharp_model(IDS), adapted)
    assert whole.lm_head.weight is whole.model.embed_tokens.weight


def test_a_model_that_is_whole_is_merged_already(tiny_model: Transformer) -> None:
    assert merged(tiny_model) is tiny_model


def test_sampling_draws_from_the_adapted_model(sharp_model: Transformer) -> None:
    prompts = [PromptIds([1, 2, 3], n) for n in range(4)]
    options = SamplingOptions(max_tokens=12, temperature=1.0)
    base = generate(sharp_model, prompts, options, [4])
    add_adapters(sharp_model, 4, 8, "all", generator())
    assert generate(sharp_model, prompts, options, [4]) == base
    drawn = generate(learned(sharp_model), prompts, options, [4])
    assert drawn != base
    for row in drawn:
        ids = torch.tensor([[1, 2, 3, *row.ids]])
        logprobs = sharp_model(ids).log_softmax(-1)[0, 2:-1]
        scored = logprobs.gather(1, torch.tensor(row.ids)[:, None])[:, 0]
        torch.testing.assert_close(torch.tensor(row.logprobs), scored, atol=1e-4, rtol=0)


@torch.no_grad()
def test_rounded_projections_compute_the_same_under_autocast(biased: Transformer) -> None:
    twin = frozen_copy(biased)
    round_projections(twin)
    with autocast(CPU, True):
        assert torch.equal(twin(IDS), biased(IDS))
    for name, weight in twin.named_parameters():
        rounded = "proj.weight" in name
        assert weight.dtype == (torch.bfloat16 if rounded else torch.float32)
    whole = merged(twin)
    assert {weight.dtype for weight in whole.parameters()} == {torch.float32}
    torch.testing.assert_close(whole(IDS), biased(IDS), atol=0.5, rtol=0)


@torch.no_grad()
def test_updates_too_small_for_bfloat16_are_not_lost_in_the_merge(sharp_model: Transformer) -> None:
    round_projections(sharp_model)
    add_adapters(sharp_model, 4, 4, "all", generator())
    for name, part in adapters_of(sharp_model).items():
        part.lora_B.fill_(1e-5)
        update = 1e-5 * part.lora_A.sum(0).expand_as(part.weight)
        gained = merged(sharp_model).get_submodule(name).weight - part.weight.float()
        torch.testing.assert_close(gained, update, atol=1e-7, rtol=0)
        lost = part.merged_weight().bfloat16() == part.weight
        assert lost.float().mean() > 0.9


def test_a_shared_copy_shares_weights_and_nothing_else(tiny_model: Transformer) -> None:
    twin = shared_copy(tiny_model)
    mine = dict(tiny_model.named_parameters())
    assert all(weight is mine[name] for name, weight in twin.named_parameters())
    names = [*mine]
    add_adapters(twin, 4, 8, "all", generator())
    assert [name for name, _ in tiny_model.named_parameters()] == names
    assert copy.deepcopy(twin).lm_head.weight is not mine["model.embed_tokens.weight"]

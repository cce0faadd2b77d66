"""Rows laid end to end: the same numbers and gradients as padded rows, each prompt read once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from studio.errors import ModelError
from studio.lm.packing import Packing, rounded_up
from studio.lm.transformer import Transformer, attend
from studio.lm.transformer_config import TransformerConfig
from tests.lm.test_transformer import random_model

Row = tuple[list[int], list[int]]
some_ids = st.lists(st.integers(0, 9), max_size=4)
some_rows = st.lists(st.tuples(some_ids, some_ids), min_size=1, max_size=6)
K3: list[Row] = [([5, 6, 7], [8, 9]), ([5, 6, 7], [8, 9, 10, 11]), ([5, 6, 7], []), ([5, 6], [7])]
VARIANTS: dict[str, dict[str, Any]] = {
    "grouped": {},
    "window": {"sliding_window": 3},
    "learned_positions": {"learned_positions": True, "layer_norm": True},
    "normed": {"query_key_norm": True},
}


def padded(model: Transformer, rows: list[Row]) -> Tensor:
    """Hidden states of each row's tokens, row after row, as the model reads padded rows."""
    width = max(len(prompt) + len(response) for prompt, response in rows)
    ids = torch.tensor([p + r + [0] * (width - len(p) - len(r)) for p, r in rows])
    lengths = torch.tensor([len(p) + len(r) for p, r in rows])
    hidden: Tensor = model.model(ids)[torch.arange(width) < lengths[:, None]]
    return hidden


def packed(model: Transformer, rows: list[Row]) -> Tensor:
    packing = Packing.of(rows)
    lengths = torch.tensor([len(p) + len(r) for p, r in rows])
    mask = torch.arange(packing.rows.shape[1]) < lengths[:, None]
    return model.model.read(packing, packing.rows[mask])


@given(rows=some_rows)
def test_each_row_has_its_ids_at_its_places(rows: list[Row]) -> None:
    packing = Packing.of(rows)
    for (prompt, response), tokens in zip(rows, packing.rows, strict=True):
        ids = prompt + response
        there = tokens[: len(ids)]
        assert packing.ids[there].tolist() == ids
        assert packing.places[there].tolist() == list(range(len(ids)))


@given(rows=some_rows)
def test_b6_each_token_is_laid_once_and_a_prompt_once_for_all_its_rows(rows: list[Row]) -> None:
    packing = Packing.of(rows)
    prompts = {tuple(prompt) for prompt, _ in rows}
    assert len(packing.ids) == sum(map(len, prompts)) + sum(len(r) for _, r in rows)


@given(rows=some_rows.filter(lambda rows: any(p + r for p, r in rows)))
def test_what_is_spread_is_gathered_again(rows: list[Row]) -> None:
    packing = Packing.of(rows)
    tokens = torch.randn(len(packing.ids), 2, 3)
    assert torch.equal(packing.gather(packing.spread(tokens)), tokens)


@pytest.mark.parametrize("variant", VARIANTS)
def test_b5_packed_rows_give_the_hidden_states_and_gradients_of_padded_ones(
    tiny_config: TransformerConfig, variant: str
) -> None:
    """A row sees no other, and a prompt that rows share learns from each of them."""
    model = random_model(replace(tiny_config, **VARIANTS[variant]))
    found, expected = packed(model, K3), padded(model, K3)
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    weights = torch.randn(expected.shape, generator=torch.Generator().manual_seed(2))
    parameters = list(model.model.parameters())
    theirs = torch.autograd.grad((expected * weights).sum(), parameters)
    ours = torch.autograd.grad((found * weights).sum(), parameters)
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_only_wanted_tokens_are_computed_to_the_end(sharp_model: Transformer) -> None:
    """In any order, and each as often as it is wanted."""
    packing = Packing.of(K3)
    computed: list[int] = []
    for layer in sharp_model.model.layers:
        layer.mlp.register_forward_hook(lambda module, args, out: computed.append(out.shape[1]))
    every = sharp_model.model.read(packing, torch.arange(len(packing.ids)))
    wanted = torch.tensor([7, 2, 2])
    torch.testing.assert_close(sharp_model.model.read(packing, wanted), every[wanted])
    layers, tokens = len(sharp_model.model.layers), len(packing.ids)
    assert layers > 1
    assert computed == [tokens] * layers + [tokens] * (layers - 1) + [len(wanted)]


@given(count=st.integers(1, 5000))
def test_few_sizes_are_left_of_many_and_none_is_much_larger(count: int) -> None:
    size = rounded_up(count)
    assert count <= size <= count + count // 16 + 1
    below = 1 << (size.bit_length() - 1)
    assert (size - below) % max(1, below // 16) == 0


def test_tokens_of_no_row_change_nothing(sharp_model: Transformer) -> None:
    """Nor under autocast, where they are added, is there more to read than was wanted."""
    packing = Packing.of([*K3, ([1] * 9, [2] * 20)])
    rounded = packing.rounded()
    assert len(rounded.ids) > len(packing.ids) > 32
    wanted = packing.rows[:, :2].flatten()
    parameters = list(sharp_model.model.parameters())
    found, expected = (sharp_model.model.read(some, wanted) for some in (rounded, packing))
    torch.testing.assert_close(found, expected, atol=1e-5, rtol=1e-5)
    for one, other in zip(
        torch.autograd.grad(found.square().sum(), parameters),
        torch.autograd.grad(expected.square().sum(), parameters),
        strict=True,
    ):
        torch.testing.assert_close(one, other, atol=1e-4, rtol=1e-4)
    read: list[int] = []
    sharp_model.model.layers[0].register_forward_hook(
        lambda module, args, out: read.append(out.shape[1])
    )
    with torch.autocast("cpu", torch.bfloat16):
        found = sharp_model.model.read(packing, wanted)
    assert read == [len(rounded.ids)]
    torch.testing.assert_close(found.float(), expected, atol=0.1, rtol=0.1)


def test_b5_no_gradient_reaches_another_row(sharp_model: Transformer) -> None:
    packing = Packing.of([([5, 6], [7, 8]), ([9], [10, 11])])
    sharp_model.model.read(packing, packing.rows[0]).sum().backward()
    gradient = sharp_model.model.embed_tokens.weight.grad
    assert gradient is not None
    assert gradient[[5, 6, 7, 8]].ne(0).any(1).all()
    assert gradient[[9, 10, 11]].eq(0).all()


def test_a_packed_row_longer_than_the_positions_is_refused(tiny_model: Transformer) -> None:
    longest = tiny_model.config.max_position_embeddings
    fitting = Packing.of([([1], [2] * (longest - 1)), ([3], [4])])
    assert len(tiny_model.model.read(fitting, fitting.rows[1, :2])) == 2
    longer = Packing.of([([1], [2] * longest), ([3], [4])])
    with pytest.raises(ModelError) as caught:
        tiny_model.model.read(longer, longer.rows[1, :2])
    assert caught.value.code == "row_exceeds_model"


def test_rows_are_needed() -> None:
    with pytest.raises(ValueError, match="empty"):
        Packing.of([])


@pytest.mark.parametrize("masked", [False, True])
def test_attention_is_exact_on_a_processor_whatever_the_precision(masked: bool) -> None:
    q, k, v = torch.randn(3, 2, 4, 5, 8, generator=torch.Generator().manual_seed(4)).bfloat16()
    mask = torch.zeros(5, 5, dtype=torch.bfloat16) if masked else None
    exact = attend(q.float(), k.float(), v.float(), None if mask is None else mask.float())
    with torch.autocast("cpu", torch.bfloat16):
        found = attend(q.float(), k, v, mask)
    assert found.dtype == torch.bfloat16
    assert torch.equal(found, exact.bfloat16())


@given(rows=st.integers(1, 3), groups=st.integers(1, 2), shared=st.integers(1, 3))
def test_a_single_query_is_attended_to_as_by_sdpa(rows: int, groups: int, shared: int) -> None:
    draw = torch.Generator().manual_seed(rows)
    q = torch.randn(rows, groups * shared, 1, 8, generator=draw)
    k, v = torch.randn(2, rows, groups, 9, 8, generator=draw)[:, :, :, :6]  # part of a cache
    bias = torch.zeros(rows, 1, 1, 6)
    bias[0, :, :, 4:] = -torch.inf
    found = attend(q, k, v, bias, 0.3)
    expected = F.scaled_dot_product_attention(q, k, v, bias, scale=0.3, enable_gqa=True)
    torch.testing.assert_close(found, expected)

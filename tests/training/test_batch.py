"""Rows padded together: masks from lengths, and parts of a step that change nothing."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from studio.lm.tokenizer import Example
from studio.lm.transformer import Transformer
from studio.training.batch import Batch, pad_responses
from studio.training.losses import token_logprobs
from studio.training.micro_batches import LEAST_WORK, micro_batches, rows_of

EXAMPLES = (
    Example([10, 11, 12], [20, 21, 4]),
    Example([10], [22, 4]),
    Example([10, 11], [23]),
)
rows = st.lists(
    st.tuples(
        st.lists(st.integers(0, 319), min_size=1, max_size=6),
        st.lists(st.integers(0, 319), min_size=1, max_size=6),
    ),
    min_size=1,
    max_size=6,
).map(lambda pairs: [Example(prompt, response) for prompt, response in pairs])


@given(examples=rows)
def test_b1_only_response_ids_are_predicted(examples: list[Example]) -> None:
    batch = Batch.of(examples)
    assert batch.response_ids().tolist() == [id for e in examples for id in e.response]
    assert batch.response_mask.sum(1).tolist() == [len(e.response) for e in examples]


def test_b2_a_place_predicts_the_next_id() -> None:
    batch = Batch.of(EXAMPLES)
    assert batch.response_mask.int().tolist() == [
        [0, 0, 1, 1, 1],
        [1, 1, 0, 0, 0],
        [0, 1, 0, 0, 0],
    ]
    places = torch.arange(6.0).expand(3, 6)
    assert places[:, :-1][batch.response_mask].tolist() == [2, 3, 4, 0, 1, 1]


def test_a1_a2_masks_come_from_lengths_never_from_ids(tiny_model: Transformer) -> None:
    """The padding id and the end id may stand in a prompt or a response."""
    odd = [Example([0, 4, 0], [0, 4]), Example([7], [0, 0, 9, 4])]
    batch = Batch.of(odd)
    assert batch.lengths.tolist() == [5, 5]
    assert batch.response_ids().tolist() == [0, 4, 0, 0, 9, 4]


def test_a4_neighbours_and_padding_do_not_change_a_row(tiny_model: Transformer) -> None:
    together = Batch.of(EXAMPLES)
    alone = [Batch.of([e]) for e in EXAMPLES]
    torch.testing.assert_close(
        together.response_logits(tiny_model),
        torch.cat([batch.response_logits(tiny_model) for batch in alone]),
        atol=1e-5,
        rtol=0,
    )


def test_response_logits_are_the_models_own(tiny_model: Transformer) -> None:
    batch = Batch.of(EXAMPLES)
    expected = tiny_model(batch.ids)[:, :-1][batch.response_mask]
    torch.testing.assert_close(batch.response_logits(tiny_model), expected)


def test_the_head_is_exact_under_autocast(tiny_model: Transformer) -> None:
    batch = Batch.of(EXAMPLES)
    with torch.autocast("cpu", torch.bfloat16):
        logits = batch.response_logits(tiny_model)
        hidden = tiny_model.model(batch.ids)[:, :-1][batch.response_mask]
    assert logits.dtype == torch.float32
    torch.testing.assert_close(logits, hidden.float() @ tiny_model.lm_head.weight.T)


@given(lengths=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_pad_responses_undoes_flattening(lengths: list[int]) -> None:
    flat = torch.arange(1.0, sum(lengths) + 1)
    padded, mask = pad_responses(flat, torch.tensor(lengths))
    assert torch.equal(padded[mask], flat)
    assert padded[~mask].eq(0).all()
    assert mask.sum(1).tolist() == lengths


@given(
    sizes=st.dictionaries(
        st.integers(0, 99), st.tuples(st.integers(1, 60), st.integers(1, 60)), min_size=1
    ),
    budget=st.integers(1, 300),
)
def test_f3_parts_hold_each_index_once_within_the_budget(
    sizes: dict[int, tuple[int, int]], budget: int
) -> None:
    parts = micro_batches(sizes, budget)
    assert sorted(index for part in parts for index in part) == sorted(sizes)
    for part in parts:
        assert sum(sizes[i][0] for i in part) <= budget or len(part) == 1


@given(
    lengths=st.lists(st.integers(1, 60), min_size=1, max_size=40),
    budget=st.integers(60, 300),
    lanes=st.integers(2, 4),
)
def test_lanes_have_as_many_parts_of_about_the_same_size(
    lengths: list[int], budget: int, lanes: int
) -> None:
    """As many in each lane, and no split of that many has a smaller largest part."""
    sizes = {i: (length, length) for i, length in enumerate(lengths)}
    parts = micro_batches(sizes, budget, lanes)
    assert sorted(index for part in parts for index in part) == sorted(sizes)
    full = [sum(sizes[i][0] for i in part) for part in parts]
    assert max(full) <= budget
    single = len(micro_batches(sizes, budget))
    most = min(-(-single // lanes) * lanes, max(single, sum(lengths) // LEAST_WORK))
    assert len(parts) <= most
    assert max(full) == max(lengths) or len(micro_batches(sizes, max(full) - 1)) > most


def test_b3_gradients_of_8x1_and_1x8_agree(tiny_model: Transformer) -> None:
    """Uneven lengths: the mean is over all tokens of the step, not over its parts' means."""
    examples = [Example([5, 6], list(range(7, 8 + n))) for n in (0, 9, 3, 1, 6, 2, 8, 4)]
    tokens = sum(len(e.response) for e in examples)

    def gradients(parts: list[list[int]]) -> list[torch.Tensor]:
        tiny_model.zero_grad()
        for part in parts:
            batch = Batch.of([examples[i] for i in part])
            logprobs = token_logprobs(batch.response_logits(tiny_model), batch.response_ids())
            (-logprobs.sum() / tokens).backward()
        return [p.grad.clone() for p in tiny_model.parameters() if p.grad is not None]

    sizes = rows_of(examples, range(8))
    whole, single = micro_batches(sizes, 10_000), micro_batches(sizes, 1)
    assert (len(whole), len(single)) == (1, 8)
    for one, other in zip(gradients(whole), gradients(single), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-5, atol=1e-7)


def test_an_empty_response_has_no_places() -> None:
    batch = Batch.of([Example([5, 6], []), Example([5], [7, 4])])
    assert batch.response_ids().tolist() == [7, 4]


def test_a_batch_needs_a_row() -> None:
    with pytest.raises(ValueError, match="empty"):
        Batch.of([])

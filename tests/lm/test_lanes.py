"""Parts of a computation in lanes: the same results and gradients as one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from studio.lm import lanes
from studio.lm.lanes import gradients_in_lanes, in_lanes, lanes_for, twin_of
from studio.lm.transformer import Transformer


@pytest.fixture
def four_threads() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


@given(parts=st.lists(st.integers(), max_size=12), count=st.integers(1, 4))
def test_results_are_in_the_order_of_the_parts(parts: list[int], count: int) -> None:
    found = in_lanes(lambda lane, part: (lane, part), parts, count)
    assert [part for _, part in found] == parts
    used = max(1, min(count, len(parts)))
    assert [lane for lane, _ in found] == [place % used for place in range(len(parts))]


@pytest.mark.usefixtures("four_threads")
def test_lanes_work_at_once_and_share_the_cores() -> None:
    """No lane gets past the barrier before both have come to it."""
    barrier = threading.Barrier(2, timeout=60)

    def meet(lane: int, part: int) -> int:
        barrier.wait()
        return torch.get_num_threads()

    assert in_lanes(meet, [0, 1, 2, 3], 2) == [2, 2, 2, 2]
    assert torch.get_num_threads() == 4


@pytest.mark.usefixtures("four_threads")
def test_an_error_is_raised_when_every_lane_has_ended() -> None:
    done: list[int] = []

    def fail_in_one(lane: int, part: int) -> None:
        if part == fails:
            raise ValueError(part)
        done.append(part)

    for fails in (0, 1):
        done.clear()
        with pytest.raises(ValueError, match=str(fails)):
            in_lanes(fail_in_one, [0, 1, 2, 3, 4, 5], 2)
        assert done == ([1, 3, 5] if fails == 0 else [0, 2, 4])
        assert torch.get_num_threads() == 4


@pytest.mark.usefixtures("four_threads")
def test_a_small_model_has_a_lane_for_each_thread_and_a_large_one_a_single(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = nn.Linear(3, 5)
    assert lanes_for(model) == 4
    torch.set_num_threads(9)
    assert lanes_for(model) == lanes.MOST_LANES
    monkeypatch.setattr(lanes, "LARGE", 19)
    assert lanes_for(model) == 1
    monkeypatch.setattr(lanes, "LARGE", 20)
    assert lanes_for(model) > 1
    assert lanes_for(model.to("meta")) == 1


def test_a_twin_is_the_same_memory_with_gradients_of_its_own(tiny_model: Transformer) -> None:
    tiny_model.model.norm.weight.requires_grad_(False)
    twin = twin_of(tiny_model)
    ids = torch.arange(6).view(1, 6)
    twin(ids).sum().backward()
    assert all(weight.grad is None for weight in tiny_model.parameters())
    assert twin.model.norm.weight.grad is None
    assert twin.lm_head.weight is twin.model.embed_tokens.weight  # tied, as the model's are
    with torch.no_grad():
        tiny_model.lm_head.weight.mul_(2.0)
    assert torch.equal(twin(ids), tiny_model(ids))


@pytest.mark.usefixtures("four_threads")
@pytest.mark.parametrize("kept", [False, True])
def test_gradients_add_up_to_those_of_one_lane_the_same_each_time(
    tiny_model: Transformer, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also onto gradients that the model has already."""
    parts = [torch.arange(n, n + 5).view(1, 5) for n in range(7)]

    def add(model: Transformer, ids: torch.Tensor) -> float:
        loss = model(ids).log_softmax(-1).square().mean()
        loss.backward()
        return loss.item()

    def learn() -> tuple[list[float], list[torch.Tensor]]:
        tiny_model.zero_grad()
        if kept:
            add(tiny_model, torch.tensor([[3, 1, 4]]))
        told = gradients_in_lanes(tiny_model, parts, add)
        return told, [weight.grad.clone() for weight in tiny_model.parameters()]

    losses, first = learn()
    again, second = learn()
    assert losses == again
    assert all(map(torch.equal, first, second))
    monkeypatch.setattr(lanes, "MOST_LANES", 1)
    alone, single = learn()
    assert alone == pytest.approx(losses, rel=1e-6)
    for one, other in zip(first, single, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)

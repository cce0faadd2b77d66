"""Heads fitted before the trunk learns: the minimum, whatever the scale of the states."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor, nn

from studio.training.head_fit import SCORE_SPREAD, fit_heads


def fitted(
    states: Tensor, ranks: Tensor, present: Tensor | None = None, weights: Tensor | None = None
) -> nn.Linear:
    """The heads of all that was seen, one to each row of `weights`."""
    weights = torch.ones(1, len(states)) if weights is None else weights
    torch.manual_seed(0)
    head = nn.Linear(states.shape[-1], len(weights))
    present = torch.ones(states.shape[:2], dtype=torch.bool) if present is None else present
    fit_heads(head, states, ranks, present, weights)
    return head


@pytest.fixture
def states() -> Tensor:
    return torch.randn(12, 4, 5, generator=torch.Generator().manual_seed(3))


@pytest.fixture
def ranks() -> Tensor:
    generator = torch.Generator().manual_seed(4)
    return torch.stack([torch.randperm(4, generator=generator) for _ in range(12)])


def test_one_pair_has_the_most_probable_head() -> None:
    """States -1 and 1 are standardized: softplus(-2 w) + w^2 / (2 * 9) is least at its root."""
    head = fitted(torch.tensor([[[1.0], [-1.0]]]), torch.tensor([[0, 1]]))
    low, high = 0.0, 100.0
    for _ in range(60):
        w = (low + high) / 2
        slope = -2 / (1 + torch.tensor(2 * w).exp().item()) + w / SCORE_SPREAD**2
        low, high = (w, high) if slope < 0 else (low, w)
    assert head.weight.item() == pytest.approx(low, rel=1e-3)
    assert head.bias.item() == pytest.approx(0, abs=1e-5)


def test_scores_do_not_hang_on_the_scale_or_place_of_the_states(
    states: Tensor, ranks: Tensor
) -> None:
    scale, place = torch.tensor([0.01, 1.0, 3.0, 100.0, 7.0]), torch.tensor([5.0, 0, -90, 1, 2])
    moved = states * scale + place
    told, other = fitted(states, ranks)(states), fitted(moved, ranks)(moved)
    torch.testing.assert_close(told, other, rtol=1e-3, atol=1e-3)


def test_what_is_not_present_counts_for_nothing(states: Tensor, ranks: Tensor) -> None:
    present = torch.ones(12, 4, dtype=torch.bool)
    present[3, 2:] = False
    spoiled = states.clone()
    spoiled[3, 2:] = 1e6
    one, other = (fitted(s, ranks, present) for s in (states, spoiled))
    torch.testing.assert_close(one.weight, other.weight)


def test_each_head_learns_from_what_weighs_for_it(states: Tensor, ranks: Tensor) -> None:
    first, last = torch.zeros(12), torch.zeros(12)
    first[:6] = 1
    last[6:] = 1
    both = fitted(states, ranks, weights=torch.stack([first, last]))
    alone = fitted(states, ranks, weights=last[None])
    torch.testing.assert_close(both.weight[1:], alone.weight, rtol=1e-3, atol=1e-3)
    assert not torch.allclose(both.weight[0], both.weight[1], atol=0.05)


def test_a_labeler_who_looks_at_one_number_is_found(states: Tensor) -> None:
    ranks = (-states[..., 2]).argsort(1).argsort(1)
    weight = fitted(states, ranks).weight[0].abs()
    assert weight.argmax() == 2
    assert weight[2] > 5 * weight[[0, 1, 3, 4]].max()

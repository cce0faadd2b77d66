"""The mathematics of the three steps against closed forms and numbers computed by hand."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import Tensor

from studio.training.losses import (
    adapted_coefficient,
    approximate_kl,
    clipped_policy_losses,
    clipped_value_losses,
    explained_variance,
    generalized_advantages,
    ordered_pairs,
    ranking_loss,
    shaped_rewards,
    token_entropies,
    token_logprobs,
    whiten,
)

seeds = st.integers(0, 2**32 - 1)


def numbers(*shape: int, seed: int = 0) -> Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def mask_of(*lengths: int, width: int | None = None) -> Tensor:
    return torch.arange(width or max(lengths)) < torch.tensor(lengths)[:, None]


def bradley_terry(margin: float) -> float:
    """-log sigmoid(margin)"""
    return math.log1p(math.exp(-margin))


# Log-probabilities and entropies


def test_token_logprobs_are_the_log_softmax_at_a_temperature() -> None:
    logits, ids = numbers(5, 7), torch.tensor([0, 6, 3, 3, 1])
    expected = (logits / 0.7).log_softmax(-1)[torch.arange(5), ids]
    torch.testing.assert_close(token_logprobs(logits, ids, 0.7), expected)


def test_token_logprobs_of_a_certain_token_are_zero() -> None:
    logits = torch.tensor([[0.0, 1e4, 0.0]])
    assert token_logprobs(logits, torch.tensor([1])).item() == 0.0
    assert token_logprobs(logits, torch.tensor([0])).item() == -1e4


def test_e17_bfloat16_logits_are_summed_in_float32() -> None:
    logits = numbers(4, 300).bfloat16()
    found = token_logprobs(logits, torch.tensor([1, 2, 3, 4]))
    assert found.dtype == torch.float32
    exact = logits.double().log_softmax(-1)[torch.arange(4), torch.tensor([1, 2, 3, 4])]
    torch.testing.assert_close(found.double(), exact, atol=1e-5, rtol=0)


def test_entropy_of_a_uniform_and_of_a_certain_distribution() -> None:
    logits = torch.stack([torch.zeros(8), torch.tensor([1e4] + [0.0] * 7)])
    torch.testing.assert_close(token_entropies(logits), torch.tensor([math.log(8), 0.0]))


# C: the reward model's loss


def test_c5_ranking_loss_is_the_mean_of_its_pair_losses() -> None:
    scores, ranks = torch.tensor([[0.3, -1.0, 2.0, 0.5]]), torch.tensor([[1, 3, 0, 2]])
    order = [2.0, 0.3, 0.5, -1.0]  # best first
    pairs = [bradley_terry(order[i] - order[j]) for i in range(4) for j in range(i + 1, 4)]
    assert len(pairs) == 6
    found = ranking_loss(scores, ranks, torch.ones_like(ranks, dtype=torch.bool))
    torch.testing.assert_close(found, torch.tensor([sum(pairs) / 6]))


def test_c5_each_comparison_weighs_one_whatever_its_k() -> None:
    """All scores equal: every pair loses log 2, and so does every comparison."""
    present = mask_of(2, 9, 4)
    ranks = torch.arange(9).expand(3, 9)
    found = ranking_loss(torch.zeros(3, 9), ranks, present)
    torch.testing.assert_close(found, torch.full((3,), math.log(2)))


@given(seed=seeds, k=st.integers(2, 9))
def test_c5_absent_responses_change_nothing(seed: int, k: int) -> None:
    scores = numbers(1, k, seed=seed)
    ranks = torch.randint(0, 3, (1, k), generator=torch.Generator().manual_seed(seed))
    alone = ranking_loss(scores, ranks, torch.ones(1, k, dtype=torch.bool))
    garbage = torch.full((1, 3), 1e6)
    wider = ranking_loss(
        torch.cat([scores, garbage], 1),
        torch.cat([ranks, torch.zeros(1, 3, dtype=torch.long)], 1),
        mask_of(k, width=k + 3),
    )
    torch.testing.assert_close(alone, wider)


@given(seed=seeds, shift=st.floats(-50, 50))
def test_ranking_loss_ignores_order_and_a_common_shift(seed: int, shift: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    scores = torch.randn(2, 5, generator=generator)
    ranks = torch.randint(0, 5, (2, 5), generator=generator)
    present, order = torch.ones(2, 5, dtype=torch.bool), torch.randperm(5, generator=generator)
    loss = ranking_loss(scores, ranks, present)
    shuffled = ranking_loss(scores[:, order] + shift, ranks[:, order], present)
    torch.testing.assert_close(loss, shuffled, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("margin", [1e4, -1e4])
def test_c6_a_huge_margin_stays_finite(margin: float) -> None:
    scores = torch.tensor([[margin, 0.0]], requires_grad=True)
    loss = ranking_loss(scores, torch.tensor([[0, 1]]), torch.ones(1, 2, dtype=torch.bool))
    loss.sum().backward()
    assert loss.item() == max(0.0, -margin)
    assert scores.grad is not None
    torch.testing.assert_close(
        scores.grad, torch.tensor([[0.0, 0.0]] if margin > 0 else [[-1.0, 1.0]])
    )


def test_c7_a_tie_pulls_its_scores_together_and_rests_when_they_are_equal() -> None:
    ranks, present = torch.tensor([[0, 0]]), torch.ones(1, 2, dtype=torch.bool)
    equal = torch.tensor([[0.7, 0.7]], requires_grad=True)
    ranking_loss(equal, ranks, present).sum().backward()
    torch.testing.assert_close(equal.grad, torch.zeros(1, 2))
    apart = torch.tensor([[1.0, 0.0]], requires_grad=True)
    ranking_loss(apart, ranks, present).sum().backward()
    assert apart.grad is not None
    assert apart.grad[0, 0] > 0 > apart.grad[0, 1]
    half = 0.5 * (bradley_terry(1.0) + bradley_terry(-1.0))
    assert ranking_loss(apart, ranks, present).item() == pytest.approx(half)


def test_c7_an_all_tied_comparison_is_finite() -> None:
    scores = torch.zeros(1, 4, requires_grad=True)
    loss = ranking_loss(
        scores, torch.zeros(1, 4, dtype=torch.long), torch.ones(1, 4, dtype=torch.bool)
    )
    loss.sum().backward()
    assert loss.item() == pytest.approx(math.log(2))
    torch.testing.assert_close(scores.grad, torch.zeros(1, 4))


def test_a_comparison_without_pairs_contributes_nothing() -> None:
    scores = torch.ones(1, 3, requires_grad=True)
    loss = ranking_loss(scores, torch.zeros(1, 3, dtype=torch.long), mask_of(1, width=3))
    loss.sum().backward()
    assert loss.item() == 0.0
    torch.testing.assert_close(scores.grad, torch.zeros(1, 3))


@given(seed=seeds)
def test_the_gradient_raises_the_best_and_lowers_the_worst(seed: int) -> None:
    scores = numbers(1, 4, seed=seed).requires_grad_()
    ranking_loss(
        scores, torch.tensor([[0, 1, 2, 3]]), torch.ones(1, 4, dtype=torch.bool)
    ).sum().backward()
    assert scores.grad is not None
    assert scores.grad[0, 0] < 0 < scores.grad[0, 3]
    assert scores.grad.sum().item() == pytest.approx(0.0, abs=1e-6)


def test_ordered_pairs_counts_agreement_and_margin() -> None:
    scores = torch.tensor([[3.0, 1.0, 1.0, 9.0]])
    count, alike, margin = ordered_pairs(
        scores, torch.tensor([[0, 1, 2, 2]]), torch.ones(1, 4, dtype=torch.bool)
    )
    # ordered: 3>1 right (+2), 3>1 right (+2), 3>9 wrong (-6), 1>1 equal (0), 1>9 wrong (-8)
    assert (count.item(), alike.item(), margin.item()) == (5.0, 2.5, -10.0)


# D: rewards and advantages


def test_e11_a_kl_of_twice_its_target_raises_the_coefficient_by_a_fifth_a_horizon() -> None:
    coefficient = 0.05
    for _ in range(10):
        coefficient = adapted_coefficient(coefficient, 12.0, 6.0, episodes=64, horizon=500)
    assert coefficient == pytest.approx(0.05 * (1 + 0.2 * 64 / 500) ** 10)
    assert adapted_coefficient(0.05, 6.0, 6.0, 64, 500) == 0.05
    assert adapted_coefficient(0.05, 0.0, 6.0, 64, 500) == pytest.approx(0.05 * (1 - 0.0256))
    assert adapted_coefficient(0.05, 6.6, 6.0, 100, 500) == pytest.approx(0.05 * 1.02)


def test_d4_rewards_sum_to_the_score_less_the_weighted_kl() -> None:
    logprobs, reference, mask = numbers(3, 6), numbers(3, 6, seed=1), mask_of(6, 2, 1)
    score = torch.tensor([1.5, -2.0, 0.25])
    rewards = shaped_rewards(score, logprobs, reference, mask, beta=0.3)
    kl = ((logprobs - reference) * mask).sum(1)
    torch.testing.assert_close(rewards.sum(1), score - 0.3 * kl)


def test_d5_the_score_lands_on_the_last_token() -> None:
    zero = torch.zeros(2, 4)
    rewards = shaped_rewards(torch.tensor([1.0, 2.0]), zero, zero, mask_of(4, 2), beta=1.0)
    assert rewards.tolist() == [[0, 0, 0, 1], [0, 2, 0, 0]]


def test_section_0_3_k1_in_the_reward_has_the_gradient_of_the_kl() -> None:
    """E[k1 · grad log pi] is grad KL(pi || ref); with k3 it is not. Exact sums over 5 tokens."""
    logits, reference = numbers(5, seed=3).requires_grad_(), numbers(5, seed=4).log_softmax(0)

    def score_function(estimate: Tensor) -> Tensor:
        logprobs = logits.log_softmax(0)
        surrogate = (logprobs.exp().detach() * estimate.detach() * logprobs).sum()
        (gradient,) = torch.autograd.grad(surrogate, logits)
        return gradient

    logprobs = logits.log_softmax(0)
    (true,) = torch.autograd.grad((logprobs.exp() * (logprobs - reference)).sum(), logits)
    k1 = -shaped_rewards(
        torch.zeros(1), logprobs[None], reference[None], torch.ones(1, 5, dtype=torch.bool), 1.0
    )[0]
    torch.testing.assert_close(score_function(k1), true)
    k3 = approximate_kl(reference, logprobs)
    assert not torch.allclose(score_function(k3), true, atol=1e-2)


@pytest.mark.parametrize(("gamma", "lam"), [(1.0, 0.95), (0.9, 0.8), (1.0, 1.0), (0.99, 0.0)])
def test_d7_the_loop_equals_the_closed_form(gamma: float, lam: float) -> None:
    """A_t is the sum over l of (gamma lambda)^l delta_{t+l}."""
    rewards, values, lengths = numbers(3, 7), numbers(3, 7, seed=1), (7, 4, 1)
    advantages, returns = generalized_advantages(rewards, values, mask_of(*lengths), gamma, lam)
    for row, length in enumerate(lengths):
        v = [*values[row, :length].tolist(), 0.0]
        delta = [rewards[row, t].item() + gamma * v[t + 1] - v[t] for t in range(length)]
        for t in range(length):
            closed = sum((gamma * lam) ** (s - t) * delta[s] for s in range(t, length))
            assert advantages[row, t].item() == pytest.approx(closed, abs=1e-5)
            assert returns[row, t].item() == pytest.approx(closed + v[t], abs=1e-5)
        assert advantages[row, length:].eq(0).all()
        assert returns[row, length:].eq(0).all()


def test_d5_undiscounted_advantage_is_what_is_still_to_come_less_the_value() -> None:
    rewards, values, mask = numbers(4, 5), numbers(4, 5, seed=1), mask_of(5, 5, 3, 1)
    advantages, returns = generalized_advantages(rewards, values, mask, 1.0, 1.0)
    to_come = (rewards * mask).flip(1).cumsum(1).flip(1)
    torch.testing.assert_close(advantages, (to_come - values) * mask)
    torch.testing.assert_close(returns, to_come * mask)


@given(seed=seeds)
def test_d6_garbage_after_the_end_changes_nothing(seed: int) -> None:
    rewards, values, mask = numbers(3, 6, seed=seed), numbers(3, 6, seed=seed + 1), mask_of(6, 3, 1)
    garbage = torch.where(mask, 0.0, 1e5)
    clean = generalized_advantages(rewards, values, mask, 1.0, 0.95)
    dirty = generalized_advantages(rewards + garbage, values - garbage, mask, 1.0, 0.95)
    assert torch.equal(clean[0], dirty[0])
    assert torch.equal(clean[1], dirty[1])


@given(seed=seeds, lengths=st.lists(st.integers(1, 6), min_size=2, max_size=5))
def test_d8_whitening_is_over_the_mask_alone(seed: int, lengths: list[int]) -> None:
    mask = mask_of(*lengths, width=6)
    x = numbers(len(lengths), 6, seed=seed) * 3 + 5
    white = whiten(x, mask)
    kept = white[mask]
    assert kept.mean().item() == pytest.approx(0.0, abs=1e-4)
    assert kept.var(correction=0).item() == pytest.approx(1.0, abs=1e-2)
    assert white[~mask].eq(0).all()
    assert torch.equal(white, whiten(torch.where(mask, x, 777.0), mask))


def test_d8_the_mean_is_removed_and_the_variance_biased() -> None:
    white = whiten(torch.tensor([[1.0, 3.0]]), mask_of(2))
    torch.testing.assert_close(white, torch.tensor([[-1.0, 1.0]]))


def test_d8_a_single_token_and_equal_ones_become_zero() -> None:
    assert whiten(torch.tensor([[5.0, 9.0]]), mask_of(1, width=2)).tolist() == [[0.0, 0.0]]
    assert whiten(torch.full((2, 3), 4.0), mask_of(3, 3)).eq(0).all()
    assert whiten(torch.full((1, 2), 4.0), torch.zeros(1, 2, dtype=torch.bool)).eq(0).all()


# E: the update


@given(
    log_ratio=st.floats(-1, 1),
    advantage=st.floats(-3, 3).filter(lambda a: abs(a) > 1e-3),
    clip=st.sampled_from([0.1, 0.2, 0.5]),
)
def test_e1_the_gradient_is_zero_exactly_where_the_clip_binds(
    log_ratio: float, advantage: float, clip: float
) -> None:
    ratio = math.exp(log_ratio)
    assume(min(abs(ratio - 1 - clip), abs(ratio - 1 + clip)) > 1e-4)  # off the kinks
    logprobs = torch.tensor([log_ratio], requires_grad=True)
    losses, _ = clipped_policy_losses(logprobs, torch.zeros(1), torch.tensor([advantage]), clip)
    losses.sum().backward()
    assert logprobs.grad is not None
    binds = (advantage > 0 and ratio > 1 + clip) or (advantage < 0 and ratio < 1 - clip)
    expected = 0.0 if binds else -advantage * ratio
    assert logprobs.grad.item() == pytest.approx(expected, rel=1e-4, abs=1e-7)


def test_e1_values_by_hand() -> None:
    ratios = torch.tensor([1.5, 1.5, 0.5, 0.5, 1.1])
    advantages = torch.tensor([1.0, -1.0, 1.0, -1.0, 2.0])
    losses, found = clipped_policy_losses(ratios.log(), torch.zeros(5), advantages, 0.2)
    torch.testing.assert_close(found, ratios)
    torch.testing.assert_close(losses, torch.tensor([-1.2, 1.5, -0.5, 0.8, -2.2]))


def test_e2_value_losses_by_hand() -> None:
    values, old = torch.tensor([1.0, 0.1, 1.0, 0.0]), torch.tensor([0.0, 0.0, 0.0, 0.0])
    returns = torch.tensor([1.0, 0.5, -1.0, 0.0])
    # held at 0.2: the target 1 is still 0.8 away; 0.1 is within; -1 is 2 away unclipped; exact
    expected = torch.tensor([0.32, 0.08, 2.0, 0.0])
    torch.testing.assert_close(clipped_value_losses(values, old, returns, 0.2), expected)


def test_e2_a_clip_of_zero_is_plain_squared_error() -> None:
    values, returns = numbers(6), numbers(6, seed=1)
    found = clipped_value_losses(values, numbers(6, seed=2) * 100, returns, 0.0)
    torch.testing.assert_close(found, 0.5 * (values - returns).square())


def test_e2_a_value_that_has_moved_too_far_towards_its_target_rests() -> None:
    values = torch.tensor([0.6], requires_grad=True)
    clipped_value_losses(values, torch.zeros(1), torch.ones(1), 0.2).sum().backward()
    assert values.grad is not None
    assert values.grad.item() == 0.0


@given(seed=seeds)
def test_approximate_kl_is_never_negative_and_zero_at_equality(seed: int) -> None:
    new, old = numbers(20, seed=seed), numbers(20, seed=seed + 1)
    assert (approximate_kl(new, old) >= 0).all()
    assert approximate_kl(new, new).eq(0).all()


def test_approximate_kl_averages_to_the_kl_under_the_old_policy() -> None:
    old, new = numbers(6).log_softmax(0), numbers(6, seed=1).log_softmax(0)
    true = (old.exp() * (old - new)).sum()
    torch.testing.assert_close((old.exp() * approximate_kl(new, old)).sum(), true)


def test_e14_a_wild_log_ratio_stays_finite() -> None:
    far, zero = torch.tensor([1e4, -1e4]), torch.zeros(2)
    losses, ratio = clipped_policy_losses(far, zero, torch.tensor([-1.0, 1.0]), 0.2)
    assert losses.isfinite().all()
    assert ratio.isfinite().all()
    assert approximate_kl(far, zero).isfinite().all()


def test_explained_variance_of_good_useless_and_wrong_values() -> None:
    returns = torch.tensor([1.0, 2.0, 3.0])
    assert explained_variance(returns, returns) == pytest.approx(1.0)
    assert explained_variance(returns + 7, returns) == pytest.approx(1.0)
    assert explained_variance(torch.zeros(3), returns) == pytest.approx(0.0)
    assert explained_variance(-returns, returns) == pytest.approx(-3.0)
    assert explained_variance(returns, torch.ones(3)) == 0.0


def test_f8_a_rollout_worked_out_by_hand() -> None:
    """Two responses, of two tokens and of one; every number below was computed on paper."""
    mask = mask_of(2, 1)
    logprobs = torch.tensor([[-1.0, -2.0], [-1.0, 0.0]])
    reference = torch.tensor([[-1.5, -1.5], [-1.0, 0.0]])
    values = torch.tensor([[0.2, 0.4], [0.0, 0.0]])
    rewards = shaped_rewards(torch.tensor([1.0, -1.0]), logprobs, reference, mask, 0.1)
    torch.testing.assert_close(rewards, torch.tensor([[-0.05, 1.05], [-1.0, 0.0]]))
    advantages, returns = generalized_advantages(rewards, values, mask, gamma=1.0, lam=0.5)
    torch.testing.assert_close(advantages, torch.tensor([[0.475, 0.65], [-1.0, 0.0]]))
    torch.testing.assert_close(returns, torch.tensor([[0.675, 1.05], [-1.0, 0.0]]))
    white = whiten(advantages, mask)
    expected = torch.tensor([[0.585565, 0.822043], [-1.407608, 0.0]])
    torch.testing.assert_close(white, expected, atol=1e-5, rtol=0)
    new = torch.tensor([-0.9, -2.0, -1.2])
    losses, _ = clipped_policy_losses(new, logprobs[mask], white[mask], 0.2)
    assert losses.mean().item() == pytest.approx(-0.105580, abs=1e-5)
    new_values = torch.tensor([0.5, 0.4, 0.5])
    value_losses = clipped_value_losses(new_values, values[mask], returns[mask], 0.2)
    assert value_losses.mean().item() == pytest.approx(0.458021, abs=1e-5)

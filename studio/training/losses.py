"""The mathematics of the three steps, as pure tensor functions.

Shapes: B rows, R response positions (padded), P comparisons, K responses each. Masks are boolean
and true on real tokens, the end token included. Everything is computed in float32.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor


def token_logprobs(logits: Tensor, ids: Tensor, temperature: float = 1.0) -> Tensor:
    """log p(id) [N] of ids [N] under logits [N, V] at a temperature."""
    logits = logits.float()
    if temperature != 1.0:
        logits = logits / temperature
    return -F.cross_entropy(logits, ids, reduction="none")


def token_entropies(logits: Tensor, temperature: float = 1.0) -> Tensor:
    """Entropy in nats [N] of the distributions that logits [N, V] give at a temperature."""
    logprobs = (logits.float() / temperature).log_softmax(-1)
    return -(logprobs.exp() * logprobs).sum(-1)


def ranking_loss(scores: Tensor, ranks: Tensor, present: Tensor) -> Tensor:
    """Bradley-Terry loss [P] of comparisons, all pairs of one comparison together.

    scores [P, K]; ranks [P, K], smaller is better, equal is tied; present [P, K]. Each comparison
    weighs 1 whatever its K: the mean over its pairs. A tied pair has the soft label one half.
    Source: Ouyang et al. 2022 (arXiv:2203.02155) eq. 1; ties there were dropped.
    """
    margin = scores.float()[:, :, None] - scores.float()[:, None, :]
    k = scores.shape[1]
    pair = present[:, :, None] & present[:, None, :]
    better = pair & (ranks[:, :, None] < ranks[:, None, :])
    upper = torch.ones(k, k, dtype=torch.bool, device=scores.device).triu(1)
    tied = pair & upper & (ranks[:, :, None] == ranks[:, None, :])
    losses = torch.where(better, F.softplus(-margin), 0.0)
    losses = losses + torch.where(tied, 0.5 * (F.softplus(-margin) + F.softplus(margin)), 0.0)
    count = (better | tied).sum((1, 2))
    return losses.sum((1, 2)) / count.clamp(min=1)


def ordered_pairs(scores: Tensor, ranks: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of each comparison [P]: pairs a person ordered, those the scores order alike, summed margin.

    A pair scored exactly equal counts half.
    """
    margin = scores.float()[:, :, None] - scores.float()[:, None, :]
    better = present[:, :, None] & present[:, None, :] & (ranks[:, :, None] < ranks[:, None, :])
    alike = (margin > 0).float() + 0.5 * (margin == 0).float()
    return (
        better.sum((1, 2)).float(),
        (alike * better).sum((1, 2)),
        (margin * better).sum((1, 2)),
    )


def adapted_coefficient(
    coefficient: float, kl: float, target: float, episodes: int, horizon: float
) -> float:
    """The KL coefficient after a rollout of so many episodes: higher where KL is over its target.

    The error is clipped at 20 %, so `horizon` episodes change the coefficient by no more than that
    factor e^0.2. Source: `AdaptiveKLController` of lm-human-preferences; Ziegler et al. 2019
    (arXiv:1909.08593), section 2.2.
    """
    error = min(max(kl / target - 1.0, -0.2), 0.2)
    return coefficient * (1.0 + error * episodes / horizon)


def shaped_rewards(
    score: Tensor, logprobs: Tensor, reference_logprobs: Tensor, mask: Tensor, beta: float
) -> Tensor:
    """Rewards [B, R]: -beta (log pi - log ref) at each token, the score [B] at the last.

    The penalty is the k1 estimator: its score-function gradient is that of KL(pi || ref), which
    k3's is not. Source: `compute_rewards` of lm-human-preferences.
    """
    rewards = -beta * (logprobs - reference_logprobs) * mask
    last = mask.sum(1) - 1
    return rewards.scatter_add(1, last[:, None], score[:, None].to(rewards.dtype))


def generalized_advantages(
    rewards: Tensor, values: Tensor, mask: Tensor, gamma: float, lam: float
) -> tuple[Tensor, Tensor]:
    """Advantages and returns [B, R] of rewards and values [B, R].

    The value after the last token is 0: the response has ended there. Source: Schulman et al. 2016
    (arXiv:1506.02438).
    """
    rewards, values = rewards * mask, values * mask
    advantages = torch.zeros_like(rewards)
    running = torch.zeros_like(rewards[:, 0])
    for t in reversed(range(rewards.shape[1])):
        after = values[:, t + 1] if t + 1 < rewards.shape[1] else torch.zeros_like(running)
        delta = rewards[:, t] + gamma * after - values[:, t]
        running = (delta + gamma * lam * running) * mask[:, t]
        advantages[:, t] = running
    return advantages, (advantages + values) * mask


def whiten(x: Tensor, mask: Tensor) -> Tensor:
    """x [B, R] with mean 0 and variance 1 over the mask, 0 outside it. Biased variance."""
    count = mask.sum().clamp(min=1)
    mean = (x * mask).sum() / count
    variance = ((x - mean).square() * mask).sum() / count
    return (x - mean) * torch.rsqrt(variance + 1e-8) * mask


def clipped_policy_losses(
    logprobs: Tensor, old_logprobs: Tensor, advantages: Tensor, clip_range: float
) -> tuple[Tensor, Tensor]:
    """The clipped surrogate's losses and the probability ratios, of each token [N].

    Source: Schulman et al. 2017 (arXiv:1707.06347) eq. 7. The log ratio is held within 20.
    """
    ratio = (logprobs - old_logprobs).clamp(-20, 20).exp()
    clipped = ratio.clamp(1 - clip_range, 1 + clip_range)
    return torch.maximum(-advantages * ratio, -advantages * clipped), ratio


def clipped_value_losses(
    values: Tensor, old_values: Tensor, returns: Tensor, clip_range: float
) -> Tensor:
    """Half the squared error of each token's value [N], which may not move by more than the clip.

    `clip_range` is in units of the calibrated reward; 0 turns clipping off.
    """
    error = (values - returns).square()
    if clip_range > 0:
        held = old_values + (values - old_values).clamp(-clip_range, clip_range)
        error = torch.maximum(error, (held - returns).square())
    return 0.5 * error


def approximate_kl(logprobs: Tensor, old_logprobs: Tensor) -> Tensor:
    """KL(old || new) of each token sampled from old, estimated without negative values (k3).

    Source: Schulman, "Approximating KL divergence" (2020). For display and early stops only.
    """
    log_ratio = (logprobs - old_logprobs).clamp(-20, 20)
    return log_ratio.exp() - 1 - log_ratio


def explained_variance(values: Tensor, returns: Tensor) -> float:
    """1 - Var(returns - values) / Var(returns) over tokens [N]; 0 where returns do not vary."""
    spread = returns.var(correction=0)
    if spread < 1e-12:
        return 0.0
    return float(1 - (returns - values).var(correction=0) / spread)

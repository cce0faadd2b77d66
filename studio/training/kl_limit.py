"""What PPO saves stays near its start: a policy that ended further away is mixed with it."""

from __future__ import annotations

import math
from collections.abc import Callable

import torch

from studio.lm.lora import adapters_of
from studio.lm.transformer import Transformer

MOST_MIXES = 3  # one is nearly enough: KL goes about as the square of what is left


def limit_kl(
    policy: Transformer, reference: Transformer, measured: Callable[[], float], limit: float
) -> tuple[float, float]:
    """Mix `policy` in place with the reference until its `measured` KL is at most `limit`, nats.

    Returns the KL it had, and the share of the start in what it is now, 0 where it was near enough.
    Reward and KL shrink together along the way, so little is lost against a run that had gone less
    far; and runs of one setting, which spend nats differently, end at like places. Source: Ramé et
    al. 2024 (arXiv:2406.16768), section 3.3.
    """
    ended = kl = measured()
    left = 1.0
    for _ in range(MOST_MIXES):
        if kl <= limit:
            break
        share = 1.0 - math.sqrt(limit / kl)
        mix(policy, reference, share)
        left *= 1.0 - share
        kl = measured()
    return ended, 1.0 - left


@torch.no_grad()
def mix(policy: Transformer, reference: Transformer, share: float) -> None:
    """Move each weight of `policy` this `share` of the way to the reference's; adapters fade."""
    adapters = adapters_of(policy)
    for part in adapters.values():
        part.lora_B.mul_(1.0 - share)
    if not adapters:
        for now, start in zip(policy.parameters(), reference.parameters(), strict=True):
            now.lerp_(start, share)
